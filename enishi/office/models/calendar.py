from typing import ClassVar

from django.db import models

from enishi.office.privacy import PrivacyClass


class ClosingDay(models.Model):
    """A day on which the city hall is closed besides weekends, holidays and the turn of the year (休庁日)."""

    day = models.DateField("日", primary_key=True)
    reason = models.CharField("理由", max_length=60)

    privacy: ClassVar = {"*": PrivacyClass.PUBLIC}

    class Meta:
        verbose_name = "休庁日"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.reason}"
