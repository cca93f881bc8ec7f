"""Writing new rows whose every value is known: the statement of a table is put together once, not at every save."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model


def put(rows: Iterable[Model]) -> None:
    """Insert rows of one model, all of them in one statement. Keys are made in Python; nothing is read back."""
    new = list(rows)
    if not new:
        return
    begin, marks, fields = _insert(type(new[0]))
    values = [
        field.get_db_prep_save(getattr(row, field.attname), connection) for row in new for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(begin + ", ".join([marks] * len(new)), values)
    for row in new:
        row._state.adding = False


@cache
def _insert(model: type[Model]) -> tuple[str, str, Sequence["Field[Any, Any]"]]:
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    begin = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608  (names of the model)
    return begin, f"({marks})", fields
