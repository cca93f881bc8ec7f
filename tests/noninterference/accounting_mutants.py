"""Seeded bugs of the ledger, blocks, papers and requests, each with the scenario that has to fail."""

from tests.noninterference import accounting_scenarios as told
from tests.noninterference.mutants import Mutant

MUTANTS: list[tuple[Mutant, object]] = [
    (Mutant(where, old, new), scenario)
    for scenario, bugs in {
        told.the_ledger_needs_a_look_and_a_ground: [
            ("sharing_binders_of", "(r.id, 1) IN (SELECT look.binder, look.class FROM enishi_looks() look)", "true"),
            ("sharing_binders_of", "SELECT r.id FROM registers r", "SELECT unnest(p_registers) AS id"),
        ],
        told.a_giving_is_known_to_giver_receiver_and_who_works_with_all_of_it: [
            ("sharing_ledger", "OR (g.classes & ~b.sealed & ~b.own) = 0", "OR true"),
            ("sharing_ledger", "OR (g.classes & ~b.sealed & ~b.own) = 0", ""),
            ("sharing_ledger", "OR g.grantee_id = ANY (mine)", ""),
            ("sharing_binders_of", "g.kind = 'own_work' AND g.grantee_id = ANY (mine)", "g.grantee_id = ANY (mine)"),
        ],
        told.who_works_with_a_part_does_not_learn_of_what_is_given_beyond_it: [
            ("sharing_ledger", "& ~b.sealed & ~b.own) = 0", "& ~b.sealed & b.own) <> 0"),
            ("sharing_binders_of", "AND g.grantee_id = ANY (mine)", ""),
        ],
        told.what_is_sealed_to_a_hat_is_not_in_its_ledger: [
            ("sharing_ledger", "g.grantee_id, g.classes & ~b.sealed,", "g.grantee_id, g.classes,"),
            ("sharing_ledger", "AND (g.classes & ~b.sealed) <> 0", ""),
            ("sharing_ledger", "(g.classes & ~b.sealed & ~b.own) = 0", "(g.classes & ~b.own) = 0"),
            ("sharing_binders_of", "sharing_sealed_for(b.id, hat.membership)", "0"),
        ],
        told.a_room_of_a_meeting_is_not_in_the_ledger_of_those_outside: [
            ("sharing_binders_of", "WHERE sharing_shown(b.id) <> 0", ""),
            ("sharing_binders_of", "ON about.subject_id = r.id", "ON false"),
        ],
        told.a_matching_is_in_nobodys_ledger: [
            ("sharing_ledger", "g.kind <> 'identity' AND", ""),
        ],
        told.looks_are_told_of_those_whose_line_is_known: [
            ("sharing_ledger_looks", "AND t.agency = e.agency_id", ""),
            ("sharing_agencies_told", "coalesce(m.agency_id, l.grantee)", "enishi_own_agency()"),
        ],
        told.looks_to_tell_namesakes_apart_are_not_told: [
            ("sharing_ledger_looks", "AND e.purpose <> 'identity'", ""),
        ],
        told.what_left_the_house_is_told_of_those_whose_line_is_known: [
            ("sharing_ledger_taken", "AND told.agency = e.agency_id", ""),
            ("sharing_ledger_taken", "e.kind = 'egress' OR", ""),
        ],
        told.a_block_is_sealed_from_its_own_agency_and_lifted_by_who_may_know_of_it: [
            ("sharing_block_told", "OR hat.staff = p_block.staff_id OR sharing_shown(p_block.binder_id) = 0", ""),
            ("sharing_block_told", "m.staff_id = p_block.staff_id AND m.agency_id = hat.agency", "false"),
            ("sharing_block_told", "(sharing_giveable(p_block.binder_id, enishi_now()) & 1) <> 0", "true"),
            ("sharing_block_told", "m.id = p_block.recorded_by AND m.agency_id = hat.agency", "true"),
            ("sharing_unblock", "AND sharing_block_told(b)", ""),
            ("sharing_blocks", "AND sharing_block_told(b)", ""),
        ],
        told.who_works_elsewhere_with_the_person_knows_of_a_block: [
            ("sharing_block_told", "OR (sharing_giveable(p_block.binder_id, enishi_now()) & 1) <> 0", "OR false"),
            ("sharing_blocks", "AND b.lifted_at IS NULL", ""),
        ],
        told.a_paper_is_signed_by_its_writer_and_handed_over_once: [
            ("sharing_sheet_guard", "NEW.made_by IS DISTINCT FROM hat.membership", "false"),
            ("sharing_sheet_guard", "OLD.handed_at IS NOT NULL OR", ""),
            ("sharing_sheet_guard", "NEW.handed_by IS DISTINCT FROM hat.membership", "false"),
            ("sharing_release_guard", "NEW.decided_by IS DISTINCT FROM hat.membership", "false"),
        ],
        told.a_request_is_read_by_another_and_decided_as_its_lines_are: [
            ("sharing_line_guard", "NEW.decided_by IS DISTINCT FROM hat.staff", "false"),
            ("sharing_request_guard", "NEW.read_by IS DISTINCT FROM hat.staff OR", ""),
            ("sharing_request_guard", "l.request_id = NEW.id AND l.decided_by = hat.staff", "false"),
            ("sharing_request_guard", "NEW.decided_by IS DISTINCT FROM hat.staff", "false"),
            ("sharing_request_guard", "OR (NEW.outcome IN ('full', 'part', 'none') AND open > 0)", ""),
            ("sharing_request_guard", "OR (NEW.outcome = 'full' AND (many = 0 OR whole < many))", ""),
            ("sharing_request_guard", "OR (NEW.outcome = 'none' AND (many = 0 OR shown > 0))", ""),
            ("sharing_request_guard", "OR (NEW.outcome = 'part' AND (shown = 0 OR whole = many))", ""),
            ("sharing_request_guard", "OR (NEW.outcome = 'absent' AND many > 0)", ""),
        ],
        told.a_change_of_a_line_voids_the_reading_and_what_is_decided_stays: [
            ("sharing_line_guard", "SET read_by = NULL, read_at = NULL, version", "SET version"),
            ("sharing_line_guard", "IF of_request.outcome <> '' THEN", "IF false THEN"),
            ("sharing_request_guard", "IF OLD.outcome <> '' THEN", "IF false THEN"),
        ],
        told.a_line_is_of_the_person_and_a_deadline_moves_once: [
            ("sharing_line_guard", "NEW.decision <> '' OR", ""),
            ("sharing_request_guard", "IF OLD.extended_to IS NOT NULL AND", "IF false AND"),
        ],
        told.others_who_work_with_the_person_are_asked_and_nobody_else: [
            ("sharing_tell_holders", "AND g.kind = 'own_work'", ""),
            ("sharing_tell_holders", "AND g.grantee_id <> hat.agency", ""),
            ("sharing_tell_holders", "AND origin_id = hat.agency", ""),
        ],
        told.only_the_privacy_officer_sees_the_dates_and_only_the_agency_its_requests: [
            ("sharing_requests_by_date", "IF NOT enishi_may('audit') THEN RETURN; END IF;", ""),
            ("sharing_own_requests", "r.origin_id = hat.agency", "true"),
            ("sharing_own_requests", "OR (person.classes & 1) <> 0", "OR true"),
        ],
    }.items()
    for where, old, new in bugs
]
