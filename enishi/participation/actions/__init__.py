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
from enishi.participation.actions.proposing import (
    NewProposal,
    choose_proposal,
    drop_proposal,
    keep_search,
    propose,
)

__all__ = [
    "NewAgreement",
    "NewEnd",
    "NewLine",
    "NewProfile",
    "NewProposal",
    "NewRecord",
    "agree_placement",
    "arrange_placement",
    "choose_proposal",
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
