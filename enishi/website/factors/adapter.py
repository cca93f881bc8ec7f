"""How allauth keeps secrets here: encrypted under a key made from the installation's secret key."""

import hashlib
from base64 import urlsafe_b64encode

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser


def _cipher() -> Fernet:
    digest = hashlib.sha256(f"second factors\n{settings.SECRET_KEY}".encode()).digest()
    return Fernet(urlsafe_b64encode(digest))


class EncryptedFactors(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return "Enishi"

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()
