"""Reading the room's code lists on a day."""

import time
from collections.abc import Iterable
from datetime import date

from enishi.office import vocabularies
from enishi.office.models import Term
from enishi.office.vocabularies import Entry


def entries(vocabulary: str, *, on: date) -> list[Entry]:
    """The entries of a code list that are valid on a day, in their order."""
    return vocabularies.terms(vocabulary, on=on)


def terms_of(names: Iterable[str], *, on: date) -> dict[str, list[Entry]]:
    """Several code lists; remembered, and asked anew when any list has changed."""
    return vocabularies.terms_of(names, on=on)


KEPT_FOR_SECONDS = 60.0
_kept: dict[str, tuple[float, dict[str, str]]] = {}


def labels(*names: str) -> dict[str, dict[str, str]]:
    """Code → label for showing what was written at any time, also with entries that have ended.

    At most one query, none when the same list was asked for within a minute: labels are public and never edited.
    """
    now = time.monotonic()
    asked = [one for one in names if one not in _kept or now - _kept[one][0] > KEPT_FOR_SECONDS]
    if asked:
        found: dict[str, dict[str, str]] = {one: {} for one in asked}
        rows = Term.objects.filter(vocabulary__in=asked).order_by("starts_on", "order", "code")
        for vocabulary, code, label in rows.values_list("vocabulary_id", "code", "label"):
            found[vocabulary][code] = label
        _kept.update({one: (now, known) for one, known in found.items() if known})
    return {one: _kept[one][1] if one in _kept else {} for one in names}


def choices(vocabulary: str, *, on: date) -> list[tuple[str, str]]:
    return [(one.code, one.label) for one in entries(vocabulary, on=on)]
