"""A form that is sent twice acts once (二重送信の防止).

The key is written in the transaction of the effect: after a kill either both are there or neither. A second sender of the
same key waits until the first has ended, and is then given the first one's answer.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpRequest, QueryDict
from django.utils.crypto import salted_hmac
from psycopg.pq import TransactionStatus

from enishi.office import prepared, rows
from enishi.office.drafts import OWN_FIELDS
from enishi.office.errors import Refused
from enishi.office.ids import identity, in_order

FIELD = "submission"
KEPT = timedelta(days=30)
TAKE = (
    "INSERT INTO office_submission (key, membership_id, word, answer, at) VALUES (%s, %s, %s, %s, %s)"
    " ON CONFLICT (key) DO NOTHING"
)
ANSWER = "SELECT answer FROM office_submission WHERE key = %s AND word = %s"


@dataclass
class Attempt:
    """One sending of a form. ``first`` is true for exactly one sending of a key; it sets ``answer``.

    ``answer`` is what the others are given: a URL or an id, at most 200 characters.
    """

    first: bool
    answer: str = ""

    def __bool__(self) -> bool:
        return self.first


_sending: ContextVar[bool] = ContextVar("sending", default=False)


@contextmanager
def sending() -> Iterator[None]:
    """The one transaction of a form that was sent: one verb, and what goes with it (its draft).

    Whatever is raised inside must leave the block: the verb's own transaction is this one, without a savepoint of its own.
    """
    with transaction.atomic():
        token = _sending.set(True)
        try:
            with rows.taking_along():
                yield
        finally:
            _sending.reset(token)


@contextmanager
def in_one_transaction() -> Iterator[None]:
    """The transaction of a verb: that of the form being sent, else its own. Also as a decorator."""
    with nullcontext() if _sending.get() else transaction.atomic():
        yield


@contextmanager
def once(
    key: UUID | None, word: str, membership_id: UUID | None, *, at: datetime, answer: str = ""
) -> Iterator[Attempt]:
    """Run a verb at most once for a key, in a transaction.

    ::

        with once(key, "consultation.received", by.membership_id, at=at) as first:
            if first:
                …  # the effect
                first.answer = url
        return first.answer

    :param key: of the form, from :func:`key_of`; None runs always
    :param answer: when it is known before (an id that the effect will have), it is written with the key
    :raises Refused: somebody else's key
    """
    with in_one_transaction():
        if key is None:
            yield Attempt(first=True, answer=answer)
            return
        attempt = _take(key, word, membership_id, at, answer)
        yield attempt
        if attempt.first and attempt.answer != answer:
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE office_submission SET answer = %s WHERE key = %s", [attempt.answer, key]
                )


class SentBefore(Exception):
    """Another sending of the form has acted: what was to be done first has not been done."""


@dataclass
class Key:
    """The key of a form that is written with what its verb has done first (:func:`acting_once`)."""

    values: list[Any]
    taken: bool = False


_key: ContextVar[Key | None] = ContextVar("key that is written with what is done first", default=None)


@contextmanager
def acting_once(key: UUID, word: str, membership_id: UUID | None, *, at: datetime, answer: str) -> Iterator[None]:
    """Like :func:`once`, for a verb whose first act is a function of the kernel: the key goes to the server with it, as one
    statement that does nothing where the key is there.

    :raises SentBefore: another sending acted; :func:`answer_of` tells its answer
    """
    mine = Key([key, membership_id, word, answer, at])
    token = _key.set(mine)
    try:
        yield
    finally:
        _key.reset(token)
    if not mine.taken:
        raise RuntimeError(f"{word} did nothing by the kernel's functions, so its form's key was not written")


def key_to_take() -> Key | None:
    """The key that goes with what is done first, once: whoever asks writes it (:data:`TAKE`)."""
    mine = _key.get()
    if mine is None or mine.taken:
        return None
    mine.taken = True
    return mine


def answer_of(key: UUID, word: str) -> str:
    """What the sending that acted answered.

    :raises Refused: somebody else's key
    """
    found = answer_before(key, word)
    if found is None:
        raise Refused("この様式はもう送られています。ページを開き直してください。")
    return found


def answer_before(key: UUID, word: str) -> str | None:
    """What a sending of this key answered, if one acted; none after an error of the database, for then it did not."""
    if connection.connection is not None and connection.connection.info.transaction_status == TransactionStatus.INERROR:
        return None
    found = prepared.rows(ANSWER, [key, word])
    return str(found[0][0]) if found else None


def _take(key: UUID, word: str, membership_id: UUID | None, at: datetime, answer: str) -> Attempt:
    if prepared.run(TAKE, [key, membership_id, word, answer, at]):
        return Attempt(first=True, answer=answer)
    return Attempt(first=False, answer=answer_of(key, word))


def key_of(fields: Mapping[str, str]) -> UUID | None:
    """The key that a form was sent with; None when there is none or it is malformed."""
    return identity(fields.get(FIELD, ""))


def address_with_key(request: HttpRequest) -> str:
    """Where a browser is sent that opens the page of a form by its plain address: the same with a key for the form in it. What Back
    shows again is asked for anew, and by this address it is the same form, also without script.

    :returns: empty for what has a key already, or is no page that a browser opens
    """
    if request.headers.get("Sec-Fetch-Mode") != "navigate" or request.method != "GET" or key_of(request.GET):
        return ""
    asked = request.GET.copy()
    asked[FIELD] = str(in_order())
    return f"{request.path}?{asked.urlencode()}"


def mark_of(sent: QueryDict, *, beside: Collection[str] = ()) -> str:
    """A mark by which a second sending of a form is told from one with other words. Nothing can be read from it.

    :param beside: fields in which two sendings may differ
    """
    said = {name: sent.getlist(name) for name in sorted({*sent} - OWN_FIELDS - {*beside})}
    return salted_hmac("submission", json.dumps(said), algorithm="sha256").hexdigest()[:32]


def forget_old(*, at: datetime) -> int:
    """Keys of forms that were sent long ago (the worker, at night). Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM office_submission WHERE at < %s", [at - KEPT])
        return cursor.rowcount
