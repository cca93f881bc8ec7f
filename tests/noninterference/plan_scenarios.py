"""What the database itself must refuse of assessment sheets and plans, past every verb; judged by ``plan_mutants.py``."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.cases import actions
from enishi.cases.models import AssessmentAnswer, Plan
from enishi.cases.rules.assessment import Value
from enishi.cases.tests.factories import (
    BASIC,
    HEALTH,
    LIVING,
    act,
    asked_to_lead,
    closing,
    consented,
    led_by,
    member_of,
    on_the_team,
    opened,
)
from enishi.cases.tests.factories import version as version_of_case
from enishi.cases.tests.planning import (
    adopted,
    agreed,
    answered,
    begun,
    confirmed,
    decided,
    drafted,
    proposed,
)
from enishi.intake.tests.factories import in_days
from enishi.sharing.terms import ConsentStage
from tests.noninterference.case_scenarios import leader, person, refused
from tests.noninterference.plan_making import (
    ADOPT,
    AHEAD,
    CONFIRM,
    STEP,
    ahead,
    assessed,
    awaits,
    consent_of,
    goal_of,
    judged,
    led_without_health,
    look,
    new,
    part,
    plan_row,
    sheet,
    signed,
    stands,
    version_of,
    withdrawn,
    written,
)


def a_sheet_is_begun_in_a_file_of_its_case_by_who_begins_it() -> None:
    a, b = leader("甲"), leader("乙")
    case, other = assessed(a), opened(a)
    member, elsewhere = member_of(a, case), member_of(a, other)
    usual = sheet(a, case)
    assert new(a, "assessment", usual, binder_id=elsewhere)
    assert new(
        a, "assessment", usual, state="confirmed", confirmed_by=a.membership_id, confirmed_at=timezone.now()
    )
    assert new(a, "assessment", usual, agency_id=b.agency_id)
    assert new(a, "assessment", usual, begun_by=b.membership_id)
    assert new(a, "assessment", usual, begun_at=timezone.now() + timedelta(hours=1))
    for binder in (case, member):
        assert not new(a, "assessment", usual, binder_id=binder)
    act(a, actions.remove_member, case, member, version=version_of_case(case))
    assert new(a, "assessment", usual, binder_id=member), "of somebody who has left the case"
    act(a, actions.end_watch, other, reason="moved", version=version_of_case(other))
    assert new(a, "assessment", sheet(a, other)), "in a case that has ended"


def a_sheet_is_confirmed_by_who_leads_after_consent_and_stays() -> None:
    a, b = leader("甲"), leader("乙")
    case, before_consent = assessed(a), opened(a)
    on_the_team(a, case, b)
    one = begun(a, case)
    answered(a, one, dwelling=Value(codes=("rented",)))
    assert refused(b, CONFIRM, b.membership_id, one)
    assert refused(a, CONFIRM, b.membership_id, one), "in somebody else's name"
    assert refused(a, CONFIRM, a.membership_id, begun(a, before_consent))
    assert refused(a, "UPDATE cases_assessment SET sheet = 'other' WHERE id = %s", one)
    again = "UPDATE cases_assessment SET version = version + 1 WHERE id = %s"
    for sql, values in ((CONFIRM, [a.membership_id, one]), (again, [one])):
        assert not refused(a, sql, *values)
    confirmed(a, one)
    assert refused(a, again, one)


def an_answer_goes_into_an_open_sheet_signed_by_who_reads_its_class() -> None:
    a, b = leader("甲"), leader("乙")
    case, other = assessed(a), assessed(a)
    one, theirs = begun(a, case), begun(a, other)
    on_the_team(a, case, b, classes=BASIC)
    told: dict[str, Any] = {"assessment_id": one, "edition": 2, "item": "summary", "codes": [], "text": "x"}
    usual = signed(a, case, **told)
    assert new(a, "assessmentanswer", usual, assessment_id=theirs)
    assert new(a, "assessmentanswer", usual, author_id=b.membership_id)
    assert new(a, "assessmentanswer", usual, at=timezone.now() + timedelta(hours=1))
    assert new(b, "assessmentanswer", signed(b, case, **told), information_class=HEALTH)
    for hat in (a, b):
        assert not new(hat, "assessmentanswer", signed(hat, case, **told))
    answered(a, one, summary=Value(text="まとめ"))
    confirmed(a, one)
    assert new(a, "assessmentanswer", usual), "into a confirmed sheet"


def an_answer_replaces_one_to_the_same_question_about_the_same_person() -> None:
    a = leader("甲")
    case, other = assessed(a), assessed(a)
    one, theirs = begun(a, case), begun(a, other)
    written(a, "AssessmentAnswer", signed(a, case, assessment_id=one, edition=2, item="wish", text="x"))
    for of in (one, theirs):
        answered(a, of, summary=Value(text="まとめ"))
    another_sheet = written(a, "Assessment", sheet(a, case))
    with cast.outside_the_walls():
        mine = AssessmentAnswer.objects.get(assessment=one, item="summary")
        another = AssessmentAnswer.objects.get(assessment=one, item="wish")
        foreign = AssessmentAnswer.objects.get(assessment=theirs, item="summary")
    usual = signed(a, case, assessment_id=one, edition=3, item="summary", codes=[], text="y")
    usual |= {"information_class": mine.information_class}
    assert new(a, "assessmentanswer", usual, replaces_id=another.pk)
    assert new(a, "assessmentanswer", usual, replaces_id=foreign.pk)
    assert new(a, "assessmentanswer", usual, replaces_id=mine.pk, information_class=LIVING)
    assert new(a, "assessmentanswer", usual, replaces_id=mine.pk, assessment_id=another_sheet)
    assert not new(a, "assessmentanswer", usual, replaces_id=mine.pk)


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


def what_was_decided_stays_and_its_day_passes_by_looking() -> None:
    a = leader("甲")
    case, plan = decided(a)
    change = "UPDATE cases_plan SET {} WHERE id = %s"
    for wrong in (
        "period_until = period_until + 9",
        "monitor_on = monitor_on + 9",
        "meeting_on = meeting_on - 1",
    ):
        assert refused(a, change.format(wrong), plan), wrong
    for due, following in ((30, 60), (60, 80)):
        days = {"due_on": in_days(due), "next_on": in_days(following)}
        written(a, "Monitoring", look(a, case, plan) | days)
        assert not refused(a, change.format("monitor_on = monitor_on, version = version + 1"), plan)
        with wearing(a):
            Plan.objects.filter(pk=plan).update(monitor_on=in_days(following))
    assert refused(a, change.format("monitor_on = current_date + 60"), plan), "back to a day that has passed"


def a_decided_plan_ends_by_an_evaluation_or_by_its_successor() -> None:
    a = leader("甲")
    case, plan = decided(a)
    for state in ("ended", "superseded"):
        assert refused(a, STEP, state, plan)
    written(a, "Evaluation", judged(a, case, plan) | {"result": "renewed"})
    assert refused(a, STEP, "ended", plan), "it is evaluated to go on"
    following = drafted(a, case)
    assert refused(a, STEP, "superseded", plan), "by a draft"
    act(a, actions.propose_plan, following, version=version_of(following))
    assert not refused(a, STEP, "superseded", plan)
    written(a, "Evaluation", judged(a, case, plan))
    act(a, actions.end_plan, plan, version=version_of(plan))
    assert refused(a, "UPDATE cases_plan SET version = version + 1 WHERE id = %s", plan)


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


def who_leads_looks_at_a_running_plan_on_the_day_that_is_due() -> None:
    a, b = leader("甲"), leader("乙")
    case, plan = decided(a)
    other, foreign = decided(a)
    on_the_team(a, case, b)
    usual = look(a, case, plan)
    assert new(b, "monitoring", look(b, case, plan))
    for wrong in (
        {"done_by": b.membership_id},
        {"next_on": in_days(0)},
        {"due_on": in_days(29)},
        {"plan_id": foreign},
        {"plan_id": proposed(a, case)},
        {"done_at": timezone.now() + timedelta(hours=1)},
    ):
        assert new(a, "monitoring", usual, **wrong), wrong
    assert not new(a, "monitoring", usual)
    assert not new(a, "monitoring", look(a, other, foreign))


def who_leads_evaluates_a_running_plan_of_the_case() -> None:
    a, b = leader("甲"), leader("乙")
    case, plan = decided(a)
    _, foreign = decided(a)
    on_the_team(a, case, b)
    usual = judged(a, case, plan)
    assert new(b, "evaluation", judged(b, case, plan))
    for wrong in (
        {"evaluated_by": b.membership_id},
        {"plan_id": foreign},
        {"plan_id": proposed(a, case)},
        {"evaluated_at": timezone.now() + timedelta(hours=1)},
    ):
        assert new(a, "evaluation", usual, **wrong), wrong
    assert not new(a, "evaluation", usual)


def a_finding_belongs_to_what_its_writer_has_just_done() -> None:
    a = leader("甲")
    colleague = cast.hat("promoter", Agency.objects.get(pk=a.agency_id), "同僚")
    case, plan = decided(a)
    other, foreign = decided(a)
    seen, said = look(a, case, plan), judged(a, case, plan)
    kinds = {
        "monitoringfinding": {"monitoring_id": written(a, "Monitoring", seen), "state": ""},
        "evaluationpart": {
            "evaluation_id": written(a, "Evaluation", said), "item": "wish", "codes": [], "goal_state": "",
        },
    }  # fmt: skip
    member, elsewhere = member_of(a, case), member_of(a, other)
    following = drafted(a, case)
    for (table, told), at in zip(kinds.items(), (seen["done_at"], said["evaluated_at"]), strict=True):
        usual = signed(a, case, text="x", **told) | {"at": at}
        assert new(colleague, table, usual, author_id=colleague.membership_id)
        assert new(a, table, usual, author_id=colleague.membership_id)
        assert new(a, table, usual, case_id=other, binder_id=other)
        assert new(a, table, usual, binder_id=elsewhere)
        assert new(a, table, usual, at=at - timedelta(hours=1))
        state = "state" if table == "monitoringfinding" else "goal_state"
        about = usual | {state: "met", "goal_id": goal_of(plan), "information_class": LIVING}
        for other_plan in (foreign, following):
            assert new(a, table, about, goal_id=goal_of(other_plan))
        assert new(a, table, about, information_class=BASIC)
        assert new(a, table, about, binder_id=member)
        assert not new(a, table, about)
        assert not new(a, table, usual)


def a_finding_is_written_by_who_reads_its_class() -> None:
    a, b = leader("甲"), leader("乙")
    case, plan = decided(a)
    member = led_without_health(a, b, case)
    done = look(b, case, plan)
    usual = signed(b, case, monitoring_id=written(b, "Monitoring", done), state="", text="x")
    usual |= {"at": done["done_at"], "binder_id": member}
    assert new(b, "monitoringfinding", usual, information_class=HEALTH)
    assert not new(b, "monitoringfinding", usual)


def a_plan_ends_with_its_consent_and_with_the_request_for_support() -> None:
    a = leader("甲")
    case, plan = decided(a)
    other, foreign = decided(a)
    waiting = assessed(a)
    begun_ahead = proposed(a, waiting)
    ahead(a, begun_ahead)
    again = consented(a, person(other))
    withdrawn(a, other, again)
    assert stands(foreign) == "decided", "another request for support stands"
    withdrawn(a, case, consent_of(case, ConsentStage.PLAN))
    assert (stands(plan), stands(foreign), stands(begun_ahead)) == ("ended", "decided", "ahead")
    withdrawn(a, other, consent_of(other, ConsentStage.SUPPORT))
    assert (stands(foreign), stands(begun_ahead)) == ("ended", "ahead")
    withdrawn(a, waiting, consent_of(waiting, ConsentStage.SUPPORT))
    assert stands(begun_ahead) == "ended"


def a_plan_ends_with_its_case() -> None:
    a = leader("甲")
    case, plan = decided(a)
    other, running = decided(a)
    following, written_only = proposed(a, case), drafted(a, assessed(a))
    act(a, actions.close_case, case, closing(), version=version_of_case(case))
    assert [stands(one) for one in (plan, following, running)] == ["ended", "ended", "decided"]
    act(a, actions.end_watch, other, reason="moved", version=version_of_case(other))
    assert [stands(one) for one in (running, written_only)] == ["ended", "draft"]


def the_later_approval_is_awaited_from_who_leads_until_it_is_given() -> None:
    a, b = leader("甲"), leader("乙")
    case, other = assessed(a), assessed(a)
    for one in (case, other):
        ahead(a, proposed(a, one))
    led_by(b, asked_to_lead(a, case, b))
    assert [awaits(hat, case) for hat in (a, b)] == [0, 1]
    assert awaits(a, other) == 1, "who leads the other case goes on awaiting it"
    agreed(b, case)
    with wearing(b):
        plan = Plan.objects.get(case=case).pk
    adopted(b, plan)
    assert (awaits(b, case), awaits(a, other)) == (0, 1)


SCENARIOS: list[Callable[[], None]] = [
    one
    for one in list(globals().values())
    if callable(one)
    and getattr(one, "__module__", "") == __name__
    and getattr(one, "__annotations__", {}) == {"return": None}
]
