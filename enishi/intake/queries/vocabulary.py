"""Reading the room's code lists on a day."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from enishi.office.models import Term


@dataclass(frozen=True)
class Entry:
    code: str
    label: str
    information_class: int
    reported: bool
    unverified: bool


def entries(vocabulary: str, *, on: date) -> list[Entry]:
    """The entries of a code list that are valid on a day, in their order."""
    return terms_of([vocabulary], on=on).get(vocabulary, [])


def terms_of(vocabularies: Iterable[str], *, on: date) -> dict[str, list[Entry]]:
    """Several code lists in one query."""
    rows = (
        Term.objects.filter(vocabulary__in=list(vocabularies), starts_on__lte=on)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
        .order_by("vocabulary_id", "order", "code")
        .values_list("vocabulary_id", "code", "label", "information_class", "reported", "unverified")
    )
    found: dict[str, list[Entry]] = {}
    for vocabulary, code, label, information_class, reported, unverified in rows:
        entry = Entry(code, label, information_class, reported, unverified)
        found.setdefault(vocabulary, []).append(entry)
    return found


KEPT_FOR_SECONDS = 60.0
_kept: dict[str, tuple[float, dict[str, str]]] = {}


def labels(*vocabularies: str) -> dict[str, dict[str, str]]:
    """Code → label for showing what was written at any time, also with entries that have ended.

    At most one query, none when the same list was asked for within a minute: labels are public and never edited.
    """
    now = time.monotonic()
    asked = [one for one in vocabularies if one not in _kept or now - _kept[one][0] > KEPT_FOR_SECONDS]
    if asked:
        found: dict[str, dict[str, str]] = {one: {} for one in asked}
        rows = Term.objects.filter(vocabulary__in=asked).order_by("starts_on", "order", "code")
        for vocabulary, code, label in rows.values_list("vocabulary_id", "code", "label"):
            found[vocabulary][code] = label
        _kept.update({one: (now, known) for one, known in found.items() if known})
    return {one: _kept[one][1] if one in _kept else {} for one in vocabularies}


def choices(vocabulary: str, *, on: date) -> list[tuple[str, str]]:
    return [(one.code, one.label) for one in entries(vocabulary, on=on)]
