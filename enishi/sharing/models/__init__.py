from enishi.sharing.models.binder import Binder
from enishi.sharing.models.block import Block
from enishi.sharing.models.consent import Consent
from enishi.sharing.models.disclosure import DisclosureLine, DisclosureRequest
from enishi.sharing.models.evidence import ConsentEvidence
from enishi.sharing.models.grant import Grant, Ground
from enishi.sharing.models.release import PersonSheet, Release
from enishi.sharing.models.review import EmergencyReview
from enishi.sharing.models.seal import Key, Seal
from enishi.sharing.models.visible import visible, within

__all__ = [
    "Binder",
    "Block",
    "Consent",
    "ConsentEvidence",
    "DisclosureLine",
    "DisclosureRequest",
    "EmergencyReview",
    "Grant",
    "Ground",
    "Key",
    "PersonSheet",
    "Release",
    "Seal",
    "visible",
    "within",
]
