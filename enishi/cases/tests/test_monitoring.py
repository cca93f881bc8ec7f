"""Somebody looks at a running plan again on a day that is never empty; and what came of it is written down."""

from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.cases import actions
from enishi.cases.models import (
    Evaluation,
    EvaluationPart,
    Monitoring,
    MonitoringFinding,
    Plan,
    PlanGoal,
    PlanStep,
)
from enishi.cases.queries.plans import evaluation_of, overdue, past_period, read_plan
from enishi.cases.terms import CaseState, EvaluationResult, GoalState, PlanState, StepState
from enishi.cases.tests.factories import on_the_team, opened, row
from enishi.cases.tests.planning import (
    BASIC,
    HEALTH,
    LIVING,
    ago,
    decided,
    looked,
    proposed,
    version,
)
from enishi.intake.tests.factories import in_days
from enishi.office.errors import NotFound, Overtaken, Refused

pytestmark = pytest.mark.django_db


def goals(by: Hat, case: UUID, plan: UUID) -> dict[int, PlanGoal]:
    """Class → goal. Inside ``wearing``."""
    looked(by, case)
    return {one.information_class: one for one in PlanGoal.objects.filter(plan=plan, removed_at__isnull=True)}


def seen(by: Hat, case: UUID, plan: UUID, at_version: int | None = None, **more) -> UUID:
    with wearing(by):
        found = goals(by, case, plan)
        findings = [
            actions.Finding(found[LIVING].pk, GoalState.MET, "毎日つけている。"),
            actions.Finding(found[HEALTH].pk, GoalState.PARTLY, "一度受診した。"),
        ]
        new = actions.NewMonitoring(**({"next_on": in_days(60), "goals": findings} | more))
        return actions.monitor_plan(plan, new, version=at_version or version(plan), by=by, at=timezone.now())


def test_looking_writes_what_was_found_and_when_next(aoki: Hat) -> None:
    case, plan = decided(aoki)
    with wearing(aoki):
        looked(aoki, case)
        step = PlanStep.objects.filter(plan=plan).first()
        assert step is not None
    seen(aoki, case, plan, steps={step.pk: StepState.DONE}, remarks=[actions.Remark("表情が明るい。")])
    with wearing(aoki):
        page = read_plan(looked(aoki, case), plan)
        assert (page.row.monitor_on, page.monitorings[0].row.due_on) == (in_days(60), in_days(30))
        assert {one.text for one in page.monitorings[0].findings} == {
            "毎日つけている。", "一度受診した。", "表情が明るい。",
        }  # fmt: skip
        assert {one.state for one in page.rows.goals} == {GoalState.MET, GoalState.PARTLY}
        assert PlanStep.objects.get(pk=step.pk).state == StepState.DONE
    with pytest.raises(Overtaken):
        seen(aoki, case, plan, at_version=1)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"next_on": None}, "必ず次回の日"),
        ({"next_on": in_days(0)}, "明日以後"),
        ({"next_on": in_days(93)}, "92日以内"),
        ({"goals": (), "remarks": ()}, "見られたことを書いて"),
        ({"goals": [actions.Finding(uuid4(), GoalState.MET)]}, "開き直して"),
        ({"steps": {uuid4(): StepState.DONE}}, "開き直して"),
        ({"remarks": [actions.Remark(" ")]}, "書かれていない行"),
        ({"remarks": [actions.Remark("x", file=uuid4())]}, "だれのことか"),
    ],
)
def test_a_look_without_a_next_day_is_refused(aoki: Hat, more: dict, said: str) -> None:
    case, plan = decided(aoki)
    with pytest.raises(Refused, match=said):
        seen(aoki, case, plan, **more)
    with wearing(aoki):
        assert not Monitoring.objects.exists()
        assert Plan.objects.get(pk=plan).monitor_on == in_days(30)


def test_only_a_running_plan_is_looked_at_by_who_leads(aoki: Hat, chiba: Hat) -> None:
    case, plan = decided(aoki)
    on_the_team(aoki, case, chiba)
    with pytest.raises(Refused, match="主担当の機関だけ"):
        seen(chiba, case, plan)
    waiting = opened(aoki, state=CaseState.ASSESSING)
    other = proposed(aoki, waiting)
    with pytest.raises(Refused, match="実施中のプランだけ"):
        seen(aoki, waiting, other)


