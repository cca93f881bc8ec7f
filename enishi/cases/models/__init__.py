from enishi.cases.models.case import Case, CaseMember, CaseStep, Lead
from enishi.cases.models.journal import CaseWords, JournalEntry, JournalInformant, JournalMark
from enishi.cases.models.team import Closing, LeadRequest, TeamRole

__all__ = [
    "Case",
    "CaseMember",
    "CaseStep",
    "CaseWords",
    "Closing",
    "JournalEntry",
    "JournalInformant",
    "JournalMark",
    "Lead",
    "LeadRequest",
    "TeamRole",
]
