"""個人番号（マイナンバー）: this house may not hold one, wherever it is typed.

番号法 20条; the last digit checks the others by 平成26年総務省令第85号 5条.
"""

import re
from collections.abc import Iterator

BETWEEN = r"[ \-‐‑–—―−ー]"
LIKELY = re.compile(r"(?:\d\D?){12}")
"""Asked first, for most texts have no such thing and are long."""
TWELVE = re.compile(
    rf"(?<![0-9+])(?<![0-9]{BETWEEN})(?:[0-9]{{12}}|[0-9]{{4}}({BETWEEN})[0-9]{{4}}\1[0-9]{{4}})(?!{BETWEEN}?[0-9])"
)
NARROW = str.maketrans("０１２３４５６７８９－﹣ｰ　\u00a0\u2002\u2003\u2009", "0123456789--ー     ")
"""sign for sign, so that what is found stands at the same place in what was typed"""
WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)

NOT_HERE = (
    "個人番号（マイナンバー）と見られる12桁の数字があります。個人番号は記録できません。消してください。"
    "運転免許証などほかの番号のときは、下4桁だけを書いてください。"
)
NOT_KEPT = "〔個人番号と見られる数字は、下書きに残しません〕"


def holds_individual_number(text: str) -> bool:
    """Whether twelve digits with a fitting last one stand in what was typed, in one piece or in fours, half or full width."""
    return any(True for _ in _found(text))


def without_individual_number(text: str) -> str:
    """The text with a remark in place of each such number; the rest to the letter."""
    for start, end in reversed(list(_found(text))):
        text = text[:start] + NOT_KEPT + text[end:]
    return text


def _found(text: str) -> Iterator[tuple[int, int]]:
    """From where to where."""
    if LIKELY.search(text):
        for match in TWELVE.finditer(text.translate(NARROW)):
            if _fits([int(one) for one in match.group() if one.isdigit()]):
                yield match.span()


def _fits(digits: list[int]) -> bool:
    rest = sum(digit * weight for digit, weight in zip(digits, WEIGHTS, strict=False)) % 11
    return digits[-1] == (0 if rest <= 1 else 11 - rest)
