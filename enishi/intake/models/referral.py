import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from enishi.intake.models.consultation import Consultation
from enishi.intake.rules.steps import RUNNING, UNANSWERED
from enishi.intake.terms import Priority, ReferralKind, ReferralState, Side
from enishi.office.privacy import PrivacyClass
from enishi.sharing.terms import ALL_CLASSES


class Referral(models.Model):
    """A referral (つなぎ) of one consultation to one agency. Its id is a binder of its own; no content here.

    ``state`` moves only along ``rules.steps`` and only by the side that may: a trigger checks it, writes who
    into ``ReferralStep``, and ends the grants of ``grounds`` at once when the referral comes back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField("つなぎ番号", max_length=8, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    sender_agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="送った機関"
    )
    sender = models.ForeignKey(
        "agencies.Membership", on_delete=models.PROTECT, related_name="+", verbose_name="送った人"
    )
    receiver_agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="受ける機関"
    )
    link_id = models.UUIDField("期限つきリンク", null=True)
    kind = models.CharField("つなぎ方", max_length=10, choices=ReferralKind.choices)
    state = models.CharField(
        "状態", max_length=16, choices=ReferralState.choices, default=ReferralState.REQUESTED
    )
    priority = models.CharField("急ぎ", max_length=8, choices=Priority.choices, default=Priority.NORMAL)
    classes = models.IntegerField("渡した情報の区分")
    grounds = ArrayField(models.UUIDField(), default=list, verbose_name="根拠")
    reply_due_on = models.DateField("回答期限")
    contact_due_on = models.DateField("初回接触の期限", null=True)
    moved_at = models.DateTimeField("最後に動いた日時")
    moved_side = models.CharField(
        "最後に動かした側", max_length=12, choices=Side.choices, default=Side.SENDER
    )
    sent_at = models.DateTimeField("送付")
    opened_at = models.DateTimeField("開封", null=True)
    answered_at = models.DateTimeField("回答", null=True)
    contacted_at = models.DateTimeField("初回接触", null=True)
    ended_at = models.DateTimeField("終わり", null=True)
    reason_code = models.CharField("理由", max_length=40, blank=True, default="")
    seen_by_sender_at = models.DateTimeField("送った側が結果を見た", null=True)
    reminded_on = models.DateField(null=True)
    escalated_on = models.DateField(null=True)
    contact_reminded_on = models.DateField(null=True)
    version = models.PositiveIntegerField("版", default=1)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "つなぎ"
        ordering = ["-sent_at", "id"]
        indexes = [
            models.Index(fields=["reference"], name="referral_by_reference"),
            models.Index(fields=["receiver_agency", "-sent_at"], name="referral_by_receiver"),
            models.Index(fields=["sender_agency", "-sent_at"], name="referral_by_sender"),
            models.Index(fields=["consultation"], name="referral_by_consultation"),
            models.Index(
                fields=["reply_due_on"], condition=Q(state__in=sorted(UNANSWERED)), name="referral_unanswered"
            ),
            models.Index(
                fields=["receiver_agency", "reply_due_on"],
                condition=Q(state__in=sorted(UNANSWERED)),
                name="referral_to_answer",
            ),
            models.Index(
                fields=["sender_agency", "-moved_at"],
                condition=Q(answered_at__isnull=False, seen_by_sender_at__isnull=True),
                name="referral_unread_answer",
            ),
            models.Index(
                fields=["contact_due_on"], condition=Q(state__in=sorted(RUNNING)), name="referral_running"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ReferralKind.values), name="referral_kind_known"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="referral_priority_known"),
            models.CheckConstraint(condition=Q(state__in=ReferralState.values), name="referral_state_known"),
            models.CheckConstraint(
                condition=Q(classes__gt=0, classes__lte=ALL_CLASSES, classes__lt=128),
                name="referral_never_names_informant",
                violation_error_message="情報源(だれから聞いたか)はつなぎでは渡せません。",
            ),
            models.CheckConstraint(
                condition=~Q(sender_agency=F("receiver_agency")),
                name="referral_to_another_agency",
                violation_error_message="自分の機関にはつなげません。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(UNANSWERED | RUNNING), ended_at__isnull=True)
                | ~Q(state__in=sorted(UNANSWERED | RUNNING)) & Q(ended_at__isnull=False),
                name="referral_ended_has_time",
                violation_error_message="終わったつなぎには日時が必要です。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["rejected", "cancelled", "failed", "entered_in_error", "on_hold"])
                | ~Q(reason_code=""),
                name="referral_reason_when_back",
                violation_error_message="理由を選んでください。",
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=["received", "accepted", "in_progress", "on_hold", "completed", "rejected"]
                )
                | Q(opened_at__isnull=False),
                name="referral_opened_before_answer",
            ),
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(kind="handover", state__in=sorted(UNANSWERED)),
                name="referral_one_open_handover",
                violation_error_message="回答を待っている引き継ぎがあります。",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class ReferralLetter(models.Model):
    """What the sender writes to the receiver (つなぐシートの文面). Content, in the binder of the referral."""

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, primary_key=True, related_name="+")
    reason = models.TextField("つなぐ理由")
    request = models.TextField("お願いしたいこと", blank=True, default="")
    care = models.TextField("配慮してほしいこと", blank=True, default="")
    person_agrees = models.CharField("本人の同意", max_length=10, default="unknown")
    origin_id = models.UUIDField("書いた機関")

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "reason": PrivacyClass.SENSITIVE,
        "request": PrivacyClass.SENSITIVE,
        "care": PrivacyClass.SENSITIVE,
    }

    class Meta:
        verbose_name = "つなぐシート"
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="letter_has_reason",
                violation_error_message="つなぐ理由を書いてください。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
