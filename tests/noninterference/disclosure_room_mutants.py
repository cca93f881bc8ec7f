"""What a room holds, in a request for disclosure: a part of its own, for those to whom the room is open, read over by a colleague
to whom its keeper opens it.

Tried with any SQL, and the guards judged by seeded bugs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.conferences.tests import factories as meetings
from enishi.conferences.tests.factories import BASIC
from enishi.intake.tests.factories import in_days
from enishi.office.models import Notice, Task
from enishi.residents.access import open_resident
from enishi.sharing import actions as sharing
from enishi.sharing.access import open_binders
from enishi.sharing.models import DisclosureLine, DisclosureRequest, Grant
from enishi.sharing.terms import Purpose
from tests.architecture.accounting_things import asked_by, part_of_room
from tests.noninterference.conference_scenarios import people, reach, refused, works
from tests.noninterference.convening_mutants import EVERYTHING, hand
from tests.noninterference.mutants import Mutant


def lend(request: UUID, to: UUID | None) -> Callable[[], object]:
    def do() -> object:
        with connection.cursor() as cursor:
            cursor.execute("SELECT sharing_lend_room(%s, %s, 'お願いします', now())", [request, to])
        return True

    return do


def _of(part: UUID) -> DisclosureRequest:
    with outside_the_walls():
        return DisclosureRequest.objects.get(pk=part)


def sees(hat: Hat, resident: UUID, part: UUID) -> tuple[bool, bool]:
    """Whether somebody who looked at the person and at the room reads a part, and a line of it."""
    with wearing(hat):
        open_resident(hat, resident, to=Purpose.ACCOUNTING, word="test")
        if room := _of(part).room_id:
            open_binders(hat, [room], to=Purpose.ACCOUNTING, word="test")
        found = DisclosureRequest.objects.filter(pk=part), DisclosureLine.objects.filter(request=part)
        return found[0].exists(), found[1].exists()


def _written(hat: Hat, resident: UUID, **more: Any) -> Callable[[], object]:
    """A request written without the verb."""

    def do() -> object:
        open_resident(hat, resident, to=Purpose.ACCOUNTING, word="test")
        given = {
            "id": uuid4(), "resident_id": resident, "origin_id": hat.agency_id, "number": "偽", "requester": "self",
            "requester_name": "見本 花子", "identity": "旅券", "asked": "記録", "received_on": in_days(0), "due_on": in_days(30),
            "made_by": hat.membership_id, "made_at": timezone.now(),
        }  # fmt: skip
        DisclosureRequest(**(given | more)).save(force_insert=True)
        return True

    return do


def _line(hat: Hat, resident: UUID, request: UUID, binder: UUID) -> Callable[[], object]:
    def do() -> object:
        open_resident(hat, resident, to=Purpose.ACCOUNTING, word="test")
        DisclosureLine(
            id=uuid4(), request_id=request, binder_id=binder, information_class=1, source="偽", source_id=uuid4(), title="偽",
            nature="fact", text="偽の行",
        ).save(force_insert=True)  # fmt: skip
        return True

    return do


def what_a_room_holds_is_a_part_for_those_to_whom_the_room_is_open() -> None:
    a, _, c = people()
    resident, part = part_of_room(a)
    near = meetings.colleague(a, "promoter")
    row = _of(part)
    assert row.of_id
    assert sees(a, resident, part) == (True, True)
    assert sees(near, resident, part) == (False, False)
    assert sees(near, resident, row.of_id) == sees(a, resident, row.of_id) == (True, True), "the rest is the office's"
    sat = meetings.colleague(a, "promoter")
    meeting = _meeting_of(row.room_id)
    meetings.seated(a, row.room_id, meetings.invited(a, meeting, sat), classes=BASIC)
    meetings.pledged(sat, meeting)
    of_near = {"of_id": asked_by(near, resident, "開-9"), "room_id": row.room_id}
    for one in (near, sat):
        assert refused(one, _written(one, resident, **of_near)), "a part of a room that another keeps"
    assert works(a, _written(a, resident, **of_near))
    assert refused(a, _written(a, resident, of_id=part, room_id=row.room_id)), "a part of a part"
    _, other = meetings.sealed_room(a, c)
    assert works(a, _written(a, resident, of_id=row.of_id, room_id=other)), "a room that is kept"
    assert refused(a, _written(a, resident, of_id=row.of_id, room_id=resident)), "what is no room"
    assert refused(a, _line(a, resident, row.of_id, row.room_id)), "a line of the room among the others"
    assert refused(a, _line(a, resident, part, resident)), "another line in the part of the room"
    assert works(a, _line(a, resident, part, row.room_id))


def a_room_is_opened_to_one_colleague_who_reads_over_what_of_it_is_disclosed() -> None:
    a, _, c = people()
    office = Agency.objects.get(pk=a.agency_id)
    resident, part = part_of_room(a)
    near, far, third = (meetings.colleague(a, "promoter") for _ in range(3))
    planner = cast.hat("planner", office)
    left = cast.membership(cast.staff("去田 昇"), office, "promoter", ends_on=in_days(0)).pk
    reviewers = cast.hat("privacy_officer", cast.agency("総務課", "1001"))
    room, main = _of(part).room_id, _of(part).of_id
    assert room
    assert main
    for to in (c.membership_id, planner.membership_id, left, a.membership_id):
        assert refused(a, lend(part, to))
    for by in (near, c):
        assert refused(by, lend(part, near.membership_id)), "who does not keep it"
    assert refused(a, lend(main, near.membership_id)), "of the rest everybody reads over"
    assert works(a, lend(part, near.membership_id))
    assert [reach(one, room) for one in (a, near, far)] == [EVERYTHING, EVERYTHING, 0]
    assert sees(near, resident, part) == (True, True)
    assert refused(near, lend(part, far.membership_id)), "who was asked asks nobody else"
    assert works(a, lend(part, near.membership_id)), "again"
    with outside_the_walls():
        assert Task.objects.filter(holder_id=near.membership_id, word="disclosure.reading").count() == 1
        assert Notice.objects.filter(holder_id=reviewers.agency_id, word="disclosure.lent").count() == 1
        lent = Grant.objects.get(binder=room, grantee_id=near.membership_id)
        assert lent.ends_at
        assert lent.ends_at.date() == _of(part).due_on + timedelta(days=14), "it ends by itself"
    _decided(a, near, resident, part)
    assert [reach(one, room) for one in (a, near)] == [EVERYTHING, 0], "and with the decision"
    assert refused(a, lend(part, far.membership_id)), "what is decided is read over no more"
    second = asked_by(a, resident, "開-2")
    with outside_the_walls():
        again = DisclosureRequest.objects.get(of=second).pk
    assert works(a, lend(again, third.membership_id))
    assert works(a, hand(_meeting_of(room), far.membership_id))
    assert [reach(one, room) for one in (a, third, far)] == [0, 0, EVERYTHING], "and when the room goes to another"


def _meeting_of(room: UUID) -> UUID:
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SELECT conference_id FROM conferences_agendaitem WHERE id = %s", [room])
        (found,) = cursor.fetchone()
        return found


def _decided(by: Hat, reader: Hat, resident: UUID, part: UUID) -> None:
    room = _of(part).room_id
    assert room
    steps: list[tuple[Hat, Callable[[Any], object]]] = [
        (reader, lambda at: sharing.read_request(resident, part, version=1, by=reader, at=at)),
        (by, lambda at: sharing.decide_request(resident, part, outcome="refused", note="決裁", version=2, by=by, at=at)),
    ]
    for who, step in steps:
        with wearing(who):
            open_resident(who, resident, to=Purpose.ACCOUNTING, word="test")
            open_binders(who, [room], to=Purpose.ACCOUNTING, word="test")
            step(timezone.now())


PART = "what_a_room_holds_is_a_part_for_those_to_whom_the_room_is_open"
LENT = "a_room_is_opened_to_one_colleague_who_reads_over_what_of_it_is_disclosed"
SCENARIOS: dict[str, Callable[[], None]] = {
    PART: what_a_room_holds_is_a_part_for_those_to_whom_the_room_is_open,
    LENT: a_room_is_opened_to_one_colleague_who_reads_over_what_of_it_is_disclosed,
}
OF_THIS = "AND of_request.room_id IS NOT DISTINCT FROM CASE WHEN b.kind = 'agenda' THEN b.id END"
TO_READ = "AND g.revoked_at IS NULL AND g.ends_at IS NULL"
MUTANTS: list[tuple[str, Mutant]] = [
    (PART, Mutant("policy sharing_disclosurerequest_of_room", "room_id IS NULL", "true")),
    (PART, Mutant("sharing_request_guard", "AND (sharing_giveable(b.id, enishi_now()) & 1) <> 0", "")),
    (PART, Mutant("sharing_request_guard", "r.room_id IS NULL AND", "")),
    (PART, Mutant("sharing_request_guard", "b.kind = 'agenda' AND", "")),
    (PART, Mutant("sharing_line_guard", OF_THIS, "")),
    (LENT, Mutant("sharing_lend_room", "AND g.grantee_id = hat.membership", "")),
    (LENT, Mutant("sharing_lend_room", TO_READ, "AND g.revoked_at IS NULL")),
    (LENT, Mutant("sharing_lend_room", "AND m.agency_id = hat.agency", "")),
    (LENT, Mutant("sharing_lend_room", "AND m.staff_id <> hat.staff", "")),
    (LENT, Mutant("sharing_lend_room", "AND enishi_role_sees(m.role)\n           AND enishi_role_may(m.role, 'receive')", "")),
    (LENT, Mutant("sharing_lend_room", "AND (m.ends_on IS NULL OR m.ends_on > enishi_today())", "")),
    (LENT, Mutant("sharing_lend_room", "AND g.revoked_at IS NULL AND g.ends_at > enishi_now()", "AND false")),
    (LENT, Mutant("sharing_lend_room", "p_at, due + 14", "p_at, due + 400")),
    (LENT, Mutant("sharing_lend_room", "AND outcome = ''", "")),
    (LENT, Mutant("sharing_reviewing", "enishi_role_may(m.role, 'review')", "false")),
    (LENT, Mutant("sharing_request_guard", "WHERE binder_id = NEW.room_id AND", "WHERE false AND")),
]
