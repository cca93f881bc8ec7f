"""Seeded bugs of the kernel's verbs, each with the scenario that has to fail."""

from collections.abc import Callable

from tests.noninterference import (
    consent_scenarios,
    emergency_scenarios,
    giving_scenarios,
    inbox_scenarios,
    room_scenarios,
    sealing_scenarios,
)
from tests.noninterference.kernel_cast import Cast
from tests.noninterference.mutants import Mutant

MUTANTS: list[tuple[Mutant, Callable[[Cast], None]]] = [
    (Mutant(where, old, new), scenario)
    for scenario, bugs in {
        giving_scenarios.only_roles_that_work_with_persons_open_binders: [
            ("sharing_open_binder", "hat.membership IS NULL OR NOT hat.sees", "hat.membership IS NULL"),
        ],
        giving_scenarios.a_binder_is_opened_about_a_person_who_is_seen: [
            ("sharing_open_binder", "p_kind = 'resident' OR", ""),
            ("sharing_open_binder", "sharing_classes(p_subject) = 0", "false"),
            (
                "sharing_open_binder",
                "NOT EXISTS (SELECT 1 FROM sharing_binder WHERE id = p_subject AND kind = 'resident')",
                "false",
            ),
        ],
        giving_scenarios.one_writes_where_one_sees: [
            ("enishi_sight", "ELSIF hat.sees THEN", "ELSIF hat.membership IS NOT NULL THEN"),
            ("enishi_sight", "ARRAY[hat.membership, hat.agency]", "ARRAY[hat.agency]"),
            ("enishi_sight", "k.staff_id = hat.staff AND", ""),
            ("enishi_sight", "AND k.lifted_at IS NULL", ""),
            ("enishi_sight", "b.subject_id = ANY ((SELECT blocked)::uuid[])", "false"),
            *(
                (where, old, new)
                for where in ("sharing_classes", "sharing_shown")
                for old, new in (
                    ("g.classes & ~g.sealed_classes", "g.classes"),
                    ("WHERE g.binder_id = p_binder", "WHERE true"),
                    ("hat.sees IS NOT TRUE", "hat.sign_in IS NULL"),
                    ("hat.membership, hat.agency", "hat.agency"),
                    ("hat.link, ", ""),
                    ("k.staff_id = hat.staff AND", ""),
                    ("AND k.lifted_at IS NULL", ""),
                    ("OR k.binder_id = (SELECT b.subject_id FROM sharing_binder b WHERE b.id = p_binder)", ""),
                    ("k.binder_id = p_binder OR", ""),
                    ("AND g.revoked_at IS NULL", ""),
                    ("AND (g.ends_at IS NULL OR g.ends_at > enishi_now())", ""),
                    ("AND g.starts_at <= enishi_now()", ""),
                )
            ),
        ],
        giving_scenarios.an_outsider_gives_nothing: [
            ("sharing_give", "OR (p_classes & ~sharing_giveable(p_binder, p_ends)) <> 0", ""),
        ],
        giving_scenarios.nobody_gives_on_more_than_their_own_work: [
            ("sharing_give", "sharing_giveable(p_binder, p_ends)", "sharing_classes(p_binder)"),
            ("sharing_giveable", "AND g.kind = 'own_work'", ""),
            ("sharing_giveable", "g.classes & ~g.sealed_classes", "255"),
        ],
        giving_scenarios.nothing_is_given_without_an_end: [
            ("sharing_give", "isfinite(p_starts) AND isfinite(p_ends)", "true"),
        ],
        giving_scenarios.nobody_gives_for_longer_than_they_have: [
            ("sharing_giveable", "AND g.ends_at >= p_until", ""),
        ],
        giving_scenarios.what_one_gave_to_oneself_is_not_taken_over: [
            ("sharing_take_over", "AND r.agency_id <> hat.agency", ""),
        ],
        giving_scenarios.no_verb_acts_at_no_moment: [
            ("sharing_is_later", "(p_at IS NULL) OR", ""),
            ("sharing_is_later", "(NOT isfinite(p_at)) OR", ""),
        ],
        giving_scenarios.own_work_and_emergency_are_not_given_by_hand: [
            ("sharing_give", "p_kind NOT IN ('referral', 'other_law')", "false"),
        ],
        giving_scenarios.what_another_agency_was_handed_is_not_taken_over: [
            ("sharing_take_over", "g.grantee_id = hat.agency AND g.kind = 'referral'", "g.kind = 'referral'"),
        ],
        giving_scenarios.what_was_handed_over_becomes_own_work_with_the_same_classes: [
            ("sharing_take_over", "hat.agency, given, 0, p_at", "hat.agency, 255, 0, p_at"),
        ],
        giving_scenarios.a_ground_is_ended_by_its_agency_or_its_grantee_only: [
            ("sharing_end_ground", "r.agency_id = enishi_own_agency()", "true"),
        ],
        giving_scenarios.own_work_is_not_ended: [
            ("sharing_end_ground", "AND r.kind <> 'own_work'", ""),
        ],
        giving_scenarios.with_whom_it_is_shared_is_told_only_to_those_who_see_it: [
            ("sharing_shared_with", "IF sharing_shown(p_binder) = 0 THEN RETURN; END IF;", ""),
        ],
        giving_scenarios.nothing_is_written_ahead_of_time: [
            ("sharing_is_later", "'00:00:05'::interval", "'5 days'::interval"),
            ("sharing_not_later", "sharing_is_later(p_at)", "false"),
        ],
        sealing_scenarios.who_is_shut_out_seals_nothing: [
            ("sharing_seal", "(sharing_classes(p_binder) & p_classes) = 0", "false"),
        ],
        sealing_scenarios.who_only_visits_seals_nothing_but_whereabouts: [
            ("sharing_seal", "(p_classes & ~own & ~(visiting & 32)) <> 0", "false"),
            ("sharing_seal", "~(visiting & 32)", "~visiting"),
            ("sharing_seal", "FILTER (WHERE g.kind NOT IN ('emergency', 'identity'))", ""),
            ("sharing_seal", "& ~(visiting & 32)", ""),
        ],
        sealing_scenarios.only_a_key_holder_gives_keys: [
            ("sharing_give_key", "OR NOT sharing_holds_key(p_seal)", ""),
        ],
        sealing_scenarios.a_key_without_a_grant_gives_no_keys: [
            ("sharing_holds_key", "AND sharing_classes(s.binder_id) <> 0", ""),
        ],
        sealing_scenarios.a_withdrawn_key_gives_no_keys: [
            ("sharing_holds_key", "AND k.withdrawn_at IS NULL", ""),
            ("sharing_knows_seal", "AND k.withdrawn_at IS NULL", ""),
        ],
        sealing_scenarios.the_last_key_stays: [
            ("sharing_withdraw_key", "holder_id <> p_holder AND", ""),
        ],
        sealing_scenarios.a_seal_is_lifted_by_two: [
            ("sharing_agree_to_lift", "AND lift_asked_by <> hat.staff", ""),
        ],
        sealing_scenarios.unblocking_oneself_is_refused_even_when_seen: [
            ("sharing_unblock", "OR hat.staff = p_staff", ""),
        ],
        sealing_scenarios.a_seal_is_told_only_to_those_inside: [
            ("sharing_seals", "AND sharing_knows_seal(s.id)", ""),
        ],
        inbox_scenarios.what_waits_for_the_hat_and_its_agency_is_counted: [
            ("enishi_waiting", "n.holder_id = ANY (holders) AND", ""),
            ("enishi_waiting", "t.holder_id = ANY (holders) AND", ""),
            ("enishi_waiting", "AND n.read_at IS NULL", ""),
            ("enishi_waiting", "AND t.state = 'open'", ""),
            ("enishi_waiting", "ARRAY[hat.membership, hat.agency]", "ARRAY[hat.membership]"),
            (
                "enishi_waiting",
                "IF hat.membership IS NULL THEN RETURN 0; END IF;",
                "holders := ARRAY(SELECT id FROM agencies_agency);",
            ),
        ],
        inbox_scenarios.work_of_coordinators_is_counted_for_who_coordinates: [
            ("enishi_waiting", "AND n.word <> ALL (others)", ""),
            ("enishi_waiting", "AND t.word <> ALL (others)", ""),
            ("enishi_waiting", "NOT coalesce(enishi_role_may(hat.role, 'coordinate'), false)", "true"),
        ],
        inbox_scenarios.who_is_shut_out_is_told_no_number: [
            ("enishi_waiting", "OR NOT (n.binder_id = ANY (blocked))", "OR true"),
            ("enishi_waiting", "OR NOT (t.binder_id = ANY (blocked))", "OR true"),
            ("enishi_waiting", "k.staff_id = hat.staff AND", ""),
            ("enishi_waiting", "AND k.lifted_at IS NULL", ""),
            ("enishi_waiting", "b.subject_id = ANY ((SELECT blocked)::uuid[])", "false"),
            ("enishi_blocks", "b.subject_id = ANY ((SELECT blocked)::uuid[])", "false"),
        ],
        emergency_scenarios.an_emergency_look_changes_nothing: [
            ("sharing_classes", "AND g.kind <> 'emergency'", ""),
            ("sharing_block", "p_staff <> hat.staff OR", ""),
            ("sharing_block", "OR sharing_shown(p_binder) = 0", ""),
            ("policy residents_address_not_by_a_look", "sharing_classes(resident_id)", "255"),
            ("check agencies_releasedcard_about", "sharing_classes(about)", "1"),
        ],
        emergency_scenarios.what_an_emergency_look_shows_is_told: [
            ("sharing_shown", "AND g.starts_at <= enishi_now()", "AND g.kind <> 'emergency'"),
            ("sharing_knows_seal", "sharing_shown(s.binder_id)", "sharing_classes(s.binder_id)"),
            ("sharing_seals", "sharing_shown(p_binder)", "sharing_classes(p_binder)"),
            ("sharing_shared_with", "sharing_shown(p_binder)", "sharing_classes(p_binder)"),
        ],
        emergency_scenarios.a_review_is_due_within_a_month: [
            ("sharing_review_soon", "enishi_today() + 31", "enishi_today() + 3100"),
        ],
        emergency_scenarios.break_glass_needs_the_role: [
            ("sharing_break_glass", "NOT enishi_role_may(hat.role, 'emergency')", "false"),
        ],
        emergency_scenarios.an_overdue_review_suspends: [
            ("sharing_break_glass", "sharing_overdue_reviews() > 0", "false"),
        ],
        emergency_scenarios.break_glass_opens_no_seal_and_passes_no_block: [
            ("sharing_break_glass", "OR p_binder = ANY (enishi_blocks())", ""),
            ("sharing_break_glass", "OR (sharing_sealed_for(p_binder, hat.membership) & 1) <> 0", ""),
        ],
        emergency_scenarios.break_glass_opens_sixty_minutes_for_one_membership: [
            (
                "sharing_break_glass",
                "'emergency', p_binder, hat.membership, 63",
                "'emergency', p_binder, hat.membership, 255",
            ),
            (
                "sharing_break_glass",
                "'emergency', p_binder, hat.membership, 63",
                "'emergency', p_binder, hat.agency, 63",
            ),
            ("sharing_break_glass", "interval '60 minutes'", "interval '59 minutes'"),
        ],
        emergency_scenarios.nobody_reviews_themselves: [
            ("sharing_break_glass", "AND m.staff_id <> hat.staff", ""),
        ],
        emergency_scenarios.a_colleague_of_who_looked_does_not_review_instead_of_the_agency_that_was_told: [
            ("sharing_review_emergency", "AND r.agency_id = hat.agency", "AND false"),
        ],
        emergency_scenarios.a_review_is_made_by_an_officer_who_is_somebody_else: [
            ("sharing_review_emergency", "NOT enishi_may('review')", "false"),
        ],
        consent_scenarios.a_consent_is_recorded_and_used_by_own_work_only: [
            ("sharing_record_consent", "(sharing_giveable(p_resident, enishi_now()) & 1) = 0", "false"),
            (
                "sharing_give_by_consent",
                "OR (p_classes & ~sharing_giveable(p_binder, agreed.ends_at)) <> 0",
                "",
            ),
            ("sharing_withdraw_consent", "OR (sharing_classes(agreed.resident_id) & 1) = 0", ""),
        ],
        consent_scenarios.a_withdrawal_ends_everything_that_rests_on_it_at_once: [
            ("sharing_give_by_consent", "agreed.withdrawn_at IS NOT NULL OR", ""),
            (
                "sharing_withdraw_consent",
                "WHERE r.id = g.ground_id AND r.consent_id = p_consent AND",
                "WHERE r.id = g.ground_id AND",
            ),
            (
                "sharing_withdraw_consent",
                "AND r.consent_id = p_consent AND g.revoked_at IS NULL;\n    RETURN told",
                "AND r.consent_id = p_consent AND false;\n    RETURN told",
            ),
        ],
        consent_scenarios.a_request_for_support_holds_until_withdrawn_and_opens_nothing: [
            ("sharing_give_by_consent", "agreed.stage = 'support' OR", ""),
            ("sharing_hold_consent", "AND c.withdrawn_at IS NULL", ""),
            ("sharing_hold_consent", "(sharing_classes(p_resident) & 1) = 0", "false"),
            ("sharing_consent_stands", "AND c.withdrawn_at IS NULL", ""),
            ("sharing_consent_stands", "(sharing_classes(p_resident) & 1) <> 0 AND", ""),
        ],
        consent_scenarios.a_consent_is_read_by_whom_it_concerns: [
            ("sharing_withdrawable", "AND (sharing_classes(c.resident_id) & 1) <> 0", ""),
            ("sharing_open_consents", "AND EXISTS (", "AND true OR EXISTS ("),
            (
                "policy sharing_consent_seen",
                " = ( SELECT enishi_own_agency() AS enishi_own_agency)",
                " IS NOT NULL",
            ),
            ("policy sharing_consent_seen", "recipients &&", "recipients IS DISTINCT FROM"),
            ("policy sharing_consent_seen", "((g.kind)::text = 'own_work'::text)", "true"),
            (
                "policy sharing_consent_seen",
                "((sharing_consent.classes & (~ (g.classes & (~ g.sealed_classes)))) = 0)",
                "true",
            ),
        ],
        consent_scenarios.nothing_is_given_outside_a_consent: [
            ("sharing_give_by_consent", "OR agreed.ends_at <= enishi_now()", ""),
            ("sharing_give_by_consent", "OR NOT (p_grantees <@ agreed.recipients)", ""),
            ("sharing_give_by_consent", "OR (p_classes & ~agreed.classes) <> 0", ""),
            (
                "sharing_give_by_consent",
                "CASE WHEN b.kind = 'resident' THEN b.id ELSE b.subject_id END",
                "agreed.resident_id",
            ),
            ("sharing_give_by_consent", "ELSE b.subject_id END", "ELSE agreed.resident_id END"),
        ],
        consent_scenarios.a_consent_covers_what_tells_of_the_person: [
            ("sharing_set_subject", "AND (subject_id IS NULL OR subject_id = p_subject)", ""),
            (
                "sharing_set_subject",
                "NOT EXISTS (SELECT 1 FROM sharing_binder WHERE id = p_subject AND kind = 'resident')",
                "false",
            ),
        ],
        consent_scenarios.consent_is_no_handing_over: [
            ("sharing_take_over", "AND g.kind = 'referral'", ""),
        ],
        room_scenarios.persons_are_convened_to_the_room_of_a_meeting: [
            ("sharing_convene", "AND kind IN ('agenda', 'conference')", ""),
            ("sharing_convene", "(p_classes & 128) <> 0 OR", ""),
            ("sharing_convene", "OR (p_classes & ~sharing_giveable(p_binder, p_ends)) <> 0", ""),
            ("sharing_convene", "AND enishi_role_sees(m.role)", ""),
            ("sharing_convene", "WHERE m.id = one AND", "WHERE"),
        ],
        room_scenarios.what_holds_for_the_person_holds_in_the_room_of_a_meeting: [
            ("enishi_sight", "b.subject_id = ANY ((SELECT blocked)::uuid[])", "false"),
            ("sharing_sealed_for", "AND b.kind = 'agenda'", "AND b.kind = 'case'"),
            ("sharing_reseal", "OR (b.subject_id = p_binder AND b.kind = 'agenda')", ""),
        ],
    }.items()
    for where, old, new in bugs
]
