"""Verbs that create or end a ground. The rules are repeated in the database, where nobody can pass them by."""

from enishi.sharing.actions.emergency import break_glass, review_emergency
from enishi.sharing.actions.giving import (
    block_staff,
    end_ground,
    give,
    open_new_binder,
    take_over,
    unblock_staff,
)
from enishi.sharing.actions.sealing import agree_to_lift, ask_to_lift, give_key, seal, withdraw_key

__all__ = [
    "agree_to_lift",
    "ask_to_lift",
    "block_staff",
    "break_glass",
    "end_ground",
    "give",
    "give_key",
    "open_new_binder",
    "review_emergency",
    "seal",
    "take_over",
    "unblock_staff",
    "withdraw_key",
]
