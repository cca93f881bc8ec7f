"""Those who live with a protected person: what is decided about them, who is offered, who is asked; the bugs that is judged by."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.office.models import Task
from enishi.office.wareki import BirthDate
from enishi.residents import actions, queries
from enishi.residents.access import open_resident
from enishi.residents.actions.asking_about_households import ask_about_households
from enishi.residents.models import LeftOpen, SupportMeasure
from enishi.residents.queries import whereabouts_seal
from enishi.residents.rules.measures import WhyOpen
from enishi.residents.tests.factories import registered, shared
from enishi.residents.tests.test_protection import MEASURE
from enishi.sharing import actions as sharing
from enishi.sharing.access import record_look
from enishi.sharing.terms import ALL_CLASSES, Purpose
from tests.noninterference.http_mutants import NAMES_OPEN, Code, Definer, HttpMutant, Wall


@dataclass(frozen=True)
class Household:
    """A mother whom ``office`` protects, her son, whom ``worker`` supports, and a lodger whom the office does not know.

    ``friend`` works in the office and is shut out of the son, ``foe`` of the mother; ``other`` holds the key to the mother, and
    knows nothing of the son.
    """

    office: Hat
    friend: Hat
    foe: Hat
    worker: Hat
    other: Hat
    mother: UUID
    son: UUID
    lodger: UUID


def household() -> Household:
    desks = [cast.agency(name, f"HOUSE-{name}") for name in ("守る課", "子の課", "鍵の課")]
    office, worker, other = (cast.hat("counter", one) for one in desks)
    friend, foe = (cast.hat("counter", desks[0]) for _ in range(2))
    mother = registered(office)
    son, lodger = (
        registered(worker, name=name, kana=kana, birth=BirthDate.read("H25.1.1"), contacts=())
        for name, kana in (("山田 一郎", "ヤマダ イチロウ"), ("間借 松", "マガリ マツ"))
    )
    shared(son, by=worker, to=office, classes=ALL_CLASSES)
    for hat in (worker, other):
        shared(mother, by=office, to=hat, classes=ALL_CLASSES)
    with wearing(office):
        actions.join_household(son, lives_with=mother, by=office, at=timezone.now())
    with wearing(worker):
        actions.join_household(lodger, lives_with=son, by=worker, at=timezone.now())
        sharing.block_staff(son, staff=friend.staff_id, kind="declared", by=worker, at=timezone.now())
    with wearing(office):
        sharing.block_staff(mother, staff=foe.staff_id, kind="declared", by=office, at=timezone.now())
        actions.protect_whereabouts(mother, protection="in_force", by=office, at=timezone.now())
        actions.share_whereabouts(mother, holder=other.agency_id, by=office, at=timezone.now())
    return Household(office, friend, foe, worker, other, mother, son, lodger)


def decided(reason: str = "offender") -> Household:
    """The same, and the office said why the son is not protected."""
    one = household()
    with wearing(one.office):
        actions.leave_open(
            one.mother, one.son, WhyOpen(reason), instead_of=None, by=one.office, at=timezone.now()
        )
    return one


def lifted(one: Household) -> None:
    with wearing(one.office):
        actions.ask_to_lift_protection(one.mother, by=one.office, at=timezone.now())
    second = cast.hat("counter", cast.agency("守る課", "HOUSE-守る課"))
    with wearing(second):
        actions.agree_to_lift_protection(one.mother, by=second, at=timezone.now())


def _reads(hat: Hat, *looked: UUID) -> int:
    with wearing(hat):
        if looked:
            record_look(hat, looked, to=Purpose.SUPPORT, word="test")
        return LeftOpen.objects.count()


def asked(one: Household) -> dict[str, int]:
    """How many tasks of the clerk reach each of them, as the database holds them."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_clerk")
        ask_about_households(at=timezone.now())
        cursor.execute("SET ROLE enishi_app")
    with outside_the_walls():
        held = list(Task.objects.filter(word="household.open", state="open").values_list("holder_id", flat=True))
    people = {name: getattr(one, name) for name in ("office", "friend", "foe", "worker", "other")}
    return {name: len({hat.agency_id, hat.membership_id} & set(held)) for name, hat in people.items()}


