"""Lists and summaries of residents. Content is read only after a look by the caller, unless a docstring says so."""

from enishi.residents.queries.faces import Face, faces
from enishi.residents.queries.family import Kin, Member, household_of, kin_of
from enishi.residents.queries.finding import Found, find_residents
from enishi.residents.queries.likeness import Possible, PossiblySame, possible_same
from enishi.residents.queries.protection import WhereaboutsSeal, whereabouts_seal

__all__ = [
    "Face",
    "Found",
    "Kin",
    "Member",
    "Possible",
    "PossiblySame",
    "WhereaboutsSeal",
    "faces",
    "find_residents",
    "household_of",
    "kin_of",
    "possible_same",
    "whereabouts_seal",
]
