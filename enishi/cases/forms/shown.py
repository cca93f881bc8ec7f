"""What a form said when it was drawn goes along with it, so that what was typed can be told from what only stood there."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import strip_tags

from enishi.cases.rules.merging import Clash, Fields, Texts
from enishi.office.draft_words import SHOWN

FIELD = SHOWN


@dataclass(frozen=True)
class Both:
    """One field in both texts, as it is shown after a conflict (版の競合)."""

    id: str
    label: str
    theirs: str
    mine: str


def written(fields: Fields) -> str:
    """For a hidden field: the fields that say something."""
    return json.dumps(
        {name: list(texts) for name, texts in fields.items() if any(texts)},
        ensure_ascii=False,
        separators=(",", ":"),
    )


def read(sent: QueryDict) -> dict[str, Texts]:
    """Nothing, when it is missing or was tampered with: then everything counts as typed."""
    try:
        found = json.loads(sent.get(FIELD, ""))
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        str(name): tuple(str(one) for one in texts)
        for name, texts in found.items()
        if isinstance(texts, list)
    }


def typed(sent: QueryDict, names: Iterable[str]) -> dict[str, Texts]:
    return {name: tuple(sent.getlist(name)) for name in names if name in sent}


def texts_of(form: forms.Form) -> dict[str, Texts]:
    """What every field of a form says, as a browser would send it untouched."""
    found = {}
    for one in form:
        value = one.field.widget.format_value(one.value())
        texts = value if isinstance(value, list) else [value or ""]
        found[one.name] = tuple(str(text) for text in texts)
    return found


def as_sent(fields: Fields, rest: QueryDict | None = None) -> QueryDict:
    """Fields as a form takes them, with what else was sent."""
    found = rest.copy() if rest is not None else QueryDict(mutable=True)
    for name in [name for name in found if name not in fields and name != "csrfmiddlewaretoken"]:
        del found[name]
    for name, texts in fields.items():
        found.setlist(name, list(texts))
    return found


def name_of(form: forms.Form, name: str) -> str:
    """A field's label with the words that are only heard beside it on its own place."""
    return strip_tags(str(form.fields[name].label)) if name in form.fields else name


def both(form: forms.Form, clashes: Sequence[Clash]) -> list[Both]:
    return [
        Both(
            form[one.field].id_for_label or form[one.field].auto_id if one.field in form.fields else "",
            name_of(form, one.field),
            spoken(form, one.field, one.theirs),
            spoken(form, one.field, one.mine),
        )
        for one in clashes
    ]


def spoken(form: forms.Form, name: str, texts: Texts) -> str:
    """A field's value in words: the labels of what was chosen."""
    field: Any = form.fields.get(name)
    known = {str(code): str(label) for code, label in getattr(field, "choices", [])}
    if isinstance(field, forms.BooleanField):
        return "はい" if any(texts) else "いいえ"
    if isinstance(field, forms.DateTimeField):
        texts = tuple(one.replace("T", " ") for one in texts)
    return "、".join(known.get(one, one) for one in texts if one) or "（なし）"
