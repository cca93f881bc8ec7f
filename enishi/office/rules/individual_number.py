"""個人番号（マイナンバー）: this house may not hold one, wherever it is typed.

番号法 20条; the last digit checks the others by 平成26年総務省令第85号 5条.
"""

import re
import unicodedata

BETWEEN = r"[ \-‐‑–—―−ー]"
TWELVE = re.compile(
    rf"(?<![0-9+])(?<![0-9]{BETWEEN})(?:[0-9]{{12}}|[0-9]{{4}}({BETWEEN})[0-9]{{4}}\1[0-9]{{4}})(?!{BETWEEN}?[0-9])"
)
WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)

NOT_HERE = (
    "個人番号（マイナンバー）と見られる12桁の数字があります。個人番号は記録できません。消してください。"
    "運転免許証などほかの番号のときは、下4桁だけを書いてください。"
)


def holds_individual_number(text: str) -> bool:
    """Whether twelve digits with a fitting last one stand in what was typed, in one piece or in fours, half or full width."""
    if len(text) < 12:
        return False
    found = TWELVE.finditer(unicodedata.normalize("NFKC", text))
    return any(_fits([int(one) for one in match.group() if one.isdigit()]) for match in found)


def _fits(digits: list[int]) -> bool:
    rest = sum(digit * weight for digit, weight in zip(digits, WEIGHTS, strict=False)) % 11
    return digits[-1] == (0 if rest <= 1 else 11 - rest)
