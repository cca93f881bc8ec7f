"""The questions of a card as the template draws them."""

from collections.abc import Sequence
from typing import Any

from enishi.office.cards import AGREE, CHOICE, DAY, EMAIL, NUMBER, PHONE, TICKS, Answered, Ask

TYPES = {DAY: "date", EMAIL: "email", PHONE: "tel"}
DRAWN = {CHOICE: "choices", TICKS: "choices", AGREE: "agree"}


def fields_of(asks: Sequence[Ask], given: Answered) -> list[dict[str, Any]]:
    return [_field(ask, given.values.get(ask.name, ""), given.errors.get(ask.name, "")) for ask in asks]


def _field(ask: Ask, value: str, error: str) -> dict[str, Any]:
    chosen = set(value.split(",")) if ask.kind == TICKS else {value}
    described = [f"id_{ask.name}_{end}" for end, there in (("hint", ask.hint), ("error", error)) if there]
    return {
        "ask": ask,
        "drawn": DRAWN.get(ask.kind, "lines" if ask.is_long else "line"),
        "input": "checkbox" if ask.kind in (TICKS, AGREE) else "radio" if ask.kind == CHOICE else TYPES.get(ask.kind, "text"),
        "mode": "numeric" if ask.kind == NUMBER else "",
        "most": "" if ask.kind in (NUMBER, DAY) else ask.most,
        "choices": [(one, label, one in chosen) for one, label in ask.choices],
        "value": value,
        "error": error,
        "described": " ".join(described),
    }
