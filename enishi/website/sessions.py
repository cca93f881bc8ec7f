"""Sessions in the database, kept so that who reads the table gains nothing.

The row lies under the SHA-256 of the cookie and its content is encrypted with a key made from the cookie: the secret by which
the database knows a person (``agencies_signin``) is in there, and neither SQL nor a backup gives it away.
"""

import hashlib
import json
import os
from base64 import b64decode, b64encode
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection
from django.utils import timezone

from enishi.office import prepared

NONCE = 12
LIVE = "SELECT session_data FROM agencies_websession WHERE session_key = %s AND expire_date > %s"
KEEP = "UPDATE agencies_websession SET session_data = %s, expire_date = %s WHERE session_key = %s"


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> Any:
        from enishi.agencies.models import WebSession

        return WebSession

    def _kept(self, key: str | None) -> str:
        return hashlib.sha256((key or "").encode()).hexdigest()

    def _cipher(self) -> AESGCM:
        words = f"session content\n{settings.SECRET_KEY}\n{self.session_key}"
        return AESGCM(hashlib.sha256(words.encode()).digest())

    def encode(self, session_dict: dict[str, Any]) -> str:
        """The session's content under the cookie's key; the key exists before the row is made."""
        nonce = os.urandom(NONCE)
        written = json.dumps(session_dict, separators=(",", ":")).encode()
        return b64encode(nonce + self._cipher().encrypt(nonce, written, None)).decode("ascii")

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """The content, or an empty session when it was not written under this cookie and this key."""
        try:
            kept = b64decode(session_data)
            found = json.loads(self._cipher().decrypt(kept[:NONCE], kept[NONCE:], None))
        except (ValueError, InvalidTag):
            return {}
        return dict(found)

    def load(self) -> dict[str, Any]:
        found = prepared.rows(LIVE, [self._kept(self.session_key), timezone.now()])
        if not found:
            self._session_key = None
            return {}
        return self.decode(found[0][0])

    def save(self, must_create: bool = False) -> None:
        """A change of a session that is there is one statement; the rest is Django's way."""
        if must_create or self.session_key is None:
            super().save(must_create=must_create)
            return
        written = self.encode(self._get_session(no_load=False))  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            cursor.execute(KEEP, [written, self.get_expiry_date(), self._kept(self.session_key)])
            if not cursor.rowcount:
                raise UpdateError

    def exists(self, session_key: str) -> bool:
        return self.model.objects.filter(session_key=self._kept(session_key)).exists()

    def create_model_instance(self, data: Any) -> Any:
        instance = super().create_model_instance(data)
        instance.session_key = self._kept(self._get_or_create_session_key())  # type: ignore[attr-defined]
        return instance

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=self._kept(key)).delete()
