"""Calling the kernel's functions in the database."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.utils import ProgrammingError

from enishi.office.errors import Refused

NOT_ALLOWED = "この操作をする根拠がありません。画面を開き直して、もう一度お試しください。"


def call(function: str, *values: Any) -> Any:
    """Run one function of the kernel and return its value.

    :raises Refused: when the database says that this hat may not; one sentence for every reason, so that
        nothing can be learnt from the difference
    """
    marks = ", ".join(["%s"] * len(values))
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}({marks})", _plain(values))
            return cursor.fetchone()[0]
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") == "42501":
            raise Refused(NOT_ALLOWED) from error
        raise


def _plain(values: Sequence[Any]) -> list[Any]:
    return [str(value) if isinstance(value, str) else value for value in values]
