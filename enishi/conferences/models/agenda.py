import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enishi.conferences.models.conference import Conference, Member
from enishi.conferences.terms import AgendaPurpose, KitLine, Question, SharedKind
from enishi.intake.terms import SourceKind
from enishi.office.privacy import PrivacyClass
from enishi.sharing.terms import InformationClass


class AgendaItem(models.Model):
    """One item of one meeting (議題). Its id is a binder, the room of this item: it tells of the case's person.

    Two items of one meeting are two rooms: who is seated at one sees nothing of the other.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey(
        "cases.Case", null=True, on_delete=models.PROTECT, related_name="+", verbose_name="ケース"
    )
    order = models.PositiveSmallIntegerField("順番")
    purpose = models.CharField("目的", max_length=10, choices=AgendaPurpose.choices)
    put_by = models.UUIDField("議題にした所属")
    put_at = models.DateTimeField("議題にした日時")
    withdrawn_at = models.DateTimeField("取り下げた日時", null=True)

    privacy: ClassVar = {"*": PrivacyClass.CONFIDENTIAL}

    class Meta:
        verbose_name = "議題"
        ordering = ["order", "id"]
        indexes = [
            models.Index(fields=["conference", "order"], name="agenda_by_conference"),
            models.Index(fields=["case"], name="agenda_by_case"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=AgendaPurpose.values), name="agenda_purpose_known")
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()


class Seat(models.Model):
    """A member's place at one item: which classes, from when until when (議題の参加者). The grant rests on it and ends with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="seats")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="seats")
    classes = models.IntegerField("見せる区分")
    consent_id = models.UUIDField("同意", null=True)
    starts_at = models.DateTimeField("見られる期間の開始")
    ends_at = models.DateTimeField("見られる期間の終了")
    ground_id = models.UUIDField("根拠", null=True)
    seated_by = models.UUIDField("決めた所属")
    ended_at = models.DateTimeField("外した日時", null=True)

    privacy: ClassVar = {"*": PrivacyClass.CONFIDENTIAL}

    class Meta:
        verbose_name = "議題の参加者"
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["member"], name="seat_by_member"),
            models.Index(fields=["consent_id"], name="seat_by_consent"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "member"], condition=Q(ended_at__isnull=True), name="seat_once"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="seat_in_order"),
            models.CheckConstraint(
                condition=Q(classes__gt=0, classes__lt=InformationClass.INFORMANT), name="seat_no_informant"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class RoomEntry(models.Model):
    """A row with content in the room of one item. Nothing here is ever changed: a correction is a new row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="+")
    information_class = models.SmallIntegerField("情報の区分", choices=InformationClass.choices)
    origin_id = models.UUIDField("書いた機関")
    author_id = models.UUIDField("書いた所属")
    at = models.DateTimeField("書いた日時")

    class Meta:
        abstract = True


class SharedItem(RoomEntry):
    """What an agency brought into the room of one item of one meeting (共有した情報); it stays in there."""

    kind = models.CharField("種類", max_length=8, choices=SharedKind.choices)
    question = models.CharField(
        "準備シートの問い",
        max_length=10,
        choices=[*Question.choices, *KitLine.choices],
        blank=True,
        default="",
    )
    year = models.SmallIntegerField("年", null=True)
    month = models.SmallIntegerField("月", null=True)
    source = models.CharField("情報の性質", max_length=8, choices=SourceKind.choices)
    text = models.TextField("内容")
    said_by = models.ForeignKey(
        "agencies.Agency", null=True, on_delete=models.PROTECT, related_name="+", verbose_name="話した機関"
    )
    copied_entry_id = models.UUIDField("写した支援経過", null=True)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    privacy: ClassVar = {"*": PrivacyClass.CONFIDENTIAL, "text": PrivacyClass.SENSITIVE}

    class Meta:
        verbose_name = "共有した情報"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["item", "at"], name="shared_by_item")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SharedKind.values), name="shared_kind_known"),
            models.CheckConstraint(condition=Q(source__in=SourceKind.values), name="shared_source_known"),
            models.CheckConstraint(condition=~Q(text=""), name="shared_has_text"),
            models.CheckConstraint(condition=~Q(information_class=128), name="shared_no_informant"),
            models.CheckConstraint(
                condition=Q(kind=SharedKind.PREPARED, question__in=Question.values)
                | Q(kind=SharedKind.BRIEF, question__in=KitLine.values)
                | ~Q(kind__in=[SharedKind.PREPARED, SharedKind.BRIEF]) & Q(question=""),
                name="shared_question_of_sheet",
            ),
            models.CheckConstraint(
                condition=Q(kind=SharedKind.YEAR, year__isnull=False)
                | ~Q(kind=SharedKind.YEAR) & Q(year=None),
                name="shared_year_of_family",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def whose(self) -> uuid.UUID:
        """The agency whose word it is: who said it, else who wrote it."""
        return self.said_by_id or self.origin_id
