"""Closing days as people write them. The cases are shapes met in published lists; the words are ours or common."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.community.rules.closing_days import Reading, read_closings
from enishi.community.tests.shared_data import needs, shared

NEW_YEAR = (12, 29, 1, 3)


@pytest.mark.parametrize(
    ("words", "code", "holidays", "spans", "seasons"),
    [
        ("毎週水曜日、木曜日", "0We0Th", False, (), ()),
        ("第2・4土曜", "24Sa", False, (), ()),
        ("第二、第四土曜日", "24Sa", False, (), ()),
        ("第２，第４日曜日", "24Su", False, (), ()),
        ("毎月第3水曜日", "3We", False, (), ()),
        ("第1火曜日と第3火曜日", "13Tu", False, (), ()),
        ("第1・3土日", "13Sa13Su", False, (), ()),
        ("隔週土曜", "7Sa", False, (), ()),
        ("最終金曜日", "6Fr", False, (), ()),
        ("土日祝", "0Sa0Su", True, (), ()),
        ("土・日・祝日", "0Sa0Su", True, (), ()),
        ("土曜/日曜/祝日", "0Sa0Su", True, (), ()),
        ("月〜金", "0Mo0Tu0We0Th0Fr", False, (), ()),
        ("年末年始", "", False, (), ("年末年始",)),
        ("祝日", "", True, (), ()),
        ("12月29日～1月3日", "", False, (NEW_YEAR,), ()),
        ("１２／２９〜１／３", "", False, (NEW_YEAR,), ()),
        ("12月29日から翌年の1月3日まで", "", False, (NEW_YEAR,), ()),
        (
            "12月29日から31日までと、1月2日、3日",
            "",
            False,
            ((12, 29, 12, 31), (1, 2, 1, 2), (1, 3, 1, 3)),
            (),
        ),
        (
            "日曜日　お盆休み（8月13日〜15日）　年末年始（12/29〜1/3）",
            "0Su",
            False,
            ((8, 13, 8, 15), NEW_YEAR),
            (),
        ),
        ("土（第4を除く）・日・祝日", "1235Sa0Su", True, (), ()),
        ("日曜日、土曜日（第１．３．５）", "135Sa0Su", False, (), ()),
        ("第２土曜日以外の土曜日、日曜日", "1345Sa0Su", False, (), ()),
        ("月曜日〜金曜日以外", "0Sa0Su", False, (), ()),
        ("土日、GW、夏季休暇", "0Sa0Su", False, (), ("大型連休", "夏季")),
        ("年中無休（年末年始を除く）", "", False, (), ("年末年始",)),
        ("14Tu4Th", "14Tu4Th", False, (), ()),
    ],
)
def test_plain_words_become_columns(
    words: str, code: str, holidays: bool, spans: tuple, seasons: tuple
) -> None:
    found = read_closings(words)
    assert (found.code, found.on_holidays, found.spans, found.seasons) == (code, holidays, spans, seasons)
    assert (found.reading, found.left_over) == (Reading.WHOLE, "")


@pytest.mark.parametrize("words", ["なし", "無し", "無休", "年中無休", "特に定めない"])
def test_never_closed_is_said(words: str) -> None:
    assert read_closings(words).reading is Reading.NONE


@pytest.mark.parametrize(
    ("words", "code", "left"),
    [
        ("土日（会社カレンダーによる）", "0Sa0Su", "（会社カレンダーによる）"),
        ("月曜日（祝日の場合は翌平日）", "0Mo", "（祝日の場合は翌平日）"),
        ("毎週月曜日・祝日の翌日・年末年始", "0Mo", "祝日の翌日"),
        ("日曜他", "0Su", "他"),
        ("原則として土曜日", "0Sa", "原則として"),
        ("日曜日及び月・金曜日の祝日", "0Su", "月・金曜日の祝日"),
        ("日曜日、土曜日は会社カレンダーによる", "0Su", "土曜日は会社カレンダーによる"),
    ],
)
def test_what_is_not_plain_is_left_over_to_the_letter(words: str, code: str, left: str) -> None:
    found = read_closings(words)
    assert (found.reading, found.code, found.left_over) == (Reading.PART, code, left)


@pytest.mark.parametrize(
    "words",
    [
        "土曜日は振替営業する場合もある",
        "不定休",
        "1/29~1/3",
        "2月30日",
        "水曜日午後",
        "第2土曜は開館",
        "月1回不定休",
    ],
)
def test_nothing_is_guessed(words: str) -> None:
    found = read_closings(words)
    assert (found.reading, found.days, found.spans, found.left_over) == (Reading.NOT, (), (), words)


def test_empty_is_empty() -> None:
    assert read_closings("　 ").reading is Reading.EMPTY


@given(st.text(alphabet="月火水木金土日祝曜第1234・、（）〜年末始休は会社12/29隔週 　", max_size=40))
def test_any_text_is_read_without_a_fall_and_left_over_stands_in_it(words: str) -> None:
    found = read_closings(words)
    for part in found.left_over.split(" / ") if found.left_over else []:
        assert part in words


@needs("wamnet_202503")
def test_the_national_list_is_read() -> None:
    text = shared("wamnet_202503", "aichi_all_services.csv").read_text("utf-8-sig")
    found = [read_closings(row["定休日"]) for row in csv.DictReader(text.splitlines())]
    assert len(found) == 1_611
    read = [one for one in found if one.reading is not Reading.EMPTY]
    whole = [one for one in read if one.reading in (Reading.WHOLE, Reading.NONE)]
    assert len(whole) / len(read) > 0.7
