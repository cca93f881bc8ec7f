from enishi.intake.models.attachment import Attachment
from enishi.intake.models.caller import Caller, Informant, PlaceOfConcern
from enishi.intake.models.consultation import Consultation
from enishi.intake.models.holding import Holding
from enishi.intake.models.link_try import LinkTries
from enishi.intake.models.referral import Referral, ReferralLetter
from enishi.intake.models.referral_step import ReferralRemark, ReferralStep
from enishi.intake.models.statement import Concern, Statement

__all__ = [
    "Attachment",
    "Caller",
    "Concern",
    "Consultation",
    "Holding",
    "Informant",
    "LinkTries",
    "PlaceOfConcern",
    "Referral",
    "ReferralLetter",
    "ReferralRemark",
    "ReferralStep",
    "Statement",
]
