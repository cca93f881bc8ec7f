"""Things of the register and its emergencies for the doors test."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.residents import actions
from enishi.residents.access import open_resident
from enishi.residents.models import Address, Consideration, Contact, Kinship, MatchCandidate, PersonName
from enishi.residents.rules.measures import WhyOpen
from enishi.residents.rules.registration import NewConsideration
from enishi.residents.tests.factories import registered, yamada
from enishi.residents.tests.test_look_in_emergency import look
from enishi.residents.tests.test_propose_matches import proposed
from enishi.sharing.models import EmergencyReview, Grant
from enishi.sharing.terms import Purpose
from tests.architecture.once import once


def _resident(hat: Hat) -> dict[str, Any]:
    return {"resident": registered(hat)}


@once
def _person(hat: Hat) -> UUID:
    return registered(hat, yamada(considerations=(NewConsideration("手話", "language"),)))


def _entry(hat: Hat, model: Any) -> dict[str, Any]:
    resident = _person(hat)
    with wearing(hat):
        open_resident(hat, resident, to=Purpose.SUPPORT, word="test")
        return {"resident": resident, "entry": model.objects.filter(resident=resident).order_by("id")[0].pk}


def _kinship(hat: Hat) -> dict[str, Any]:
    resident, other = registered(hat), registered(hat)
    with wearing(hat):
        actions.add_kinship(resident, other=other, relation="sibling", by=hat, at=timezone.now())
        return {"resident": resident, "entry": Kinship.objects.get(resident=resident).pk}


def _housemate(hat: Hat) -> dict[str, Any]:
    """Somebody who lives with a protected person and is not protected."""
    resident, other = registered(hat), registered(hat)
    with wearing(hat):
        actions.join_household(other, lives_with=resident, by=hat, at=timezone.now())
        actions.protect_whereabouts(resident, protection="applied", by=hat, at=timezone.now())
    return {"resident": resident, "housemate": other}


def _left_open(hat: Hat) -> dict[str, Any]:
    given = _housemate(hat)
    with wearing(hat):
        made = actions.leave_open(**given, why=WhyOpen("apart"), instead_of=None, by=hat, at=timezone.now())
    return {"resident": given["resident"], "entry": made}


def _pair(hat: Hat) -> tuple[UUID, UUID]:
    """A pair before the hat's agency, and one of its registers."""
    registered(hat)
    new = registered(hat)
    proposed(new)
    with wearing(hat):
        return MatchCandidate.objects.filter(decision="open").order_by("-proposed_at", "id")[0].pk, new


def _joining(hat: Hat) -> dict[str, Any]:
    """Joined registers that no other coordinator was asked about."""
    candidate, winner = _pair(hat)
    with cast.outside_the_walls():
        others = Grant.objects.filter(kind="identity").exclude(grantee_id=hat.agency_id)
        others.update(revoked_at=timezone.now())
    with wearing(hat):
        return {"joining": actions.decide_same(candidate, winner=winner, by=hat, at=timezone.now())}


def _emergency(hat: Hat) -> dict[str, Any]:
    """An emergency look that this reviewer, or any other, may review."""
    cast.hat("privacy_officer", cast.agency("点検する課", "D-reviewing"))
    office = cast.agency("緊急の課", "D-emergency")
    registered(cast.hat("counter", office))
    look(cast.hat("counter", cast.agency("見る課", "D-looking")))
    with cast.outside_the_walls():
        return {"ground": EmergencyReview.objects.order_by("ground_id")[0].pk}


MAKERS: dict[str, Callable[[Hat], dict[str, Any]]] = {
    "resident": _resident,
    "resident's name": lambda hat: _entry(hat, PersonName),
    "resident's address": lambda hat: _entry(hat, Address),
    "resident's contact": lambda hat: _entry(hat, Contact),
    "resident's consideration": lambda hat: _entry(hat, Consideration),
    "resident's housemate": _housemate,
    "resident's kinship": _kinship,
    "resident's left open": _left_open,
    "resident's holder": lambda hat: {"resident": registered(hat), "holder": hat.agency_id},
    "match candidate": lambda hat: {"candidate": _pair(hat)[0]},
    "joining": _joining,
    "emergency": _emergency,
}
PUBLIC = {"emergency"}
