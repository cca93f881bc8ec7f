from enishi.conferences.models.agenda import AgendaItem, Seat, SharedItem
from enishi.conferences.models.conference import Availability, Conference, Handover, Member, TimeOption
from enishi.conferences.models.decision import Decision, DecisionWords, Minutes
from enishi.conferences.models.kind import ConferenceKind, SupportDecision
from enishi.conferences.models.kit import Kit, KitCopy
from enishi.conferences.models.rebasing import RebasedItem, Rebasing
from enishi.conferences.models.request import InformationRequest, PartAnswer, RequestPart
from enishi.conferences.models.theme import (
    Concern,
    ConcernOrigin,
    Theme,
    ThemeDecision,
    ThemeItem,
    ThemeMinutes,
    ThemeResult,
)

__all__ = [
    "AgendaItem",
    "Availability",
    "Concern",
    "ConcernOrigin",
    "Conference",
    "ConferenceKind",
    "Decision",
    "DecisionWords",
    "Handover",
    "InformationRequest",
    "Kit",
    "KitCopy",
    "Member",
    "Minutes",
    "PartAnswer",
    "RebasedItem",
    "Rebasing",
    "RequestPart",
    "Seat",
    "SharedItem",
    "SupportDecision",
    "Theme",
    "ThemeDecision",
    "ThemeItem",
    "ThemeMinutes",
    "ThemeResult",
    "TimeOption",
]
