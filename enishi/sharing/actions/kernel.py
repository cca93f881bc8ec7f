"""Calling the kernel's functions in the database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.utils import ProgrammingError

from enishi.office import prepared, rows, submissions
from enishi.office.errors import Refused

NOT_ALLOWED = "この操作をする根拠がありません。画面を開き直して、もう一度お試しください。"
ONLY_LOOKED_AT = "緊急閲覧で見えている人について、相談やケースを始めることはできません。所管の機関に伝えてください。"


class NotAllowed(Refused):
    """The database says that this hat may not: one sentence for every reason."""

    def __init__(self) -> None:
        super().__init__(NOT_ALLOWED)


class OnlyToLook(Refused):
    """What an emergency look alone shows, about which this hat may therefore open nothing."""

    def __init__(self) -> None:
        super().__init__(ONLY_LOOKED_AT)


def call(function: str, *values: Any) -> Any:
    """Run one function of the kernel and return its value.

    :raises NotAllowed: when the database says that this hat may not; one sentence for every reason, so that
        nothing can be learnt from the difference
    """
    rows.do_first()
    with refusals_said(), connection.cursor() as cursor:
        cursor.execute(_calling(function, values), _plain(values))
        return cursor.fetchone()[0]


def call_first(function: str, *values: Any) -> None:
    """Run one function of the database that gives nothing back; where rows are put together, before they are written.

    All that are called so go to the server as one statement, in their order.

    :raises NotAllowed: as :func:`call`, at the end of :func:`enishi.office.rows.together`
    """
    rows.first(_run, (function, values))


def _run(calls: Sequence[tuple[str, Sequence[Any]]]) -> None:
    """Each call is made with the row of the one before it: none overtakes another. The first has that of the form's key, where
    that is written with it: without it nothing is called."""
    key = submissions.key_to_take()
    sql, row = "", " FROM taken" if key else ""
    given: list[Any] = []
    for function, values in calls:
        sql, given = _calling(function, values) + row, [*_plain(values), *given]
        row = f" FROM ({sql} OFFSET 0) done"
    if key:
        sql, given = f"WITH taken AS ({submissions.TAKE} RETURNING 1) {sql}", [*key.values, *given]
    with refusals_said():
        called = prepared.run(sql, given)
    if key and not called:
        raise submissions.SentBefore


def _calling(function: str, values: Sequence[Any]) -> str:
    return f"SELECT {function}({', '.join(['%s'] * len(values))})"


@contextmanager
def refusals_said() -> Iterator[None]:
    """What the database refuses is said as one sentence, the same for every reason but that somebody is only looked at."""
    try:
        yield
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") == "42501":
            raise (OnlyToLook if str(error).startswith("only to look") else NotAllowed) from error
        raise


def _plain(values: Sequence[Any]) -> list[Any]:
    return [str(value) if isinstance(value, str) else value for value in values]
