"""The forms as data, and the pure rules of sheets and plans."""

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.cases.queries.prefill import CONSULTATION, REGISTER
from enishi.cases.rules import planning
from enishi.cases.rules.assessment import Value, by_class, meter, reasons_about_value, together
from enishi.cases.rules.differences import Change, differences
from enishi.cases.sheets import CHOSEN, Item, ItemKind, sheet, sheets
from enishi.cases.terms import EvaluationResult, GoalState, PlanState
from enishi.office.vocabularies import files

LISTS = {
    one["code"]: {term["code"]: term.get("class", 1) for term in one["terms"]}
    for path in files()
    for one in tomllib.loads(Path(path).read_text(encoding="utf-8"))["vocabulary"]
}
ITEMS = [(form, item) for form in sheets().values() for item in form.items]


@pytest.mark.parametrize(("form", "item"), ITEMS, ids=lambda one: getattr(one, "code", ""))
def test_every_item_is_whole(form, item: Item) -> None:
    assert bool(item.vocabulary) == (item.kind in CHOSEN)
    assert not item.vocabulary or item.vocabulary in LISTS
    assert bool(item.reads) == (item.kind == ItemKind.READ)
    assert not item.reads or item.reads in REGISTER | CONSULTATION
    assert not item.after or form.item(item.after) is not None
    assert item.information_class in (1, 2, 4, 8, 16, 32, 64)
    assert item.kind != ItemKind.YES_NO or len(LISTS[item.vocabulary]) == 2


@pytest.mark.parametrize("form", sheets().values(), ids=lambda one: one.code)
def test_no_form_asks_twice(form) -> None:
    codes, labels = [one.code for one in form.items], [one.label for one in form.items]
    assert len(set(codes)) == len(codes)
    assert len(set(labels)) == len(labels)
    assert any(one.reported for one in form.items)


@pytest.mark.parametrize("form", sheets().values(), ids=lambda one: one.code)
def test_every_item_stands_in_one_section(form) -> None:
    placed = [item.code for section in form.sections for item in section.items]
    assert sorted(placed) == sorted(one.code for one in form.items), "each once"
    assert any(one.is_opinion for one in form.items), "what staff think is kept apart"


def test_what_is_told_when_received_is_not_asked_by_the_assessment() -> None:
    """G28: name, kana, sex, birth, address, phone, issues and complaint are typed once, and elsewhere."""
    form = sheet("intake_assessment")
    asked = {one.label for one in form.filled}
    for label in (
        "氏名",
        "ふりがな",
        "性別",
        "生年月日",
        "住所",
        "電話",
        "相談経路",
        "本人の主訴・状況",
        "課題と特性",
    ):
        assert label not in asked
        assert label in {one.label for one in form.items}


def test_the_newest_version_is_the_one_to_fill_in() -> None:
    assert sheet("intake_assessment").version == max(
        version for code, version in sheets() if code == "intake_assessment"
    )
    with pytest.raises(KeyError):
        sheet("no_such")


def test_results_are_those_of_the_vocabulary() -> None:
    assert set(LISTS["evaluation_result"]) == set(EvaluationResult.values)
    assert set(LISTS["plan_kind"]) == {"first", "renewed"}


values = st.dictionaries(st.integers(0, 9), st.text(max_size=2), max_size=8)


@given(values, values)
def test_differences_lead_from_the_one_to_the_other(before: dict, after: dict) -> None:
    rebuilt = dict(before)
    for one in differences(before, after):
        assert one.before != one.after
        if one.change == Change.REMOVED:
            del rebuilt[one.key]
        else:
            assert (one.key in before) == (one.change == Change.CHANGED)
            rebuilt[one.key] = one.after
    assert rebuilt == after
    assert differences(after, after) == []


CODES = st.lists(st.sampled_from(["a", "b", "c", "d"]), unique=True)
CLASSES = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.sampled_from([1, 2, 4, 8]), min_size=1)


@given(CODES, CLASSES)
def test_ticks_in_pieces_are_the_same_ticks(codes: list[str], class_of: dict[str, int]) -> None:
    item = Item("x", "x", ItemKind.MULTI, vocabulary="x", information_class=2)
    pieces = by_class(item, Value(codes=tuple(codes)), class_of)
    assert set(together(pieces.values()).codes) == set(codes)
    assert sum(len(one.codes) for one in pieces.values()) == len(codes)
    for cls, piece in pieces.items():
        assert all(class_of.get(code, 2) == cls for code in piece.codes)
    assert set(class_of.values()) <= set(pieces), "what is no longer ticked is seen to be gone"


