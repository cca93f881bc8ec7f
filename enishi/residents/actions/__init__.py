"""Verbs of the register: check, change, record, tell, in one transaction."""

from enishi.residents.actions.adding import add_what_is_new
from enishi.residents.actions.blocking import let_in, shut_out
from enishi.residents.actions.emergency import look_in_emergency
from enishi.residents.actions.household import add_kinship, end_kinship, join_household, leave_household
from enishi.residents.actions.identity import Correction, add_name, correct_identity, end_name
from enishi.residents.actions.reconciling import ask_again, decide_different, decide_same, undo_joining
from enishi.residents.actions.registering import register_resident
from enishi.residents.actions.sealing import (
    agree_to_lift_protection,
    ask_to_lift_protection,
    protect_whereabouts,
    record_measure,
    share_whereabouts,
)
from enishi.residents.actions.together import end_left_open, leave_open
from enishi.residents.actions.whereabouts import (
    add_address,
    add_consideration,
    add_contact,
    change_address,
    change_contact,
    end_address,
    end_consideration,
    end_contact,
)

__all__ = [
    "Correction",
    "add_address",
    "add_consideration",
    "add_contact",
    "add_kinship",
    "add_name",
    "add_what_is_new",
    "agree_to_lift_protection",
    "ask_again",
    "ask_to_lift_protection",
    "change_address",
    "change_contact",
    "correct_identity",
    "decide_different",
    "decide_same",
    "end_address",
    "end_consideration",
    "end_contact",
    "end_kinship",
    "end_left_open",
    "end_name",
    "join_household",
    "leave_household",
    "leave_open",
    "let_in",
    "look_in_emergency",
    "protect_whereabouts",
    "record_measure",
    "register_resident",
    "share_whereabouts",
    "shut_out",
    "undo_joining",
]
