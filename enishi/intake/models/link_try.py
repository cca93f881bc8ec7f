import uuid
from typing import ClassVar

from django.db import models

from enishi.office.privacy import PrivacyClass


class LinkTry(models.Model):
    """A wrong code at an answer link (まちがった確認番号). Five, and the link is closed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    link_id = models.UUIDField()
    at = models.DateTimeField()

    privacy: ClassVar = {"*": PrivacyClass.CREDENTIAL}

    class Meta:
        verbose_name = "確認番号のまちがい"
        indexes = [models.Index(fields=["link_id"], name="link_try_by_link")]

    def __str__(self) -> str:
        return str(self.link_id)
