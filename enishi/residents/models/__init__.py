from enishi.residents.models.address import Address
from enishi.residents.models.change import Change
from enishi.residents.models.consideration import Consideration
from enishi.residents.models.contact import Contact
from enishi.residents.models.family import Household, HouseholdMember, Kinship
from enishi.residents.models.joining import Joining, MatchCandidate
from enishi.residents.models.left_open import LeftOpen
from enishi.residents.models.name import PersonName
from enishi.residents.models.particulars import Particulars
from enishi.residents.models.resident import Resident
from enishi.residents.models.search_key import HeldName, SearchKey
from enishi.residents.models.support_measure import SupportMeasure

__all__ = [
    "Address",
    "Change",
    "Consideration",
    "Contact",
    "HeldName",
    "Household",
    "HouseholdMember",
    "Joining",
    "Kinship",
    "LeftOpen",
    "MatchCandidate",
    "Particulars",
    "PersonName",
    "Resident",
    "SearchKey",
    "SupportMeasure",
]
