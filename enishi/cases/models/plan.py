import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enishi.cases.models.assessment import ANSWER_PRIVACY, KNOWN_CLASS, SAYS, Answer
from enishi.cases.models.case import Case
from enishi.cases.models.journal import CaseEntry
from enishi.cases.terms import (
    EvaluationResult,
    GoalState,
    MeetingKind,
    PartKind,
    PlanKind,
    PlanState,
    StepBy,
    StepState,
)
from enishi.office.privacy import PrivacyClass

RUNNING = [PlanState.AHEAD, PlanState.DECIDED]
DECIDED = [PlanState.DECIDED, PlanState.SUPERSEDED]


class Plan(models.Model):
    """One version of a case's support plan (支援プラン; プラン兼利用申込書). No content here.

    Exactly one may be decided, one may be in preparation; a new version leaves the old one as it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField("回")
    kind = models.CharField("区分", max_length=8, choices=PlanKind.choices)
    state = models.CharField("状態", max_length=10, choices=PlanState.choices)
    moved_at = models.DateTimeField("状態の日時")
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="作成担当の機関"
    )
    made_by = models.UUIDField("作成した所属")
    made_at = models.DateTimeField("作成日時")
    period_from = models.DateField("プラン期間の始まり", null=True)
    period_until = models.DateField("プラン期間の終わり", null=True)
    monitor_on = models.DateField("次回モニタリング", null=True)
    approve_by = models.DateField("事後了承の期限", null=True)
    meeting_id = models.UUIDField("会議での決定", null=True)
    meeting_kind = models.CharField(
        "会議", max_length=12, choices=MeetingKind.choices, blank=True, default=""
    )
    meeting_on = models.DateField("会議の日", null=True)
    decided_on = models.DateField("支援決定日", null=True)
    consent_id = models.UUIDField("プランへの同意", null=True)
    earlier = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField("版", default=1)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "支援プラン"
        ordering = ["-number", "id"]
        indexes = [
            models.Index(fields=["monitor_on"], condition=Q(state__in=["ahead", "decided"]), name="plan_due"),
            models.Index(fields=["consent_id"], name="plan_by_consent"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="plan_state_known"),
            models.CheckConstraint(condition=Q(kind__in=PlanKind.values), name="plan_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=PlanKind.FIRST) | Q(earlier__isnull=True), name="plan_first_has_none_before"
            ),
            models.CheckConstraint(
                condition=Q(period_from__isnull=True) | Q(period_until__gte=F("period_from")),
                name="plan_period_in_order",
                violation_error_message="プラン期間の終わりは始まり以後にしてください。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=RUNNING)
                | Q(period_from__isnull=False, period_until__isnull=False, monitor_on__isnull=False),
                name="plan_running_has_dates",
                violation_error_message="プラン期間と次回モニタリングの日を入れてください。",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.AHEAD) | Q(approve_by__isnull=False),
                name="plan_ahead_is_approved_by_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=DECIDED)
                | Q(meeting_id__isnull=False, meeting_on__isnull=False, decided_on__isnull=False)
                & Q(consent_id__isnull=False, meeting_kind__in=MeetingKind.values),
                name="plan_decided_by_a_meeting",
                violation_error_message="支援決定には、会議での決定とプランへの同意が必要です。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=DECIDED)
                | Q(approve_by__isnull=True)
                | Q(meeting_on__lte=F("approve_by")),
                name="plan_approved_in_time",
                violation_error_message="事後了承の期限を過ぎています。あらためて会議に諮ってください。",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state="decided"),
                name="plan_one_decided",
                violation_error_message="支援決定したプランは、一つのケースに一つだけです。",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["draft", "proposed", "ahead"]),
                name="plan_one_in_preparation",
                violation_error_message="作成中のプランがあります。そこに続けて書いてください。",
            ),
            models.UniqueConstraint(
                fields=["case", "number"], condition=Q(number__gt=0), name="plan_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}回"


class PlanEntry(CaseEntry):
    """A row of a plan's content: in the case's binder, or in the file of the member of whom it tells."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("順")
    removed_at = models.DateTimeField("消した日時", null=True)
    carried_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class PlanPart(PlanEntry):
    """解決したい課題, 長期目標, 参加支援・アウトリーチの要否, 備考."""

    kind = models.CharField("何を書くか", max_length=13, choices=PartKind.choices)
    code = models.CharField("要否", max_length=40, blank=True, default="")
    text = models.TextField("内容", blank=True, default="")

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "text": PrivacyClass.SENSITIVE,
        "code": PrivacyClass.WELFARE,
    }

    class Meta:
        verbose_name = "プランの記載"
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["plan"], name="plan_part_by_plan")]
        constraints = [
            models.CheckConstraint(condition=KNOWN_CLASS, name="plan_part_class_known"),
            models.CheckConstraint(condition=Q(kind__in=PartKind.values), name="plan_part_kind_known"),
            models.CheckConstraint(condition=~Q(text="") | ~Q(code=""), name="plan_part_says_something"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class PlanGoal(PlanEntry):
    """本プランにおける達成目標."""

    text = models.TextField("達成目標")
    state = models.CharField("達成状況", max_length=8, choices=GoalState.choices, default=GoalState.OPEN)
    remark = models.TextField("備考", blank=True, default="")

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "text": PrivacyClass.SENSITIVE,
        "remark": PrivacyClass.SENSITIVE,
        "state": PrivacyClass.WELFARE,
    }

    class Meta:
        verbose_name = "達成目標"
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["plan"], name="plan_goal_by_plan")]
        constraints = [
            models.CheckConstraint(condition=KNOWN_CLASS, name="plan_goal_class_known"),
            models.CheckConstraint(condition=Q(state__in=GoalState.values), name="plan_goal_state_known"),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="plan_goal_has_text",
                violation_error_message="達成目標を書いてください。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class PlanStep(PlanEntry):
    """実施すること: who does what, how often, by when, and whether that agency leads it (主担当)."""

    goal = models.ForeignKey(PlanGoal, null=True, on_delete=models.PROTECT, related_name="+")
    done_by = models.CharField("だれが", max_length=6, choices=StepBy.choices)
    agency = models.ForeignKey(
        "agencies.Agency", null=True, on_delete=models.PROTECT, related_name="+", verbose_name="機関"
    )
    text = models.TextField("内容")
    frequency = models.CharField("頻度", max_length=60, blank=True, default="")
    due_on = models.DateField("期限", null=True)
    leads = models.BooleanField("主担当", default=False)
    state = models.CharField("状態", max_length=8, choices=StepState.choices, default=StepState.OPEN)

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "text": PrivacyClass.SENSITIVE,
        "frequency": PrivacyClass.WELFARE,
        "state": PrivacyClass.WELFARE,
    }

    class Meta:
        verbose_name = "実施すること"
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["plan"], name="plan_step_by_plan")]
        constraints = [
            models.CheckConstraint(condition=KNOWN_CLASS, name="plan_step_class_known"),
            models.CheckConstraint(condition=Q(state__in=StepState.values), name="plan_step_state_known"),
            models.CheckConstraint(
                condition=Q(done_by=StepBy.PERSON, agency__isnull=True, leads=False)
                | Q(done_by=StepBy.AGENCY, agency__isnull=False),
                name="plan_step_by_somebody",
                violation_error_message="機関が実施することには、機関名を選んでください。",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="plan_step_has_text"),
        ]

    def __str__(self) -> str:
        return self.get_done_by_display()


