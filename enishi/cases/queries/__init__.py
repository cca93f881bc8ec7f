"""Lists and pages of the room. Content is read only after a look."""

from enishi.cases.queries.before_consent import before_consent, outreach_list, outreach_sheet
from enishi.cases.queries.case_page import Brief, CasePage, case_brief, case_page, history_of
from enishi.cases.queries.cases import SHOW, WHOSE, case_list, cases_of_consultation, find_by_reference
from enishi.cases.queries.drawing import drawing, people_to_draw, tie_label
from enishi.cases.queries.exports import case_sheet, overview_sheet
from enishi.cases.queries.finding import Hits, Sought, find_entries, place_of
from enishi.cases.queries.history import EVERYTHING
from enishi.cases.queries.journal import Shown, standing_entry
from enishi.cases.queries.overview import load_by_lead, overview
from enishi.cases.queries.today import today
from enishi.cases.queries.visits import cases_by_name, note_line, visit_note, visit_notes

__all__ = [
    "EVERYTHING",
    "SHOW",
    "WHOSE",
    "Brief",
    "CasePage",
    "Hits",
    "Shown",
    "Sought",
    "before_consent",
    "case_brief",
    "case_list",
    "case_page",
    "case_sheet",
    "cases_by_name",
    "cases_of_consultation",
    "drawing",
    "find_by_reference",
    "find_entries",
    "history_of",
    "load_by_lead",
    "note_line",
    "outreach_list",
    "outreach_sheet",
    "overview",
    "overview_sheet",
    "people_to_draw",
    "place_of",
    "standing_entry",
    "tie_label",
    "today",
    "visit_note",
    "visit_notes",
]
