"""What people do with a case. Each is one transaction, acts once per form, and says all that stands in the way."""

from enishi.cases.actions.household import add_member, remove_member, share_file
from enishi.cases.actions.journal import NewEntry, correct_entry, mark_entry, unmark_entry, write_entry
from enishi.cases.actions.leading import (
    NewClosing,
    accept_lead,
    ask_to_lead,
    cancel_lead_request,
    close_case,
    decline_lead,
)
from enishi.cases.actions.moving import end_watch, move_case, resume_case, set_next, suspend_case
from enishi.cases.actions.opening import NewCase, open_new_case
from enishi.cases.actions.teaming import NewGround, NewRole, accept_role, ask_to_join, decline_role, end_role

__all__ = [
    "NewCase",
    "NewClosing",
    "NewEntry",
    "NewGround",
    "NewRole",
    "accept_lead",
    "accept_role",
    "add_member",
    "ask_to_join",
    "ask_to_lead",
    "cancel_lead_request",
    "close_case",
    "correct_entry",
    "decline_lead",
    "decline_role",
    "end_role",
    "end_watch",
    "mark_entry",
    "move_case",
    "open_new_case",
    "remove_member",
    "resume_case",
    "set_next",
    "share_file",
    "suspend_case",
    "unmark_entry",
    "write_entry",
]
