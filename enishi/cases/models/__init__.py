from enishi.cases.models.assessment import Assessment, AssessmentAnswer
from enishi.cases.models.case import Case, CaseMember, CaseStep, Lead
from enishi.cases.models.journal import CaseWords, JournalEntry, JournalInformant, JournalMark
from enishi.cases.models.journal_words import JournalWords, LetterCount
from enishi.cases.models.outreach import ApproachPlan, ContactAttempt, PreparedSupport
from enishi.cases.models.plan import (
    Evaluation,
    EvaluationPart,
    Monitoring,
    MonitoringFinding,
    Plan,
    PlanGoal,
    PlanPart,
    PlanStep,
)
from enishi.cases.models.team import Closing, LeadRequest, TeamRole
from enishi.cases.models.tie import Tie

__all__ = [
    "ApproachPlan",
    "Assessment",
    "AssessmentAnswer",
    "Case",
    "CaseMember",
    "CaseStep",
    "CaseWords",
    "Closing",
    "ContactAttempt",
    "Evaluation",
    "EvaluationPart",
    "JournalEntry",
    "JournalInformant",
    "JournalMark",
    "JournalWords",
    "Lead",
    "LeadRequest",
    "LetterCount",
    "Monitoring",
    "MonitoringFinding",
    "Plan",
    "PlanGoal",
    "PlanPart",
    "PlanStep",
    "PreparedSupport",
    "TeamRole",
    "Tie",
]
