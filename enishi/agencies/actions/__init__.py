"""Verbs of the room: found, rename, change and close agencies; appoint, transfer and end staff; take files in."""

from enishi.agencies.actions.agencies import (
    add_closing,
    change_agency,
    close_agency,
    found_agency,
    remove_closing,
    rename_agency,
    set_catchments,
    set_opening_hours,
)
from enishi.agencies.actions.confirming import discard_import, read_import, take_in
from enishi.agencies.actions.importing import import_agencies, import_staff
from enishi.agencies.actions.office_tables import (
    add_closing_days,
    add_term,
    end_term,
    remove_closing_day,
    set_city_setting,
    verify_term,
    verify_vocabulary,
)
from enishi.agencies.actions.staff import (
    appoint_staff,
    change_staff,
    end_membership,
    record_pledge,
    transfer_staff,
)

__all__ = [
    "add_closing",
    "add_closing_days",
    "add_term",
    "appoint_staff",
    "change_agency",
    "change_staff",
    "close_agency",
    "discard_import",
    "end_membership",
    "end_term",
    "found_agency",
    "import_agencies",
    "import_staff",
    "read_import",
    "record_pledge",
    "remove_closing",
    "remove_closing_day",
    "rename_agency",
    "set_catchments",
    "set_city_setting",
    "set_opening_hours",
    "take_in",
    "transfer_staff",
    "verify_term",
    "verify_vocabulary",
]
