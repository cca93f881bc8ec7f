"""A city's own list, with what was understood of a column written beside it. Nothing of the list itself is touched."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from enishi.community.rules.addresses import read_address
from enishi.community.rules.closing_days import read_closings
from enishi.community.rules.phones import learn_areas, read_phone
from enishi.community.rules.towns import Towns
from enishi.office.sheets.delimited import rows_of, sniff_delimiter
from enishi.office.sheets.encodings import decode
from enishi.office.sheets.faults import SheetRefused
from enishi.office.sheets.heads import fold_head
from enishi.office.sheets.reading import refuse_other_forms
from enishi.office.sheets.workbooks import read_workbook

HEAD_WITHIN = 20
BOM = "\ufeff"
JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]\s*(?:[\[{]|\"[^\"]*\"\s*:)")
Understand = Callable[[Sequence[str]], list[str]]

ADDRESS_HEADS = (
    ("所在地_連結表記",),
    ("事業所住所（市区町村）", "事業所住所（番地以降）"),
    ("住所",),
    ("所在地",),
    ("address",),
    ("seat_copulative_spell",),
    ("所在地_都道府県", "所在地_市区町村", "所在地_町字", "所在地_番地以下"),
    ("都道府県", "市区町村", "町字", "番地"),
    ("事業所住所",),
    ("施設住所",),
    ("現住所",),
)
CLOSING_HEADS = tuple(
    (one,)
    for one in (
        *("定休日", "休業日", "休館日", "休所日", "閉館日", "休診日", "休日", "休み"),
        *("利用可能日時特記事項", "利用可能時間特記事項", "availableDateNote"),
    )
)
PHONE_HEADS = tuple(
    (one,) for one in ("電話番号", "事業所電話番号", "電話", "telephoneNumber", "連絡先電話番号", "TEL")
)
ADDRESS_COLUMNS = (
    "郵便番号", "都道府県", "市区町村", "町字", "小字", "番地", "建物名", "つなげた住所", "緯度", "経度",
    "位置の細かさ", "わからなかったこと", "読み取れなかった部分",
)  # fmt: skip
CLOSING_COLUMNS = (
    "読み取り", "曜日コード", "月", "火", "水", "木", "金", "土", "日", "祝日", "年末年始", "期間", "時期", "休みなし",
    "読み取れなかった部分",
)  # fmt: skip
PHONE_COLUMNS = ("番号", "数字だけ", "内線", "ほかの番号", "わからなかったこと")


@dataclass(frozen=True)
class Listing:
    """A file as it stands: every row with its cells, its blank lines, its letters."""

    rows: list[list[str]]
    encoding: str
    label: str
    delimiter: str = ","
    line_end: str = "\r\n"
    quoted: bool = False


@dataclass(frozen=True)
class Cleaned:
    """The list with its new columns. ``counts``: how much was understood; ``columns``: which heads were read."""

    content: bytes
    rows: int
    columns: tuple[str, ...]
    counts: dict[str, int]
    encoding: str
    notes: tuple[str, ...] = ()


def read_listing(content: bytes, *, encoding: str | None = None, sheet: str | None = None) -> Listing:
    """Every row of a CSV, or of a sheet of a workbook, to the letter; a formula's mark stays too.

    :raises SheetRefused: empty, no table, bytes that are no text
    """
    if not content.strip(b" \t\r\n\xef\xbb\xbf"):
        raise SheetRefused("ファイルが空です。")
    if content.startswith(b"PK"):
        page = read_workbook(content, sheet)
        return Listing([cells for _number, cells in page.rows], "utf-8-sig", f"XLSX、シート「{page.title}」")
    refuse_other_forms(content)
    if JSON.match(content):
        raise SheetRefused("JSONです。一覧はCSVかExcelブック（.xlsx）で渡してください。")
    decoded = decode(content, encoding)
    delimiter = sniff_delimiter(decoded.text)
    rows = [cells for _number, cells in rows_of(decoded.text, delimiter)]
    first = decoded.text.split("\n", 1)[0]
    line_end = "\r\n" if first.endswith("\r") else "\n"
    quoted = first.lstrip(BOM).startswith('"')
    return Listing(rows, decoded.encoding, decoded.label, delimiter, line_end, quoted)


def clean_addresses(
    listing: Listing,
    *,
    columns: Sequence[str] = (),
    towns: Towns | None = None,
    prefecture: str = "",
    city: str = "",
    encoding: str = "",
) -> Cleaned:
    """Addresses with their parts, and the place of their town where a register knows it."""

    def understand(cells: Sequence[str]) -> list[str]:
        one = read_address(_joined(cells), towns, prefecture=prefecture, city=city)
        place = ["" if each is None else f"{each:.6f}" for each in (one.latitude, one.longitude)]
        return [
            one.postcode, one.prefecture, one.city, one.town, one.section, one.block, one.building, one.joined, *place,
            one.level, "。".join(one.missing), one.left_over,
        ]  # fmt: skip

    return _clean(listing, columns, ADDRESS_HEADS, "住所", ADDRESS_COLUMNS, understand, encoding)


def clean_closing_days(listing: Listing, *, columns: Sequence[str] = (), encoding: str = "") -> Cleaned:
    """Closing days as days of the week, holidays, the turn of the year and spans."""

    def understand(cells: Sequence[str]) -> list[str]:
        one = read_closings("、".join(cell for cell in cells if cell.strip()) if len(cells) > 1 else cells[0])
        spans = ";".join(f"{a:02d}-{b:02d}/{c:02d}-{d:02d}" for a, b, c, d in one.spans)
        return [
            one.reading.value, one.code, *(one.weeks_of(day) for day in range(1, 8)), "休み" if one.on_holidays else "",
            "休み" if one.at_turn_of_year else "", spans, "・".join(one.seasons),
            "はい" if one.reading.name == "NONE" else "", one.left_over,
        ]  # fmt: skip

    return _clean(listing, columns, CLOSING_HEADS, "定休日", CLOSING_COLUMNS, understand, encoding)


def clean_phones(listing: Listing, *, columns: Sequence[str] = (), encoding: str = "") -> Cleaned:
    """Telephone numbers in one shape."""
    head_row, places = _columns(listing, columns, PHONE_HEADS, "電話")
    areas = learn_areas(_cell(row, places[0]) for row in listing.rows[head_row + 1 :])

    def understand(cells: Sequence[str]) -> list[str]:
        one = read_phone(cells[0], areas)
        return [one.number, one.digits, one.extension, " / ".join(one.others), one.missing]

    return _clean(listing, columns, PHONE_HEADS, "電話", PHONE_COLUMNS, understand, encoding)


def _joined(cells: Sequence[str]) -> str:
    """Prefecture, city and the rest in columns of their own are one address; a part said twice is said once."""
    whole = ""
    for cell in cells:
        part = cell.strip()
        whole = part if part.startswith(whole) else whole + part
    return whole


def _clean(
    listing: Listing,
    columns: Sequence[str],
    heads: Sequence[Sequence[str]],
    what: str,
    new: Sequence[str],
    understand: Understand,
    encoding: str,
) -> Cleaned:
    head_row, places = _columns(listing, columns, heads, what)
    width = max(len(row) for row in listing.rows)
    named = tuple(_cell(listing.rows[head_row], place).strip() for place in places)
    counts: Counter[str] = Counter()
    rows: list[list[str]] = []
    done: dict[tuple[str, ...], list[str]] = {}
    for number, row in enumerate(listing.rows):
        if number < head_row or not row:
            rows.append(row)
            continue
        padded = [*row, *[""] * (width - len(row))]
        if number == head_row:
            rows.append(padded + _new_heads(listing.rows[head_row], new, what))
            continue
        cells = tuple(_cell(row, place) for place in places)
        if cells not in done:
            done[cells] = understand(cells)
        counts[_verdict(what, cells, done[cells])] += 1
        rows.append(padded + done[cells])
    content, used, notes = _written(listing, rows, encoding)
    return Cleaned(content, sum(counts.values()), named, dict(counts), used, notes)


def _verdict(what: str, cells: Sequence[str], found: Sequence[str]) -> str:
    if not any(cell.strip() for cell in cells):
        return "記入なし"
    if what == "定休日":
        return found[0]
    if what == "電話":
        return "わからないことがある" if found[-1] else "読めた"
    if found[-2] and not found[-1] and found[1] and found[3]:
        return "分けた（位置は町の中ほど）" if found[8] else "分けた（位置はわからない）"
    return "わからないことがある" if found[-2] or found[-1] else "分けた（位置もわかった）"


def _new_heads(head: Sequence[str], new: Sequence[str], what: str) -> list[str]:
    """Heads of the new columns; none that the list has already."""
    taken = {cell.strip() for cell in head}
    names = []
    for one in new:
        name = f"{what}_{one}"
        while name in taken:
            name += "（縁）"
        names.append(name)
    return names


def _columns(
    listing: Listing, columns: Sequence[str], heads: Sequence[Sequence[str]], what: str
) -> tuple[int, list[int]]:
    """The row of heads and the columns to read: as told, else by the names that lists use.

    :raises SheetRefused: no such column; says which heads there are
    """
    candidates = [
        (number, row)
        for number, row in enumerate(listing.rows[:HEAD_WITHIN])
        if any(cell.strip() for cell in row)
    ]
    if not candidates:
        raise SheetRefused("ファイルに文字のある行がありません。見出しの行と内容のある表を選んでください。")
    wanted = [tuple(columns)] if columns else list(heads)
    for names in wanted:
        for number, row in candidates:
            if (places := _places(row, names)) is not None:
                return number, places
    if not columns:
        for number, row in candidates:
            for place, cell in enumerate(row):
                if any(fold_head(names[-1]) in fold_head(cell) for names in heads) and len(cell) < 30:
                    return number, [place]
    number, row = candidates[0]
    there = "、".join(f"「{cell.strip()}」" for cell in row if cell.strip())[:300]
    missing = f"見出し「{'」「'.join(columns)}」" if columns else f"{what}の列"
    raise SheetRefused(
        f"{missing}が見つかりません。--column で見出し（か左からの番号）を指定してください。読めた見出し: {there or '（なし）'}"
    )


def _places(row: Sequence[str], names: Sequence[str]) -> list[int] | None:
    folded = [fold_head(cell) for cell in row]
    places = []
    for name in names:
        if fold_head(name) in folded:
            places.append(folded.index(fold_head(name)))
        elif name.isascii() and name.isdigit() and 1 <= int(name) <= len(row):
            places.append(int(name) - 1)
        else:
            return None
    return places


def _cell(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _written(
    listing: Listing, rows: Sequence[Sequence[str]], encoding: str
) -> tuple[bytes, str, tuple[str, ...]]:
    """The bytes, in the letters the file came in; where those cannot hold what was understood, in UTF-8 with BOM."""
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        delimiter=listing.delimiter,
        lineterminator=listing.line_end,
        quoting=csv.QUOTE_ALL if listing.quoted else csv.QUOTE_MINIMAL,
    )
    for row in rows:
        if row:
            writer.writerow(row)
        else:
            out.write(listing.line_end)
    text = out.getvalue()
    wanted = encoding or listing.encoding
    try:
        return text.encode(wanted), wanted, ()
    except UnicodeEncodeError:
        return (
            text.encode("utf-8-sig"),
            "utf-8-sig",
            (f"{wanted}にない文字があるため、UTF-8（BOMあり）で書き出しました。",),
        )
