import uuid

from django.db import models

from enishi.intake.models.consultation import Consultation
from enishi.sharing.terms import InformationClass


class ConsultationEntry(models.Model):
    """A row with content in the binder of a consultation: its class, the agency and membership that wrote it, when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    information_class = models.SmallIntegerField("情報の区分", choices=InformationClass.choices)
    origin_id = models.UUIDField("書いた機関")
    author_id = models.UUIDField("書いた所属")
    at = models.DateTimeField("日時")

    class Meta:
        abstract = True
