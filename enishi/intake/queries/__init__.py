"""Lists and summaries of the room. Content is read only after a look."""

from enishi.intake.queries.attachments import attachment
from enishi.intake.queries.consultation_page import consultation_brief, consultation_page
from enishi.intake.queries.consultations import consultation_list, find_by_reference
from enishi.intake.queries.exports import consultation_sheet, referral_sheet, stagnation_sheet
from enishi.intake.queries.referral_page import ReferralPage, referral_page
from enishi.intake.queries.referrals import referral_list
from enishi.intake.queries.stagnation import load_by_agency, stagnation
from enishi.intake.queries.today import today

__all__ = [
    "ReferralPage",
    "attachment",
    "consultation_brief",
    "consultation_list",
    "consultation_page",
    "consultation_sheet",
    "find_by_reference",
    "load_by_agency",
    "referral_list",
    "referral_page",
    "referral_sheet",
    "stagnation",
    "stagnation_sheet",
    "today",
]
