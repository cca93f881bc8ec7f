"""Seeded bugs of the guards of cases, each with the scenario that has to fail."""

from tests.noninterference import case_scenarios, lead_scenarios
from tests.noninterference.mutants import Mutant

MUTANTS: list[tuple[Mutant, object]] = [
    (Mutant(where, old, new), scenario)
    for scenario, bugs in {
        lead_scenarios.only_the_lead_moves_a_case: [
            ("cases_leads", "coalesce(enishi_role_may(hat.role, 'lead'), false) AND", ""),
            ("cases_leads", " AND l.agency_id = hat.agency", ""),
            ("cases_guard", "OLD.state <> 'ended' AND NOT cases_leads(NEW.id)", "false"),
        ],
        lead_scenarios.who_led_before_moves_nothing_and_asks_nobody: [
            ("cases_leads", " AND l.ended_at IS NULL", ""),
            ("cases_guard", "cases_last_led_by(NEW.id) IS DISTINCT FROM hat.agency", "false"),
            ("cases_last_led_by", "l.ended_at DESC NULLS FIRST", "l.ended_at"),
            ("cases_request_guard", "OR NOT cases_leads(NEW.case_id)", ""),
            ("cases_lead_guard", "OR NOT cases_handed_over(NEW.case_id, before, hat.agency, NEW.request_id)", ""),
            ("cases_lead_guard", "coalesce(before, hat.agency) = hat.agency", "true"),
        ],
        case_scenarios.a_case_goes_step_by_step_and_on_the_persons_request: [
            ("cases_guard", "NOT cases_may_move(OLD.state, NEW.state)", "false"),
            (
                "cases_guard",
                "AND NOT sharing_hold_consent(NEW.resident_id, 'support')\n    THEN",
                "AND false\n    THEN",
            ),
        ],
        case_scenarios.nothing_closes_without_ticks_nor_over_somebody_who_works: [
            ("cases_guard", "NEW.state = 'watching' AND NOT EXISTS", "false AND NOT EXISTS"),
            ("cases_guard", "r.case_id = NEW.id AND r.ended_at IS NULL", "false"),
            ("cases_closing_guard", "OR NOT cases_leads(NEW.case_id)", ""),
        ],
        case_scenarios.a_case_begins_in_a_binder_that_tells_of_its_person: [
            ("cases_guard", "AND b.subject_id = NEW.resident_id", ""),
            ("cases_never_dropped", "IF led AND leads <> 1", "IF led AND leads > 1"),
        ],
        lead_scenarios.one_lead_and_never_none_at_commit: [
            ("cases_never_dropped", "ELSE one := NEW.case_id", "ELSE one := NEW.id"),
        ],
        lead_scenarios.the_lead_is_taken_by_acceptance_only: [
            ("cases_lead_guard", "NEW.agency_id IS DISTINCT FROM hat.agency OR", ""),
            ("cases_lead_guard", "AND NOT cases_handed_over(OLD.case_id, OLD.agency_id, hat.agency, NULL)", "AND false"),
            ("cases_handed_over", "r.state = 'accepted' AND", ""),
            ("cases_handed_over", "AND r.to_agency_id = p_to", ""),
            ("cases_request_guard", "AND hat.agency IS DISTINCT FROM OLD.to_agency_id", "AND false"),
        ],
        lead_scenarios.what_was_opened_for_an_answer_is_not_taken_over_before_it: [
            ("cases_taken_when_accepted", "IF asked AND NOT accepted AND", "IF false AND"),
            (
                "cases_taken_when_accepted",
                "NOT EXISTS (SELECT 1 FROM cases_leadrequest r WHERE g.ground_id = ANY (r.grounds))",
                "true",
            ),
            ("cases_taken_when_accepted", "AND g.kind = 'referral'", "AND false"),
        ],
        lead_scenarios.an_acceptance_moves_the_lead_once: [
            ("cases_handed_over", "AND NOT EXISTS (SELECT 1 FROM cases_lead l WHERE l.request_id = r.id)", ""),
        ],
        case_scenarios.a_role_is_taken_by_the_agency_in_its_own_name: [
            ("cases_role_guard", "NEW.state IN ('accepted', 'declined') AND hat.agency = OLD.agency_id", "true"),
            ("cases_role_guard", "OR NEW.membership_id IS DISTINCT FROM hat.membership", ""),
        ],
        case_scenarios.a_role_rests_on_its_own_ground_of_this_case: [
            ("cases_stands_on_a_ground", "OR NOT EXISTS (", "OR false AND NOT EXISTS ("),
            ("cases_rest_on", "t.grantee_id <> p_to", "false"),
            ("cases_rest_on", "g.binder_id = p_case", "true"),
        ],
        case_scenarios.a_role_goes_on_by_a_new_ground_of_its_own_and_by_nothing_else: [
            ("cases_renew_ground", "NOT cases_leads(role.case_id)", "false"),
            ("cases_renew_ground", "NOT cases_rest_on(role.case_id, role.agency_id, p_grounds, kinds, p_consent)", "false"),
            ("cases_renew_ground", "g.ground_id = ANY (p_grounds) AND", ""),
            ("cases_renew_ground", "SET revoked_at = greatest(enishi_now(), g.starts_at)", "SET revoked_at = g.revoked_at"),
        ],
        case_scenarios.an_entry_lies_in_a_file_of_its_case_signed_by_its_writer: [
            ("cases_of_this_case", "AND m.case_id = NEW.case_id", ""),
            ("cases_of_this_case", "NEW.author_id IS DISTINCT FROM hat.membership", "false"),
            ("cases_entry_guard", "(sharing_classes(NEW.binder_id) & NEW.information_class) = 0", "false"),
            ("cases_entry_guard", "AND e.binder_id = NEW.binder_id", ""),
            ("cases_entry_guard", "AND c.state = 'ended'", "AND false"),
        ],
        case_scenarios.a_mark_is_set_on_what_is_seen_and_taken_back_by_its_author: [
            ("cases_mark_guard", "(sharing_classes(entry.binder_id) & entry.information_class) = 0", "false"),
            ("cases_mark_taken_back", "OLD.author_id IS DISTINCT FROM (enishi_hat()).membership", "false"),
        ],
        case_scenarios.only_the_lead_says_who_belongs_to_the_case: [
            ("cases_member_guard", "NOT cases_leads(NEW.case_id)", "false"),
            ("cases_member_guard", "AND b.subject_id = NEW.resident_id", ""),
            ("cases_member_left", "AND kind <> 'own_work'", "AND kind = 'own_work'"),
        ],
        lead_scenarios.with_the_lead_passes_its_work_without_informant_and_seal: [
            ("cases_pass_on", "bit_or(g.classes) & 127 AS classes", "bit_or(g.classes) AS classes"),
            ("cases_pass_on", "AND (sharing_sealed_for(m.id, p_to) & 1) = 0", ""),
            ("cases_lead_passed", "asked.from_agency_id, 1, 0", "asked.from_agency_id, 255, 0"),
            ("cases_lead_passed", "grantee_id = asked.from_agency_id AND kind = 'own_work'", "false"),
        ],
        lead_scenarios.what_was_opened_for_an_answer_ends_with_a_no: [
            ("cases_lead_moved", "IF NEW.state IN ('declined', 'cancelled')", "IF NEW.state IN ('declined')"),
            ("cases_lead_moved", "IF NEW.state IN ('declined', 'cancelled')", "IF NEW.state IN ('cancelled')"),
            ("cases_role_moved", "('declined', 'cancelled', 'left')", "('declined', 'cancelled')"),
        ],
        lead_scenarios.a_withdrawal_ends_roles_and_leads_back_before_consent: [
            ("cases_consent_withdrawn", "WHERE consent_id = NEW.id AND ended_at IS NULL", "WHERE false"),
            ("cases_consent_withdrawn", "IF NEW.stage = 'support' AND", "IF false AND"),
        ],
        case_scenarios.overview_and_counts_are_for_those_whose_task_it_is: [
            ("cases_overview", "IF NOT enishi_may('coordinate') THEN RETURN; END IF;", ""),
            ("cases_overview", "AND s.lifted_at IS NULL", "AND false"),
            ("cases_led", "NOT (enishi_may('administer')", "NOT (true"),
            ("cases_release_membership", "IF NOT (enishi_may('administer')", "IF NOT (true"),
            ("sharing_open_consents", "AND EXISTS (", "AND true OR EXISTS ("),
        ],
        lead_scenarios.only_a_coordinator_rescues_and_only_what_nobody_leads: [
            ("cases_rescue", "AND (a.ends_on <= enishi_today() OR", "AND (true OR"),
            ("cases_rescue", "NOT EXISTS (SELECT 1 FROM cases_overview() o WHERE o.one = p_case)", "false"),
        ],
    }.items()
    for where, old, new in bugs
]
