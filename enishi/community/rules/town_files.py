"""Files of towns that others publish, read into entries: Geolonia JSON and CSV, アドレス・ベース・レジストリ, 郵便番号."""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from enishi.community.rules.cities import PREFECTURE_OF, PREFECTURES, prefecture_of
from enishi.community.rules.towns import TownEntry
from enishi.office.sheets.delimited import rows_of
from enishi.office.sheets.encodings import decode
from enishi.office.sheets.faults import SheetRefused
from enishi.office.sheets.heads import match_heads

HEADS: Mapping[str, tuple[str, ...]] = {
    "prefecture": ("都道府県名", "pref", "prefecture", "都道府県"),
    "county": ("郡名", "county"),
    "city": ("市区町村名", "city", "市区町村", "市町村名"),
    "ward": ("政令市区名", "ward"),
    "town": (
        "大字町丁目名",
        "大字・町名",
        "大字・町",
        "oaza_cho",
        "neighborhood",
        "町域名",
        "町字名",
        "town",
    ),
    "chome": ("丁目名", "chome", "丁目"),
    "section": ("小字・通称名", "小字名", "koaza", "小字"),
    "town_kana": ("大字町丁目名カナ", "大字・町名_カナ", "oaza_cho_kana", "neighborhood_kana", "町域名カナ"),
    "latitude": ("緯度", "rep_lat", "代表点_緯度", "latitude", "lat"),
    "longitude": ("経度", "rep_lon", "代表点_経度", "longitude", "lng", "lon"),
    "code": ("市区町村コード", "lg_code", "全国地方公共団体コード", "jisx0402"),
    "town_code": ("machiaza_id", "町字id", "大字町丁目コード"),
    "postcode": ("郵便番号", "postal_code", "post_code", "zip"),
}
KEN_ALL_COLUMNS = 15
MOST_BYTES = 200 * 1024 * 1024
NO_TOWN = ("以下に掲載がない場合", "の次に番地がくる場合", "一円")
NOT_TOWNS = (
    "町字の台帳として読めません。次のどれかにしてください: Geolonia 住所データ（市ごとのJSON、またはCSV）、"
    "アドレス・ベース・レジストリ（町字マスター・町字マスター位置参照 CSV）、郵便番号データ（KEN_ALL CSV）。"
)
Numbers = dict[tuple[str, str], tuple[float, float]]


def read_towns(
    files: Sequence[tuple[str, bytes]], *, prefecture: str = "", city: str = ""
) -> list[TownEntry]:
    """Every town of the files, in their order. Files of the アドレス・ベース・レジストリ are joined by 町字id.

    :param files: path (the folder names the prefecture, the file the city, of Geolonia's JSON) and content
    :raises SheetRefused: with what the file should be
    """
    entries: list[tuple[TownEntry, tuple[str, str]]] = []
    places: Numbers = {}
    for path, packed in files:
        content = _unpacked(packed)
        start = content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
        if start in (b"[", b"{"):
            entries += [(one, ("", "")) for one in _of_json(path, content, prefecture, city)]
        else:
            entries += _of_table(path, content, places, prefecture, city)
    if not entries:
        raise SheetRefused(NOT_TOWNS)
    placed = [_placed(entry, places.get(key)) for entry, key in entries]
    if missing := next((one for one in placed if not one.city), None):
        raise SheetRefused(
            f"「{missing.town}」がどの市区町村のものかわかりません。ファイル名を「豊田市.json」のように市区町村名にするか、"
            "--city で指定してください。"
        )
    return placed


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
        try:
            whole = file.read(MOST_BYTES + 1)
        except (OSError, EOFError) as error:
            raise SheetRefused(
                "圧縮されたファイル（.gz）を開けません。壊れているおそれがあります。"
            ) from error
    if len(whole) > MOST_BYTES:
        raise SheetRefused("圧縮されたファイルが大きすぎます。")
    return whole


def _placed(entry: TownEntry, place: tuple[float, float] | None) -> TownEntry:
    if place is None or entry.latitude is not None:
        return entry
    return replace(entry, latitude=place[0], longitude=place[1])


