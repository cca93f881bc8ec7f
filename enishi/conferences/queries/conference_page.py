"""The page of one meeting as one hat may see it: time, place, who comes, and those items at which the hat is seated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.queries.names import Names, names
from enishi.conferences.access import OpenedConference, open_conference
from enishi.conferences.models import (
    AgendaItem,
    Availability,
    Decision,
    Member,
    Minutes,
    Seat,
    SharedItem,
    TimeOption,
)
from enishi.conferences.queries.handovers import HandoverLine, handovers_of, has_left
from enishi.conferences.queries.lists import STATES, TONES, moment
from enishi.conferences.queries.names import told_at
from enishi.conferences.terms import (
    About,
    AvailabilityAnswer,
    ConferenceState,
    DecisionState,
    MinutesKind,
    SharedKind,
)
from enishi.residents.rules.reference import reference
from enishi.sharing.access import open_binders
from enishi.sharing.terms import ALL_CLASSES, Purpose

ANSWERS = {str(code): str(label) for code, label in AvailabilityAnswer.choices}
TONE_OF_ANSWER = {"yes": "good", "maybe": "warn", "no": "bad"}


@dataclass(frozen=True)
class MemberLine:
    """One member: a person of an agency, whether they have pledged, whether they came."""

    id: UUID
    membership: UUID
    agency_id: UUID
    name: str
    agency: str
    pledge: str
    pledged: bool
    attended: str
    mine: bool
    instead: str
    former: bool

    @property
    def label(self) -> str:
        return f"{self.agency} {self.name}".strip()


@dataclass(frozen=True)
class OptionLine:
    """One proposed time, with every member's answer in the order of the members."""

    id: UUID
    when: str
    cells: Sequence[tuple[str, str]]
    yes: int
    mine: str
    past: bool


@dataclass(frozen=True)
class ItemLine:
    """One item that the hat may see: of whom, for what, and how far its record is."""

    id: UUID
    url: str
    who: str
    purpose: str
    seats: int
    shared: int
    decided: int
    minutes: str
    minutes_tone: str
    withdrawn: bool
    classes: int


@dataclass(frozen=True)
class ConferencePage:
    found: OpenedConference
    label: str
    when: str
    state: str
    tone: str
    members: Sequence[MemberLine]
    former: Sequence[MemberLine]
    options: Sequence[OptionLine]
    items: Sequence[ItemLine]
    withdrawn: Sequence[ItemLine]
    offers: Mapping[str, bool]
    convener: str
    left: bool
    """to who works where it was convened: who convened works there no more"""
    handovers: Sequence[HandoverLine]

    @property
    def id(self) -> UUID:
        return self.found.id

    @property
    def reference(self) -> str:
        return reference(self.found.id)

    @property
    def me(self) -> MemberLine | None:
        return next((one for one in self.members if one.mine), None)

    @property
    def title(self) -> str:
        return f"{self.label} {self.when}"


def conference_page(
    hat: Hat, conference: UUID, *, at: datetime, word: str = "conference.page"
) -> ConferencePage:
    """Look at a meeting and at those of its items that are open. Twelve queries, two more for who works where it was
    convened, however much there is.

    :raises NotFound: hidden and absent alike
    """
    found = open_conference(hat, conference, word=word)
    items = item_lines(found, word=word)
    members, former = members_of(found, _open_of_every(found, items))
    return ConferencePage(
        found=found,
        label=found.needs.label,
        when=moment(found.row.starts_at, found.row.ends_at),
        state=STATES[found.row.state],
        tone=TONES[found.row.state],  # type: ignore[index]
        members=members,
        former=former,
        options=option_lines(found, members, at),
        items=[one for one in items if not one.withdrawn],
        withdrawn=[one for one in items if one.withdrawn],
        offers=_offers(found, members, items, at),
        convener=names([found.row.agency_id], [found.row.convened_by_id]).person(found.row.convened_by_id),
        left=found.is_of_its_office and has_left(found.row.convened_by_id, timezone.localdate(at)),
        handovers=handovers_of(found.id) if found.is_of_its_office else [],
    )


def _open_of_every(found: OpenedConference, items: Sequence[ItemLine]) -> int:
    """What is open of each of the rooms: where one is not about justice, who sits there for it stands beside that person, too."""
    if any(one.about == About.THEME for one in found.kinds):
        return ALL_CLASSES
    return reduce(and_, (one.classes for one in items)) if items else 0


def members_of(found: OpenedConference, classes: int = 0) -> tuple[list[MemberLine], list[MemberLine]]:
    """Who is invited now, and who was. One query.

    :param classes: what is open of every room to the reader: without 司法 no agency of justice is named, unless to who convened
    """
    rows = list(Member.objects.filter(conference=found.id))
    known = told_at(found, classes).names([one.agency_id for one in rows], [one.membership_id for one in rows])
    instead = {one.pk: known.called(one.membership_id) for one in rows}
    lines = [_member(one, found, known, instead) for one in rows]
    return [one for one in lines if not one.former], [one for one in lines if one.former]


def pledge_of(one: Member, *, needed: bool) -> str:
    """守秘の確認: on which day, not yet, or not needed; the same words on the screen, in the minutes and on paper."""
    if one.pledged_at:
        return f"{timezone.localtime(one.pledged_at):%Y/%m/%d} 確認"
    return "まだ" if needed else "不要"


