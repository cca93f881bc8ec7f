"""The words by which an agency or a member of staff is found, folded by the database itself."""

from typing import Any

from django.db.models import Func, Value
from django.db.models.functions import Concat

from enishi.agencies.rules.searching import HIRAGANA, KATAKANA


class Folded(Func):
    """Columns joined by blanks, NFKC, lower case, katakana: what ``rules.searching.folded`` does to the asked word."""

    template = f"translate(lower(normalize(%(expressions)s, NFKC)), '{HIRAGANA}', '{KATAKANA}')"

    def __init__(self, *columns: Any, **extra: Any) -> None:
        if len(columns) > 1:
            parts: list[Any] = [columns[0]]
            for column in columns[1:]:
                parts += [Value(" "), column]
            columns = (Concat(*parts),)
        super().__init__(*columns, **extra)
