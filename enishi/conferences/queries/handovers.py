"""Who keeps a meeting (事務局): the colleagues who could, and how it went from one to the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from enishi.agencies.models import Membership
from enishi.agencies.queries.names import names
from enishi.agencies.queries.people import colleagues_who_may
from enishi.conferences.access import OpenedConference
from enishi.conferences.models import Handover
from enishi.conferences.terms import ConferenceState
from enishi.intake.queries.exports import Sheet
from enishi.intake.queries.listing import (
    MOST_COUNTED,
    PAGE_SIZE,
    Listing,
    begins,
    listing,
    long_time,
    slice_of,
)
from enishi.office import prepared
from enishi.residents.rules.reference import reference

HEADS = "日時 会議番号 機関 引き継ぐ前の人 引き継いだ人 引き継ぎ方 理由"


@dataclass(frozen=True)
class HandoverLine:
    """One hand-over. It tells of no item and of nobody of whom the meeting speaks."""

    when: str
    reference: str
    agency: str
    before: str
    after: str
    how: str
    reason: str


def colleagues(found: OpenedConference, on: date) -> list[tuple[str, str]]:
    """Who else of the convening office could have convened this meeting, as choices. One query."""
    but = Q(pk=found.row.convened_by_id)
    return colleagues_who_may(found.kinds[0].permission, found.row.agency_id, on=on, but=but)


def has_left(membership: UUID, on: date) -> bool:
    """Whether who convened works there no more. One query."""
    return not Membership.objects.at_work(on).filter(pk=membership).exists()


@dataclass(frozen=True)
class LeftLine:
    """A meeting whose convener is gone. Of whom it speaks is not told."""

    id: UUID
    reference: str
    kind: str
    when: str
    state: str
    agency: str
    before: str
    colleagues: bool
    """Whether its office has somebody who could keep it."""


LEFT = "SELECT id, label, starts_at, state, agency, convener, colleagues FROM conferences_left(%s) LIMIT %s"
IS_LEFT = "SELECT EXISTS (SELECT 1 FROM conferences_left(false) one WHERE one.id = %s)"


def left_list(*, every: bool, page: int) -> Listing:
    """A page of the meetings that nobody keeps (``every``: whose convener is gone), for coordinators and who reviews; those that
    are not over first. Two queries."""
    rows = prepared.rows(LEFT, [every, MOST_COUNTED + 1])
    first = begins(page, len(rows))
    shown = _left(rows[first : first + PAGE_SIZE])
    return listing(shown, min(len(rows), MOST_COUNTED), page, more=len(rows) > MOST_COUNTED)


def left_sheet(*, every: bool) -> Sheet:
    """The same as they leave the house, all of them."""
    rows = [
        [one.reference, one.kind, one.when, one.state, one.agency, one.before, "いる" if one.colleagues else "いない"]
        for one in _left(prepared.rows(LEFT, [every, None]))
    ]
    return Sheet("事務局のいない会議", ["会議番号", "会議", "日時", "状態", "招集した機関", "招集した人", "引き継げる人"], rows, [])


def _left(rows: Sequence[Any]) -> list[LeftLine]:
    known = names([row[4] for row in rows], [row[5] for row in rows])
    return [
        LeftLine(
            one,
            reference(one),
            kind,
            long_time(starts_at),
            str(ConferenceState(state).label),
            known.agency(agency),
            known.person(convener),
            colleagues,
        )
        for one, kind, starts_at, state, agency, convener, colleagues in rows
    ]


def is_left(conference: UUID) -> bool:
    """Whether nobody keeps a meeting, as a coordinator is told."""
    return bool(prepared.rows(IS_LEFT, [conference])[0][0])


def handovers_of(conference: UUID) -> list[HandoverLine]:
    """How a meeting was handed over, for who works where it was convened. One query."""
    return _lines(Handover.objects.filter(conference=conference))


def handover_list(page: int) -> Listing:
    """A page of all, the latest first, for who reviews. Two queries."""
    found, count, more = slice_of(Handover.objects.all(), page)
    return listing(_lines(found), count, page, more=more)


def handover_sheet() -> Sheet:
    """All of them as they leave the house: no person served is named in it."""
    rows = [
        [one.when, one.reference, one.agency, one.before, one.after, one.how, one.reason]
        for one in _lines(Handover.objects.all())
    ]
    return Sheet("会議の事務局の引き継ぎ", HEADS.split(), rows, [])


def _lines(rows: Iterable[Any]) -> list[HandoverLine]:
    listed = list(rows)
    known = names([one.agency_id for one in listed], [hat for one in listed for hat in (one.before_id, one.after_id)])
    return [
        HandoverLine(
            long_time(one.at),
            reference(one.conference_id),
            known.agency(one.agency_id),
            known.person(one.before_id),
            known.person(one.after_id),
            "前の人が引き継いだ" if one.by == one.before_id else "代わって引き継いだ",
            one.reason,
        )
        for one in listed
    ]
