"""Who keeps a meeting: who convened it, not the office; who is seated of it writes for it; and how it goes to a colleague.

Tried with any SQL, and the guards judged by seeded bugs."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.tests.factories import consented, opened, row
from enishi.conferences import actions
from enishi.conferences.models import (
    AgendaItem,
    Conference,
    Decision,
    Handover,
    InformationRequest,
    KitCopy,
    Member,
    Minutes,
    Rebasing,
    Seat,
    SharedItem,
    TimeOption,
)
from enishi.conferences.tests import factories as meetings
from enishi.conferences.tests.factories import BASIC, LIVING
from enishi.intake.tests.factories import in_days
from enishi.office.models import Notice, Task
from enishi.sharing.access import record_look
from enishi.sharing.actions import block_staff
from enishi.sharing.terms import BinderKind, BlockKind, Purpose
from tests.architecture.accounting_things import asked_by
from tests.noninterference.conference_room_scenarios import line, stamp
from tests.noninterference.conference_scenarios import (
    add,
    binder,
    change,
    item,
    people,
    reach,
    refused,
    seat,
    works,
)
from tests.noninterference.mutants import Mutant

EVERYTHING = 255


def _option(meeting: UUID) -> TimeOption:
    begins = timezone.now() + timedelta(days=3)
    return TimeOption(id=uuid4(), conference_id=meeting, starts_at=begins, ends_at=begins + timedelta(hours=1))


def _member(meeting: UUID, whom: Hat) -> Member:
    given = {"membership_id": whom.membership_id, "agency_id": whom.agency_id, "invited_at": timezone.now()}
    return Member(id=uuid4(), conference_id=meeting, **given)


def convenes(hat: Hat, meeting: UUID, room: UUID) -> tuple[bool, bool]:
    """What the guards are told: whether the hat convened the meeting, and whether it writes in a room for the office."""
    with wearing(hat), connection.cursor() as cursor:
        cursor.execute("SELECT conferences_convenes(%s), conferences_convenes_item(%s)", [meeting, room])
        return cursor.fetchone()


def a_room_is_of_who_convened_and_not_of_the_office() -> None:
    a, _, c = people()
    near, case = meetings.colleague(a, "promoter"), opened(a)
    with wearing(a):
        person = row(case).resident_id
    assert reach(near, binder(a, BinderKind.AGENDA, person)) == 0, "a colleague of who convened"
    meeting, room = meetings.sealed_room(a, c, case=case)
    assert [reach(one, room) for one in (a, near)] == [EVERYTHING, 0]
    assert reach(near, meeting) == EVERYTHING, "that there is a meeting is known where it was convened"
    assert works(a, add(item(a, meeting, case, binder(a, BinderKind.AGENDA, person))))
    assert refused(a, add(item(a, meeting, case, binder(near, BinderKind.AGENDA, person)))), "a room of the colleague"
    with wearing(near):
        assert not AgendaItem.objects.exists()
        assert not Seat.objects.exists()


def a_colleague_does_nothing_for_the_meeting() -> None:
    a, _, c = people()
    meeting, room = meetings.sealed_room(a, c)
    near = meetings.colleague(a, "promoter")
    meetings.kit_of(a, meeting)
    assert convenes(a, meeting, room) == (True, True)
    assert convenes(near, meeting, room) == (False, False)
    assert convenes(c, meeting, room) == (False, False)
    assert refused(near, add(_option(meeting)))
    assert works(a, add(_option(meeting)))
    assert refused(near, add(_member(meeting, near))), "nobody invites themselves"
    assert works(a, add(_member(meeting, near)))
    assert refused(near, change(Conference, meeting, place="わたしの部屋"))
    with wearing(near):
        assert not KitCopy.objects.exists(), "whose copies are numbered"


def who_is_seated_of_the_office_writes_for_it_and_changes_no_seat() -> None:
    a, _, c = people()
    case = opened(a)
    meeting, room = meetings.sealed_room(a, c, case=case)
    near, far = meetings.colleague(a, "promoter"), meetings.colleague(a, "promoter")
    place = meetings.seated(a, room, meetings.invited(a, meeting, near), classes=BASIC)
    assert convenes(near, meeting, room) == (False, False), "before the pledge"
    meetings.pledged(near, meeting)
    assert convenes(near, meeting, room) == (False, True)
    assert convenes(far, meeting, room) == (False, False), "a colleague who is not seated"

    def said(by: Hat) -> SharedItem:
        return SharedItem(**stamp(by, room), kind="told", source="fact", text="話", said_by_id=c.agency_id)

    def minutes(by: Hat) -> Minutes:
        return Minutes(**stamp(by, room), kind="draft", text="会議録")

    def request(by: Hat) -> InformationRequest:
        return InformationRequest(
            **stamp(by, room), agency_id=c.agency_id, necessity="必要", not_from_person="会えない",
            due_on=in_days(7), destroy_by=in_days(99),
        )  # fmt: skip

    for one in (said, minutes, request):
        assert refused(far, add(one(far)), room)
        assert works(near, add(one(near)), room)
    decided = line(near, room, c)
    assert refused(far, add(line(far, room, c)))
    assert works(near, add(decided))
    assert refused(near, change(Decision, decided.pk, acted_id=uuid4())), "what acts is for who convened"
    assert refused(near, add(seat(near, room, meetings.invited(a, meeting, far), meeting))), "nor whom to seat"
    assert refused(near, change(Seat, place, ended_at=timezone.now()))
    assert refused(near, change(AgendaItem, room, order=9))
    support = consented(a, _person(a, case))
    moved = Rebasing(id=uuid4(), item_id=room, consent_id=support, done_by=near.membership_id, done_at=timezone.now())
    assert refused(near, add(moved)), "what leaves the room is for who convened"
    _held(a, meeting)
    assert refused(near, change(Decision, decided.pk, state="asked"))
    assert works(a, change(Decision, decided.pk, state="asked"))
    assert works(a, change(Seat, place, ended_at=timezone.now()))
    assert convenes(near, meeting, room) == (False, False), "the seat is gone"


def _person(by: Hat, case: UUID) -> UUID:
    with wearing(by):
        person: UUID = row(case).resident_id
        record_look(by, [person], to=Purpose.CONFERRING, word="test")
        return person


def _held(by: Hat, meeting: UUID) -> None:
    """Held, and nothing acts yet."""
    with meetings.later(minutes=20) as at, wearing(by):
        came = Member.objects.filter(conference=meeting, pledged_at__isnull=False).values_list("pk", flat=True)
        actions.hold_conference(meeting, attended=list(came), by=by, at=at)


def hand(meeting: UUID, to: UUID | None, reason: str = "") -> Callable[[], object]:
    def do() -> object:
        with connection.cursor() as cursor:
            cursor.execute("SELECT conferences_hand_over(%s, %s, %s, 'ABCD-1234', now())", [meeting, to, reason])
        return True

    return do


def _count(holder: UUID | None) -> int:
    """What was told of hand-overs."""
    with outside_the_walls():
        return Notice.objects.filter(holder_id=holder, word="conference.handed_over").count()


def a_meeting_is_handed_over_with_its_rooms_and_taken_over_with_a_reason() -> None:
    a, _, c = people()
    office = Agency.objects.get(pk=a.agency_id)
    near, far, shut_out, counter = (meetings.colleague(a, role) for role in (*["promoter"] * 3, "counter"))
    left = cast.membership(cast.staff("去田 昇"), office, "promoter", ends_on=in_days(0)).pk
    promoter = cast.hat("promoter", cast.agency("生活福祉課", "1030"))
    reviewers = cast.hat("privacy_officer", cast.agency("総務課", "1001"))
    meeting, room = meetings.sealed_room(a, c, promoter)
    second = meetings.put(a, meeting, opened(a))
    assert refused(a, change(Conference, meeting, convened_by_id=near.membership_id)), "by nothing but the hand-over"
    row_of = {"agency_id": a.agency_id, "before_id": a.membership_id, "after_id": near.membership_id}
    forged = Handover(id=uuid4(), conference_id=meeting, by=a.membership_id, at=timezone.now(), **row_of)
    assert refused(a, add(forged))
    for reason in ("", "　 "):
        assert refused(near, hand(meeting, near.membership_id, reason)), "a reason is asked for"
    assert refused(near, hand(meeting, far.membership_id, "休んでいるため")), "for somebody else"
    assert refused(counter, hand(meeting, counter.membership_id, "休んでいるため")), "who could not have convened"
    assert refused(promoter, hand(meeting, promoter.membership_id, "休んでいるため")), "a member of another office"
    for to in (counter.membership_id, promoter.membership_id, left, a.membership_id):
        assert refused(a, hand(meeting, to))
    with wearing(a):
        block_staff(meeting, staff=shut_out.staff_id, kind=BlockKind.DECLARED, by=a, at=timezone.now())
    assert refused(shut_out, hand(meeting, shut_out.membership_id, "休んでいるため"))
    assert works(near, hand(meeting, near.membership_id, "休んでいるため"))
    for one in (room, second):
        assert [reach(hat, one) for hat in (near, a, far)] == [EVERYTHING, 0, 0]
    assert reach(c, room) == BASIC | LIVING, "who is seated sits"
    assert [_count(one) for one in (a.membership_id, near.membership_id, reviewers.agency_id)] == [1, 0, 1]
    assert refused(a, add(_option(meeting)))
    assert works(near, add(_option(meeting)))
    assert works(near, lambda: meetings.seated(near, room, meetings.invited(near, meeting, a), classes=BASIC))
    meetings.pledged(a, meeting)
    assert works(near, hand(meeting, far.membership_id))
    assert [reach(hat, room) for hat in (near, a, far)] == [0, BASIC, EVERYTHING], "but by a seat"
    assert [_count(one) for one in (near.membership_id, far.membership_id, reviewers.agency_id)] == [0, 1, 2]


def what_a_room_holds_of_a_person_is_asked_of_who_convened_alone() -> None:
    """A request for disclosure, received by a colleague and by who convened."""
    a, _, c = people()
    case = opened(a)
    _, room = meetings.sealed_room(a, c, case=case)
    near, person = meetings.colleague(a, "promoter"), _person(a, case)
    asked_by(near, person, "開-1")
    assert [_asked(one) for one in (a.membership_id, near.membership_id, a.agency_id)] == [1, 0, 0]
    asked_by(a, person, "開-2")
    assert [_asked(one) for one in (a.membership_id, near.membership_id, a.agency_id)] == [1, 0, 0], "who asks knows"
    mine, theirs = _lines(a), _lines(near)
    assert theirs["開-1", None] == mine["開-1", None] == theirs["開-2", None] == mine["開-2", None] > 0, "no line of a room"
    assert (set(mine) - set(theirs), set(theirs) - set(mine)) == ({("開-2", room)}, set()), "it is worked through apart"
    assert mine["開-2", room] > 0


def _asked(holder: UUID | None) -> int:
    with outside_the_walls():
        return Task.objects.filter(holder_id=holder, word="disclosure.search").count()


def _lines(hat: Hat) -> dict[tuple[str, UUID | None], int]:
    with wearing(hat), connection.cursor() as cursor:
        cursor.execute("SELECT number, room, lines FROM sharing_own_requests()")
        return {(number, room): lines for number, room, lines in cursor.fetchall()}


OF_ONE, COLLEAGUE = "a_room_is_of_who_convened_and_not_of_the_office", "a_colleague_does_nothing_for_the_meeting"
SEATED = "who_is_seated_of_the_office_writes_for_it_and_changes_no_seat"
ACCOUNTED = "what_a_room_holds_of_a_person_is_asked_of_who_convened_alone"
HANDED = "a_meeting_is_handed_over_with_its_rooms_and_taken_over_with_a_reason"
SCENARIOS: dict[str, Callable[[], None]] = {
    OF_ONE: a_room_is_of_who_convened_and_not_of_the_office,
    COLLEAGUE: a_colleague_does_nothing_for_the_meeting,
    SEATED: who_is_seated_of_the_office_writes_for_it_and_changes_no_seat,
    ACCOUNTED: what_a_room_holds_of_a_person_is_asked_of_who_convened_alone,
    HANDED: a_meeting_is_handed_over_with_its_rooms_and_taken_over_with_a_reason,
}
OF_MEETING, OF_ITEM = "conferences_convenes_meeting_of(", "conferences_convenes_item("
MUTANTS: list[tuple[str, Mutant]] = [
    (OF_ONE, Mutant("sharing_open_binder", "CASE WHEN p_kind = 'agenda' THEN hat.membership ELSE hat.agency END", "hat.agency")),
    (COLLEAGUE, Mutant("conferences_convenes", "c.convened_by_id = hat.membership", "c.agency_id = hat.agency")),
    (SEATED, Mutant("conferences_convenes_item", "AND sharing_classes(p_item) <> 0", "")),
    (COLLEAGUE, Mutant("conferences_convenes_item", "AND c.agency_id = hat.agency", "")),
    (SEATED, Mutant("conferences_seat_guard", OF_MEETING, OF_ITEM)),
    (SEATED, Mutant("conferences_rebasing_guard", OF_MEETING, OF_ITEM)),
    (SEATED, Mutant("conferences_decision_guard", f"THEN {OF_MEETING}", f"THEN {OF_ITEM}")),
    (SEATED, Mutant("conferences_decision_guard", f"AND NOT {OF_MEETING}", f"AND NOT {OF_ITEM}")),
    (ACCOUNTED, Mutant("sharing_tell_holders", "OR b.kind = 'agenda' AND b.subject_id = one.resident_id", "")),
    (ACCOUNTED, Mutant("sharing_tell_holders", "AND g.grantee_id <> hat.membership", "")),
    (ACCOUNTED, Mutant("sharing_own_requests", "r.room_id IS NULL OR", "true OR")),
    (HANDED, Mutant("conferences_give_to", "WHERE binder_id = room AND kind = 'own_work'", "WHERE false")),
    (HANDED, Mutant("conferences_give_to", "WHERE binder_id = room AND kind = 'own_work'", "WHERE binder_id = room")),
    (HANDED, Mutant("conferences_hand_over", "OR btrim(p_reason, E' \\t\\r\\n\\u3000') = ''", "")),
    (HANDED, Mutant("conferences_hand_over", "p_to <> hat.membership OR", "")),
    (HANDED, Mutant("conferences_hand_over", "OR sharing_classes(c.id) = 0", "")),
    (HANDED, Mutant("conferences_hand_over", "OR p_to = c.convened_by_id", "")),
    (HANDED, Mutant("conferences_keepers", "m.agency_id = p_agency AND", "")),
    (HANDED, Mutant("conferences_keepers", "AND enishi_role_may(m.role, k.permission)", "")),
    (HANDED, Mutant("conferences_keepers", "AND (m.ends_on IS NULL OR m.ends_on > p_on)", "")),
    (HANDED, Mutant("conferences_hand_over", "WHERE c.convened_by_id <> hat.membership", "WHERE false")),
    (HANDED, Mutant("conferences_hand_over", "WHERE p_to <> hat.membership", "WHERE false")),
    (HANDED, Mutant("sharing_reviewing", "enishi_role_may(m.role, 'review')", "false")),
]
