"""Verbs that create or end a ground. The rules are repeated in the database, where nobody can pass them by."""

from enishi.sharing.actions.consenting import convene, give_by_consent, record_consent, withdraw_consent
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
from enishi.sharing.actions.sealing import agree_to_lift, ask_to_lift, give_key, seal, withdraw_key

__all__ = [
    "agree_to_lift",
    "ask_to_lift",
    "attach_evidence",
    "block_staff",
    "break_glass",
    "convene",
    "end_ground",
    "give",
    "give_by_consent",
    "give_key",
    "open_new_binder",
    "record_consent",
    "remove_evidence",
    "review_emergency",
    "seal",
    "set_subject",
    "take_over",
    "unblock_staff",
    "withdraw_consent",
    "withdraw_key",
]
