"""Layouts of agency files: which heads name which field, and how to tell whose layout a file follows.

Heads are facts of: 自治体標準オープンデータセット (Japanese and physical names), 推奨データセット, 介護サービス情報公表,
WAM NET 障害福祉サービス等情報公表, the facility lists of 高松市, and Enishi's own layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FIELDS: Mapping[str, tuple[str, ...]] = {
    "code": ("機関コード", "組織コード", "所属コード", "agency_code"),
    "name": (
        "機関名",
        "名称",
        "事業所の名称",
        "事業所名",
        "事業所名称",
        "介護サービス事業所名称",
        "施設名",
        "施設名称",
    ),
    "former_name": ("旧名称", "旧機関名", "変更前名称"),
    "kana": (
        "機関名カナ",
        "名称_カナ",
        "名称カナ",
        "事業所の名称_かな",
        "事業所名カナ",
        "介護サービス事業所名称_カナ",
        "フリガナ",
        "ふりがな",
        "name_kana",
    ),
    "kind": ("機関種別", "機関区分"),
    "service": (
        "サービス種別",
        "サービス",
        "実施サービス",
        "サービスの種類",
        "医療機関の種類",
        "種別",
        "service",
    ),
    "parent_code": ("上位機関コード", "上位組織コード", "部コード"),
    "corporation": ("法人の名称", "法人名", "運営法人", "団体名", "設置者"),
    "corporation_kana": ("法人の名称_かな", "法人名カナ"),
    "corporation_number": ("法人番号",),
    "office_number": ("事業所番号", "医療機関コード"),
    "source_number": ("NO（※システム内の固有の番号、連番）", "ID", "NO", "#property"),
    "municipality_code": (
        "全国地方公共団体コード",
        "都道府県コード又は市区町村コード",
        "都道府県コード又は市町村コード",
        "localgov_code",
    ),
    "postcode": ("郵便番号", "postalCode"),
    "address": ("所在地_連結表記", "住所", "所在地", "address", "seat_copulative_spell"),
    "prefecture": ("所在地_都道府県", "seat_prefecture"),
    "city": ("所在地_市区町村", "事業所住所（市区町村）", "seat_city"),
    "town": ("所在地_町字", "seat_choaza"),
    "block": ("所在地_番地以下", "事業所住所（番地以降）", "seat_after_address"),
    "building": (
        "建物名等(方書)",
        "方書",
        "方書（ビル名等）",
        "建物名",
        "buillding_name_etc",
        "building_name_etc",
    ),
    "latitude": ("緯度", "事業所緯度", "latitude"),
    "longitude": ("経度", "事業所経度", "longitude"),
    "phone": ("電話番号", "事業所電話番号", "電話", "telephoneNumber", "phone_number"),
    "extension": ("内線番号", "内線"),
    "fax": ("FAX番号", "事業所FAX番号", "FAX", "ファクス番号"),
    "email": ("メールアドレス", "メール", "E-mail"),
    "website": ("URL", "事業所URL", "ホームページ", "referenceObject"),
    "hours": ("開所日時", "開所時間", "受付時間", "営業時間"),
    "days": ("利用可能曜日", "開所曜日", "診療曜日", "availableDate"),
    "opens": ("開始時間", "利用開始時間", "開始時刻", "診療開始時間", "startTime", "start_time"),
    "closes": ("終了時間", "利用終了時間", "終了時刻", "診療終了時間", "endTime", "end_time"),
    "days_note": (
        "利用可能日時特記事項",
        "利用可能時間特記事項",
        "利用可能曜日特記事項",
        "利用可能曜日特記事項（留意事項）",
        "診療日時特記事項",
        "availableDateNote",
    ),
    "hours_workdays": ("利用可能な時間帯（平日）",),
    "hours_saturday": ("利用可能な時間帯（土曜）",),
    "hours_sunday": ("利用可能な時間帯（日曜）",),
    "hours_holiday": ("利用可能な時間帯（祝日）",),
    "closing_days": ("定休日", "休業日", "休館日"),
    "capacity": ("定員", "収容定員", "capacity"),
    "catchments": ("担当中学校区", "担当地区", "担当区域", "中学校区"),
    "note": ("備考", "note"),
    "starts_on": ("設置日", "開始日"),
    "ends_on": ("廃止日", "終了日"),
}

OWN_HEADS = (
    *(
        "機関コード",
        "機関名",
        "機関名カナ",
        "機関種別",
        "サービス種別",
        "法人名",
        "上位機関コード",
        "郵便番号",
        "所在地",
    ),
    *("電話番号", "FAX番号", "メールアドレス", "URL", "開所日時", "担当中学校区", "設置日"),
)
"""The columns of Enishi's own list, which goes out and comes in again."""


@dataclass(frozen=True)
class Layout:
    """A way to publish agencies. `signs`: fields of which all must be there; `strict`: our own, so faults block.

    `numbers_are_keys`: the publisher's running number names the same office in the next edition.
    """

    key: str
    label: str
    signs: frozenset[str]
    credit: str = ""
    kind: str = "other"
    strict: bool = False
    numbers_are_keys: bool = False


LAYOUTS = (
    Layout(
        "wamnet",
        "WAM NET 障害福祉サービス等情報公表",
        frozenset({"hours_workdays", "office_number", "service", "block"}),
        credit="WAM NET",
        kind="facility",
        numbers_are_keys=True,
    ),
    Layout("enishi", "縁の機関一覧", frozenset({"code", "name", "kind"}), strict=True),
    Layout(
        "care",
        "介護サービス情報公表・推奨データセット（介護）",
        frozenset({"office_number", "service", "address", "municipality_code"}),
        credit="介護サービス情報公表システム",
        kind="facility",
    ),
    Layout(
        "standard",
        "自治体標準オープンデータセット",
        frozenset({"source_number", "municipality_code", "city"}),
    ),
    Layout("recommended", "推奨データセット", frozenset({"source_number", "municipality_code", "address"})),
    Layout("facilities", "施設一覧（緯度・経度・名称・住所）", frozenset({"latitude", "name", "address"})),
    Layout("plain", "名称のある一覧", frozenset({"name"})),
)


def recognise(fields: frozenset[str] | set[str]) -> Layout | None:
    """The layout whose signs all stand among the `fields` found; the most particular first; None without a name."""
    if "name" not in fields:
        return None
    return next((layout for layout in LAYOUTS if layout.signs <= fields), None)


def municipality_code(text: str) -> str | None:
    """The six-digit code of a municipality, from six digits, or five without the check digit (JIS X 0402).

    >>> municipality_code("23211")
    '232114'
    """
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) in (5, 6)):
        return None
    total = sum(int(digit) * weight for digit, weight in zip(digits[:5], (6, 5, 4, 3, 2), strict=True))
    full = digits[:5] + str((11 - total % 11) % 10)
    return full if len(digits) == 5 or digits == full else None


def is_corporation_number(text: str) -> bool:
    """Thirteen digits whose first is the check digit (法人番号の指定等に関する省令 2条)."""
    if not (len(text) == 13 and text.isascii() and text.isdigit()):
        return False
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(text[1:])))
    return int(text[0]) == 9 - total % 9
