"""Writing a plan, its versions, and who sees which of its rows."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.cases import actions
from enishi.cases.models import Plan, PlanGoal, PlanPart, PlanStep
from enishi.cases.queries.plans import compare_plans, plan_rows, plans_of, read_plan
from enishi.cases.rules.differences import Change
from enishi.cases.rules.planning import period_proposed
from enishi.cases.terms import CaseState, GoalState, PartKind, PlanKind, PlanState, StepBy
from enishi.cases.tests.factories import act, on_the_team, opened
from enishi.cases.tests.planning import (
    BASIC,
    HEALTH,
    LIVING,
    adopted,
    agreed,
    decided,
    decision,
    drafted,
    judged,
    looked,
    proposed,
    text,
    version,
)
from enishi.intake.tests.factories import in_days
from enishi.office.errors import NotFound, Overtaken, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(aoki: Hat) -> UUID:
    return opened(aoki, state=CaseState.ASSESSING)


def write(by: Hat, plan: UUID, new: actions.PlanText, at_version: int | None = None) -> None:
    with wearing(by):
        actions.write_plan(plan, new, version=at_version or version(plan), by=by, at=timezone.now())


def as_form(by: Hat, case: UUID, plan: UUID) -> actions.PlanText:
    """The form of a plan as it is drawn from what stands. Inside ``wearing``."""
    rows = plan_rows(looked(by, case), [plan])[plan]
    row = Plan.objects.get(pk=plan)
    return actions.PlanText(
        [
            actions.NewPart(
                id=one.pk, kind=PartKind(one.kind), code=one.code, text=one.text,
                information_class=one.information_class,
            )
            for one in rows.parts
        ],
        [
            actions.NewGoal(id=one.pk, key=str(one.pk), text=one.text, information_class=one.information_class)
            for one in rows.goals
        ],
        [
            actions.NewStep(
                id=one.pk, goal=str(one.goal_id or ""), text=one.text, done_by=StepBy(one.done_by),
                agency=one.agency_id, frequency=one.frequency, due_on=one.due_on, leads=one.leads,
                information_class=one.information_class,
            )
            for one in rows.steps
        ],
        row.period_from,
        row.period_until,
        row.monitor_on,
    )  # fmt: skip


def test_a_plan_is_written_whole_and_again(aoki: Hat, case: UUID) -> None:
    plan = drafted(aoki, case)
    with wearing(aoki):
        page = read_plan(looked(aoki, case), plan)
        assert (page.row.number, page.row.kind, page.row.state) == (1, PlanKind.FIRST, PlanState.DRAFT)
        assert [one.text for one in page.rows.goals] == ["家計表をつける。", "通院を再開する。"]
        assert [one.text for one in page.steps_of(page.rows.goals[1].pk)] == ["受診に付き添う。"]
        form = as_form(aoki, case, plan)
    kept = form.goals[0].id
    goals = [actions.NewGoal(id=kept, key="a", text="家計表を毎日つける。", information_class=LIVING)]
    write(aoki, plan, text(goals=goals, steps=[actions.NewStep(text="書く。", goal="a")], parts=()))
    with wearing(aoki):
        page = read_plan(looked(aoki, case), plan)
        assert [(one.pk, one.text) for one in page.rows.goals] == [(kept, "家計表を毎日つける。")]
        assert (len(page.rows.parts), len(page.rows.steps)) == (0, 1)
        assert PlanGoal.objects.filter(plan=plan).count() == 2, "what was taken out is kept"


def test_the_same_form_twice_changes_nothing(aoki: Hat, case: UUID) -> None:
    plan = drafted(aoki, case)
    with wearing(aoki):
        form = as_form(aoki, case, plan)
    write(aoki, plan, form)
    with wearing(aoki):
        assert as_form(aoki, case, plan) == form
        assert PlanStep.objects.filter(plan=plan).count() == len(form.steps)


def test_two_at_once_both_keep_their_words(aoki: Hat, case: UUID) -> None:
    plan = drafted(aoki, case)
    with pytest.raises(Overtaken) as told:
        write(aoki, plan, text(), at_version=1)
    assert told.value.theirs["達成目標 1"] == "家計表をつける。"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"goals": [actions.NewGoal(text=" ")]}, "書かれていない行"),
        ({"steps": [actions.NewStep(text="x", goal="nowhere")]}, "どの目標のためか"),
        ({"steps": [actions.NewStep(text="x", done_by=StepBy.AGENCY)]}, "機関名を選んで"),
        ({"steps": [actions.NewStep(text="x", done_by=StepBy.AGENCY, agency=uuid4())]}, "機関名を選んで"),
        ({"steps": [actions.NewStep(text="x", leads=True)]}, "主担当を付けられません"),
        ({"parts": [actions.NewPart(kind=PartKind.OUTREACH, text="x")]}, "要否を一つ"),
        ({"parts": [actions.NewPart(kind=PartKind.ISSUE, code="needed")]}, "要否を一つ"),
        ({"goals": [actions.NewGoal(text="x", id=uuid4())], "steps": ()}, "開き直して"),
        ({"goals": [actions.NewGoal(text="x", file=uuid4())], "steps": ()}, "だれのことか"),
        ({"goals": [actions.NewGoal(text="x", information_class=128)], "steps": ()}, "."),
        ({"period_until": in_days(-1)}, "始まり以後"),
        ({"period_until": in_days(400)}, "366日以内"),
        ({"monitor_on": in_days(100)}, "92日以内"),
        ({"monitor_on": in_days(181)}, "プラン期間の中"),
        (dict.fromkeys(("period_from", "period_until", "monitor_on"), date.max), "プラン期間の始まり"),
    ],
)
def test_what_does_not_fit_is_refused(aoki: Hat, case: UUID, more: dict, said: str) -> None:
    with wearing(aoki):
        plan = actions.begin_plan(case, by=aoki, at=timezone.now())
    with pytest.raises((Refused, DatabaseError), match=said), transaction.atomic():
        write(aoki, plan, text(**more))
    with wearing(aoki):
        looked(aoki, case)
        assert not PlanGoal.objects.exists()


def test_only_who_leads_plans_and_not_before_consent(aoki: Hat, chiba: Hat, case: UUID) -> None:
    on_the_team(aoki, case, chiba)
    with wearing(chiba), pytest.raises(Refused, match="主担当の機関だけ"):
        actions.begin_plan(case, by=chiba, at=timezone.now())
    before_consent = opened(aoki)
    with wearing(aoki), pytest.raises(Refused, match="同意前"):
        actions.begin_plan(before_consent, by=aoki, at=timezone.now())
    drafted(aoki, case)
    with wearing(aoki), pytest.raises(Refused, match="作成中のプラン"):
        actions.begin_plan(case, by=aoki, at=timezone.now())


def test_the_next_version_takes_over_what_is_open(aoki: Hat) -> None:
    case, first = decided(aoki)
    with wearing(aoki):
        looked(aoki, case)
        goals = {one.text: one for one in PlanGoal.objects.filter(plan=first)}
        new = actions.NewMonitoring(
            in_days(40), [actions.Finding(goals["家計表をつける。"].pk, GoalState.MET, "続いている。")]
        )
        actions.monitor_plan(first, new, version=version(first), by=aoki, at=timezone.now())
        before = as_form(aoki, case, first)
        second = actions.begin_plan(case, by=aoki, at=timezone.now())
        row = Plan.objects.get(pk=second)
        assert (row.number, row.kind, row.earlier_id) == (2, PlanKind.RENEWED, first)
        rows = plan_rows(looked(aoki, case), [second])[second]
        assert [one.text for one in rows.goals] == ["通院を再開する。"]
        assert [(one.text, one.goal_id) for one in rows.steps] == [("受診に付き添う。", rows.goals[0].pk)]
        assert len(rows.parts) == 4
        assert as_form(aoki, case, first) == before, "the old one stays as it was"
        assert Plan.objects.get(pk=first).state == PlanState.DECIDED


def test_differences_between_versions_are_data(aoki: Hat) -> None:
    case, first = decided(aoki)
    with wearing(aoki):
        second = actions.begin_plan(case, by=aoki, at=timezone.now())
        form = as_form(aoki, case, second)
    health = form.goals[1]
    goals = [
        actions.NewGoal(id=health.id, key="h", text="月に一度通院する。", information_class=HEALTH),
        actions.NewGoal(text="居場所に通う。", key="p"),
    ]
    write(
        aoki, second,
        text(parts=form.parts, goals=goals, steps=[], period_from=in_days(0), monitor_on=in_days(20)),
    )  # fmt: skip
    with wearing(aoki):
        found = compare_plans(looked(aoki, case), second, first)
        said = [(one.key.name, one.change, one.before, one.after) for one in found]
        assert ("達成目標", Change.CHANGED, "通院を再開する。", "月に一度通院する。") in said
        assert ("達成目標", Change.ADDED, None, "居場所に通う。") in said
        assert ("達成目標", Change.REMOVED, "家計表をつける。", None) in said
        assert {one[0] for one in said} == {"達成目標", "実施すること"}, "the parts are the same"
        with pytest.raises(NotFound):
            compare_plans(looked(aoki, case), second, uuid4())


def test_who_joins_with_fewer_classes_sees_only_those_rows(aoki: Hat, chiba: Hat) -> None:
    case, plan = decided(aoki)
    on_the_team(aoki, case, chiba, classes=BASIC | LIVING)
    with wearing(chiba):
        page = read_plan(looked(chiba, case), plan)
        assert [one.text for one in page.rows.goals] == ["家計表をつける。"]
        assert [one.text for one in page.rows.steps] == ["家計表を書く。"]
        assert len(page.rows.parts) == 4


def test_an_outsider_learns_nothing(aoki: Hat, chiba: Hat, doi: Hat) -> None:
    _, plan = decided(aoki)
    for hat in (chiba, doi):
        with wearing(hat):
            assert not Plan.objects.exists()
            for model in (PlanPart, PlanGoal, PlanStep):
                assert not model.objects.exists()
            for there in (plan, uuid4()):
                with pytest.raises(NotFound):
                    actions.write_plan(there, text(), version=1, by=hat, at=timezone.now())
                with pytest.raises(NotFound):
                    actions.adopt_plan(there, decision(), version=1, by=hat, at=timezone.now())


def test_reading_a_plan_takes_a_constant_number_of_statements(aoki: Hat) -> None:
    case, plan = decided(aoki)

    def statements() -> int:
        with wearing(aoki):
            found = looked(aoki, case)
            with CaptureQueriesContext(connection) as made:
                read_plan(found, plan)
            return len(made)

    few = statements()
    with wearing(aoki):
        looked(aoki, case)
        goals = list(PlanGoal.objects.filter(plan=plan))
        for days in (10, 20, 30):
            new = actions.NewMonitoring(
                in_days(days), [actions.Finding(one.pk, GoalState.PARTLY) for one in goals]
            )
            actions.monitor_plan(plan, new, version=version(plan), by=aoki, at=timezone.now())
    assert statements() == few
    assert few <= 9


def test_a_period_is_proposed_and_a_replan_goes_on_where_the_one_before_ends(aoki: Hat) -> None:
    case, first = decided(aoki)
    with wearing(aoki):
        ends = Plan.objects.get(pk=first).period_until
        second = Plan.objects.get(pk=actions.begin_plan(case, by=aoki, at=timezone.now()))
        assert ends is not None
        assert (second.period_from, second.period_until) == (ends + timedelta(days=1), ends + timedelta(days=183))
    assert period_proposed(None, date(2026, 4, 1), days=183) == (date(2026, 4, 1), date(2026, 9, 30))
    assert period_proposed(date(2026, 3, 1), date(2026, 4, 1), days=10)[0] == date(2026, 4, 1), "never past"


def test_every_version_is_listed_the_newest_first(aoki: Hat) -> None:
    case, first = decided(aoki)
    second = proposed(aoki, case)
    with wearing(aoki):
        assert [one.pk for one in plans_of(looked(aoki, case))] == [second, first]


def test_who_has_a_step_and_no_role_is_named(aoki: Hat, chiba: Hat, case: UUID) -> None:
    steps = [actions.NewStep(text="付き添う。", goal="money", done_by=StepBy.AGENCY, agency=chiba.agency_id)]
    plan = drafted(aoki, case)
    write(aoki, plan, text(steps=steps))
    with wearing(aoki):
        assert read_plan(looked(aoki, case), plan).not_accepted == {chiba.agency_id}
    role = on_the_team(aoki, case, chiba)
    with wearing(aoki):
        assert not read_plan(looked(aoki, case), plan).not_accepted
    act(aoki, actions.end_role, role, version=2)
    with wearing(aoki):
        page = read_plan(looked(aoki, case), plan)
        assert (page.not_accepted, page.no_more) == ({chiba.agency_id}, {chiba.agency_id})
    on_the_team(aoki, case, chiba, accept=False)
    with wearing(aoki):
        page = read_plan(looked(aoki, case), plan)
        assert (page.not_accepted, page.no_more) == ({chiba.agency_id}, frozenset()), "asked again, and not answered yet"


def refused(sql: str, *values: object) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.rowcount == 0
    except DatabaseError:
        return True


def test_raw_sql_changes_no_row_that_a_meeting_read(aoki: Hat, chiba: Hat, case: UUID) -> None:
    plan = proposed(aoki, case)
    on_the_team(aoki, case, chiba)
    with wearing(aoki):
        looked(aoki, case)
        goal = PlanGoal.objects.filter(plan=plan).first()
        assert goal is not None
        for change in (
            "UPDATE cases_plangoal SET text = 'x' WHERE plan_id = %s",
            "UPDATE cases_planstep SET removed_at = now() WHERE plan_id = %s",
            "UPDATE cases_planpart SET code = 'needed' WHERE plan_id = %s",
            "DELETE FROM cases_plangoal WHERE plan_id = %s",
            "UPDATE cases_plan SET period_until = period_until + 100 WHERE id = %s",
            "UPDATE cases_plan SET monitor_on = monitor_on + 10 WHERE id = %s",
            "UPDATE cases_plan SET state = 'superseded' WHERE id = %s",
        ):
            assert refused(change, plan), change
        assert refused(
            "INSERT INTO cases_plangoal (id, case_id, binder_id, information_class, origin_id, author_id, at, plan_id,"
            " position, text, state, remark) VALUES (gen_random_uuid(), %s, %s, 1, %s, %s, now(), %s, 9, 'x', 'open', '')",
            case, case, aoki.agency_id, aoki.membership_id, plan,
        )  # fmt: skip
    with wearing(chiba):
        looked(chiba, case)
        for change in (
            "UPDATE cases_plangoal SET state = 'met' WHERE plan_id = %s",
            "UPDATE cases_plan SET state = 'draft' WHERE id = %s",
            "UPDATE cases_plan SET version = 9 WHERE id = %s",
        ):
            assert refused(change, plan), change


def test_raw_sql_rewrites_no_goal_of_a_decided_plan(aoki: Hat) -> None:
    case, plan = decided(aoki)
    with wearing(aoki):
        looked(aoki, case)
        for change in ("text = 'x'", "position = 9", "removed_at = now()"):
            assert refused(f"UPDATE cases_plangoal SET {change} WHERE plan_id = %s", plan), change
            assert refused(f"UPDATE cases_planstep SET {change} WHERE plan_id = %s", plan), change
        assert refused(
            "UPDATE cases_planstep SET agency_id = NULL, done_by = 'person' WHERE plan_id = %s", plan
        )
        assert not refused(
            "UPDATE cases_plangoal SET state = 'partly', remark = 'x' WHERE plan_id = %s", plan
        )


def test_an_update_that_reads_nothing_reaches_no_hidden_row(aoki: Hat, chiba: Hat) -> None:
    case, _ = decided(aoki)
    on_the_team(aoki, case, chiba, classes=BASIC)
    with wearing(chiba):
        looked(chiba, case)
        for table in ("cases_plangoal", "cases_planstep", "cases_planpart"):
            for change in (
                "state = state",
                "text = ''",
                "information_class = 1",
                "origin_id = gen_random_uuid()",
            ):
                if not (table == "cases_planpart" and "state" in change):
                    assert refused(f"UPDATE {table} SET {change}"), change


def test_whose_a_row_is_never_changes(aoki: Hat, case: UUID) -> None:
    plan = drafted(aoki, case)
    with wearing(aoki):
        looked(aoki, case)
        assert not refused("UPDATE cases_plangoal SET text = text WHERE plan_id = %s", plan)
        for column in ("binder_id", "origin_id", "author_id", "plan_id"):
            assert refused(f"UPDATE cases_plangoal SET {column} = gen_random_uuid() WHERE plan_id = %s", plan)
        assert refused("UPDATE cases_plangoal SET information_class = 1 WHERE plan_id = %s", plan)


def test_an_agreed_plan_is_adopted_again_after_the_first(aoki: Hat) -> None:
    case, first = decided(aoki)
    second = proposed(aoki, case)
    agreed(aoki, case)
    with pytest.raises(Refused, match="第1回のプランの評価がまだです"):
        adopted(aoki, second)
    judged(aoki, case, first)
    adopted(aoki, second)
    with wearing(aoki):
        states = dict(Plan.objects.filter(case=case).values_list("pk", "state"))
        assert states == {first: PlanState.SUPERSEDED, second: PlanState.DECIDED}
