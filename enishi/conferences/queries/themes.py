"""What workers noticed, what it was gathered to, what was decided and what came of it. No person is in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.conferences.models import Concern, Conference, Theme, ThemeDecision, ThemeMinutes
from enishi.conferences.rules.themes import may_tell_attributes, people_text
from enishi.conferences.terms import ConcernSource, ConferenceState, MinutesKind, ThemeAnswer, ThemeState
from enishi.intake.queries.exports import Sheet
from enishi.intake.queries.listing import Listing, listing, long_time, short_day, slice_of
from enishi.intake.queries.vocabulary import labels
from enishi.intake.terms import Vocabulary
from enishi.office import prepared
from enishi.sharing.models import visible
from enishi.sharing.terms import BinderKind

STATES = {str(code): str(label) for code, label in ThemeState.choices}
SOURCES = {str(code): str(label) for code, label in ConcernSource.choices}
TONES = {ThemeState.OPEN: "plain", ThemeState.TABLED: "key", ThemeState.DECIDED: "warn", ThemeState.DONE: "done"}
SORTS = {"moved": "moved_at", "title": "title", "concerns": "raised"}
WHOSE = {"ours": "自分の機関が挙げた", "new": "まとめていない", "all": "すべて"}
PEOPLE = "SELECT t.id, conferences_theme_people(t.id) FROM unnest(%s::uuid[]) AS t(id)"


@dataclass(frozen=True)
class Wanted:
    """What a list of themes or concerns is asked for."""

    state: str = ""
    whose: str = "ours"
    source: str = ""
    sort: str = "-moved"
    page: int = 1

    @property
    def filtered(self) -> bool:
        return bool(self.state or self.source)


@dataclass(frozen=True)
class ThemeLine:
    url: str
    title: str
    state: str
    tone: str
    concerns: int
    agencies: int
    people: int | None
    """for who prepares the meeting; else None"""
    answer: str
    doer: str
    due: str
    late: bool
    moved: str


@dataclass(frozen=True)
class ConcernLine:
    id: UUID
    source: str
    text: str
    issue: str
    agency: str
    raised: str
    theme: str
    theme_url: str
    state: str
    ours: bool
    version: int
    origin_url: str
    withdrawn: bool


@dataclass(frozen=True)
class Said:
    """A decision or a result, as it is drawn."""

    when: str
    title: str
    text: str
    doer: str = ""
    due: str = ""


@dataclass(frozen=True)
class ThemePage:
    row: Theme
    state: str
    tone: str
    concerns: Sequence[ConcernLine]
    raised: int
    people: int | None
    by_source: Sequence[tuple[str, int]]
    meetings: Sequence[str]
    """days of the 定例会 on whose agenda it stood"""
    decisions: Sequence[Said]
    results: Sequence[Said]
    minutes: Sequence[Said]


def _themes(wanted: Wanted) -> "QuerySet[Any]":
    live = Q(concerns__withdrawn_at__isnull=True)
    found: QuerySet[Any] = Theme.objects.annotate(
        raised=Count("concerns", filter=live, distinct=True),
        agencies=Count("concerns__agency", filter=live, distinct=True),
    )
    if wanted.state in STATES:
        found = found.filter(state=wanted.state)
    column = SORTS.get(wanted.sort.lstrip("-"), "moved_at")
    return found.order_by(F(column).desc() if wanted.sort.startswith("-") else F(column).asc(), "pk")


def theme_list(hat: Hat, wanted: Wanted, *, at: datetime) -> Listing:
    """A page of themes. Four queries, however many."""
    found, count, more = slice_of(_themes(wanted), wanted.page)
    return listing(_lines(hat, list(found), timezone.localdate(at)), count, wanted.page, more=more)


def _lines(hat: Hat, rows: Sequence[Any], today: date) -> list[ThemeLine]:
    people = people_behind(hat, [one.pk for one in rows])
    decided: dict[UUID, ThemeDecision] = {}
    for decision in ThemeDecision.objects.filter(theme__in=rows).select_related("agency").order_by("decided_at"):
        decided[decision.theme_id] = decision
    return [_line(one, decided.get(one.pk), people.get(one.pk), today) for one in rows]


def _line(one: Any, decision: ThemeDecision | None, people: int | None, today: date) -> ThemeLine:
    due = decision.due_on if decision else None
    return ThemeLine(
        url=f"/conferences/themes/{one.pk}/",
        title=one.title,
        state=STATES[one.state],
        tone=TONES[one.state],
        concerns=one.raised,
        agencies=one.agencies,
        people=people,
        answer=str(ThemeAnswer(decision.answer).label) if decision else "",
        doer=decision.agency.name if decision and decision.agency else "",
        due=short_day(due) if due else "",
        late=bool(due and due < today and one.state == ThemeState.DECIDED),
        moved=short_day(timezone.localdate(one.moved_at)),
    )


def people_behind(hat: Hat, themes: Sequence[UUID]) -> dict[UUID, int]:
    """Theme → how many people stand behind it; nothing for who does not prepare the 定例会. One query."""
    if "coordinate" not in hat.may or not themes:
        return {}
    return dict(prepared.rows(PEOPLE, [prepared.array(themes)]))


def theme_page(hat: Hat, theme: UUID) -> ThemePage | None:
    """One theme with everything that hangs on it. Nine queries, however much."""
    row = Theme.objects.filter(pk=theme).first()
    if row is None:
        return None
    concerns = Concern.objects.filter(theme=row, withdrawn_at__isnull=True).select_related("agency", "theme")
    lines = _concern_lines(hat, list(concerns.order_by("raised_at", "pk")))
    people = people_behind(hat, [row.pk]).get(row.pk)
    held = dict(row.items.order_by("put_at").values_list("item_id", "held_on"))
    counted = [(label, sum(one.source == label for one in lines)) for label in SOURCES.values()]
    return ThemePage(
        row=row,
        state=STATES[row.state],
        tone=TONES[ThemeState(row.state)],
        concerns=lines,
        raised=len(lines),
        people=people,
        by_source=[one for one in counted if one[1]],
        meetings=[short_day(one) for one in held.values()],
        decisions=[_decision(one) for one in row.decisions.select_related("agency").order_by("decided_at")],
        results=[Said(long_time(one.told_at), "結果", one.text) for one in row.results.order_by("told_at")],
        minutes=[_minutes(one, held) for one in row.minutes.order_by("told_at")],
    )


def _minutes(one: ThemeMinutes, held: Mapping[UUID, date]) -> Said:
    title = f"{short_day(held[one.item_id])}の定例会・{MinutesKind(one.kind).label}"
    return Said(long_time(one.told_at), title, one.text)


def _decision(one: ThemeDecision) -> Said:
    return Said(
        long_time(one.decided_at),
        str(ThemeAnswer(one.answer).label),
        one.text,
        one.agency.name if one.agency else "",
        short_day(one.due_on) if one.due_on else "",
    )


def concern_list(hat: Hat, wanted: Wanted) -> Listing:
    """A page of what was noticed: of the own agency, and for who prepares the meeting of all. Three queries."""
    found, count, more = slice_of(_concerns(hat, wanted), wanted.page)
    return listing(_concern_lines(hat, list(found)), count, wanted.page, more=more)


def one_concern(hat: Hat, concern: UUID) -> ConcernLine | None:
    """One concern that the hat may read."""
    found = list(Concern.objects.select_related("agency", "theme").filter(pk=concern))
    return next(iter(_concern_lines(hat, found)), None)


def _concerns(hat: Hat, wanted: Wanted) -> "QuerySet[Any]":
    found: QuerySet[Any] = Concern.objects.select_related("agency", "theme")
    if wanted.whose == "new":
        found = found.filter(theme__isnull=True, withdrawn_at__isnull=True)
    elif wanted.whose != "all":
        found = found.filter(agency=hat.agency_id)
    if wanted.source in SOURCES:
        found = found.filter(source=wanted.source)
    order = "raised_at" if wanted.sort == "raised" else "-raised_at"
    return found.order_by(order, "pk")


def _concern_lines(hat: Hat, rows: Sequence[Any]) -> list[ConcernLine]:
    origins = _origins(one.pk for one in rows)
    issues = labels(Vocabulary.ISSUE)[Vocabulary.ISSUE]
    return [
        ConcernLine(
            id=one.pk,
            source=SOURCES[one.source],
            text=one.text,
            issue=issues.get(one.issue_code, ""),
            agency=one.agency.name,
            raised=short_day(timezone.localdate(one.raised_at)),
            theme=one.theme.title if one.theme else "",
            theme_url=f"/conferences/themes/{one.theme_id}/" if one.theme_id else "",
            state=STATES[one.theme.state] if one.theme else "",
            ours=one.agency_id == hat.agency_id,
            version=one.version,
            origin_url=origins.get(one.pk, ""),
            withdrawn=one.withdrawn_at is not None,
        )
        for one in rows
    ]


ORIGINS = """
SELECT o.concern_id, b.kind, o.binder_id FROM conferences_concernorigin o JOIN sharing_binder b ON b.id = o.binder_id
 WHERE o.concern_id = ANY (%s::uuid[])
