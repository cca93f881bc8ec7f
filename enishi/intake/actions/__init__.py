"""Verbs of the room: check, change, record, tell, in one transaction."""

from enishi.intake.actions.answering import (
    Words,
    accept,
    acknowledge,
    coordinator_ends,
    decline,
    fail,
    hold,
    recall,
    receive_referral,
    report_first_contact,
    report_helped,
    resume,
)
from enishi.intake.actions.attaching import attach_file
from enishi.intake.actions.closing import close_consultation, reopen
from enishi.intake.actions.holding import change_holder, set_next_date
from enishi.intake.actions.links import ask_for_link, renew_link, sign_in_by_link
from enishi.intake.actions.noting import (
    add_statement,
    correct_statement,
    identify_person,
    screen_consultation,
    set_concerns,
)
from enishi.intake.actions.once import SentOtherwise
from enishi.intake.actions.receiving import receive_consultation, received_before
from enishi.intake.actions.referring import Sent, reasons_not_to_send, send_referral
from enishi.intake.rules.receiving import NextStep

__all__ = [
    "NextStep",
    "Sent",
    "SentOtherwise",
    "Words",
    "accept",
    "acknowledge",
    "add_statement",
    "ask_for_link",
    "attach_file",
    "change_holder",
    "close_consultation",
    "coordinator_ends",
    "correct_statement",
    "decline",
    "fail",
    "hold",
    "identify_person",
    "reasons_not_to_send",
    "recall",
    "receive_consultation",
    "receive_referral",
    "received_before",
    "renew_link",
    "reopen",
    "report_first_contact",
    "report_helped",
    "resume",
    "screen_consultation",
    "send_referral",
    "set_concerns",
    "set_next_date",
    "sign_in_by_link",
]
