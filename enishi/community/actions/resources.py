"""Verbs on resources and their menus: make, change, confirm, pause, go on, end."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate

from enishi.agencies.hats import Hat
from enishi.agencies.rules.opening_words import parse_words
from enishi.community.actions.tending import may_tend
from enishi.community.city_settings import VERIFY
from enishi.community.models import Menu, Resource
from enishi.community.models.resource import Offering
from enishi.community.queries.towns import town_register
from enishi.community.rules.addresses import read_address
from enishi.community.rules.closing_days import read_closings
from enishi.community.rules.resource_times import closings_kept, days_alone
from enishi.office import inbox, trail
from enishi.office.city import setting
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.submissions import once
from enishi.office.text.phones import phone_key

SHARED_FIELDS = frozenset(
    {
        *("hours", "capacity", "available", "waiting", "considerations", "targets", "age_from", "age_to"),
        *("starts_on", "name", "description"),
    }
)
RESOURCE_FIELDS = SHARED_FIELDS | {
    *(
        "kana",
        "common_name",
        "kind",
        "poi_code",
        "service",
        "purposes",
        "public_service",
        "public",
        "organisation",
    ),
    *(
        "corporation_number",
        "keeper_id",
        "agency_id",
        "postcode",
        "address",
        "latitude",
        "longitude",
        "phone",
        "fax",
    ),
    *(
        "email",
        "website",
        "access",
        "fee",
        "closing_words",
        "barrier_free",
        "areas",
        "asks_per_month",
        "note",
    ),
}
MENU_FIELDS = SHARED_FIELDS | {"purpose", "pace", "reward", "transport", "insurance", "origin_id"}
CONFIRM_WORD = "resource.verify"


def add_resource(values: Mapping[str, Any], *, by: Hat | None, at: datetime, key: UUID | None = None) -> UUID:
    """Register a resource by hand; whoever registers it has confirmed it today.

    :raises Refused: no name, or numbers that do not fit
    """
    may_tend(by)
    made = uuid4()
    with once(key, "resource.made", by.membership_id if by else None, at=at, answer=str(made)) as first:
        if not first:
            return UUID(first.answer)
        resource = Resource(id=made, starts_on=values.get("starts_on") or localdate(at))
        resource.keeper_id = by.agency_id if by else None
        _put(resource, values, RESOURCE_FIELDS)
        _confirmed(resource, by, at)
        resource.save(force_insert=True)
        trail.record("resource.made", detail={"resource": str(made), "kind": resource.kind})
    return made


@transaction.atomic
def change_resource(
    resource_id: UUID, values: Mapping[str, Any], *, version: int | None = None, by: Hat | None, at: datetime
) -> list[str]:
    """Change what is told of a resource; returns the fields that really changed.

    :param version: what the form was opened with
    :raises Overtaken: somebody changed it since
    :raises Refused: numbers that do not fit
    """
    may_tend(by)
    resource = _locked(resource_id)
    changed = _changed(resource, values, RESOURCE_FIELDS)
    if version is not None and version != resource.version and changed:
        raise Overtaken({name: str(getattr(resource, name)) for name in changed})
    if not changed:
        return []
    _put(resource, {name: values[name] for name in changed}, RESOURCE_FIELDS)
    resource.version += 1
    resource.save()
    trail.record("resource.changed", detail={"resource": str(resource_id), "fields": sorted(changed)})
    return changed


@transaction.atomic
def confirm_resource(resource_id: UUID, *, by: Hat, at: datetime, how: str = "") -> date:
    """「この内容でまちがいありません」: the facts hold again until the day that is returned; reminders end."""
    may_tend(by)
    resource = _locked(resource_id)
    _confirmed(resource, by, at, how)
    resource.version += 1
    resource.save(update_fields=["confirmed_on", "confirmed_by", "confirmed_name", "verify_by", "version"])
    _finish_reminders(resource_id, by, at)
    trail.record("resource.confirmed", detail={"resource": str(resource_id)})
    assert resource.verify_by is not None  # noqa: S101
    return resource.verify_by


@transaction.atomic
def pause_resource(
    resource_id: UUID,
    *,
    first_day: date,
    again_on: date | None,
    reason: str = "",
    by: Hat | None,
    at: datetime,
) -> None:
    """Pause the whole resource with all its menus; it goes on by itself on ``again_on``."""
    may_tend(by)
    _pause(_locked(resource_id), first_day, again_on, reason, at)
    trail.record("resource.paused", detail={"resource": str(resource_id)})


@transaction.atomic
def resume_resource(resource_id: UUID, *, by: Hat | None, at: datetime) -> None:
    """End a pause today."""
    may_tend(by)
    _resume(_locked(resource_id))
    trail.record("resource.paused", detail={"resource": str(resource_id), "over": True})


@transaction.atomic
def end_resource(resource_id: UUID, *, on: date, by: Hat | None, at: datetime) -> None:
    """The resource is no more from ``on`` (exclusive); its menus end with it."""
    may_tend(by)
    resource = _locked(resource_id)
    resource.ends_on = max(on, resource.starts_on or on)
    resource.version += 1
    resource.save(update_fields=["ends_on", "version"])
    _finish_reminders(resource_id, by, at)
    trail.record("resource.ended", detail={"resource": str(resource_id)})


def add_menu(
    resource_id: UUID, values: Mapping[str, Any], *, by: Hat | None, at: datetime, key: UUID | None = None
) -> UUID:
    """Add what a resource offers to take part in.

    :raises Refused: no name, or numbers that do not fit
    """
    may_tend(by)
    made = uuid4()
    with once(key, "menu.made", by.membership_id if by else None, at=at, answer=str(made)) as first:
        if not first:
            return UUID(first.answer)
        host = _locked(resource_id)
        menu = Menu(id=made, resource=host, starts_on=values.get("starts_on") or localdate(at))
        _put(menu, values, MENU_FIELDS)
        menu.save(force_insert=True)
        trail.record("menu.made", detail={"menu": str(made), "resource": str(resource_id)})
    return made


@transaction.atomic
def change_menu(
    menu_id: UUID, values: Mapping[str, Any], *, version: int | None = None, by: Hat | None, at: datetime
) -> list[str]:
    """Change a menu; returns the fields that really changed.

    :raises Overtaken: somebody changed it since
    """
    may_tend(by)
    menu = _locked_menu(menu_id)
    changed = _changed(menu, values, MENU_FIELDS)
    if version is not None and version != menu.version and changed:
        raise Overtaken({name: str(getattr(menu, name)) for name in changed})
    if not changed:
        return []
    _put(menu, {name: values[name] for name in changed}, MENU_FIELDS)
    menu.version += 1
    menu.save()
    trail.record("menu.changed", detail={"menu": str(menu_id), "fields": sorted(changed)})
    return changed


@transaction.atomic
def pause_menu(
    menu_id: UUID, *, first_day: date, again_on: date | None, reason: str = "", by: Hat | None, at: datetime
) -> None:
    """Pause one menu; the rest of the resource goes on."""
    may_tend(by)
    _pause(_locked_menu(menu_id), first_day, again_on, reason, at)
    trail.record("menu.paused", detail={"menu": str(menu_id)})


@transaction.atomic
def resume_menu(menu_id: UUID, *, by: Hat | None, at: datetime) -> None:
    """End the pause of a menu today."""
    may_tend(by)
    _resume(_locked_menu(menu_id))
    trail.record("menu.paused", detail={"menu": str(menu_id), "over": True})


@transaction.atomic
def end_menu(menu_id: UUID, *, on: date, by: Hat | None, at: datetime) -> None:
    """The menu is no longer offered from ``on`` (exclusive)."""
    may_tend(by)
    menu = _locked_menu(menu_id)
    menu.ends_on = max(on, menu.starts_on or on)
    menu.version += 1
    menu.save(update_fields=["ends_on", "version"])
    trail.record("menu.changed", detail={"menu": str(menu_id), "fields": ["ends_on"]})


def page_of_resource(resource_id: UUID) -> str:
    return f"/community/resources/{resource_id}/"


def _finish_reminders(resource_id: UUID, by: Hat | None, at: datetime) -> None:
    """One's own; those of others are taken back by the job at night."""
    if by is None:
        return
    for task in inbox.open_tasks(by.holders).filter(word=CONFIRM_WORD, url=page_of_resource(resource_id)):
        inbox.finish(task.pk, by=by.membership_id, at=at)


