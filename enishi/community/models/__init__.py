from enishi.community.models.activity import Activity, Attendance, Exchange, Happening, PlaceNeed, Session
from enishi.community.models.asking import MemberAsk
from enishi.community.models.capability import Capability
from enishi.community.models.commission import (
    Commission,
    Contribution,
    Hand,
    MenuDraft,
    MenuUse,
    Trial,
)
from enishi.community.models.network import (
    Application,
    MeetingAttendance,
    Member,
    Network,
    ProjectMeeting,
)
from enishi.community.models.places import Boundary, ResourceLoad, Town
from enishi.community.models.resource import Menu, Resource
from enishi.community.models.seat import Seat

__all__ = [
    "Activity",
    "Application",
    "Attendance",
    "Boundary",
    "Capability",
    "Commission",
    "Contribution",
    "Exchange",
    "Hand",
    "Happening",
    "MeetingAttendance",
    "Member",
    "MemberAsk",
    "Menu",
    "MenuDraft",
    "MenuUse",
    "Network",
    "PlaceNeed",
    "ProjectMeeting",
    "Resource",
    "ResourceLoad",
    "Seat",
    "Session",
    "Town",
    "Trial",
]
