"""同意前のかかわりの一覧: every case before consent, with how often it was tried in vain and what lies ready."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.queries.cases import COLUMNS, CaseLine, Listed, Wanted, drawn, listed
from enishi.cases.queries.intervals import intervals
from enishi.cases.rules.outreach import IN_VAIN
from enishi.cases.terms import CaseState
from enishi.intake.queries.exports import CHUNK, Sheet
from enishi.intake.queries.listing import Listing, how_late, listing, short_day, slice_of
from enishi.sharing.access import open_binders
from enishi.sharing.terms import Purpose

SHOWN = ("open", "overdue", "due", "alone")

# Of the person of the case. Every part reads behind its own wall: what the hat may not see counts for nothing.
STANDING = """
WITH tried AS (
    SELECT t.case_id, t.result, e.happened_at FROM cases_contactattempt t JOIN cases_journalentry e ON e.id = t.entry_id
     WHERE t.case_id = ANY (%(cases)s) AND t.binder_id = t.case_id AND t.removed_at IS NULL),
reached AS (
    SELECT case_id, max(happened_at) AS last FROM tried WHERE NOT (result = ANY (%(in_vain)s)) GROUP BY case_id)
SELECT c.id, (SELECT r.last FROM reached r WHERE r.case_id = c.id),
       (SELECT count(*) FROM tried t WHERE t.case_id = c.id
           AND t.happened_at > coalesce((SELECT r.last FROM reached r WHERE r.case_id = c.id), '-infinity')),
       (SELECT max(t.happened_at) FROM tried t WHERE t.case_id = c.id),
       (SELECT a.review_on FROM cases_approachplan a WHERE a.case_id = c.id AND a.binder_id = c.id AND a.ended_at IS NULL),
       (SELECT count(*) FROM cases_preparedsupport s WHERE s.case_id = c.id AND s.state IN ('preparing', 'ready'))
  FROM unnest(%(cases)s) c (id)
"""


class Standing(NamedTuple):
    """How it stands with one case before consent."""

    last_reached: datetime | None
    in_vain: int
    last_tried: datetime | None
    review_on: date | None
    prepared: int


@dataclass(frozen=True)
class OutreachLine:
    """A row of the list: the case's, and how it stands with reaching the person."""

    case: CaseLine
    last_reached: str
    last_tried: str
    in_vain: int
    full: bool
    review_on: str
    review_late: str
    review_tone: str
    prepared: int


def before_consent(wanted: Wanted) -> Wanted:
    """The list of cases, of those before consent."""
    return replace(wanted, state=CaseState.OUTREACH, show=wanted.show if wanted.show in SHOWN else "open")


def outreach_list(hat: Hat, wanted: Wanted, *, at: datetime) -> Listing:
    """A page of the list. Records the look at those shown; as many queries however many rows."""
    found, count, more = slice_of(listed(hat, wanted, at=at), wanted.page)
    rows = [Listed(*columns) for columns in found.values_list(*COLUMNS)]
    lines = _lines(hat, rows, timezone.localdate(at), to=Purpose.OVERVIEW, deliberate=False)
    return listing(lines, count, wanted.page, more=more)


def _lines(
    hat: Hat, rows: Sequence[Listed], today: date, *, to: Purpose, deliberate: bool
) -> list[OutreachLine]:
    shown = drawn(hat, rows, today, to=to, deliberate=deliberate)
    times = intervals(on=today)["cases.attempts_before_meeting"]
    standings = standing_of(hat, [one.id for one in shown], to=to, deliberate=deliberate)
    return [_line(one, standings[one.id], today, times) for one in shown]


def standing_of(
    hat: Hat, cases: Sequence[UUID], *, to: Purpose, deliberate: bool = False
) -> dict[UUID, Standing]:
    """Case → how it stands. Records the look; two queries."""
    open_binders(hat, cases, to=to, word="case.outreach_list", deliberate=deliberate)
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"cases": list(cases), "in_vain": sorted(IN_VAIN)})
        return {one: Standing(*row) for one, *row in cursor.fetchall()}


def _line(case: CaseLine, one: Standing, today: date, times: int) -> OutreachLine:
    late, tone = how_late(one.review_on, today) if one.review_on else ("", "plain")
    return OutreachLine(
        case,
        _day(one.last_reached),
        _day(one.last_tried),
        one.in_vain,
        one.in_vain >= times,
        short_day(one.review_on),
        late,
        tone,
        one.prepared,
    )


def _day(moment: datetime | None) -> str:
    return short_day(timezone.localdate(moment)) if moment else ""


def outreach_sheet(hat: Hat, wanted: Wanted, *, at: datetime) -> Sheet:
    """The whole list, with names, in parts; each part is looked at before it is read."""
    today, rows, binders = timezone.localdate(at), list[Sequence[object]](), list[UUID]()
    waiting = (Listed(*one) for one in listed(hat, wanted, at=at).values_list(*COLUMNS).iterator(CHUNK))
    while part := list(islice(waiting, CHUNK)):
        residents = {one.case: one.resident for one in part}
        for one in _lines(hat, part, today, to=Purpose.EXPORT, deliberate=True):
            binders += [one.case.id, residents[one.case.id]]
            case = one.case
            rows.append(
                [
                    *(
                        case.reference,
                        case.name,
                        case.kana,
                        case.lead,
                        case.person,
                        case.next_on,
                        case.next_action,
                    ),
                    *(one.last_reached, one.last_tried, one.in_vain, one.review_on, one.prepared, case.team),
                ]
            )
    heads = (
        "ケース番号 氏名 カナ 主担当機関 主担当者 次の期日 次にすること 最後に会えた日 最後の働きかけ "
        "続けて会えない回数 方針を見直す日 準備した支援 チームの機関数"
    )
    return Sheet("同意前のかかわり", heads.split(), rows, list(dict.fromkeys(binders)))
