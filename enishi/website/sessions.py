"""Sessions in the database under the SHA-256 of the cookie, so that reading the table gives no session away."""

import hashlib
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> Any:
        from enishi.agencies.models import WebSession

        return WebSession

    def _kept(self, key: str | None) -> str:
        return hashlib.sha256((key or "").encode()).hexdigest()

    def _get_session_from_db(self) -> Any:
        from django.utils import timezone

        try:
            return self.model.objects.get(session_key=self._kept(self.session_key), expire_date__gt=timezone.now())
        except self.model.DoesNotExist:
            self._session_key = None
            return None

    def exists(self, session_key: str) -> bool:
        return self.model.objects.filter(session_key=self._kept(session_key)).exists()

    def create_model_instance(self, data: Any) -> Any:
        instance = super().create_model_instance(data)
        instance.session_key = self._kept(self._get_or_create_session_key())
        return instance

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=self._kept(key)).delete()