def what_was_decided_is_read_by_who_holds_the_key() -> None:
    one = decided()
    both = one.mother, one.son
    assert _reads(one.office, *both) == 1
    assert _reads(one.office) == 0, "not without a look"
    assert _reads(one.worker, *both) == 0, "all classes of the mother, and no key"
    assert _reads(one.foe, *both) == 0, "shut out of the mother"


def what_was_decided_tells_nobody_who_lives_there() -> None:
    one = decided()
    assert _reads(one.other, one.mother, one.son) == 0, "a key, and nothing of the son"
    assert _reads(one.friend, one.mother, one.son) == 0, "shut out of the son"


def when_the_seal_is_lifted_who_is_the_offender_is_not_told() -> None:
    one = decided()
    lifted(one)
    assert _reads(one.worker, one.mother, one.son) == 0
    assert _reads(one.office, one.mother, one.son) == 1, "who wrote it answers for it"


def a_measure_that_was_sought_for_both_names_nobody_to_who_works_with_one() -> None:
    one = household()
    with wearing(one.office):
        actions.record_measure(one.mother, MEASURE, together=[one.son], by=one.office, at=timezone.now())
    assert _measures(one.office, one.son) == 1
    assert _measures(one.worker, one.son) == 0


def _measures(hat: Hat, resident: UUID) -> int:
    with wearing(hat):
        record_look(hat, [resident], to=Purpose.SUPPORT, word="test")
        return SupportMeasure.objects.filter(resident=resident).count()


def nobody_is_offered_who_is_not_seen() -> None:
    one = household()
    for hat, expected in ((one.office, [one.son]), (one.friend, []), (one.other, [])):
        with wearing(hat):
            person = open_resident(hat, one.mother, to=Purpose.SUPPORT, word="test")
            found = queries.housemates_to_offer(hat, person.registers, on=timezone.localdate())
            assert [face.id for face, _ in found] == expected, hat.agency_name


def who_holds_the_key_and_sees_both_is_asked_and_nobody_else() -> None:
    one = household()
    assert asked(one) == {"office": 1, "friend": 0, "foe": 0, "worker": 0, "other": 0}


def a_key_alone_is_not_asked() -> None:
    """Neither one without the person, nor one that was taken back."""
    one = household()
    shared(one.son, by=one.worker, to=one.other, classes=ALL_CLASSES)
    stranger = cast.hat("counter", cast.agency("鍵だけの課", "HOUSE-key"))
    shared(one.son, by=one.worker, to=stranger, classes=ALL_CLASSES)
    with wearing(one.office):
        seal = whereabouts_seal(one.mother)
        assert seal is not None
        sharing.give_key(seal.id, holder=stranger.agency_id, by=one.office, at=timezone.now())
        sharing.withdraw_key(seal.id, holder=one.other.agency_id, by=one.office, at=timezone.now())
    assert asked(one)["other"] == 0
    with outside_the_walls():
        assert not Task.objects.filter(holder_id=stranger.agency_id).exists()


def nobody_is_asked_about_what_is_settled() -> None:
    one = decided("apart")
    assert sum(asked(one).values()) == 0
    with wearing(one.office):
        actions.leave_household(one.son, by=one.office, at=timezone.now())
        actions.join_household(one.son, lives_with=one.mother, by=one.office, at=timezone.now())
    assert asked(one)["office"] == 1, "he came back: what was decided before is over"
    with wearing(one.office):
        actions.protect_whereabouts(
            one.mother, protection="in_force", together=[one.son], by=one.office, at=timezone.now()
        )
    assert sum(asked(one).values()) == 0


def nobody_is_asked_about_who_has_left_or_is_protected_no_more() -> None:
    one = household()
    with wearing(one.office):
        actions.leave_household(one.son, by=one.office, at=timezone.now())
    assert sum(asked(one).values()) == 0
    again = household()
    lifted(again)
    assert sum(asked(again).values()) == 0


SCENARIOS: list[Callable[[], None]] = [
    what_was_decided_is_read_by_who_holds_the_key,
    what_was_decided_tells_nobody_who_lives_there,
    when_the_seal_is_lifted_who_is_the_offender_is_not_told,
    a_measure_that_was_sought_for_both_names_nobody_to_who_works_with_one,
    nobody_is_offered_who_is_not_seen,
    who_holds_the_key_and_sees_both_is_asked_and_nobody_else,
    a_key_alone_is_not_asked,
    nobody_is_asked_about_what_is_settled,
    nobody_is_asked_about_who_has_left_or_is_protected_no_more,
]
READ, UNTOLD, AFTER, MEASURES, OFFER, ASKED, KEY, SETTLED, GONE = SCENARIOS
TABLE, SEEN, INSIDE = "residents_leftopen", "residents_leftopen_seen", "residents_leftopen_inside"
FUNCTION, TELLS = "residents_open_households", "SELECT k.holder_id AS holder WHERE agency.at_once"
OFFERED = "enishi.residents.queries.housemates"