def late(plan: UUID, column: str = "monitor_on") -> None:
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            f"UPDATE cases_plan SET period_from = %s, {column} = %s WHERE id = %s", [ago(60), ago(2), plan]
        )
        cursor.execute("SET session_replication_role = origin")


def test_what_is_overdue_is_a_list_of_who_leads(aoki: Hat, chiba: Hat) -> None:
    case, plan = decided(aoki)
    on_the_team(aoki, case, chiba)
    now, today = timezone.now(), timezone.localdate()
    with wearing(aoki):
        assert overdue(aoki, now, on=today) == []
    late(plan)
    with wearing(aoki):
        assert [one.pk for one in overdue(aoki, now, on=today)] == [plan]
        assert past_period(aoki, now, on=today) == []
    with wearing(chiba):
        assert overdue(chiba, now, on=today) == [], "seen, but not led"
    seen(aoki, case, plan)
    with wearing(aoki):
        assert overdue(aoki, now, on=today) == []


def test_a_plan_whose_period_is_over_is_on_a_list(aoki: Hat) -> None:
    _, plan = decided(aoki)
    late(plan, "period_until")
    with wearing(aoki):
        assert [one.pk for one in past_period(aoki, timezone.now(), on=timezone.localdate())] == [plan]


def evaluated(by: Hat, case: UUID, plan: UUID, result=EvaluationResult.ENDED, **more) -> UUID:
    with wearing(by):
        found = goals(by, case, plan)
        given = {
            "result": result,
            "goals": [
                actions.Finding(found[LIVING].pk, GoalState.MET),
                actions.Finding(found[HEALTH].pk, GoalState.UNMET, "受診していない。"),
            ],
            "changes": ["goal", "health", "budget"],
            "remarks": [
                actions.Remark("受診が残る。", HEALTH, item="remaining"),
                actions.Remark("ここで暮らしたい。", item="wish"),
            ],
        }
        return actions.evaluate_plan(
            plan, actions.NewEvaluation(**(given | more)), version=version(plan), by=by, at=timezone.now()
        )


def test_an_evaluation_keeps_the_sheet_class_by_class(aoki: Hat, chiba: Hat) -> None:
    case, plan = decided(aoki)
    on_the_team(aoki, case, chiba, classes=BASIC | LIVING)
    with wearing(aoki):
        assert evaluation_of(case) is None
    one = evaluated(aoki, case, plan)
    with wearing(aoki):
        newest = evaluation_of(case)
        assert newest is not None
        assert (newest.pk, newest.result, newest.plan.state) == (
            one,
            EvaluationResult.ENDED,
            PlanState.DECIDED,
        )
        parts = read_plan(looked(aoki, case), plan).evaluations[0].parts
        changes = {part.information_class: part.codes for part in parts if part.item == "change_seen"}
        assert changes == {BASIC: ["goal"], HEALTH: ["health"], LIVING: ["budget"]}
        assert {part.goal_state for part in parts if part.goal_id} == {GoalState.MET, GoalState.UNMET}
    with wearing(chiba):
        parts = read_plan(looked(chiba, case), plan).evaluations[0].parts
        assert {part.information_class for part in parts} == {BASIC, LIVING}
        assert "受診が残る。" not in [part.text for part in parts]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"result": None}, "評価の結果"),
        ({"goals": ()}, "すべての達成目標"),
        ({"changes": ["no_such"]}, "選べないもの"),
        ({"remarks": [actions.Remark("x", item="goals")]}, "様式にない項目"),
        ({"remarks": [actions.Remark("x")]}, "様式にない項目"),
    ],
)
def test_an_evaluation_that_is_not_whole_is_refused(aoki: Hat, more: dict, said: str) -> None:
    case, plan = decided(aoki)
    with pytest.raises(Refused, match=said):
        evaluated(aoki, case, plan, **more)
    with wearing(aoki):
        assert not Evaluation.objects.exists()


def test_an_evaluated_plan_is_ended_and_a_renewed_one_runs_on(aoki: Hat) -> None:
    case, plan = decided(aoki)
    evaluated(aoki, case, plan, EvaluationResult.RENEWED)
    with wearing(aoki), pytest.raises(Refused, match="評価"):
        actions.end_plan(plan, version=version(plan), by=aoki, at=timezone.now())
    evaluated(aoki, case, plan, EvaluationResult.INTERRUPTED)
    with wearing(aoki):
        actions.end_plan(plan, version=version(plan), by=aoki, at=timezone.now())
        assert Plan.objects.get(pk=plan).state == PlanState.ENDED


