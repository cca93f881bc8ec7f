"""A long file does not need a dictionary and a text a cell."""

import tracemalloc

from enishi.office.sheets.reading import Cells, read_sheet, read_table
from enishi.office.sheets.writing import write_csv

ROWS, COLUMNS = 2_000, 40


def test_a_row_of_forty_columns_takes_less_than_two_kilobytes() -> None:
    """With a dictionary for each row and a text for each cell it was 4.2 KB."""
    heads = ["名称", *(f"項目{one}" for one in range(1, COLUMNS))]
    rows = ([f"見本事業所{row}", *("有" if (row + one) % 3 else "無" for one in range(1, COLUMNS))] for row in range(ROWS))
    content = b"".join(write_csv(heads, rows))
    tracemalloc.start()
    table = read_table(read_sheet(content), {"name": ("名称",)}, required=("name",))
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(table.rows) == ROWS
    assert held / ROWS < 2_000


def test_cells_read_like_a_dictionary() -> None:
    cells = Cells({"名称": 0, "所在地": 1}, ["甲", "西町", "余り"])
    assert cells == {"名称": "甲", "所在地": "西町"}
    assert list(cells.items()) == [("名称", "甲"), ("所在地", "西町")]
    assert cells.get("電話", "") == ""
    assert "余り" not in cells.values()
