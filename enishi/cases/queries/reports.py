"""実施報告 as pages: one's own months, one version, and for who coordinates who has sent what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency, Membership
from enishi.cases.models import ActivityReport
from enishi.cases.queries.figures import counted, numbers
from enishi.cases.queries.intervals import intervals
from enishi.cases.queries.owed import owed
from enishi.cases.rules import reports as rules
from enishi.cases.terms import ReportState
from enishi.intake.queries.exports import Sheet
from enishi.intake.queries.listing import PAGE_SIZE, Listing, begins, how_late, listing, long_time, short_day
from enishi.office.city import closing_days
from enishi.office.errors import NotFound

TONES = {
    ReportState.DRAFT: "warn",
    ReportState.SENT: "key",
    ReportState.READ: "good",
    ReportState.RETURNED: "bad",
}
LIGHT = (  # the texts stay in the table
    "pk",
    "agency_id",
    "month",
    "number",
    "state",
    "figures",
    "sent_at",
    "version",
)


@dataclass(frozen=True)
class MonthLine:
    """One month of one agency."""

    month: str
    code: str
    due: str
    late: str
    tone: str
    state: str
    state_tone: str
    number: int
    report: UUID | None
    sent: str


@dataclass(frozen=True)
class ReportPage:
    """One version that was sent, or a draft, with its figures."""

    id: UUID
    agency: str
    ours: bool
    month: str
    code: str
    number: int
    state: str
    state_code: str
    tone: str
    figures: Sequence[Mapping[str, Any]]
    remarks: str
    worries: str
    sent: str
    sent_by: str
    answer: str
    answered: str
    answered_by: str
    version: int
    versions: Sequence[MonthLine]
    newest: bool


def months_shown(at: datetime) -> list[date]:
    """The latest months that are over, the newest first."""
    last = rules.last_over(timezone.localdate(at))
    return [rules.later(last, -place) for place in range(rules.MONTHS_SHOWN)]


def month_label(month: date) -> str:
    return f"{month.year}年{month.month}月"


def own_months(hat: Hat, *, at: datetime) -> list[MonthLine]:
    """The hat's agency, month by month. Four queries at most, however many months."""
    months, today = months_shown(at), timezone.localdate(at)
    owes = owed(months[-1], months[0])
    rows = {
        one.month: one
        for one in _newest(ActivityReport.objects.filter(agency=hat.agency_id, month__in=months))
    }
    days, closed = intervals(on=today)["cases.report_due_days"], closing_days()
    return [
        _line(one, rows.get(one), rules.report_due_on(one, days, closed), today)
        for one in months
        if one in rows or hat.agency_id in owes.get(one, [])
    ]


def _newest(found: Any) -> list[ActivityReport]:
    """The newest version of each agency and month, without its texts."""
    latest: dict[tuple[UUID, date], ActivityReport] = {}
    for one in found.only(*LIGHT).order_by("number"):
        latest[one.agency_id, one.month] = one
    return list(latest.values())


def _line(month: date, row: ActivityReport | None, due: date, today: date) -> MonthLine:
    state = ReportState(row.state) if row else None
    waits = state in (None, ReportState.DRAFT)
    late, tone = how_late(due, today) if waits else ("", "plain")
    return MonthLine(
        month=month_label(month),
        code=f"{month:%Y-%m}",
        due=short_day(due),
        late=late,
        tone=tone,
        state=str(state.label) if state else "まだ",
        state_tone=TONES[state] if state else "warn",
        number=row.number if row else 0,
        report=row.pk if row else None,
        sent=short_day(timezone.localdate(row.sent_at)) if row and row.sent_at else "",
    )


@dataclass(frozen=True)
class Draft:
    """What the form of a month begins with: the draft, or the texts of the version before."""

    month: date
    label: str
    number: int
    remarks: str
    worries: str
    version: int
    before: ActivityReport | None
    figures: Sequence[Mapping[str, Any]]
    due: str


def draft_of(hat: Hat, month: date, *, at: datetime) -> Draft:
    """The form of a month, with the figures as they would be sent now."""
    today = timezone.localdate(at)
    row = ActivityReport.objects.filter(agency=hat.agency_id, month=month).order_by("-number").first()
    going_on = row is not None and row.state == ReportState.DRAFT
    due = rules.report_due_on(month, intervals(on=today)["cases.report_due_days"], closing_days())
    return Draft(
        month=month,
        label=month_label(month),
        number=0 if row is None else row.number if going_on else row.number + 1,
        remarks=row.remarks if row else "",
        worries=row.worries if row else "",
        version=row.version if row and going_on else 0,
        before=None if going_on else row,
        figures=rules.frozen(numbers(counted(hat, month, at=at))),
        due=short_day(due),
    )


def behind(hat: Hat, month: date, figure: str, page: int, *, at: datetime) -> Listing:
    """A page of what stands behind one figure, by number, for the agency that reports it; as the record is now."""
    found = sorted(one for one in counted(hat, month, at=at) if one.figure == figure)
    first = begins(page, len(found))
    return listing(found[first : first + PAGE_SIZE], len(found), page, more=False)


def report_page(hat: Hat, report: UUID, *, at: datetime) -> ReportPage:
    """One version with all the others of its month. Four queries.

    :raises NotFound: hidden and absent alike
    """
    row = ActivityReport.objects.select_related("agency").filter(pk=report).first()
    if row is None:
        raise NotFound("case.report", report)
    others = (
        ActivityReport.objects.filter(agency=row.agency_id, month=row.month).only(*LIGHT).order_by("-number")
    )
    versions = [_line(one.month, one, one.month, one.month) for one in others]
    return _page(row, versions, hat)


