"""What the database itself must refuse of cases, past every verb: one scenario for each guard, judged by seeded bugs.

``case_mutants.py`` names for every bug the scenario that has to fail. Statements are judged one by one, before commit,
so that no guard hides behind another.
"""

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
from enishi.cases import actions
from enishi.cases.access import open_case
from enishi.cases.models import Case, CaseMember
from enishi.cases.terms import CaseState
from enishi.cases.tests.factories import (
    BASIC,
    HEALTH,
    act,
    asked_to_lead,
    consented,
    led_by,
    member_of,
    on_the_team,
    opened,
    role,
    version,
)
from enishi.sharing import actions as sharing
from enishi.sharing.actions import kernel
from enishi.sharing.terms import BinderKind, ConsentMeans, GroundKind, Purpose, SealKind

NOW = "clock_timestamp()"


def leader(name: str) -> Hat:
    return cast.hat("promoter", cast.agency(name, uuid4().hex[:6]), f"{name}の推進員")


def refused(hat: Hat, sql: str, *values: Any, looking_at: UUID | None = None, at_commit: bool = False) -> bool:
    """Whether the database refuses one statement of a hat, or has no row for it."""
    with wearing(hat):
        if looking_at:
            open_case(hat, looking_at, to=Purpose.SUPPORT, word="case.open")
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                changed = cursor.rowcount
                if at_commit:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                transaction.set_rollback(True)
        except DatabaseError:
            return True
    return changed == 0


