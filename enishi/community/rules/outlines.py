"""An outline (GeoJSON) for the map: read, checked, and drawn as a path without any server of tiles."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from enishi.office.sheets.faults import SheetRefused

Ring = list[tuple[float, float]]
NAME_KEYS = ("N03_007", "name", "名称", "NAME_2", "nam_ja")
MOST_POINTS = 20_000


@dataclass(frozen=True)
class Outline:
    """One area of a file. ``geometry`` is a GeoJSON Polygon or MultiPolygon."""

    name: str
    code: str
    geometry: dict[str, Any]


def read_outlines(file_name: str, content: bytes) -> list[Outline]:
    """The areas of a GeoJSON file; parts of one municipality are one.

    :raises SheetRefused: no GeoJSON, no polygon, degrees outside Japan, too many points for a page
    """
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise SheetRefused(
            "GeoJSONとして読めません。境界のファイル（.geojson、UTF-8）を選んでください。"
        ) from error
    features = (
        whole.get("features")
        if isinstance(whole, dict) and whole.get("type") == "FeatureCollection"
        else [whole]
    )
    found: dict[tuple[str, str], list[Any]] = {}
    for feature in features if isinstance(features, list) else []:
        geometry = feature.get("geometry", feature) if isinstance(feature, dict) else None
        if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
            continue
        properties = feature.get("properties") or {}
        key = _name(properties, file_name), str(properties.get("N03_007") or properties.get("code") or "")[:6]
        parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        found.setdefault(key, []).extend(parts)
    if not found:
        raise SheetRefused("GeoJSONに面（Polygon）がありません。市の境界のファイルを選んでください。")
    outlines = [
        Outline(name, code, {"type": "MultiPolygon", "coordinates": parts})
        for (name, code), parts in found.items()
    ]
    _check(outlines)
    return outlines


def _name(properties: dict[str, Any], file_name: str) -> str:
    spelled = "".join(str(properties.get(key) or "") for key in ("N03_003", "N03_004"))
    other = next((str(properties[key]) for key in NAME_KEYS[1:] if properties.get(key)), "")
    return (spelled or other or PurePath(file_name).stem)[:80]


def _check(outlines: Sequence[Outline]) -> None:
    points = 0
    try:
        for ring in rings(one.geometry for one in outlines):
            points += len(ring)
            if not all(122 <= longitude <= 154 and 20 <= latitude <= 46 for longitude, latitude in ring):
                raise SheetRefused(
                    "座標が日本の外です。緯度・経度（度）のGeoJSONを選んでください（平面直角座標は読めません）。"
                )
    except (TypeError, ValueError, KeyError) as error:
        raise SheetRefused("GeoJSONの座標が読めません。") from error
    if points > MOST_POINTS:
        raise SheetRefused(
            f"点が{points:,}あり、画面に描くには多すぎます（{MOST_POINTS:,}まで）。間引いたファイルを選んでください。"
        )


def rings(geometries: Iterable[dict[str, Any]]) -> Iterator[Ring]:
    """Every ring of points (longitude, latitude)."""
    for geometry in geometries:
        parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        for polygon in parts:
            for ring in polygon:
                yield [(float(point[0]), float(point[1])) for point in ring]


@dataclass(frozen=True)
class Canvas:
    """The window of a map: degrees in, places on the drawing out. East-west is shortened as it is at that latitude."""

    west: float
    south: float
    east: float
    north: float
    width: int = 1000

    @property
    def height(self) -> int:
        return max(1, round((self.north - self.south) * self._scale()))

    def _scale(self) -> float:
        return self.width / ((self.east - self.west) * self._shortening())

    def _shortening(self) -> float:
        return math.cos(math.radians((self.north + self.south) / 2))

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where on the drawing a place lies."""
        x = (longitude - self.west) * self._shortening() * self._scale()
        return round(x, 1), round((self.north - latitude) * self._scale(), 1)

    def holds(self, longitude: float, latitude: float) -> bool:
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north

    def path(self, geometries: Iterable[dict[str, Any]]) -> str:
        """The outline as the path of an SVG."""
        parts = []
        for ring in rings(geometries):
            points = [self.place(*point) for point in ring]
            parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z")
        return "".join(parts)


def canvas_of(points: Sequence[tuple[float, float]]) -> Canvas | None:
    """A window that holds all points (longitude, latitude) with a margin; None without any."""
    if not points:
        return None
    longitudes, latitudes = [point[0] for point in points], [point[1] for point in points]
    margin = max(max(longitudes) - min(longitudes), max(latitudes) - min(latitudes), 0.002) * 0.04
    return Canvas(
        min(longitudes) - margin, min(latitudes) - margin, max(longitudes) + margin, max(latitudes) + margin
    )
