"""Consultations and referrals of fictional people, made through the same verbs that staff use."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.intake import actions
from enishi.intake.models import Consultation, Holding, Referral
from enishi.intake.rules.receiving import NewConsultation, NewReferral, NewStatement
from enishi.office.calendar import next_working_day
from enishi.residents.access import search_token
from enishi.residents.tests.factories import yamada

BASIC, LIVING, HEALTH, FAMILY, LOCATION, JUSTICE = 1, 2, 4, 8, 32, 64


def now() -> datetime:
    return timezone.now()


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def open_day(days: int) -> date:
    """In so many days, or when offices are open again."""
    return next_working_day(in_days(days))


def new(by: Hat, **more: Any) -> NewConsultation:
    """山田 花子 calls: money is the worst, her health too."""
    given: dict[str, Any] = {
        "channel": "phone",
        "about": "known",
        "registration": yamada(),
        "search_token": search_token(by),
        "issues": ("money.income", "body.illness"),
        "worst": "money.income",
        "statements": (
            NewStatement("家賃が2か月払えていない。", information_class=LIVING),
            NewStatement("通院をやめている。", information_class=HEALTH, source="heard"),
            NewStatement("落ち着いて話せた。", information_class=BASIC, source="opinion"),
        ),
        "next_on": in_days(3),
    }
    return NewConsultation(**(given | more))


def received(by: Hat, **more: Any) -> UUID:
    with wearing(by):
        return actions.receive_consultation(new(by, **more), by=by, at=now())


def letter(to: Hat | UUID, **more: Any) -> NewReferral:
    given: dict[str, Any] = {
        "receiver": to.agency_id if isinstance(to, Hat) else to,
        "kind": "handover",
        "classes": BASIC | LIVING,
        "reason": "家計の相談をお願いします。",
    }
    return NewReferral(**(given | more))


def sent(by: Hat, to: Hat | UUID, consultation: UUID | None = None, **more: Any) -> UUID:
    consultation = consultation or received(by)
    with wearing(by):
        return actions.send_referral(consultation, letter(to, **more), by=by, at=now()).id


def opened(by: Hat, referral: UUID) -> None:
    with wearing(by):
        actions.receive_referral(referral, by=by, at=now())


def accepted(by: Hat, referral: UUID) -> None:
    opened(by, referral)
    with wearing(by):
        actions.accept(referral, version=version(referral), by=by, at=now())


def version(row: UUID) -> int:
    """The version of a consultation or a referral, as the hat that is worn sees it."""
    found = Referral.objects.filter(pk=row).values_list("version", flat=True).first()
    if found is None:
        found = Consultation.objects.filter(pk=row).values_list("version", flat=True).first()
    assert found is not None, "not visible to this hat"
    return found


def holder(consultation: UUID) -> Holding:
    """Who holds it, seen from outside the walls."""
    return Holding.objects.get(consultation=consultation, ended_at__isnull=True)
