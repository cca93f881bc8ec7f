"""The numbered copies of a meeting's papers against any SQL, and their guards judged by seeded bugs."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.conferences.models import Conference, Kit, KitCopy
from enishi.conferences.tests import factories as meetings
from enishi.intake.tests.factories import in_days
from tests.noninterference.conference_room_scenarios import stamp
from tests.noninterference.conference_scenarios import add, change, people, refused, works
from tests.noninterference.mutants import Mutant


def _kit(by: Hat, meeting: object, **more: object) -> Kit:
    given = {
        "conference_id": meeting,
        "days_after": 0,
        "made_by": by.membership_id,
        "made_at": timezone.now(),
    }
    return Kit(id=uuid4(), **(given | more))


def a_kit_is_made_by_who_convened_within_the_window() -> None:
    a, _, c = people()
    meeting, _ = meetings.sealed_room(a, c)
    assert refused(c, add(_kit(c, meeting))), "a member makes none"
    assert refused(a, add(_kit(a, meeting, made_by=c.membership_id)))
    assert refused(a, add(_kit(a, meeting, days_after=1))), "the room of this meeting closes with its end"
    assert refused(a, add(_kit(a, meeting, copies=5)))
    assert refused(a, add(_kit(a, meeting, made_at=timezone.now() + timedelta(hours=1))))
    kit = _kit(a, meeting)
    assert works(a, add(kit))
    assert works(a, change(Kit, kit.pk, copies=3))
    assert refused(a, change(Kit, kit.pk, copies=2)), "a number that was given stays"
    assert refused(a, change(Kit, kit.pk, days_after=1))
    assert refused(c, change(Kit, kit.pk, copies=9))
    cancelled, _ = meetings.sealed_room(a, c)
    with wearing(a):
        from enishi.conferences import actions

        actions.cancel_conference(cancelled, by=a, at=timezone.now())
    assert refused(a, add(_kit(a, cancelled)))


def a_copy_is_of_who_was_invited() -> None:
    a, b, c = people()
    meeting, _ = meetings.sealed_room(a, c)
    kit = _kit(a, meeting)
    assert works(a, add(kit))
    other, _ = meetings.sealed_room(a, c)
    foreign = _kit(a, other)
    assert works(a, add(foreign))
    numbers = iter(range(1, 99))

    def copy(by: Hat = a, **more: object) -> KitCopy:
        given = {
            "conference_id": meeting,
            "kit": kit,
            "number": next(numbers),
            "membership_id": c.membership_id,
            "agency_id": c.agency_id,
            "numbered_by": by.membership_id,
            "numbered_at": timezone.now(),
        }
        return KitCopy(id=uuid4(), **(given | more))

    table = {"membership_id": None, "holder_name": "外来 医師"}
    assert refused(c, add(copy(c))), "nobody numbers their own"
    assert refused(a, add(copy(numbered_by=c.membership_id)))
    assert refused(a, add(copy(membership_id=b.membership_id, agency_id=b.agency_id))), "not invited"
    near = meetings.colleague(c, "partner")
    assert refused(a, add(copy(membership_id=near.membership_id))), "a colleague was not invited"
    assert refused(a, add(copy(agency_id=b.agency_id))), "of another agency"
    assert refused(a, add(copy(kit=foreign))), "of another meeting's kit"
    assert refused(a, add(copy(handed_at=timezone.now())))
    assert refused(a, add(copy(numbered_at=timezone.now() + timedelta(hours=1))))
    assert works(a, add(copy(membership_id=a.membership_id, agency_id=a.agency_id))), "who convened has one"
    assert refused(a, add(copy(**table))), "no paper without the pledge that the law asks for"
    assert refused(a, add(copy(**table, pledged_on=in_days(3))))
    assert refused(a, add(copy(**table, agency_id=b.agency_id, pledged_on=in_days(0)))), "does not sit there"
    assert works(a, add(copy(**table, pledged_on=in_days(0))))
    mine = copy()
    assert works(a, add(mine))
    assert refused(a, change(KitCopy, mine.pk, agency_id=a.agency_id))
    assert refused(a, change(KitCopy, mine.pk, number=77))
    assert refused(c, change(KitCopy, mine.pk, handed_at=timezone.now()))
    assert refused(a, change(KitCopy, mine.pk, handed_at=timezone.now() + timedelta(hours=1)))
    assert works(a, change(KitCopy, mine.pk, handed_at=timezone.now()))
    assert refused(a, change(KitCopy, mine.pk, returned_at=timezone.now() + timedelta(hours=1)))
    assert works(a, change(KitCopy, mine.pk, returned_at=timezone.now()))
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Conference.objects.filter(pk=meeting).update(state="confirmed")
        cursor.execute("SET session_replication_role = DEFAULT")
    assert refused(a, add(copy(**table, pledged_on=in_days(0)))), "the meeting is over"


def everybody_knows_of_their_own_copy_alone() -> None:
    a, b, c = people()
    meeting, _ = meetings.sealed_room(a, b, c)
    meetings.kit_of(a, meeting)

    def known(hat: Hat) -> set[object]:
        with wearing(hat):
            return set(KitCopy.objects.values_list("membership", flat=True))

    assert known(c) == {c.membership_id}
    assert known(a) == {a.membership_id, b.membership_id, c.membership_id}
    assert known(meetings.colleague(c, "partner")) == set()


def what_is_put_together_is_the_conveners() -> None:
    a, _, c = people()
    _, room = meetings.sealed_room(a, c)
    from enishi.conferences.models import SharedItem

    def brief(by: Hat) -> SharedItem:
        words = {"kind": "brief", "question": "question", "source": "opinion", "text": "決めること"}
        return SharedItem(**(stamp(by, room) | words))

    assert refused(c, add(brief(c)), room)
    assert works(a, add(brief(a)), room)


KIT, COPY = "a_kit_is_made_by_who_convened_within_the_window", "a_copy_is_of_who_was_invited"
OWN, BRIEF = "everybody_knows_of_their_own_copy_alone", "what_is_put_together_is_the_conveners"
SCENARIOS: dict[str, Callable[[], None]] = {
    KIT: a_kit_is_made_by_who_convened_within_the_window,
    COPY: a_copy_is_of_who_was_invited,
    OWN: everybody_knows_of_their_own_copy_alone,
    BRIEF: what_is_put_together_is_the_conveners,
}
CONVENES = "NOT conferences_convenes(NEW.conference_id)"
MUTANTS: list[tuple[str, Mutant]] = [
    (KIT, Mutant("conferences_kit_guard", CONVENES, "false")),
    (KIT, Mutant("conferences_kit_guard", "NEW.made_by IS DISTINCT FROM (enishi_hat()).membership OR", "")),
    (KIT, Mutant("conferences_kit_guard", "OR NEW.copies <> 0", "")),
    (KIT, Mutant("conferences_kit_guard", "AND NEW.days_after <= c.days_after", "")),
    (KIT, Mutant("conferences_kit_guard", "AND c.state IN ('planned', 'held')", "")),
    (KIT, Mutant("conferences_kit_guard", "OR NEW.copies < OLD.copies", "")),
    (KIT, Mutant("conferences_kit_guard", "PERFORM sharing_not_later(NEW.made_at);", "")),
    (COPY, Mutant("conferences_kitcopy_guard", CONVENES, "false")),
    (COPY, Mutant("conferences_kitcopy_guard", "NEW.numbered_by IS DISTINCT FROM (enishi_hat()).membership OR", "")),
    (COPY, Mutant("conferences_kitcopy_guard", "OR NEW.handed_at IS NOT NULL", "")),
    (COPY, Mutant("conferences_kitcopy_guard", "AND k.conference_id = NEW.conference_id", "")),
    (COPY, Mutant("conferences_kitcopy_guard", "AND c.state IN ('planned', 'held')", "")),
    (COPY, Mutant("conferences_kitcopy_guard", "AND m.membership_id = NEW.membership_id AND m.agency_id", "AND m.agency_id")),
    (COPY, Mutant("conferences_kitcopy_guard", "NEW.pledged_on > enishi_today()", "false")),
    (COPY, Mutant("conferences_kitcopy_guard", "OR NEW.pledged_on IS NULL AND EXISTS", "OR false AND EXISTS")),
    (COPY, Mutant("conferences_kitcopy_guard", "AND m.agency_id = NEW.agency_id AND s.ended_at IS NULL", "AND s.ended_at IS NULL")),
    (COPY, Mutant("conferences_kitcopy_guard", "PERFORM sharing_not_later(NEW.numbered_at);", "")),
    (COPY, Mutant("conferences_kitcopy_guard", "PERFORM sharing_not_later(NEW.handed_at);", "NULL;")),
    (COPY, Mutant("conferences_kitcopy_guard", "PERFORM sharing_not_later(NEW.returned_at);", "NULL;")),
    (COPY, Mutant("conferences_kitcopy_guard", "NEW.kit_id, NEW.number,", "NEW.kit_id, OLD.number,")),
    (
        BRIEF,
        Mutant("conferences_shared_guard", "OR NEW.kind = 'brief' AND NOT conferences_convenes_item(NEW.item_id)", ""),
    ),
]
