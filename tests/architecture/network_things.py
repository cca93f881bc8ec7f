"""Things of the project for the doors test: made by somebody who tends the resources; every hat that tends may open them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.community.actions import designing
from enishi.community.actions.members import record_meeting
from enishi.community.models import Application
from enishi.community.tests import network_factories as make


def _member(hat: Hat) -> dict[str, Any]:
    return {"member_id": make.member(hat, f"会員{uuid4().hex[:6]}")}


def _commission(hat: Hat) -> dict[str, Any]:
    return {"commission_id": make.commission(hat)}


def _hand(hat: Hat) -> dict[str, Any]:
    return {"hand_id": make.hand(hat, make.commission(hat), make.member(hat))}


def _trial(hat: Hat) -> dict[str, Any]:
    of, _who, draft = make.drafted(hat)
    with wearing(hat):
        given = {"draft_id": draft, "starts_on": make.today(), "ends_on": None, "planned": 1}
        return {"trial_id": designing.start_trial(of, **given, by=hat, at=timezone.now())}


def _application(_hat: Hat) -> dict[str, Any]:
    now = timezone.now()
    said = make.particulars(f"申込{uuid4().hex[:6]}").columns()
    with cast.outside_the_walls():
        one = Application.objects.create(**said, received_at=now, confirm_by=now + timedelta(hours=1))
    return {"application_id": one.pk}


def _meeting(hat: Hat) -> dict[str, Any]:
    values = {"kind": "steering", "name": "運営会議", "held_on": make.today()}
    with wearing(hat):
        return {"meeting_id": record_meeting(values, [], by=hat, at=timezone.now())}


MAKERS: dict[str, Callable[[Hat], dict[str, Any]]] = {
    "member": _member,
    "commission": _commission,
    "hand": _hand,
    "trial": _trial,
    "application": _application,
    "project meeting": _meeting,
    "member asked": lambda hat: _commission(hat) | _member(hat),
}
PUBLIC = set(MAKERS)
