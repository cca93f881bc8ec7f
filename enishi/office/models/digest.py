from typing import ClassVar

from django.db import models

from enishi.office.privacy import PrivacyClass


class DigestChoice(models.Model):
    """Whether a hat wants the daily e-mail (お知らせメール). Without a row it does."""

    membership_id = models.UUIDField(primary_key=True)
    wanted = models.BooleanField("受け取る", default=True)
    chosen_at = models.DateTimeField()

    privacy: ClassVar = {"*": PrivacyClass.STAFF}

    class Meta:
        verbose_name = "お知らせメールの希望"

    def __str__(self) -> str:
        return "受け取る" if self.wanted else "受け取らない"


class DigestSent(models.Model):
    """That a hat's e-mail of a day went out; at most once."""

    membership_id = models.UUIDField()
    day = models.DateField()
    sent_at = models.DateTimeField()

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "送ったお知らせメール"
        constraints = [models.UniqueConstraint(fields=["membership_id", "day"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day}"