@pytest.mark.parametrize("kind", list(ItemKind))
def test_only_what_the_kind_takes_fits(kind: ItemKind) -> None:
    item = Item("x", "項目", kind, vocabulary="x" if kind in CHOSEN else "")
    given_values = {
        "codes": Value(codes=("a",)), "number": Value(number=Decimal(1)), "day": Value(day=date(2026, 1, 1)),
        "text": Value(text="x"),
    }  # fmt: skip
    fits = [
        name
        for name, value in given_values.items()
        if not reasons_about_value(item, value, {"a"}, date(2026, 1, 2))
    ]
    expected = {"number": ["number"], "date": ["day"], "text": ["text"]}.get(
        kind, ["codes"] if kind in CHOSEN else []
    )
    assert fits == expected
    assert reasons_about_value(item, Value(), (), date(2026, 1, 2)) == [], "nothing said is never wrong"


def test_the_meter_counts_what_is_reported() -> None:
    items = [
        Item("a", "あ", ItemKind.TEXT, reported=True),
        Item("b", "い", ItemKind.TEXT, reported=True),
        Item("c", "う", ItemKind.TEXT),
    ]
    found = meter(items, {"a", "c"})
    assert (found.answered, found.required, found.missing, found.is_full) == (1, 2, ("い",), False)
    assert meter(items, {"a", "b"}).is_full


@given(st.lists(st.sampled_from(list(PlanState)), max_size=12))
def test_no_way_to_a_decision_but_by_a_proposal(wanted: list[PlanState]) -> None:
    now, way = PlanState.DRAFT, [PlanState.DRAFT]
    for one in wanted:
        if planning.may_step(now, one):
            now = one
            way.append(one)
    if PlanState.DECIDED in way:
        assert PlanState.PROPOSED in way[: way.index(PlanState.DECIDED)]
    if way[-1] in (PlanState.SUPERSEDED, PlanState.ENDED):
        assert not planning.PLAN_STEPS[way[-1]]


TODAY = date(2026, 11, 26)
days = st.one_of(st.none(), st.integers(-40, 40).map(lambda n: TODAY + timedelta(days=n)))


@given(st.booleans(), days, days, st.booleans())
def test_a_plan_is_adopted_only_by_a_meeting_in_time_and_with_consent(
    has_decision: bool, meeting_on: date | None, approve_by: date | None, agreed: bool
) -> None:
    reasons = planning.reasons_not_to_adopt(
        has_decision=has_decision, meeting_on=meeting_on, today=TODAY, approve_by=approve_by, agreed=agreed
    )
    may = (
        has_decision
        and meeting_on is not None
        and meeting_on <= TODAY
        and (approve_by is None or meeting_on <= approve_by)
        and agreed
    )
    assert (reasons == []) == may


@given(days)
def test_a_next_look_is_a_day_to_come_within_reach(next_on: date | None) -> None:
    may = next_on is not None and TODAY < next_on <= TODAY + timedelta(days=30)
    assert (planning.reasons_about_next_look(next_on, TODAY, look=30) == []) == may


@pytest.mark.parametrize(("begins", "ends", "due", "said"), [
    (TODAY, date(2027, 5, 1), date(2027, 4, 1), ""),
    (TODAY, date(2027, 5, 1), date(2016, 4, 1), "実施することの期限は、2025年11月26日から2028年5月1日まで"),
    (None, None, date(2036, 4, 1), "実施することの期限は"),
    (None, None, None, ""),
    (date(1900, 1, 1), date(1900, 12, 1), None, "プラン期間の始まりは、2023年11月26日から2029年11月26日まで"),
    (TODAY, date.max, date.max, ""),
])  # fmt: skip
def test_days_that_cannot_be_meant_are_told(begins: date | None, ends: date | None, due: date | None, said: str) -> None:
    found = planning.reasons_about_years(begins, ends, [due, due], TODAY)
    assert [said in one for one in found] == [True] * bool(said), "each once"


def test_a_meeting_of_another_century_adopts_nothing() -> None:
    say = planning.reasons_not_to_adopt
    (reason,) = say(has_decision=True, meeting_on=date(1900, 1, 1), today=TODAY, approve_by=None, agreed=True)
    assert "2021年11月26日から2026年11月26日まで" in reason


def test_a_goal_left_open_is_not_evaluated() -> None:
    say = planning.reasons_not_to_evaluate
    whole = {"state": "decided", "is_lead": True, "result": "ended", "results": ["met"], "without_result": 0}
    assert say(**whole) == []
    for more in (
        {"state": "draft"}, {"is_lead": False}, {"result": ""}, {"results": [GoalState.OPEN]}, {"without_result": 1},
    ):  # fmt: skip
        assert len(say(**whole | more)) == 1
