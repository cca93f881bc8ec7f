from enishi.participation.actions.asking import NewAsk, ask_host, close_host_ask
from enishi.participation.actions.placing import (
    NewAgreement,
    NewEnd,
    NewRecord,
    agree_placement,
    arrange_placement,
    end_placement,
    move_placement,
    record_day,
    set_next_days,
    settle_trouble,
)
from enishi.participation.actions.profiling import (
    NewLine,
    NewProfile,
    shun_resource,
    use_participation,
    write_profile,
)
from enishi.participation.actions.project import NewCommission, ask_project
from enishi.participation.actions.proposing import (
    NOT_LEAD,
    NewProposal,
    choose_proposal,
    drop_proposal,
    keep_search,
    propose,
)

__all__ = [
    "NOT_LEAD",
    "NewAgreement",
    "NewAsk",
    "NewCommission",
    "NewEnd",
    "NewLine",
    "NewProfile",
    "NewProposal",
    "NewRecord",
    "agree_placement",
    "arrange_placement",
    "ask_host",
    "ask_project",
    "choose_proposal",
    "close_host_ask",
    "drop_proposal",
    "end_placement",
    "keep_search",
    "move_placement",
    "propose",
    "record_day",
    "set_next_days",
    "settle_trouble",
    "shun_resource",
    "use_participation",
    "write_profile",
]