def _member(one: Member, found: OpenedConference, known: Names, instead: Mapping[UUID, str]) -> MemberLine:
    came = {None: "", True: "出席", False: "欠席"}
    return MemberLine(
        id=one.pk,
        membership=one.membership_id,
        agency_id=one.agency_id,
        name=known.person(one.membership_id),
        agency=known.agency(one.agency_id),
        pledge=pledge_of(one, needed=found.needs.needs_pledge),
        pledged=one.pledged_at is not None,
        attended=came[one.attended],
        mine=one.membership_id == found.hat.membership_id,
        instead=instead.get(one.substitute_for_id, "") if one.substitute_for_id else "",
        former=one.ended_at is not None,
    )


def option_lines(found: OpenedConference, members: Sequence[MemberLine], at: datetime) -> list[OptionLine]:
    """The proposed times × the members, laid out. Two queries."""
    options = list(TimeOption.objects.filter(conference=found.id))
    latest: dict[tuple[UUID, UUID], str] = {}
    for option, member, answer in Availability.objects.filter(conference=found.id).values_list(
        "option", "member", "answer"
    ):
        latest[option, member] = answer
    me = next((one.id for one in members if one.mine), None)
    return [
        OptionLine(
            id=one.pk,
            when=moment(one.starts_at, one.ends_at),
            cells=[
                (ANSWERS.get(answer, "－"), TONE_OF_ANSWER.get(answer, "plain"))
                for answer in (latest.get((one.pk, member.id), "") for member in members)
            ],
            yes=sum(latest.get((one.pk, member.id)) == AvailabilityAnswer.YES for member in members),
            mine=latest.get((one.pk, me), "") if me else "",
            past=one.starts_at <= at,
        )
        for one in options
    ]


def item_lines(found: OpenedConference, *, word: str) -> list[ItemLine]:
    """The items that are open to the hat, in order, with of whom each is. Six queries.

    Numbered by place, not by the stored order: a gap would tell of an item that somebody is not seated at.
    """
    rows = list(AgendaItem.objects.filter(conference=found.id))
    opened = open_binders(found.hat, [one.pk for one in rows], to=Purpose.CONFERRING, word=word)
    ids = [one.pk for one in rows if one.pk in opened]
    who = dict(
        SharedItem.objects.filter(item__in=ids, kind=SharedKind.PERSON).order_by("at", "id").values_list("item", "text")
    )  # fmt: skip
    seats = _counted(Seat.objects.filter(item__in=ids, ended_at__isnull=True))
    told = _counted(
        SharedItem.objects.filter(item__in=ids).exclude(kind__in=[SharedKind.PERSON, SharedKind.BRIEF])
    )
    lines = _counted(Decision.objects.filter(item__in=ids).exclude(state=DecisionState.CANCELLED))
    written: dict[UUID, set[str]] = {}
    for item, kind in Minutes.objects.filter(item__in=ids).values_list("item", "kind"):
        written.setdefault(item, set()).add(kind)
    return [
        _item(one, opened.classes[one.pk], who.get(one.pk, ""), seats, told, lines, written.get(one.pk, set()))
        for one in rows
        if one.pk in opened
    ]


def _counted(rows: "QuerySet[Any]") -> dict[UUID, int]:
    return dict(rows.order_by().values_list("item").annotate(Count("pk")))


def _item(
    one: AgendaItem,
    classes: int,
    who: str,
    seats: Mapping[UUID, int],
    told: Mapping[UUID, int],
    lines: Mapping[UUID, int],
    written: set[str],
) -> ItemLine:
    confirmed = MinutesKind.CONFIRMED in written
    return ItemLine(
        id=one.pk,
        url=f"/conferences/items/{one.pk}/",
        who=who.splitlines()[0] if who else "（議題）",
        purpose=one.get_purpose_display(),
        seats=seats.get(one.pk, 0),
        shared=told.get(one.pk, 0),
        decided=lines.get(one.pk, 0),
        minutes="確定" if confirmed else "案" if written else "まだ",
        minutes_tone="good" if confirmed else "warn" if written else "plain",
        withdrawn=one.withdrawn_at is not None,
        classes=classes,
    )


def _offers(
    found: OpenedConference, members: Sequence[MemberLine], items: Sequence[ItemLine], at: datetime
) -> dict[str, bool]:
    """Which buttons the page draws. The verbs and the database decide again."""
    state, own = found.row.state, found.convenes
    planned, held = state == ConferenceState.PLANNED, state == ConferenceState.HELD
    standing = [one for one in items if not one.withdrawn]
    me = next((one for one in members if one.mine), None)
    return {
        "own": own,
        "hand_over": own or found.may_take_over,
        "planned": planned,
        "invite": own and (planned or held),
        "plan": own and planned,
        "order": own and planned and len(standing) > 1,
        "hold": own and planned and found.row.starts_at <= at,
        "enact": own and not planned and state != ConferenceState.CANCELLED,
        "confirm": own and held and bool(standing) and all(one.minutes == "確定" for one in standing),
        "pledge": (planned or held) and found.needs.needs_pledge and me is not None and not me.pledged,
        "answer": planned and me is not None,
    }


def options_of(found: OpenedConference) -> list[tuple[str, datetime, datetime]]:
    """The proposed times as choices of a form. One query."""
    rows = TimeOption.objects.filter(conference=found.id)
    return [(str(one.pk), one.starts_at, one.ends_at) for one in rows]
