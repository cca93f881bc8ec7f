from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enishi.conferences.models.agenda import RoomEntry
from enishi.conferences.terms import PartAnswerKind
from enishi.office.privacy import PrivacyClass


class InformationRequest(RoomEntry):
    """A request for information to one agency (情報提供依頼; 社会福祉法106条の6第3項): why needed, why not from the person."""

    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="依頼先"
    )
    necessity = models.TextField("必要な理由")
    not_from_person = models.TextField("本人から得られない理由")
    due_on = models.DateField("回答期限")
    destroy_by = models.DateField("廃棄期限")

    privacy: ClassVar = {
        "*": PrivacyClass.CONFIDENTIAL,
        "necessity": PrivacyClass.SENSITIVE,
        "not_from_person": PrivacyClass.SENSITIVE,
    }

    class Meta:
        verbose_name = "情報提供依頼"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["item"], name="information_request_by_item")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(necessity="") & ~Q(not_from_person=""),
                name="information_request_says_why",
                violation_error_message="必要な理由と、本人から得られない理由を書いてください。",
            ),
            models.CheckConstraint(
                condition=Q(destroy_by__gt=F("due_on")), name="information_request_destroyed_later"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class RequestPart(RoomEntry):
    """One thing that is asked for, with its class (依頼した項目)."""

    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="parts")
    text = models.TextField("提供してほしいもの")
    place = models.PositiveSmallIntegerField("順", default=0, db_default=0)

    privacy: ClassVar = {"*": PrivacyClass.CONFIDENTIAL, "text": PrivacyClass.SENSITIVE}

    class Meta:
        verbose_name = "依頼した項目"
        ordering = ["at", "place", "id"]
        indexes = [models.Index(fields=["request"], name="request_part_by_request")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="request_part_not_empty")]

    def __str__(self) -> str:
        return str(self.pk)


class PartAnswer(RoomEntry):
    """The answer to one part, by the agency that was asked, or as it reached the convener on paper (項目への回答)."""

    part = models.ForeignKey(RequestPart, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("回答", max_length=10, choices=PartAnswerKind.choices)
    text = models.TextField("回答の内容・理由")

    privacy: ClassVar = {"*": PrivacyClass.CONFIDENTIAL, "text": PrivacyClass.SENSITIVE}

    class Meta:
        verbose_name = "項目への回答"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["part"], name="part_answer_by_part")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=PartAnswerKind.values), name="part_answer_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="part_answer_says_what",
                violation_error_message="提供する内容、または提供しない理由を書いてください。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
