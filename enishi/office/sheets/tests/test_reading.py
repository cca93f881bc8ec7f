"""What people bring: encodings, delimiters, workbooks, and files that only look like a table."""

import datetime
import io
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from enishi.office.sheets.encodings import decode, detect
from enishi.office.sheets.faults import SheetRefused
from enishi.office.sheets.heads import fold_head, match_heads
from enishi.office.sheets.reading import read_sheet, read_table

TEXT = "名称,住所,電話\r\n豊田市役所,西町３丁目６０番地,0565-31-1212\r\nはなあかり　,ｺﾞｼﾞｮｳ町〜,052\r\n"
ALIASES = {"name": ("名称", "機関名"), "kana": ("名称_カナ",), "address": ("所在地_連結表記", "住所")}


def workbook(fill) -> bytes:
    book = Workbook()
    fill(book.active)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp932", "cp932"),
        ("euc_jp", "euc_jp"),
        ("iso2022_jp", "iso2022_jp"),
    ],
)
def test_every_usual_encoding_is_told_apart(encoding, written):
    text = TEXT.replace("〜", "～") if encoding == "cp932" else TEXT
    text = text.replace("ｺﾞｼﾞｮｳ", "五条") if encoding == "iso2022_jp" else text
    content = text.encode(written)
    assert detect(content) == encoding
    assert decode(content).text == text


@pytest.mark.parametrize("bom", [b"\xff\xfe", b"\xfe\xff"])
def test_utf_16_with_a_mark_is_read_without_it(bom):
    codec = "utf-16-le" if bom == b"\xff\xfe" else "utf-16-be"
    assert read_sheet(bom + TEXT.encode(codec)).rows[0][1][0] == "名称"


def test_half_width_kana_in_windows_text_is_not_mistaken_for_euc():
    content = "ﾒｲｼｮｳ,ｼﾞｭｳｼｮ\r\nﾄﾖﾀｼ,ﾆｼﾏﾁ\r\n".encode("cp932")
    assert read_sheet(content).rows == [(1, ["ﾒｲｼｮｳ", "ｼﾞｭｳｼｮ"]), (2, ["ﾄﾖﾀｼ", "ﾆｼﾏﾁ"])]


def test_characters_of_shift_jis_2004_are_kept_and_said():
    content = "名称\r\n俱知安と剝製\r\n".encode("shift_jis_2004")
    decoded = decode(content)
    assert decoded.encoding == "shift_jis_2004"
    assert "俱知安と剝製" in decoded.text
    assert "第3・第4水準" in decoded.notes[0]


def test_a_citys_own_characters_are_kept_and_said():
    sheet = read_sheet("名称\r\n\ue000橋\r\n".encode("cp932"))
    assert sheet.rows[1][1] == ["\ue000橋"]
    assert "外字" in sheet.notes[0]
    assert "2行目" in sheet.notes[0]


def test_a_broken_byte_names_its_line_and_place():
    content = TEXT.encode() + b"\xe8\xb1\x8a,\xff\xff,1\r\n"
    with pytest.raises(SheetRefused, match=r"4行目（先頭から\d+バイト目）の 0xFF は UTF-8") as refusal:
        read_sheet(content)
    assert content[refusal.value.byte - 1] == 0xFF
    assert refusal.value.line == 4


def test_nul_names_its_line_and_place():
    with pytest.raises(SheetRefused, match=r"2行目（先頭から\d+バイト目）にNUL"):
        read_sheet("名称,住所\r\n豊田\x00市,西町\r\n".encode())


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter):
    text = f'名称{delimiter}備考\n"甲{delimiter}乙"{delimiter}あ、い\n丙{delimiter}う;え,お\n'
    assert read_sheet(text.encode()).rows[1] == (2, [f"甲{delimiter}乙", "あ、い"])


def test_row_numbers_are_those_of_excel_with_line_breaks_and_empty_rows():
    sheet = read_sheet('名称,備考\r\n甲,"一行\r\n二行"\r\n\r\n,\r\n乙,\r\n'.encode())
    assert [number for number, _cells in sheet.rows] == [1, 2, 5]
    assert sheet.rows[1][1] == ["甲", "一行\r\n二行"]


def test_a_quotation_mark_that_never_closes_is_refused_with_its_row():
    with pytest.raises(SheetRefused, match=r"3行目（テキストの4行目）で始まる引用符") as refusal:
        read_sheet('名称,備考\n甲,"一\n二"\n乙,"閉じない\n丙,\n'.encode())
    assert refusal.value.row == 3


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ('甲,"一,二\n乙,"三,四\n', r"2行目（テキストの2行目）で始まる引用符（\"）が、2列目で"),
        ('"甲","一"\n"乙","二\n"丙","三"\n"丁","四\n"戊","五"\n', r"3行目（テキストの3行目）で.*2列目で"),
        ('"甲","改行\nあり"\n"乙"二"乙","三"\n', r"3行目（テキストの4行目）で.*1列目で"),
        ('"甲","一\n', r"2行目（テキストの2行目）で.*2列目で"),
    ],
)
def test_a_mark_that_is_forgotten_swallows_no_row_however_many_there_are(rows, place):
    with pytest.raises(SheetRefused, match=place):
        read_sheet(f"名称,備考\n{rows}".encode())


