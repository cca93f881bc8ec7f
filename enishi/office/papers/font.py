"""The one font of every paper: Noto Sans CJK JP (OFL 1.1) holds Japanese names, simplified Chinese, Vietnamese and Latin.

What it cannot hold (an emoji, a private character) is printed as its number, never as an empty box that says nothing.
"""

import struct
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

FAMILY = "Noto Sans CJK JP"
PACKAGE, FILE = "noto_cjk_sans_jp_regular", "NotoSansCJKjp-Regular.otf"
NUMBER = "〔U+"
NUMBERED = "〔U+…〕は、この紙に印刷できない文字です。もとの文字は記録の画面で読めます。必要なときは、手で書いてください。"
INVISIBLE = (
    frozenset(range(0xFE00, 0xFE10))
    | frozenset(range(0xE0100, 0xE01F0))
    | {0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF}
)
"""Variation selectors choose a shape; the others have none."""


@cache
def path() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(PACKAGE)
    return Path(spec.origin).with_name(FILE)


def holdable(text: str) -> str:
    """The text with 〔U+1F3E0〕 for what the font has no shape for; a line ends as a browser sends it, or as a file has it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    known = characters()
    if all(known[ord(one)] for one in set(text)):
        return text
    return "".join([one if known[ord(one)] or one in "\n\t" else _number(one) for one in text])


def _number(one: str) -> str:
    code = ord(one)
    return "" if code in INVISIBLE and code < 0xFE00 else f"{NUMBER}{code:04X}〕"


@cache
def characters() -> bytes:
    """1 at every character that the font holds, read from its table ``cmap`` (format 12), and at those without a shape."""
    content = path().read_bytes()
    tables = struct.unpack(">H", content[4:6])[0]
    for place in range(12, 12 + 16 * tables, 16):
        tag, _, offset, _ = struct.unpack(">4sIII", content[place : place + 16])
        if tag == b"cmap":
            known = bytearray(sys.maxunicode + 1)
            for one in (*_format_12(content, offset), *(INVISIBLE - {0x200B, 0x2060, 0xFEFF}), 10):
                known[one] = 1
            return bytes(known)
    raise ValueError("a font without cmap")


def _format_12(content: bytes, cmap: int) -> list[int]:
    count = struct.unpack(">H", content[cmap + 2 : cmap + 4])[0]
    for place in range(cmap + 4, cmap + 4 + 8 * count, 8):
        table = cmap + struct.unpack(">I", content[place + 4 : place + 8])[0]
        if struct.unpack(">H", content[table : table + 2])[0] == 12:
            groups = struct.unpack(">I", content[table + 12 : table + 16])[0]
            found: list[int] = []
            for number in range(groups):
                first, last, _ = struct.unpack(
                    ">III", content[table + 16 + 12 * number : table + 28 + 12 * number]
                )
                found.extend(range(first, last + 1))
            return found
    raise ValueError("a font without a table of all characters")
