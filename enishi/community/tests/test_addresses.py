"""Addresses in their parts. The city is a drawn one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.community.rules.addresses import CHOME, CITY, SECTION, SOME_CHOME, TOWN, read_address
from enishi.community.rules.town_files import read_towns
from enishi.community.rules.towns import TownEntry, Towns
from enishi.office.sheets.faults import SheetRefused

DRAWN = Towns(
    [
        TownEntry("愛知県", "縁市", "桜町一丁目", "", 35.01, 137.01, "4710001"),
        TownEntry("愛知県", "縁市", "桜町二丁目", "", 35.02, 137.02),
        TownEntry("愛知県", "縁市", "高町", "", 35.03, 137.03, "4710003"),
        TownEntry("愛知県", "縁市", "高町", "東山", 35.04, 137.04),
        TownEntry("愛知県", "縁市", "朝日ケ丘三丁目", "", 35.05, 137.05),
        TownEntry("愛知県", "縁市", "一番町", "", 35.06, 137.06),
    ]
)


@pytest.mark.parametrize(
    ("text", "town", "section", "block", "building", "level"),
    [
        (
            "愛知県縁市桜町一丁目50番地4サンシャイン八城501号",
            "桜町一丁目",
            "",
            "50-4",
            "サンシャイン八城501号",
            CHOME,
        ),
        ("縁市桜町１丁目５０番地の４", "桜町一丁目", "", "50-4", "", CHOME),
        ("縁市桜町1-50-4", "桜町一丁目", "", "50-4", "", CHOME),
        ("縁市桜町1‐50‐4", "桜町一丁目", "", "50-4", "", CHOME),
        ("縁市桜町1−50−4", "桜町一丁目", "", "50-4", "", CHOME),
        ("縁市桜町1ー50ー4", "桜町一丁目", "", "50-4", "", CHOME),
        ("縁市桜町1―50—4", "桜町一丁目", "", "50-4", "", CHOME),
        ("縁市桜町1～50〜4", "桜町一丁目", "", "50-4", "", CHOME),
        ("縁市桜町二丁目十番十五号", "桜町二丁目", "", "10-15", "", CHOME),
        ("縁市桜町２丁目１０－１５　コーポあ　203号室", "桜町二丁目", "", "10-15", "コーポあ 203号室", CHOME),
        ("縁市大字高町字東山七番地四十三", "高町", "東山", "7-43", "", SECTION),
        ("縁市高町東山7-43　", "高町", "東山", "7-43", "", SECTION),
        ("縁市高町12", "高町", "", "12", "", TOWN),
        ("縁市高町甲3208-9", "高町", "", "甲3208-9", "", TOWN),
        ("縁市朝日ヶ丘3丁目2番1号", "朝日ケ丘三丁目", "", "2-1", "", CHOME),
        ("縁市朝日が丘３の２の１", "朝日ケ丘三丁目", "", "2-1", "", CHOME),
        ("縁市一番町五番地", "一番町", "", "5", "", TOWN),
        ("縁市桜町50", "桜町", "", "50", "", SOME_CHOME),
    ],
)
def test_with_a_register_the_town_is_the_registers(
    text: str, town: str, section: str, block: str, building: str, level: str
) -> None:
    found = read_address(text, DRAWN)
    assert (found.prefecture, found.city) == ("愛知県", "縁市")
    assert (found.town, found.section, found.block, found.building, found.level) == (
        town,
        section,
        block,
        building,
        level,
    )
    assert found.latitude is not None
    assert found.left_over == ""


def test_a_town_without_its_city_is_found_where_only_one_city_has_it() -> None:
    assert read_address("桜町1-2", DRAWN).city == "縁市"


def test_a_postcode_in_front_is_taken_apart_and_tells_the_town_where_none_is_written() -> None:
    found = read_address("〒471-0003　縁市高町5番地", DRAWN)
    assert (found.postcode, found.town, found.block) == ("4710003", "高町", "5")
    assert read_address("4710003", DRAWN).town == ""
    assert read_address("〒471-0003縁市", DRAWN).town == "高町"


@pytest.mark.parametrize(
    ("text", "prefecture", "city", "town", "section", "block", "building"),
    [
        ("東京都千代田区霞が関二丁目1番6号", "東京都", "千代田区", "霞が関二丁目", "", "1-6", ""),
        ("高松市番町一丁目8番15号", "香川県", "高松市", "番町一丁目", "", "8-15", ""),
        (
            "名古屋市中区丸の内2-16-3丸の内ビル1F",
            "愛知県",
            "名古屋市中区",
            "丸の内",
            "",
            "2-16-3",
            "丸の内ビル1F",
        ),
        ("愛知県縁市岩屋町字岩屋下1番地3", "愛知県", "縁市", "岩屋町", "岩屋下", "1-3", ""),
        ("北海道札幌市中央区北1条西2丁目3番地", "北海道", "札幌市中央区", "北1条西二丁目", "", "3", ""),
        ("愛知県北設楽郡設楽町東納庫字松山６番地３", "愛知県", "北設楽郡設楽町", "東納庫", "松山", "6-3", ""),
        (
            "香川県高松市常磐町一丁目３番地１　瓦町ＦＬＡＧ８階",
            "香川県",
            "高松市",
            "常磐町一丁目",
            "",
            "3-1",
            "瓦町FLAG8階",
        ),
        ("愛知県縁市", "愛知県", "縁市", "", "", "", ""),
        ("愛知県蒲郡市大塚町後広畑25番地４", "愛知県", "蒲郡市", "大塚町後広畑", "", "25-4", ""),
        ("愛知県名古屋市中村区椿町17番15号", "愛知県", "名古屋市中村区", "椿町", "", "17-15", ""),
        (
            "愛知県岡崎市竜美南1丁目3番地1ダンディー一番館2階",
            "愛知県",
            "岡崎市",
            "竜美南一丁目",
            "",
            "3-1",
            "ダンディー一番館2階",
        ),
    ],
)
def test_without_a_register_the_parts_are_told_by_their_marks(
    text: str, prefecture: str, city: str, town: str, section: str, block: str, building: str
) -> None:
    found = read_address(text)
    assert (found.prefecture, found.city, found.town, found.section) == (prefecture, city, town, section)
    assert (found.block, found.building) == (block, building)
    assert found.latitude is None
    assert found.missing, "it says what is missing"


def test_only_a_city_says_so() -> None:
    found = read_address("愛知県縁市", DRAWN)
    assert (found.level, found.missing) == (CITY, ("町字が書かれていません",))


def test_a_long_vowel_in_a_name_is_no_hyphen() -> None:
    assert read_address("縁市高町5 コーポラス", DRAWN).building == "コーポラス"
    assert read_address("縁市高町5シーサイド2号館", DRAWN).building == "シーサイド2号館"


@given(st.text(max_size=40))
def test_no_text_makes_it_fall(text: str) -> None:
    read_address(text, DRAWN)
    read_address(text)


GEOLONIA = json.dumps([{"town": "桜町一丁目", "koaza": "", "lat": 35.0, "lng": 137.0}]).encode()
KEN_ALL = (
    '23999,"471  ","4710001","ｱｲﾁｹﾝ","ｴﾆｼｼ","ｻｸﾗﾁｮｳ(1","愛知県","縁市","桜町（１〜",0,0,1,0,0,0\r\n'
    '23999,"471  ","4710001","ｱｲﾁｹﾝ","ｴﾆｼｼ","5ﾁｮｳﾒ)","愛知県","縁市","５丁目）",0,0,1,0,0,0\r\n'
    '23999,"471  ","4710000","ｱｲﾁｹﾝ","ｴﾆｼｼ","ｲｶﾆｹｲｻｲｶﾞﾅｲﾊﾞｱｲ","愛知県","縁市","以下に掲載がない場合",0,0,0,0,0,0\r\n'
).encode("cp932")
ABR = (
    "lg_code,machiaza_id,machiaza_type,pref,county,city,ward,oaza_cho,chome,koaza\n"
    "239999,0001001,2,愛知県,,縁市,,桜町,一丁目,\n239999,0002000,1,愛知県,北郡,山町,,奥,,小沢\n"
).encode()
ABR_PLACES = b"lg_code,machiaza_id,rep_lon,rep_lat\n239999,0001001,137.01,35.01\n"


def test_files_of_four_publishers_are_read() -> None:
    (one,) = read_towns([("愛知県/縁市.json", GEOLONIA)])
    assert (one.prefecture, one.city, one.town, one.latitude) == ("愛知県", "縁市", "桜町一丁目", 35.0)
    (one,) = read_towns([("KEN_ALL.CSV", KEN_ALL)])
    assert (one.town, one.postcode, one.latitude) == ("桜町", "4710001", None)
    first, second = read_towns([("town.csv", ABR), ("pos.csv", ABR_PLACES)])
    assert (first.town, first.latitude, first.longitude) == ("桜町一丁目", 35.01, 137.01)
    assert (second.city, second.town, second.section) == ("北郡山町", "奥", "小沢")


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("x.csv", b"a,b\n1,2\n"),
        ("縁市.json", b'{"a": 1}'),
        ("縁市.json", b"[{"),
        ("x.json", GEOLONIA),
        ("x.csv", b""),
    ],
)
def test_another_file_is_refused_with_what_it_should_be(path: str, content: bytes) -> None:
    with pytest.raises(SheetRefused, match=r"町字|JSON|市区町村|空"):
        read_towns([(path, content)])


def test_a_town_of_a_postcode_file_lies_in_the_middle_of_its_numbers() -> None:
    towns = Towns(
        [
            TownEntry("愛知県", "縁市", "桜町一丁目", "", 35.0, 137.0),
            TownEntry("愛知県", "縁市", "桜町", "", postcode="4710001"),
        ]
    )
    found = read_address("縁市桜町50", towns)
    assert (found.town, found.block, found.level, found.latitude) == ("桜町", "50", TOWN, 35.0)


def test_a_town_of_which_only_sections_are_listed_lies_in_the_middle_of_them() -> None:
    towns = Towns(
        [
            TownEntry("愛知県", "縁市", "奥町", "上", 35.0, 137.0),
            TownEntry("愛知県", "縁市", "奥町", "下", 35.2, 137.2),
        ]
    )
    found = read_address("縁市奥町5", towns)
    assert (found.town, found.section, found.block, found.level, found.latitude) == (
        "奥町",
        "",
        "5",
        TOWN,
        35.1,
    )
    assert read_address("縁市奥町上5", towns).latitude == 35.0


def test_a_postcode_file_fills_what_a_town_file_lacks() -> None:
    towns = Towns(
        [
            TownEntry("愛知県", "縁市", "高町", "", 35.0, 137.0),
            TownEntry("愛知県", "縁市", "高町", postcode="4710003"),
        ]
    )
    found = read_address("縁市高町1", towns)
    assert found.latitude == 35.0
    assert towns.by_postcode("4710003").latitude == 35.0
