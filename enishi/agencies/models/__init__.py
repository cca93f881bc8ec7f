from enishi.agencies.models.agency import Agency
from enishi.agencies.models.sign_in import AnswerLink, SignIn, WebSession
from enishi.agencies.models.staff import Membership, Staff

__all__ = ["Agency", "AnswerLink", "Membership", "SignIn", "Staff", "WebSession"]
