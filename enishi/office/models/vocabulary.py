import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enishi.office.privacy import PrivacyClass


class Vocabulary(models.Model):
    """A code list (コード表) such as 相談経路 or 課題."""

    code = models.CharField(max_length=40, primary_key=True)
    label = models.CharField("名称", max_length=60)
    source = models.CharField("出典", max_length=200)

    privacy: ClassVar = {"*": PrivacyClass.PUBLIC}

    class Meta:
        verbose_name = "コード表"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.label


class Term(models.Model):
    """One entry of a code list, valid for a period; the state's forms change, so entries are never edited away.

    ``loaded``: it came with Enishi; an entry of the city's own is never touched by an update.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vocabulary = models.ForeignKey(Vocabulary, on_delete=models.PROTECT, related_name="terms")
    code = models.CharField("コード", max_length=40)
    label = models.CharField("表示", max_length=100)
    order = models.PositiveSmallIntegerField("並び", default=0)
    source = models.CharField("出典", max_length=200, blank=True, default="")
    starts_on = models.DateField("有効開始日")
    ends_on = models.DateField("有効終了日", null=True, blank=True)
    reported = models.BooleanField("国報告", default=False)
    unverified = models.BooleanField("要確認", default=False)
    information_class = models.SmallIntegerField("情報の区分", default=1)
    loaded = models.BooleanField("配布分", default=False, db_default=False)

    privacy: ClassVar = {"*": PrivacyClass.PUBLIC}

    class Meta:
        verbose_name = "コード"
        ordering = ["vocabulary_id", "order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["vocabulary", "code", "starts_on"], name="term_once_per_start"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="term_period_in_order",
                violation_error_message="有効終了日は開始日より後にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class StampRow(models.Model):
    """The one row of a table that says whether anything has changed (``office.stamp``); triggers renew it."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField(default=uuid.uuid4)

    privacy: ClassVar = {"*": PrivacyClass.PUBLIC}

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.stamp)


class VocabularyStamp(StampRow):
    """One row that changes with every change of a code list, so that what processes remember of them is safe."""

    class Meta:
        verbose_name = "コード表の版"
