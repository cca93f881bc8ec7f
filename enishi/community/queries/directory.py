"""The directory of resources: filters, one line for each, one page for one. Never more statements for more rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from enishi.agencies.rules.opening_times import describe
from enishi.agencies.rules.searching import words
from enishi.community.models import Activity, Menu, Resource
from enishi.community.rules.offers import is_paused, is_stale
from enishi.community.terms import BarrierFree, Consideration, Purpose, ResourceKind, Target
from enishi.office.errors import NotFound

SORTS: Mapping[str, tuple[str, ...]] = {
    "name": ("kana", "name", "pk"),
    "kind": ("kind", "kana", "name", "pk"),
    "town": ("city", "town", "kana", "name", "pk"),
    "verify": ("verify_by", "kana", "name", "pk"),
    "free": ("available", "kana", "name", "pk"),
}
STATES = (
    ("open", "いま使える"),
    ("paused", "休み中"),
    ("stale", "確認の期限切れ"),
    ("due", "まもなく確認の期限"),
    ("public", "公開している"),
    ("ended", "終了した"),
)
FILTERS = ("q", "kind", "purpose", "target", "day", "area", "flag", "consideration", "free", "state", "sort")
LEFT_OUT = ("original", "description", "search_words", "barrier_words", "access")


@dataclass(frozen=True)
class Entry:
    """A resource as a list shows it."""

    id: UUID
    name: str
    kana: str
    kind: str
    service: str
    purposes: str
    town: str
    phone: str
    hours: str
    capacity: str
    states: tuple[tuple[str, str], ...]
    verify_by: date | None
    menus: int


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. Several values of one filter are not asked for: a list has one of each."""

    asked: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return self.asked.get(name, "")


def resources(wanted: Mapping[str, str], *, on: date, soon: date | None = None) -> QuerySet[Resource]:
    """Resources that fit the filters, as a queryset to page. Ended ones only where they are asked for."""
    found = Resource.objects.defer(*LEFT_OUT)
    state = wanted.get("state", "")
    found = found.filter(ends_on__lte=on) if state == "ended" else found.running_on(on)
    for word in words(wanted.get("q", "")):
        found = found.filter(search_words__contains=word)
    found = _of_kind(found, wanted)
    found = _when_and_where(found, wanted)
    found = _in_state(found, state, on, soon)
    order = wanted.get("sort", "") or "name"
    columns = SORTS.get(order.lstrip("-"), SORTS["name"])
    return found.order_by(
        *(
            F(one).desc(nulls_last=True) if order.startswith("-") else F(one).asc(nulls_last=True)
            for one in columns
        )
    )


def _of_kind(found: Any, wanted: Mapping[str, str]) -> Any:
    if (kind := wanted.get("kind", "")) in ResourceKind.values:
        found = found.filter(kind=kind)
    if (purpose := wanted.get("purpose", "")) in Purpose.values:
        found = found.filter(
            Q(purposes__contains=[purpose])
            | Q(Exists(Menu.objects.filter(resource=OuterRef("pk"), purpose=purpose)))
        )
    if (target := wanted.get("target", "")) in Target.values:
        found = found.filter(Q(targets__contains=[target]) | Q(targets=[]))
    if (flag := wanted.get("flag", "")) in BarrierFree.values:
        found = found.filter(barrier_free__contains={flag: "yes"})
    if (consideration := wanted.get("consideration", "")) in Consideration.values:
        found = found.filter(considerations__contains={consideration: "yes"})
    return found


def _when_and_where(found: Any, wanted: Mapping[str, str]) -> Any:
    if (day := wanted.get("day", "")) in tuple("12345678"):
        found = found.filter(open_days__contains=[int(day)])
    if area := wanted.get("area", ""):
        found = found.filter(Q(areas__contains=[area]) | Q(town=area))
    if wanted.get("free"):
        found = found.filter(available__gt=0)
    return found


