from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from enishi.office.privacy import PrivacyClass
from enishi.office.wareki import BirthDate
from enishi.residents.models.resident import ENTRY_PRIVACY, Entry
from enishi.residents.terms import Sex
from enishi.sharing.terms import InformationClass

BIRTH_PARTS = {
    "text": "birth_text",
    "year": "birth_year",
    "month": "birth_month",
    "day": "birth_day",
    "year_to": "birth_year_to",
    "era_code": "birth_era_code",
    "approximate": "birth_approximate",
    "estimated": "birth_estimated",
    "age": "age",
    "age_to": "age_to",
    "said_on": "age_said_on",
}


class Particulars(Entry):
    """Birth and sex of a resident (生年月日・性別); one row for each register."""

    information_class = models.SmallIntegerField(default=InformationClass.BASIC.value)
    birth_text = models.CharField("生年月日（聞いたまま）", max_length=100, blank=True, default="")
    birth_year = models.SmallIntegerField("生年", null=True)
    birth_month = models.SmallIntegerField("生月", null=True)
    birth_day = models.SmallIntegerField("生日", null=True)
    birth_year_to = models.SmallIntegerField("生年の終わり", null=True)
    birth_era_code = models.CharField("元号", max_length=1, blank=True, default="")
    birth_approximate = models.BooleanField("頃", default=False)
    birth_estimated = models.BooleanField("推定", default=False)
    age = models.SmallIntegerField("聞いた年齢", null=True)
    age_to = models.SmallIntegerField("聞いた年齢の上", null=True)
    age_said_on = models.DateField("年齢を聞いた日", null=True)
    earliest = models.DateField("最も早い生年月日", null=True)
    latest = models.DateField("最も遅い生年月日", null=True)
    sex = models.CharField("性別", max_length=8, choices=Sex.choices, default=Sex.UNKNOWN)

    privacy: ClassVar = ENTRY_PRIVACY | {"*": PrivacyClass.IDENTITY}

    class Meta:
        verbose_name = "生年月日・性別"
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="particulars_sex_known"),
            models.CheckConstraint(condition=Q(information_class=1), name="particulars_are_basic"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def birth(self) -> BirthDate:
        return BirthDate.from_fields({part: getattr(self, column) for part, column in BIRTH_PARTS.items()})


def birth_columns(birth: BirthDate) -> dict[str, Any]:
    """The columns that hold a birth date."""
    parts = birth.to_fields()
    columns = {column: parts[part] for part, column in BIRTH_PARTS.items()}
    return columns | {"earliest": birth.earliest, "latest": birth.latest}
