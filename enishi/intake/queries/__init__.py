"""Lists and summaries of the room. Content is read only after a look."""

from enishi.intake.queries.consultation_page import consultation_brief, consultation_page
from enishi.intake.queries.consultations import consultation_list, find_by_reference
from enishi.intake.queries.referrals import referral_list

__all__ = [
    "consultation_brief",
    "consultation_list",
    "consultation_page",
    "find_by_reference",
    "referral_list",
]
