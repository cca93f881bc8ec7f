"""What may stand on the wall of the meeting room: only what everybody in the room may see (投影)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.conferences.access import OpenedItem, open_item
from enishi.conferences.queries.conference_page import MemberLine, members_of
from enishi.conferences.queries.decision_lines import DecisionLine, lines_of
from enishi.conferences.queries.item_page import (
    SheetRow,
    ToldLine,
    brief_lines,
    by_year,
    drawn,
    side_by_side,
)
from enishi.conferences.queries.names import Told
from enishi.conferences.queries.room import shared
from enishi.conferences.terms import ConferenceState, DecisionState, SharedKind
from enishi.sharing.rules import labels


@dataclass(frozen=True)
class Projection:
    """``shut_out``: people in the room who may not see the item; while there is one, nothing of it is here."""

    found: OpenedItem
    members: Sequence[MemberLine]
    present: frozenset[UUID]
    shut_out: Sequence[MemberLine]
    classes: str
    who: Sequence[ToldLine]
    brief: Sequence[tuple[str, ToldLine]]
    told: Sequence[ToldLine]
    years: Sequence[ToldLine]
    columns: Sequence[tuple[UUID, str]]
    sheets: Sequence[SheetRow]
    lines: Sequence[DecisionLine]
    held_back: int

    @property
    def may_decide(self) -> bool:
        """Whether a line can still be written down."""
        open_ = self.found.state in (ConferenceState.PLANNED, ConferenceState.HELD)
        return open_ and not self.found.is_confirmed


def projection(
    hat: Hat, item: UUID, *, present: Collection[UUID] | None, at: datetime, word: str = "conference.screen"
) -> Projection:
    """The intersection of what everybody present may see, and of what the hat at the keyboard sees.

    :param present: the members in the room; None: everybody who is invited
    """
    found = open_item(hat, item, word=word)
    members, _ = members_of(found.conference)
    there = [one for one in members if present is None or one.id in present]
    seen = _seen(item)
    classes = found.classes
    for one in there:
        classes &= seen.get(one.membership, 0)
    shut_out = [one for one in there if not seen.get(one.membership, 0) & 1]
    # On the wall stands what everybody there may read, also of who did what.
    told = Told(classes, (found.conference.row.agency_id,))
    every = drawn(shared(item), told)
    rows = [] if shut_out else [one for one in every if one.class_number & classes]
    columns, sheets = side_by_side(rows)
    lines = [] if shut_out or not classes & 1 else lines_of(hat, {item: told}, on=timezone.localdate(at))
    return Projection(
        found=found,
        members=members,
        present=frozenset(one.id for one in there),
        shut_out=shut_out,
        classes="" if shut_out else labels(classes),
        who=[one for one in rows if one.kind_code == SharedKind.PERSON],
        brief=brief_lines(rows),
        told=[one for one in rows if one.kind_code == SharedKind.TOLD],
        years=by_year(rows),
        columns=columns,
        sheets=sheets,
        lines=[one for one in lines if one.state_code != DecisionState.CANCELLED],
        held_back=0 if shut_out else len(every) - len(rows),
    )


def _seen(item: UUID) -> dict[Any, int]:
    """Membership → the classes of the room that are open to it now, seals taken off. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT grantee, bit_or(classes) FROM sharing_shared_with(%s)"
            " WHERE kind = 'conference' AND starts_at <= enishi_now() GROUP BY grantee",
            [item],
        )
        return dict(cursor.fetchall())
