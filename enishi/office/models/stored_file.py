import uuid
from typing import ClassVar

from django.db import models

from enishi.office.privacy import PrivacyClass


class StoredFile(models.Model):
    """A file on disk outside the web root (保管ファイル): random name, checksum, type by content.

    The room that attaches it holds the row that says whose it is and who may see it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.BinaryField(max_length=32)
    size = models.PositiveBigIntegerField("大きさ(バイト)")
    media_type = models.CharField("種類", max_length=80)
    stored_at = models.DateTimeField()

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "保管ファイル"

    def __str__(self) -> str:
        return str(self.id)
