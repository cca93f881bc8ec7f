"""The door: everything of this room lies in the files of a case, so the case is looked at, and only then a row is read."""

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from enishi.agencies.hats import Hat
from enishi.cases.access import OpenedCase, open_case
from enishi.office.errors import NotFound
from enishi.participation.models import Placement, Proposal
from enishi.sharing.terms import Purpose

Row = TypeVar("Row", Placement, Proposal)


@dataclass(frozen=True)
class Opened:
    """A row of this room and the case it lies in."""

    case: OpenedCase
    row: Placement


@dataclass(frozen=True)
class OpenedProposal:
    """A proposal and the case it lies in."""

    case: OpenedCase
    row: Proposal


def open_placement(hat: Hat, case: UUID, placement: UUID, *, word: str, lock: bool = False) -> Opened:
    """Look at a placement of a case.

    :raises NotFound: hidden and absent alike
    """
    found = open_case(hat, case, to=Purpose.SUPPORT, word=word)
    return Opened(found, _row(Placement.objects.all(), found, placement, word=word, lock=lock))


def open_proposal(hat: Hat, case: UUID, proposal: UUID, *, word: str, lock: bool = False) -> OpenedProposal:
    """Look at a proposal of a case.

    :raises NotFound: hidden and absent alike
    """
    found = open_case(hat, case, to=Purpose.SUPPORT, word=word)
    return OpenedProposal(found, _row(Proposal.objects.all(), found, proposal, word=word, lock=lock))


def _row(rows: QuerySet[Row], found: OpenedCase, wanted: UUID, *, word: str, lock: bool) -> Row:
    """One row of a file of the case that is open."""
    mine = rows.filter(pk=wanted, case=found.id, binder_id__in=found.files)
    row = (mine.select_for_update() if lock else mine).first()
    if row is None:
        raise NotFound(word, wanted)
    return row
