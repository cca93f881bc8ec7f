"""A plan is judged before it is replaced, approved within a quarter, and left alone while its case rests; with seeded bugs."""

from django.utils import timezone

from enishi.cases import actions
from enishi.cases.tests.factories import act
from enishi.cases.tests.factories import version as version_of_case
from enishi.cases.tests.planning import decided, drafted, proposed
from enishi.intake.tests.factories import in_days
from tests.noninterference.case_making import leader, refused
from tests.noninterference.mutants import Mutant
from tests.noninterference.plan_making import AHEAD, NOW, STEP, assessed, judged, look, new, part, written
from tests.noninterference.plan_mutants import unsaid


def a_plan_is_replaced_after_it_was_judged() -> None:
    a = leader("甲")
    case, plan = decided(a)
    proposed(a, case)
    elsewhere, other = decided(a)
    written(a, "Evaluation", judged(a, elsewhere, other) | {"result": "renewed"})
    assert refused(a, STEP, "superseded", plan), "another one was judged"
    written(a, "Evaluation", judged(a, case, plan) | {"result": "renewed"})
    assert not refused(a, STEP, "superseded", plan)


def a_later_approval_has_a_day_that_is_not_far() -> None:
    a = leader("甲")
    plan = proposed(a, assessed(a))
    for days in ("93", "4000", "-1"):
        assert refused(a, AHEAD.replace("+ 9", f"+ ({days})"), plan), days
    back = f"UPDATE cases_plan SET state = 'draft', approve_by = enishi_today() + 9, moved_at = {NOW} WHERE id = %s"
    assert refused(a, back, plan)
    assert not refused(a, AHEAD.replace("+ 9", "+ 92"), plan)


def a_plan_is_left_alone_while_its_case_rests() -> None:
    a = leader("甲")
    case, plan = decided(a)
    other = assessed(a)
    draft = drafted(a, other)
    done = "UPDATE cases_planstep SET state = 'done' WHERE plan_id = %s"
    assert not refused(a, done, plan, looking_at=case)
    assert not new(a, "planpart", part(a, other, draft))
    for one in (case, other):
        act(
            a, actions.suspend_case, one, reason="unreachable", text="連絡がつかない。", next_on=in_days(20),
            version=version_of_case(one), at=timezone.now(),
        )  # fmt: skip
    assessed(a)  # another case goes on
    assert refused(a, done, plan, looking_at=case)
    assert new(a, "planpart", part(a, other, draft))
    assert new(a, "monitoring", look(a, case, plan))


SCENARIOS = [
    a_plan_is_replaced_after_it_was_judged,
    a_later_approval_has_a_day_that_is_not_far,
    a_plan_is_left_alone_while_its_case_rests,
]
MUTANTS = [
    (Mutant("cases_plan_bounds_guard", *unsaid("replaced without an evaluation")), SCENARIOS[0]),
    (Mutant("cases_plan_bounds_guard", "e.plan_id = NEW.id", "true"), SCENARIOS[0]),
    (Mutant("cases_plan_bounds_guard", *unsaid("approved later, but not at any time")), SCENARIOS[1]),
    (Mutant("cases_plan_bounds_guard", " OR NEW.approve_by > enishi_today() + 92", ""), SCENARIOS[1]),
    (Mutant("cases_plan_bounds_guard", "NEW.state <> 'ahead' OR", ""), SCENARIOS[1]),
    (Mutant("cases_plan_bounds_guard", "NEW.approve_by < enishi_today() OR", ""), SCENARIOS[1]),
    (Mutant("cases_resting_guard", *unsaid("the case rests")), SCENARIOS[2]),
    (Mutant("cases_resting_guard", "c.id = NEW.case_id AND", ""), SCENARIOS[2]),
]
