"""A city's own list with new columns: not a letter of it changes."""

import csv
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from enishi.community.rules.cleaning import clean_addresses, clean_closing_days, clean_phones, read_listing
from enishi.community.tests.shared_data import needs, shared
from enishi.office.sheets.faults import SheetRefused

LIST = '名称,住所,定休日,電話番号\r\n"サロン, 春",縁市高町1－2,土日祝,0565-41-4122\r\n\r\n秋,縁市高町３,,0565414123\r\n'


def rows(content: bytes, encoding: str = "utf-8") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(encoding), newline="")))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_the_list_comes_back_in_its_own_letters_with_columns_on_the_right(encoding: str) -> None:
    cleaned = clean_closing_days(read_listing(LIST.encode(encoding)))
    assert cleaned.encoding == encoding
    before, after = rows(LIST.encode(encoding), encoding), rows(cleaned.content, encoding)
    assert len(before) == len(after)
    assert [row[: len(old)] for row, old in zip(after, before, strict=True)] == before
    assert after[0][4:6] == ["定休日_読み取り", "定休日_曜日コード"]
    assert after[1][4:6] == ["読めた", "0Sa0Su"]
    assert cleaned.rows == 2


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8),
            min_size=2,
            max_size=4,
        ),
        max_size=6,
    )
)
def test_no_letter_and_no_row_is_lost(body: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["名称", "定休日"], *body])
    content = out.getvalue().encode()
    try:
        listing = read_listing(content)
    except SheetRefused:
        return
    if listing.delimiter != ",":
        return
    after = rows(clean_closing_days(listing).content, listing.encoding)
    before = rows(content)
    assert len(after) == len(before)
    assert all(new[: len(old)] == old for new, old in zip(after, before, strict=True))


def test_a_column_is_found_by_its_head_or_told() -> None:
    wanted = read_listing("店,やすみの曜日\n一,月\n".encode())
    with pytest.raises(SheetRefused, match=r"--column.*「店」、「やすみの曜日」"):
        clean_closing_days(wanted)
    for told in ("やすみの曜日", "2"):
        assert clean_closing_days(wanted, columns=[told]).columns == ("やすみの曜日",)


def test_an_address_in_several_columns_is_one() -> None:
    listing = read_listing(
        "事業所住所（市区町村）,事業所住所（番地以降）\n愛知県縁市,高町1-2\n愛知県縁市,愛知県縁市高町3\n".encode()
    )
    cleaned = clean_addresses(listing)
    found = rows(cleaned.content)
    assert [row[9] for row in found[1:]] == ["愛知県縁市高町1-2", "愛知県縁市高町3"]
    assert cleaned.counts == {"分けた（位置はわからない）": 2}


def test_heads_that_are_there_already_are_not_written_twice() -> None:
    listing = read_listing("住所,住所_番地\n縁市高町1,x\n".encode())
    assert "住所_番地（縁）" in rows(clean_addresses(listing).content)[0]


def test_what_cp932_cannot_hold_is_written_in_utf_8_and_said() -> None:
    cleaned = clean_phones(read_listing("電話番号\n０５６５-41-4122\n".encode("cp932")))
    assert (cleaned.encoding, rows(cleaned.content, "cp932")[1][1]) == ("cp932", "0565-41-4122")
    listing = read_listing("名称,電話番号\n髙田𠮷子,1\n".encode())
    told = clean_phones(listing, encoding="cp932")
    assert told.encoding == "utf-8-sig"
    assert "UTF-8" in told.notes[0]


@pytest.mark.parametrize(
    ("written", "number", "extension"),
    [
        ("0565-41-4122", "0565-41-4122", ""),
        ("0565(41)4122", "0565-41-4122", ""),
        ("０５６５－４１－４１２２", "0565-41-4122", ""),
        ("0565414122", "0565-41-4122", ""),
        ("+81-565-41-4122", "0565-41-4122", ""),
        ("0565-41-4122（内線 12）", "0565-41-4122", "12"),
        ("09012345678", "090-1234-5678", ""),
        ("0120123456", "0120-123-456", ""),
    ],
)
def test_phones_in_all_their_shapes_are_one(written: str, number: str, extension: str) -> None:
    content = f"電話番号\n{written}\n0565-99-9999\n".encode()
    assert rows(clean_phones(read_listing(content)).content)[1][1:4:2] == [number, extension]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空"),
        (b"%PDF-1.7", "PDF"),
        (b'[{"a": 1}]', "JSON"),
        (b"<html><table>", "HTML"),
        (b"\n\n", "空"),
        (b'a,"b\n', "引用符"),
    ],
)
def test_another_file_is_refused_in_plain_words(content: bytes, says: str) -> None:
    with pytest.raises(SheetRefused, match=says):
        clean_closing_days(read_listing(content))


def test_the_command_never_writes_over_the_list(tmp_path: Path) -> None:
    path = tmp_path / "一覧.csv"
    path.write_bytes(LIST.encode())
    with pytest.raises(CommandError, match="別の名前"):
        call_command("normalise_closing_days", str(path), out=path)
    with pytest.raises(CommandError, match="開けません"):
        call_command("normalise_closing_days", str(tmp_path / "ない.csv"))
    out = tmp_path / "出力.csv"
    call_command("normalise_closing_days", str(path), out=out)
    assert len(rows(out.read_bytes())) == len(rows(LIST.encode()))


@needs("wamnet_202503")
def test_the_national_list_keeps_every_letter() -> None:
    content = shared("wamnet_202503", "aichi_all_services.csv").read_bytes()
    listing = read_listing(content)
    for cleaned in (clean_closing_days(listing), clean_addresses(listing), clean_phones(listing)):
        after = rows(cleaned.content, "utf-8-sig")
        assert [row[:30] for row in after] == rows(content, "utf-8-sig")
        assert cleaned.rows == 1_611


@needs("takamatsu_opendata")
def test_every_list_of_a_real_city_is_read() -> None:
    for path in sorted(shared("takamatsu_opendata").glob("*.xlsx")):
        cleaned = clean_addresses(read_listing(path.read_bytes()))
        assert cleaned.counts.get("わからないことがある", 0) == 0, path.name
