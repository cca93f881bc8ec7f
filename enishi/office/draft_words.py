"""What somebody typed into a form and may read on, when the form itself is out of sight: one's own words, nothing of a record.

A draft also holds what the form showed. A form says which of its fields hold words of whoever writes; of a form that keeps what it
showed beside what was typed, what was changed is somebody's own.
"""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from enishi.office.models import Draft

SHOWN = "shown"
"""the hidden field with what a form said when it was drawn"""


class Words(NamedTuple):
    label: str
    text: str


_labels: dict[str, Mapping[str, str]] = {}


def declare(form: str, labels: Mapping[str, str]) -> None:
    """In a room's ``AppConfig.ready``: field → label of the texts that are whoever's own who writes."""
    _labels[form] = labels


def own_words(draft: Draft) -> list[Words]:
    """The texts of a draft that may be read and copied whatever became of what it is about."""
    known = _labels.get(draft.form, {})
    found = [Words(label, _text(draft.fields.get(name, []))) for name, label in known.items()]
    if not known and SHOWN in draft.fields:
        before = _before(draft.fields[SHOWN])
        found = [
            Words("書いた内容", _text(texts))
            for name, texts in draft.fields.items()
            if name != SHOWN and _is_written(texts) and _text(texts) != _text(before.get(name, []))
        ]
    return [one for one in found if one.text]


def _text(texts: Sequence[object]) -> str:
    return "\n".join(str(one) for one in texts).replace("\r\n", "\n").strip()


def _is_written(texts: Sequence[object]) -> bool:
    """Words rather than a code, a day or an id."""
    return not _text(texts).isascii()


def _before(shown: Sequence[object]) -> Mapping[str, Sequence[object]]:
    try:
        found = json.loads(str(shown[0])) if shown else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
