"""Things of consultations and referrals for the doors test."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.intake import actions
from enishi.intake.access import open_consultation
from enishi.intake.models import Statement
from enishi.intake.tests.factories import now, received, sent
from enishi.sharing.terms import Purpose
from tests.architecture.once import once


@once
def _consultation(hat: Hat) -> dict[str, Any]:
    return {"consultation_id": received(hat)}


def _statement(hat: Hat) -> dict[str, Any]:
    consultation = _consultation(hat)["consultation_id"]
    with wearing(hat):
        open_consultation(hat, consultation, to=Purpose.SUPPORT, word="test")
        statement = Statement.objects.filter(consultation=consultation).order_by("id")[0].pk
    return {"consultation_id": consultation, "statement_id": statement}


def _attachment(hat: Hat) -> dict[str, Any]:
    consultation = _consultation(hat)["consultation_id"]
    with wearing(hat):
        text = SimpleUploadedFile("メモ.txt", "見本".encode())
        one = actions.attach_file(consultation, text, name="メモ.txt", information_class=1, by=hat, at=now())
    return {"consultation_id": consultation, "attachment_id": one}


@once
def _referral(hat: Hat) -> dict[str, Any]:
    return {"referral_id": sent(hat, cast.hat("counter", cast.agency("受ける課", "D-receiving")))}


def _desk() -> Hat:
    return cast.hat("counter", cast.agency("受けた課", "D-desk"))


MAKERS: dict[str, Callable[[Hat], dict[str, Any]]] = {
    "consultation": _consultation,
    "statement": _statement,
    "attachment": _attachment,
    "referral": _referral,
    "referral move": lambda hat: _referral(hat) | {"name": "recall"},
    "need": lambda _hat: _consultation(_desk()),
    "waiting referral": lambda hat: _referral(_desk()),
    "answer move": lambda hat: {"name": "accept"},
    "answer door": lambda hat: {"token": "nothing"},
}
PUBLIC = {"need", "waiting referral"}
