from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.office.wareki import (
    BirthDate,
    DateProblem,
    read_day,
    wareki,
    wareki_month,
    wareki_short,
    wareki_year,
)

TODAY = date(2026, 11, 23)
DAYS = st.dates(min_value=date(1873, 1, 1), max_value=date(2099, 12, 31))


@given(DAYS)
def test_every_day_survives_the_way_into_wareki_and_back(day: date) -> None:
    for written in (
        wareki(day),
        wareki_short(day),
        day.isoformat(),
        day.strftime("%Y%m%d"),
        f"{day:%Y/%m/%d}",
    ):
        assert read_day(written) == day


@given(DAYS)
def test_full_width_and_kanji_numerals_mean_the_same_day(day: date) -> None:
    wide = wareki(day).translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    assert read_day(wide) == day
    digit_by_digit = "".join(
        "〇一二三四五六七八九"[int(c)] if c.isdigit() else c for c in f"{day.year}年{day.month}月{day.day}日"
    )
    assert read_day(digit_by_digit) == day


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1912, 7, 29), "明治45年7月29日"),
    ],
)
def test_borders_of_eras(day: date, written: str) -> None:
    assert wareki(day) == written
    assert read_day(written) == day


def test_years_and_months_of_two_eras() -> None:
    assert wareki_year(2019) == "平成31年・令和元年"
    assert wareki_year(1975) == "昭和50年"
    assert wareki_month(2019, 4) == "平成31年4月"
    assert wareki_month(1989, 1) == "平成元年1月"


@pytest.mark.parametrize(
    "written",
    [
        "昭和50年4月1日",
        "S50.4.1",
        "Ｓ５０／４／１",
        "昭和五十年四月一日",
        "1975/4/1",
        "19750401",
        "3500401",
        "S500401",
        "昭50.4.1",
        "昭和50(1975)年4月1日",
        "1975-04-01 00:00:00",
        "昭和50年4月1日生",
        "昭和50年4月1日(火)",
        "1 April 1975",
        "1975 4 1",
    ],
)
def test_one_day_in_many_spellings(written: str) -> None:
    assert read_day(written) == date(1975, 4, 1)


@pytest.mark.parametrize(
    ("written", "shown", "earliest", "latest"),
    [
        ("昭和50年4月1日", "昭和50年4月1日（51歳）", date(1975, 4, 1), date(1975, 4, 1)),
        ("S50.4", "昭和50年4月（51歳）", date(1975, 4, 1), date(1975, 4, 30)),
        ("1975", "昭和50年（50〜51歳）", date(1975, 1, 1), date(1975, 12, 31)),
        ("昭和50年月日不詳", "昭和50年（50〜51歳）", date(1975, 1, 1), date(1975, 12, 31)),
        ("昭和50年4月日不詳", "昭和50年4月（51歳）", date(1975, 4, 1), date(1975, 4, 30)),
        ("1975-00-00", "昭和50年（50〜51歳）", date(1975, 1, 1), date(1975, 12, 31)),
        ("昭和50年頃", "昭和50年頃", date(1972, 12, 30), date(1978, 1, 1)),
        ("推定昭和50年", "推定昭和50年", date(1972, 12, 30), date(1978, 1, 1)),
        ("年月日不詳", "年月日不詳", None, None),
        ("", "年月日不詳", None, None),
        ("4月1日", "4月1日", None, None),
        ("45歳くらい", "45歳くらい", date(1977, 11, 24), date(1984, 11, 23)),
        ("about 45", "45歳くらい", date(1977, 11, 24), date(1984, 11, 23)),
        ("45歳", "45歳", date(1980, 11, 24), date(1981, 11, 23)),
        ("40代", "40代", date(1976, 11, 24), date(1986, 11, 23)),
        ("80代後半", "80代後半", date(1936, 11, 24), date(1941, 11, 23)),
        ("昭和40年代", "昭和40年から昭和49年（51〜61歳）", date(1965, 1, 1), date(1974, 12, 31)),
    ],
)
def test_birth_dates_known_in_part(
    written: str, shown: str, earliest: date | None, latest: date | None
) -> None:
    birth = BirthDate.read(written, today=TODAY)
    assert birth.text == written
    assert birth.display(TODAY) == shown
    assert (birth.earliest, birth.latest) == (earliest, latest)


