"""Values that stand nowhere else, so that a page that holds one has told it.

Every value of the town is made by :class:`Ink`: three rare characters, five kana, a telephone number, a birth date. Each
knows its binder, its class and who wrote it. :class:`Finder` reads them back out of an answer of any kind.
"""

import base64
import binascii
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from html import unescape
from typing import Any
from urllib.parse import unquote_plus
from uuid import UUID, uuid4

import pypdfium2

from enishi.office.wareki import BirthDate
from enishi.residents.rules.reference import reference

KANJI = "鮭笹鯖皐鰹鞄椛鱈凧蛸狸鳶鴇鷺鵜蛤鯉鱒鮪鰻蛙蜘柊椋"
KANA = "カキクケコサシスセソタチツテトナニネノハ"
TOKENS = re.compile(f"[{KANJI}]{{3}}|ヌペ[{KANA}]{{4}}|canary[0-9]{{4}}")
NUMBERS = (re.compile(r"0[0-9][0-9()\-]{7,14}[0-9]"), re.compile(r"0[0-9 ]{9,13}[0-9]"))
IDS = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
REFERENCES = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-?[0-9A-HJKMNP-TV-Z]{4}\b")
ENCODED = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


@dataclass
class Binder:
    """A binder of the town. ``id`` is known once the verb has made it."""

    label: str
    kind: str
    id: UUID = field(default_factory=uuid4)

    def __repr__(self) -> str:
        return self.label

    __hash__ = object.__hash__
    __eq__ = object.__eq__


@dataclass(frozen=True)
class Canary:
    """One value. ``also``: binders that must be open (基本) as well; ``only``: the one member of staff who may read it."""

    text: str
    binder: Binder
    information_class: int
    origin: UUID | None
    says: str
    also: tuple[Binder, ...] = ()


class Ink:
    """Makes canaries and remembers them under every form in which they can come back."""

    def __init__(self) -> None:
        self.canaries: dict[str, Canary] = {}
        self._made = self._births = 0

    def _next(self) -> int:
        self._made += 1
        return self._made * 37  # far apart, so that no two are spelled alike

    def _keep(self, form: str, canary: Canary) -> str:
        if form in self.canaries:
            raise LookupError(f"{form} was made before")
        self.canaries[form] = canary
        return canary.text

    def word(self, binder: Binder, cls: int, origin: UUID | None, says: str, *, also: Iterable[Binder] = ()) -> str:
        text = _digits(self._next() % len(KANJI) ** 3, KANJI, 3)  # goes round without meeting itself: 37 is prime
        return self._keep(text, Canary(text, binder, cls, origin, says, tuple(also)))

    def kana(self, binder: Binder, cls: int, origin: UUID | None, says: str) -> str:
        text = "ヌペ" + _digits(self._next(), KANA, 4)
        return self._keep(text, Canary(text, binder, cls, origin, says))

    def mobile(self, binder: Binder, cls: int, origin: UUID | None, says: str) -> str:
        number = f"{self._next():06}"
        text = f"090-77{number[:2]}-{number[2:]}"
        return self._keep(text.replace("-", ""), Canary(text, binder, cls, origin, says))

    def landline(self, binder: Binder, cls: int, origin: UUID | None, says: str) -> str:
        number = f"{self._next() // 37:04}"
        return self._keep(f"056577{number}", Canary(f"0565-77-{number}", binder, cls, origin, says))

    def email(self, binder: Binder, cls: int, origin: UUID | None, says: str) -> str:
        text = f"canary{self._next() // 37:04}"
        return self._keep(text, Canary(f"{text}@example.jp", binder, cls, origin, says))

    def birth(self, binder: Binder, cls: int, origin: UUID | None, says: str) -> BirthDate:
        self._births += 13  # 420 births are not alike
        number = self._births
        day = date(1931 + number % 60, 1 + number % 12, 1 + number % 28)
        read = BirthDate.read(day.isoformat())
        canary = Canary(day.isoformat(), binder, cls, origin, says)
        for form in {read.written(), day.isoformat(), f"{day:%Y/%m/%d}", f"{day.year}年{day.month}月{day.day}日"}:
            self._keep(_plain(form), canary)
        return read

    def existence(self, binder: Binder) -> None:
        """The id of a binder and the number that people read tell that it exists."""
        self._keep(str(binder.id), Canary(str(binder.id), binder, 0, None, "id"))
        number = reference(binder.id)
        self._keep(number.replace("-", ""), Canary(number, binder, 0, None, "number"))


