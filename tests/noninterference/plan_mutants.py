"""Seeded bugs of the guards of assessment sheets and plans, each with the scenario that has to fail."""

from tests.noninterference import plan_scenarios, running_plan_scenarios, sheet_scenarios
from tests.noninterference.mutants import Mutant


def unsaid(reason: str) -> tuple[str, str]:
    """The refusal with this reason is left out."""
    return f"PERFORM sharing_refuse('{reason}')", "NULL"


RUNS = "NEW.state IN ('ahead', 'decided') AND NOT sharing_hold"

MUTANTS: list[tuple[Mutant, object]] = [
    (Mutant(where, old, new), scenario)
    for scenario, bugs in {
        sheet_scenarios.a_sheet_is_begun_in_a_file_of_its_case_by_who_begins_it: [
            ("cases_assessment_guard", *unsaid("a file of another case")),
            ("cases_file_stands", " AND m.case_id = c.id", ""),
            ("cases_file_stands", " AND m.left_at IS NULL", ""),
            ("cases_file_stands", " AND c.state <> 'ended'", ""),
            ("cases_assessment_guard", "NEW.state <> 'draft' OR", ""),
            ("cases_assessment_guard", "NEW.agency_id IS DISTINCT FROM hat.agency", "false"),
            ("cases_assessment_guard", "NEW.begun_by IS DISTINCT FROM hat.membership", "false"),
            ("cases_assessment_guard", "PERFORM sharing_not_later(NEW.begun_at);", ""),
        ],
        sheet_scenarios.a_sheet_is_confirmed_by_who_leads_after_consent_and_stays: [
            ("cases_assessment_guard", "NOT cases_leads(NEW.case_id) OR", ""),
            ("cases_assessment_guard", "NEW.confirmed_by IS DISTINCT FROM hat.membership", "false"),
            ("cases_assessment_guard", "AND c.state = 'outreach'", "AND false"),
            ("cases_assessment_guard", *unsaid("how it began does not change")),
            ("cases_assessment_guard", *unsaid("what is confirmed stays")),
        ],
        sheet_scenarios.an_answer_goes_into_an_open_sheet_signed_by_who_reads_its_class: [
            ("cases_answer_guard", " AND a.case_id = NEW.case_id AND a.binder_id = NEW.binder_id", ""),
            ("cases_answer_guard", " OR one.state <> 'draft'", ""),
            ("cases_answer_guard", "(sharing_classes(NEW.binder_id) & NEW.information_class) = 0", "false"),
            ("cases_answer_guard", "NEW.author_id IS DISTINCT FROM hat.membership", "false"),
            ("cases_answer_guard", "PERFORM sharing_not_later(NEW.at);", ""),
        ],
        sheet_scenarios.an_answer_replaces_one_to_the_same_question_about_the_same_person: [
            ("cases_answer_guard", " AND r.case_id = NEW.case_id AND r.binder_id = NEW.binder_id", ""),
            ("cases_answer_guard", "r.item = NEW.item", "true"),
            ("cases_answer_guard", " AND r.information_class = NEW.information_class", ""),
            ("cases_answer_guard", " AND a.sheet = one.sheet", ""),
        ],
        plan_scenarios.a_plan_is_begun_by_who_leads_after_the_persons_request: [
            ("cases_plan_guard", *unsaid("only who leads")),
            ("cases_plan_guard", "NEW.state <> 'draft' OR", ""),
            ("cases_plan_guard", "NEW.agency_id IS DISTINCT FROM hat.agency", "false"),
            ("cases_plan_guard", "NEW.made_by IS DISTINCT FROM hat.membership", "false"),
            ("cases_plan_guard", " OR one.state = 'outreach'", ""),
            ("cases_plan_guard", "NEW.meeting_id IS NOT NULL OR", ""),
            ("cases_plan_guard", "NEW.consent_id IS NOT NULL OR", ""),
            ("cases_plan_guard", "OR NEW.approve_by IS NOT NULL", ""),
            ("cases_plan_guard", " AND e.case_id = NEW.case_id", ""),
            ("cases_plan_guard", "PERFORM sharing_not_later(NEW.made_at);", ""),
            ("cases_plan_guard", "PERFORM sharing_not_later(NEW.moved_at);", ""),
        ],
        plan_scenarios.a_plan_goes_step_by_step_while_the_request_for_support_stands: [
            ("cases_plan_guard", *unsaid("only who leads")),
            ("cases_plan_guard", *unsaid("not a step")),
            ("cases_plan_guard", *unsaid("how it began does not change")),
            ("cases_plan_guard", RUNS, "NEW.state = 'ahead' AND NOT sharing_hold"),
            ("cases_plan_guard", RUNS, "NEW.state = 'decided' AND NOT sharing_hold"),
        ],
        plan_scenarios.a_plan_is_decided_after_its_meeting_and_with_the_consent_to_it: [
            ("cases_plan_agreed", "a.resident_id = who", "true"),
            ("cases_plan_agreed", "AND a.stage = 'plan'", ""),
            ("cases_plan_agreed", "AND a.withdrawn_at IS NULL", ""),
            ("cases_plan_agreed", "a.id = p_consent", "true"),
            ("cases_plan_guard", *unsaid("the person has not agreed to the plan")),
            ("cases_plan_guard", "NEW.meeting_on > enishi_today() OR", ""),
            ("cases_plan_guard", "OR NEW.decided_on > enishi_today()", ""),
            ("cases_plan_guard", *unsaid("not decided")),
            ("cases_plan_guard", *unsaid("the day of the later approval does not move")),
        ],
        running_plan_scenarios.what_was_decided_stays_and_its_day_passes_by_looking: [
            ("cases_plan_guard", *unsaid("what a meeting reads does not change")),
            ("cases_plan_guard", *unsaid("what was decided does not change")),
            ("cases_plan_guard", *unsaid("a day passes by looking, and not by moving it")),
            ("cases_plan_guard", "AND m.due_on = OLD.monitor_on", ""),
        ],
        running_plan_scenarios.a_decided_plan_ends_by_an_evaluation_or_by_its_successor: [
            ("cases_plan_guard", *unsaid("ended without an evaluation")),
            ("cases_plan_guard", " AND e.result <> 'renewed'", ""),
            ("cases_plan_guard", *unsaid("nothing comes after it")),
            (
                "cases_plan_guard",
                "p.state IN ('proposed', 'ahead')",
                "p.state IN ('draft', 'proposed', 'ahead')",
            ),
            ("cases_plan_guard", *unsaid("what is over stays as it was")),
        ],
        plan_scenarios.a_row_of_a_plan_is_written_by_who_leads_and_reads_its_class: [
            ("cases_plan_content_guard", " OR NOT cases_leads(NEW.case_id)", ""),
            ("cases_plan_content_guard", " AND p.case_id = NEW.case_id", ""),
            ("cases_plan_content_guard", *unsaid("a file of another case")),
            ("cases_plan_content_guard", *unsaid("nobody writes what they could not read")),
            ("cases_plan_content_guard", *unsaid("signed by somebody else")),
            ("cases_plan_content_guard", "PERFORM sharing_not_later(NEW.at);", ""),
        ],
        plan_scenarios.what_a_meeting_reads_is_not_rewritten: [
            ("cases_plan_content_guard", "IF plan_state <> 'draft' THEN", "IF false THEN"),
            ("cases_plan_content_guard", " OR NOT cases_leads(NEW.case_id)", ""),
            ("cases_plan_content_guard", "plan_state NOT IN ('ahead', 'decided') OR", ""),
            ("cases_plan_content_guard", " OR before IS DISTINCT FROM after", ""),
        ],
        plan_scenarios.a_step_serves_a_goal_of_its_own_plan: [
            ("cases_step_guard", " AND g.plan_id = NEW.plan_id", ""),
        ],
        running_plan_scenarios.who_leads_looks_at_a_running_plan_on_the_day_that_is_due: [
            ("cases_monitoring_guard", "NOT cases_leads(NEW.case_id) OR", ""),
            ("cases_monitoring_guard", "NEW.done_by IS DISTINCT FROM hat.membership OR", ""),
            ("cases_monitoring_guard", "NEW.next_on <= enishi_today()", "false"),
            ("cases_monitoring_guard", " AND p.monitor_on = NEW.due_on", ""),
            ("cases_monitoring_guard", " AND p.case_id = NEW.case_id", ""),
            ("cases_monitoring_guard", "AND p.state IN ('ahead', 'decided')", ""),
            ("cases_monitoring_guard", "PERFORM sharing_not_later(NEW.done_at);", ""),
        ],
        running_plan_scenarios.who_leads_evaluates_a_running_plan_of_the_case: [
            ("cases_evaluation_guard", "NOT cases_leads(NEW.case_id) OR", ""),
            ("cases_evaluation_guard", "NEW.evaluated_by IS DISTINCT FROM hat.membership", "false"),
            ("cases_evaluation_guard", " AND p.case_id = NEW.case_id", ""),
            ("cases_evaluation_guard", "AND p.state IN ('ahead', 'decided')", ""),
            ("cases_evaluation_guard", "PERFORM sharing_not_later(NEW.evaluated_at);", ""),
        ],
        running_plan_scenarios.a_finding_belongs_to_what_its_writer_has_just_done: [
            ("cases_finding_guard", " AND m.case_id = NEW.case_id", ""),
            ("cases_finding_guard", " AND m.done_by = hat.membership", ""),
            ("cases_finding_guard", " AND m.done_at = NEW.at", ""),
            ("cases_finding_guard", " AND e.case_id = NEW.case_id", ""),
            ("cases_finding_guard", " AND e.evaluated_by = hat.membership", ""),
            ("cases_finding_guard", "AND e.evaluated_at = NEW.at", ""),
            ("cases_finding_guard", " OR NOT cases_file_stands(NEW.case_id, NEW.binder_id)", ""),
            ("cases_finding_guard", *unsaid("signed by somebody else")),
            ("cases_finding_guard", " AND g.plan_id = plan", ""),
            ("cases_finding_guard", " AND g.binder_id = NEW.binder_id", ""),
            ("cases_finding_guard", "AND g.information_class = NEW.information_class", ""),
        ],
        running_plan_scenarios.a_finding_is_written_by_who_reads_its_class: [
            ("cases_finding_guard", *unsaid("nobody writes what they could not read")),
        ],
        running_plan_scenarios.a_plan_ends_with_its_consent_and_with_the_request_for_support: [
            ("cases_plan_consent_withdrawn", "consent_id = NEW.id AND", "false AND"),
            ("cases_plan_consent_withdrawn", "consent_id = NEW.id AND", ""),
            ("cases_plan_consent_withdrawn", "IF NEW.stage = 'support' AND", "IF false AND"),
            ("cases_plan_consent_withdrawn", "c.stage = 'support'", "false"),
            ("cases_plan_consent_withdrawn", "c.resident_id = NEW.resident_id AND p.state", "p.state"),
            ("cases_plan_consent_withdrawn", "p.state IN ('ahead', 'decided')", "p.state = 'decided'"),
            ("cases_plan_consent_withdrawn", "p.state IN ('ahead', 'decided')", "p.state = 'ahead'"),
        ],
        running_plan_scenarios.a_plan_ends_with_its_case: [
            ("cases_plan_case_stopped", "NEW.state IN ('watching', 'ended')", "NEW.state = 'ended'"),
            ("cases_plan_case_stopped", "NEW.state IN ('watching', 'ended')", "NEW.state = 'watching'"),
            ("cases_plan_case_stopped", "case_id = NEW.id AND", ""),
            ("cases_plan_case_stopped", "'proposed', 'ahead', ", ""),
        ],
        running_plan_scenarios.the_later_approval_is_awaited_from_who_leads_until_it_is_given: [
            ("cases_plan_moved", "IF OLD.state = 'ahead' AND", "IF false AND"),
            ("cases_plan_moved", "binder_id = NEW.case_id AND", ""),
            ("cases_approval_passes_on", "holder_id <> NEW.agency_id", "false"),
            ("cases_approval_passes_on", "binder_id = NEW.case_id AND", ""),
        ],
    }.items()
    for where, old, new in bugs
]
