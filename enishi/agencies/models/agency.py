import uuid
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from enishi.agencies.models.search import Folded
from enishi.agencies.terms import AgencyKind, Answering
from enishi.office.privacy import PrivacyClass


class AgencyQuerySet(models.QuerySet["Agency"]):
    def active_on(self, day: date) -> Self:
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))


class Agency(models.Model):
    """A supporting agency (支援関係機関): a city office, the council, a contractor, a facility, a school.

    Its identity is ``id``. ``code`` is only a label: a code given to another department later is another agency,
    so that nothing granted to the old one reaches the new one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("機関コード", max_length=40, blank=True, default="")
    name = models.CharField("名称", max_length=200)
    kana = models.CharField("名称カナ", max_length=300, blank=True, default="")
    kind = models.CharField("種別", max_length=12, choices=AgencyKind.choices)
    service = models.CharField("サービスの種類", max_length=300, blank=True, default="")
    corporation = models.CharField("法人名", max_length=200, blank=True, default="")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    postcode = models.CharField("郵便番号", max_length=10, blank=True, default="")
    address = models.CharField("所在地", max_length=300, blank=True, default="")
    phone = models.CharField("電話", max_length=200, blank=True, default="")
    fax = models.CharField("FAX", max_length=200, blank=True, default="")
    email = models.CharField("メール", max_length=254, blank=True, default="")
    website = models.CharField("ウェブサイト", max_length=500, blank=True, default="")
    fields_of_work = models.CharField("分野", max_length=100, blank=True, default="")
    hours = models.TextField("開いている時間(原文)", blank=True, default="")
    answering = models.CharField(
        "回答の方法", max_length=8, choices=Answering.choices, default=Answering.ACCOUNT
    )
    receives = models.BooleanField("つなぎを受ける", default=True)
    original = models.JSONField("取り込んだ元の値", default=dict, blank=True)
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    search_words = models.GeneratedField(
        expression=Folded("code", "name", "kana", "service", "corporation", "address", "phone"),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = AgencyQuerySet.as_manager()
    privacy: ClassVar = {"*": PrivacyClass.PUBLIC}

    class Meta:
        verbose_name = "支援関係機関"
        ordering = ["kana", "name", "id"]
        indexes = [models.Index(fields=["code"], name="agency_by_code")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AgencyKind.values), name="agency_kind_known"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="agency_period_in_order",
                violation_error_message="終了日は開始日以後にしてください。",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(ends_on__isnull=True) & ~Q(code=""),
                name="agency_code_once_while_open",
                violation_error_message="この機関コードは、いま活動している別の機関が使っています。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
