"""Optimistic locking of rows with a version: what somebody else changed meanwhile is never overwritten in silence."""

from collections.abc import Callable
from typing import Any

from enishi.office.errors import NotFound, Overtaken


def bump(row: Any, version: int, theirs: Callable[[], dict[str, str]], **changes: Any) -> None:
    """Change a locked row when its version is still the one that the form showed.

    :param theirs: what stands now, by label, for the page that shows both
    :raises Overtaken: otherwise
    """
    if row.version != version:
        raise Overtaken(theirs())
    step(row, **changes)


def step(row: Any, **changes: Any) -> None:
    """Change a locked row by a verb that asks for no version (an answer, a move), and count the change.

    :raises NotFound: the hat does not reach the row for a change
    """
    kind = type(row)
    if not kind.objects.filter(pk=row.pk).update(version=row.version + 1, **changes):
        raise NotFound(kind._meta.label_lower, row.pk)
