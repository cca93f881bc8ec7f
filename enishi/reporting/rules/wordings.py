"""Sheets for the person in several languages (``wordings/*.toml``): consent, withdrawal, notice, Japanese beside each sentence.

The words are data with a version; a city approves them language by language. What was approved is the fingerprint of the text.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from enishi.office.papers.blocks import Block, Note, Paper, Signature
from enishi.reporting.terms import SheetKind, SheetLanguage
from enishi.sharing.terms import ConsentStage, InformationClass

HERE = Path(__file__).resolve().parents[1] / "wordings"
JAPANESE = "ja"
TAGS = {SheetLanguage.PLAIN: "ja-JP", SheetLanguage.CHINESE: "zh-CN"}
LINE = "＿" * 22
SHORT = "＿" * 8
ASKED = [one for one in InformationClass if one != InformationClass.INFORMANT]
KINDS = frozenset(
    {"note", "small", "name", "stages", "recipients", "classes", "purpose", "period", "contact", "signature"}
)
UNVERIFIED = "要確認（市がまだ承認していない文面です）"


@dataclass(frozen=True)
class Agreement:
    """What a sheet is filled with; empty, it is printed to be filled in by hand."""

    agency: str = ""
    contact: str = ""
    name: str = ""
    stage: str = ""
    classes: int = 0
    recipients: Sequence[str] = field(default_factory=list)
    purpose: str = ""
    starts_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True)
class Part:
    kind: str
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Wording:
    """One sheet in one version, with all its languages."""

    sheet: SheetKind
    version: int
    source: str
    starts_on: date
    unverified: bool
    title: Mapping[str, str]
    parts: tuple[Part, ...]

    def digest(self, language: SheetLanguage) -> str:
        """The fingerprint of everything that is printed in a language, the shared labels and the Japanese beside it included."""
        said = [[self.title[one], *(part.texts[one] for part in self.parts)] for one in (language, JAPANESE)]
        known = [
            [one[language], one[JAPANESE]] for group in labels().values() for _, one in sorted(group.items())
        ]
        told = json.dumps([self.sheet, self.version, language, said, known], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()

    def lines(self, language: SheetLanguage) -> list[tuple[str, str]]:
        """Each sentence with the Japanese, for reading side by side."""
        shared = [one for group in labels().values() for one in group.values()]
        texts = [self.title, *(part.texts for part in self.parts), *shared]
        return [(_for_reading(one[language]), _for_reading(one[JAPANESE])) for one in texts]


def _for_reading(text: str) -> str:
    return text.replace("{agency}", "〔機関名〕")


@cache
def wordings() -> Mapping[SheetKind, Wording]:
    """Every sheet, in the order of :class:`SheetKind`."""
    return {one: _read(one) for one in SheetKind}


@cache
def labels() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """``stages`` and ``classes`` → code → language → words."""
    found: dict[str, dict[str, dict[str, str]]] = tomllib.loads(
        (HERE / "labels.toml").read_text(encoding="utf-8")
    )
    return found


def _read(sheet: SheetKind) -> Wording:
    given: dict[str, Any] = tomllib.loads((HERE / f"{sheet}.toml").read_text(encoding="utf-8"))
    return Wording(
        sheet=sheet,
        version=given["version"],
        source=given["source"],
        starts_on=given["starts_on"],
        unverified=given["unverified"],
        title=given["title"],
        parts=tuple(Part(one.pop("kind"), one) for one in given["parts"]),
    )


def sheet(wording: Wording, language: SheetLanguage, told: Agreement, *, approved: bool) -> Paper:
    """The sheet as a paper, in a language with Japanese beside it."""
    return Paper(
        title=wording.title[language],
        beside=wording.title[JAPANESE],
        blocks=[_block(part, language, told) for part in wording.parts],
        kind=f"{SheetKind(wording.sheet).label}（{SheetLanguage(language).label}） 第{wording.version}版",
        remark="" if approved else UNVERIFIED,
        language=TAGS.get(language, str(language)),
    )


def _block(part: Part, language: SheetLanguage, told: Agreement) -> Block:
    said, beside = (_said(part, one, told) for one in (str(language), JAPANESE))
    if part.kind == "signature":
        return Signature(said, "　　　　/　　　/　　　", beside)
    if part.kind == "small":  # room to write by hand is left once, beside it one only reads
        return Note(said, re.sub("　+", "　", beside).strip(), "small")
    return Note(said, beside)


def _said(part: Part, language: str, told: Agreement) -> str:
    text = part.texts[language].replace("{agency}", told.agency or SHORT)
    if part.kind in ("note", "small", "signature"):
        return text
    by_hand = LINE if language != JAPANESE else ""
    value = {
        "name": told.name or by_hand,
        "stages": _choices("stages", [str(one) for one in ConsentStage], language, {told.stage}),
        "recipients": "\n".join(f"・{one}" for one in told.recipients) or f"{by_hand}\n{by_hand}",
        "classes": _choices(
            "classes",
            [str(one.value) for one in ASKED],
            language,
            {str(one.value) for one in ASKED if one & told.classes},
        ),
        "purpose": told.purpose or by_hand,
        "period": f"{_day(told.starts_on)} 〜 {_day(told.last_on)}",
        "contact": told.contact or told.agency or by_hand,
    }[part.kind]
    return f"【{text}】\n{value}".rstrip()


def _choices(group: str, codes: Sequence[str], language: str, chosen: set[str]) -> str:
    return "\n".join(
        f"［{'✓' if code in chosen else '　'}］{labels()[group][code][language]}" for code in codes
    )


def _day(day: date | None) -> str:
    """Year, month, day in an order that every reader takes the same way."""
    return f"{day:%Y-%m-%d}" if day else "　　　　/　　/　　"