class Monitoring(models.Model):
    """A look at how the plan goes (進捗確認): on the day that was due, and the next one, which is never empty."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="monitorings")
    due_on = models.DateField("予定の日")
    done_at = models.DateTimeField("確認した日時")
    done_by = models.UUIDField("確認した所属")
    next_on = models.DateField("次回モニタリング")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "進捗確認"
        ordering = ["-done_at", "id"]
        indexes = [models.Index(fields=["plan", "-done_at"], name="monitoring_by_plan")]

    def __str__(self) -> str:
        return f"{self.done_at:%Y-%m-%d}"


class MonitoringFinding(CaseEntry):
    """What was found, for one goal or for the plan as a whole; of the goal's class."""

    monitoring = models.ForeignKey(Monitoring, on_delete=models.PROTECT, related_name="+")
    goal = models.ForeignKey(PlanGoal, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("達成状況", max_length=8, choices=GoalState.choices, blank=True, default="")
    text = models.TextField("見られたこと", blank=True, default="")

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "text": PrivacyClass.SENSITIVE,
        "state": PrivacyClass.WELFARE,
    }

    class Meta:
        verbose_name = "進捗確認の記載"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["monitoring"], name="finding_by_monitoring")]
        constraints = [
            models.CheckConstraint(condition=KNOWN_CLASS, name="finding_class_known"),
            models.CheckConstraint(
                condition=Q(goal__isnull=False, state__in=GoalState.values)
                | Q(goal__isnull=True, state="") & ~Q(text=""),
                name="finding_about_something",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Evaluation(models.Model):
    """What came of a plan (評価), and how it goes on: 終結, 再プラン, 中断."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evaluations")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="evaluations")
    sheet_version = models.PositiveSmallIntegerField("様式の版")
    result = models.CharField("評価の結果", max_length=12, choices=EvaluationResult.choices)
    evaluated_at = models.DateTimeField("評価した日時")
    evaluated_by = models.UUIDField("評価した所属")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "評価"
        ordering = ["-evaluated_at", "id"]
        indexes = [models.Index(fields=["case", "-evaluated_at"], name="evaluation_by_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(result__in=EvaluationResult.values), name="evaluation_result_known"
            )
        ]

    def __str__(self) -> str:
        return self.get_result_display()


class EvaluationPart(Answer):
    """What stands in one item of the evaluation sheet (評価シートの記載); for a goal, with its result."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="+")
    goal = models.ForeignKey(PlanGoal, null=True, on_delete=models.PROTECT, related_name="+")
    goal_state = models.CharField("達成状況", max_length=8, choices=GoalState.choices, blank=True, default="")

    privacy: ClassVar = ANSWER_PRIVACY | {"goal_state": PrivacyClass.WELFARE}

    class Meta:
        verbose_name = "評価の記載"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["evaluation"], name="evaluation_part_by_one")]
        constraints = [
            models.CheckConstraint(condition=KNOWN_CLASS, name="evaluation_part_class_known"),
            models.CheckConstraint(
                condition=Q(goal__isnull=False, goal_state__in=GoalState.values)
                | Q(goal__isnull=True, goal_state="") & SAYS,
                name="evaluation_part_says_something",
            ),
        ]

    def __str__(self) -> str:
        return self.item