def test_closing_a_case_ends_its_plan(aoki: Hat) -> None:
    case, plan = decided(aoki)
    evaluated(aoki, case, plan)
    with wearing(aoki):
        closing = actions.NewClosing(
            sorted_out=True, outlook=True, roles_agreed=True, reason="achieved", follow_up_on=in_days(30)
        )
        actions.close_case(case, closing, version=row(case).version, by=aoki, at=timezone.now())
        assert Plan.objects.get(pk=plan).state == PlanState.ENDED
        assert evaluation_of(case) is not None


def test_an_outsider_learns_nothing(aoki: Hat, chiba: Hat) -> None:
    case, plan = decided(aoki)
    seen(aoki, case, plan)
    evaluated(aoki, case, plan)
    with wearing(chiba):
        for model in (Monitoring, MonitoringFinding, Evaluation, EvaluationPart):
            assert not model.objects.exists()
        assert evaluation_of(case) is None
        for there in (plan, uuid4()):
            with pytest.raises(NotFound):
                actions.monitor_plan(
                    there, actions.NewMonitoring(in_days(3)), version=1, by=chiba, at=timezone.now()
                )


def test_raw_sql_is_refused(aoki: Hat, chiba: Hat) -> None:
    case, plan = decided(aoki)
    on_the_team(aoki, case, chiba)
    seen(aoki, case, plan)
    other_case, other_plan = decided(aoki)

    def refused(sql: str, *values: object) -> bool:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.rowcount == 0
        except DatabaseError:
            return True

    look = (
        "INSERT INTO cases_monitoring (id, case_id, plan_id, due_on, done_at, done_by, next_on)"
        " VALUES (gen_random_uuid(), %s, %s, %s, now(), %s, %s)"
    )
    judge = (
        "INSERT INTO cases_evaluation (id, case_id, plan_id, sheet_version, result, evaluated_at, evaluated_by)"
        " VALUES (gen_random_uuid(), %s, %s, 1, 'ended', now(), %s)"
    )
    with wearing(chiba):
        looked(chiba, case)
        assert refused(look, case, plan, in_days(60), chiba.membership_id, in_days(70)), "only who leads"
        assert refused(judge, case, plan, chiba.membership_id)
    with wearing(aoki):
        looked(aoki, case)
        looked(aoki, other_case)
        assert refused(look, case, plan, in_days(61), aoki.membership_id, in_days(70)), "not what is due"
        assert refused(look, case, plan, in_days(60), aoki.membership_id, in_days(0)), "no day to come"
        assert refused(look, case, other_plan, in_days(30), aoki.membership_id, in_days(70)), "another case"
        assert refused(judge, case, other_plan, aoki.membership_id)
        assert refused(judge, case, plan, chiba.membership_id)
        for change in (
            "UPDATE cases_monitoring SET next_on = next_on + 1",
            "UPDATE cases_monitoringfinding SET text = 'x'",
            "DELETE FROM cases_monitoring",
            "UPDATE cases_evaluation SET result = 'ended'",
            "UPDATE cases_plan SET monitor_on = monitor_on + 1 WHERE state = 'decided'",
        ):
            assert refused(change), change
        goal = PlanGoal.objects.filter(plan=other_plan, information_class=LIVING).first()
        done = Monitoring.objects.get(plan=plan)
        assert goal is not None
        row = {
            "id": uuid4(), "case_id": case, "binder_id": case, "information_class": LIVING, "origin_id": aoki.agency_id,
            "author_id": aoki.membership_id, "at": done.done_at, "monitoring_id": done.pk, "text": "x",
        }  # fmt: skip
        following = actions.begin_plan(case, by=aoki, at=timezone.now())
        looked(aoki, case)
        later = PlanGoal.objects.get(plan=following)
        assert later.information_class == HEALTH
        for wrong in (
            {"goal_id": goal.pk, "state": "met"},
            {"goal_id": later.pk, "state": "met", "information_class": HEALTH},
            {"case_id": other_case},
            {"at": timezone.now()},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                MonitoringFinding(**row | wrong).save(force_insert=True)
        MonitoringFinding(**row).save(force_insert=True)
