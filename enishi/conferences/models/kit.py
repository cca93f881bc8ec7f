import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enishi.conferences.models.conference import Conference
from enishi.office.privacy import PrivacyClass


class Kit(models.Model):
    """The papers of one meeting, made ready by who convened (会議キット). What stands on them lies in the rooms, not here.

    ``copies``: how many numbers were given; a reader of one copy sees no other.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="+")
    copies = models.PositiveSmallIntegerField("写しの数", default=0)
    days_after = models.PositiveSmallIntegerField("取り出せる日（会議の何日後まで）")
    made_by = models.UUIDField("つくった所属")
    made_at = models.DateTimeField("つくった日時")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "会議キット"
        constraints = [
            models.UniqueConstraint(fields=["conference"], name="kit_once"),
            models.CheckConstraint(condition=Q(days_after__lte=60), name="kit_window_short"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class KitCopy(models.Model):
    """One numbered copy (会議キットの写し): of a member, or of somebody without an account who sits at the table."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="+")
    kit = models.ForeignKey(Kit, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("番号")
    membership = models.ForeignKey(
        "agencies.Membership",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="受け取る人",
    )
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="受け取る人の機関"
    )
    holder_name = models.CharField("氏名（アカウントのない人）", max_length=60, blank=True, default="")
    pledged_on = models.DateField("紙で守秘を確認した日", null=True)
    numbered_by = models.UUIDField("番号を付けた所属")
    numbered_at = models.DateTimeField("番号を付けた日時")
    handed_at = models.DateTimeField("紙を渡した日時", null=True)
    returned_at = models.DateTimeField("紙が返った日時", null=True)

    privacy: ClassVar = {"*": PrivacyClass.STAFF, "holder_name": PrivacyClass.CONFIDENTIAL}

    class Meta:
        verbose_name = "会議キットの写し"
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kit", "number"], condition=Q(number__gt=0), name="kit_copy_number_once"
            ),
            models.UniqueConstraint(fields=["kit", "membership"], name="kit_copy_of_a_member_once"),
            models.CheckConstraint(
                condition=Q(membership__isnull=False, holder_name="", pledged_on=None)
                | Q(membership__isnull=True) & ~Q(holder_name=""),
                name="kit_copy_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True)
                | Q(handed_at__isnull=False, returned_at__gte=F("handed_at")),
                name="kit_copy_returned_after_handed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)
