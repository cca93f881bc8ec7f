from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.agencies.models import Agency
from enishi.cases.models.journal import CaseEntry, JournalEntry
from enishi.cases.terms import AttemptResult, SupportState
from enishi.office.privacy import PrivacyClass
from enishi.sharing.terms import InformationClass

OF_EVERYBODY = Q(information_class=InformationClass.BASIC.value)


class ContactAttempt(CaseEntry):
    """What came of trying to reach somebody (働きかけ), beside the journal entry that tells of it; of the entry's class.

    Never changed: a correction takes it back and a new row takes its place.
    """

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")
    result = models.CharField("結果", max_length=8, choices=AttemptResult.choices)
    place = models.CharField("場所", max_length=40, blank=True, default="")
    reaction = models.CharField("反応", max_length=1000, blank=True, default="")
    worked = models.CharField("うまくいったこと", max_length=1000, blank=True, default="")
    caution = models.CharField("次に行く人への注意", max_length=1000, blank=True, default="")
    removed_at = models.DateTimeField("取り消した日時", null=True)
    removed_by = models.UUIDField("取り消した所属", null=True)

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "reaction": PrivacyClass.SENSITIVE,
        "worked": PrivacyClass.SENSITIVE,
        "caution": PrivacyClass.SENSITIVE,
    }

    class Meta:
        verbose_name = "働きかけ"
        ordering = ["-at", "id"]
        indexes = [
            models.Index(fields=["case"], condition=Q(removed_at__isnull=True), name="attempt_by_case")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(removed_at__isnull=True), name="attempt_one_result_of_an_entry"
            ),
            models.CheckConstraint(condition=Q(result__in=AttemptResult.values), name="attempt_result_known"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="attempt_removed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.get_result_display()


class ApproachPlan(CaseEntry):
    """How somebody who has not agreed yet is approached (働きかけの方針). Class BASIC: whoever goes there must know.

    Never changed: a new one takes its place, and the earlier ones stay readable.
    """

    aim = models.TextField("働きかけの方針")
    way_in = models.TextField("入口になりそうな人・こと", blank=True, default="")
    avoid = models.TextField("避けること", blank=True, default="")
    rhythm = models.CharField("訪問の頻度・時間帯", max_length=200, blank=True, default="")
    safety = models.TextField("訪問する人の安全", blank=True, default="")
    emergency = models.TextField("緊急のとき", blank=True, default="")
    outlook = models.TextField("同意の見込み", blank=True, default="")
    review_on = models.DateField("見直す日")
    ended_at = models.DateTimeField("次の方針に替わった日時", null=True)
    ended_by = models.UUIDField("替えた所属", null=True)

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "aim": PrivacyClass.SENSITIVE,
        "way_in": PrivacyClass.SENSITIVE,
        "avoid": PrivacyClass.SENSITIVE,
        "rhythm": PrivacyClass.SENSITIVE,
        "safety": PrivacyClass.SENSITIVE,
        "emergency": PrivacyClass.SENSITIVE,
        "outlook": PrivacyClass.SENSITIVE,
    }

    class Meta:
        verbose_name = "働きかけの方針"
        ordering = ["-at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["binder_id"], condition=Q(ended_at__isnull=True), name="approach_one_stands"
            ),
            models.CheckConstraint(condition=OF_EVERYBODY, name="approach_is_basic"),
            models.CheckConstraint(condition=~Q(aim=""), name="approach_has_aim"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="approach_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PreparedSupport(CaseEntry):
    """A support that is ready for the day on which the person agrees (準備した支援). Class BASIC.

    What it is does not change; how far it is, and until when it is kept ready, does.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    what = models.CharField("支援の内容", max_length=500)
    first_step = models.CharField("始め方", max_length=500, blank=True, default="")
    ready_until = models.DateField("用意しておく日")
    state = models.CharField(
        "状態", max_length=9, choices=SupportState.choices, default=SupportState.PREPARING
    )
    remark = models.CharField("補足", max_length=500, blank=True, default="")
    moved_at = models.DateTimeField("変えた日時")
    moved_by = models.UUIDField("変えた所属")
    version = models.PositiveIntegerField("版", default=1)

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "what": PrivacyClass.SENSITIVE,
        "first_step": PrivacyClass.SENSITIVE,
        "remark": PrivacyClass.SENSITIVE,
    }

    class Meta:
        verbose_name = "準備した支援"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["case"], name="prepared_by_case")]
        constraints = [
            models.CheckConstraint(condition=OF_EVERYBODY, name="prepared_is_basic"),
            models.CheckConstraint(condition=~Q(what=""), name="prepared_says_what"),
            models.CheckConstraint(condition=Q(state__in=SupportState.values), name="prepared_state_known"),
        ]

    def __str__(self) -> str:
        return self.get_state_display()
