import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enishi.office.privacy import PrivacyClass
from enishi.residents.models.resident import Resident
from enishi.residents.terms import Decision


class MatchCandidate(models.Model):
    """Two registers that may be one person (名寄せの候補), for the agency that reconciles.

    Proposed by a job; the application can only decide. ``reasons`` speak of the class BASIC alone, the only one that
    reconciling opens.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency_id = models.UUIDField("判断する機関")
    left = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    score = models.SmallIntegerField("点数")
    reasons = models.JSONField("理由", default=list)
    against = models.JSONField("違うと思われる点", default=list)
    proposed_at = models.DateTimeField("挙がった日時")
    opened_until = models.DateTimeField("基本情報を開いた期限")
    decision = models.CharField("判断", max_length=10, choices=Decision.choices, default=Decision.OPEN)
    decided_by = models.UUIDField("判断した所属", null=True)
    decided_at = models.DateTimeField("判断した日時", null=True)
    remark = models.CharField("判断の理由", max_length=300, blank=True, default="")

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "reasons": PrivacyClass.IDENTITY,
        "against": PrivacyClass.IDENTITY,
        "remark": PrivacyClass.IDENTITY,
    }

    class Meta:
        verbose_name = "名寄せの候補"
        ordering = ["-score", "-proposed_at", "id"]
        indexes = [
            models.Index(fields=["agency_id", "decision", "-score"], name="candidate_by_agency"),
            models.Index(fields=["left", "right"], name="candidate_by_pair"),
            models.Index(fields=["right"], name="candidate_by_right"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__in=Decision.values), name="candidate_decision_known"
            ),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="candidate_pair_in_order"),
            models.CheckConstraint(
                condition=Q(decision="open", decided_at__isnull=True)
                | ~Q(decision="open") & Q(decided_at__isnull=False),
                name="candidate_decided_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.score}"


class Joining(models.Model):
    """That two registers are one person (名寄せ). Moves nothing, enlarges nobody's view; undoing removes the link.

    Seen only by those who see both registers: for anybody else the page of either is as it was.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    winner = models.ForeignKey(
        Resident, on_delete=models.PROTECT, related_name="+", verbose_name="代表の登録"
    )
    loser = models.ForeignKey(
        Resident, on_delete=models.PROTECT, related_name="+", verbose_name="まとめた登録"
    )
    origin_id = models.UUIDField("判断した機関")
    joined_by = models.UUIDField("判断した所属")
    joined_at = models.DateTimeField("判断した日時")
    undone_by = models.UUIDField("取り消した所属", null=True)
    undone_at = models.DateTimeField("取り消した日時", null=True)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "名寄せ"
        indexes = [
            models.Index(fields=["winner"], condition=Q(undone_at__isnull=True), name="joining_by_winner"),
            models.Index(fields=["loser"], condition=Q(undone_at__isnull=True), name="joining_by_loser"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(winner=F("loser")), name="joining_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="joining_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
