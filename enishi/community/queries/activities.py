"""Lists and figures of what happens in the community. The figures are counts; nobody is in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth

from enishi.agencies.models import Agency
from enishi.agencies.rules.searching import folded, typed_words, words
from enishi.community.models import (
    Activity,
    Attendance,
    Capability,
    Exchange,
    Happening,
    PlaceNeed,
    Resource,
    Session,
)
from enishi.community.rules.attendance import Tally
from enishi.community.terms import AgeBand, EventKind, NeedState, Programme, Target
from enishi.office.errors import NotFound
from enishi.office.rules.numbers import whole_number


def activities(wanted: Mapping[str, str], *, on: date) -> QuerySet[Activity]:
    """Activities with the day of their last session and how many there were; one statement to page."""
    held = Session.objects.filter(activity=OuterRef("pk"), cancelled=False).order_by()
    found = Activity.objects.select_related("resource").annotate(
        last_on=Subquery(held.values("activity").annotate(last=Max("held_on")).values("last")),
        times=Coalesce(Subquery(held.values("activity").annotate(times=Count("pk")).values("times")), 0),
    )
    if wanted.get("state") == "ended":
        found = found.filter(ends_on__lte=on)
    else:
        found = found.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    if (programme := wanted.get("programme", "")) in Programme.values:
        found = found.filter(programme=programme)
    for word in typed_words(wanted.get("q", "")):
        found = found.filter(
            Q(name__icontains=word) | Q(place__icontains=word) | Q(description__icontains=word)
        )
    order = {"name": "name", "-name": "-name", "last": "last_on", "-last": "-last_on"}.get(
        wanted.get("sort", ""), "name"
    )
    return found.order_by(order, "name", "pk")


def activity_page(activity_id: UUID) -> Activity:
    """:raises NotFound: no such activity"""
    found = Activity.objects.select_related("resource", "keeper").filter(pk=activity_id).first()
    if found is None:
        raise NotFound("activity", activity_id)
    return found


@dataclass(frozen=True)
class Held:
    """A session as its activity's page lists it."""

    id: UUID
    held_on: date
    part: str
    cancelled: bool
    helpers: int
    note: str
    people: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.people.values())

    @property
    def told(self) -> str:
        labels = dict(AgeBand.choices)
        return "、".join(f"{labels[band]}{number}" for band, number in self.people.items())


def sessions_of(activity_id: UUID, *, most: int = 60) -> list[Held]:
    """The latest sessions with their counts: two statements."""
    rows = list(Session.objects.filter(activity_id=activity_id).order_by("-held_on", "part", "pk")[:most])
    counts: dict[UUID, dict[str, int]] = {}
    for session_id, band, people in (
        Attendance.objects.filter(session__in=rows)
        .order_by("pk")
        .values_list("session_id", "age_band", "people")
    ):
        counts.setdefault(session_id, {})[band] = people
    bands = list(AgeBand.values)
    return [
        Held(one.pk, one.held_on, one.part, one.cancelled, one.helpers, one.note,
             dict(sorted(counts.get(one.pk, {}).items(), key=lambda each: bands.index(each[0]))))
        for one in rows
    ]  # fmt: skip


def figures(year: int) -> dict[tuple[str, date], Tally]:
    """By programme and month of a fiscal year: two statements, and counts alone leave the database."""
    within = {"held_on__gte": date(year, 4, 1), "held_on__lt": date(year + 1, 4, 1)}
    by_month = (
        Session.objects.filter(**within)
        .annotate(month=TruncMonth("held_on"))
        .order_by("activity__programme", "month")
        .values_list("activity__programme", "month")
        .annotate(
            held=Count("pk", filter=Q(cancelled=False)),
            off=Count("pk", filter=Q(cancelled=True)),
            helped=Coalesce(Sum("helpers", filter=Q(cancelled=False)), 0),
        )
    )
    found = {(programme, month): Tally(*counts) for programme, month, *counts in by_month}
    by_age = (
        Attendance.objects.filter(session__cancelled=False, **{f"session__{name}": day for name, day in within.items()})
        .annotate(month=TruncMonth("session__held_on"))
        .order_by("session__activity__programme", "month", "age_band")
        .values_list("session__activity__programme", "month", "age_band")
        .annotate(people=Sum("people"))
    )
    for programme, month, band, people in by_age:
        found[programme, month].people[band] = people
    return found


