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

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from enishi.office.rules.individual_number import NOT_HERE, holds_individual_number
from enishi.office.rules.numbers import whole_number

CHOICE, TICKS, TEXT, DAY, NUMBER = "choice", "ticks", "text", "day", "number"
EMAIL, PHONE, AGREE = "email", "phone", "agree"
KINDS = (CHOICE, TICKS, TEXT, DAY, NUMBER, EMAIL, PHONE, AGREE)
AGREED = "yes"
MOST_LETTERS = 2000
LONG = 200
"""A text of more letters is drawn with several lines, and may have them."""
LARGEST = 32 * 1024
"""Of a card and of an answer, in bytes of JSON."""


@dataclass(frozen=True)
class Ask:
    """One question of a card. ``choices``: (value, label); ``most``: letters of a text, or the largest number.

    Ticks come back as their values with commas between, in the order of the choices; an agreement as ``yes``.
    ``fills``: what a browser may fill in by itself (the names of HTML's autocomplete).
    """

    name: str
    label: str
    kind: str = TEXT
    required: bool = False
    choices: Sequence[tuple[str, str]] = ()
    hint: str = ""
    most: int = MOST_LETTERS
    fills: str = ""

    def __post_init__(self) -> None:
        chosen = self.kind in (CHOICE, TICKS)
        if self.kind not in KINDS or not self.name.isidentifier() or chosen != bool(self.choices):
            raise ValueError(f"no such question: {self}")
        if any("," in value for value, _ in self.choices):
            raise ValueError(f"a comma stands between ticks: {self}")

    @property
    def is_long(self) -> bool:
        return self.kind == TEXT and self.most > LONG


@dataclass(frozen=True)
class Card:
    """``facts``: (label, words) in a table; ``texts``: (heading, words); ``thanks``: what is said after the answer.

    ``button``: what is pressed; with it a card can be answered that asks nothing (a confirmation). ``either``: groups of
    questions of which at least one is to be answered.
    """

    title: str
    sender: str
    lead: str = ""
    facts: Sequence[tuple[str, str]] = ()
    texts: Sequence[tuple[str, str]] = ()
    asks: Sequence[Ask] = ()
    thanks: str = "回答を受け取りました。"
    button: str = ""
    either: Sequence[Sequence[str]] = ()

    @property
    def can_be_answered(self) -> bool:
        return bool(self.asks or self.button)

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
        either = tuple(tuple(group) for group in told.get("either", ()))
        return cls(**{**told, **pairs, "asks": asks, "either": either})


@dataclass
class Answered:
    """What somebody gave: the clean values, and what is wrong, by the name of the question."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def answered(asks: Sequence[Ask], given: Mapping[str, str], either: Sequence[Sequence[str]] = ()) -> Answered:
    """Check an answer by the questions alone. Nothing that was not asked comes through."""
    found = Answered()
    for ask in asks:
        text = given.get(ask.name, "").replace("\r\n", "\n").replace("\x00", "").strip()
        if wrong := _wrong(ask, text):
            found.errors[ask.name] = wrong
        found.values[ask.name] = text
    labels = {ask.name: ask.label for ask in asks}
    for group in either:
        if not any(found.values.get(name) or name in found.errors for name in group):
            found.errors[group[0]] = f"{'か'.join(f'「{labels[name]}」' for name in group)}の、どちらかを入れてください。"
    return found


def said(asks: Sequence[Ask], posted: Any) -> dict[str, str]:
    """What a browser sent (`QueryDict`), as `answered` takes it: the last value of a field, all values of ticks."""
    found = {}
    for ask in asks:
        if ask.kind == TICKS:
            ticked = set(posted.getlist(ask.name))
            found[ask.name] = ",".join([value for value, _ in ask.choices if value in ticked])
        else:
            found[ask.name] = posted.get(ask.name, "")
    return found


def told(asks: Sequence[Ask], given: Mapping[str, str]) -> list[tuple[str, str]]:
    """An answer as (question, words), what was left empty left out."""
    shown = []
    for ask in asks:
        if value := given.get(ask.name, ""):
            labels = dict(ask.choices)
            words = [labels.get(one, one) for one in value.split(",")] if ask.kind == TICKS else [labels.get(value, value)]
            shown.append((ask.label, "、".join(words)))
    return shown


def _wrong(ask: Ask, text: str) -> str:
    if not text:
        return _missing(ask) if ask.required else ""
    if not _readable(ask, text):
        return f"「{ask.label}」に、読めない文字が入っています。消してから送ってください。"
    if ask.kind in (CHOICE, TICKS, AGREE):
        known = {value for value, _ in ask.choices} or {AGREED}
        fits = set(text.split(",")) <= known if ask.kind == TICKS else text in known
        return "" if fits else f"「{ask.label}」は、示したものから選んでください。"
    if ask.kind == NUMBER:
        fits = whole_number(text, most=ask.most) is not None
        return "" if fits else f"「{ask.label}」は、0から{ask.most:,}までの数字を半角で入れてください。"
    if ask.kind == DAY:
        return "" if _is_day(text) else f"「{ask.label}」は、2026-04-01のように入れてください。"
    if holds_individual_number(text):
        return NOT_HERE
    if len(text) > ask.most:
        return f"「{ask.label}」は{ask.most:,}文字までです（いま{len(text):,}文字）。"
    if ask.kind == EMAIL and not _is_email(text):
        return f"「{ask.label}」は、name@example.jp のように半角で入れてください。"
    return ""


def _missing(ask: Ask) -> str:
    if ask.kind == AGREE:
        return f"「{ask.label}」に印をつけてください。"
    return f"「{ask.label}」を{'選んで' if ask.kind in (CHOICE, TICKS) else '入れて'}ください。"


def _readable(ask: Ask, text: str) -> bool:
    """No control characters; lines only where the field has lines: the heading of a mail cannot be broken into two."""
    allowed = "\n\r\t" if ask.is_long else "\t"
    return all(one in allowed or ord(one) >= 32 for one in text)


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
