"""Calling the kernel's functions in the database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.utils import ProgrammingError

from enishi.office import prepared, trail
from enishi.office.errors import Refused

NOT_ALLOWED = "この操作をする根拠がありません。画面を開き直して、もう一度お試しください。"


def call(function: str, *values: Any) -> Any:
    """Run one function of the kernel and return its value.

    :raises Refused: when the database says that this hat may not; one sentence for every reason, so that
        nothing can be learnt from the difference
    """
    with _refused(), prepared.often(), connection.cursor() as cursor:
        cursor.execute(_calling(function, values), _plain(values))
        return cursor.fetchone()[0]


def call_and_tell(
    function: str, *values: Any, word: str, binders: list[UUID], detail: dict[str, Any]
) -> None:
    """Run one function of the kernel and write its line of the trail, in one statement: both or neither.

    :raises Refused: as :func:`call`
    """
    with _refused():
        trail.record(word, binders=binders, detail=detail, after=(_calling(function, values), _plain(values)))


def _calling(function: str, values: Sequence[Any]) -> str:
    return f"SELECT {function}({', '.join(['%s'] * len(values))})"


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") == "42501":
            raise Refused(NOT_ALLOWED) from error
        raise


def _plain(values: Sequence[Any]) -> list[Any]:
    return [str(value) if isinstance(value, str) else value for value in values]
