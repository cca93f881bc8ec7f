import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.office.privacy import PrivacyClass
from enishi.residents.rules.reference import reference
from enishi.residents.terms import ResidentState


class Resident(models.Model):
    """One register of one person (住民の登録). ``id`` is the binder's id.

    Holds no content. Two offices that met one person each have a register of their own; a
    :class:`~enishi.residents.models.Joining` says that they are the same and moves nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField("状態", max_length=12, choices=ResidentState.choices)
    origin_id = models.UUIDField("登録した機関")
    registered_by = models.UUIDField("登録した所属")
    registered_at = models.DateTimeField("登録日時")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "住民"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ResidentState.values), name="resident_state_known")
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number that people read (整理番号)."""
        return reference(self.id)


class Entry(models.Model):
    """What every row with content about a resident has: whose, which class, who wrote it, when.

    A row is never deleted: it ends, and stays as history.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    origin_id = models.UUIDField("書いた機関")
    recorded_by = models.UUIDField("書いた所属")
    recorded_at = models.DateTimeField("書いた日時")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class DatedEntry(Entry):
    """An entry that is true for a period; ``ends_on`` is the first day on which it is no longer true."""

    starts_on = models.DateField("開始日", null=True, blank=True)
    ends_on = models.DateField("終了日", null=True, blank=True)
    ended_by = models.UUIDField("終了を書いた所属", null=True)
    ended_at = models.DateTimeField("終了を書いた日時", null=True)

    class Meta:
        abstract = True


ENTRY_COLUMNS = ("id", "resident", "information_class", "origin_id", "recorded_by", "recorded_at", "version")
ENTRY_PRIVACY = dict.fromkeys(ENTRY_COLUMNS, PrivacyClass.WORK)
DATED_PRIVACY = ENTRY_PRIVACY | dict.fromkeys(("ended_by", "ended_at"), PrivacyClass.WORK)