def _page(row: ActivityReport, versions: Sequence[MonthLine], hat: Hat) -> ReportPage:
    signed = {one for one in (row.sent_by, row.answered_by) if one}
    people = {
        one.pk: one.staff.name for one in Membership.objects.filter(pk__in=signed).select_related("staff")
    }
    return ReportPage(
        id=row.pk,
        agency=row.agency.name,
        ours=row.agency_id == hat.agency_id,
        month=month_label(row.month),
        code=f"{row.month:%Y-%m}",
        number=row.number,
        state=str(ReportState(row.state).label),
        state_code=row.state,
        tone=TONES[ReportState(row.state)],
        figures=row.figures,
        remarks=row.remarks,
        worries=row.worries,
        sent=long_time(row.sent_at),
        sent_by=people.get(row.sent_by, "") if row.sent_by else "",
        answer=row.answer,
        answered=long_time(row.answered_at),
        answered_by=people.get(row.answered_by, "") if row.answered_by else "",
        version=row.version,
        versions=versions,
        newest=versions[0].number == row.number,
    )


@dataclass(frozen=True)
class Collected:
    """Who has sent what: agencies by months, and what is missing."""

    months: Sequence[tuple[str, str]]
    rows: Sequence[tuple[str, Sequence[MonthLine | None]]]
    waiting: int
    missing: int
    late: int


def collected(at: datetime) -> Collected:
    """The table of agencies and months for who coordinates. Five queries, however many agencies."""
    months, today = months_shown(at), timezone.localdate(at)
    owes = owed(months[-1], months[0])
    rows = _newest(ActivityReport.objects.filter(month__in=months).exclude(state=ReportState.DRAFT))
    found = {(one.agency_id, one.month): one for one in rows}
    agencies = {agency for one in owes.values() for agency in one} | {agency for agency, _ in found}
    named = Agency.objects.filter(pk__in=agencies).order_by("kana", "name", "pk").values_list("pk", "name")
    days, closed = intervals(on=today)["cases.report_due_days"], closing_days()
    due = {one: rules.report_due_on(one, days, closed) for one in months}
    owing = {(agency, one) for one, whole in owes.items() for agency in whole}
    table = [
        (
            name,
            [
                _line(one, found.get((agency, one)), due[one], today)
                if (agency, one) in found or (agency, one) in owing
                else None
                for one in months
            ],
        )
        for agency, name in named
    ]
    absent = [one for agency, one in owing if (agency, one) not in found]
    return Collected(
        months=[(f"{one:%Y-%m}", f"{one.month}月") for one in months],
        rows=table,
        waiting=sum(one.state == ReportState.SENT for one in rows),
        missing=len(absent),
        late=sum(due[one] < today for one in absent),
    )


@dataclass(frozen=True)
class MonthTable:
    """One month: figures by agencies, as they were sent."""

    month: str
    code: str
    agencies: Sequence[tuple[str, UUID]]
    lines: Sequence[tuple[str, str, Sequence[int], int]]
    missing: Sequence[str]


def month_table(month: date) -> MonthTable:
    """The figures of every agency that has sent, the newest version of each. Three queries."""
    rows = _newest(ActivityReport.objects.filter(month=month).exclude(state=ReportState.DRAFT))
    by_agency = {one.agency_id: one for one in rows}
    owing = set(owed(month, month).get(month, []))
    named = list(
        Agency.objects.filter(pk__in=owing | set(by_agency))
        .order_by("kana", "name", "pk")
        .values_list("pk", "name")
    )
    sent = [(name, by_agency[one]) for one, name in named if one in by_agency]
    values = [{each["code"]: int(each["number"]) for each in one.figures} for _, one in sent]
    return MonthTable(
        month=month_label(month),
        code=f"{month:%Y-%m}",
        agencies=[(name, one.pk) for name, one in sent],
        lines=[
            (one.label, one.definition, row := [each.get(one.code, 0) for each in values], sum(row))
            for one in rules.FIGURES
        ],
        missing=[name for one, name in named if one not in by_agency],
    )


def totals_sheet(at: datetime) -> Sheet:
    """What leaves the house: the whole city by month, with small numbers hidden as on the page 件数. No agency by itself."""
    months = months_shown(at)
    rows = _newest(ActivityReport.objects.filter(month__in=months).exclude(state=ReportState.DRAFT))
    owes = owed(months[-1], months[0])
    heads = ["月", "出した機関", "出す機関", *(one.label for one in rules.FIGURES)]
    body: list[Sequence[object]] = []
    for month in months:
        sent = [one for one in rows if one.month == month]
        if not sent:
            continue
        summed = dict.fromkeys(rules.KNOWN, 0)
        for one in sent:
            for each in one.figures:
                summed[each["code"]] = summed.get(each["code"], 0) + int(each["number"])
        shown = rules.shown_totals(summed)
        owing = len(set(owes.get(month, [])) | {one.agency_id for one in sent})
        body.append([month_label(month), len(sent), owing, *(shown[one.code].text for one in rules.FIGURES)])
    told = ["数えかた", "", "", *(one.definition for one in rules.FIGURES)]
    return Sheet("実施報告のまとめ", heads, [*body, told], [])
