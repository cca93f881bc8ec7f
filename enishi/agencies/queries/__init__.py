"""Lists and summaries of agencies and staff, each with a constant number of SQL queries."""

from enishi.agencies.queries.directory import (
    AgencyEntry,
    agencies,
    agencies_with_staff,
    agency_choices,
    agency_page,
    directory,
    districts,
    find_agencies,
)
from enishi.agencies.queries.people import pledges_of, running_memberships, staff_list, staff_page

__all__ = [
    "AgencyEntry",
    "agencies",
    "agencies_with_staff",
    "agency_choices",
    "agency_page",
    "directory",
    "districts",
    "find_agencies",
    "pledges_of",
    "running_memberships",
    "staff_list",
    "staff_page",
]
