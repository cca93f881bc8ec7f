"""The directory as an HSDS 3.0 package (Open Referral), for those who exchange resources beyond the city."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from enishi.agencies.rules.opening_times import EVERY_OTHER_WEEK, EVERY_WEEK, HOLIDAY, LAST_WEEK
from enishi.community.models import Menu, Resource
from enishi.community.queries.exporting import labels, written
from enishi.community.rules.offers import is_paused
from enishi.community.terms import BarrierFree, Target
from enishi.office.sheets.formulas import csv_text

SPACE = UUID("8d2f7c1e-5a0b-4f1d-9c35-6b0e6c656e69")
"""From which the ids of what has none of its own (a telephone, a location) are made, the same every time."""
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NOT_SAID = "（説明はまだありません）"
Tables = dict[str, list[dict[str, Any]]]


def hsds_services(found: Sequence[Resource], *, on: date) -> list[dict[str, Any]]:
    """HSDS 3.0 services, each with its organisation, place, schedules and phones inside (schema/service.json)."""
    menus: dict[UUID, list[Menu]] = {}
    for menu in Menu.objects.filter(resource_id__in=[one.pk for one in found]).order_by("name", "pk"):
        menus.setdefault(menu.resource_id, []).append(menu)
    return [_service(one, menus.get(one.pk, []), on) for one in found]


def _service(one: Resource, menus: Sequence[Menu], on: date) -> dict[str, Any]:
    status = "temporarily closed" if is_paused(one.paused_from, one.paused_until, on=on) else "active"
    return _said(
        {
            "id": str(one.pk),
            "name": one.name,
            "alternate_name": one.common_name or one.kana,
            "description": _told(one, menus),
            "url": _uri(one.website),
            "email": one.email if re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", one.email) else "",
            "status": status,
            "fees_description": one.fee,
            **_for_whom(one),
            "assured_date": one.confirmed_on.isoformat() if one.confirmed_on else "",
            "alert": one.pause_reason if status != "active" else "",
            "organization": _organisation(one),
            "phones": _phones(one),
            "schedules": list(_schedules(one)),
            "service_areas": _areas(one),
            "service_at_locations": _where(one),
        }
    )


def _told(one: Resource, menus: Sequence[Menu]) -> str:
    """What it is, and what it offers, a line each."""
    offers = [f"{menu.get_purpose_display()}: {menu.name}" for menu in menus]
    return "\n".join([one.description or one.service or NOT_SAID, *offers])


def _for_whom(one: Resource) -> dict[str, Any]:
    return {
        "eligibility_description": labels(one.targets, Target),
        "minimum_age": one.age_from,
        "maximum_age": one.age_to,
    }


def _areas(one: Resource) -> list[dict[str, Any]]:
    return [
        {"id": str(uuid5(SPACE, f"{one.pk} area {area}")), "name": area, "extent_type": "other", "extent": area}
        for area in one.areas
    ]


def _where(one: Resource) -> list[dict[str, Any]]:
    location, at = _location(one), str(uuid5(SPACE, f"{one.pk} at"))
    return [{"id": at, "service_id": str(one.pk), "location_id": location["id"], "location": location}]


def _organisation(one: Resource) -> dict[str, Any]:
    name = one.organisation or one.name
    key = one.corporation_number or name
    return _said(
        {
            "id": str(uuid5(SPACE, f"organisation {key}")),
            "name": name,
            "description": name,
            "tax_id": one.corporation_number,
        }
    )


def _location(one: Resource) -> dict[str, Any]:
    placed = one.latitude is not None and one.longitude is not None
    location_id = str(uuid5(SPACE, f"{one.pk} location"))
    return _said(
        {
            "id": location_id,
            "location_type": "physical",
            "name": one.name,
            "transportation": one.access,
            "latitude": float(one.latitude or 0) if placed else None,
            "longitude": float(one.longitude or 0) if placed else None,
            "description": one.address,
            "addresses": _addresses(one, location_id),
            "accessibility": [
                {
                    "id": str(uuid5(SPACE, f"{one.pk} {code}")),
                    "location_id": location_id,
                    "description": str(label),
                }
                for code, label in BarrierFree.choices
                if one.barrier_free.get(code) == "yes"
            ],
        }
    )


def _addresses(one: Resource, location_id: str) -> list[dict[str, Any]]:
    """None where the prefecture or the city could not be read: the schema wants both, and nothing is guessed."""
    if not (one.city and one.prefecture):
        return []
    return [
        {
            "id": str(uuid5(SPACE, f"{one.pk} address")),
            "location_id": location_id,
            "address_1": f"{one.town}{one.block}" or one.address or NOT_SAID,
            "address_2": one.building,
            "city": one.city,
            "state_province": one.prefecture,
            "postal_code": one.postcode,
            "country": "JP",
            "address_type": "physical",
        }
    ]


def _phones(one: Resource) -> list[dict[str, Any]]:
    numbers = (("voice", one.phone), ("fax", one.fax))
    return [
        {
            "id": str(uuid5(SPACE, f"{one.pk} {kind}")),
            "service_id": str(one.pk),
            "number": number,
            "type": kind,
        }
        for kind, number in numbers
        if number
    ]


def _schedules(one: Resource) -> Iterator[dict[str, Any]]:
    """RFC 5545 rules: every week, every other week, the nth of a month."""
    for number, (day, weeks, opens, closes) in enumerate(one.times):
        if day == HOLIDAY:
            continue
        base = {
            "id": str(uuid5(SPACE, f"{one.pk} schedule {number}")),
            "service_id": str(one.pk),
            "opens_at": f"{opens // 60 % 24:02d}:{opens % 60:02d}",
            "closes_at": f"{closes // 60 % 24:02d}:{closes % 60:02d}",
            "description": one.hours,
        }
        if weeks in (EVERY_WEEK, EVERY_OTHER_WEEK):
            interval = 2 if weeks == EVERY_OTHER_WEEK else 1
            yield _said(base | {"freq": "WEEKLY", "interval": interval, "byday": DAYS[day - 1]})
        else:
            each = ["-1" if week == LAST_WEEK else week for week in weeks]
            byday = ",".join(f"{week}{DAYS[day - 1]}" for week in each)
            yield _said(base | {"freq": "MONTHLY", "interval": 1, "byday": byday})


def hsds_package(found: Sequence[Resource], *, on: date, name: str) -> bytes:
    """A zip: services.json as the API would give them, and the same as flat tables with a datapackage.json."""
    services = hsds_services(found, on=on)
    tables = _tables(services)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("services.json", written(services))
        for table, rows in tables.items():
            archive.writestr(f"{table}.csv", _table(rows))
        archive.writestr("datapackage.json", written(_description(name, tables)))
    return out.getvalue()


def _tables(services: Sequence[dict[str, Any]]) -> Tables:
    names = ("organization", "service", "service_at_location", "location", "address", "phone", "schedule")
    tables: Tables = {name: [] for name in (*names, "service_area", "accessibility")}
    organisations: dict[str, dict[str, Any]] = {}
    for service in services:
        organisations[service["organization"]["id"]] = service["organization"]
        flat = {key: value for key, value in service.items() if not isinstance(value, (dict, list))}
        tables["service"].append(flat | {"organization_id": service["organization"]["id"]})
        tables["phone"] += service.get("phones", [])
        tables["schedule"] += service.get("schedules", [])
        tables["service_area"] += [
            area | {"service_id": service["id"]} for area in service.get("service_areas", [])
        ]
        for at in service["service_at_locations"]:
            location = at["location"]
            tables["service_at_location"].append(
                {key: at[key] for key in ("id", "service_id", "location_id")}
            )
            tables["location"].append(
                {key: value for key, value in location.items() if not isinstance(value, list)}
            )
            tables["address"] += location.get("addresses", [])
            tables["accessibility"] += location.get("accessibility", [])
    tables["organization"] = list(organisations.values())
    return tables


def _table(rows: Sequence[dict[str, Any]]) -> bytes:
    columns = list(dict.fromkeys(key for row in rows for key in row)) or ["id"]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([csv_text(str(row.get(column, ""))) for column in columns] for row in rows)
    return out.getvalue().encode("utf-8")


def _description(name: str, tables: Tables) -> dict[str, Any]:
    def columns(rows: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
        return [{"name": key, "type": "string"} for key in dict.fromkeys(key for row in rows for key in row)]

    return {
        "name": "human-services-data",
        "title": name,
        "profile": "tabular-data-package",
        "version": "3.0",
        "resources": [
            {
                "name": table,
                "path": f"{table}.csv",
                "profile": "tabular-data-resource",
                "schema": {"fields": columns(rows)},
            }
            for table, rows in tables.items()
        ],
    }


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is not said: the schema knows no null."""
    kept = ("city", "state_province", "postal_code")
    return {key: value for key, value in values.items() if key in kept or value not in (None, "", [])}


def _uri(text: str) -> str:
    return text if re.fullmatch(r"https?://[\x21-\x7e]+", text) else ""
