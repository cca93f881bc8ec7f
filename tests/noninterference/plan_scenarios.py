"""What the database itself must refuse of plans being made and decided, past every verb; judged by ``plan_mutants.py``."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from enishi.cases import actions
from enishi.cases.tests.factories import (
    HEALTH,
    act,
    member_of,
    on_the_team,
    opened,
)
from enishi.cases.tests.planning import (
    adopted,
    agreed,
    drafted,
    proposed,
)
from enishi.intake.tests.factories import in_days
from enishi.sharing.terms import ConsentStage
from tests.noninterference.case_making import leader, refused
from tests.noninterference.plan_making import (
    ADOPT,
    AHEAD,
    STEP,
    ahead,
    assessed,
    consent_of,
    goal_of,
    led_without_health,
    new,
    part,
    plan_row,
    signed,
    stands,
    version_of,
    withdrawn,
)


def a_plan_is_begun_by_who_leads_after_the_persons_request() -> None:
    a, b = leader("甲"), leader("乙")
    case, other, before_consent = assessed(a), assessed(a), opened(a)
    on_the_team(a, case, b)
    foreign = drafted(a, other)
    usual = plan_row(a, case)
    assert new(b, "plan", plan_row(b, case))
    assert new(a, "plan", plan_row(a, before_consent))
    later = timezone.now() + timedelta(hours=1)
    for wrong in (
        {"state": "proposed"},
        {"agency_id": b.agency_id},
        {"made_by": b.membership_id},
        {"meeting_id": uuid4()},
        {"consent_id": uuid4()},
        {"approve_by": in_days(9)},
        {"kind": "renewed", "number": 2, "earlier_id": foreign},
        {"moved_at": later},
        {"made_at": later},
    ):
        assert new(a, "plan", usual, **wrong), wrong
    assert not new(a, "plan", usual)


def a_plan_goes_step_by_step_while_the_request_for_support_stands() -> None:
    a, b = leader("甲"), leader("乙")
    case = assessed(a)
    on_the_team(a, case, b)
    plan = drafted(a, case)
    consent = agreed(a, case)
    assert refused(a, ADOPT, consent, plan), "a draft is not decided"
    assert refused(b, STEP, "proposed", plan)
    assert refused(a, "UPDATE cases_plan SET number = 5 WHERE id = %s", plan)
    assert not refused(a, STEP, "proposed", plan)
    act(a, actions.propose_plan, plan, version=version_of(plan))
    for sql, values in ((AHEAD, [plan]), (ADOPT, [consent, plan])):
        assert not refused(a, sql, *values)
    withdrawn(a, case, consent_of(case, ConsentStage.SUPPORT))
    assert stands(plan) == "proposed"
    assert refused(a, AHEAD, plan)
    assert refused(a, ADOPT, consent, plan)


def a_plan_is_decided_after_its_meeting_and_with_the_consent_to_it() -> None:
    a = leader("甲")
    case, other = assessed(a), assessed(a)
    plan = proposed(a, case)
    foreign, before = agreed(a, other), agreed(a, case)
    withdrawn(a, case, before)
    consent = agreed(a, case)
    for wrong in (uuid4(), foreign, before, consent_of(case, ConsentStage.SUPPORT)):
        assert refused(a, ADOPT, wrong, plan)
    for day in ("meeting_on", "decided_on"):
        tomorrow = ADOPT.replace(f"{day} = enishi_today()", f"{day} = enishi_today() + 1")
        assert refused(a, tomorrow, consent, plan), day
    assert refused(a, f"{STEP.split(' WHERE')[0]}, consent_id = %s WHERE id = %s", "draft", consent, plan)
    ahead(a, plan)
    assert refused(a, ADOPT.replace(" WHERE", ", approve_by = NULL WHERE"), consent, plan)
    assert not refused(a, ADOPT, consent, plan)


def a_row_of_a_plan_is_written_by_who_leads_and_reads_its_class() -> None:
    a, b = leader("甲"), leader("乙")
    case, other = assessed(a), assessed(a)
    on_the_team(a, case, b)
    plan, foreign = drafted(a, case), drafted(a, other)
    assert new(b, "planpart", part(b, case, plan))
    usual = part(a, case, plan)
    assert new(a, "planpart", usual, plan_id=foreign)
    assert new(a, "planpart", usual, binder_id=member_of(a, other))
    assert new(a, "planpart", usual, author_id=b.membership_id)
    assert new(a, "planpart", usual, at=timezone.now() + timedelta(hours=1))
    assert not new(a, "planpart", usual)
    led = leader("丙")
    member = led_without_health(a, led, case)
    assert new(led, "planpart", part(led, case, plan), binder_id=member, information_class=HEALTH)
    assert not new(led, "planpart", part(led, case, plan), binder_id=member)


def what_a_meeting_reads_is_not_rewritten() -> None:
    a, b = leader("甲"), leader("乙")
    case = assessed(a)
    plan = proposed(a, case)
    on_the_team(a, case, b)
    assert new(a, "planpart", part(a, case, plan))
    change = "UPDATE cases_plangoal SET {} WHERE plan_id = %s"
    assert refused(a, change.format("state = 'met'"), plan, looking_at=case), "not begun yet"
    agreed(a, case)
    adopted(a, plan)
    assert refused(a, change.format("text = 'x'"), plan, looking_at=case)
    assert refused(b, change.format("state = 'met'"), plan, looking_at=case)
    assert not refused(a, change.format("state = 'met', remark = 'x'"), plan, looking_at=case)
    assert not refused(
        a, "UPDATE cases_planstep SET state = 'done' WHERE plan_id = %s", plan, looking_at=case
    )


def a_step_serves_a_goal_of_its_own_plan() -> None:
    a = leader("甲")
    case, other = assessed(a), assessed(a)
    plan, foreign = drafted(a, case), drafted(a, other)
    told = {"frequency": "", "done_by": "person", "leads": False, "state": "open"}
    usual = signed(a, case, plan_id=plan, position=9, text="x", **told)
    assert new(a, "planstep", usual, goal_id=goal_of(foreign))
    assert not new(a, "planstep", usual, goal_id=goal_of(plan))
    moved = "UPDATE cases_planstep SET goal_id = %s WHERE plan_id = %s"
    assert refused(a, moved, goal_of(foreign), plan, looking_at=case)
