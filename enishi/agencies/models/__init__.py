from enishi.agencies.models.agency import Agency
from enishi.agencies.models.card import CardAnswer, ReleasedCard
from enishi.agencies.models.import_batch import ImportBatch
from enishi.agencies.models.particulars import AgencyClosing, Catchment, OpeningHours, OpeningTime
from enishi.agencies.models.pledge import Pledge
from enishi.agencies.models.reset import CredentialReset
from enishi.agencies.models.sign_in import AnswerLink, HatStamp, NameStamp, SignIn, WebSession
from enishi.agencies.models.staff import Membership, Staff

__all__ = [
    "Agency",
    "AgencyClosing",
    "AnswerLink",
    "CardAnswer",
    "Catchment",
    "CredentialReset",
    "HatStamp",
    "ImportBatch",
    "Membership",
    "NameStamp",
    "OpeningHours",
    "OpeningTime",
    "Pledge",
    "ReleasedCard",
    "SignIn",
    "Staff",
    "WebSession",
]
