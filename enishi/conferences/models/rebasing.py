import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.conferences.models.agenda import AgendaItem, SharedItem
from enishi.office.privacy import PrivacyClass


class Rebasing(models.Model):
    """What was shared without consent is gone through, item by item, when consent has come (同意後の引き継ぎ).

    Every item of the room has a line: moved into the case, or sealed (`migrations/0003`: moved + sealed = all).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="+")
    consent_id = models.UUIDField("同意")
    done_by = models.UUIDField("行った所属")
    done_at = models.DateTimeField("行った日時")

    privacy: ClassVar = {"*": PrivacyClass.CONFIDENTIAL}

    class Meta:
        verbose_name = "同意後の引き継ぎ"
        ordering = ["-done_at", "id"]
        indexes = [models.Index(fields=["item"], name="rebasing_by_item")]

    def __str__(self) -> str:
        return f"{self.done_at:%Y-%m-%d}"


class RebasedItem(models.Model):
    """One line of a rebasing: the journal entry it became, or nothing, when it stays sealed in the room (引き継ぎの明細)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="+")
    rebasing = models.ForeignKey(Rebasing, on_delete=models.PROTECT, related_name="lines")
    shared = models.ForeignKey(SharedItem, on_delete=models.PROTECT, related_name="+")
    entry_id = models.UUIDField("支援経過になったもの", null=True)

    privacy: ClassVar = {"*": PrivacyClass.CONFIDENTIAL}

    class Meta:
        verbose_name = "引き継ぎの明細"
        indexes = [models.Index(fields=["rebasing"], name="rebased_item_by_rebasing")]
        constraints = [
            models.UniqueConstraint(
                fields=["shared"], condition=Q(entry_id__isnull=False), name="rebased_item_moved_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
