"""Seeded bugs in the guards of meetings, each with the scenario that must notice it."""

from tests.noninterference.mutants import Mutant

CONVENING, LAW = "who_may_not_convene_does_not", "the_law_is_asked_of_every_item"
BEFORE = "a_room_that_was_opened_before_is_no_room"
SITTING, NAMED, ROOM = (
    "who_may_not_sit_does_not",
    "with_consent_only_who_was_named_sits",
    "no_seat_no_pledge_no_room",
)
GIVING, PLEDGING = "what_is_said_in_a_room_is_not_given_on", "nobody_pledges_for_somebody_else"
HOLDING = "a_meeting_is_held_by_who_convened_and_with_pledges"
DECIDING = "what_was_decided_is_written_by_who_convened_and_answered_by_who_it_binds"
SAYING, TIMES = "what_was_said_is_never_changed", "everybody_answers_for_themselves"
ASKING, REBASING = "an_answer_holds_what_was_asked", "moved_and_sealed_are_all"
WITHDRAWN, CANCELLED = "a_withdrawal_ends_seats_at_once", "a_cancelled_meeting_closes_its_rooms"

MUTANTS: list[tuple[str, Mutant]] = [
    (SAYING, Mutant("conferences_corrected_guard", "AND s.origin_id = NEW.origin_id", "")),
    (
        CONVENING,
        Mutant("conferences_guard", "OR NOT coalesce(enishi_role_may(hat.role, k.permission), false)", ""),
    ),
    (CONVENING, Mutant("conferences_guard", "OR NEW.agency_id IS DISTINCT FROM hat.agency", "")),
    (CONVENING, Mutant("conferences_guard", "OR NEW.convened_by_id IS DISTINCT FROM hat.membership", "")),
    (CONVENING, Mutant("conferences_guard", "OR NEW.state <> 'planned'", "")),
    (CONVENING, Mutant("conferences_guard", "OR NEW.starts_at <= enishi_now()", "")),
    (CONVENING, Mutant("conferences_guard", "o.code = ANY (k.joint_with) AND", "")),
    (CONVENING, Mutant("conferences_guard", "id = NEW.id AND kind = 'conference'", "id = NEW.id")),
    (LAW, Mutant("conferences_agenda_guard", "(k.about = 'theme') <> (NEW.case_id IS NULL)", "false")),
    (LAW, Mutant("conferences_agenda_guard", "AND b.subject_id = person", "")),
    (LAW, Mutant("conferences_agenda_guard", "AND b.kind = 'agenda'", "")),
    (
        LAW,
        Mutant("conferences_agenda_guard", "AND NOT sharing_consent_stands(person, 'support')", "AND false"),
    ),
    (
        LAW,
        Mutant(
            "conferences_agenda_guard",
            "NOT EXISTS (SELECT 1 FROM conferences_supportdecision d WHERE d.case_id = NEW.case_id)",
            "false",
        ),
    ),
    (LAW, Mutant("conferences_agenda_guard", "NOT conferences_convenes(NEW.conference_id) OR", "")),
    (LAW, Mutant("conferences_agenda_guard", "OR sharing_classes(NEW.case_id) = 0", "")),
    (
        LAW,
        Mutant(
            "conferences_agenda_guard", "OR NOT (cases_leads(NEW.case_id) OR enishi_may('coordinate'))", ""
        ),
    ),
    (
        LAW,
        Mutant(
            "conferences_decision_on_support_guard",
            "OR NOT sharing_consent_stands(",
            "OR NULL = sharing_consent_stands(",
        ),
    ),
    (BEFORE, Mutant("conferences_not_opened_yet", "AND kind = 'conference'", "AND kind = 'consent'")),
    (SITTING, Mutant("conferences_seat_put", "a.kind = ANY (k.excluded_agencies)", "false")),
    (
        SITTING,
        Mutant(
            "conferences_seat_put",
            "OR conferences_holds_pledge(m.membership_id, 'volunteer') IS NOT NULL",
            "",
        ),
    ),
    (
        SITTING,
        Mutant("conferences_seat_put", "OR NEW.ends_at > c.ends_at + c.days_after * interval '1 day'", ""),
    ),
    (
        SITTING,
        Mutant(
            "conferences_seat_put", "OR NEW.starts_at < c.starts_at - c.days_before * interval '1 day'", ""
        ),
    ),
    (SITTING, Mutant("conferences_seat_put", "OR m.conference_id <> c.id", "")),
    (SITTING, Mutant("conferences_seat_put", "OR NEW.ground_id IS NOT NULL", "")),
    (SITTING, Mutant("conferences_seat_put", "OR NEW.seated_by IS DISTINCT FROM hat.membership", "")),
    (
        WITHDRAWN,
        Mutant(
            "conferences_seat_put", "s.stage = 'support' AND s.withdrawn_at IS NULL", "s.stage = 'support'"
        ),
    ),
    (NAMED, Mutant("conferences_seat_put", "AND s.id = NEW.consent_id", "")),
    (NAMED, Mutant("conferences_seat_put", "AND s.stage = 'sharing'", "")),
    (NAMED, Mutant("conferences_seat_put", "AND m.agency_id = ANY (s.recipients)", "")),
    (NAMED, Mutant("conferences_seat_put", "AND (NEW.classes & ~s.classes) = 0", "")),
    (
        NAMED,
        Mutant(
            "conferences_seat_put", "s.stage = 'sharing' AND s.withdrawn_at IS NULL", "s.stage = 'sharing'"
        ),
    ),
    (
        ROOM,
        Mutant(
            "conferences_room_guard",
            "c.id = NEW.binder_id) THEN",
            "c.id = NEW.binder_id) AND false THEN",
        ),
    ),
    (
        ROOM,
        Mutant(
            "conferences_room_guard",
            "i.id = NEW.binder_id) THEN",
            "i.id = NEW.binder_id) AND false THEN",
        ),
    ),
    (ROOM, Mutant("conferences_room_guard", "m.pledged_at IS NOT NULL", "true")),
    (
        ROOM,
        Mutant(
            "conferences_room_guard",
            "s.item_id = NEW.binder_id AND m.membership_id = NEW.grantee_id",
            "s.item_id = NEW.binder_id",
        ),
    ),
    (ROOM, Mutant("conferences_room_guard", "AND (NEW.classes & ~s.classes) = 0", "")),
    (ROOM, Mutant("conferences_room_guard", "AND NEW.ends_at <= s.ends_at", "")),
    (ROOM, Mutant("conferences_room_guard", "AND s.ended_at IS NULL", "")),
    (ROOM, Mutant("conferences_seat_ended", "AND g.revoked_at IS NULL", "AND false")),
    (GIVING, Mutant("sharing_rooms_are_convened", "kind IN ('agenda', 'conference')", "kind = 'agenda'")),
    (GIVING, Mutant("sharing_rooms_are_convened", "kind IN ('agenda', 'conference')", "kind = 'conference'")),
    (
        GIVING,
        Mutant(
            "sharing_rooms_are_convened",
            "NEW.kind NOT IN ('own_work', 'conference')",
            "NEW.kind = 'referral'",
        ),
    ),
    (PLEDGING, Mutant("conferences_acknowledge", "OR hat.membership IS DISTINCT FROM m.membership_id", "")),
    (
        PLEDGING,
        Mutant("conferences_acknowledge", "OR p_version IS DISTINCT FROM", "OR NULL IS NOT DISTINCT FROM"),
    ),
    (PLEDGING, Mutant("conferences_acknowledge", "OR m.ended_at IS NOT NULL", "")),
    (PLEDGING, Mutant("conferences_acknowledge", "s.classes, 0,", "255, 0,")),
    (
        PLEDGING,
        Mutant(
            "conferences_member_guard",
            "NEW.pledged_at IS NOT NULL AND NEW.pledge_version IS DISTINCT FROM",
            "NEW.pledge_version IS NULL AND NEW.pledge_version IS DISTINCT FROM",
        ),
    ),
    (
        PLEDGING,
        Mutant(
            "conferences_member_guard",
            "NOT conferences_convenes(OLD.conference_id) OR OLD.ended_at IS NOT NULL",
            "OLD.ended_at IS NOT NULL",
        ),
    ),
    (
        PLEDGING,
        Mutant(
            "conferences_member_guard",
            "NOT conferences_convenes(OLD.conference_id) OR OLD.ended_at IS NOT NULL",
            "NOT conferences_convenes(OLD.conference_id)",
        ),
    ),
    (
        PLEDGING,
        Mutant("conferences_member_ended", "WHERE member_id = NEW.id AND ended_at IS NULL", "WHERE false"),
    ),
    (
        PLEDGING,
        Mutant(
            "conferences_member_ended",
            "WHERE ground_id = NEW.ground_id AND revoked_at IS NULL",
            "WHERE false",
        ),
    ),
    (HOLDING, Mutant("conferences_guard", "OLD.starts_at > enishi_now()", "false")),
    (HOLDING, Mutant("conferences_guard", "AND m.pledged_at IS NULL", "AND false")),
    (
        HOLDING,
        Mutant(
            "conferences_guard",
            "NOT EXISTS (SELECT 1 FROM conferences_member m WHERE m.conference_id = OLD.id AND m.attended)",
            "false",
        ),
    ),
    (HOLDING, Mutant("conferences_guard", "NOT conferences_convenes(OLD.id)", "false")),
    (
        HOLDING,
        Mutant(
            "conferences_guard", "OR OLD.state <> 'planned' AND (NEW.starts_at", "OR false AND (NEW.starts_at"
        ),
    ),
    (HOLDING, Mutant("conferences_guard", "AND NOT conferences_is_confirmed(i.id)", "AND false")),
    (
        DECIDING,
        Mutant(
            "conferences_decision_guard",
            "NOT mine OR NEW.decided_by IS DISTINCT FROM hat.membership",
            "NEW.decided_by IS DISTINCT FROM hat.membership",
        ),
    ),
    (
        DECIDING,
        Mutant(
            "conferences_decision_guard",
            "bool_and(NEW.kind = ANY (k.may_decide))",
            "true OR bool_and(NEW.kind = ANY (k.may_decide))",
        ),
    ),
    (
        DECIDING,
        Mutant(
            "conferences_decision_guard",
            "IF NOT conferences_is_seated(NEW.item_id, NEW.agency_id, NEW.member_id)",
            "IF false",
        ),
    ),
    (DECIDING, Mutant("conferences_decision_guard", "THEN hat.agency = OLD.agency_id", "THEN true")),
    (
        DECIDING,
        Mutant(
            "conferences_decision_guard",
            "THEN conferences_convenes_meeting_of(OLD.item_id) AND conferences_state_of(OLD.item_id) IN ('held', 'confirmed')",
            "THEN conferences_convenes_meeting_of(OLD.item_id)",
        ),
    ),
    (
        DECIDING,
        Mutant("conferences_decision_guard", "THEN mine AND OLD.state <> 'done'", "THEN OLD.state <> 'done'"),
    ),
    (DECIDING, Mutant("conferences_decision_guard", "OR NEW.state <> 'decided'", "")),
    (DECIDING, Mutant("conferences_words_guard", "NEW.kind = 'answer' AND d.agency_id", "d.agency_id")),
    (
        DECIDING,
        Mutant(
            "conferences_words_guard",
            "OR NEW.kind = 'answer' AND d.agency_id = (enishi_hat()).agency",
            "OR NEW.kind = 'answer'",
        ),
    ),
    (SAYING, Mutant("conferences_shared_guard", "OR conferences_is_confirmed(NEW.item_id)", "")),
    (SAYING, Mutant("conferences_shared_guard", "OR NEW.said_by_id IS NOT NULL)", ")")),
    (
        SAYING,
        Mutant(
            "conferences_shared_guard",
            "AND NOT conferences_is_seated(NEW.item_id, NEW.said_by_id, NULL)",
            "AND false",
        ),
    ),
    (
        SAYING,
        Mutant(
            "conferences_shared_guard",
            "OR (NEW.kind = 'person' OR NEW.said_by_id IS NOT NULL) AND NOT conferences_convenes_item(NEW.item_id)",
            "",
        ),
    ),
    (
        SAYING,
        Mutant(
            "conferences_shared_guard", "NEW.author_id IS DISTINCT FROM (enishi_hat()).membership", "false"
        ),
    ),
    (SAYING, Mutant("conferences_minutes_guard", "NOT conferences_convenes_item(NEW.item_id) OR", "")),
    (
        SAYING,
        Mutant(
            "conferences_minutes_guard",
            "OR (NEW.kind = 'correction') IS DISTINCT FROM conferences_is_confirmed(NEW.item_id)",
            "",
        ),
    ),
    (
        SAYING,
        Mutant(
            "conferences_minutes_guard",
            "AND conferences_state_of(NEW.item_id) IS DISTINCT FROM 'held'",
            "AND false",
        ),
    ),
    (TIMES, Mutant("conferences_availability_guard", "AND m.membership_id = (enishi_hat()).membership", "")),
    (TIMES, Mutant("conferences_option_guard", "IF NOT conferences_convenes(NEW.conference_id)", "IF false")),
    (ASKING, Mutant("conferences_request_guard", "AND k.code = 'confidential'", "")),
    (
        ASKING,
        Mutant(
            "conferences_request_guard",
            "r.agency_id = hat.agency OR conferences_convenes_item(NEW.item_id)",
            "true",
        ),
    ),
    (ASKING, Mutant("conferences_request_guard", "AND p.information_class = NEW.information_class", "")),
    (ASKING, Mutant("conferences_request_guard", "WHERE p.request_id = NEW.request_id", "WHERE false")),
    (REBASING, Mutant("conferences_rebasing_guard", "AND s.stage = 'support'", "")),
    (REBASING, Mutant("conferences_rebasing_guard", "OR NOT conferences_convenes_meeting_of(NEW.item_id)", "")),
    (REBASING, Mutant("conferences_rebased_guard", "e.id = NEW.entry_id", "true")),
    (REBASING, Mutant("conferences_rebased_guard", "AND e.case_id = i.case_id", "")),
    (
        REBASING,
        Mutant(
            "conferences_nothing_lost",
            "WHERE s.item_id = NEW.item_id",
            "WHERE false AND s.item_id = NEW.item_id",
        ),
    ),
    (
        WITHDRAWN,
        Mutant(
            "conferences_consent_withdrawn", "WHERE consent_id = NEW.id AND ended_at IS NULL", "WHERE false"
        ),
    ),
    (WITHDRAWN, Mutant("conferences_consent_withdrawn", "IF NEW.stage = 'support'", "IF false")),
    (
        CANCELLED,
        Mutant("conferences_cancelled", "WHERE conference_id = NEW.id AND ended_at IS NULL", "WHERE false"),
    ),
]