def _in_state(found: Any, state: str, on: date, soon: date | None) -> Any:
    paused = Q(paused_from__isnull=False, paused_from__lte=on) & (
        Q(paused_until__isnull=True) | Q(paused_until__gt=on)
    )
    if state == "open":
        return found.exclude(paused).filter(Q(verify_by__isnull=True) | Q(verify_by__gte=on))
    if state == "paused":
        return found.filter(paused)
    if state == "stale":
        return found.filter(verify_by__lt=on)
    if state == "due" and soon:
        return found.filter(verify_by__gte=on, verify_by__lte=soon)
    return found.filter(public=True) if state == "public" else found


def entries(found: QuerySet[Resource] | Iterable[Resource], *, on: date) -> list[Entry]:
    """Lines of a list: one statement for the resources, one for how many menus they have."""
    rows = list(found)
    counted = (
        dict(
            Menu.objects.filter(resource_id__in=[one.pk for one in rows])
            .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
            .values_list("resource_id")
            .order_by("resource_id")
            .annotate(Count("pk"))
        )
        if rows
        else {}
    )
    return [_entry(one, int(counted.get(one.pk, 0)), on) for one in rows]


def _entry(one: Resource, menus: int, on: date) -> Entry:
    return Entry(
        one.pk,
        one.name,
        one.kana,
        one.get_kind_display(),
        one.service,
        "・".join(str(Purpose(purpose).label) for purpose in one.purposes),
        f"{one.city}{one.town}" if one.town else one.address,
        one.phone,
        describe(one.schedule()) or one.hours,
        capacity_words(one),
        states_of(one, on),
        one.verify_by,
        menus,
    )


def capacity_words(one: Any) -> str:
    """「空き2／定員10、待ち1」, or the words of the file."""
    if one.capacity is None:
        return str(getattr(one, "capacity_words", ""))
    free = "" if one.available is None else f"空き{one.available}／"
    waits = one.waiting + one.queued
    return f"{free}定員{one.capacity}" + (f"、待ち{waits}" if waits else "")


def states_of(one: Any, on: date) -> tuple[tuple[str, str], ...]:
    """Chips of a resource or a menu: (tone, words)."""
    found = []
    if one.ends_on and one.ends_on <= on:
        found.append(("done", "終了"))
    if is_paused(one.paused_from, one.paused_until, on=on):
        until = f"（{one.paused_until:%m月%d日}から再開）" if one.paused_until else ""
        found.append(("warn", f"休み中{until}"))
    if is_stale(getattr(one, "verify_by", None), on=on):
        found.append(("bad", "確認の期限切れ"))
    if one.available == 0:
        found.append(("warn", "満員"))
    elif one.available:
        found.append(("good", f"空き{one.available}"))
    return tuple(found)


def resource_page(resource_id: UUID) -> Resource:
    """One resource with its menus, activities and the agencies about it: three statements.

    :raises NotFound: no such resource
    """
    found = (
        Resource.objects.select_related("agency", "keeper")
        .prefetch_related("menus", Prefetch("activities", Activity.objects.order_by("name", "pk")))
        .filter(pk=resource_id)
        .first()
    )
    if found is None:
        raise NotFound("resource", resource_id)
    return found


def activities_of(resource: Resource) -> list[Activity]:
    """What is held there, as ``resource_page`` fetched it."""
    return list(resource.activities.all())  # type: ignore[attr-defined]


def menu_page(menu_id: UUID) -> Menu:
    """:raises NotFound: no such menu"""
    found = Menu.objects.select_related("resource").filter(pk=menu_id).first()
    if found is None:
        raise NotFound("menu", menu_id)
    return found


def areas_known() -> list[str]:
    """Districts that resources name and towns in which they lie, for the filter; at most 300."""
    towns = Resource.objects.exclude(town="").order_by("town").values_list("town", flat=True).distinct()[:300]
    return list(towns)


def flags_told(kept: Mapping[str, str], choices: Sequence[tuple[str, Any]]) -> list[tuple[str, str]]:
    """(label, はい/いいえ) of the flags that somebody has answered."""
    return [
        (str(label), "はい" if kept[code] == "yes" else "いいえ")
        for code, label in choices
        if kept.get(code) in ("yes", "no")
    ]
