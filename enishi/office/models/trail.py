from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from enishi.office.privacy import PrivacyClass
from enishi.office.terms import TrailKind


class TrailEntry(models.Model):
    """One line of the trail (記録): a look, a change, a refusal. Append-only, no foreign keys, never a value.

    Looks are inserted by the role ``enishi_gate`` on a connection of its own and committed before the
    content is read; everything else is inserted in the transaction that it tells of.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=RawSQL("clock_timestamp()", ()))
    kind = models.CharField("種別", max_length=12, choices=TrailKind.choices)
    word = models.CharField("出来事", max_length=60)
    staff_id = models.UUIDField(null=True)
    membership_id = models.UUIDField(null=True)
    agency_id = models.UUIDField(null=True)
    sign_in_id = models.UUIDField(null=True)
    request_id = models.UUIDField(null=True)
    purpose = models.CharField("目的", max_length=30, blank=True, default="")
    deliberate = models.BooleanField(default=True)
    binders = ArrayField(models.UUIDField(), default=list)
    classes = models.IntegerField(default=0)
    detail = models.JSONField(default=dict)
    transaction = models.BigIntegerField(db_default=RawSQL("(pg_current_xact_id()::text)::bigint", ()))

    privacy: ClassVar = {"*": PrivacyClass.AUDIT}

    class Meta:
        verbose_name = "記録"
        indexes = [
            models.Index(fields=["request_id"], name="trail_by_request"),
            models.Index(fields=["staff_id", "-at"], name="trail_by_staff"),
            models.Index(fields=["word", "-at"], name="trail_by_word"),
            models.Index(fields=["transaction"], name="trail_by_transaction"),
            models.Index(fields=["at"], name="trail_by_time"),
            models.Index(fields=["kind", "at"], name="trail_of_rare_kinds", condition=~Q(kind__in=["look", "search", "change"])),
            GinIndex(fields=["binders"], name="trail_by_binder"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.word}"


class TrailSeal(models.Model):
    """One link of the hash chain over the trail: the digest of the link before, the position and the entry."""

    position = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    digest = models.BinaryField(max_length=32)

    privacy: ClassVar = {"*": PrivacyClass.AUDIT}

    class Meta:
        verbose_name = "記録の封"

    def __str__(self) -> str:
        return f"{self.position}"


class Sealing(models.Model):
    """One run of the sealer (封じた回). The same line is written to the anchor outside the database.

    Everything of transactions below ``horizon`` was sealed; ``cluster`` is the identity of the database server, on
    which the numbers of transactions hang.
    """

    last_position = models.BigIntegerField(primary_key=True)
    digest = models.BinaryField(max_length=32)
    horizon = models.BigIntegerField()
    cluster = models.CharField(max_length=24)
    sealed_at = models.DateTimeField()

    privacy: ClassVar = {"*": PrivacyClass.AUDIT}

    class Meta:
        verbose_name = "封じた回"

    def __str__(self) -> str:
        return f"{self.last_position} {self.sealed_at:%Y-%m-%d %H:%M}"
