"""Text that a spreadsheet must not take for a formula, a command or an escape.

Sources: OWASP "CSV Injection"; Excel also trims blanks and invisible marks before it looks for `=`, and
Japanese Excel takes the full-width ＝＋－＠ for their half-width forms.
"""

from __future__ import annotations

import re

_INVISIBLE = (
    "\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u2000-\u200f\u2028-\u202f"
    "\u205f-\u206f\u3000\u3164\ufeff\uffa0"
)
_STARTS_A_FORMULA = re.compile(f"^[\"'“”‘’{_INVISIBLE}]*[=+\\-@|＝＋－−＠｜﹢﹣﹦﹫﬩⁺⁻⁼₊₋₌]|^[\t\r\n]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def is_risky(text: str) -> bool:
    """Would a spreadsheet that opens `text` as a CSV cell perhaps calculate it?"""
    return bool(_STARTS_A_FORMULA.search(text))


def csv_text(text: str) -> str:
    """`text` for a CSV cell: a leading ' where it might be calculated, control characters made visible."""
    shown = visible_controls(text)
    return "'" + shown if is_risky(text) or is_risky(shown) else shown


def from_csv_text(text: str) -> str:
    """What `csv_text` was given, so that a file that went out comes back the same."""
    return text[1:] if text.startswith("'") and is_risky(text[1:]) else text


def xlsx_text(text: str) -> str:
    """`text` for an XLSX cell of type text: control characters made visible, `_x0041_` kept as written."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _LOOKS_ESCAPED.sub("_x005F_", visible_controls(lines))


def visible_controls(text: str) -> str:
    """Control characters, which XML forbids and terminals obey, as their pictures (␀ … ␡) or their number."""
    return _CONTROL.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"〔U+{code:04X}〕"
