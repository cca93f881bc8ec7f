"""The same paper as a workbook: every word, every cell text, nothing cut off when printed."""

import io

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from enishi.office.papers.blocks import Cell, Facts, Passage, Rows, Tick, Ticks
from enishi.office.papers.tests.test_press import MARK, NAME, page
from enishi.office.papers.workbook import xlsx


def sheet(content: bytes) -> Worksheet:
    found = load_workbook(io.BytesIO(content)).active
    assert isinstance(found, Worksheet)
    return found


def words(found: Worksheet) -> list[str]:
    return [str(cell) for row in found.iter_rows(values_only=True) for cell in row if cell is not None]


def test_every_word_is_in_a_cell_and_the_copy_is_named_on_every_printed_page() -> None:
    found = sheet(xlsx(page(), MARK))
    said = words(found)
    for word in (NAME, "女性", "家賃のこと。", "家計表をつける。"):
        assert word in said, word
    assert "氏名【国】" in said
    assert "◎病気　□住まい" in said
    assert "写し 1A2B3C4D" in found.oddFooter.right.text
    assert "青木 花子" in found.oddFooter.left.text
    assert (found.page_setup.paperSize, found.page_setup.orientation) == (9, "portrait")


def test_nothing_is_a_formula() -> None:
    bad = '=HYPERLINK("http://x","y")'
    found = sheet(xlsx(page(blocks=[Facts([Cell("氏名", bad)]), Rows("表", ["頭"], [1], [["+1"]])]), MARK))
    assert {cell.data_type for row in found.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert bad in words(found)


def test_a_long_text_goes_on_in_further_rows_that_are_not_too_high() -> None:
    text = "".join(f"第{number}文はここにあります。" for number in range(900))
    found = sheet(
        xlsx(page(blocks=[Passage("経過", text), Rows("表", ["頭", "内容"], [1, 3], [["一", text]])]), MARK)
    )
    pieces = [one for one in words(found) if "文はここ" in one]
    assert "".join(pieces) == text * 2
    assert len(pieces) > 4
    assert all((one.height or 0) <= 409 for one in found.row_dimensions.values())


def test_four_facts_and_many_ticks_keep_their_columns() -> None:
    cells = [Cell(f"欄{number}", str(number)) for number in range(4)]
    many = Ticks("課題", [Tick(f"項目{number}", "✓" if number == 3 else "") for number in range(40)])
    said = words(sheet(xlsx(page(blocks=[Facts(cells), many]), MARK)))
    assert [one for one in ("欄0", "欄3", "3") if one not in said] == []
    assert any("✓項目3" in one for one in said)
