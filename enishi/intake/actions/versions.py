"""Optimistic locking: what somebody else changed meanwhile is never overwritten in silence."""

from collections.abc import Callable
from typing import Any

from enishi.intake.models import Consultation
from enishi.office.errors import Overtaken


def bump(row: Consultation, version: int, theirs: Callable[[], dict[str, str]], **changes: Any) -> None:
    """Change a locked consultation when its version is still the one that the form showed.

    :param theirs: what stands now, by label, for the page that shows both
    :raises Overtaken: otherwise
    """
    if row.version != version:
        raise Overtaken(theirs())
    Consultation.objects.filter(pk=row.pk).update(version=version + 1, **changes)
