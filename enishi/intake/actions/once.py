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


class SentOtherwise(Refused):
    """The form acted before (``first``) with other words than it was sent with now: those are kept nowhere yet."""

    def __init__(self, first: UUID) -> None:
        super().__init__("この内容はもう受け付けました。変えた内容は保存されていません。")
        self.first = first


def once_opening(
    submission: UUID | None, word: str, do: Callable[[UUID], object], *, sent: str = "", by: Hat, at: datetime
) -> UUID:
    """Like :func:`once_as` for what begins with opening a binder: the key is written in the statement that opens it.

    So what forbids the verb is found before the key is looked for; a form that has acted is answered all the same.

    :param sent: the mark of what was sent (:func:`submissions.mark_of`), kept with the key
    :raises SentOtherwise: the form acted with another mark
    """
    answer = uuid4()
    with submissions.in_one_transaction():
        if submission is None:
            do(answer)
            return answer
        kept = f"{answer} {sent}".strip()
        try:
            with submissions.acting_once(submission, word, by.membership_id, at=at, answer=kept):
                do(answer)
        except submissions.SentBefore:
            return _first(submissions.answer_of(submission, word), sent)
        except Refused:
            if first := opened_before(submission, word, sent=sent):
                return first
            raise
    return answer


def opened_before(submission: UUID, word: str, *, sent: str) -> UUID | None:
    """What a form has opened, if it acted.

    :raises SentOtherwise: as :func:`once_opening`
    """
    found = submissions.answer_before(submission, word)
    return _first(found, sent) if found else None


def _first(answer: str, sent: str) -> UUID:
    first, _, mark = answer.partition(" ")
    if mark and mark != sent:
        raise SentOtherwise(UUID(first))
    return UUID(first)
