"""Tries to reach somebody, plans of approach and prepared support, past every verb; with seeded bugs of their guards."""

from typing import Any
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.cases import actions
from enishi.cases.models import JournalEntry
from enishi.cases.terms import AttemptResult, SupportState
from enishi.cases.tests.factories import act, on_the_team, opened, version
from enishi.intake.tests.factories import in_days
from tests.noninterference.case_making import NOW, leader, refused
from tests.noninterference.mutants import Mutant

BASIC, LIVING = 1, 2
STAMPED = "id, case_id, binder_id, information_class, origin_id, author_id, at"
ATTEMPT = (
    f"INSERT INTO cases_contactattempt ({STAMPED}, entry_id, result, place, reaction, worked, caution, removed_at, removed_by)"
    f" SELECT gen_random_uuid(), %s, %s, %s, %s, %s, {NOW}, %s, 'met', '', '', '', '', r.at, CASE WHEN r.at IS NOT NULL"
    " THEN gen_random_uuid() END FROM (SELECT %s::timestamptz AS at) r"
)
APPROACH = (
    f"INSERT INTO cases_approachplan ({STAMPED}, aim, way_in, avoid, rhythm, safety, emergency, outlook, review_on, ended_at,"
    f" ended_by) SELECT gen_random_uuid(), %s, %s, 1, %s, %s, {NOW}, '手紙から', '', '', '', '', '', '', %s, r.at, CASE WHEN r.at"
    " IS NOT NULL THEN gen_random_uuid() END FROM (SELECT %s::timestamptz AS at) r"
)
SUPPORT = (
    f"INSERT INTO cases_preparedsupport ({STAMPED}, what, first_step, ready_until, state, remark, moved_at, moved_by, version)"
    f" VALUES (gen_random_uuid(), %s, %s, 1, %s, %s, {NOW}, '食料', '', %s, %s, '', {NOW}, %s, %s)"
)
TAKE_BACK = "UPDATE cases_contactattempt SET removed_at = {at}, removed_by = %s WHERE removed_at IS NULL"
END = "UPDATE cases_approachplan SET ended_at = {at}, ended_by = %s"
MOVE = "UPDATE cases_preparedsupport SET state = 'used', moved_at = {at}, moved_by = %s, version = version + {steps}"


def _entry(hat: Hat, case: UUID, **more: Any) -> UUID:
    return act(hat, actions.write_entry, case, actions.NewEntry("訪ねた。", **more))  # type: ignore[no-any-return]


def _attempt(hat: Hat, entry: UUID, *, cls: int = BASIC, removed: str | None = None, **kept: Any) -> list[Any]:
    with cast.outside_the_walls():
        row = JournalEntry.objects.get(pk=entry)
    case = kept.get("case", row.case_id)
    return [case, case, cls, hat.agency_id, hat.membership_id, entry, removed]


def _approach(hat: Hat, case: UUID, *, days: int = 9, ended: str | None = None) -> list[Any]:
    return [case, case, hat.agency_id, hat.membership_id, in_days(days), ended]


def _support(
    hat: Hat, case: UUID, *, days: int = 9, state: str = "ready", by: UUID | None = None, version: int = 1
) -> list[Any]:
    return [case, case, hat.agency_id, hat.membership_id, in_days(days), state, by or hat.membership_id, version]


def what_came_of_an_entry_stands_beside_it() -> None:
    a, b = leader("甲"), leader("乙")
    case, other = opened(a), opened(a)
    on_the_team(a, case, b)
    entry = _entry(a, case)
    assert not refused(a, ATTEMPT, *_attempt(a, entry), looking_at=case)
    assert refused(b, ATTEMPT, *_attempt(b, entry), looking_at=case)
    assert refused(a, ATTEMPT, *_attempt(a, entry, cls=2), looking_at=case)
    assert refused(a, ATTEMPT, *_attempt(a, _entry(a, other), case=case), looking_at=case)
    assert refused(a, ATTEMPT, *_attempt(a, entry, removed="2026-01-01"), looking_at=case)


