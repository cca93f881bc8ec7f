from enishi.participation.models.asking import HostAsk
from enishi.participation.models.placement import Placement, PlacementRecord
from enishi.participation.models.profile import Profile, ProfileLine
from enishi.participation.models.proposal import Proposal, Search

__all__ = ["HostAsk", "Placement", "PlacementRecord", "Profile", "ProfileLine", "Proposal", "Search"]