def exchanges() -> QuerySet[Exchange]:
    """Meetings of the programmes, the latest first."""
    return Exchange.objects.order_by("-held_on", "pk")


def needs(wanted: Mapping[str, str]) -> QuerySet[PlaceNeed]:
    """Needs seen in places, the latest first."""
    found = PlaceNeed.objects.select_related("resource")
    if (state := wanted.get("state", "")) in NeedState.values:
        found = found.filter(state=state)
    if (programme := wanted.get("programme", "")) in Programme.values:
        found = found.filter(programme=programme)
    if district := wanted.get("district", ""):
        found = found.filter(district=district)
    return found.order_by("-seen_on", "pk")


def need_page(need_id: UUID) -> PlaceNeed:
    """:raises NotFound: no such need"""
    found = PlaceNeed.objects.select_related("resource").filter(pk=need_id).first()
    if found is None:
        raise NotFound("place_need", need_id)
    return found


def happenings(wanted: Mapping[str, str]) -> QuerySet[Happening]:
    """Events and trainings, the latest first."""
    found = Happening.objects.all()
    if (kind := wanted.get("kind", "")) in EventKind.values:
        found = found.filter(kind=kind)
    for word in typed_words(wanted.get("q", "")):
        found = found.filter(
            Q(name__icontains=word) | Q(place__icontains=word) | Q(organiser__icontains=word)
        )
    if year := whole_number(wanted.get("year", ""), least=1, most=9998):
        found = found.filter(starts_on__gte=date(year, 4, 1), starts_on__lt=date(year + 1, 4, 1))
    order = {"name": "name", "-name": "-name", "day": "starts_on"}.get(wanted.get("sort", ""), "-starts_on")
    return found.order_by(order, "name", "pk")


def reached(found: QuerySet[Happening]) -> tuple[int, int]:
    """How many came and how much was handed out, over the list."""
    sums = found.order_by().aggregate(came=Sum("attended"), given=Sum("handed_out"))
    return sums["came"] or 0, sums["given"] or 0


def happening_page(happening_id: UUID) -> Happening:
    """:raises NotFound: no such event"""
    found = Happening.objects.filter(pk=happening_id).first()
    if found is None:
        raise NotFound("happening", happening_id)
    return found


def capabilities(wanted: Mapping[str, str], *, on: date) -> QuerySet[Capability]:
    """Who can do what; the words are sought in the agency's name too."""
    found = Capability.objects.select_related("agency").filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    for word in typed_words(wanted.get("q", "")):
        found = found.filter(
            Q(what__icontains=word) | Q(how__icontains=word) | Q(agency__search_words__contains=folded(word))
        )
    if (target := wanted.get("target", "")) in Target.values:
        found = found.filter(Q(targets__contains=[target]) | Q(targets=[]))
    if wanted.get("state") == "stale":
        found = found.filter(verify_by__lt=on)
    if wanted.get("sort") == "agency":
        return found.order_by("agency__name", "what", "pk")
    if wanted.get("sort") == "verify":
        return found.order_by(F("verify_by").asc(nulls_first=True), "what", "pk")
    return found.order_by("what", "agency__name", "pk")


def capability_page(capability_id: UUID) -> Capability:
    """:raises NotFound: no such entry"""
    found = Capability.objects.select_related("agency").filter(pk=capability_id).first()
    if found is None:
        raise NotFound("capability", capability_id)
    return found


def agency_choices(search: str, *, on: date) -> list[tuple[str, str]]:
    """Agencies that work now and whose words fit, for a form; at most 50."""
    found = Agency.objects.active_on(on)
    for word in words(search):
        found = found.filter(search_words__contains=word)
    return [
        (str(pk), name) for pk, name in found.order_by("kana", "name", "pk").values_list("pk", "name")[:50]
    ]


def place_choices(search: str, *, on: date) -> list[tuple[str, str]]:
    """Resources whose words fit, as places of an activity or a need; at most 50."""
    found = Resource.objects.running_on(on)
    for word in words(search):
        found = found.filter(search_words__contains=word)
    return [
        (str(pk), name) for pk, name in found.order_by("kana", "name", "pk").values_list("pk", "name")[:50]
    ]