def _bug(name: str, *changes: Wall | Definer | Code) -> HttpMutant:
    return HttpMutant(name, changes, frozenset(), ())


MUTANTS: list[tuple[HttpMutant, Callable[[], None]]] = [
    (_bug(name, *changes), scenario)
    for scenario, bugs in {
        READ: {
            "a decision is readable to whoever knows both": (
                Wall(TABLE, policy=SEEN),
                Wall(TABLE, policy=INSIDE),
            ),
            "a decision is readable without a look, and by who is shut out": (Wall(TABLE, policy=SEEN),),
            "a decision is readable without the key": (
                Wall(TABLE, "((g.sealed_classes & ({table}.information_class)::integer) = 0)", policy=SEEN),
                Wall(TABLE, policy=INSIDE),
            ),
        },
        UNTOLD: {
            "a decision about somebody unseen is readable": (
                Wall(TABLE, "(g.binder_id = {table}.housemate_id)", policy=INSIDE),
            ),
        },
        AFTER: {
            "a decision is readable when the seal is lifted": (
                Wall(TABLE, "(origin_id = ( SELECT enishi_own_agency() AS enishi_own_agency))", policy=INSIDE),
            ),
        },
        MEASURES: {
            "a measure names who applied to who works with one": (
                Wall("residents_supportmeasure", policy="supportmeasure_inside"),
            ),
        },
        OFFER: {
            "the form offers whom the hat does not see": (
                Wall("residents_householdmember"),
                Code(
                    f"{OFFERED}:open_housemates",
                    "prepared.rows(OPEN_BESIDE",
                    "prepared.rows(OPEN_BESIDE.replace('(sharing_shown(other.resident_id) & 1) <> 0', 'true')",
                ),
                Code(f"{OFFERED}:_faces", "if one in seen", ""),
                *NAMES_OPEN,
            ),
        },
        ASKED: {
            "the agency of the housemate is told": (
                Definer(
                    FUNCTION,
                    TELLS,
                    "SELECT g.grantee_id AS holder FROM sharing_grant g"
                    " WHERE g.binder_id = h.housemate AND g.kind = 'own_work'",
                ),
            ),
            "who sees one side alone is told": (
                Definer("residents_live_together", "AND (residents_open_to(p_housemate, p_holder) & 9) = 9", ""),
            ),
            "who is shut out of either is told": (
                Definer("residents_may_be_told", "b.binder_id IN (p_person, p_housemate)", "false"),
            ),
            "who is shut out of the housemate is told": (
                Definer("residents_may_be_told", "b.binder_id IN (p_person, p_housemate)", "b.binder_id = p_person"),
            ),
        },
        KEY: {
            "a key without the person is told": (
                Definer("residents_live_together", "(residents_open_to(p_person, p_holder) & 41) = 41 AND", ""),
            ),
            "a key that was taken back is told": (
                Definer(FUNCTION, "k.withdrawn_at IS NULL", "true"),
                Definer("residents_open_to", "g.classes & ~g.sealed_classes", "g.classes"),
            ),
        },
        SETTLED: {
            "what was decided is asked again": (Definer(FUNCTION, "o.housemate_id = other.resident_id", "false"),),
            "a decision outlives the household": (
                Definer(FUNCTION, "o.recorded_at >= greatest(s.sealed_at, own.recorded_at, other.recorded_at)", "true"),
            ),
            "who is protected is asked about": (
                Definer(FUNCTION, "AND NOT residents_is_protected(other.resident_id)", ""),
            ),
        },
        GONE: {
            "who has left is asked about": (Definer(FUNCTION, "AND other.ended_at IS NULL", ""),),
            "who is protected no more is asked about": (Definer(FUNCTION, "AND s.lifted_at IS NULL", ""),),
        },
    }.items()
    for name, changes in bugs.items()
]
