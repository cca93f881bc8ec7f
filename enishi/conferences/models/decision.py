import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.conferences.models.agenda import AgendaItem, RoomEntry
from enishi.conferences.models.conference import Member
from enishi.conferences.terms import DecisionKind, DecisionState, MinutesKind, WordsKind
from enishi.office.privacy import PrivacyClass


class Decision(models.Model):
    """One line of what a meeting decided: agency × what × due × contribution, and what became of it (会議の決定)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField("決定の種類", max_length=16, choices=DecisionKind.choices)
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="行う機関"
    )
    member = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="行う人"
    )
    due_on = models.DateField("いつまでに")
    duty = models.CharField("役割", max_length=40, blank=True, default="")
    case_state = models.CharField("ケースの状態", max_length=10, blank=True, default="")
    reason_code = models.CharField("理由", max_length=40, blank=True, default="")
    about_id = models.UUIDField("何についての決定か", null=True)
    state = models.CharField("状態", max_length=10, choices=DecisionState.choices)
    decided_at = models.DateTimeField("決定日時")
    decided_by = models.UUIDField("記録した所属")
    acted_at = models.DateTimeField("実行日時", null=True)
    acted_id = models.UUIDField("実行したもの", null=True)
    answered_at = models.DateTimeField("回答日時", null=True)
    carried_to = models.ForeignKey(
        AgendaItem, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="次の議題"
    )
    version = models.PositiveIntegerField("版", default=1)

    privacy: ClassVar = {"*": PrivacyClass.CONFIDENTIAL}

    class Meta:
        verbose_name = "会議の決定"
        ordering = ["decided_at", "id"]
        indexes = [
            models.Index(fields=["item"], name="decision_by_item"),
            models.Index(
                fields=["agency", "due_on"], condition=~Q(state__in=["done", "cancelled"]), name="decision_open_by_agency"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DecisionKind.values), name="decision_kind_known"),
            models.CheckConstraint(condition=Q(state__in=DecisionState.values), name="decision_state_known"),
            models.CheckConstraint(
                condition=~Q(state=DecisionState.DECLINED) | ~Q(reason_code=""),
                name="decision_decline_has_reason",
                violation_error_message="引き受けられない理由を選んでください。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class DecisionWords(RoomEntry):
    """What is to be done, what the agency can contribute, what it answered (決定のことば)."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("何のことばか", max_length=12, choices=WordsKind.choices)
    text = models.TextField("ことば")

    privacy: ClassVar = {"*": PrivacyClass.CONFIDENTIAL, "text": PrivacyClass.SENSITIVE}

    class Meta:
        verbose_name = "決定のことば"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["decision"], name="decision_words_by_decision")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=WordsKind.values), name="decision_words_kind_known"),
            models.CheckConstraint(condition=~Q(text=""), name="decision_words_not_empty"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Minutes(RoomEntry):
    """The minutes of one item (会議録): drafts, then one confirmed text, then corrections. Rows are only added."""

    kind = models.CharField("案・確定・訂正", max_length=12, choices=MinutesKind.choices)
    text = models.TextField("会議録")

    privacy: ClassVar = {"*": PrivacyClass.CONFIDENTIAL, "text": PrivacyClass.SENSITIVE}

    class Meta:
        verbose_name = "会議録"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["item", "at"], name="minutes_by_item")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MinutesKind.values), name="minutes_kind_known"),
            models.CheckConstraint(condition=~Q(text=""), name="minutes_not_empty"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(kind=MinutesKind.CONFIRMED), name="minutes_confirmed_once"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
