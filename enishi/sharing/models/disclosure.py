import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enishi.office.privacy import PrivacyClass
from enishi.sharing.models.binder import Binder
from enishi.sharing.terms import InformationClass, LineDecision, Nature, RequesterKind, RequestOutcome


class DisclosureRequest(models.Model):
    """A request to be shown what is held about a person (開示請求), as one agency works on it.

    ``resident`` is empty when no record was found: such a request is answered with the same paper as one whose existence
    is not told. Only the agency that received it reads it.

    What the ``room`` of a meeting holds is a part ``of`` it with a reading, a decision and a paper of its own: only those to
    whom the room is open know that there is one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resident = models.ForeignKey(Binder, null=True, on_delete=models.PROTECT, related_name="+")
    of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    room = models.ForeignKey(Binder, null=True, on_delete=models.PROTECT, related_name="+")
    origin_id = models.UUIDField("受けた機関")
    number = models.CharField("請求の番号", max_length=30)
    requester = models.CharField("請求者", max_length=8, choices=RequesterKind.choices)
    requester_name = models.TextField("請求者の氏名")
    identity = models.TextField("本人確認")
    authority = models.TextField("代理権の確認", blank=True, default="")
    asked = models.TextField("請求の内容")
    received_on = models.DateField("受けた日")
    due_on = models.DateField("決定の期限")
    extended_to = models.DateField("延長した期限", null=True)
    extension_reason = models.TextField("延長の理由", blank=True, default="")
    read_by = models.UUIDField("読み合わせた職員", null=True)
    read_at = models.DateTimeField("読み合わせの日時", null=True)
    outcome = models.CharField("決定", max_length=8, blank=True, default="", choices=RequestOutcome.choices)
    outcome_note = models.TextField("決定の理由", blank=True, default="")
    decided_by = models.UUIDField("決定を記録した職員", null=True)
    decided_at = models.DateTimeField("決定日時", null=True)
    made_by = models.UUIDField("受けた所属")
    made_at = models.DateTimeField("記録日時")
    version = models.PositiveIntegerField("版", default=1)

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "requester_name": PrivacyClass.IDENTITY,
        "identity": PrivacyClass.IDENTITY,
        "authority": PrivacyClass.IDENTITY,
        "asked": PrivacyClass.WELFARE,
        "outcome_note": PrivacyClass.WELFARE,
    }

    class Meta:
        verbose_name = "開示請求"
        indexes = [models.Index(fields=["origin_id", "due_on"], name="request_by_agency")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(requester_name="") & ~Q(identity="") & ~Q(asked=""),
                name="request_says_who_and_what",
            ),
            models.CheckConstraint(
                condition=Q(requester="self") | ~Q(authority=""),
                name="request_names_authority",
                violation_error_message="代理人であることを、何で確かめたかを書いてください。",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("received_on")), name="request_due_later"),
            models.CheckConstraint(
                condition=Q(of__isnull=True, room__isnull=True) | Q(of__isnull=False, room__isnull=False),
                name="request_part_of_room",
            ),
            models.UniqueConstraint(fields=["of", "room"], name="request_part_once"),
            models.CheckConstraint(
                condition=Q(extended_to__isnull=True)
                | Q(extended_to__gt=F("due_on")) & ~Q(extension_reason=""),
                name="request_extension_says_why",
                violation_error_message="延長には、新しい期限と理由が必要です。",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True, decided_by__isnull=True)
                | Q(outcome__in=RequestOutcome.values, decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(outcome_note=""),
                name="request_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(read_by__isnull=False) & ~Q(read_by=F("decided_by")),
                name="request_read_by_another",
                violation_error_message="決定の前に、決定を記録する人とは別の職員の読み合わせが必要です。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}（会議の記録）" if self.room_id else self.number


class DisclosureLine(models.Model):
    """One row of the record as it stood when the request came (開示請求の行): its words, what is proposed, what was decided.

    ``withheld`` are the places of the sentences that are not shown; the paper is made of the others alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="lines")
    binder_id = models.UUIDField("だれの記録か")
    information_class = models.SmallIntegerField("情報の区分", choices=InformationClass.choices)
    origin_id = models.UUIDField("書いた機関", null=True)
    source = models.CharField("もとの表", max_length=60)
    source_id = models.UUIDField("もとの行")
    title = models.CharField("見出し", max_length=60)
    happened_at = models.DateTimeField("日時", null=True)
    nature = models.CharField("情報の性質", max_length=8, choices=Nature.choices)
    text = models.TextField("内容")
    proposed = models.CharField("案の条項", max_length=20, blank=True, default="")
    proposed_reason = models.TextField("案の理由", blank=True, default="")
    decision = models.CharField("判断", max_length=8, blank=True, default="", choices=LineDecision.choices)
    article = models.CharField("不開示の条項", max_length=20, blank=True, default="")
    reason = models.TextField("不開示の理由", blank=True, default="")
    withheld = models.JSONField("開示しない文", default=list)
    decided_by = models.UUIDField("判断した職員", null=True)
    decided_at = models.DateTimeField("判断日時", null=True)
    version = models.PositiveIntegerField("版", default=1)

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "text": PrivacyClass.SENSITIVE,
        "reason": PrivacyClass.WELFARE,
    }

    class Meta:
        verbose_name = "開示請求の行"
        ordering = ["happened_at", "id"]
        indexes = [models.Index(fields=["request", "happened_at"], name="disclosure_line_by_request")]
        constraints = [
            models.CheckConstraint(condition=Q(nature__in=Nature.values), name="line_nature_known"),
            models.CheckConstraint(condition=~Q(text=""), name="line_has_text"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True)
                | Q(decision="full", decided_at__isnull=False)
                | Q(decision__in=["part", "none"], decided_at__isnull=False) & ~Q(article="") & ~Q(reason=""),
                name="line_withheld_says_why",
                violation_error_message="開示しないときは、条項と理由が必要です。",
            ),
        ]

    def __str__(self) -> str:
        return self.title
