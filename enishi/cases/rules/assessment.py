"""Answers to a sheet: what fits an item, into which classes its ticks fall, and how much of what is reported is there."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from enishi.cases.rules.reasons import ENDED, LONGEST_TEXT, ONLY_LEAD
from enishi.cases.sheets import CHOSEN, Item, ItemKind
from enishi.cases.terms import AssessmentState, CaseState
from enishi.office.errors import On

MANY = Decimal("9999999999.99")


@dataclass(frozen=True)
class Value:
    """What stands in one item. Which of the four is used is a matter of the item's kind."""

    codes: tuple[str, ...] = ()
    number: Decimal | None = None
    day: date | None = None
    text: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.codes or self.text.strip() or self.number is not None or self.day is not None)


EMPTY = Value()


def by_class(item: Item, value: Value, class_of: Mapping[str, int]) -> dict[int, Value]:
    """The value in pieces, one for each class of information: the item's own, and those of its ticks.

    Every class that the item can fall into is there, empty or not, so that an unticked one is seen to be gone.
    """
    if item.kind not in CHOSEN:
        return {item.information_class: value}
    found: dict[int, list[str]] = {one: [] for one in classes_of(item, class_of.values())}
    for code in dict.fromkeys(value.codes):
        found.setdefault(class_of.get(code, item.information_class), []).append(code)
    return {one: Value(codes=tuple(codes)) for one, codes in found.items()}


def classes_of(item: Item, classes: Iterable[int]) -> list[int]:
    """The classes into which answers to an item fall, given those of its vocabulary."""
    return list(dict.fromkeys(classes)) or [item.information_class]


def together(pieces: Iterable[Value]) -> Value:
    """The pieces of one item as one value again."""
    all_pieces = list(pieces)
    return Value(
        codes=tuple(code for one in all_pieces for code in one.codes),
        number=next((one.number for one in all_pieces if one.number is not None), None),
        day=next((one.day for one in all_pieces if one.day is not None), None),
        text="\n".join(one.text for one in all_pieces if one.text),
    )


def reasons_about_value(item: Item, value: Value, allowed: Collection[str], today: date) -> list[str]:
    """What does not fit the item, each with the item's name, at its field.

    :param allowed: the codes that may be chosen
    """
    said = []
    if not _fits_kind(item, value):
        said.append("この項目の答え方ではありません。画面を開き直してください。")
    if set(value.codes) - set(allowed):
        said.append("選べないものがあります。選び直してください。")
    if item.kind in (ItemKind.SINGLE, ItemKind.YES_NO) and len(set(value.codes)) > 1:
        said.append("一つだけ選んでください。")
    if value.number is not None and not (value.number.is_finite() and 0 <= value.number <= MANY):
        said.append("0以上の数を入れてください。")
    if value.day is not None and value.day > today:
        said.append("今日以前の日を入れてください。")
    if len(value.text) > LONGEST_TEXT:
        said.append(f"{LONGEST_TEXT:,}文字までです。")
    return [On(f"a-{item.code}", f"{item.label}: {one}") for one in said]


def _fits_kind(item: Item, value: Value) -> bool:
    given = {
        name
        for name, there in (
            ("codes", bool(value.codes)),
            ("number", value.number is not None),
            ("day", value.day is not None),
            ("text", bool(value.text.strip())),
        )
        if there
    }
    takes = {ItemKind.NUMBER: "number", ItemKind.DATE: "day", ItemKind.TEXT: "text"}
    wanted = "codes" if item.kind in CHOSEN else takes.get(item.kind, "")
    return given <= {wanted}


def reasons_not_to_fill(*, case_state: str, state: str) -> list[str]:
    """What forbids writing into a sheet."""
    reasons = [ENDED] if case_state == CaseState.ENDED else []
    if state == AssessmentState.CONFIRMED:
        reasons.append("確定したアセスメントです。新しいアセスメントを始めると、前の記入に続けて書けます。")
    return reasons


def reasons_not_to_confirm(*, case_state: str, state: str, is_lead: bool, answered: int) -> list[str]:
    """What forbids to confirm a sheet. What is missing of what is reported does not: the meter shows it."""
    reasons = reasons_not_to_fill(case_state=case_state, state=state)
    if not is_lead:
        reasons.append(ONLY_LEAD)
    if case_state == CaseState.OUTREACH:
        reasons.append(
            "同意前のかかわりでは、アセスメントを確定できません。支援の申込み（同意）を記録してから確定してください。"
        )
    if not answered:
        reasons.append("記入がありません。一つ以上記入してから確定してください。")
    return reasons


@dataclass(frozen=True)
class Meter:
    """How many of the items reported to the state are answered (国報告の記入状況), of those that are seen."""

    answered: int
    required: int
    missing: tuple[str, ...] = ()

    @property
    def is_full(self) -> bool:
        return self.answered == self.required


def meter(items: Iterable[Item], answered: Collection[str]) -> Meter:
    """:param items: the items that the reader may see"""
    reported = [one for one in items if one.reported]
    missing = tuple(one.label for one in reported if one.code not in answered)
    return Meter(len(reported) - len(missing), len(reported), missing)