class Finder:
    """Reads canaries out of an answer: body, headers, and whatever is escaped, encoded or packed in them."""

    def __init__(self, ink: Ink) -> None:
        self.canaries = ink.canaries
        births = [one for one in self.canaries if one[0].isdigit() and len(one) < 12 and not one.startswith("0")]
        births += [one for one in self.canaries if one.endswith("日")]
        self._births = any_of(births)

    def in_answer(self, body: bytes, headers: Iterable[tuple[str, str]] = ()) -> set[Canary]:
        text = "\n".join(unpacked(body)) + "\n" + "\n".join(value for _, value in headers)
        return self.in_text(text)

    def in_text(self, text: str) -> set[Canary]:
        found: set[str] = set()
        for line in set(text.split("\n")):
            found |= forms_in_line(line, self._births)
        return {self.canaries[one] for one in found if one in self.canaries}


@lru_cache(maxsize=300_000)
def forms_in_line(line: str, births: str) -> frozenset[str]:
    """Whatever in a line is spelled like a canary. No form goes over the end of a line, and most lines of a page stand on
    others, too: each is read once.
    """
    found: set[str] = set()
    for view in {line, unescape(line), unquote_plus(line), *decoded(line)}:
        text = _plain(view)
        found |= {*TOKENS.findall(text), *IDS.findall(text), *re.findall(births, text)}
        found |= {re.sub("[^0-9]", "", one) for number in NUMBERS for one in number.findall(text)}
        found |= {one.replace("-", "") for one in REFERENCES.findall(text)}
    return frozenset(found)


def any_of(words: Iterable[str]) -> str:
    """A pattern that finds the longest of some words: by their letters as a tree, for one word after the other takes long."""
    tree: dict[str, Any] = {}
    for word in words:
        at = tree
        for letter in word:
            at = at.setdefault(letter, {})
        at[""] = {}
    return _branches(tree) if tree else "$^"


def _branches(tree: dict[str, Any]) -> str:
    ways = [re.escape(letter) + _branches(rest) for letter, rest in tree.items() if letter]
    text = f"(?:{'|'.join(ways)})" if len(ways) > 1 else "".join(ways)
    return f"(?:{text})?" if ways and "" in tree else text


def unpacked(body: bytes) -> Iterable[str]:
    """The text of an answer, of every part of a packed one (XLSX), or of the pages of a printed one (PDF)."""
    if body[:5] == b"%PDF-":
        return printed(body)
    if body[:2] != b"PK":
        return [body.decode("utf-8", "replace")]
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        return [name + "\n" + parts.read(name).decode("utf-8", "replace") for name in parts.namelist()]


def printed(body: bytes) -> list[str]:
    """What a reader can select on each page, also as if no line were broken, and what stands in the file unpacked."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError:
        return [body.decode("utf-8", "replace")]
    try:
        pages = [one.get_textpage().get_text_range() for one in document]
        told = " ".join(document.get_metadata_dict().values())
    finally:
        document.close()
    whole = "".join("".join(pages).splitlines())
    return [*pages, whole, told]


def decoded(text: str) -> Iterable[str]:
    """What stands base64-encoded in a text, e.g. in a signed token."""
    for one in ENCODED.findall(text):
        try:
            plain = base64.b64decode(one.replace("-", "+").replace("_", "/") + "==")
            yield plain.decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            continue


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(TO_KATAKANA)


def _digits(number: int, letters: str, length: int) -> str:
    out = ""
    for _ in range(length):
        number, rest = divmod(number, len(letters))
        out = letters[rest] + out
    if number:
        raise LookupError("too many canaries")
    return out
