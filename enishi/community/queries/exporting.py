"""The directory as others take it: our own list, the national layout, GeoJSON. HSDS stands in `hsds`."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from enishi.agencies.rules.opening_times import (
    EVERY_WEEK,
    HOLIDAY,
    code_of,
    describe,
)
from enishi.community.models import Resource
from enishi.community.terms import BarrierFree, Consideration, Purpose, Target
from enishi.office.sheets.formulas import csv_text

OPEN_HEADS = (
    *(
        "都道府県コード又は市区町村コード",
        "NO",
        "都道府県名",
        "市区町村名",
        "名称",
        "名称_カナ",
        "名称_通称",
        "POIコード",
    ),
    *(
        "住所",
        "方書",
        "緯度",
        "経度",
        "電話番号",
        "内線番号",
        "法人番号",
        "団体名",
        "利用可能曜日",
        "開始時間",
        "終了時間",
    ),
    *("利用可能日時特記事項", "説明", "バリアフリー情報", "URL", "備考"),
)
"""推奨データセット 公共施設一覧."""


def own_rows(found: QuerySet[Resource]) -> Iterator[list[object]]:
    """Rows under ``OWN_HEADS``: what goes out this way comes in again as it was. A list leaves out columns that are read here."""
    for one in found.defer(None).defer("original", "search_words"):
        known = one.place_from != "town"
        yield [
            *(one.pk, one.get_kind_display(), one.name, one.kana, one.common_name, one.poi_code, one.service),
            *(
                labels(one.purposes, Purpose),
                one.description,
                one.organisation,
                one.corporation_number,
                one.office_number,
            ),
            *(one.postcode, one.address, one.latitude if known else None, one.longitude if known else None),
            *(one.phone, one.fax, one.email, one.website, code_words(one), one.hours, one.closing_words),
            *(
                one.capacity_words or one.capacity,
                one.available,
                labels(one.targets, Target),
                "、".join(one.areas),
            ),
            *(
                answered(one.considerations, Consideration),
                answered(one.barrier_free, BarrierFree),
                one.barrier_words,
            ),
            *(
                one.fee,
                one.access,
                one.note,
                "はい" if one.public_service else "",
                "はい" if one.public else "",
            ),
        ]


def answered(flags: dict[str, str], choices: Any) -> str:
    """Flags with their answers: what nobody asked is left out, × is a no."""
    marks = {"yes": "", "no": "×"}
    return "、".join(
        f"{marks[flags[code]]}{label}" for code, label in choices.choices if flags.get(code) in marks
    )


def code_words(one: Resource) -> str:
    """Days as a list of the national data sets writes them: 月火水, or a code where weeks differ (GIF 441)."""
    days = sorted({(each[1], each[0]) for each in one.times if each[0] < HOLIDAY}, key=lambda each: each[1])
    if all(weeks == EVERY_WEEK for weeks, _day in days):
        return "".join("月火水木金土日"[day - 1] for _weeks, day in days)
    return code_of(days)


def public_resources(*, on: date) -> QuerySet[Resource]:
    """What anybody may see on a day."""
    return Resource.objects.for_the_public(on).order_by("kana", "name", "pk")


def open_csv(found: Sequence[Resource], municipality: str) -> bytes:
    """推奨データセット 公共施設一覧, UTF-8 with BOM, no formula in any cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(OPEN_HEADS)
    for number, one in enumerate(found, start=1):
        writer.writerow([csv_text(str(cell)) for cell in _open_row(number, one, municipality)])
    return out.getvalue().encode("utf-8-sig")


def _open_row(number: int, one: Resource, municipality: str) -> list[object]:
    opens, closes = _one_span(one)
    note = "。".join(
        part
        for part in (describe(one.schedule()) if not opens else "", one.left_over, one.closing_words)
        if part
    )
    source = dict(one.original.get("row", []))
    if not opens and one.hours:
        note = note or one.hours
    code = source.get("都道府県コード又は市区町村コード", "") or municipality
    return [
        *(
            code,
            number,
            one.prefecture,
            one.city,
            one.name,
            one.kana,
            one.common_name,
            one.poi_code,
            one.address,
            "",
        ),
        *(
            _plain(one.latitude),
            _plain(one.longitude),
            one.phone,
            "",
            one.corporation_number,
            one.organisation,
        ),
        *(code_words(one), opens, closes, note, one.description or one.service),
        *(one.barrier_words or said_yes(one.barrier_free, BarrierFree), one.website, one.note),
    ]


def _one_span(one: Resource) -> tuple[str, str]:
    spans = {(each[2], each[3]) for each in one.times}
    if len(spans) != 1:
        return "", ""
    ((opens, closes),) = spans
    return f"{opens // 60:02d}:{opens % 60:02d}", f"{closes // 60 % 24:02d}:{closes % 60:02d}"


def geojson(found: Sequence[Resource]) -> bytes:
    """Points with what a map says of them; a resource without a place has a null geometry, so that none is lost."""
    features = []
    for one in found:
        placed = one.latitude is not None and one.longitude is not None
        geometry = (
            {"type": "Point", "coordinates": [float(one.longitude or 0), float(one.latitude or 0)]}
            if placed
            else None
        )
        properties = {
            "name": one.name,
            "kana": one.kana,
            "kind": one.get_kind_display(),
            "service": one.service,
            "purposes": [str(Purpose(each).label) for each in one.purposes],
            "address": one.address,
            "phone": one.phone,
            "hours": describe(one.schedule()) or one.hours,
            "url": one.website,
            "place_from": one.place_from,
            "verify_by": one.verify_by.isoformat() if one.verify_by else None,
        }
        features.append(
            {"type": "Feature", "id": str(one.pk), "geometry": geometry, "properties": properties}
        )
    return written({"type": "FeatureCollection", "features": features})


def labels(codes: Iterable[str], choices: Any) -> str:
    return "、".join(str(choices(code).label) for code in codes)


def said_yes(flags: dict[str, str], choices: Any) -> str:
    return "、".join(str(label) for code, label in choices.choices if flags.get(code) == "yes")


def _plain(number: object) -> str:
    return "" if number is None else f"{number:f}".rstrip("0").rstrip(".")  # type: ignore[str-format]


def written(whole: Any) -> bytes:
    return json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8")