def a_try_is_taken_back_by_its_own_agency_and_once() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    on_the_team(a, case, b)
    told, outcome = actions.NewEntry("訪ねた。"), actions.Outcome(AttemptResult.UNMET)
    attempt = act(a, actions.record_attempt, case, told, outcome)
    assert not refused(a, TAKE_BACK.format(at=NOW), a.membership_id, looking_at=case)
    assert refused(a, TAKE_BACK.format(at=NOW), b.membership_id, looking_at=case)
    assert refused(b, TAKE_BACK.format(at=NOW), b.membership_id, looking_at=case)
    assert refused(a, TAKE_BACK.format(at="now() + interval '1 day'"), a.membership_id, looking_at=case)
    act(a, actions.correct_attempt, case, attempt, outcome)
    again = "UPDATE cases_contactattempt SET removed_at = clock_timestamp(), removed_by = %s WHERE id = %s"
    assert refused(a, again, a.membership_id, attempt, looking_at=case)


def an_approach_is_looked_at_again_and_replaced_once() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    on_the_team(a, case, b)
    assert not refused(a, APPROACH, *_approach(a, case), looking_at=case)
    assert refused(a, APPROACH, *_approach(a, case, days=-2), looking_at=case)
    assert refused(a, APPROACH, *_approach(a, case, ended="2026-01-01"), looking_at=case)
    first = act(a, actions.plan_approach, case, actions.NewApproach(case, "手紙から", in_days(9)), instead_of=None)
    assert refused(a, END.format(at=NOW), b.membership_id, looking_at=case)
    assert refused(a, END.format(at="now() + interval '1 day'"), a.membership_id, looking_at=case)
    assert not refused(b, END.format(at=NOW), b.membership_id, looking_at=case)
    act(b, actions.plan_approach, case, actions.NewApproach(case, "電話から", in_days(9)), instead_of=first)
    once = f"{END.format(at=NOW)} WHERE ended_at IS NOT NULL"
    assert refused(a, once, a.membership_id, looking_at=case)


def support_is_made_ready_and_used_once() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    on_the_team(a, case, b)
    assert not refused(a, SUPPORT, *_support(a, case), looking_at=case)
    for wrong in ({"state": "used"}, {"days": -2}, {"version": 2}, {"by": b.membership_id}):
        assert refused(a, SUPPORT, *_support(a, case, **wrong), looking_at=case), wrong
    one = act(a, actions.prepare_support, case, actions.NewSupport(case, "席", in_days(9)))
    move = MOVE.format(at=NOW, steps=1)
    assert not refused(a, move, a.membership_id, looking_at=case)
    assert refused(a, move, b.membership_id, looking_at=case)
    assert refused(b, move, b.membership_id, looking_at=case)
    assert refused(a, MOVE.format(at=NOW, steps=0), a.membership_id, looking_at=case)
    assert refused(a, MOVE.format(at="now() + interval '1 day'", steps=1), a.membership_id, looking_at=case)
    act(a, actions.move_support, case, one, SupportState.USED, version=1)
    assert refused(a, move, a.membership_id, looking_at=case)


def who_leads_moves_what_others_made_ready() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    on_the_team(a, case, b)
    act(b, actions.prepare_support, case, actions.NewSupport(case, "席", in_days(9)))
    assert not refused(a, MOVE.format(at=NOW, steps=1), a.membership_id, looking_at=case)


def nothing_is_written_that_could_not_be_read() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    role = on_the_team(a, case, b)
    entry = _entry(b, case, information_class=LIVING)
    assert not refused(b, ATTEMPT, *_attempt(b, entry, cls=LIVING), looking_at=case)
    act(b, actions.end_role, role, version=2)
    on_the_team(a, case, b, classes=BASIC)
    assert refused(b, ATTEMPT, *_attempt(b, entry, cls=LIVING), looking_at=case)


