"""The room of one item as one hat may see it: who it is about, the sheets side by side, what was said and decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.queries.names import Names
from enishi.cases.models import Case
from enishi.conferences.access import OpenedItem, open_item
from enishi.conferences.models import Minutes, Rebasing, Seat, SharedItem, ThemeItem
from enishi.conferences.queries.decision_lines import DecisionLine, lines_of
from enishi.conferences.queries.lists import STATES, moment
from enishi.conferences.queries.names import Told, told_in
from enishi.conferences.queries.requests import RequestLine, requests_of
from enishi.conferences.queries.room import shared
from enishi.conferences.terms import (
    AgendaPurpose,
    ConferenceState,
    DecisionState,
    KitLine,
    MinutesKind,
    Question,
    SharedKind,
)
from enishi.intake.queries.grounds import Why, why
from enishi.intake.queries.listing import long_time, short_time
from enishi.residents.rules.reference import reference
from enishi.sharing.rules import labels
from enishi.sharing.terms import GroundKind, InformationClass

CLASSES = {one.value: str(one.label) for one in InformationClass}


@dataclass(frozen=True)
class ToldLine:
    """Something that was brought into the room: by whom, how it is known, of which class."""

    id: UUID
    kind: str
    kind_code: str
    text: str
    agency: str
    agency_id: UUID
    by_whom: str
    when: str
    year: str
    source: str
    source_code: str
    class_number: int
    information_class: str
    question: str
    copied: bool


@dataclass(frozen=True)
class SheetRow:
    """One question, and what each agency answers, in the order of the columns."""

    question: str
    cells: Sequence[Sequence[ToldLine]]


@dataclass(frozen=True)
class SeatLine:
    id: UUID
    member: UUID
    agency_id: UUID
    agency: str
    name: str
    classes: str
    class_bits: int
    since: str
    until: str
    open: bool
    mine: bool


@dataclass(frozen=True)
class MinutesLine:
    id: UUID
    kind: str
    kind_code: str
    text: str
    when: str


@dataclass(frozen=True)
class RebasedLine:
    id: UUID
    when: str
    moved: int


@dataclass(frozen=True)
class ItemPage:
    found: OpenedItem
    title: str
    who: Sequence[ToldLine]
    brief: Sequence[tuple[str, ToldLine]]
    told: Sequence[ToldLine]
    years: Sequence[ToldLine]
    columns: Sequence[tuple[UUID, str]]
    sheets: Sequence[SheetRow]
    seats: Sequence[SeatLine]
    lines: Sequence[DecisionLine]
    requests: Sequence[RequestLine]
    minutes: Sequence[MinutesLine]
    rebasings: Sequence[RebasedLine]
    why: Why
    label: str
    when: str
    state: str
    case: tuple[UUID, str] | None
    theme: UUID | None
    """of a 定例会: the theme that stands here, and nobody"""
    offers: Mapping[str, bool] = field(default_factory=dict)

    @property
    def id(self) -> UUID:
        return self.found.id

    @property
    def reference(self) -> str:
        return reference(self.found.id)

    @property
    def classes(self) -> int:
        """What somebody may write here: the classes that are open to the hat."""
        return self.found.classes & ~InformationClass.INFORMANT

    @property
    def agencies(self) -> list[tuple[str, str]]:
        """Who is seated, as agencies: who may have said something, and for whom something can be decided."""
        row = self.found.conference.row
        known = {row.agency_id: row.agency.name} | {one.agency_id: one.agency for one in self.seats}
        return [(str(one), name) for one, name in known.items()]

    @property
    def own_sheet_is_there(self) -> bool:
        return any(one == self.found.hat.agency_id for one, _ in self.columns)


def item_page(hat: Hat, item: UUID, *, at: datetime, word: str = "conference.item") -> ItemPage:
    """Look at the room of one item. Fifteen queries, of a theme one more, however much was said in it.

    :raises NotFound: hidden and absent alike
    """
    found = open_item(hat, item, word=word)
    rows = told_lines(found)
    day = timezone.localdate(at)
    written = minutes_of(item)
    row = found.conference.row
    rooms = {item: told_in(found)}
    lines = lines_of(hat, rooms, on=day)
    people = [one for one in rows if one.kind_code == SharedKind.PERSON]
    columns, laid = side_by_side(rows)
    return ItemPage(
        found=found,
        title=people[0].text.splitlines()[0] if people else "議題",
        who=people,
        brief=brief_lines(rows),
        told=[one for one in rows if one.kind_code == SharedKind.TOLD],
        years=by_year(rows),
        columns=columns,
        sheets=laid,
        seats=seats_of(found),
        lines=[one for one in lines if one.state_code != DecisionState.CANCELLED],
        requests=requests_of(hat, rooms, at),
        minutes=written,
        rebasings=_rebasings(item),
        why=_why(found),
        label=found.conference.needs.label,
        when=moment(row.starts_at, row.ends_at),
        state="取り下げ" if found.row.withdrawn_at else STATES[row.state],
        case=_case(found),
        theme=_theme(found),
        offers=_offers(found, written, lines),
    )


def _theme(found: OpenedItem) -> UUID | None:
    if found.row.purpose != AgendaPurpose.THEME:
        return None
    return ThemeItem.objects.filter(item=found.id).values_list("theme", flat=True).first()


def told_lines(found: OpenedItem) -> list[ToldLine]:
    """Everything that was brought in and not replaced since. Two queries."""
    return drawn(shared(found.id), told_in(found))


def drawn(rows: Iterable[SharedItem], told: Told) -> list[ToldLine]:
    """Rows as lines, with the names of the agencies. One query."""
    listed = list(rows)
    names = told.names([one for row in listed for one in (row.origin_id, row.said_by_id)])
    return [told_line(one, names) for one in listed]


def told_line(one: SharedItem, names: Names) -> ToldLine:
    """One row, with the names as its reader is told them."""
    return ToldLine(
        id=one.pk,
        kind=one.get_kind_display(),
        kind_code=one.kind,
        text=one.text,
        agency=names.agency(one.whose),
        agency_id=one.whose,
        by_whom=names.agency(one.origin_id) if one.said_by_id else "",
        when=short_time(one.at),
        year=(f"{one.year}年{one.month}月" if one.month else f"{one.year}年") if one.year else "",
        source=one.get_source_display(),
        source_code=one.source,
        class_number=one.information_class,
        information_class=CLASSES[one.information_class],
        question=one.question,
        copied=one.copied_entry_id is not None,
    )


def by_year(rows: Sequence[ToldLine]) -> list[ToldLine]:
    def when(one: ToldLine) -> tuple[int, int]:
        year, _, month = one.year.rstrip("月").partition("年")
        return int(year), int(month or 0)

    return sorted((one for one in rows if one.kind_code == SharedKind.YEAR), key=when)


def brief_lines(rows: Sequence[ToldLine]) -> list[tuple[str, ToldLine]]:
    """会議キットのまとめ: what is to be decided and how things stand, line by line."""
    found = [one for one in rows if one.kind_code == SharedKind.BRIEF]
    order = list(KitLine)
    found.sort(key=lambda one: (order.index(KitLine(one.question)), one.class_number))
    return [(str(KitLine(one.question).label), one) for one in found]


def side_by_side(rows: Sequence[ToldLine]) -> tuple[list[tuple[UUID, str]], list[SheetRow]]:
    """The same four questions, one column for each agency that has answered any."""
    prepared = [one for one in rows if one.kind_code == SharedKind.PREPARED]
    columns = list({one.agency_id: one.agency for one in prepared}.items())
    laid = [
        SheetRow(
            str(question.label),
            [
                [one for one in prepared if one.question == question and one.agency_id == agency]
                for agency, _ in columns
            ],
        )
        for question in Question
    ]
    return columns, laid if columns else []


def seats_of(found: OpenedItem) -> list[SeatLine]:
    """Who is seated, with which classes, and whether the room is open to them. One query."""
    rows = list(Seat.objects.filter(item=found.id, ended_at__isnull=True).select_related("member"))
    known = told_in(found).names([one.member.agency_id for one in rows], [one.member.membership_id for one in rows])
    return [
        SeatLine(
            id=one.pk,
            member=one.member_id,
            agency_id=one.member.agency_id,
            agency=known.agency(one.member.agency_id),
            name=known.person(one.member.membership_id),
            classes=labels(one.classes),
            class_bits=one.classes,
            since=long_time(one.starts_at),
            until=long_time(one.ends_at),
            open=one.ground_id is not None,
            mine=one.member.membership_id == found.hat.membership_id,
        )
        for one in rows
    ]


def agencies_of(found: OpenedItem) -> list[tuple[str, str]]:
    """Who sits at an item, as agencies, with who convened first. One query."""
    row = found.conference.row
    known = {row.agency_id: row.agency.name} | {one.agency_id: one.agency for one in seats_of(found)}
    return [(str(one), name) for one, name in known.items()]


def minutes_of(item: UUID) -> list[MinutesLine]:
    """Drafts, the confirmed text and corrections, in order. One query."""
    return [
        MinutesLine(one.pk, one.get_kind_display(), one.kind, one.text, long_time(one.at))
        for one in Minutes.objects.filter(item=item)
    ]


def _why(found: OpenedItem) -> Why:
    """The ground of the look, where it is the meeting by its own name: 支援会議 and 重層的支援会議 are never one word."""
    known = why(found.opened, found.id)
    named = {str(GroundKind.CONFERENCE.label): found.conference.needs.label}
    return replace(known, text="、".join(named.get(one, one) for one in known.text.split("、")))


def _rebasings(item: UUID) -> list[RebasedLine]:
    rows = Rebasing.objects.filter(item=item).prefetch_related("lines")
    return [
        RebasedLine(
            one.pk, long_time(one.done_at), sum(line.entry_id is not None for line in one.lines.all())
        )
        for one in rows
    ]


def _case(found: OpenedItem) -> tuple[UUID, str] | None:
    """The case behind the item, for who sees it on a ground of its own. One query."""
    if found.row.case_id is None:
        return None
    seen = Case.objects.filter(pk=found.row.case_id).exists()
    return (found.row.case_id, reference(found.row.case_id)) if seen else None


def _offers(
    found: OpenedItem, written: Sequence[MinutesLine], lines: Sequence[DecisionLine]
) -> dict[str, bool]:
    """Which buttons the page draws: for the office that convened, and for who did. The verbs and the database decide again."""
    own, keeps, state = found.convenes, found.conference.convenes, found.state
    confirmed = any(one.kind_code == MinutesKind.CONFIRMED for one in written)
    open_ = state in (ConferenceState.PLANNED, ConferenceState.HELD) and not confirmed
    needs = found.conference.needs
    return {
        "own": own,
        "share": open_,
        "seat": keeps and state in (ConferenceState.PLANNED, ConferenceState.HELD),
        "decide": own and open_,
        "bring": own and open_ and found.row.case_id is not None,
        "withdraw": keeps and state == ConferenceState.PLANNED,
        "minutes": own and state != ConferenceState.CANCELLED,
        "request": own
        and any(one.code == "confidential" for one in found.conference.kinds)
        and state != ConferenceState.CANCELLED,
        "rebase": keeps and found.row.case_id is not None and not needs.needs_consent,
    }
