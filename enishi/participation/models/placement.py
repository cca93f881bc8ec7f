"""Somebody takes part at a host (受入れ), from arranging to the end by both sides' word, and what happens meanwhile."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.cases.models.journal import CaseEntry
from enishi.community.models import Menu, Resource
from enishi.office.privacy import PrivacyClass
from enishi.participation.models.proposal import OF_EVERYBODY, Proposal
from enishi.participation.terms import EndWord, NoReason, PlacementState, RecordKind

ENDED = PlacementState.ENDED.value


class Placement(CaseEntry):
    """A placement (受入れ・参加): its step, the agreement of three sides, both follow-ups, both words at the end.

    ``person_on`` and ``host_on``: when the person, and when the host, is asked next how it goes; never empty before
    the end.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, related_name="+")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="+", verbose_name="受入先")
    menu = models.ForeignKey(
        Menu, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="参加メニュー"
    )
    name = models.CharField("受入れの名称", max_length=330)
    state = models.CharField("段階", max_length=9, choices=PlacementState.choices)
    since = models.DateField("段階に入った日")
    person_on = models.DateField("本人に次に聞く日", null=True)
    host_on = models.DateField("受入先に次に聞く日", null=True)
    agreement = models.TextField("取り決め", blank=True, default="")
    insurance = models.CharField("保険", max_length=200, blank=True, default="")
    transport = models.CharField("交通・送迎", max_length=200, blank=True, default="")
    reward = models.CharField("報酬・工賃", max_length=200, blank=True, default="")
    person_agreed_on = models.DateField("本人が合意した日", null=True)
    host_agreed_on = models.DateField("受入先が合意した日", null=True)
    agency_agreed_on = models.DateField("支援機関が合意した日", null=True)
    person_word = models.CharField(
        "終わりについての本人の考え", max_length=9, choices=EndWord.choices, blank=True, default=""
    )
    person_comment = models.CharField("本人のことば", max_length=1000, blank=True, default="")
    person_word_on = models.DateField("本人に聞いた日", null=True)
    host_word = models.CharField(
        "終わりについての受入先の考え", max_length=9, choices=EndWord.choices, blank=True, default=""
    )
    host_comment = models.CharField("受入先のことば", max_length=1000, blank=True, default="")
    host_word_on = models.DateField("受入先に聞いた日", null=True)
    ended_reason = models.CharField(
        "終わりの理由", max_length=10, choices=NoReason.choices, blank=True, default=""
    )
    ended_on = models.DateField("終わった日", null=True)
    moved_at = models.DateTimeField("変えた日時")
    moved_by = models.UUIDField("変えた所属")
    version = models.PositiveIntegerField("版", default=1)

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "name": PrivacyClass.WELFARE,
        "agreement": PrivacyClass.WELFARE,
        "insurance": PrivacyClass.WELFARE,
        "transport": PrivacyClass.WELFARE,
        "reward": PrivacyClass.WELFARE,
        "person_comment": PrivacyClass.SENSITIVE,
        "host_comment": PrivacyClass.SENSITIVE,
    }

    class Meta:
        verbose_name = "受入れ"
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["case", "-at"], name="placement_by_case")]
        constraints = [
            models.CheckConstraint(condition=OF_EVERYBODY, name="placement_is_basic"),
            models.CheckConstraint(
                condition=Q(state__in=PlacementState.values), name="placement_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ENDED) | Q(person_on__isnull=False, host_on__isnull=False),
                name="placement_never_dropped",
                violation_error_message="本人と受入先のそれぞれに、次に聞く日を入れてください。",
            ),
            models.CheckConstraint(
                condition=~Q(state=ENDED)
                | Q(
                    ~Q(person_word=""),
                    ~Q(host_word=""),
                    ~Q(ended_reason=""),
                    person_word_on__isnull=False,
                    host_word_on__isnull=False,
                    ended_on__isnull=False,
                ),
                name="placement_ends_by_both_words",
                violation_error_message="終わりには、本人と受入先の両方のことばが要ります。",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlacementState.TRIAL.value) | Q(person_agreed_on__isnull=False),
                name="placement_trial_after_the_person_agreed",
                violation_error_message="試行の前に、本人が合意した日を入れてください。",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlacementState.REGULAR.value)
                | Q(
                    person_agreed_on__isnull=False,
                    host_agreed_on__isnull=False,
                    agency_agreed_on__isnull=False,
                ),
                name="placement_regular_after_agreement",
                violation_error_message="本格の前に、三者の合意の日を入れてください。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class PlacementRecord(CaseEntry):
    """Something that happened at a placement (受入れの記録): attendance, a follow-up of either side, trouble with an owner."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("種類", max_length=8, choices=RecordKind.choices)
    day = models.DateField("日")
    text = models.CharField("内容", max_length=1000, blank=True, default="")
    owner_id = models.UUIDField("担当する所属", null=True)
    due_on = models.DateField("期日", null=True)
    settled_at = models.DateTimeField("片づいた日時", null=True)
    settled_by = models.UUIDField("片づけた所属", null=True)
    settled_text = models.CharField("どう片づいたか", max_length=1000, blank=True, default="")

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "text": PrivacyClass.SENSITIVE,
        "settled_text": PrivacyClass.SENSITIVE,
    }

    class Meta:
        verbose_name = "受入れの記録"
        ordering = ["-day", "-at", "id"]
        indexes = [models.Index(fields=["placement", "-day"], name="record_by_placement")]
        constraints = [
            models.CheckConstraint(condition=OF_EVERYBODY, name="record_is_basic"),
            models.CheckConstraint(condition=Q(kind__in=RecordKind.values), name="record_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=RecordKind.INCIDENT.value)
                | Q(owner_id__isnull=False, due_on__isnull=False),
                name="record_trouble_has_owner",
                violation_error_message="困りごとには、担当と期日が要ります。",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False, kind=RecordKind.INCIDENT.value),
                name="record_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