def test_a_mark_within_an_unquoted_cell_is_a_letter():
    assert read_sheet('名称,備考\n甲"乙",3" ディスク\n'.encode()).rows[1][1] == ['甲"乙"', '3" ディスク']


@pytest.mark.parametrize("head", ["cp932", "shift_jis_2004"])
def test_two_files_of_different_encodings_put_together_are_refused_with_the_line(head):
    first = "名称,住所\r\n俱知安,西町\r\n" if head == "shift_jis_2004" else "名称,住所\r\n豊田市,西町\r\n"
    content = first.encode(head) + "社会福祉課,豊田市西町\r\n".encode()
    with pytest.raises(SheetRefused, match="3行目は UTF-8 の文字ですが、ほかの行は Shift_JIS") as refusal:
        read_sheet(content)
    assert refusal.value.line == 3


@pytest.mark.parametrize("content", [b",,,\r\n,,\r\n", "　　\r\n".encode(), b'"",""\n'])
def test_a_table_of_nothing_but_empty_cells_is_refused(content):
    with pytest.raises(SheetRefused, match="文字のある行がありません"):
        read_table(read_sheet(content), ALIASES, required=("name",))


def test_a_head_without_rows_is_said():
    assert "見出し（1行目）の下に行がありません" in read_table(read_sheet("名称,住所\n".encode()), ALIASES).notes[0]


def test_a_note_for_every_row_is_kept_short():
    table = read_table(read_sheet(("名称\n" + "甲,余り\n" * 1000).encode()), ALIASES)
    assert len(table.notes) == 21
    assert table.notes[-1] == "列が見出しより多い行が、ほかに980行あります。"


def test_whole_numbers_codes_days_and_times_come_as_seen():
    def fill(sheet):
        sheet.append(["番号", "コード", "日", "時", "数", "時間", "真"])
        sheet.append([12.0, 42, datetime.date(2025, 4, 1), datetime.time(9, 30), 35.5, None, True])
        sheet["B2"].number_format = "00000"
        sheet["F2"] = datetime.timedelta(hours=24)

    assert read_sheet(workbook(fill)).rows[1] == (
        2,
        ["12", "00042", "2025-04-01", "09:30", "35.5", "24:00", "TRUE"],
    )


def test_merged_cells_speak_for_every_cell_they_cover_and_empty_rows_keep_numbers():
    def fill(sheet):
        sheet["A1"], sheet["B1"] = "法人", "事業所"
        sheet["A2"], sheet["B2"], sheet["B3"], sheet["B6"] = "甲会", "一", "二", "三"
        sheet.merge_cells("A2:A3")

    assert read_sheet(workbook(fill)).rows == [
        (1, ["法人", "事業所"]),
        (2, ["甲会", "一"]),
        (3, ["甲会", "二"]),
        (6, ["", "三"]),
    ]


def test_a_formula_without_saved_result_is_said():
    sheet = read_sheet(workbook(lambda page: (page.append(["名称", "計"]), page.append(["甲", "=1+1"]))))
    assert sheet.rows[1][1] == ["甲"]
    assert "B2" in sheet.notes[0]


def test_the_first_sheet_with_text_is_read_and_another_can_be_chosen():
    book = Workbook()
    book.active.title = "空"
    book.create_sheet("一覧").append(["名称"])
    book.create_sheet("別").append(["機関名"])
    hidden = book.create_sheet("隠し")
    hidden.append(["秘"])
    hidden.sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    sheet = read_sheet(target.getvalue())
    assert (sheet.title, sheet.other_titles) == ("一覧", ("別",))
    assert read_sheet(target.getvalue(), sheet="別").rows == [(1, ["機関名"])]
    with pytest.raises(SheetRefused, match="シート「無い」がありません。あるシート: 空、一覧、別、隠し"):
        read_sheet(target.getvalue(), sheet="無い")


