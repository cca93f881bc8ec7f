"""Cards that were released to outsiders, and what they answered (`office.cards`)."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enishi.office.privacy import PrivacyClass


class ReleasedCard(models.Model):
    """What one outsider may see until a day, and is asked (渡した紙面). It lies at the edge from ``carried_at`` on, and no longer
    when ``cleared_at`` is set.

    ``about`` is the binder that it tells of, if of any: who is shut out of that does not see the card. ``rests_on`` is the consent
    without which it may not be shown: its withdrawal closes the card in the same statement. No foreign keys: it is read by the
    job that carries it. A card without an agency was released by the job itself, to somebody who wrote first (the confirmation of
    what came by an open form); it tells of nobody. ``stuck_at``: an answer is there that its room could not take (`card_answers`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("種類", max_length=40)
    digest = models.BinaryField(max_length=32)
    shown = models.JSONField("紙面")
    about = models.UUIDField("だれ・何について", null=True)
    rests_on = models.UUIDField("もとになる同意", null=True)
    agency_id = models.UUIDField("渡した機関", null=True)
    membership_id = models.UUIDField("渡した所属", null=True)
    released_at = models.DateTimeField("渡した日時")
    expires_at = models.DateTimeField("見られる期限")
    closed_at = models.DateTimeField("閉じた日時", null=True)
    carried_at = models.DateTimeField("入口に置いた日時", null=True)
    cleared_at = models.DateTimeField("入口から消した日時", null=True)
    answered_at = models.DateTimeField("回答の日時", null=True)
    tries = models.PositiveSmallIntegerField("回答を取り込もうとした回数", default=0, db_default=0)
    failing_since = models.DateTimeField("取り込めなくなった日時", null=True)
    stuck_at = models.DateTimeField("回答を取り置いた日時", null=True)

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "shown": PrivacyClass.WELFARE,
        "digest": PrivacyClass.CREDENTIAL,
    }

    class Meta:
        verbose_name = "渡した紙面"
        indexes = [
            models.Index(fields=["released_at"], condition=Q(cleared_at__isnull=True), name="card_at_the_edge"),
            models.Index(fields=["about"], name="card_by_binder"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("released_at")),
                name="card_period_in_order",
                violation_error_message="見られる期限は、渡す日時より後にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(agency_id__isnull=False, membership_id__isnull=False)
                | Q(agency_id__isnull=True, membership_id__isnull=True, about__isnull=True, rests_on__isnull=True),
                name="card_of_nobody_tells_of_nobody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CardAnswer(models.Model):
    """What came back for a card: the values that it asked for. One for each card."""

    id = models.UUIDField(primary_key=True, editable=False)
    card = models.OneToOneField(ReleasedCard, on_delete=models.PROTECT, related_name="answer")
    agency_id = models.UUIDField("受け取った機関", null=True)
    about = models.UUIDField("だれ・何について", null=True)
    given = models.JSONField("回答")
    at = models.DateTimeField("回答の日時")

    privacy: ClassVar = {"*": PrivacyClass.WORK, "given": PrivacyClass.SENSITIVE}

    class Meta:
        verbose_name = "紙面への回答"

    def __str__(self) -> str:
        return str(self.id)
