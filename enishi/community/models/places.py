"""What the city loads to know places: towns with coordinates, its boundary; and files that were taken in."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.community.terms import LoadKind
from enishi.office.privacy import PrivacyClass


class Town(models.Model):
    """A town or a section of it (町字) with its centre, from a register that the city loads."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prefecture = models.CharField("都道府県", max_length=4, blank=True, default="")
    city = models.CharField("市区町村", max_length=40)
    code = models.CharField("市区町村コード", max_length=6, blank=True, default="")
    town = models.CharField("町字", max_length=80)
    section = models.CharField("小字", max_length=80, blank=True, default="")
    kana = models.CharField("町字カナ", max_length=160, blank=True, default="")
    postcode = models.CharField("郵便番号", max_length=7, blank=True, default="")
    latitude = models.DecimalField("緯度", max_digits=10, decimal_places=7, null=True)
    longitude = models.DecimalField("経度", max_digits=10, decimal_places=7, null=True)
    source = models.CharField("出典", max_length=60, blank=True, default="")

    privacy: ClassVar = {"*": PrivacyClass.PUBLIC}

    class Meta:
        verbose_name = "町字"
        ordering = ["prefecture", "city", "town", "section", "id"]
        indexes = [models.Index(fields=["city", "town"], name="town_by_city")]
        constraints = [
            models.UniqueConstraint(fields=["prefecture", "city", "town", "section"], name="town_once"),
        ]

    def __str__(self) -> str:
        return f"{self.city}{self.town}{self.section}"


class Boundary(models.Model):
    """An outline that the map draws (市の境界), as GeoJSON geometry."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("名称", max_length=80)
    code = models.CharField("市区町村コード", max_length=6, blank=True, default="")
    geometry = models.JSONField("形")
    credit = models.CharField("出典", max_length=200, blank=True, default="")
    loaded_at = models.DateTimeField("取り込んだ日時")

    privacy: ClassVar = {"*": PrivacyClass.PUBLIC}

    class Meta:
        verbose_name = "市の境界"
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class ResourceLoad(models.Model):
    """A file that was looked at and perhaps taken in (資源の取り込み). ``content`` is emptied once that is decided."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("種類", max_length=10, choices=LoadKind.choices)
    file_name = models.CharField("ファイル名", max_length=200)
    digest = models.CharField("SHA-256", max_length=64)
    form = models.CharField("読み方", max_length=200, blank=True, default="")
    layout = models.CharField("様式", max_length=20, blank=True, default="")
    content = models.BinaryField("中身", null=True)
    counts = models.JSONField("件数", default=dict)
    read_at = models.DateTimeField("読んだ日時")
    read_by = models.UUIDField(null=True)
    applied_at = models.DateTimeField("取り込んだ日時", null=True)
    applied_by = models.UUIDField(null=True)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "資源の取り込み"
        ordering = ["-read_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LoadKind.values), name="load_kind_known"),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(content__isnull=True), name="load_applied_is_emptied"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