def nothing_is_written_in_a_case_that_has_ended() -> None:
    a = leader("甲")
    case = opened(a)
    act(a, actions.plan_approach, case, actions.NewApproach(case, "手紙から", in_days(9)), instead_of=None)
    assert not refused(a, SUPPORT, *_support(a, case), looking_at=case)
    act(a, actions.end_watch, case, reason="moved", version=version(case))
    assert refused(a, SUPPORT, *_support(a, case), looking_at=case)
    assert refused(a, END.format(at=NOW), a.membership_id, looking_at=case)


SCENARIOS = [
    what_came_of_an_entry_stands_beside_it,
    a_try_is_taken_back_by_its_own_agency_and_once,
    an_approach_is_looked_at_again_and_replaced_once,
    support_is_made_ready_and_used_once,
    who_leads_moves_what_others_made_ready,
    nothing_is_written_that_could_not_be_read,
    nothing_is_written_in_a_case_that_has_ended,
]
BESIDE, BACK, APPROACHED, READY, LED, UNREAD, OVER = SCENARIOS
MUTANTS = [
    (Mutant("cases_attempt_guard", "AND e.origin_id = NEW.origin_id", ""), BESIDE),
    (Mutant("cases_attempt_guard", "AND e.information_class = NEW.information_class", ""), BESIDE),
    (Mutant("cases_attempt_guard", "e.case_id = NEW.case_id\n               AND e.binder_id = NEW.binder_id", "true"), BESIDE),
    (Mutant("cases_attempt_guard", "IF NEW.removed_at IS NOT NULL THEN", "IF false THEN"), BESIDE),
    (Mutant("cases_attempt_guard", "OLD.removed_at IS NOT NULL OR NEW.removed_at IS NULL", "false"), BACK),
    (Mutant("cases_attempt_guard", "NEW.removed_by IS DISTINCT FROM hat.membership OR", ""), BACK),
    (Mutant("cases_attempt_guard", "OR OLD.origin_id IS DISTINCT FROM hat.agency", ""), BACK),
    (Mutant("cases_attempt_guard", "PERFORM sharing_not_later(NEW.removed_at);", ""), BACK),
    (Mutant("cases_approach_guard", "NEW.ended_at IS NOT NULL OR", ""), APPROACHED),
    (Mutant("cases_approach_guard", "OR NEW.review_on < enishi_today()", ""), APPROACHED),
    (Mutant("cases_approach_guard", "OLD.ended_at IS NOT NULL OR", ""), APPROACHED),
    (Mutant("cases_approach_guard", "OR NEW.ended_by IS DISTINCT FROM hat.membership", ""), APPROACHED),
    (Mutant("cases_approach_guard", "PERFORM sharing_not_later(NEW.ended_at);", ""), APPROACHED),
    (Mutant("cases_prepared_guard", "NEW.state NOT IN ('preparing', 'ready') OR", ""), READY),
    (Mutant("cases_prepared_guard", "OR NEW.ready_until < enishi_today()", ""), READY),
    (Mutant("cases_prepared_guard", "OR NEW.version <> 1", ""), READY),
    (Mutant("cases_prepared_guard", "NEW.moved_by IS DISTINCT FROM hat.membership", "false"), READY),
    (Mutant("cases_prepared_guard", "OLD.state NOT IN ('preparing', 'ready')", "false"), READY),
    (Mutant("cases_prepared_guard", "NEW.version <> OLD.version + 1", "false"), READY),
    (Mutant("cases_prepared_guard", "PERFORM sharing_not_later(NEW.moved_at);", ""), READY),
    (Mutant("cases_prepared_guard", "OLD.origin_id IS DISTINCT FROM hat.agency AND", "false AND"), READY),
    (Mutant("cases_prepared_guard", "l.agency_id = hat.agency AND l.ended_at IS NULL", "false"), LED),
    (Mutant("cases_outreach_guard", "c.id = NEW.case_id AND c.state = 'ended'", "false"), OVER),
    (Mutant("cases_outreach_guard", "(sharing_classes(NEW.binder_id) & NEW.information_class) = 0", "false"), UNREAD),
]
