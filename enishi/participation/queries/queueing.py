"""The queue for a place that is full: numbers over all cases, naming nobody."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from enishi.community.queries.offers import free_places
from enishi.office import prepared
from enishi.participation.models import Proposal
from enishi.participation.terms import ProposalState

QUEUE = "SELECT place, waiting FROM participation_queue(%s::uuid[], %s::uuid[], %s::timestamptz[])"


class Turn(NamedTuple):
    """Which place somebody has in a queue, and how many stand in it."""

    place: int
    waiting: int

    @property
    def words(self) -> str:
        return f"{self.place}番目（{self.waiting}人が待っています）"


def turns(proposals: Sequence[Proposal]) -> dict[UUID, Turn]:
    """Where those that wait stand. One query, none when nobody waits."""
    waiting = [one for one in proposals if one.state == ProposalState.WAITING]
    if not waiting:
        return {}
    found = _asked([(one.resource_id, one.menu_id, one.decided_at or one.at) for one in waiting])
    return {one.pk: turn for one, turn in zip(waiting, found, strict=True)}


def in_queue(resource: UUID, menu: UUID | None) -> int:
    """How many stand in a queue."""
    return _asked([(resource, menu, timezone.now())])[0].waiting


def ahead_of(one: Proposal) -> int:
    """How many stand in the queue before somebody, or all of them when they do not stand in it themselves."""
    return _ahead(one, turns([one]).get(one.pk))


def _ahead(one: Proposal, turn: Turn | None) -> int:
    return turn.place - 1 if turn else in_queue(one.resource_id, one.menu_id)


class PlaceOf(NamedTuple):
    """What is known of the place of a proposal: how many are free (None: nobody said), who waits before, its own turn."""

    free: int | None
    ahead: int
    turn: Turn | None

    @property
    def may_wait(self) -> bool:
        """Full, or others were first; and not in the queue already."""
        return self.turn is None and self.free is not None and self.free <= self.ahead


def place_of(one: Proposal) -> PlaceOf:
    """For the page on which it is decided. Two queries."""
    turn = turns([one]).get(one.pk)
    return PlaceOf(free_places(one.resource_id, one.menu_id), _ahead(one, turn), turn)


def _asked(wanted: Sequence[tuple[UUID, UUID | None, datetime]]) -> list[Turn]:
    resources, menus, moments = ([one[part] for one in wanted] for part in range(3))
    return [Turn(*row) for row in prepared.rows(QUEUE, [resources, menus, moments])]
