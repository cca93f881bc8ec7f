"""What the database itself must keep of the ledger, blocks, papers and requests: one scenario for each, judged by seeded bugs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.conferences.tests.factories import BASIC
from enishi.office import egress
from enishi.office.models import Task
from enishi.office.papers.blocks import Paper
from enishi.residents.access import open_resident
from enishi.residents.tests.factories import registered, shared
from enishi.sharing import actions as sharing
from enishi.sharing.access import record_look
from enishi.sharing.models import DisclosureLine, DisclosureRequest
from enishi.sharing.terms import ALL_CLASSES, BinderKind, BlockKind, Purpose, SealKind
from tests.architecture.accounting_things import asked_by
from tests.noninterference.case_scenarios import refused

LIVING, LOCATION = 2, 32
NOW = "clock_timestamp()"


def desk(name: str, agency: str = "") -> Hat:
    return cast.hat("counter", cast.agency(agency or f"{name}の課", f"AC-{agency or uuid4().hex[:6]}"), name)


def asked(hat: Hat, sql: str, *values: Any, looking_at: UUID | None = None) -> list[Any]:
    """Rows of one statement of a hat, after a look at a person."""
    with wearing(hat), connection.cursor() as cursor:
        if looking_at:
            record_look(hat, [looking_at], to=Purpose.ACCOUNTING, word="test")
        cursor.execute(sql, values)
        return cursor.fetchall()


def ledger(hat: Hat, person: UUID, *, look: bool = True) -> list[tuple[UUID, int]]:
    """(to whom, which classes) as the ledger tells a hat."""
    rows = asked(
        hat, "SELECT grantee, classes FROM sharing_ledger(ARRAY[%s::uuid])", person, looking_at=person if look else None
    )
    return [(grantee, classes) for grantee, classes in rows]


def a_person() -> tuple[Hat, UUID]:
    owner = desk("所管")
    return owner, registered(owner)


def the_ledger_needs_a_look_and_a_ground() -> None:
    owner, person = a_person()
    stranger = desk("他人")
    assert ledger(owner, person) == [(owner.agency_id, ALL_CLASSES)]
    assert ledger(owner, person, look=False) == [], "no look, no line"
    assert ledger(stranger, person) == [], "no ground, no line"


def a_giving_is_known_to_giver_receiver_and_who_works_with_all_of_it() -> None:
    owner, person = a_person()
    one, two = desk("甲"), desk("乙")
    shared(person, by=owner, to=one, classes=BASIC | LIVING)
    shared(person, by=owner, to=two, classes=BASIC)
    known = {grantee for grantee, _ in ledger(one, person)}
    assert known == {one.agency_id}, "who was given something learns of no other giving"
    assert {grantee for grantee, _ in ledger(two, person)} == {two.agency_id}
    assert {one.agency_id, two.agency_id} <= {grantee for grantee, _ in ledger(owner, person)}
    wholly = desk("共同")
    shared(person, by=owner, to=wholly, classes=ALL_CLASSES)
    with wearing(wholly):
        sharing.take_over(person, by=wholly, at=timezone.now())
    assert {one.agency_id, two.agency_id} <= {grantee for grantee, _ in ledger(wholly, person)}


def who_works_with_a_part_does_not_learn_of_what_is_given_beyond_it() -> None:
    owner, person = a_person()
    partly, other = desk("一部"), desk("乙")
    shared(person, by=owner, to=partly, classes=BASIC)
    with wearing(partly):
        sharing.take_over(person, by=partly, at=timezone.now())
    shared(person, by=owner, to=other, classes=BASIC | LIVING)
    assert other.agency_id not in {grantee for grantee, _ in ledger(partly, person)}


def what_is_sealed_to_a_hat_is_not_in_its_ledger() -> None:
    owner, person = a_person()
    second, third = desk("共同"), desk("乙")
    shared(person, by=owner, to=second, classes=ALL_CLASSES)
    with wearing(second):
        sharing.take_over(person, by=second, at=timezone.now())
    with wearing(owner):
        sharing.seal(person, kind=SealKind.SUPPORT_MEASURE, classes=LOCATION, by=owner, at=timezone.now())
    shared(person, by=owner, to=third, classes=BASIC | LOCATION)
    shared(person, by=owner, to=third, classes=LOCATION)
    told = [classes for grantee, classes in ledger(second, person) if grantee == third.agency_id]
    assert told == [BASIC], "the sealed class is left out, and a line of it alone is not there"
    assert BASIC | LOCATION in [classes for grantee, classes in ledger(owner, person) if grantee == third.agency_id]


def a_room_of_a_meeting_is_not_in_the_ledger_of_those_outside() -> None:
    owner, person = a_person()
    outside = desk("部屋の外")
    shared(person, by=owner, to=outside, classes=ALL_CLASSES)
    with wearing(outside):
        sharing.take_over(person, by=outside, at=timezone.now())
    with wearing(owner):
        room = sharing.open_new_binder(BinderKind.AGENDA, subject=person, by=owner, at=timezone.now())
    rows = asked(outside, "SELECT binder FROM sharing_ledger(ARRAY[%s::uuid])", person, looking_at=person)
    assert room not in {binder for (binder,) in rows}
    rows = asked(owner, "SELECT binder FROM sharing_ledger(ARRAY[%s::uuid])", person, looking_at=person)
    assert room in {binder for (binder,) in rows}
    rows = asked(outside, "SELECT binder FROM sharing_binders_of(ARRAY[%s::uuid])", person, looking_at=person)
    assert {binder for (binder,) in rows} == {person}, "not even that there is a room"


def a_matching_is_in_nobodys_ledger() -> None:
    owner, person = a_person()
    other = desk("名寄せ")
    ground = uuid4()
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)"
            " VALUES (%s, 'identity', %s, '', '名寄せの確認', '', %s, %s, now())",
            [ground, person, other.agency_id, other.agency_id],
        )
        cursor.execute(
            "INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at, ends_at)"
            " VALUES (gen_random_uuid(), %s, 'identity', %s, %s, 1, 0, now(), now() + interval '9 days')",
            [ground, person, other.agency_id],
        )
    assert other.agency_id not in {grantee for grantee, _ in ledger(owner, person)}
    looked(other, person)
    assert other.agency_id not in lookers(owner, person)


def looked(hat: Hat, person: UUID, purpose: Purpose = Purpose.SUPPORT) -> None:
    with wearing(hat):
        record_look(hat, [person], to=purpose, word="test")


def lookers(hat: Hat, person: UUID) -> set[UUID]:
    rows = asked(
        hat,
        "SELECT agency FROM sharing_ledger_looks(ARRAY[%s::uuid], now() - interval '1 day')",
        person,
        looking_at=person,
    )
    return {agency for (agency,) in rows}


def looks_are_told_of_those_whose_line_is_known() -> None:
    owner, person = a_person()
    one, two = desk("甲"), desk("乙")
    for receiver in (one, two):
        shared(person, by=owner, to=receiver, classes=BASIC)
        looked(receiver, person)
    assert lookers(owner, person) == {owner.agency_id, one.agency_id, two.agency_id}
    assert lookers(one, person) == {one.agency_id}, "that somebody else looked is not told to who only visits"
    stranger = desk("他人")
    looked(stranger, person)
    assert lookers(stranger, person) == set()
    assert stranger.agency_id not in lookers(owner, person), "a look without a ground has shown nothing"


def looks_to_tell_namesakes_apart_are_not_told() -> None:
    owner, person = a_person()
    one = desk("甲")
    shared(person, by=owner, to=one, classes=BASIC)
    looked(one, person, Purpose.IDENTITY)
    assert lookers(owner, person) == {owner.agency_id}


def what_left_the_house_is_told_of_those_whose_line_is_known() -> None:
    owner, person = a_person()
    one, two = desk("甲"), desk("乙")
    for receiver in (one, two):
        shared(person, by=owner, to=receiver, classes=BASIC)
        with wearing(receiver):
            egress.paper(receiver, "test", Paper("紙", []), [person], at=timezone.now())

    def takers(hat: Hat) -> set[UUID]:
        rows = asked(hat, "SELECT agency FROM sharing_ledger_taken(ARRAY[%s::uuid])", person, looking_at=person)
        return {agency for (agency,) in rows}

    assert takers(owner) == {one.agency_id, two.agency_id}
    assert takers(one) == {one.agency_id}


def blocks(hat: Hat, person: UUID) -> set[UUID]:
    return {staff for (staff,) in asked(hat, "SELECT staff FROM sharing_blocks(ARRAY[%s::uuid])", person)}


def lifted(hat: Hat, person: UUID, staff: UUID) -> None:
    with wearing(hat):
        sharing.unblock_staff(person, staff=staff, by=hat, at=timezone.now())


def a_block_is_sealed_from_its_own_agency_and_lifted_by_who_may_know_of_it() -> None:
    owner, person = a_person()
    shut, colleague, visitor = desk("縁者", "縁者の課"), desk("同僚", "縁者の課"), desk("訪問")
    assert shut.staff_id
    for receiver in (shut, visitor):
        shared(person, by=owner, to=receiver, classes=ALL_CLASSES)
    with wearing(colleague):
        sharing.take_over(person, by=colleague, at=timezone.now())
    with wearing(owner):
        sharing.block_staff(person, staff=shut.staff_id, kind=BlockKind.FAMILY, by=owner, at=timezone.now())
    assert blocks(owner, person) == {shut.staff_id}
    assert blocks(shut, person) == set()
    assert blocks(colleague, person) == set(), "their agency does not learn of it, though it works with the person"
    assert blocks(visitor, person) == set(), "nor who only visits"
    for hat in (colleague, visitor):
        lifted(hat, person, shut.staff_id)
        assert blocks(owner, person) == {shut.staff_id}
    lifted(owner, person, shut.staff_id)
    assert blocks(owner, person) == set()
    assert owner.staff_id
    helper = _colleague(owner)
    with wearing(owner):
        sharing.block_staff(person, staff=owner.staff_id, kind=BlockKind.DECLARED, by=owner, at=timezone.now())
    assert blocks(owner, person) == set(), "nor who declared it"
    assert blocks(helper, person) == {owner.staff_id}


def who_works_elsewhere_with_the_person_knows_of_a_block() -> None:
    owner, person = a_person()
    second, shut = desk("共同"), desk("縁者")
    assert shut.staff_id
    shared(person, by=owner, to=second, classes=ALL_CLASSES)
    with wearing(second):
        sharing.take_over(person, by=second, at=timezone.now())
    with wearing(owner):
        sharing.block_staff(person, staff=shut.staff_id, kind=BlockKind.FAMILY, by=owner, at=timezone.now())
    assert blocks(second, person) == {shut.staff_id}
    assert blocks(desk("他人"), person) == set()
    lifted(owner, person, shut.staff_id)
    assert blocks(second, person) == set()


PAPER = (
    "INSERT INTO sharing_personsheet (id, resident_id, origin_id, made_by, made_at, recipient, named, since, lines, handed_means,"
    f" handed_note, version) VALUES (gen_random_uuid(), %s, %s, %s, {NOW}, 'self', false, '2026-01-01', '[]', '', '', 1)"
)
DECISION = (
    "INSERT INTO sharing_release (id, resident_id, origin_id, line, verdict, reason, decided_by, decided_at)"
    f" VALUES (gen_random_uuid(), %s, %s, 'x', 'withhold', '', %s, {NOW})"
)


def a_paper_is_signed_by_its_writer_and_handed_over_once() -> None:
    owner, person = a_person()
    colleague = cast.hat("counter", cast.agency("所管の課", ""), "同僚")
    assert not refused(owner, PAPER, person, owner.agency_id, owner.membership_id)
    assert refused(owner, PAPER, person, owner.agency_id, colleague.membership_id)
    assert refused(owner, PAPER, person, colleague.agency_id, owner.membership_id)
    assert not refused(owner, DECISION, person, owner.agency_id, owner.membership_id)
    assert refused(owner, DECISION, person, owner.agency_id, colleague.membership_id)
    visitor = desk("訪問")
    shared(person, by=owner, to=visitor, classes=ALL_CLASSES)
    assert refused(visitor, PAPER, person, visitor.agency_id, visitor.membership_id), "only who works with the person"
    assert refused(visitor, DECISION, person, visitor.agency_id, visitor.membership_id)
    with wearing(owner), connection.cursor() as cursor:
        cursor.execute(PAPER, [person, owner.agency_id, owner.membership_id])
    hand = f"UPDATE sharing_personsheet SET handed_at = {NOW}, handed_by = %s, handed_note = 'x' WHERE resident_id = %s"
    assert _refused_after_look(owner, person, hand, colleague.membership_id, person)
    with wearing(owner), connection.cursor() as cursor:
        record_look(owner, [person], to=Purpose.ACCOUNTING, word="test")
        cursor.execute(hand, [owner.membership_id, person])
        assert cursor.rowcount == 1
    again = "UPDATE sharing_personsheet SET handed_note = 'y' WHERE resident_id = %s"
    assert _refused_after_look(owner, person, again, person)


def _refused_after_look(hat: Hat, person: UUID, sql: str, *values: Any) -> bool:
    """Whether a statement is refused after a look at the person."""
    with wearing(hat):
        open_resident(hat, person, to=Purpose.ACCOUNTING, word="test")
        _look_around(hat, person)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                changed = cursor.rowcount
                transaction.set_rollback(True)
        except DatabaseError:
            return True
    return changed == 0


def _look_around(hat: Hat, person: UUID) -> None:
    """Looks at every binder about the person, as the pages do."""
    record_look(hat, [person], to=Purpose.ACCOUNTING, word="test")
    with connection.cursor() as cursor:
        cursor.execute("SELECT binder FROM sharing_binders_of(ARRAY[%s::uuid])", [person])
        record_look(hat, [one for (one,) in cursor.fetchall()], to=Purpose.ACCOUNTING, word="test")


def _request(owner: Hat, person: UUID) -> tuple[UUID, UUID]:
    request = asked_by(owner, person, f"開-{uuid4().hex[:6]}")
    with cast.outside_the_walls():
        return request, DisclosureLine.objects.filter(request=request).order_by("id")[0].pk


DECIDE = f"UPDATE sharing_disclosureline SET decision = 'full', decided_by = %s, decided_at = {NOW} WHERE id = %s"
READ = f"UPDATE sharing_disclosurerequest SET read_by = %s, read_at = {NOW} WHERE id = %s"
SETTLE = (
    "UPDATE sharing_disclosurerequest SET outcome = %s, outcome_note = 'x', decided_by = %s, decided_at = "
    f"{NOW} WHERE id = %s"
)


def _colleague(owner: Hat) -> Hat:
    with cast.outside_the_walls():
        agency = Agency.objects.get(pk=owner.agency_id)
    return cast.hat("counter", agency, "読合")


def _all_decided(owner: Hat, request: UUID, decision: str = "full") -> None:
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE sharing_disclosureline SET decision = %s, article = 'x', reason = 'x', decided_by = %s, decided_at = now()"
            " WHERE request_id = %s",
            [decision, owner.staff_id, request],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")


def _read(request: UUID, by: Hat) -> None:
    with cast.outside_the_walls():
        DisclosureRequest.objects.filter(pk=request).update(read_by=None, read_at=None)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(
                "UPDATE sharing_disclosurerequest SET read_by = %s, read_at = now() WHERE id = %s", [by.staff_id, request]
            )
            cursor.execute("SET LOCAL session_replication_role = origin")


def a_request_is_read_by_another_and_decided_as_its_lines_are() -> None:
    owner, person = a_person()
    request, line = _request(owner, person)
    reader, third, visitor = _colleague(owner), _colleague(owner), desk("訪問")
    shared(person, by=owner, to=visitor, classes=ALL_CLASSES)
    no = _refused_after_look
    assert not no(owner, person, DECIDE, owner.staff_id, line)
    assert no(owner, person, DECIDE, reader.staff_id, line), "signed by somebody else"
    assert no(visitor, person, DECIDE, visitor.staff_id, line), "of another agency"
    _all_decided(owner, request)
    assert no(owner, person, READ, owner.staff_id, request), "read by who decided"
    assert no(third, person, READ, reader.staff_id, request), "read in somebody else's name"
    assert not no(reader, person, READ, reader.staff_id, request)
    assert no(owner, person, SETTLE, "full", owner.staff_id, request), "nobody has read it"
    _read(request, reader)
    assert no(reader, person, SETTLE, "full", reader.staff_id, request), "decided by who read it"
    assert no(owner, person, SETTLE, "full", third.staff_id, request), "in somebody else's name"
    for outcome in ("part", "none", "absent"):
        assert no(owner, person, SETTLE, outcome, owner.staff_id, request), outcome
    assert not no(owner, person, SETTLE, "full", owner.staff_id, request)
    assert not no(owner, person, SETTLE, "refused", owner.staff_id, request)
    _all_decided(owner, request, "none")
    for outcome in ("full", "part"):
        assert no(owner, person, SETTLE, outcome, owner.staff_id, request), outcome
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE sharing_disclosureline SET decision = '', decided_at = NULL, article = '', reason = '' WHERE id = %s",
            [line],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert no(owner, person, SETTLE, "none", owner.staff_id, request), "a line is open"


def a_change_of_a_line_voids_the_reading_and_what_is_decided_stays() -> None:
    owner, person = a_person()
    request, line = _request(owner, person)
    reader = _colleague(owner)
    _read(request, reader)
    with wearing(owner), connection.cursor() as cursor:
        _look_around(owner, person)
        cursor.execute(DECIDE, [owner.staff_id, line])
        assert cursor.rowcount == 1
    with cast.outside_the_walls():
        assert DisclosureRequest.objects.get(pk=request).read_by is None
    _all_decided(owner, request)
    _read(request, reader)
    with wearing(owner), connection.cursor() as cursor:
        _look_around(owner, person)
        cursor.execute(SETTLE, ["full", owner.staff_id, request])
        assert cursor.rowcount == 1
    assert _refused_after_look(owner, person, DECIDE, owner.staff_id, line)
    assert _refused_after_look(owner, person, LINE, request, person, "", None)
    assert _refused_after_look(owner, person, SETTLE, "refused", owner.staff_id, request)


LINE = (
    "INSERT INTO sharing_disclosureline (id, request_id, binder_id, information_class, source, source_id, title, nature, text,"
    " proposed, proposed_reason, decision, article, reason, withheld, version,"
    " decided_at)"
    " VALUES (gen_random_uuid(), %s, %s, 1, 'x', gen_random_uuid(), 'x', 'fact', 'x', '', '', %s, '', '', '[]', 1, %s)"
)
EXTEND = "UPDATE sharing_disclosurerequest SET extended_to = %s, extension_reason = 'x' WHERE id = %s"


def a_line_is_of_the_person_and_a_deadline_moves_once() -> None:
    owner, person = a_person()
    request, _ = _request(owner, person)
    assert not _refused_after_look(owner, person, LINE, request, person, "", None)
    other, theirs = a_person()
    assert _refused_after_look(owner, person, LINE, request, theirs, "", None), "of somebody not seen"
    assert _refused_after_look(owner, person, LINE, request, person, "full", timezone.now()), "decided before it was read"
    assert other.agency_id
    today = timezone.localdate()
    with wearing(owner), connection.cursor() as cursor:
        _look_around(owner, person)
        cursor.execute(EXTEND, [today + timedelta(days=40), request])
        assert cursor.rowcount == 1
    assert _refused_after_look(owner, person, EXTEND, today + timedelta(days=50), request)


def others_who_work_with_the_person_are_asked_and_nobody_else() -> None:
    owner, person = a_person()
    second, visitor, sealed = desk("共同"), desk("訪問"), desk("封印の外")
    for receiver in (second, visitor, sealed):
        shared(person, by=owner, to=receiver, classes=ALL_CLASSES)
    with wearing(second):
        sharing.take_over(person, by=second, at=timezone.now())
    request, _ = _request(owner, person)
    with cast.outside_the_walls():
        told = set(Task.objects.filter(binder_id=person, word="disclosure.search").values_list("holder_id", flat=True))
    assert told == {second.agency_id}
    tell = f"SELECT sharing_tell_holders(%s, 'x', {NOW})"
    assert refused(visitor, tell, request)
    assert refused(second, tell, request)


def only_the_privacy_officer_sees_the_dates_and_only_the_agency_its_requests() -> None:
    owner, person = a_person()
    request, _ = _request(owner, person)
    second = desk("共同")
    officer = cast.hat("privacy_officer", cast.agency("総務課", "AC-officer"))
    shared(person, by=owner, to=second, classes=ALL_CLASSES)
    with wearing(second):
        sharing.take_over(person, by=second, at=timezone.now())
    dates, own = "SELECT number FROM sharing_requests_by_date()", "SELECT request FROM sharing_own_requests()"
    assert asked(officer, dates)
    assert asked(owner, dates) == []
    assert request in {one for (one,) in asked(owner, own)}
    assert request not in {one for (one,) in asked(second, own)}
    assert asked(officer, own) == []
    with wearing(owner):
        sharing.block_staff(person, staff=owner.staff_id, kind=BlockKind.DECLARED, by=owner, at=timezone.now())
    assert request not in {one for (one,) in asked(owner, own)}


SCENARIOS: list[Callable[[], None]] = [
    the_ledger_needs_a_look_and_a_ground,
    a_giving_is_known_to_giver_receiver_and_who_works_with_all_of_it,
    who_works_with_a_part_does_not_learn_of_what_is_given_beyond_it,
    what_is_sealed_to_a_hat_is_not_in_its_ledger,
    a_room_of_a_meeting_is_not_in_the_ledger_of_those_outside,
    a_matching_is_in_nobodys_ledger,
    looks_are_told_of_those_whose_line_is_known,
    looks_to_tell_namesakes_apart_are_not_told,
    what_left_the_house_is_told_of_those_whose_line_is_known,
    a_block_is_sealed_from_its_own_agency_and_lifted_by_who_may_know_of_it,
    who_works_elsewhere_with_the_person_knows_of_a_block,
    a_paper_is_signed_by_its_writer_and_handed_over_once,
    a_request_is_read_by_another_and_decided_as_its_lines_are,
    a_change_of_a_line_voids_the_reading_and_what_is_decided_stays,
    a_line_is_of_the_person_and_a_deadline_moves_once,
    others_who_work_with_the_person_are_asked_and_nobody_else,
    only_the_privacy_officer_sees_the_dates_and_only_the_agency_its_requests,
]