def zipped(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "空です"),
        (b"\xef\xbb\xbf\r\n\r\n", "空です"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "古い形式のExcel（.xls）"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "パスワード"),
        (b"\r\n <html><body><table><tr><td>1</td></tr></table></body></html>", "ウェブページ"),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>1</p>", "ウェブページ"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook/>', "ウェブページ"),
        (b"%PDF-1.7 ...", "PDFです"),
        (b"\x89PNG\r\n\x1a\n", "画像です"),
        (zipped(mimetype=b"application/vnd.oasis", **{"content.xml": b""}), r"\.ods"),
        (zipped(**{"word__document.xml": b""}), "Word"),
        (zipped(**{"readme.txt": b"x"}), "ZIPファイルです"),
        (zipped(**{"xl__workbook.xml": b"<broken"}), "Excelブックとして読めません"),
        (b"PK\x03\x04 cut off", "途中で切れている"),
    ],
)
def test_what_only_looks_like_a_table_is_refused_with_a_way_out(content, sentence):
    with pytest.raises(SheetRefused, match=sentence):
        read_sheet(content)


def test_what_unpacks_to_very_much_is_refused():
    content = zipped(**{"xl__workbook.xml": b"0" * 210_000_000})
    with pytest.raises(SheetRefused, match="展開すると大きすぎる"):
        read_sheet(content)


@pytest.mark.parametrize(
    "head",
    ["名称_カナ", "名称_ｶﾅ", "名称＿カナ", " 名称_カナ○", "名称_カナ◎", "名称_カナ（必須）", "名　称_カナ*"],
)
def test_a_head_is_known_however_its_publisher_wrote_it(head):
    assert match_heads([head], ALIASES).columns == {"kana": 0}


def test_the_head_is_found_below_a_title_and_unknown_heads_are_named():
    sheet = read_sheet("事業所の一覧,令和7年4月1日現在,\n,,\n機関名,所在地_連結表記,謎\n甲,西町,1\n".encode())
    table = read_table(sheet, ALIASES, required=("name",))
    assert (table.head_row, table.heads.unknown) == (3, ("謎",))
    assert table.rows[0].number == 4
    assert table.rows[0].get("address") == "西町"
    assert table.rows[0].cells == {"機関名": "甲", "所在地_連結表記": "西町", "謎": "1"}


def test_a_missing_column_is_named_with_what_was_found():
    with pytest.raises(SheetRefused, match="「名称」が見つかりません。読めた見出し: 住所、謎"):
        read_table(read_sheet("住所,謎\n西町,1\n".encode()), ALIASES, required=("name",))


def test_cells_beyond_the_head_are_said_and_short_rows_are_filled():
    table = read_table(read_sheet("名称,住所\n甲\n乙,西町,余り\n".encode()), ALIASES)
    assert table.rows[0].get("address") == ""
    assert "3行目" in table.notes[0]


@given(st.text())
def test_folding_a_head_twice_changes_nothing_more(head):
    assert fold_head(fold_head(head)) == fold_head(head)


@given(
    st.lists(
        st.lists(
            st.text(
                st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff"), min_size=1
            ),
            min_size=2,
            max_size=4,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_written_as_utf_8_is_read_back_to_the_letter(rows):
    from enishi.office.sheets.writing import write_csv

    heads = ["名称", "住所", "備考", "電話"]
    sheet = read_sheet(b"".join(write_csv(heads, rows)))
    wanted = [list(cells) for cells in rows if any(cell.strip() for cell in cells)]
    assert [cells for _number, cells in sheet.rows[1:]] == wanted


@pytest.mark.parametrize("broken", [b"\xe5\xb1", b"\xff", b"\x81\xe5", b"\xe5\x81"])
@pytest.mark.parametrize("text", ["氏名\n山田\n", "名称,住所\n豊田市役所,西町三丁目\n"])
def test_a_small_damaged_utf_8_file_is_called_so_with_its_line(text, broken):
    content = text.encode() + "佐藤".encode() + broken + b",1\n"
    assert detect(content) == "utf-8"
    with pytest.raises(SheetRefused, match=f"UTF-8のようですが、{text.count(chr(10)) + 1}行目がこわれています"):
        read_sheet(content)


@settings(deadline=None)
@given(
    st.text(st.sampled_from("氏名山田花子豊田市西町ぁアヴｱｶﾞ一二三①髙﨑～－,0123456789ABC\n"), min_size=1, max_size=60),
    st.sampled_from(["cp932", "euc_jp"]),
)
def test_text_of_the_windows_of_offices_is_never_called_a_damaged_utf_8_file(text, encoding):
    content = text.encode(encoding, errors="ignore")
    assert detect(content) != "utf-8" or content.isascii() or content.decode("utf-8")


def test_a_damaged_workbook_is_read_or_refused():
    """The reader of workbooks meets half of the exceptions there are in damaged bytes: each is told as what it is."""
    whole, chance, refused = workbook(lambda sheet: sheet.append(["1", "一課"])), random.Random(1), 0
    for _ in range(100):
        damaged = bytearray(whole)
        for place in chance.sample(range(len(whole)), 6):
            damaged[place] = chance.randrange(256)
        try:
            read_sheet(bytes(damaged))
        except SheetRefused:
            refused += 1
    assert refused > 50
