"""What people do with a case. Each is one transaction, acts once per form, and says all that stands in the way."""

from enishi.cases.actions.assessing import answer_items, begin_assessment, confirm_assessment
from enishi.cases.actions.deciding import (
    Decision,
    adopt_plan,
    end_plan,
    go_ahead,
    propose_plan,
    return_to_meeting,
    take_back_plan,
)
from enishi.cases.actions.drawing import NewTie, draw_tie, remove_tie
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
from enishi.cases.actions.monitoring import (
    Finding,
    NewEvaluation,
    NewMonitoring,
    Remark,
    evaluate_plan,
    monitor_plan,
)
from enishi.cases.actions.moving import end_watch, move_case, resume_case, set_next, suspend_case
from enishi.cases.actions.opening import NewCase, open_new_case
from enishi.cases.actions.planning import NewGoal, NewPart, NewStep, PlanText, begin_plan, write_plan
from enishi.cases.actions.preparing import (
    NewApproach,
    NewSupport,
    move_support,
    plan_approach,
    prepare_support,
)
from enishi.cases.actions.reaching import Outcome, correct_attempt, record_attempt
from enishi.cases.actions.teaming import NewGround, NewRole, accept_role, ask_to_join, decline_role, end_role

__all__ = [
    "Decision",
    "Finding",
    "NewApproach",
    "NewCase",
    "NewClosing",
    "NewEntry",
    "NewEvaluation",
    "NewGoal",
    "NewGround",
    "NewMonitoring",
    "NewPart",
    "NewRole",
    "NewStep",
    "NewSupport",
    "NewTie",
    "Outcome",
    "PlanText",
    "Remark",
    "accept_lead",
    "accept_role",
    "add_member",
    "adopt_plan",
    "answer_items",
    "ask_to_join",
    "ask_to_lead",
    "begin_assessment",
    "begin_plan",
    "cancel_lead_request",
    "close_case",
    "confirm_assessment",
    "correct_attempt",
    "correct_entry",
    "decline_lead",
    "decline_role",
    "draw_tie",
    "end_plan",
    "end_role",
    "end_watch",
    "evaluate_plan",
    "go_ahead",
    "mark_entry",
    "monitor_plan",
    "move_case",
    "move_support",
    "open_new_case",
    "plan_approach",
    "prepare_support",
    "propose_plan",
    "record_attempt",
    "remove_member",
    "remove_tie",
    "resume_case",
    "return_to_meeting",
    "set_next",
    "share_file",
    "suspend_case",
    "take_back_plan",
    "unmark_entry",
    "write_entry",
    "write_plan",
]
