"""Names of prefectures and of the cities whose wards or prefecture an address may leave out. Facts of 総務省."""

from __future__ import annotations

import re

PREFECTURES = (
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県",
    "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県",
    "岐阜県", "静岡県", "愛知県", "三重県", "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県",
    "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県", "福岡県",
    "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
)  # fmt: skip
DESIGNATED = {
    "札幌市": "北海道", "仙台市": "宮城県", "さいたま市": "埼玉県", "千葉市": "千葉県", "横浜市": "神奈川県", "川崎市": "神奈川県",
    "相模原市": "神奈川県", "新潟市": "新潟県", "静岡市": "静岡県", "浜松市": "静岡県", "名古屋市": "愛知県", "京都市": "京都府",
    "大阪市": "大阪府", "堺市": "大阪府", "神戸市": "兵庫県", "岡山市": "岡山県", "広島市": "広島県", "北九州市": "福岡県",
    "福岡市": "福岡県", "熊本市": "熊本県",
}  # fmt: skip
PREFECTURE_OF = DESIGNATED | {
    "青森市": "青森県", "盛岡市": "岩手県", "秋田市": "秋田県", "山形市": "山形県", "福島市": "福島県", "水戸市": "茨城県",
    "宇都宮市": "栃木県", "前橋市": "群馬県", "富山市": "富山県", "金沢市": "石川県", "福井市": "福井県", "甲府市": "山梨県",
    "長野市": "長野県", "岐阜市": "岐阜県", "津市": "三重県", "大津市": "滋賀県", "奈良市": "奈良県", "和歌山市": "和歌山県",
    "鳥取市": "鳥取県", "松江市": "島根県", "山口市": "山口県", "徳島市": "徳島県", "高松市": "香川県", "松山市": "愛媛県",
    "高知市": "高知県", "佐賀市": "佐賀県", "長崎市": "長崎県", "大分市": "大分県", "宮崎市": "宮崎県", "鹿児島市": "鹿児島県",
    "那覇市": "沖縄県", "豊田市": "愛知県", "みよし市": "愛知県", "豊橋市": "愛知県", "岡崎市": "愛知県",
}  # fmt: skip
"""Where the prefecture may be left out: designated cities, seats of prefectures and the product's own region."""
SPECIAL_WARDS = (
    "千代田区", "中央区", "港区", "新宿区", "文京区", "台東区", "墨田区", "江東区", "品川区", "目黒区",
    "大田区", "世田谷区", "渋谷区", "中野区", "杉並区", "豊島区", "北区", "荒川区", "板橋区", "練馬区",
    "足立区", "葛飾区", "江戸川区",
)  # fmt: skip
_DESIGNATED = "|".join(DESIGNATED)
_CITY = re.compile(
    rf"(?:{_DESIGNATED})(?:[^\d\s市区]{{1,4}}?区)?"
    r"|(?:蒲郡|大和郡山|郡山|小郡|郡上|四日市|廿日市|八日市場|野々市|市川|市原|東近江|武蔵村山|東村山|羽村|大村|村山|村上|町田|十日町)市"
    r"|[^\d\s郡市区町村]{1,4}郡(?:玉村町|大町町|余市町|[^\d\s町村]{1,5}[町村])"
    r"|[^\d\s市郡]{1,6}?市"
)


def city_at_start(text: str, prefecture: str) -> str:
    """The municipality at the start of an address without its prefecture; "" when none is written.

    >>> city_at_start("名古屋市中区栄三丁目", "")
    '名古屋市中区'
    """
    if found := _CITY.match(text):
        return found[0]
    if prefecture == "東京都":
        return next((ward for ward in SPECIAL_WARDS if text.startswith(ward)), "")
    return ""


def prefecture_of(city: str) -> str:
    """The prefecture of a ward of a designated city, written with its city."""
    whole = next((one for one in DESIGNATED if city.startswith(one)), "")
    return DESIGNATED.get(whole, "")
