"""What people do with meetings. Each is one transaction and says all that stands in the way."""

from enishi.conferences.actions.agenda import (
    NewItem,
    decide_support,
    put_item,
    seat_member,
    unseat,
)
from enishi.conferences.actions.asking import NewRequest, answer_part, request_information
from enishi.conferences.actions.briefing import BriefText, write_brief
from enishi.conferences.actions.convening import (
    NewConference,
    acknowledge,
    answer_time,
    call_conference,
    cancel_conference,
    hold_conference,
    propose_times,
    remove_member,
)
from enishi.conferences.actions.deciding import NewDecision, cancel_line, decide
from enishi.conferences.actions.enacting import answer_line, enact, enact_all, finish_line
from enishi.conferences.actions.handing_over import hand_over, rescue_conference
from enishi.conferences.actions.inviting import invite, substitute
from enishi.conferences.actions.kits import (
    NewTableCopy,
    copy_for_the_table,
    make_kit,
    tick_copies,
)
from enishi.conferences.actions.minuting import confirm_conference, write_minutes
from enishi.conferences.actions.ordering import order_items, withdraw_item
from enishi.conferences.actions.preparing import SheetAnswer, write_sheet
from enishi.conferences.actions.rebasing import rebase
from enishi.conferences.actions.rescheduling import reschedule
from enishi.conferences.actions.telling import NewShared, bring_along, share, share_entry
from enishi.conferences.actions.themes import (
    NewConcern,
    NewThemeDecision,
    decide_theme,
    open_theme,
    raise_concern,
    record_result,
    reopen_theme,
    sort_concern,
    table_theme,
    withdraw_concern,
    write_theme,
)

__all__ = [
    "BriefText",
    "NewConcern",
    "NewConference",
    "NewDecision",
    "NewItem",
    "NewRequest",
    "NewShared",
    "NewTableCopy",
    "NewThemeDecision",
    "SheetAnswer",
    "acknowledge",
    "answer_line",
    "answer_part",
    "answer_time",
    "bring_along",
    "call_conference",
    "cancel_conference",
    "cancel_line",
    "confirm_conference",
    "copy_for_the_table",
    "decide",
    "decide_support",
    "decide_theme",
    "enact",
    "enact_all",
    "finish_line",
    "hand_over",
    "hold_conference",
    "invite",
    "make_kit",
    "open_theme",
    "order_items",
    "propose_times",
    "put_item",
    "raise_concern",
    "rebase",
    "record_result",
    "remove_member",
    "reopen_theme",
    "request_information",
    "reschedule",
    "rescue_conference",
    "seat_member",
    "share",
    "share_entry",
    "sort_concern",
    "substitute",
    "table_theme",
    "tick_copies",
    "unseat",
    "withdraw_concern",
    "withdraw_item",
    "write_brief",
    "write_minutes",
    "write_sheet",
    "write_theme",
]