def _of_json(path: str, content: bytes, prefecture: str, city: str) -> Iterator[TownEntry]:
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise SheetRefused(
            f"JSONとして読めません（{_where(error)}）。ファイルが途中で切れていないか確かめてください。"
        ) from error
    rows = whole.get("data", whole) if isinstance(whole, dict) else whole
    if not isinstance(rows, list) or not all(
        isinstance(one, dict) and (_town(one) or "lat" in one) for one in rows
    ):
        raise SheetRefused(NOT_TOWNS)
    name, folder = PurePath(path).stem, PurePath(path).parent.name
    city = city or (name if re.search(r"[市区町村]$", name) else "")
    prefecture = (
        prefecture
        or (folder if folder in PREFECTURES else "")
        or PREFECTURE_OF.get(city, "")
        or prefecture_of(city)
    )
    for one in rows:
        longitude, latitude = one.get("point") or (one.get("lng"), one.get("lat"))
        yield TownEntry(
            prefecture, city, _town(one), str(one.get("koaza") or ""), _number(latitude), _number(longitude)
        )


def _town(one: Mapping[str, Any]) -> str:
    return str(one.get("town") or f"{one.get('oaza_cho') or ''}{one.get('chome') or ''}")


def _where(error: Exception) -> str:
    return (
        f"{error.lineno}行目"
        if isinstance(error, json.JSONDecodeError)
        else "文字コードがUTF-8ではありません"
    )


def _of_table(
    path: str, content: bytes, places: Numbers, prefecture: str, city: str
) -> list[tuple[TownEntry, tuple[str, str]]]:
    rows = [cells for _number, cells in rows_of(decode(content, None).text, ",") if cells]
    if (
        rows
        and len(rows[0]) == KEN_ALL_COLUMNS
        and rows[0][0].strip().isdigit()
        and len(rows[0][2].strip()) == 7
    ):
        return [(one, ("", "")) for one in _of_ken_all(rows)]
    columns = match_heads(rows[0], HEADS).columns if rows else {}
    if not ({"town"} <= set(columns) or {"town_code", "latitude"} <= set(columns)):
        raise SheetRefused(f"{PurePath(path).name}: {NOT_TOWNS}")
    found = []
    for cells in rows[1:]:
        get = _getter(cells, columns)
        key = get("code"), get("town_code")
        latitude, longitude = _number(get("latitude")), _number(get("longitude"))
        if "town" not in columns:
            if latitude is not None and longitude is not None:
                places[key] = latitude, longitude
            continue
        if any(word in get("town") for word in NO_TOWN):
            continue
        town = re.sub(r"[（(].*$", "", get("town")) + get("chome")
        if town:
            found.append((_entry(get, town, latitude, longitude, prefecture, city), key))
    return found


def _entry(
    get: Callable[[str], str],
    town: str,
    latitude: float | None,
    longitude: float | None,
    prefecture: str,
    city: str,
) -> TownEntry:
    whole = f"{get('county')}{get('city')}{get('ward')}" or city
    return TownEntry(
        get("prefecture") or prefecture or PREFECTURE_OF.get(whole, ""),
        whole,
        town,
        get("section"),
        latitude,
        longitude,
        get("postcode").replace("-", ""),
        get("town_kana"),
        get("code"),
    )


def _getter(cells: Sequence[str], columns: Mapping[str, int]) -> Callable[[str], str]:
    def get(field: str) -> str:
        column = columns.get(field)
        return cells[column].strip() if column is not None and column < len(cells) else ""

    return get


def _of_ken_all(rows: Iterable[Sequence[str]]) -> Iterator[TownEntry]:
    """郵便番号データ: a long town goes on in the next row until its bracket closes."""
    open_bracket = False
    for cells in rows:
        town = cells[8].strip()
        begins = not open_bracket
        open_bracket = open_bracket or "（" in town
        open_bracket = open_bracket and "）" not in town
        name = re.sub(r"（.*$", "", town)
        if begins and name and not any(word in name for word in NO_TOWN):
            kana = re.sub(r"[(（].*$", "", cells[5].strip())
            yield TownEntry(
                cells[6].strip(),
                cells[7].strip(),
                name,
                "",
                None,
                None,
                cells[2].strip(),
                kana,
                cells[0].strip(),
            )


def _number(value: object) -> float | None:
    try:
        return float(str(value)) if value not in (None, "") else None
    except ValueError:
        return None
