"""The register of towns that the city has loaded, as the rules ask it."""

from django.db.models import QuerySet

from enishi.community.models import Boundary, Town
from enishi.community.rules.towns import TownEntry, Towns

COLUMNS = ("prefecture", "city", "town", "section", "latitude", "longitude", "postcode", "kana", "code")


def town_entries() -> list[TownEntry]:
    """Every town, in one statement."""
    return [
        TownEntry(
            prefecture,
            city,
            town,
            section,
            None if latitude is None else float(latitude),
            None if longitude is None else float(longitude),
            postcode,
            kana,
            code,
        )
        for prefecture, city, town, section, latitude, longitude, postcode, kana, code in Town.objects.order_by(
            "prefecture", "city", "town", "section"
        ).values_list(*COLUMNS)
    ]


def town_register() -> Towns | None:
    """The register; None where no file of towns was loaded."""
    entries = town_entries()
    return Towns(entries) if entries else None


def boundaries() -> QuerySet[Boundary]:
    """What the map draws first."""
    return Boundary.objects.order_by("name", "pk")
