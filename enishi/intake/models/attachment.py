import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.office.privacy import PrivacyClass
from enishi.sharing.terms import InformationClass


class Attachment(models.Model):
    """A file in the binder of a consultation or a referral (添付). Its name is content, too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    binder_id = models.UUIDField("簿冊")
    information_class = models.SmallIntegerField("情報の区分", choices=InformationClass.choices)
    file = models.ForeignKey("office.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("名前", max_length=200)
    origin_id = models.UUIDField("付けた機関")
    author_id = models.UUIDField("付けた所属")
    at = models.DateTimeField("日時")

    privacy: ClassVar = {"*": PrivacyClass.WORK, "name": PrivacyClass.SENSITIVE}

    class Meta:
        verbose_name = "添付"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["binder_id"], name="attachment_by_binder")]
        constraints = [
            models.CheckConstraint(
                condition=Q(information_class__in=[one for one in InformationClass.values if one != 128]),
                name="attachment_class_known",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