@pytest.mark.parametrize(
    "written",
    [
        "平成元年2月29日",
        "昭和50年2月30日",
        "平成16年4月31日",
        "明治45年7月30日",
        "大正15年12月25日",
        "昭和64年1月7日",
        "昭和64年3月1日",
        "1900-02-29",
    ],
)
def test_days_legal_in_the_register_are_kept_as_written(written: str) -> None:
    birth = BirthDate.read(written, today=TODAY)
    assert birth.is_exact
    assert birth.written() == written or written == "1900-02-29"
    assert birth.ages_on(TODAY) is not None


def test_a_day_of_no_calendar_says_so_and_ages_in_march() -> None:
    birth = BirthDate.read("昭和50年2月30日")
    assert "2月30日はありません" in birth.note()
    assert birth.earliest == date(1975, 2, 28)
    assert birth.latest == date(1975, 3, 1)
    birth = BirthDate.read("平成元年2月29日")
    assert birth.exact_day is None
    assert "2月29日はありません" in birth.note()
    assert (birth.earliest, birth.latest) == (date(1989, 2, 28), date(1989, 3, 1))
    assert (birth.age_on(date(2026, 2, 28)), birth.age_on(date(2026, 3, 1))) == (36, 37)


def test_an_age_that_was_told_says_when() -> None:
    told = BirthDate.read("45歳くらい", today=date(2026, 11, 24))
    assert told.note() == "令和8年11月24日に聞いた年齢です。"
    assert BirthDate.read("昭和50年4月1日").note() == ""


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("令和6年13月1日", "1から12"),
        ("昭和70年1月1日", "平成7年"),
        ("平成32年4月1日", "令和2年"),
        ("昭和50年2月32日", "1から31"),
        ("令和30年1月1日", "未来"),
        ("2027-01-01", "未来"),
        ("昭和元年12月24日", "1926年12月25日"),
        ("昭和0年1月1日", "元年"),
        ("75/4/1", "昭和50年4月1日"),
        ("04/01/1975", "どちらが先"),
        ("abc", "昭和50年4月1日"),
        ("150歳", "150歳"),
        ("9月31日", "9月31日"),
    ],
)
def test_nonsense_is_refused_with_what_to_write(written: str, hint: str) -> None:
    with pytest.raises(DateProblem, match=hint):
        BirthDate.read(written, today=TODAY)
    kept = BirthDate.read_leniently(written, today=TODAY)
    assert kept.is_unknown
    assert kept.text == written


def test_partly_known_dates_are_compared_by_what_is_known() -> None:
    exact = BirthDate.read("昭和50年4月1日")
    assert exact.may_be(BirthDate.read("1975年"))
    assert exact.may_be(BirthDate.read("昭和52年頃"))
    assert exact.may_be(BirthDate.read("4月1日"))
    assert exact.may_be(BirthDate.read("不詳"))
    assert exact.may_be(BirthDate.at_age(51, said_on=TODAY))
    assert not exact.may_be(BirthDate.read("1975年5月"))
    assert not exact.may_be(BirthDate.read("4月2日"))
    assert not exact.may_be(BirthDate.read("昭和56年頃"))


@given(DAYS, st.integers(min_value=0, max_value=45_000))
def test_an_age_lies_between_the_ages_of_its_interval(day: date, later: int) -> None:
    on = day + timedelta(days=later)
    age = BirthDate.on(day).age_on(on)
    assert age is not None
    said = BirthDate.at_age(age, said_on=on, approximate=False)
    assert said.earliest is not None
    assert said.latest is not None
    assert said.earliest <= day <= said.latest
    youngest, oldest = BirthDate.read(f"{day.year}年").ages_on(on) or (age, age)
    assert youngest <= age <= oldest


@given(
    st.text(alphabet="令和昭平成元年月日頃歳代 0123456789/.-一十〇不詳明S", max_size=12)
    | st.text(max_size=12)
)
def test_anything_typed_is_read_or_refused_politely(written: str) -> None:
    birth = BirthDate.read_leniently(written, today=TODAY)
    birth.display(TODAY)
    birth.note()
    assert birth.earliest is None or birth.latest is None or birth.earliest <= birth.latest
    assert BirthDate.from_fields(birth.to_fields()) == birth


@pytest.mark.parametrize("text", ["46113", "４６１１３", "46113.5"])
def test_a_day_as_excel_counts_it_is_said_to_be_one(text: str) -> None:
    with pytest.raises(DateProblem, match="Excelの日付の数"):
        read_day(text)
