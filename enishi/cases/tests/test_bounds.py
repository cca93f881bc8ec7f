"""Ways around the verbs, closed: a plan replaced unjudged, approved at any time, worked on while its case rests."""

from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.cases import actions
from enishi.cases.models import Monitoring, PlanGoal
from enishi.cases.terms import CaseState, GoalState
from enishi.cases.tests.factories import opened, version
from enishi.cases.tests.planning import decided, judged, looked, proposed
from enishi.cases.tests.planning import version as version_of_plan
from enishi.intake.tests.factories import in_days
from enishi.office.errors import Refused

pytestmark = pytest.mark.django_db
REPLACE = "UPDATE cases_plan SET state = 'superseded', moved_at = enishi_now(), version = version + 1 WHERE id = %s"
AHEAD = "UPDATE cases_plan SET state = 'ahead', approve_by = enishi_today() + %s, moved_at = enishi_now() WHERE id = %s"


def raw(by: Hat, case: UUID, sql: str, *values: object) -> bool:
    """Whether the database refuses it to a hat that has looked; what it lets through is taken back."""
    with wearing(by):
        looked(by, case)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                assert cursor.rowcount
                transaction.set_rollback(True)
        except DatabaseError:
            return True
        return False


def test_no_plan_is_replaced_before_somebody_has_judged_it(aoki: Hat) -> None:
    case, plan = decided(aoki)
    proposed(aoki, case)
    assert raw(aoki, case, REPLACE, plan)
    judged(aoki, case, plan)
    assert not raw(aoki, case, REPLACE, plan)


def test_a_later_approval_is_given_within_a_quarter(aoki: Hat) -> None:
    case = opened(aoki, state=CaseState.ASSESSING)
    plan = proposed(aoki, case)
    for days in (93, 4000, -1):
        assert raw(aoki, case, AHEAD, days, plan), days
    assert not raw(aoki, case, AHEAD, 92, plan)
    back = "UPDATE cases_plan SET state = 'draft', moved_at = enishi_now(), approve_by = enishi_today() + 9 WHERE id = %s"
    assert raw(aoki, case, back, plan), "only what was begun ahead is approved later"


def suspended(by: Hat, case: UUID) -> None:
    with wearing(by):
        actions.suspend_case(
            case,
            reason="unreachable",
            text="連絡がつかない。",
            next_on=in_days(20),
            version=version(case),
            by=by,
            at=timezone.now(),
        )


def test_while_a_case_rests_nobody_works_on_its_plan(aoki: Hat) -> None:
    case, plan = decided(aoki)
    done = "UPDATE cases_planstep SET state = 'done' WHERE plan_id = %s"
    assert not raw(aoki, case, done, plan)
    suspended(aoki, case)
    assert raw(aoki, case, done, plan)
    with wearing(aoki):
        looked(aoki, case)
        goal = PlanGoal.objects.filter(plan=plan).first()
        assert goal is not None
        new = actions.NewMonitoring(in_days(40), [actions.Finding(goal.pk, GoalState.MET)])
        with pytest.raises(Refused, match="先にケースを再開してください"):
            actions.monitor_plan(plan, new, version=version_of_plan(plan), by=aoki, at=timezone.now())
        assert not Monitoring.objects.exists()
    assert judged(aoki, case, plan), "what came of it can still be said"


def test_a_draft_is_not_written_while_its_case_rests(aoki: Hat) -> None:
    case = opened(aoki, state=CaseState.ASSESSING)
    with wearing(aoki):
        plan = actions.begin_plan(case, by=aoki, at=timezone.now())
    row = (
        "INSERT INTO cases_plangoal (id, case_id, binder_id, information_class, origin_id, author_id, at, plan_id, position,"
        " text, state, remark) VALUES (gen_random_uuid(), %s, %s, 1, %s, %s, enishi_now(), %s, 1, 'x', 'open', '')"
    )
    values = (case, case, aoki.agency_id, aoki.membership_id, plan)
    assert not raw(aoki, case, row, *values)
    suspended(aoki, case)
    assert raw(aoki, case, row, *values)
