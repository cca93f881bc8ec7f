"""Cards: what one outsider is shown, and what they are asked, as plain values that travel to the outer edge and back.

A card holds the words that were released and nothing to look anything up with. Who gets it holds a link; the answer comes
back as the names and values that the card asked for. Rooms upstairs release cards (`agencies.actions.cards`); the process
at the edge (`enishi.edge`) draws them and checks the answers by the card alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

CHOICE, TEXT, DAY, NUMBER = "choice", "text", "day", "number"
KINDS = (CHOICE, TEXT, DAY, NUMBER)
MOST_LETTERS = 2000
LARGEST = 32 * 1024
"""Of a card and of an answer, in bytes of JSON."""


@dataclass(frozen=True)
class Ask:
    """One question of a card. ``choices``: (value, label); ``most``: letters of a text, or the largest number."""

    name: str
    label: str
    kind: str = TEXT
    required: bool = False
    choices: Sequence[tuple[str, str]] = ()
    hint: str = ""
    most: int = MOST_LETTERS

    def __post_init__(self) -> None:
        if self.kind not in KINDS or not self.name.isidentifier() or (self.kind == CHOICE) != bool(self.choices):
            raise ValueError(f"no such question: {self}")


@dataclass(frozen=True)
class Card:
    """``facts``: (label, words) in a table; ``texts``: (heading, words); ``thanks``: what is said after the answer."""

    title: str
    sender: str
    lead: str = ""
    facts: Sequence[tuple[str, str]] = ()
    texts: Sequence[tuple[str, str]] = ()
    asks: Sequence[Ask] = ()
    thanks: str = "回答を受け取りました。"

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Card:
        """From JSON. Raises ValueError or TypeError for anything else than `told` gave."""
        asks = tuple(
            Ask(**{**one, "choices": tuple((value, label) for value, label in one["choices"])}) for one in told["asks"]
        )
        pairs = {name: tuple((label, words) for label, words in told[name]) for name in ("facts", "texts")}
        return cls(**{**told, **pairs, "asks": asks})


@dataclass
class Answered:
    """What somebody gave: the clean values, and what is wrong, by the name of the question."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def answered(asks: Sequence[Ask], given: Mapping[str, str]) -> Answered:
    """Check an answer by the questions alone. Nothing that was not asked comes through."""
    found = Answered()
    for ask in asks:
        text = given.get(ask.name, "").replace("\r\n", "\n").replace("\x00", "").strip()
        if wrong := _wrong(ask, text):
            found.errors[ask.name] = wrong
        found.values[ask.name] = text
    return found


def _wrong(ask: Ask, text: str) -> str:
    if not text:
        return f"「{ask.label}」を{'選んで' if ask.kind == CHOICE else '入れて'}ください。" if ask.required else ""
    if ask.kind == CHOICE and text not in {value for value, _ in ask.choices}:
        return f"「{ask.label}」は、示したものから選んでください。"
    if ask.kind == TEXT and len(text) > ask.most:
        return f"「{ask.label}」は{ask.most:,}文字までです（いま{len(text):,}文字）。"
    if ask.kind == NUMBER and not (text.isascii() and text.isdigit() and int(text) <= ask.most):
        return f"「{ask.label}」は、0から{ask.most:,}までの数字を半角で入れてください。"
    if ask.kind == DAY and not _is_day(text):
        return f"「{ask.label}」は、2026-04-01のように入れてください。"
    return ""


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
