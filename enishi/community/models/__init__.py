from enishi.community.models.activity import Activity, Attendance, Exchange, Happening, PlaceNeed, Session
from enishi.community.models.capability import Capability
from enishi.community.models.places import Boundary, ResourceLoad, Town
from enishi.community.models.resource import Menu, Resource

__all__ = [
    "Activity",
    "Attendance",
    "Boundary",
    "Capability",
    "Exchange",
    "Happening",
    "Menu",
    "PlaceNeed",
    "Resource",
    "ResourceLoad",
    "Session",
    "Town",
]
