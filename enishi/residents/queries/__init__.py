"""Lists and summaries of residents. Content is read only after a look by the caller, unless a docstring says so."""

from enishi.residents.queries.candidates import (
    HEADS,
    Candidate,
    Pairs,
    Side,
    candidate_ids,
    candidate_sheet,
    candidates,
    is_joined,
    open_candidates,
    sides,
)
from enishi.residents.queries.faces import NAMES, Called, Face, called, faces, named, written_names
from enishi.residents.queries.family import Kin, Member, household_of, kin_of
from enishi.residents.queries.finding import Found, find_residents, look_at_found
from enishi.residents.queries.forms import entry_values, identity_values
from enishi.residents.queries.grounds import SharedWith, WhySeen, shared_with, why_seen
from enishi.residents.queries.holders import holder_names, staff_of_number
from enishi.residents.queries.housemates import (
    Decided,
    OpenHousemate,
    face_of_housemate,
    housemates_to_offer,
    open_housemate,
    open_housemates,
)
from enishi.residents.queries.likeness import Possible, PossiblySame, possible_same
from enishi.residents.queries.person import PersonPage, person_page
from enishi.residents.queries.protection import (
    WhereaboutsSeal,
    protection_of,
    whereabouts_seal,
    whereabouts_seals,
)

__all__ = [
    "HEADS",
    "NAMES",
    "Called",
    "Candidate",
    "Decided",
    "Face",
    "Found",
    "Kin",
    "Member",
    "OpenHousemate",
    "Pairs",
    "PersonPage",
    "Possible",
    "PossiblySame",
    "SharedWith",
    "Side",
    "WhereaboutsSeal",
    "WhySeen",
    "called",
    "candidate_ids",
    "candidate_sheet",
    "candidates",
    "entry_values",
    "face_of_housemate",
    "faces",
    "find_residents",
    "holder_names",
    "household_of",
    "housemates_to_offer",
    "identity_values",
    "is_joined",
    "kin_of",
    "look_at_found",
    "named",
    "open_candidates",
    "open_housemate",
    "open_housemates",
    "person_page",
    "possible_same",
    "protection_of",
    "shared_with",
    "sides",
    "staff_of_number",
    "whereabouts_seal",
    "whereabouts_seals",
    "why_seen",
    "written_names",
]
