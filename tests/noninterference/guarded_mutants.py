"""Whose whereabouts are protected is told those who see the person and hold the key, of a whole household at once; its bugs."""

from uuid import UUID

from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.residents.tests.factories import registered, shared
from enishi.sharing import actions as sharing
from enishi.sharing.terms import ALL_CLASSES, InformationClass, SealKind
from tests.noninterference.http_mutants import Definer, HttpMutant

FUNCTION = "residents_guarded"
LOCATION = InformationClass.LOCATION.value


def desk(name: str) -> Hat:
    return cast.hat("counter", cast.agency(name, f"GUARD-{name}"))


def sealed(owner: Hat, *, kind: SealKind = SealKind.SUPPORT_MEASURE, classes: int = LOCATION) -> tuple[UUID, UUID]:
    """A register and the seal over it."""
    person = registered(owner)
    with wearing(owner):
        return person, sharing.seal(person, kind=kind, classes=classes, by=owner, at=timezone.now())


def shut(hat: Hat, person: UUID, by: Hat, seal: UUID) -> None:
    """The hat is given the key to what it was shown, and is shown it no more."""
    ground = shared(person, by=by, to=hat, classes=ALL_CLASSES)
    with wearing(by):
        sharing.give_key(seal, holder=hat.agency_id, by=by, at=timezone.now())
        sharing.end_ground(ground, by=by, at=timezone.now())


def lift(seal: UUID, *both: Hat) -> None:
    for hat, verb in zip(both, (sharing.ask_to_lift, sharing.agree_to_lift), strict=True):
        with wearing(hat):
            verb(seal, by=hat, at=timezone.now())


def asked(hat: Hat, *people: UUID) -> set[UUID]:
    with wearing(hat), connection.cursor() as cursor:
        cursor.execute("SELECT residents_guarded(%s::uuid[])", [list(people)])
        return {one for (one,) in cursor.fetchall()}


def who_holds_the_key_and_sees_the_person_is_told_who_is_protected() -> None:
    owner, other, keeper = desk("守る課"), desk("支える課"), desk("離れた課")
    (person, seal), (free, lifted) = sealed(owner), sealed(owner)
    elsewhere, _ = sealed(owner, kind=SealKind.EXIT_SUPPORT, classes=ALL_CLASSES)
    aside, _ = sealed(owner, classes=InformationClass.HEALTH.value)
    lift(lifted, owner, desk("守る課"))
    for one in (person, free):
        shared(one, by=owner, to=other, classes=ALL_CLASSES)
    shut(keeper, person, owner, seal)
    everybody = (person, free, elsewhere, aside)
    assert asked(owner, *everybody) == {person}
    assert asked(owner, free) == set()
    assert asked(other, *everybody) == set(), "who has no key is not even told that there is one"
    assert asked(keeper, *everybody) == set(), "a key alone tells of nobody"


SCENARIOS = (who_holds_the_key_and_sees_the_person_is_told_who_is_protected,)
MUTANTS = [
    (HttpMutant(name, (Definer(FUNCTION, old, new),), frozenset(), ()), SCENARIOS[0])
    for name, old, new in (
        ("who has no key is told", "sharing_knows_seal(s.id)", "true"),
        ("another seal is told of", "AND f.kind = 'support_measure'", ""),
        ("what is sealed beside is told of", "AND (f.classes & 32) <> 0", ""),
        ("who was not asked about is told of", "f.binder_id = ANY (p_residents) AND", ""),
    )
]
