"""A form that is sent twice acts once (二重送信の防止)."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4

from enishi.agencies.hats import Hat
from enishi.office import submissions
from enishi.office.errors import Refused


def once(submission: UUID | None, word: str, do: Callable[[], UUID], *, by: Hat, at: datetime) -> UUID:
    """Run ``do`` in a transaction, at most once for a form's key; a second time only give its answer."""
    with submissions.once(submission, word, by.membership_id, at=at) as first:
        if first:
            first.answer = str(do())
    return UUID(first.answer)


def once_as(submission: UUID | None, word: str, do: Callable[[UUID], object], *, by: Hat, at: datetime) -> UUID:
    """Like :func:`once` for what takes the id it is given, so that the key is written together with its answer."""
    with submissions.once(submission, word, by.membership_id, at=at, answer=str(uuid4())) as first:
        if first:
            do(UUID(first.answer))
    return UUID(first.answer)


def once_opening(submission: UUID | None, word: str, do: Callable[[UUID], object], *, by: Hat, at: datetime) -> UUID:
    """Like :func:`once_as` for what begins with opening a binder: the key is written in the statement that opens it.

    So what forbids the verb is found before the key is looked for; a form that has acted is answered all the same.
    """
    answer = uuid4()
    with submissions.in_one_transaction():
        if submission is None:
            do(answer)
            return answer
        try:
            with submissions.acting_once(submission, word, by.membership_id, at=at, answer=str(answer)):
                do(answer)
        except submissions.SentBefore:
            return UUID(submissions.answer_of(submission, word))
        except Refused:
            if before := submissions.answer_before(submission, word):
                return UUID(before)
            raise
    return answer
