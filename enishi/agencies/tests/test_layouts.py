"""Whose layout a file follows, however its heads are written; codes with and without their check digit."""

import io

import pytest
from openpyxl import Workbook

from enishi.agencies.rules.agency_changes import Fate, KnownAgency, plan
from enishi.agencies.rules.agency_rows import identity_text, read_agency
from enishi.agencies.rules.layouts import FIELDS, is_corporation_number, municipality_code, recognise
from enishi.office.sheets.reading import read_sheet, read_table
from enishi.office.sheets.writing import write_csv

KINDS = {"市の課": "office", "福祉サービス事業所": "facility"}
STANDARD = ["全国地方公共団体コード", "ID", "地方公共団体名", "名称", "名称_カナ", "所在地_連結表記", "所在地_都道府県",
            "所在地_市区町村", "所在地_町字", "所在地_番地以下", "建物名等(方書)", "緯度", "経度", "利用開始時間", "利用終了時間",
            "利用可能時間特記事項", "備考"]  # fmt: skip
PHYSICAL = ["localgov_code", "id", "localgov_name", "name", "name_kana", "seat_copulative_spell", "seat_prefecture",
            "seat_city", "seat_choaza", "seat_after_address", "buillding_name_etc", "緯度", "経度", "利用開始時間",
            "利用終了時間", "利用可能時間特記事項", "備考"]  # fmt: skip
HALF_WIDTH = [*STANDARD[:3], "名称", "名称_ｶﾅ", *STANDARD[5:]]
MARKED = [f"{head}◎" if head in ("名称", "所在地_連結表記") else f"{head}○" for head in STANDARD]
ROW = ["23211", "1", "豊田市", "さくら交流館", "サクラコウリュウカン", "", "愛知県", "豊田市", "西町", "3-60", "2階",
       "35.08", "137.15", "09:00",
       "21:00", "", ""]  # fmt: skip
CARE = ["都道府県コード又は市町村コード", "No", "都道府県名", "市区町村名", "事業所名", "事業所名カナ", "サービスの種類", "住所",
        "方書（ビル名等）", "緯度", "経度", "電話番号", "FAX番号", "法人番号", "法人の名称", "事業所番号", "利用可能曜日",
        "利用可能曜日特記事項", "定員", "URL", "備考"]  # fmt: skip


def rows_of(heads, *rows, encoding="utf-8-sig"):
    table = read_table(
        read_sheet(b"".join(write_csv(heads, rows, encoding=encoding))), FIELDS, required=("name",)
    )
    layout = recognise(set(table.heads.columns))
    names = {key: table.names[column] for key, column in table.heads.columns.items()}
    return layout, [
        read_agency(row.number, row.fields, row.cells, layout=layout, heads=names, kinds=KINDS)
        for row in table.rows
    ]


@pytest.mark.parametrize("heads", [STANDARD, PHYSICAL, HALF_WIDTH, MARKED])
def test_the_national_standard_is_known_under_every_kind_of_head(heads):
    layout, (row,) = rows_of(heads, ROW, encoding="cp932")
    assert layout.key == "standard"
    assert row.problems == []
    assert row.name == "さくら交流館"
    assert row.values["kana"] == "サクラコウリュウカン"
    assert row.values["address"] == "愛知県豊田市西町3-60　2階"
    assert row.values["hours"] == "開始: 09:00\n終了: 21:00"
    assert row.schedule.left_over == "09:00 21:00"


def test_the_care_file_with_an_e_mail_for_an_address_of_the_web():
    values = ["232114", "12", "愛知県", "豊田市", "ケアさくら", "ケアサクラ", "訪問介護", "豊田市西町3-60", "", "35.08",
              "137.15", "0565-00-0000", "", "8180301038185", "株式会社Ｓａｋｕｒａ", "2373000000", "月火水木金", "", "0",
              "info@example.jp", ""]  # fmt: skip
    layout, (row,) = rows_of(CARE, values)
    assert layout.key == "care"
    assert (row.values["email"], row.values["website"]) == ("info@example.jp", "")
    assert row.values["corporation"] == "株式会社Ｓａｋｕｒａ"
    assert [problem.blocking for problem in row.problems] == [False]
    phone = [*values[:19], "0565-11-1111", ""]
    assert rows_of(CARE, phone)[1][0].values["website"] == ""


def test_a_workbook_with_text_cells_is_read_like_a_csv():
    book = Workbook()
    book.active.append(
        [
            "#property",
            "latitude",
            "longitude",
            "name",
            "address",
            "telephoneNumber",
            "availableDate",
            "startTime",
            "endTime",
        ]
    )
    book.active.append(
        ["1", "34.3", "134.0", "瓦町", "高松市", "087-000-0000", "月火水木金", "９：００", "１７：００"]
    )
    target = io.BytesIO()
    book.save(target)
    table = read_table(read_sheet(target.getvalue()), FIELDS, required=("name",))
    layout = recognise(set(table.heads.columns))
    row = read_agency(2, table.rows[0].fields, table.rows[0].cells, layout=layout, heads={}, kinds=KINDS)
    assert layout.key == "facilities"
    assert [opening.opens for opening in row.schedule.openings] == [540] * 5


@pytest.mark.parametrize(
    ("written", "code"),
    [("23211", "232114"), ("232114", "232114"), (" 232114 ", "232114"), ("131016", "131016"), ("01100", "011002"),
     ("232115", None), ("豊田", None), ("", None), ("2321", None)],
)  # fmt: skip
def test_codes_of_municipalities(written, code):
    assert municipality_code(written) == code


@pytest.mark.parametrize(
    ("number", "right"),
    [("8180301038185", True), ("9180305005362", True), ("7000012050002", True), ("8180301038186", False),
     ("180003020539", False), ("", False), ("８１８０３０１０３８１８５", False)],
)  # fmt: skip
def test_corporation_numbers(number, right):
    assert is_corporation_number(number) is right


def test_comparing_folds_what_keeping_does_not():
    assert identity_text("ＰＯＲＴ　あ〜") == identity_text("port あ～")
    _layout, (row,) = rows_of(["機関コード", "機関名", "機関種別"], ["1", " ＰＯＲＴ　", "市の課"])
    assert row.name == " ＰＯＲＴ　"


def known(row, layout, number):
    return KnownAgency(number, row.values, layout.key, row.source_number, row.cells)


def test_a_publishers_number_is_believed_only_when_name_or_place_stayed():
    heads = [
        "NO（※システム内の固有の番号、連番）",
        "サービス種別",
        "事業所の名称",
        "事業所番号",
        "事業所住所（番地以降）",
        "利用可能な時間帯（平日）",
    ]

    def one(name, block):
        return ["A01", "行動援護", name, "23", block, "09:00-17:00"]

    layout, (first,) = rows_of(heads, one("ぽーと", "西町1"))
    assert layout.key == "wamnet"
    before = [known(first, layout, "x")]
    fates = {}
    for name, block in (("ぽーと", "東町9"), ("新ぽーと", "西町1"), ("別の事業所", "東町9")):
        _layout, rows = rows_of(heads, one(name, block))
        fates[name, block] = plan(rows, before, layout=layout, labels={})[0].fate
    assert list(fates.values()) == [Fate.CHANGED, Fate.CHANGED, Fate.NEW]


def test_a_row_in_scientific_notation_lost_its_digits():
    _layout, (row,) = rows_of(["機関コード", "機関名", "機関種別"], ["2.31E+09", "一課", "市の課"])
    assert "桁が失われています" in row.problems[0].sentence
