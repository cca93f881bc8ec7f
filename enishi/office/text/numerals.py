"""Kanji numerals (三十五, 二〇二四, 元, 廿) as arabic digits."""

import re

DIGITS = {letter: value for value, letter in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "壱": 1,
    "壹": 1,
    "弐": 2,
    "貳": 2,
    "参": 3,
    "參": 3,
    "両": 2,
}
TENS = {"十": 10, "拾": 10, "廿": 20, "卅": 30, "百": 100, "千": 1000}
LETTERS = "".join((*DIGITS, *TENS)).replace("両", "")
RUN = re.compile(f"[{LETTERS}]+")


def kanji_number(letters: str) -> int:
    """三十五 → 35, 二〇二四 → 2024, 百二 → 102. Raises ValueError on anything else."""
    if not letters or not RUN.fullmatch(letters):
        raise ValueError(letters)
    if not any(letter in TENS for letter in letters):
        return int("".join(str(DIGITS[letter]) for letter in letters))
    total, waiting = 0, 0
    for letter in letters:
        if letter in DIGITS:
            waiting = waiting * 10 + DIGITS[letter]
        elif letter in "廿卅":
            total, waiting = total + TENS[letter], 0
        else:
            total, waiting = total + (waiting or 1) * TENS[letter], 0
    return total + waiting


def kanji_numbers_to_digits(text: str) -> str:
    """Replace every run of kanji numerals: 「昭和五十年四月一日」 → 「昭和50年4月1日」."""
    return RUN.sub(lambda run: str(kanji_number(run.group())), text)
