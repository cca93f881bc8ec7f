"""Founding, renaming, changing and closing agencies. ``by`` is None for the operator at the server's terminal."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from enishi.agencies import hooks
from enishi.agencies.actions.staff import end_memberships
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency, AgencyClosing, Catchment, OpeningHours, OpeningTime
from enishi.agencies.queries.administrators import reasons_to_keep
from enishi.agencies.rules.opening_times import Schedule
from enishi.agencies.rules.opening_words import parse_words
from enishi.office import trail
from enishi.office.errors import NotFound, Overtaken, Refused

CHANGEABLE = frozenset(
    {
        *(
            "code",
            "name",
            "kana",
            "kind",
            "service",
            "corporation",
            "postcode",
            "address",
            "phone",
            "fax",
            "email",
        ),
        *(
            "website",
            "hours",
            "fields_of_work",
            "answering",
            "receives",
            "parent_id",
            "starts_on",
            "original",
        ),
    }
)
CODE_IN_USE = "この機関コードは、いま活動している別の機関が使っています。"


def may_administer(by: Hat | None) -> None:
    """:raises NotFound: for a hat that does not administer; hidden and forbidden look the same"""
    if by is not None and "administer" not in by.may:
        raise NotFound("administer")


@transaction.atomic
def found_agency(
    *, name: str, kind: str, starts_on: date, by: Hat | None, at: datetime, **particulars: Any
) -> Agency:
    """Begin an agency with a new uuid. Nothing of an earlier holder of the same code comes over.

    :param particulars: fields of CHANGEABLE
    :raises Refused: name empty, or the code belongs to an agency that works now
    """
    may_administer(by)
    if not name.strip():
        raise Refused("名称を入れてください。")
    _check_code(particulars.get("code", ""), None)
    agency = Agency(**_known(particulars) | {"name": name, "kind": kind, "starts_on": starts_on})
    agency.save(force_insert=True)
    if agency.hours:
        write_schedule(agency.pk, parse_words(agency.hours))
    trail.record("agency.founded", detail={"agency": str(agency.pk), "code": agency.code})
    return agency


@transaction.atomic
def rename_agency(agency_id: UUID, *, name: str, kana: str = "", by: Hat | None, at: datetime) -> None:
    """The same agency under another name (名称変更): staff and grants stay."""
    may_administer(by)
    agency = _locked(agency_id)
    if not name.strip():
        raise Refused("名称を入れてください。")
    if (agency.name, agency.kana) == (name, kana or agency.kana):
        return
    agency.name, agency.kana, agency.version = name, kana or agency.kana, agency.version + 1
    agency.save(update_fields=["name", "kana", "version"])
    trail.record("agency.renamed", detail={"agency": str(agency_id)})


@transaction.atomic
def change_agency(
    agency_id: UUID, *, by: Hat | None, at: datetime, version: int | None = None, **particulars: Any
) -> list[str]:
    """Change particulars; returns the fields that really changed.

    :param version: what the form was opened with
    :raises Overtaken: somebody changed the agency since
    :raises Refused: the code belongs to another agency that works now
    """
    may_administer(by)
    agency = _locked(agency_id)
    changed = [key for key, value in _known(particulars).items() if getattr(agency, key) != value]
    if version is not None and version != agency.version:
        raise Overtaken({key: str(getattr(agency, key)) for key in changed})
    if not changed:
        return []
    if "code" in changed:
        _check_code(particulars["code"], agency_id)
    if "name" in changed and not particulars["name"].strip():
        raise Refused("名称を入れてください。")
    if particulars.get("parent_id") == agency_id:
        raise Refused("自分自身を上位機関にはできません。")
    for key in changed:
        setattr(agency, key, particulars[key])
    agency.version += 1
    try:
        agency.save(update_fields=[*changed, "version"])
    except IntegrityError as error:
        raise Refused(CODE_IN_USE) from error
    if "hours" in changed:
        write_schedule(agency_id, parse_words(agency.hours))
    trail.record("agency.changed", detail={"agency": str(agency_id), "fields": sorted(changed)})
    return changed


@transaction.atomic
def close_agency(agency_id: UUID, *, on: date, by: Hat | None, at: datetime) -> None:
    """End an agency from ``on`` (exclusive): its hats, and with them every access, end that day.

    :raises Refused: while a room upstairs says that it still holds something (``hooks``), or nobody else administers
    """
    may_administer(by)
    agency = _locked(agency_id)
    if agency.ends_on is not None and agency.ends_on <= on:
        return
    if reasons := [*reasons_to_keep(on=on, agency=agency_id), *hooks.reasons_not_to_close(agency_id)]:
        raise Refused(reasons)
    if by and by.agency_id == agency_id and on <= localdate(at):
        raise Refused("自分の所属している機関です。ほかの機関の所属に替えてから終了してください。")
    agency.ends_on = max(on, agency.starts_on)
    agency.version += 1
    agency.save(update_fields=["ends_on", "version"])
    end_memberships(agency.memberships.all(), on=agency.ends_on, by=by, at=at)
    agency.catchments.filter(ends_on__isnull=True, starts_on__lte=agency.ends_on).update(
        ends_on=agency.ends_on
    )
    trail.record("agency.closed", detail={"agency": str(agency_id), "on": agency.ends_on.isoformat()})


@transaction.atomic
def set_opening_hours(agency_id: UUID, *, words: str, by: Hat | None, at: datetime) -> Schedule:
    """Keep the words as they are and what is understood of them beside; returns what was understood."""
    may_administer(by)
    agency = _locked(agency_id)
    schedule = parse_words(words)
    if agency.hours != words:
        agency.hours, agency.version = words, agency.version + 1
        agency.save(update_fields=["hours", "version"])
        trail.record("agency.hours_set", detail={"agency": str(agency_id)})
    write_schedule(agency_id, schedule)
    return schedule


@transaction.atomic
def set_catchments(
    agency_id: UUID, *, districts: Iterable[str], on: date, by: Hat | None, at: datetime
) -> tuple[list[str], list[str]]:
    """Serve exactly these 中学校区 from ``on``; returns what was added and what ended."""
    may_administer(by)
    _locked(agency_id)
    wanted = list(dict.fromkeys(district.strip() for district in districts if district.strip()))
    running = {
        one.district: one for one in Catchment.objects.filter(agency_id=agency_id, ends_on__isnull=True)
    }
    added = [district for district in wanted if district not in running]
    ended = [district for district in running if district not in wanted]
    for district in ended:
        running[district].ends_on = max(on, running[district].starts_on)
        running[district].save(update_fields=["ends_on"])
    Catchment.objects.bulk_create(
        Catchment(agency_id=agency_id, district=district, starts_on=on) for district in added
    )
    if added or ended:
        trail.record(
            "agency.catchments_set", detail={"agency": str(agency_id), "added": added, "ended": ended}
        )
    return added, ended


@transaction.atomic
def add_closing(
    agency_id: UUID, *, first_day: date, last_day: date, reason: str, by: Hat | None, at: datetime
) -> AgencyClosing:
    """Days on which the agency is closed, both inclusive as people say them."""
    may_administer(by)
    _locked(agency_id)
    if last_day < first_day:
        raise Refused("休みの最後の日が最初の日より前です。")
    closing = AgencyClosing(
        agency_id=agency_id, starts_on=first_day, ends_on=last_day + timedelta(days=1), reason=reason
    )
    closing.save(force_insert=True)
    trail.record("agency.closing_added", detail={"agency": str(agency_id)})
    return closing


@transaction.atomic
def remove_closing(closing_id: UUID, *, by: Hat | None, at: datetime) -> None:
    """Take closing days back."""
    may_administer(by)
    closing = AgencyClosing.objects.filter(pk=closing_id).first()
    if closing is None:
        raise NotFound("agency.closing", closing_id)
    closing.delete()
    trail.record("agency.closing_removed", detail={"agency": str(closing.agency_id)})


def write_schedule(agency_id: UUID, schedule: Schedule) -> None:
    """Replace what is understood of an agency's opening times."""
    hours, _made = OpeningHours.objects.update_or_create(
        agency_id=agency_id,
        defaults={"on_holidays": schedule.on_holidays.value, "left_over": schedule.left_over},
    )
    hours.times.all().delete()
    OpeningTime.objects.bulk_create(opening_times(hours, schedule))


def opening_times(hours: OpeningHours, schedule: Schedule) -> list[OpeningTime]:
    """Unsaved rows for a schedule."""
    return [
        OpeningTime(hours=hours, day=one.day, weeks=one.weeks, opens=one.opens, closes=one.closes)
        for one in schedule.openings
    ]


def _locked(agency_id: UUID) -> Agency:
    agency = Agency.objects.select_for_update().filter(pk=agency_id).first()
    if agency is None:
        raise NotFound("agency", agency_id)
    return agency


def _known(particulars: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(particulars) - CHANGEABLE:
        raise TypeError(f"no such particulars: {sorted(unknown)}")
    return particulars


def _check_code(code: str, own: UUID | None) -> None:
    taken = Agency.objects.filter(code=code, ends_on__isnull=True).first() if code else None
    if taken and taken.pk != own:
        raise Refused(f"機関コード「{code}」は「{taken.name}」が使っています。")
