"""What the database itself must refuse of decided plans: looking, evaluating, ending; judged by ``plan_mutants.py``."""

from datetime import timedelta

from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.cases import actions
from enishi.cases.models import Plan
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
)
from enishi.cases.tests.factories import version as version_of_case
from enishi.cases.tests.planning import (
    adopted,
    agreed,
    decided,
    drafted,
    proposed,
)
from enishi.intake.tests.factories import in_days
from enishi.sharing.terms import ConsentStage
from tests.noninterference.case_making import leader, person, refused
from tests.noninterference.plan_making import (
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
    signed,
    stands,
    version_of,
    withdrawn,
    written,
)


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
    assert refused(a, change.format("monitor_on = enishi_today() + 60"), plan), "back to a day that has passed"


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
    colleague = cast.hat("promoter", Agency.objects.get(pk=a.agency_id), "同僚")
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
    act(a, actions.move_case, other, "outreach", version=version_of_case(other))
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
