"""Loading what the city knows of its ground: the register of towns, the outline of the map."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.community.actions.tending import may_tend
from enishi.community.models import Boundary, Resource, ResourceLoad, Town
from enishi.community.queries.towns import town_register
from enishi.community.rules.addresses import read_address
from enishi.community.rules.outlines import read_outlines
from enishi.community.rules.town_files import read_towns
from enishi.community.rules.towns import TownEntry
from enishi.community.terms import LoadKind
from enishi.office import trail

BATCH = 2_000
FILLED = ("code", "kana", "postcode", "latitude", "longitude", "source")


@dataclass(frozen=True)
class TownsLoaded:
    """How many towns are new, filled or as they were; ``placed``: resources that found their place by them."""

    new: int
    changed: int
    unchanged: int
    cities: tuple[str, ...]
    placed: int = 0


@transaction.atomic
def load_towns(
    files: Sequence[tuple[str, bytes]],
    *,
    by: Hat | None,
    at: datetime,
    prefecture: str = "",
    city: str = "",
    source: str = "",
) -> TownsLoaded:
    """Add towns to the register and fill what entries lack; a value that is given replaces an older one. Removes nothing.

    :raises SheetRefused: a file is no register of towns
    """
    may_tend(by)
    entries = read_towns(files, prefecture=prefecture, city=city)
    cities = {one.city for one in entries}
    held = {
        (one.city, one.town, one.section): one for one in Town.objects.filter(city__in=cities).order_by("pk")
    }
    new: dict[tuple[str, str, str], Town] = {}
    changed: dict[tuple[str, str, str], Town] = {}
    for entry in entries:
        known = held.get(entry.key) or new.get(entry.key)
        if known is None:
            new[entry.key] = _town(entry, source)
        elif _fill(known, entry, source) and entry.key not in new:
            changed[entry.key] = known
    Town.objects.bulk_create(new.values(), batch_size=BATCH)
    Town.objects.bulk_update(changed.values(), [*FILLED, "prefecture"], batch_size=BATCH)
    placed = _place_again(cities)
    named = {one.key for one in entries}
    counts = {"新規": len(new), "変更": len(changed), "変更なし": len(named) - len(new) - len(changed)}
    _record(LoadKind.TOWNS, files, counts, by, at)
    trail.record("towns.loaded", detail={"counts": counts, "cities": len(cities), "placed": placed})
    return TownsLoaded(counts["新規"], counts["変更"], counts["変更なし"], tuple(sorted(cities)), placed)


def _place_again(cities: set[str]) -> int:
    """Resources that had no place, or only their town's, are read again with the register; returns how many found one."""
    register = town_register()
    waiting = (
        Resource.objects.filter(place_from__in=("", "town"))
        .exclude(address="")
        .select_for_update()
        .order_by("pk")
    )
    found = []
    for one in waiting:
        read = read_address(one.address, register)
        if read.city not in cities or read.latitude is None or read.longitude is None:
            continue
        place = Decimal(f"{read.latitude:.7f}"), Decimal(f"{read.longitude:.7f}")
        if (one.latitude, one.longitude) != place:
            one.latitude, one.longitude = place
            one.place_from, one.version = "town", one.version + 1
            one.prefecture, one.city, one.town = (
                read.prefecture[:4],
                read.city[:40],
                (read.town + read.section)[:80],
            )
            one.block, one.building = read.block[:80], read.building[:200]
            found.append(one)
    columns = (
        "latitude",
        "longitude",
        "place_from",
        "prefecture",
        "city",
        "town",
        "block",
        "building",
        "version",
    )
    Resource.objects.bulk_update(found, columns, batch_size=500)
    return len(found)


@transaction.atomic
def load_boundary(
    file_name: str, content: bytes, *, credit: str = "", by: Hat | None, at: datetime
) -> list[Boundary]:
    """Keep the outlines of a file for the map, in place of those of the same name.

    :raises SheetRefused: no GeoJSON with an area
    """
    may_tend(by)
    outlines = read_outlines(file_name, content)
    Boundary.objects.filter(name__in=[one.name for one in outlines]).delete()
    made = [
        Boundary(name=one.name, code=one.code, geometry=one.geometry, credit=credit, loaded_at=at)
        for one in outlines
    ]
    Boundary.objects.bulk_create(made)
    _record(LoadKind.BOUNDARY, [(file_name, content)], {"面": len(made)}, by, at)
    trail.record("boundary.loaded", detail={"areas": len(made)})
    return made


def _town(entry: TownEntry, source: str) -> Town:
    town = Town(
        id=uuid4(), prefecture=entry.prefecture, city=entry.city, town=entry.town, section=entry.section
    )
    _fill(town, entry, source)
    return town


def _fill(town: Town, entry: TownEntry, source: str) -> bool:
    """Take over what the entry says; True when anything changed."""
    said = {
        "prefecture": entry.prefecture,
        "code": entry.code[:6],
        "kana": entry.kana[:160],
        "postcode": entry.postcode[:7],
        "latitude": None if entry.latitude is None else Decimal(f"{entry.latitude:.7f}"),
        "longitude": None if entry.longitude is None else Decimal(f"{entry.longitude:.7f}"),
        "source": source[:60],
    }
    changed = False
    for name, value in said.items():
        if value not in ("", None) and getattr(town, name) != value:
            setattr(town, name, value)
            changed = True
    return changed


def _record(
    kind: LoadKind, files: Sequence[tuple[str, bytes]], counts: dict[str, int], by: Hat | None, at: datetime
) -> None:
    for path, content in files:
        ResourceLoad.objects.create(
            kind=kind,
            file_name=path.rsplit("/", 1)[-1][:200],
            digest=hashlib.sha256(content).hexdigest(),
            counts=counts,
            read_at=at,
            read_by=by.membership_id if by else None,
            applied_at=at,
            applied_by=by.membership_id if by else None,
        )