def settle() -> None:
    """What an earlier request left to be checked at its commit is checked."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def classes(hat: Hat, binder: UUID) -> int:
    with wearing(hat):
        return int(kernel.call("sharing_classes", binder))


def person(case: UUID) -> UUID:
    with cast.outside_the_walls():
        return Case.objects.get(pk=case).resident_id


def end_agency(hat: Hat) -> None:
    with cast.outside_the_walls():
        Agency.objects.filter(pk=hat.agency_id).update(ends_on=timezone.localdate())


MOVE = f"UPDATE cases_case SET state = %s, reason_code = 'agreed', moved_at = {NOW} WHERE id = %s"
END_LEAD = f"UPDATE cases_lead SET ended_at = {NOW} WHERE case_id = %s AND ended_at IS NULL"
LEAD = (
    "INSERT INTO cases_lead (id, case_id, agency_id, next_on, next_action, request_id, starts_at)"
    f" VALUES (gen_random_uuid(), %s, %s, current_date, 'contact', %s, {NOW})"
)
HAND = (
    f"WITH gone AS ({END_LEAD} RETURNING 1) INSERT INTO cases_lead (id, case_id, agency_id, next_on, next_action,"
    f" starts_at) SELECT gen_random_uuid(), %s, %s, current_date, 'contact', {NOW} FROM gone"
)
ANSWER = f"UPDATE cases_leadrequest SET state = %s, answered_at = {NOW}, reason_code = 'full' WHERE id = %s"
ASK_LEAD = (
    "INSERT INTO cases_leadrequest (id, case_id, kind, state, from_agency_id, to_agency_id, asked_by, asked_at,"
    f" answer_due_on, reason_code, grounds) VALUES (gen_random_uuid(), %s, 'transfer', 'asked', %s, %s, %s, {NOW},"
    " current_date, '', %s)"
)
ASK_ROLE = (
    "INSERT INTO cases_teamrole (id, case_id, agency_id, duty, state, asked_at, asked_by, answer_due_on, reason_code,"
    f" grounds, consent_id, version) VALUES (gen_random_uuid(), %s, %s, 'advice', 'asked', {NOW}, %s, current_date, '',"
    " %s, %s, 1)"
)
TAKE = f"UPDATE cases_teamrole SET state = 'accepted', answered_at = {NOW}, membership_id = %s WHERE id = %s"
CLOSE = (
    "INSERT INTO cases_closing (id, case_id, sorted_out, outlook, roles_agreed, lead_agency_id, agreed_at, follow_up_on,"
    f" reason_code, closed_by, closed_at) VALUES (gen_random_uuid(), %s, true, true, true, %s, {NOW}, current_date,"
    f" 'agreed', %s, {NOW})"
)
ENTRY = (
    "INSERT INTO cases_journalentry (id, case_id, binder_id, information_class, origin_id, author_id, at, kind, source,"
    f" happened_at, counterpart, means, text, next_step, replaces_id) VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, {NOW},"
    f" 'contact', 'fact', {NOW}, '', '', 'x', '', %s)"
)
MARK = (
    "INSERT INTO cases_journalmark (id, case_id, binder_id, information_class, origin_id, author_id, at, entry_id, kind)"
    f" VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, {NOW}, %s, 'seen')"
)
JOIN = f"INSERT INTO cases_casemember (id, case_id, resident_id, joined_at) VALUES (%s, %s, %s, {NOW})"
BEGIN = (
    "INSERT INTO cases_case (id, reference, resident_id, agency_id, opened_by_id, opened_at, state, moved_at, reason_code,"
    f" version) VALUES (%s, 'ABCD2345', %s, %s, %s, {NOW}, 'outreach', {NOW}, '', 1)"
)


def only_the_lead_moves_a_case() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    on_the_team(a, case, b)
    counter = cast.hat("counter", Agency.objects.get(pk=a.agency_id), "窓口")
    assert refused(b, MOVE, "suspended", case)
    assert refused(counter, MOVE, "suspended", case)
    assert not refused(a, MOVE, "suspended", case)


def who_led_before_moves_nothing_and_asks_nobody() -> None:
    a, b, c = leader("甲"), leader("乙"), leader("丙")
    case = opened(a)
    request = asked_to_lead(a, case, b)
    led_by(b, request)
    assert refused(a, MOVE, "suspended", case)
    with wearing(a):
        given = sharing.give(
            GroundKind.REFERRAL,
            binder=case,
            to=[c.agency_id],
            classes=BASIC,
            starts_at=timezone.now(),
            ends_at=timezone.now() + timedelta(days=30),
            purpose="x",
            by=a,
            at=timezone.now(),
        )
    assert refused(a, ASK_LEAD, case, a.agency_id, c.agency_id, a.membership_id, [given])
    act(b, actions.end_watch, case, reason="stable", version=version(case))
    assert refused(a, MOVE, "outreach", case)
    for one in (None, request):
        assert refused(a, LEAD, case, a.agency_id, one)
    assert not refused(b, MOVE, "outreach", case)


def a_case_goes_step_by_step_and_on_the_persons_request() -> None:
    a = leader("甲")
    case = opened(a)
    assert refused(a, MOVE, "assessing", case)
    consented(a, person(case))
    assert not refused(a, MOVE, "assessing", case)
    assert refused(a, MOVE, "planning", case)


def nothing_closes_without_ticks_nor_over_somebody_who_works() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a, state=CaseState.ASSESSING)
    assert refused(a, MOVE, "watching", case)
    one = on_the_team(a, case, b)
    assert refused(a, MOVE, "ended", case)
    assert refused(b, CLOSE, case, b.agency_id, b.membership_id)
    assert not refused(a, CLOSE, case, a.agency_id, a.membership_id)
    act(a, actions.end_role, one, version=2)
    assert not refused(a, MOVE, "ended", case)


def a_case_begins_in_a_binder_that_tells_of_its_person() -> None:
    a = leader("甲")
    case, other = opened(a), opened(a)
    binder = act(a, sharing.open_new_binder, BinderKind.CASE, subject=person(other))
    assert refused(a, BEGIN, binder, person(case), a.agency_id, a.membership_id)
    assert not refused(a, BEGIN, binder, person(other), a.agency_id, a.membership_id)
    assert refused(a, BEGIN, binder, person(other), a.agency_id, a.membership_id, at_commit=True)


def one_lead_and_never_none_at_commit() -> None:
    a = leader("甲")
    case = opened(a)
    settle()
    assert refused(a, END_LEAD, case, at_commit=True)
    assert not refused(a, END_LEAD, case)
    assert refused(a, LEAD, case, a.agency_id, None)


def the_lead_is_taken_by_acceptance_only() -> None:
    a, b, c = leader("甲"), leader("乙"), leader("丙")
    case = opened(a)
    on_the_team(a, case, c)
    request = asked_to_lead(a, case, b)
    assert refused(b, END_LEAD, case), "asked is not accepted"
    assert refused(c, END_LEAD, case)
    for hat in (a, c):
        assert refused(hat, ANSWER, "accepted", request)
    assert refused(a, HAND, case, case, b.agency_id), "nobody makes another lead"
    with wearing(b), connection.cursor() as cursor:
        cursor.execute(ANSWER, ["accepted", request])
    assert refused(c, END_LEAD, case), "somebody else's acceptance"
    assert not refused(b, END_LEAD, case)


def what_was_opened_for_an_answer_is_not_taken_over_before_it() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    asked_to_lead(a, case, b)
    take = "SELECT sharing_take_over(%s, clock_timestamp())"
    for binder in (case, person(case)):
        assert refused(b, take, binder)
    with wearing(a):
        now = timezone.now()
        sharing.give(
            GroundKind.REFERRAL,
            binder=person(case),
            to=[b.agency_id],
            classes=BASIC,
            starts_at=now,
            ends_at=now + timedelta(days=30),
            purpose="つなぎ",
            by=a,
            at=now,
        )
    assert not refused(b, take, person(case)), "what another referral handed over is taken over all the same"


def an_acceptance_moves_the_lead_once() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    led_by(b, asked_to_lead(a, case, b))
    led_by(a, asked_to_lead(b, case, a))
    assert refused(b, END_LEAD, case)


def a_role_is_taken_by_the_agency_in_its_own_name() -> None:
    a, b, c = leader("甲"), leader("乙"), leader("丙")
    case = opened(a)
    on_the_team(a, case, c, duty="watch")
    one = on_the_team(a, case, b, accept=False)
    for hat in (a, c):
        assert refused(hat, TAKE, hat.membership_id, one)
    assert refused(b, TAKE, a.membership_id, one)
    assert not refused(b, TAKE, b.membership_id, one)


def a_role_rests_on_its_own_ground_of_this_case() -> None:
    a, b, c = leader("甲"), leader("乙"), leader("丙")
    case, other = opened(a), opened(a)
    new = {"text": "x", "classes": BASIC, "article": "児童福祉法25条の3", "duty": "support"}
    grounds = []
    for one in (case, other):
        asked = act(a, actions.ask_to_join, one, actions.NewRole(agency=b.agency_id, **new))  # type: ignore[arg-type]
        grounds.append(role(asked).grounds)
    mine, elsewhere = grounds
    assert refused(a, ASK_ROLE, case, c.agency_id, a.membership_id, [], None)
    assert refused(a, ASK_ROLE, case, c.agency_id, a.membership_id, mine, None), "opened for another agency"
    assert refused(a, ASK_ROLE, case, b.agency_id, a.membership_id, [*mine, *elsewhere], None), "of another case"
    assert not refused(a, ASK_ROLE, case, b.agency_id, a.membership_id, mine, None)


def an_entry_lies_in_a_file_of_its_case_signed_by_its_writer() -> None:
    a, b = leader("甲"), leader("乙")
    case, other = opened(a), opened(a)
    member, elsewhere = member_of(a, case), member_of(a, other)
    on_the_team(a, case, b, classes=BASIC)
    one = act(a, actions.write_entry, case, actions.NewEntry("x"))
    mine, theirs = (a.agency_id, a.membership_id), (b.agency_id, b.membership_id)
    assert refused(a, ENTRY, case, elsewhere, 1, *mine, None)
    assert refused(b, ENTRY, case, case, HEALTH, *theirs, None)
    assert refused(b, ENTRY, case, case, 1, b.agency_id, a.membership_id, None)
    assert refused(a, ENTRY, case, member, 1, *mine, one), "a correction stays in its file"
    assert not refused(a, ENTRY, case, member, 1, *mine, None)
    assert not refused(b, ENTRY, case, case, 1, *theirs, None)
    ended = opened(a)
    act(a, actions.end_watch, ended, reason="moved", version=1)
    assert refused(a, ENTRY, ended, ended, 1, *mine, None)


def a_mark_is_set_on_what_is_seen_and_taken_back_by_its_author() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    on_the_team(a, case, b, classes=BASIC)
    shown = act(a, actions.write_entry, case, actions.NewEntry("x"))
    hidden = act(a, actions.write_entry, case, actions.NewEntry("y", information_class=HEALTH))
    theirs = (b.agency_id, b.membership_id)
    assert refused(b, MARK, case, case, HEALTH, *theirs, hidden)
    assert not refused(b, MARK, case, case, BASIC, *theirs, shown)
    act(a, actions.mark_entry, case, shown, "seen")
    taken = f"UPDATE cases_journalmark SET withdrawn_at = {NOW} WHERE entry_id = %s"
    assert refused(b, taken, shown, looking_at=case)
    assert not refused(a, taken, shown, looking_at=case)


def only_the_lead_says_who_belongs_to_the_case() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    on_the_team(a, case, b)
    relative = member_of(a, case)
    with cast.outside_the_walls():
        someone = CaseMember.objects.get(pk=relative).resident_id
    mine = act(a, sharing.open_new_binder, BinderKind.CASE_MEMBER, subject=person(case))
    theirs = act(b, sharing.open_new_binder, BinderKind.CASE_MEMBER, subject=person(case))
    assert refused(b, JOIN, theirs, case, person(case))
    assert refused(a, JOIN, mine, case, someone)
    assert not refused(a, JOIN, mine, case, person(case))
    one = act(a, actions.ask_to_join, case, actions.NewRole(b.agency_id, "watch", "x", BASIC, article="法"))  # type: ignore[arg-type]
    act(a, actions.share_file, one, relative, actions.NewGround(BASIC, article="法"), version=1)
    assert classes(b, relative) == BASIC
    act(a, actions.remove_member, case, relative, version=version(case))
    assert classes(b, relative) == 0


def with_the_lead_passes_its_work_without_informant_and_seal() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    member = member_of(a, case)
    with cast.outside_the_walls():
        relative = CaseMember.objects.get(pk=member).resident_id
    act(a, sharing.seal, member, kind=SealKind.SUPPORT_MEASURE, classes=255, holders=[])
    request = asked_to_lead(a, case, b)
    assert (classes(b, case), classes(b, member)) == (BASIC, 0)
    led_by(b, request)
    assert [classes(b, one) for one in (case, person(case), member, relative)] == [127, 127, 0, 0]
    assert [classes(a, one) for one in (case, member)] == [BASIC, 0]


def what_was_opened_for_an_answer_ends_with_a_no() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    act(a, actions.cancel_lead_request, asked_to_lead(a, case, b))
    assert classes(b, case) == 0
    act(b, actions.decline_lead, asked_to_lead(a, case, b), reason="full")
    assert classes(b, case) == 0
    one = on_the_team(a, case, b)
    act(b, actions.end_role, one, version=2)
    assert (classes(b, case), classes(b, person(case))) == (0, 0)


def a_withdrawal_ends_roles_and_leads_back_before_consent() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    support = consented(a, person(case))
    act(a, actions.move_case, case, "assessing", version=1)
    one = on_the_team(a, case, b)
    for consent in (role(one).consent_id, support):
        act(a, sharing.withdraw_consent, consent, resident=person(case), means=ConsentMeans.PHONE, note="")
    assert role(one).state == "left"
    with cast.outside_the_walls():
        assert Case.objects.get(pk=case).state == "outreach"


def counts(hat: Hat, sql: str, *values: Any) -> int:
    with wearing(hat), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])


def overview_and_counts_are_for_those_whose_task_it_is() -> None:
    a, boss = leader("甲"), cast.hat("coordinator", cast.agency("総合", uuid4().hex[:6]), "管理者")
    admin = cast.hat("administrator", cast.agency("情報", uuid4().hex[:6]), "管理")
    case = opened(a)
    one = "SELECT count(*) FROM cases_overview() WHERE one = %s"
    assert [counts(hat, one, case) for hat in (a, boss, admin)] == [0, 1, 0]
    assert [counts(hat, "SELECT cases_led(%s)", a.agency_id) for hat in (a, boss, admin)] == [0, 0, 1]
    assert refused(a, "SELECT cases_release_membership(%s, clock_timestamp())", a.membership_id)
    act(a, sharing.seal, case, kind=SealKind.OTHER, classes=255, holders=[])
    assert counts(boss, one, case) == 0, "a sealed case does not exist there"
    outsider = leader("乙")
    consented(a, person(case))
    consents = "SELECT count(*) FROM sharing_open_consents(%s)"
    assert [counts(hat, consents, person(case)) for hat in (a, outsider)] == [1, 0]


def only_a_coordinator_rescues_and_only_what_nobody_leads() -> None:
    a, b = leader("甲"), leader("乙")
    boss = cast.hat("coordinator", cast.agency("総合", uuid4().hex[:6]), "管理者")
    case = opened(a)
    rescue = "SELECT cases_rescue(%s, current_date, clock_timestamp())"
    assert refused(boss, rescue, case), "its agency still works"
    end_agency(a)
    assert refused(b, rescue, case)
    assert not refused(boss, rescue, case)


SCENARIOS: list[Callable[[], None]] = [
    one
    for name, one in list(globals().items())
    if callable(one)
    and getattr(one, "__module__", "") == __name__
    and name != "settle"
    and getattr(one, "__annotations__", {}) == {"return": None}
]
