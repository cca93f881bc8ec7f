from typing import ClassVar

from django.db import models

from enishi.office.privacy import PrivacyClass


class Submission(models.Model):
    """The key of a form already carried out (二重送信の防止); written in the transaction of its effect."""

    key = models.UUIDField(primary_key=True)
    membership_id = models.UUIDField(null=True)
    word = models.CharField(max_length=60)
    answer = models.CharField(max_length=200)
    at = models.DateTimeField()

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "送信済みの様式"

    def __str__(self) -> str:
        return f"{self.word} {self.at:%m/%d %H:%M}"
