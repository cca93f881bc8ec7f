"""What the database itself must refuse of a case, past every verb: its steps, roles, journal and household.

``case_mutants.py`` names for every bug the scenario that has to fail.
"""

from typing import Any
from uuid import uuid4

from django.db import connection

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.cases import actions
from enishi.cases.models import CaseMember
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
from enishi.sharing.models import Grant
from enishi.sharing.terms import BinderKind, SealKind
from tests.noninterference.case_making import (
    ASK_ROLE,
    BEGIN,
    CLOSE,
    ENTRY,
    JOIN,
    MARK,
    MOVE,
    NOW,
    TAKE,
    classes,
    leader,
    person,
    refused,
)


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
    assert refused(a, ASK_ROLE, case, b.agency_id, a.membership_id, [*mine, *elsewhere], None), (
        "of another case"
    )
    assert not refused(a, ASK_ROLE, case, b.agency_id, a.membership_id, mine, None)


RENEW = "SELECT cases_renew_ground(%s, %s, %s)"


def a_role_goes_on_by_a_new_ground_of_its_own_and_by_nothing_else() -> None:
    a, b, c = leader("甲"), leader("乙"), leader("丙")
    case, other, passed_on = opened(a), opened(a), opened(a)
    new = {"text": "x", "classes": BASIC, "article": "児童福祉法25条の3"}
    asked = ((case, b, "support"), (case, b, "watch"), (other, b, "support"), (case, c, "support"))
    [mine, again, elsewhere, of_another, no_longer, its_own] = [
        act(a, actions.ask_to_join, one, actions.NewRole(agency=to.agency_id, duty=duty, **new))  # type: ignore[arg-type]
        for one, to, duty in (*asked, (passed_on, c, "support"), (passed_on, c, "watch"))
    ]
    led_by(b, asked_to_lead(a, passed_on, b))
    agreed = on_the_team(a, other, c, classes=BASIC)
    fresh = role(again).grounds
    assert refused(b, RENEW, mine, fresh, None), "the agency itself renews nothing"
    assert refused(a, RENEW, no_longer, role(its_own).grounds, None), "nor who led before"
    assert refused(a, RENEW, mine, role(elsewhere).grounds, None), "of another case"
    assert refused(a, RENEW, mine, role(of_another).grounds, None), "opened for another agency"
    assert refused(a, RENEW, mine, [], None), "by nothing"
    assert refused(a, RENEW, mine, fresh, role(agreed).consent_id), "a consent that was not given for it"
    assert refused(a, RENEW, agreed, role(agreed).grounds, None), "no article, and yet without the consent"
    act(a, actions.renew_ground, mine, actions.NewGround(BASIC, article="児童福祉法25条の3"), version=1)
    act(a, actions.end_role, again, version=1)
    act(a, actions.renew_ground, mine, actions.NewGround(BASIC, article="児童福祉法25条の3"), version=2)
    with cast.outside_the_walls():
        standing = Grant.objects.filter(grantee_id=b.agency_id, binder_id=case, kind="other_law", revoked_at=None)
        assert standing.count() == 1, "what the old ground opened has ended"


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
    one = act(a, actions.ask_to_join, case, actions.NewRole(b.agency_id, "watch", "x", BASIC, article="児童福祉法25条の3"))  # type: ignore[arg-type]
    act(a, actions.share_file, one, relative, actions.NewGround(BASIC, article="児童福祉法25条の3"), version=1)
    assert classes(b, relative) == BASIC
    act(a, actions.remove_member, case, relative, version=version(case))
    assert classes(b, relative) == 0


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
    consents = "SELECT count(*) FROM sharing_open_consents(ARRAY[%s::uuid])"
    assert [counts(hat, consents, person(case)) for hat in (a, outsider)] == [1, 0]
