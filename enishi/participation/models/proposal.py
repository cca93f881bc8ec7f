"""What was looked for and found, and what was proposed: decided by a person, with the reasons that were shown."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.cases.models.journal import CaseEntry
from enishi.community.models import Menu, Resource
from enishi.office.privacy import PrivacyClass
from enishi.participation.terms import NoReason, ProposalRoad, ProposalState
from enishi.sharing.terms import InformationClass

STANDING = [ProposalState.OPEN.value, ProposalState.WAITING.value]
"""not gone on with, and not dropped either"""
OF_EVERYBODY = Q(information_class=InformationClass.BASIC.value)


class Search(CaseEntry):
    """A search for a place that was kept (保存した検索), with what it found. Never changed. Class BASIC: which
    considerations stood against places is not in it, only how many places fitted.
    """

    offers = models.PositiveIntegerField("調べた件数")
    fits_public = models.PositiveIntegerField("合う公的サービス")
    fits_local = models.PositiveIntegerField("合う地域の資源")
    near = models.PositiveIntegerField("あと一つで合うもの")
    against = models.JSONField("合わない理由", default=dict)
    note = models.TextField("足りないもの", blank=True, default="")

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "against": PrivacyClass.WELFARE,
        "note": PrivacyClass.SENSITIVE,
    }

    class Meta:
        verbose_name = "保存した検索"
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["case", "-at"], name="search_by_case")]
        constraints = [
            models.CheckConstraint(condition=OF_EVERYBODY, name="search_is_basic"),
            models.CheckConstraint(
                condition=Q(offers__gte=models.F("fits_public") + models.F("fits_local") + models.F("near")),
                name="search_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def failed(self) -> bool:
        """Neither a public service nor a local resource fitted: what a request for a new menu stands on."""
        return self.fits_public + self.fits_local == 0


class Proposal(CaseEntry):
    """A place that is considered for somebody (受入れの案). Class BASIC: reasons that speak of needs are not kept."""

    resource = models.ForeignKey(
        Resource, on_delete=models.PROTECT, related_name="+", verbose_name="地域の資源"
    )
    menu = models.ForeignKey(
        Menu, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="参加メニュー"
    )
    name = models.CharField("案の名称", max_length=330)
    reasons = models.JSONField("理由", default=list)
    score = models.SmallIntegerField("点", default=0)
    road = models.CharField("どこから", max_length=5, choices=ProposalRoad.choices)
    ask = models.CharField("受入先と相談すること", max_length=500, blank=True, default="")
    state = models.CharField("状態", max_length=7, choices=ProposalState.choices, default=ProposalState.OPEN)
    reason = models.CharField("見送りの理由", max_length=10, choices=NoReason.choices, blank=True, default="")
    remark = models.CharField("補足", max_length=500, blank=True, default="")
    decided_at = models.DateTimeField("決めた日時", null=True)
    decided_by = models.UUIDField("決めた所属", null=True)
    version = models.PositiveIntegerField("版", default=1)

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "name": PrivacyClass.WELFARE,
        "reasons": PrivacyClass.WELFARE,
        "ask": PrivacyClass.SENSITIVE,
        "remark": PrivacyClass.SENSITIVE,
    }

    class Meta:
        verbose_name = "受入れの案"
        ordering = ["-at", "id"]
        indexes = [
            models.Index(fields=["case", "-at"], name="proposal_by_case"),
            models.Index(
                fields=["resource", "menu", "decided_at"],
                name="proposal_in_the_queue",
                condition=Q(state=ProposalState.WAITING.value),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["binder_id", "resource", "menu"],
                condition=Q(state__in=STANDING),
                nulls_distinct=False,
                name="proposal_once_open",
            ),
            models.CheckConstraint(condition=OF_EVERYBODY, name="proposal_is_basic"),
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state_known"),
            models.CheckConstraint(
                condition=Q(state=ProposalState.OPEN.value, decided_at__isnull=True, decided_by__isnull=True)
                | Q(~Q(state=ProposalState.OPEN.value), decided_at__isnull=False, decided_by__isnull=False),
                name="proposal_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.DROPPED.value) | ~Q(reason=""),
                name="proposal_dropped_for_a_reason",
                violation_error_message="見送りの理由を選んでください。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()
