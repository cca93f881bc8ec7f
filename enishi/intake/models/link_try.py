from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.office.privacy import PrivacyClass

MOST_TRIES = 5


class LinkTries(models.Model):
    """Wrong codes at an answer link (まちがった確認番号), counted by the database. Five, and the link is closed."""

    link_id = models.UUIDField(primary_key=True)
    wrong = models.PositiveSmallIntegerField("まちがいの数", default=0)
    at = models.DateTimeField("最後に試した日時")

    privacy: ClassVar = {"*": PrivacyClass.CREDENTIAL}

    class Meta:
        verbose_name = "確認番号のまちがい"
        constraints = [models.CheckConstraint(condition=Q(wrong__lte=MOST_TRIES), name="link_tries_at_most")]

    def __str__(self) -> str:
        return str(self.link_id)
