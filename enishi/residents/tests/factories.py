"""Registering fictional people through the same verbs that staff use."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.office.wareki import BirthDate
from enishi.residents.access import search_token
from enishi.residents.actions import register_resident
from enishi.residents.rules.registration import NewAddress, NewContact, Registration
from enishi.sharing import actions as sharing
from enishi.sharing.terms import GroundKind


def yamada(**more: Any) -> Registration:
    """山田 花子 of 山田家."""
    given: dict[str, Any] = {
        "name": "山田 花子",
        "kana": "ヤマダ ハナコ",
        "birth": BirthDate.read("昭和50年4月1日"),
        "sex": "female",
        "contacts": (NewContact("090-0000-1234"), NewContact("0565-00-1234", kind="landline")),
        "addresses": (NewAddress("愛知県豊田市見本町1丁目2番地3", protection="none"),),
    }
    return Registration(**(given | more))


def registered(by: Hat, registration: Registration | None = None, **more: Any) -> UUID:
    """A register opened by ``by``, in a request of its own."""
    with wearing(by):
        return register_resident(
            registration or yamada(**more), search_token=search_token(by), by=by, at=timezone.now()
        )


def shared(resident: UUID, *, by: Hat, to: Hat, classes: int) -> UUID:
    """Give classes of a register to another hat's agency for a month; returns the ground."""
    now = timezone.now()
    with wearing(by):
        return sharing.give(
            GroundKind.REFERRAL,
            binder=resident,
            to=[to.agency_id],
            classes=classes,
            starts_at=now,
            ends_at=now + timedelta(days=30),
            purpose="つなぎ",
            by=by,
            at=now,
        )
