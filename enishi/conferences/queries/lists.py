"""Lists of meetings: those I am invited to, and those that my agency has convened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.models import Membership
from enishi.conferences.models import Availability, Conference, ConferenceKind, Member, TimeOption
from enishi.conferences.terms import ConferenceState
from enishi.intake.queries.exports import Sheet
from enishi.intake.queries.listing import Listing, listing, slice_of
from enishi.residents.rules.reference import reference
from enishi.sharing.models import visible

INVITED, CONVENED = "invited", "convened"
WHOSE = {INVITED: "招かれた会議", CONVENED: "自分の機関が招集した会議"}
STATES = {str(code): str(label) for code, label in ConferenceState.choices}
PERIODS = {"coming": "これから", "month": "30日以内", "past": "終わったもの", "all": "すべて"}
SORTS = {"starts": "starts_at", "kind": "kind__label", "state": "state", "agency": "agency__kana"}
TONES = {
    ConferenceState.PLANNED: "key",
    ConferenceState.HELD: "warn",
    ConferenceState.CONFIRMED: "done",
    ConferenceState.CANCELLED: "plain",
}
DAYS = "月火水木金土日"


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for; unknown values mean the default."""

    whose: str = INVITED
    kind: str = ""
    state: str = ""
    period: str = "coming"
    sort: str = "starts"
    page: int = 1

    @property
    def filtered(self) -> bool:
        return bool(self.kind or self.state or self.period != "coming")


@dataclass(frozen=True)
class ConferenceLine:
    """One row as it is drawn. It names nobody of whom the meeting speaks."""

    id: UUID
    url: str
    reference: str
    label: str
    when: str
    place: str
    state: str
    tone: str
    agency: str
    person: str
    members: int
    open: str
    """what I have still to do: the pledge, an answer to the times, taking over what a colleague left"""


def moment(begins: datetime, ends: datetime | None = None) -> str:
    """「2026年11月26日（木）10:00〜11:30」."""
    local = timezone.localtime(begins)
    text = (
        f"{local.year}年{local.month}月{local.day}日（{DAYS[local.weekday()]}）{local.hour}:{local.minute:02}"
    )
    if ends is None:
        return text
    until = timezone.localtime(ends)
    return f"{text}〜{until.hour}:{until.minute:02}"


def kind_choices() -> list[tuple[str, str]]:
    """The kinds of meeting as a filter: code and what the city calls it now. One query."""
    rows = ConferenceKind.objects.order_by("code", "starts_on").values_list("code", "label")
    return list(dict(rows).items())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def listed(hat: Hat, wanted: Wanted, *, at: datetime) -> "QuerySet[Any]":
    """The meetings of a list, in its order."""
    found: QuerySet[Any] = Conference.objects.filter(visible(hat, at))
    mine = Member.objects.filter(
        conference=OuterRef("pk"), membership=hat.membership_id, ended_at__isnull=True
    )
    found = found.filter(Exists(mine)) if wanted.whose == INVITED else found.filter(agency=hat.agency_id)
    today = _midnight(timezone.localdate(at))
    over = Q(ends_at__lt=today) | Q(state__in=[ConferenceState.HELD, ConferenceState.CONFIRMED])
    periods = {
        "coming": ~over,
        "month": ~over & Q(starts_at__gte=today, starts_at__lt=today + timedelta(days=31)),
        "past": over,
    }
    found = found.filter(periods.get(wanted.period, Q()))
    if wanted.kind:
        found = found.filter(kind__code=wanted.kind)
    if wanted.state:
        found = found.filter(state=wanted.state)
    column = SORTS.get(wanted.sort.lstrip("-"), "starts_at")
    first = F(column).desc() if wanted.sort.startswith("-") else F(column).asc()
    return found.order_by(first, "starts_at", "pk")


def conference_list(hat: Hat, wanted: Wanted, *, at: datetime) -> Listing:
    """A page of meetings. Three queries, however many rows."""
    found, count, more = slice_of(listed(hat, wanted, at=at), wanted.page)
    return listing(drawn(hat, found), count, wanted.page, more=more)


def drawn(hat: Hat, found: "QuerySet[Any]") -> list[ConferenceLine]:
    """The rows with what is still to do. Two queries."""
    me = Member.objects.filter(
        conference=OuterRef("pk"), membership=hat.membership_id, ended_at__isnull=True
    ).order_by("invited_at")
    options = TimeOption.objects.filter(conference=OuterRef("pk"), starts_at__gt=timezone.now())
    answered = Availability.objects.filter(
        conference=OuterRef("pk"), member__membership=hat.membership_id, member__ended_at__isnull=True
    )
    rows = found.select_related("kind", "agency", "convened_by__staff").annotate(
        invited=Count("members", filter=Q(members__ended_at__isnull=True)),
        is_member=Exists(me),
        pledged=Exists(me.filter(pledged_at__isnull=False)),
        asks_time=Exists(options) & ~Exists(answered),
        kept=Exists(Membership.objects.at_work(timezone.localdate()).filter(pk=OuterRef("convened_by"))),
    )
    known = {one.pk: one for one in ConferenceKind.objects.all()}
    return [_line(hat, one, [one.kind, *(known[joint] for joint in one.joint)]) for one in rows]


def _line(hat: Hat, one: Any, kinds: Sequence[ConferenceKind]) -> ConferenceLine:
    return ConferenceLine(
        id=one.pk,
        url=f"/conferences/{one.pk}/",
        reference=reference(one.pk),
        label="・".join(kind.label for kind in kinds),
        when=moment(one.starts_at, one.ends_at),
        place=one.place,
        state=STATES[one.state],
        tone=TONES[one.state],
        agency=one.agency.name,
        person=one.convened_by.staff.name,
        members=one.invited,
        open=_to_do(hat, one, any(kind.needs_pledge for kind in kinds)),
    )


def _to_do(hat: Hat, one: Any, asks_pledge: bool) -> str:
    comes = one.is_member and one.state == ConferenceState.PLANNED
    waiting = {
        "守秘の確認": comes and asks_pledge and not one.pledged,
        "日程の回答": comes and one.asks_time,
        "事務局の引き継ぎ": not one.kept
        and one.state in (ConferenceState.PLANNED, ConferenceState.HELD)
        and one.agency_id == hat.agency_id
        and one.kind.permission in hat.may,
    }
    return "・".join(text for text, stands in waiting.items() if stands)


def conference_sheet(hat: Hat, wanted: Wanted, *, at: datetime) -> Sheet:
    """Every meeting of a list as it leaves the house: no person served is named in it."""
    rows = drawn(hat, listed(hat, wanted, at=at))
    heads = "会議番号 種類 日時 場所 状態 招集した機関 招集した人 構成員数 あなたがすること"
    return Sheet(
        "会議の一覧",
        heads.split(),
        [
            [
                one.reference,
                one.label,
                one.when,
                one.place,
                one.state,
                one.agency,
                one.person,
                one.members,
                one.open,
            ]
            for one in rows
        ],
        ids(rows),
    )


def ids(rows: Iterable[ConferenceLine]) -> list[UUID]:
    return [one.id for one in rows]
