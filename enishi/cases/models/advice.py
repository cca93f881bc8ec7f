import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from enishi.cases.models.case import Case
from enishi.cases.terms import AdviceState, AdviceWord
from enishi.office.privacy import PrivacyClass
from enishi.sharing.terms import InformationClass


class Advice(models.Model):
    """A question of who leads a case to an agency that coordinates (管理者への相談). No content here.

    Asking opens nothing of the case: who was asked sees the number, dates and the words that were written to them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="相談した機関"
    )
    asked_by = models.UUIDField("相談した所属")
    coordinator = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="相談された機関"
    )
    question = models.CharField("相談すること", max_length=40)
    state = models.CharField("状態", max_length=10, choices=AdviceState.choices)
    due_on = models.DateField("いつまでに")
    asked_at = models.DateTimeField("相談日時")
    moved_at = models.DateTimeField("最後に動いた日時")
    answered_at = models.DateTimeField("最初の回答日時", null=True)
    proposals = ArrayField(models.CharField(max_length=40), default=list, verbose_name="管理者の提案")
    reason_code = models.CharField("受けられない・終わった理由", max_length=40, blank=True, default="")
    reminded_on = models.DateField(null=True)
    escalated_on = models.DateField(null=True)
    version = models.PositiveIntegerField("版", default=1)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "管理者への相談"
        ordering = ["-asked_at", "id"]
        indexes = [
            models.Index(fields=["case"], name="advice_by_case"),
            models.Index(fields=["coordinator", "-asked_at"], name="advice_by_coordinator"),
            models.Index(fields=["agency", "-asked_at"], name="advice_by_agency"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AdviceState.values), name="advice_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[AdviceState.DECLINED, AdviceState.ENDED]) | ~Q(reason_code=""),
                name="advice_no_has_reason",
                violation_error_message="受けられない理由を選んでください。",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=[AdviceState.ASKED, AdviceState.RETURNED, AdviceState.ANSWERED]),
                name="advice_one_open",
                violation_error_message="このケースでは、もう管理者に相談しています。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class AdviceWords(models.Model):
    """What was written in the dialogue (相談のことば). Nothing is changed afterwards; more is added.

    Read by the agency that asked, as long as it sees the case, and by who coordinates at the agency that was asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    advice = models.ForeignKey(Advice, on_delete=models.PROTECT, related_name="+")
    binder_id = models.UUIDField("ケース")
    information_class = models.SmallIntegerField("情報の区分", choices=InformationClass.choices)
    origin_id = models.UUIDField("書いた機関")
    author_id = models.UUIDField("書いた所属")
    at = models.DateTimeField("書いた日時")
    kind = models.CharField("ことばの種類", max_length=10, choices=AdviceWord.choices)
    text = models.TextField("ことば")

    privacy: ClassVar = {"*": PrivacyClass.WORK, "text": PrivacyClass.SENSITIVE}

    class Meta:
        verbose_name = "管理者への相談のことば"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["advice", "at"], name="advice_words_by_advice")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AdviceWord.values), name="advice_words_kind_known"),
            models.CheckConstraint(
                condition=Q(information_class=InformationClass.BASIC.value), name="advice_words_of_basics"
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="advice_words_say_something",
                violation_error_message="ことばを書いてください。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
