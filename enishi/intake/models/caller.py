from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.intake.models.entry import ConsultationEntry
from enishi.office.privacy import PrivacyClass


class WhoCame(ConsultationEntry):
    """Somebody who came or called for another person (来談者)."""

    name = models.CharField("氏名", max_length=100, blank=True, default="")
    relation = models.CharField("本人との関係", max_length=40, blank=True, default="")
    phone = models.CharField("電話", max_length=60, blank=True, default="")
    note = models.CharField("連絡するときの注意", max_length=200, blank=True, default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class Caller(WhoCame):
    """A caller who may be named to those who work on the consultation (来談者), class BASIC."""

    privacy: ClassVar = {"*": PrivacyClass.IDENTITY}

    class Meta:
        verbose_name = "来談者"
        constraints = [models.CheckConstraint(condition=Q(information_class=1), name="caller_is_basic")]


class Informant(WhoCame):
    """A caller who asked not to be named (情報源), class INFORMANT: never given on, closed even in an emergency."""

    privacy: ClassVar = {"*": PrivacyClass.INFORMANT}

    class Meta:
        verbose_name = "情報源"
        constraints = [
            models.CheckConstraint(condition=Q(information_class=128), name="informant_is_informant")
        ]


class PlaceOfConcern(ConsultationEntry):
    """Where it is when nobody knows who it is about (気になる家), class LOCATION."""

    place = models.CharField("場所", max_length=300)
    landmark = models.CharField("目印", max_length=200, blank=True, default="")

    privacy: ClassVar = {"*": PrivacyClass.LOCATION}

    class Meta:
        verbose_name = "気になる家"
        constraints = [
            models.CheckConstraint(condition=Q(information_class=32), name="place_is_location"),
            models.CheckConstraint(
                condition=~Q(place=""),
                name="place_has_words",
                violation_error_message="場所を書いてください。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
