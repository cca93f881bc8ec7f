from enishi.participation.models.placement import Placement, PlacementRecord
from enishi.participation.models.profile import Profile, ProfileLine
from enishi.participation.models.proposal import Proposal, Search

__all__ = ["Placement", "PlacementRecord", "Profile", "ProfileLine", "Proposal", "Search"]
