"""From what single workers notice to what the city does about it (定例会). Nothing here names a person served."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.conferences.models.agenda import AgendaItem
from enishi.conferences.terms import ConcernSource, MinutesKind, ThemeAnswer, ThemeState
from enishi.office.privacy import PrivacyClass


class Theme(models.Model):
    """What several workers notice, in one sentence (地域の課題)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField("題", max_length=80)
    text = models.TextField("どんな課題か", max_length=2000, blank=True, default="")
    state = models.CharField("状態", max_length=8, choices=ThemeState.choices, default=ThemeState.OPEN)
    opened_by = models.UUIDField("立てた所属")
    opened_at = models.DateTimeField("立てた日時")
    moved_at = models.DateTimeField("状態が変わった日時")
    version = models.PositiveIntegerField("版", default=1)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "地域の課題"
        ordering = ["-moved_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ThemeState.values), name="theme_state_known"),
            models.CheckConstraint(
                condition=~Q(title=""), name="theme_has_title", violation_error_message="題を書いてください。"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Concern(models.Model):
    """What a worker noticed (課題の気づき), without a person in it. Seen by the own agency and by who prepares the 定例会."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.CharField("気づきのもと", max_length=8, choices=ConcernSource.choices)
    text = models.TextField("気づいたこと", max_length=1000)
    issue_code = models.CharField("課題", max_length=40, blank=True, default="")
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="挙げた機関"
    )
    raised_by = models.UUIDField("挙げた所属")
    raised_at = models.DateTimeField("挙げた日時")
    theme = models.ForeignKey(
        Theme, null=True, on_delete=models.PROTECT, related_name="concerns", verbose_name="地域の課題"
    )
    withdrawn_at = models.DateTimeField("取り下げた日時", null=True)
    version = models.PositiveIntegerField("版", default=1)

    privacy: ClassVar = {"*": PrivacyClass.WORK, "text": PrivacyClass.WELFARE}

    class Meta:
        verbose_name = "課題の気づき"
        ordering = ["-raised_at", "id"]
        indexes = [
            models.Index(fields=["agency", "-raised_at"], name="concern_by_agency"),
            models.Index(fields=["theme"], name="concern_by_theme"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(source__in=ConcernSource.values), name="concern_source_known"),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="concern_has_text",
                violation_error_message="気づいたことを書いてください。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_source_display()


class ConcernOrigin(models.Model):
    """From which consultation, referral or case a concern comes: there for whoever sees that, and to count people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.OneToOneField(Concern, on_delete=models.PROTECT, related_name="+")
    binder_id = models.UUIDField("もと")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "気づきのもとの記録"
        indexes = [models.Index(fields=["binder_id"], name="concern_origin_by_binder")]

    def __str__(self) -> str:
        return str(self.pk)


class ThemeItem(models.Model):
    """That a theme stands on the agenda of a 定例会."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="items")
    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField("定例会の日")
    put_at = models.DateTimeField("議題にした日時")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "地域の課題の議題"
        ordering = ["put_at", "id"]

    def __str__(self) -> str:
        return str(self.pk)


class ThemeDecision(models.Model):
    """What was decided about a theme, by whom it is done and by when; a later decision stands beside it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="decisions")
    answer = models.CharField("方針", max_length=8, choices=ThemeAnswer.choices)
    text = models.TextField("決まったこと", max_length=2000)
    agency = models.ForeignKey(
        "agencies.Agency", null=True, on_delete=models.PROTECT, related_name="+", verbose_name="行う機関"
    )
    due_on = models.DateField("いつまでに", null=True)
    decided_by = models.UUIDField("記録した所属")
    decided_at = models.DateTimeField("決定日時")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "地域の課題の方針"
        ordering = ["decided_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(answer__in=ThemeAnswer.values), name="theme_answer_known"),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="theme_decision_has_text",
                violation_error_message="決まったこと（見送りのときは理由）を書いてください。",
            ),
            models.CheckConstraint(
                condition=Q(answer=ThemeAnswer.DEFERRED) | Q(agency__isnull=False, due_on__isnull=False),
                name="theme_decision_has_doer",
                violation_error_message="行う機関と期日を入れてください。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_answer_display()


class ThemeResult(models.Model):
    """What came of it (結果), told to everybody who raised a concern."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="results")
    text = models.TextField("結果", max_length=2000)
    told_by = models.UUIDField("記録した所属")
    told_at = models.DateTimeField("記録した日時")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "地域の課題の結果"
        ordering = ["told_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="theme_result_has_text")]

    def __str__(self) -> str:
        return str(self.pk)


class ThemeMinutes(models.Model):
    """The minutes of a theme's item in a 定例会, from the moment they are confirmed, and each correction (議事).

    The room of the item closes some days after the meeting; what a theme says is there for every office, who came or not.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="minutes")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("確定・訂正", max_length=12, choices=MinutesKind.choices)
    text = models.TextField("議事", max_length=50_000)
    told_by = models.UUIDField("記録した所属")
    told_at = models.DateTimeField("記録した日時")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "地域の課題の会議録"
        ordering = ["told_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="theme_minutes_have_text"),
            models.CheckConstraint(
                condition=Q(kind__in=[MinutesKind.CONFIRMED, MinutesKind.CORRECTION]),
                name="theme_minutes_are_final",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