"""
PAGES: Mapping[str, str] = {
    BinderKind.CASE: "/cases/{}/",
    BinderKind.CONSULTATION: "/consultations/{}/",
    BinderKind.REFERRAL: "/referrals/{}/",
}


def _origins(concerns: Iterable[UUID]) -> dict[UUID, str]:
    """Concern → the page of the record it comes from, for whoever sees that."""
    found = prepared.rows(ORIGINS, [prepared.array(concerns)])
    return {one: PAGES[kind].format(binder) for one, kind, binder in found if kind in PAGES}


def regular_meetings(hat: Hat, *, at: datetime) -> list[tuple[str, str]]:
    """Planned meetings about themes that the hat has called, as choices. One query."""
    found = Conference.objects.filter(
        visible(hat, at), convened_by=hat.membership_id, state=ConferenceState.PLANNED, kind__about="theme"
    )
    return [
        (str(one), f"{label} {long_time(begins)}")
        for one, label, begins in found.order_by("starts_at", "pk").values_list("pk", "kind__label", "starts_at")
    ]


def open_themes() -> list[tuple[str, str]]:
    """Themes that are not done, as choices. One query."""
    found = Theme.objects.exclude(state=ThemeState.DONE).order_by("title", "pk")
    return [(str(one), title) for one, title in found.values_list("pk", "title")]


def theme_sheet(hat: Hat, wanted: Wanted, *, at: datetime) -> Sheet:
    """Every theme of the list. Behind fewer than five people no attribute goes out."""
    rows = _lines(hat, list(_themes(wanted)), timezone.localdate(at))
    heads = "題 状態 気づき 挙げた機関の数 人数 方針 行う機関 期日 最後に動いた日"
    return Sheet(
        "地域の課題の一覧",
        heads.split(),
        [
            [
                one.title,
                one.state,
                *_numbers(one),
                one.answer,
                one.doer,
                one.due,
                one.moved,
            ]
            for one in rows
        ],
        [],
    )


def _numbers(one: ThemeLine) -> Sequence[object]:
    if one.people is None:
        return "", "", ""
    told = may_tell_attributes(one.people)
    return one.concerns if told else "", one.agencies if told else "", people_text(one.people)


def concern_sheet(hat: Hat, wanted: Wanted) -> Sheet:
    """Every concern of the list, without where it comes from."""
    return Sheet(
        "課題の気づきの一覧",
        ["挙げた日", "もと", "気づいたこと", "課題", "挙げた機関", "地域の課題", "進み"],
        [
            [one.raised, one.source, one.text, one.issue, one.agency, one.theme, "取り下げ" if one.withdrawn else one.state]
            for one in _concern_lines(hat, list(_concerns(hat, wanted)))
        ],
        [],
    )
