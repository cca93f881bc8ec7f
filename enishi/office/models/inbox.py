import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.office.privacy import PrivacyClass
from enishi.office.terms import TaskState


class Task(models.Model):
    """Something an agency or one member of staff has to do by a day (やること).

    ``holder_id`` is an agency or a membership. The text holds a reference, never a name: it also goes out
    by e-mail. ``made_by`` is the agency that gave it, filled in by the database: it may take it back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder_id = models.UUIDField()
    word = models.CharField("用件", max_length=60)
    text = models.CharField("内容", max_length=200)
    binder_id = models.UUIDField(null=True)
    url = models.CharField("開くページ", max_length=200, blank=True, default="")
    due_on = models.DateField("期日")
    state = models.CharField("状態", max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "やること"
        indexes = [
            models.Index(fields=["holder_id", "due_on"], condition=Q(state="open"), name="task_open_by_holder"),
            models.Index(fields=["binder_id"], name="task_by_binder"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TaskState.values), name="task_state_known"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True) | ~Q(state="open") & Q(ended_at__isnull=False),
                name="task_ended_has_time",
                violation_error_message="対応済みのやることには対応した日時が必要です。",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Notice(models.Model):
    """Something that happened and that an agency or a member of staff should know (お知らせ)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder_id = models.UUIDField()
    word = models.CharField("出来事", max_length=60)
    text = models.CharField("内容", max_length=200)
    binder_id = models.UUIDField(null=True)
    url = models.CharField("開くページ", max_length=200, blank=True, default="")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "お知らせ"
        indexes = [
            models.Index(fields=["holder_id", "-made_at"], name="notice_by_holder"),
            models.Index(fields=["holder_id"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.text
