"""The door: everything of this room lies in the files of a case, so the case is looked at, and only then a row is read."""

from dataclasses import dataclass
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.cases.access import OpenedCase, open_case
from enishi.office.errors import NotFound
from enishi.participation.models import Placement, Proposal
from enishi.sharing.terms import Purpose


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
    rows = Placement.objects.filter(pk=placement, case=case, binder_id__in=found.files)
    row = (rows.select_for_update() if lock else rows).first()
    if row is None:
        raise NotFound(word, placement)
    return Opened(found, row)


def open_proposal(hat: Hat, case: UUID, proposal: UUID, *, word: str, lock: bool = False) -> OpenedProposal:
    """Look at a proposal of a case.

    :raises NotFound: hidden and absent alike
    """
    found = open_case(hat, case, to=Purpose.SUPPORT, word=word)
    rows = Proposal.objects.filter(pk=proposal, case=case, binder_id__in=found.files)
    row = (rows.select_for_update() if lock else rows).first()
    if row is None:
        raise NotFound(word, proposal)
    return OpenedProposal(found, row)
