"""Verbs that create or end a ground. The rules are repeated in the database, where nobody can pass them by."""

from enishi.sharing.actions.consenting import convene, give_by_consent, record_consent, withdraw_consent
from enishi.sharing.actions.disclosing import (
    NewDisclosureRequest,
    NewLineDecision,
    decide_line,
    decide_request,
    disclose_the_rest,
    extend_request,
    lend_room,
    read_request,
    receive_request,
    take_rooms_in,
)
from enishi.sharing.actions.emergency import break_glass, review_emergency
from enishi.sharing.actions.evidence import attach_evidence, remove_evidence
from enishi.sharing.actions.giving import (
    block_staff,
    end_ground,
    give,
    open_new_binder,
    set_subject,
    take_over,
    unblock_staff,
)
from enishi.sharing.actions.releasing import (
    NewDecision,
    decide_releases,
    hand_over_sheet,
    make_sheet,
    works_with,
)
from enishi.sharing.actions.sealing import agree_to_lift, ask_to_lift, give_key, seal, withdraw_key

__all__ = [
    "NewDecision",
    "NewDisclosureRequest",
    "NewLineDecision",
    "agree_to_lift",
    "ask_to_lift",
    "attach_evidence",
    "block_staff",
    "break_glass",
    "convene",
    "decide_line",
    "decide_releases",
    "decide_request",
    "disclose_the_rest",
    "end_ground",
    "extend_request",
    "give",
    "give_by_consent",
    "give_key",
    "hand_over_sheet",
    "lend_room",
    "make_sheet",
    "open_new_binder",
    "read_request",
    "receive_request",
    "record_consent",
    "remove_evidence",
    "review_emergency",
    "seal",
    "set_subject",
    "take_over",
    "take_rooms_in",
    "unblock_staff",
    "withdraw_consent",
    "withdraw_key",
    "works_with",
]
