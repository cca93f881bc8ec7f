import uuid
from typing import ClassVar

from django.db import models

from enishi.office.privacy import PrivacyClass
from enishi.sharing.terms import BinderKind


class Binder(models.Model):
    """What grants, seals and looks speak of (簿冊): one resident's register, one consultation, one referral, one
    case, one item on the agenda of one meeting.

    Rooms above use its id as the key of their own thing; here it is opaque. ``subject`` is the resident's binder that
    it tells of: a consent of that person may open it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("種類", max_length=12, choices=BinderKind.choices)
    opened_by_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    subject = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "簿冊"

    def __str__(self) -> str:
        return str(self.id)
