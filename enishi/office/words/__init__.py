"""Every word of the trail and of the inbox, in Japanese.

``LABELS``: what an auditor reads for a word of the trail (出来事). ``TEXTS``: what a task or notice may say; its fields
take a reference, a count or a day and nothing else, so that no text can hold a name. ``tests/architecture/test_words.py``
fails for a word that is written somewhere and not here.
"""

import re
import warnings
from collections.abc import Collection
from functools import cache

from enishi.office.words.labels import LABELS
from enishi.office.words.texts import FIELDS, OF_COORDINATORS, TEXTS

__all__ = [
    "FIELDS",
    "LABELS",
    "NOT_TOLD",
    "OF_COORDINATORS",
    "TEXTS",
    "NotRegistered",
    "is_allowed",
    "kept_text",
    "label",
    "of_others",
]

NOT_TOLD = "内容はページで確かめてください。"


class NotRegistered(UserWarning):
    """A task or notice said something that no template of its word allows; the text was not kept."""


def label(word: str) -> str:
    """Japanese for a word of the trail; the word itself when it is older than this table."""
    return LABELS.get(word, word)


def of_others(may: Collection[str]) -> frozenset[str]:
    """Words that a role with these permissions has nothing to do with."""
    return frozenset() if "coordinate" in may else OF_COORDINATORS


@cache
def _patterns(word: str) -> list[re.Pattern[str]]:
    found = []
    for template in TEXTS.get(word, []):
        parts = re.split(r"\{(\w+)\}", template)
        pattern = "".join(FIELDS[part] if place % 2 else re.escape(part) for place, part in enumerate(parts))
        found.append(re.compile(pattern))
    return found


def is_allowed(word: str, text: str) -> bool:
    """Whether a text is one of its word's templates with nothing but references, counts and days filled in."""
    return any(pattern.fullmatch(text) for pattern in _patterns(word))


def kept_text(word: str, text: str) -> str:
    """The text, if its word allows it; else a sentence that says nothing, so that a slip can leak no name.

    :warns NotRegistered: the text was replaced (an error in the tests)
    """
    if is_allowed(word, text):
        return text
    warnings.warn(f"no template in office/words allows {word}: {text[:12]}…", NotRegistered, stacklevel=3)
    return NOT_TOLD
