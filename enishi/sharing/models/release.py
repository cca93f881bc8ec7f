import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.office.privacy import PrivacyClass
from enishi.sharing.models.binder import Binder
from enishi.sharing.terms import ConsentGiver, ConsentMeans, Verdict

DECIDED = [Verdict.RELEASE, Verdict.WITHHOLD]


class OfThePerson(models.Model):
    """A row about one person that only the agency that wrote it reads: its reasons can endanger somebody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resident = models.ForeignKey(Binder, on_delete=models.PROTECT, related_name="+")
    origin_id = models.UUIDField("書いた機関")

    class Meta:
        abstract = True


class Release(OfThePerson):
    """What somebody decided about one line of a person's ledger (本人に出すかの判断). Append-only: the latest counts."""

    line = models.CharField("行", max_length=160)
    verdict = models.CharField("判断", max_length=8, choices=Verdict.choices)
    reason = models.TextField("理由", blank=True, default="")
    decided_by = models.UUIDField("判断した所属")
    decided_at = models.DateTimeField("判断日時")

    privacy: ClassVar = {"*": PrivacyClass.WORK, "reason": PrivacyClass.SENSITIVE}

    class Meta:
        verbose_name = "本人に出すかの判断"
        indexes = [models.Index(fields=["resident", "line", "-decided_at"], name="release_by_line")]
        constraints = [models.CheckConstraint(condition=Q(verdict__in=DECIDED), name="release_is_decided")]

    def __str__(self) -> str:
        return self.get_verdict_display()


class PersonSheet(OfThePerson):
    """The paper that a person takes home (本人に渡す記録): its lines as they were printed, and to whom it was handed."""

    made_by = models.UUIDField("つくった所属")
    made_at = models.DateTimeField("つくった日時")
    recipient = models.CharField("渡す相手", max_length=10, choices=ConsentGiver.choices)
    named = models.BooleanField("職員の名前も載せる", default=False)
    since = models.DateField("いつからの閲覧か")
    lines = models.JSONField("載せた行")
    handed_at = models.DateTimeField("渡した日時", null=True)
    handed_by = models.UUIDField("渡した所属", null=True)
    handed_means = models.CharField(
        "渡し方", max_length=8, blank=True, default="", choices=ConsentMeans.choices
    )
    handed_note = models.TextField("本人確認と渡したときのようす", blank=True, default="")
    version = models.PositiveIntegerField("版", default=1)

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "lines": PrivacyClass.WELFARE,
        "handed_note": PrivacyClass.WELFARE,
    }

    class Meta:
        verbose_name = "本人に渡す記録"
        indexes = [models.Index(fields=["resident", "-made_at"], name="sheet_by_resident")]
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient__in=ConsentGiver.values), name="sheet_recipient_known"
            ),
            models.CheckConstraint(
                condition=Q(handed_at__isnull=True, handed_by__isnull=True)
                | Q(handed_at__isnull=False, handed_by__isnull=False) & ~Q(handed_note=""),
                name="sheet_handed_whole",
                violation_error_message="だれに、どのように本人を確かめて渡したかを書いてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"
