"""Lists of the project: members with when they last did something, applications, meetings. Constant statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest

from enishi.agencies.rules.searching import words
from enishi.community.models import (
    Contribution,
    Hand,
    Member,
    Network,
    Resource,
)
from enishi.community.rules import rotation
from enishi.community.terms import (
    ContributionKind,
    MemberKind,
    Purpose,
    Target,
)
from enishi.office.errors import NotFound

FILTERS = ("q", "field", "purpose", "area", "kind", "state", "sort")
STATES = (
    ("", "いまの会員"),
    ("idle", "出番がない"),
    ("never", "一度も声をかけていない"),
    ("left", "退会した"),
)
DONE = [
    ContributionKind.OFFER,
    ContributionKind.VISIT,
    ContributionKind.TRIAL,
    ContributionKind.STAY,
    ContributionKind.COST,
]
SORTS: Mapping[str, tuple[str, ...]] = {
    "name": ("kana", "name", "pk"),
    "joined": ("joined_on", "kana", "name", "pk"),
    "asked": ("asked", "kana", "name", "pk"),
    "last": ("last_on", "kana", "name", "pk"),
}


def network() -> Network:
    """The city's project, as it calls it."""
    return Network.objects.select_related("keeper").order_by("pk")[0]


def _ledger(kinds: Iterable[str]) -> QuerySet[Contribution]:
    return Contribution.objects.filter(member=OuterRef("pk"), kind__in=list(kinds)).order_by()


def members(wanted: Mapping[str, str], *, on: date, idle_months: int) -> QuerySet[Member]:
    """Members that fit the filters, each with ``asked`` (this year) and ``last_on`` (did something last); to page."""
    asked = _ledger([ContributionKind.ASKED]).filter(on__gt=on - timedelta(days=rotation.WITHIN))
    last = _ledger(DONE).values("member").annotate(day=Max("on")).values("day")
    counted = asked.values("member").annotate(n=Count("pk")).values("n")
    found = Member.objects.annotate(
        asked=Coalesce(Subquery(counted, output_field=IntegerField()), Value(0)), last_on=Subquery(last)
    )
    found = _in_state(found, wanted.get("state", ""), on, idle_months)
    for word in words(wanted.get("q", "")):
        found = found.filter(Q(search_words__contains=word) | Q(offers__icontains=word))
    if (field := wanted.get("field", "")) in Target.values:
        found = found.filter(fields__contains=[field])
    if (purpose := wanted.get("purpose", "")) in Purpose.values:
        found = found.filter(purposes__contains=[purpose])
    if (kind := wanted.get("kind", "")) in MemberKind.values:
        found = found.filter(kind=kind)
    if area := wanted.get("area", ""):
        found = found.filter(Q(areas__contains=[area]) | Q(areas=[]))
    order = wanted.get("sort", "") or "name"
    columns = SORTS.get(order.lstrip("-"), SORTS["name"])
    return found.order_by(
        *(
            F(one).desc(nulls_last=True) if order.startswith("-") else F(one).asc(nulls_first=True)
            for one in columns
        )
    )


def _in_state(found: Any, state: str, on: date, idle_months: int) -> Any:
    if state == "left":
        return found.filter(left_on__lte=on)
    found = found.filter(Q(left_on__isnull=True) | Q(left_on__gt=on), joined_on__lte=on)
    if state == "idle":
        since = rotation.months_back(on, idle_months)
        return found.annotate(idle_since=Greatest("joined_on", "last_on")).filter(idle_since__lte=since)
    return found.filter(asked=0) if state == "never" else found


@dataclass(frozen=True)
class MemberLine:
    """A member as a list shows it."""

    id: UUID
    name: str
    kana: str
    kind: str
    fields: str
    purposes: str
    areas: str
    joined_on: date
    left_on: date | None
    asked: int
    limit: int | None
    last_on: date | None
    idle: bool


def member_lines(found: Iterable[Any], *, on: date, idle_months: int) -> list[MemberLine]:
    """Lines of the list; no statement of its own beyond the queryset's."""
    return [
        MemberLine(
            one.pk,
            one.name,
            one.kana,
            one.get_kind_display(),
            labels(Target, one.fields),
            labels(Purpose, one.purposes),
            "、".join(one.areas) or "どこでも",
            one.joined_on,
            one.left_on,
            one.asked,
            one.asks_per_month,
            one.last_on,
            rotation.is_idle(one.joined_on, one.last_on, on=on, months=idle_months),
        )
        for one in found
    ]


def labels(of: Any, codes: Iterable[str]) -> str:
    """「高齢・障がい」"""
    return "・".join(str(of(code).label) for code in codes if code in of.values)


MEMBER_HEADS = (
    *(
        "名称",
        "名称カナ",
        "種類",
        "分野",
        "提供できる形",
        "できること",
        "地区",
        "担当の人",
        "電話",
        "メール",
        "住所",
    ),
    *("月の上限", "入会日", "退会日", "この1年に声をかけた回数", "最後に活動した日"),
)


def member_rows(found: Iterable[Any]) -> Iterable[Sequence[object]]:
    """The list to take along."""
    for one in found:
        yield (
            *(one.name, one.kana, one.get_kind_display(), labels(Target, one.fields)),
            *(labels(Purpose, one.purposes), one.offers, "、".join(one.areas)),
            *(one.person, one.phone, one.email, one.address, one.asks_per_month),
            *(one.joined_on, one.left_on, one.asked, one.last_on),
        )


def areas_of_members() -> list[str]:
    """Districts that members name, for the filter."""
    named = Member.objects.filter(left_on__isnull=True).order_by("pk").values_list("areas", flat=True)
    return sorted({area for areas in named for area in areas})[:300]


def member_page(member_id: UUID) -> Member:
    """:raises NotFound: no such member"""
    found = Member.objects.select_related("resource").filter(pk=member_id).first()
    if found is None:
        raise NotFound("member", member_id)
    return found


def ledger(member_id: UUID) -> QuerySet[Contribution]:
    """What a member was asked and did, the latest first; to page."""
    return Contribution.objects.select_related("commission").filter(member_id=member_id)


@dataclass(frozen=True)
class Tally:
    label: str
    count: int
    amount: int | None


def tallies(member_id: UUID) -> list[Tally]:
    """How often of each kind that there is, costs with their sum. One statement."""
    found = {
        kind: (count, amount)
        for kind, count, amount in Contribution.objects.filter(member_id=member_id)
        .order_by("kind")
        .values_list("kind")
        .annotate(Count("pk"), Sum("amount"))
    }
    return [Tally(str(kind.label), *found[kind.value]) for kind in ContributionKind if kind.value in found]


def hands_of(member_id: UUID) -> list[Hand]:
    """For which commissions a member raised its hand, the latest first; at most 50."""
    return list(
        Hand.objects.select_related("commission")
        .filter(member_id=member_id)
        .order_by("-raised_at", "pk")[:50]
    )


def resource_choices() -> list[tuple[str, str]]:
    """Resources that a member may be linked to: at most 2,000 by name."""
    return [
        (str(key), name)
        for key, name in Resource.objects.filter(ends_on__isnull=True)
        .order_by("kana", "name", "pk")
        .values_list("pk", "name")[:2_000]
    ]


def member_choices(*, on: date, also: Iterable[UUID] = ()) -> list[tuple[str, str]]:
    """Members of today (and those named already) to choose from."""
    now = Q(left_on__isnull=True) | Q(left_on__gt=on) | Q(pk__in=list(also))
    return [
        (str(key), name)
        for key, name in Member.objects.filter(now).order_by("kana", "name", "pk").values_list("pk", "name")
    ]
