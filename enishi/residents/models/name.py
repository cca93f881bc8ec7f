from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.office.privacy import PrivacyClass
from enishi.residents.models.resident import DATED_PRIVACY, DatedEntry
from enishi.residents.terms import NameKind
from enishi.sharing.terms import InformationClass


class PersonName(DatedEntry):
    """A name of a resident (氏名・通称・旧姓), as written; keys for searching are made beside, never stored over it."""

    information_class = models.SmallIntegerField(default=InformationClass.BASIC.value)
    kind = models.CharField("種類", max_length=10, choices=NameKind.choices, default=NameKind.LEGAL)
    text = models.CharField("氏名", max_length=200, blank=True, default="")
    kana = models.CharField("カナ", max_length=200, blank=True, default="")

    privacy: ClassVar = DATED_PRIVACY | {"*": PrivacyClass.IDENTITY}

    class Meta:
        verbose_name = "名前"
        ordering = ["-recorded_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NameKind.values), name="name_kind_known"),
            models.CheckConstraint(condition=Q(information_class=1), name="name_is_basic"),
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(kana=""),
                name="name_says_something",
                violation_error_message="氏名かカナのどちらかを入れてください。",
            ),
        ]

    def __str__(self) -> str:
        return self.text or self.kana
