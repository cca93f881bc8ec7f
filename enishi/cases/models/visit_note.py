import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.cases.terms import EntryKind, VisitReason, VisitState
from enishi.intake.terms import EARLIEST, SourceKind
from enishi.office.privacy import PrivacyClass


class VisitNote(models.Model):
    """What a worker typed outside and a device sealed (外出先の記録), until it is put into a journal.

    Only who wrote it reads it. When it is filed its words are in the journal and no longer here.
    ``id`` and ``sequence`` are the device's: the same twice is one, a later snapshot takes the place of an earlier one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership_id = models.UUIDField("書いた所属")
    agency_id = models.UUIDField("書いた機関")
    sequence = models.PositiveIntegerField("何回目の写しか")
    number = models.PositiveIntegerField("端末での番号", default=0)
    finished = models.BooleanField("封をした", default=True)
    continues_id = models.UUIDField("どの記録のあとに届いたか", null=True)
    written_at = models.DateTimeField("書いた日時（端末の時計）", null=True)
    received_at = models.DateTimeField("届いた日時")
    happened_at = models.DateTimeField("いつ", null=True)
    kind = models.CharField("種類", max_length=8, choices=EntryKind.choices, default=EntryKind.VISIT)
    source = models.CharField("情報の性質", max_length=8, choices=SourceKind.choices, default=SourceKind.FACT)
    minutes = models.PositiveSmallIntegerField("かかった時間(分)", null=True)
    whom = models.TextField("だれのこと", blank=True, default="")
    text = models.TextField("内容", blank=True, default="")
    next_step = models.TextField("次の予定", blank=True, default="")
    state = models.CharField("状態", max_length=8, choices=VisitState.choices, default=VisitState.RECEIVED)
    reason = models.CharField(
        "使わない理由", max_length=8, choices=VisitReason.choices, blank=True, default=""
    )
    ended_at = models.DateTimeField("記録した・使わないとした日時", null=True)
    entry_id = models.UUIDField("どの支援経過になったか", null=True)
    told_on = models.DateField("残っていると知らせた日", null=True)

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "whom": PrivacyClass.SENSITIVE,
        "text": PrivacyClass.SENSITIVE,
        "next_step": PrivacyClass.SENSITIVE,
    }

    class Meta:
        verbose_name = "外出先の記録"
        indexes = [
            models.Index(fields=["membership_id", "state", "-received_at"], name="visit_note_by_desk"),
            models.Index(
                fields=["received_at"], condition=Q(state=VisitState.RECEIVED), name="visit_note_unfiled"
            ),
            models.Index(
                fields=["ended_at"], condition=Q(state=VisitState.DROPPED), name="visit_note_dropped"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["entry_id"], name="visit_note_one_for_an_entry"),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="visit_note_kind_known"),
            models.CheckConstraint(condition=Q(source__in=SourceKind.values), name="visit_note_source_known"),
            models.CheckConstraint(condition=Q(state__in=VisitState.values), name="visit_note_state_known"),
            models.CheckConstraint(
                condition=Q(state=VisitState.DROPPED, reason__in=VisitReason.values)
                | Q(reason="") & ~Q(state=VisitState.DROPPED),
                name="visit_note_dropped_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=VisitState.RECEIVED, ended_at__isnull=True)
                | Q(ended_at__isnull=False) & ~Q(state=VisitState.RECEIVED),
                name="visit_note_ended_some_time",
            ),
            models.CheckConstraint(
                condition=Q(state=VisitState.FILED, entry_id__isnull=False, whom="", text="", next_step="")
                | Q(entry_id__isnull=True) & ~Q(state=VisitState.FILED),
                name="visit_note_filed_is_in_the_journal",
            ),
            models.CheckConstraint(
                condition=Q(happened_at__isnull=True) | Q(happened_at__gte=EARLIEST),
                name="visit_note_happened_in_our_time",
            ),
            models.CheckConstraint(
                condition=Q(written_at__isnull=True) | Q(written_at__gte=EARLIEST),
                name="visit_note_written_in_our_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
