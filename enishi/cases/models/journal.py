import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.cases.models.case import Case
from enishi.cases.terms import EntryKind, MarkKind
from enishi.intake.terms import EARLIEST, SourceKind
from enishi.office.privacy import PrivacyClass
from enishi.sharing.terms import InformationClass


class CaseEntry(models.Model):
    """A row with content: in the case's binder, or in the file of one other member of the household."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    binder_id = models.UUIDField("だれの記録か")
    information_class = models.SmallIntegerField("情報の区分", choices=InformationClass.choices)
    origin_id = models.UUIDField("書いた機関")
    author_id = models.UUIDField("書いた所属")
    at = models.DateTimeField("書いた日時")

    class Meta:
        abstract = True


class JournalEntry(CaseEntry):
    """What was done, heard or thought (支援経過). Append-only: a correction is a new row that names what it replaces.

    A case's entries are found by one index in the order of the page (``journal_by_case``): with a second one by the case alone
    PostgreSQL read and sorted a thousand to draw twenty. It holds what decides who reads an entry, so that they are counted by it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField("種類", max_length=8, choices=EntryKind.choices)
    source = models.CharField("情報の性質", max_length=8, choices=SourceKind.choices)
    happened_at = models.DateTimeField("いつ")
    counterpart = models.CharField("相手", max_length=40, blank=True, default="")
    means = models.CharField("方法", max_length=40, blank=True, default="")
    minutes = models.PositiveSmallIntegerField("かかった時間(分)", null=True)
    text = models.TextField("内容")
    next_step = models.TextField("次の予定", blank=True, default="")
    replaces = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    said_by = models.ForeignKey(
        "agencies.Agency",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name="会議で話した機関",
    )
    """another agency, in a meeting: who took it over wrote it here and does not word it anew"""

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "text": PrivacyClass.SENSITIVE,
        "next_step": PrivacyClass.SENSITIVE,
    }

    class Meta:
        verbose_name = "支援経過"
        ordering = ["-happened_at", "id"]
        indexes = [
            models.Index(
                fields=["case", "-happened_at", "id"],
                include=["binder_id", "information_class", "origin_id", "kind"],
                name="journal_by_case",
            ),
            models.Index(
                fields=["replaces"], condition=Q(replaces__isnull=False), name="journal_by_replaced"
            ),
            models.Index(
                fields=["origin_id", "happened_at"],
                condition=Q(kind__in=[EntryKind.VISIT, EntryKind.ATTEMPT]),
                name="journal_visits",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="journal_kind_known"),
            models.CheckConstraint(condition=Q(source__in=SourceKind.values), name="journal_source_known"),
            models.CheckConstraint(
                condition=Q(information_class__in=[one for one in InformationClass.values if one != 128]),
                name="journal_class_known",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="journal_has_text",
                violation_error_message="内容を書いてください。",
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__lte=1440), name="journal_minutes_of_a_day"
            ),
            models.CheckConstraint(condition=Q(happened_at__gte=EARLIEST), name="journal_happened_in_our_time"),
            models.CheckConstraint(
                condition=Q(said_by__isnull=True) | Q(replaces__isnull=True),
                name="journal_said_by_is_not_reworded",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class JournalInformant(CaseEntry):
    """From whom something was heard, when that person asked not to be named (情報源), class INFORMANT."""

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")
    who = models.CharField("だれから", max_length=200)

    privacy: ClassVar = {"*": PrivacyClass.INFORMANT}

    class Meta:
        verbose_name = "経過の情報源"
        indexes = [models.Index(fields=["entry"], name="journal_informant_by_entry")]
        constraints = [
            models.CheckConstraint(condition=Q(information_class=128), name="journal_informant_is_informant"),
            models.CheckConstraint(condition=~Q(who=""), name="journal_informant_has_name"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class JournalMark(CaseEntry):
    """A colleague has read an entry, thanks for it, or wants to talk (確認・反応); of the entry's class."""

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("反応", max_length=8, choices=MarkKind.choices)
    withdrawn_at = models.DateTimeField("取り消した日時", null=True)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "確認・反応"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["entry"], name="journal_mark_by_entry")]
        constraints = [models.CheckConstraint(condition=Q(kind__in=MarkKind.values), name="mark_kind_known")]

    def __str__(self) -> str:
        return self.get_kind_display()


class CaseWords(CaseEntry):
    """Words beside a step (依頼・辞退・中断・終結 などのことば): ``about`` is the role, request, closing or case step."""

    about = models.UUIDField("何についてのことばか")
    text = models.TextField("ことば")

    privacy: ClassVar = {"*": PrivacyClass.WORK, "text": PrivacyClass.SENSITIVE}

    class Meta:
        verbose_name = "ケースのことば"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["case", "at"], name="case_words_by_case")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="case_words_not_empty")]

    def __str__(self) -> str:
        return str(self.pk)
