"""What the next page tells once ("相談を受け付けました。") travels with the browser, so that saving need not change the session.

Kept in the session, each such sentence cost two changes of its row: one when it was said, one when it was read. The cookie is
encrypted under the key of the session: it holds no text that can be read on the machine, and says nothing to the next person.
"""

import hashlib
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib.messages.storage.base import BaseStorage, Message
from django.contrib.messages.storage.cookie import MessageDecoder, MessageEncoder
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpResponse

NAME = "__Host-told" if settings.SESSION_COOKIE_SECURE else "told"
SAME_SITE: Literal["Lax"] = "Lax"
LARGEST = 2048
NONCE = 12


class InTheBrowser(BaseStorage):
    """One encrypted cookie, taken away by the page that tells it. Without a session, or too long: nothing is kept here."""

    # False: what was too long for here may lie in the session
    def _get(self, *_: Any, **__: Any) -> tuple[list[Message], bool]:
        sent, key = self.request.COOKIES.get(NAME, ""), self._key()
        if not sent or key is None:
            return [], False
        try:
            kept = urlsafe_b64decode(sent)
            told = key.decrypt(kept[:NONCE], kept[NONCE:], None).decode()
        except (ValueError, InvalidTag):
            return [], False
        return MessageDecoder().decode(told), False

    def _store(self, messages: list[Message], response: HttpResponse, *_: Any, **__: Any) -> list[Message]:
        if not messages:
            response.delete_cookie(NAME, samesite=SAME_SITE)
            return []
        key = self._key()
        if key is None:
            return messages
        nonce = os.urandom(NONCE)
        told = MessageEncoder(separators=(",", ":"), ensure_ascii=False).encode(messages).encode()
        written = urlsafe_b64encode(nonce + key.encrypt(nonce, told, None)).decode()
        if len(written) > LARGEST:
            return messages
        response.set_cookie(
            NAME,
            written,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite=SAME_SITE,
        )
        return []

    def _key(self) -> AESGCM | None:
        session = self.request.session.session_key
        if not session:
            return None
        return AESGCM(hashlib.sha256(f"told once\n{settings.SECRET_KEY}\n{session}".encode()).digest())


class Telling(FallbackStorage):
    storage_classes = (InTheBrowser, SessionStorage)
