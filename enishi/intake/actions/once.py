"""A form that is sent twice acts once (二重送信の防止)."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.office import submissions


def once(submission: UUID | None, word: str, do: Callable[[], UUID], *, by: Hat, at: datetime) -> UUID:
    """Run ``do`` in a transaction, at most once for a form's key; a second time only give its answer."""
    with submissions.once(submission, word, by.membership_id, at=at) as first:
        if first:
            first.answer = str(do())
    return UUID(first.answer)
