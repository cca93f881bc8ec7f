"""What the city asks of the project for somebody whom nothing fits (支援依頼), and what becomes of it."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from enishi.community.models.network import Member
from enishi.community.models.resource import Menu
from enishi.community.terms import (
    AgeBand,
    CommissionState,
    ContributionKind,
    HandState,
    Purpose,
    TrialOutcome,
)
from enishi.office.privacy import PrivacyClass

WITHOUT = [CommissionState.TAKEN_BACK, CommissionState.GIVEN_UP]
LEGS = ("search_id", "decision_id", "rests_on")
ON_THREE = Q(**{f"{one}__isnull": False for one in (*LEGS, "searched_on", "decided_on", "consented_until")})
TAKEN_OVER = Q(**{f"{one}__isnull": True for one in LEGS})


class Commission(models.Model):
    """A commission with its pseudonymous brief. Search, decision, consent and plan are ids that only rooms upstairs understand;
    without the first three it was taken over from what the project had before.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField("依頼番号", max_length=9, editable=False)
    state = models.CharField(
        "状態", max_length=12, choices=CommissionState.choices, default=CommissionState.ASKED
    )
    age_band = models.CharField("年代", max_length=8, choices=AgeBand.choices)
    forms = ArrayField(models.CharField(max_length=12), verbose_name="希望する形", default=list)
    wishes = models.TextField("本人の希望")
    strengths = models.TextField("強み", blank=True, default="")
    considerations = ArrayField(
        models.CharField(max_length=16), verbose_name="必要な配慮", default=list, blank=True
    )
    care = models.TextField("配慮してほしいこと", blank=True, default="")
    frequency = models.CharField("頻度", max_length=120, blank=True, default="")
    district = models.CharField("中学校区", max_length=60, blank=True, default="")
    disclosure = models.TextField("開示してよい範囲")
    consented_on = models.DateField("開示に同意した日")
    rests_on = models.UUIDField("もとになる同意への参照", null=True)
    consented_until = models.DateField("同意の期限", null=True)
    deadline = models.DateField("期限", null=True, blank=True)
    plan_id = models.UUIDField("プランへの参照", null=True)
    search_id = models.UUIDField("探した記録への参照", null=True)
    searched_on = models.DateField("資源を探した日", null=True)
    decision_id = models.UUIDField("会議の決定への参照", null=True)
    decided_on = models.DateField("会議で決めた日", null=True)
    opened_at = models.DateTimeField("依頼した日時")
    opened_by = models.UUIDField("依頼した所属")
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="依頼した機関"
    )
    moved_at = models.DateTimeField("この状態になった日時")
    outcome = models.CharField(
        "評価の結果", max_length=8, choices=TrialOutcome.choices, blank=True, default=""
    )
    evaluation = models.TextField("評価", blank=True, default="")
    evaluated_at = models.DateTimeField("評価した日時", null=True)
    ended_reason = models.TextField("終わった理由", blank=True, default="")
    ended_at = models.DateTimeField("終わった日時", null=True)
    menu = models.OneToOneField(
        Menu,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="commission",
        verbose_name="登録した参加メニュー",
    )
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        **dict.fromkeys(
            ("age_band", "forms", "wishes", "strengths", "considerations", "care", "frequency", "district"),
            PrivacyClass.WELFARE,
        ),
    }

    class Meta:
        verbose_name = "支援依頼"
        ordering = ["-opened_at", "id"]
        indexes = [models.Index(fields=["state", "-opened_at"], name="commission_by_state")]
        constraints = [
            models.CheckConstraint(condition=ON_THREE | TAKEN_OVER, name="commission_stands_on_three"),
            models.CheckConstraint(
                condition=Q(state__in=CommissionState.values), name="commission_state_known"
            ),
            models.CheckConstraint(condition=Q(age_band__in=AgeBand.values), name="commission_age_known"),
            models.CheckConstraint(
                condition=~Q(state__in=WITHOUT) | (~Q(ended_reason="") & Q(ended_at__isnull=False)),
                name="commission_ended_with_reason",
                violation_error_message="終える理由を書いてください。",
            ),
            models.CheckConstraint(
                condition=Q(state=CommissionState.REGISTERED, menu__isnull=False)
                | (~Q(state=CommissionState.REGISTERED) & Q(menu__isnull=True)),
                name="commission_registered_is_a_menu",
            ),
            models.UniqueConstraint(
                fields=["search_id"],
                condition=~Q(state__in=WITHOUT),
                name="commission_once_for_a_search",
                violation_error_message="この検索からの依頼は、もう出ています。",
            ),
            models.CheckConstraint(
                condition=Q(evaluated_at__isnull=True) | (~Q(evaluation="") & ~Q(outcome="")),
                name="commission_evaluated_in_words",
                violation_error_message="評価と、その結果を書いてください。",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Hand(models.Model):
    """A member raises its hand for a commission, with an idea and its conditions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="hands")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="hands", verbose_name="会員")
    idea = models.TextField("できそうなこと")
    insurance = models.CharField("保険", max_length=120, blank=True, default="")
    transport = models.CharField("交通・送迎", max_length=120, blank=True, default="")
    reward = models.CharField("報酬・工賃", max_length=120, blank=True, default="")
    days = models.CharField("曜日・時間", max_length=120, blank=True, default="")
    people = models.PositiveSmallIntegerField("受けられる人数", null=True, blank=True)
    state = models.CharField("状態", max_length=10, choices=HandState.choices, default=HandState.RAISED)
    reason = models.CharField("理由", max_length=400, blank=True, default="")
    raised_at = models.DateTimeField("手を挙げた日時")
    decided_at = models.DateTimeField("決めた日時", null=True)
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "手挙げ"
        ordering = ["raised_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=HandState.values), name="hand_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=[HandState.RAISED, HandState.TAKEN]) | ~Q(reason=""),
                name="hand_refused_with_reason",
                violation_error_message="理由を書いてください。",
            ),
            models.UniqueConstraint(
                fields=["commission", "member"],
                condition=Q(state__in=[HandState.RAISED, HandState.TAKEN]),
                name="hand_up_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commission_id} {self.state}"


class MenuDraft(models.Model):
    """One version of the design of a menu (メニュー案), with the members who design it. Never changed: the next is added."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="drafts")
    number = models.PositiveSmallIntegerField("版")
    host = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="drafts", verbose_name="受け入れる会員"
    )
    designers = ArrayField(models.UUIDField(), verbose_name="いっしょに考える会員", default=list, blank=True)
    name = models.CharField("名称", max_length=120)
    purpose = models.CharField("目的", max_length=12, choices=Purpose.choices)
    description = models.TextField("内容")
    pace = models.CharField("頻度・時間", max_length=120, blank=True, default="")
    hours = models.CharField("曜日・時間", max_length=200, blank=True, default="")
    reward = models.CharField("報酬・工賃", max_length=120, blank=True, default="")
    transport = models.CharField("交通・送迎", max_length=120, blank=True, default="")
    insurance = models.CharField("保険", max_length=120, blank=True, default="")
    capacity = models.PositiveSmallIntegerField("定員", null=True, blank=True)
    changed = models.CharField("前の版から変えたこと", max_length=400, blank=True, default="")
    made_at = models.DateTimeField("つくった日時")
    made_by = models.UUIDField("つくった所属", null=True)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "メニュー案"
        ordering = ["number", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="menu_draft_purpose_known"),
            models.UniqueConstraint(fields=["commission", "number"], name="menu_draft_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class Trial(models.Model):
    """Trying a design at its host: when, how often, how it went for the host, in counts and the host's own words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="trials")
    draft = models.ForeignKey(MenuDraft, on_delete=models.PROTECT, related_name="trials")
    starts_on = models.DateField("始まり")
    ends_on = models.DateField("終わりの予定", null=True, blank=True)
    ended_on = models.DateField("終わった日", null=True, blank=True)
    planned = models.PositiveSmallIntegerField("予定の回数", default=1)
    held = models.PositiveSmallIntegerField("行った回数", null=True, blank=True)
    helpers = models.PositiveSmallIntegerField("関わった人数", null=True, blank=True)
    outcome = models.CharField(
        "受入れ先にとって", max_length=8, choices=TrialOutcome.choices, blank=True, default=""
    )
    words = models.TextField("受入れ先のことば", blank=True, default="")
    changes = models.TextField("次に変えること", blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "試行"
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")))
                & (Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on"))),
                name="trial_period_in_order",
                violation_error_message="終わりの日は、始まりの日以後にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | (~Q(outcome="") & Q(held__isnull=False)),
                name="trial_ended_is_told",
                violation_error_message="行った回数と、受入れ先にとってどうだったかを書いてください。",
            ),
            models.UniqueConstraint(
                fields=["commission"], condition=Q(ended_on__isnull=True), name="trial_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commission_id} {self.starts_on}"


class Contribution(models.Model):
    """One line of a member's ledger (貢献の記録): what it was asked, what it did, what was given back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="contributions", verbose_name="会員"
    )
    kind = models.CharField("種類", max_length=10, choices=ContributionKind.choices)
    on = models.DateField("日付")
    amount = models.PositiveIntegerField("金額", null=True, blank=True)
    note = models.CharField("内容", max_length=400, blank=True, default="")
    commission = models.ForeignKey(
        Commission,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="contributions",
        verbose_name="支援依頼",
    )
    recorded_by = models.UUIDField("記録した所属", null=True)
    recorded_at = models.DateTimeField("記録した日時")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "貢献の記録"
        ordering = ["-on", "-recorded_at", "id"]
        indexes = [models.Index(fields=["member", "-on"], name="contribution_by_member")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ContributionKind.values), name="contribution_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind=ContributionKind.COST) | Q(amount__isnull=False),
                name="contribution_cost_has_amount",
                violation_error_message="負担した金額を書いてください。",
            ),
            models.UniqueConstraint(
                fields=["member", "commission"],
                condition=Q(kind=ContributionKind.ASKED, commission__isnull=False),
                name="asked_once_for_a_commission",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind} {self.on}"


class MenuUse(models.Model):
    """That a menu was used once more (by a placement upstairs): a day and an id, never who."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    menu = models.ForeignKey(Menu, on_delete=models.CASCADE, related_name="uses", verbose_name="参加メニュー")
    source_id = models.UUIDField("使った受入れへの参照")
    on = models.DateField("始まった日")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "参加メニューの利用"
        ordering = ["on", "id"]
        constraints = [models.UniqueConstraint(fields=["menu", "source_id"], name="menu_use_counted_once")]

    def __str__(self) -> str:
        return f"{self.menu_id} {self.on}"