def _locked(resource_id: UUID) -> Resource:
    found = Resource.objects.select_for_update().filter(pk=resource_id).first()
    if found is None:
        raise NotFound("resource", resource_id)
    return found


def _locked_menu(menu_id: UUID) -> Menu:
    found = Menu.objects.select_for_update().filter(pk=menu_id).first()
    if found is None:
        raise NotFound("menu", menu_id)
    return found


def _changed(one: Offering, values: Mapping[str, Any], known: frozenset[str]) -> list[str]:
    if strange := set(values) - known:
        raise TypeError(f"no such fields: {sorted(strange)}")
    return [name for name, value in values.items() if getattr(one, name) != value]


def _put(one: Offering, values: Mapping[str, Any], known: frozenset[str]) -> None:
    """Write values and what follows from them: times from words, parts and place from an address."""
    if strange := set(values) - known:
        raise TypeError(f"no such fields: {sorted(strange)}")
    for name, value in values.items():
        setattr(one, name, value)
    if "hours" in values:
        put_times(one, str(values["hours"]))
    if isinstance(one, Resource):
        _follow(one, values)
    _check(one)


def put_times(one: Offering, words: str) -> None:
    """Keep the words and what is understood of them."""
    schedule = parse_words(words)
    one.hours, one.left_over = words, schedule.left_over
    one.times = [[each.day, each.weeks, each.opens, each.closes] for each in schedule.openings]
    one.open_days = sorted({each.day for each in schedule.openings})
    if not one.open_days and (days := days_alone(words)):
        one.open_days, one.left_over = days, ""
    one.on_holidays = schedule.on_holidays.value


