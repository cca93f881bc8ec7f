import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from enishi.cases.models.case import Case
from enishi.cases.models.journal import CaseEntry
from enishi.cases.terms import AssessmentState
from enishi.office.privacy import PrivacyClass
from enishi.sharing.terms import InformationClass

KNOWN_CLASS = Q(information_class__in=[one for one in InformationClass.values if one != 128])


class Assessment(models.Model):
    """One filling of a sheet about one person of a case (アセスメント), until it is confirmed. No content here.

    The answers of one person's sheet go on from one filling to the next; what a filling says is what stood when it was
    confirmed. So nothing is typed twice, and two dates can be compared.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessments")
    binder_id = models.UUIDField("だれのアセスメントか")
    sheet = models.CharField("様式", max_length=40)
    sheet_version = models.PositiveSmallIntegerField("様式の版")
    state = models.CharField("状態", max_length=10, choices=AssessmentState.choices)
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="始めた機関"
    )
    begun_by = models.UUIDField("始めた所属")
    begun_at = models.DateTimeField("始めた日時")
    confirmed_by = models.UUIDField("確定した所属", null=True)
    confirmed_at = models.DateTimeField("確定した日時", null=True)
    version = models.PositiveIntegerField("版", default=1)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "アセスメント"
        ordering = ["-begun_at", "id"]
        indexes = [models.Index(fields=["case", "-begun_at"], name="assessment_by_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=AssessmentState.DRAFT, confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(state=AssessmentState.CONFIRMED, confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="assessment_confirmed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["binder_id", "sheet"],
                condition=Q(state="draft"),
                name="assessment_one_draft",
                violation_error_message="記入中のアセスメントがあります。そこに続けて記入してください。",
            ),
        ]

    def __str__(self) -> str:
        return self.sheet


class Answer(CaseEntry):
    """What stands in one item of a sheet, of one class: an item with ticks of several classes has a row for each."""

    item = models.CharField("項目", max_length=40)
    codes = ArrayField(models.CharField(max_length=40), default=list, verbose_name="選んだもの")
    number = models.DecimalField("数", max_digits=12, decimal_places=2, null=True)
    day = models.DateField("日付", null=True)
    text = models.TextField("記述", blank=True, default="")

    class Meta:
        abstract = True


SAYS = ~Q(codes=[]) | Q(number__isnull=False) | Q(day__isnull=False) | ~Q(text="")

ANSWER_PRIVACY = {
    "*": PrivacyClass.WORK,
    "codes": PrivacyClass.SENSITIVE,
    "number": PrivacyClass.WELFARE,
    "day": PrivacyClass.WELFARE,
    "text": PrivacyClass.SENSITIVE,
}


class AssessmentAnswer(Answer):
    """An answer (アセスメントの記入). Append-only: a changed answer is a new row that names what it replaces."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField("記入したときの版")
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    privacy: ClassVar = ANSWER_PRIVACY

    class Meta:
        verbose_name = "アセスメントの記入"
        ordering = ["at", "edition", "id"]
        indexes = [
            models.Index(fields=["case", "binder_id", "at"], name="answer_by_file"),
            models.Index(fields=["assessment"], name="answer_by_assessment"),
        ]
        constraints = [
            models.CheckConstraint(condition=KNOWN_CLASS, name="answer_class_known"),
            models.CheckConstraint(
                condition=Q(replaces__isnull=False) | SAYS, name="answer_begins_with_something"
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(replaces__isnull=False),
                name="answer_replaced_once",
                violation_error_message="この記入はすでに直されています。画面を開き直してください。",
            ),
        ]

    def __str__(self) -> str:
        return self.item
