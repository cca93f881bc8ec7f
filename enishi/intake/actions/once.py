"""A form that is sent twice acts once (二重送信の防止)."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from enishi.agencies.hats import Hat
from enishi.office.models import Submission


def once(submission: UUID | None, word: str, do: Callable[[], UUID], *, by: Hat, at: datetime) -> UUID:
    """Run ``do`` in a transaction and remember its answer under the form's key; a second time only the answer.

    The key is written in the transaction of the effect: after a kill either both are there or neither.
    """
    if submission is None:
        with transaction.atomic():
            return do()
    known = Submission.objects.filter(pk=submission).first()
    if known is not None:
        return UUID(known.answer)
    try:
        with transaction.atomic():
            answer = do()
            Submission(
                key=submission, membership_id=by.membership_id, word=word, answer=str(answer), at=at
            ).save(force_insert=True)
            return answer
    except IntegrityError:
        known = Submission.objects.filter(pk=submission).first()
        if known is None:
            raise
        return UUID(known.answer)