def _follow(one: Resource, values: Mapping[str, Any]) -> None:
    if "closing_words" in values:
        one.closings = closings_kept(read_closings(one.closing_words))
    if "phone" in values:
        one.phone_digits = phone_key(one.phone)[:15]
    by_hand = values.get("latitude") is not None and values.get("longitude") is not None
    if by_hand:
        one.place_from = "hand"
    if "address" in values:
        read = read_address(one.address, town_register())
        one.prefecture, one.city, one.town = (
            read.prefecture[:4],
            read.city[:40],
            (read.town + read.section)[:80],
        )
        one.block, one.building = read.block[:80], read.building[:200]
        if not by_hand and one.place_from != "hand":
            known = read.latitude is not None and read.longitude is not None
            one.latitude = Decimal(f"{read.latitude:.7f}") if known else None
            one.longitude = Decimal(f"{read.longitude:.7f}") if known else None
            one.place_from = "town" if known else ""


def _check(one: Offering) -> None:
    reasons = []
    if not str(getattr(one, "name", "")).strip():
        reasons.append("名称を入れてください。")
    if one.available is not None and (one.capacity is None or one.available > one.capacity):
        reasons.append("空きは、0から定員までにしてください。定員がわからないときは、空きも空欄にします。")
    if one.age_from is not None and one.age_to is not None and one.age_to < one.age_from:
        reasons.append("年齢の上限は、下限より小さくできません。")
    if reasons:
        raise Refused(reasons)


def _pause(one: Offering, first_day: date, again_on: date | None, reason: str, at: datetime) -> None:
    if again_on is not None and again_on <= first_day:
        raise Refused("再開する日は、休みの始まりより後の日にしてください。")
    if again_on is not None and again_on <= localdate(at):
        raise Refused("再開する日は、これからの日にしてください。")
    one.paused_from, one.paused_until, one.pause_reason = first_day, again_on, reason.strip()[:200]
    one.version += 1
    one.save(update_fields=["paused_from", "paused_until", "pause_reason", "version"])


def _resume(one: Offering) -> None:
    one.paused_from, one.paused_until, one.pause_reason = None, None, ""
    one.version += 1
    one.save(update_fields=["paused_from", "paused_until", "pause_reason", "version"])


def _confirmed(resource: Resource, by: Hat | None, at: datetime, how: str = "") -> None:
    today = localdate(at)
    resource.confirmed_on, resource.verify_by = today, today + timedelta(days=setting(VERIFY.name, on=today))
    resource.confirmed_by = by.membership_id if by else None
    told = f"{by.agency_name} {by.staff_name}" if by else "サーバーの端末"
    resource.confirmed_name = f"{told}（{how}）"[:200] if how else told[:200]
