"""Places, hosts and what they offer. Nothing of a person who takes part lies here."""

import uuid
from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from enishi.agencies.models.search import Folded
from enishi.agencies.rules.opening_times import OnHolidays, Opening, Schedule
from enishi.community.terms import Purpose, ResourceKind
from enishi.office.privacy import PrivacyClass

IN_ORDER = "受け入れられる人数は、0から定員までにしてください。"
PAUSE_IN_ORDER = "休みの終わりの日は、始まりの日より後にしてください。"
AGES_IN_ORDER = "年齢の上限は、下限より小さくできません。"


def _paused(on: date) -> Q:
    return Q(paused_from__lte=on) & (Q(paused_until__isnull=True) | Q(paused_until__gt=on))


def _running(on: date) -> Q:
    return Q(ends_on__isnull=True) | Q(ends_on__gt=on)


class Offering(models.Model):
    """What a resource and a menu have both: when, for whom, how many, what they can consider, when they pause.

    ``hours`` are the words as given, ``times`` what was understood of them ([day, weeks, opens, closes] as
    ``rules.opening_times.Opening``), ``left_over`` what was not. ``waiting`` is what the host says,
    ``queued`` how many of the city's people stand in the queue. ``paused_until`` is the first day it is offered again.
    """

    hours = models.TextField("曜日・時間（原文）", blank=True, default="")
    times = models.JSONField("曜日・時間", default=list, blank=True)
    open_days = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name="開いている曜日", default=list, blank=True
    )
    on_holidays = models.CharField("祝日", max_length=10, default=OnHolidays.UNKNOWN.value)
    left_over = models.TextField("読み取れなかったことば", blank=True, default="")
    capacity = models.PositiveIntegerField("定員", null=True, blank=True)
    available = models.PositiveIntegerField("空き", null=True, blank=True)
    waiting = models.PositiveIntegerField("待っている人", default=0)
    queued = models.PositiveIntegerField("順番を待つ人", default=0, editable=False)
    considerations = models.JSONField("配慮できること", default=dict, blank=True)
    targets = ArrayField(models.CharField(max_length=12), verbose_name="対象", default=list, blank=True)
    age_from = models.PositiveSmallIntegerField("年齢（から）", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("年齢（まで）", null=True, blank=True)
    paused_from = models.DateField("休みの始まり", null=True, blank=True)
    paused_until = models.DateField("再開する日", null=True, blank=True)
    pause_reason = models.CharField("休む理由", max_length=200, blank=True, default="")
    starts_on = models.DateField("開始日", null=True, blank=True)
    ends_on = models.DateField("終了日", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def schedule(self) -> Schedule:
        """The times as the rules take them."""
        openings = tuple(Opening(*one) for one in self.times)
        return Schedule(openings, OnHolidays(self.on_holidays), self.left_over)


def _constraints(table: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(available__isnull=True) | Q(capacity__isnull=False, available__lte=F("capacity")),
            name=f"{table}_places_in_order",
            violation_error_message=IN_ORDER,
        ),
        models.CheckConstraint(
            condition=Q(paused_until__isnull=True)
            | Q(paused_from__isnull=False, paused_until__gt=F("paused_from")),
            name=f"{table}_pause_in_order",
            violation_error_message=PAUSE_IN_ORDER,
        ),
        models.CheckConstraint(
            condition=Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_from__lte=F("age_to")),
            name=f"{table}_ages_in_order",
            violation_error_message=AGES_IN_ORDER,
        ),
        models.CheckConstraint(
            condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            name=f"{table}_period_in_order",
            violation_error_message="終了日は開始日以後にしてください。",
        ),
    ]


class ResourceQuerySet(models.QuerySet["Resource"]):
    def running_on(self, day: date) -> Self:
        return self.filter(_running(day))

    def paused_on(self, day: date) -> Self:
        return self.filter(_paused(day))

    def for_the_public(self, day: date) -> Self:
        """What anybody may see: said to be public, running, confirmed in time."""
        return self.running_on(day).filter(Q(verify_by__isnull=True) | Q(verify_by__gte=day), public=True)


class Resource(Offering):
    """A resource of the community (地域資源): a place, a group, a facility or a business that takes people in.

    ``address`` is as written; prefecture to building are what was read of it. ``verify_by``: until when its
    facts hold without being confirmed; after it the resource is not shown to the public and not suggested.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("名称", max_length=200)
    kana = models.CharField("名称カナ", max_length=300, blank=True, default="")
    common_name = models.CharField("通称", max_length=200, blank=True, default="")
    kind = models.CharField("種別", max_length=12, choices=ResourceKind.choices, default=ResourceKind.OTHER)
    poi_code = models.CharField("POIコード", max_length=4, blank=True, default="")
    service = models.CharField("サービスの種類", max_length=300, blank=True, default="")
    purposes = ArrayField(models.CharField(max_length=12), verbose_name="目的", default=list, blank=True)
    description = models.TextField("説明", blank=True, default="")
    public_service = models.BooleanField("公的サービス", default=False)
    public = models.BooleanField("公開する", default=False)
    organisation = models.CharField("団体・法人", max_length=200, blank=True, default="")
    corporation_number = models.CharField("法人番号", max_length=13, blank=True, default="")
    office_number = models.CharField("事業所番号", max_length=20, blank=True, default="")
    agency = models.ForeignKey(
        "agencies.Agency",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="機関",
    )
    keeper = models.ForeignKey(
        "agencies.Agency",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="確かめる機関",
    )
    postcode = models.CharField("郵便番号", max_length=10, blank=True, default="")
    address = models.CharField("住所", max_length=300, blank=True, default="")
    prefecture = models.CharField("都道府県", max_length=4, blank=True, default="")
    city = models.CharField("市区町村", max_length=40, blank=True, default="")
    town = models.CharField("町字", max_length=80, blank=True, default="")
    block = models.CharField("番地以下", max_length=80, blank=True, default="")
    building = models.CharField("方書", max_length=200, blank=True, default="")
    latitude = models.DecimalField("緯度", max_digits=10, decimal_places=7, null=True, blank=True)
    longitude = models.DecimalField("経度", max_digits=10, decimal_places=7, null=True, blank=True)
    place_from = models.CharField("位置のもと", max_length=12, blank=True, default="")
    phone = models.CharField("電話", max_length=200, blank=True, default="")
    phone_digits = models.CharField("電話（数字）", max_length=15, blank=True, default="")
    fax = models.CharField("FAX", max_length=200, blank=True, default="")
    email = models.CharField("メール", max_length=254, blank=True, default="")
    website = models.CharField("ウェブサイト", max_length=500, blank=True, default="")
    access = models.TextField("アクセス", blank=True, default="")
    fee = models.CharField("料金", max_length=300, blank=True, default="")
    closing_words = models.TextField("定休日（原文）", blank=True, default="")
    closings = models.JSONField("定休日", default=dict, blank=True)
    capacity_words = models.CharField("定員（原文）", max_length=300, blank=True, default="")
    barrier_free = models.JSONField("バリアフリー", default=dict, blank=True)
    barrier_words = models.TextField("バリアフリー（原文）", blank=True, default="")
    areas = ArrayField(models.CharField(max_length=60), verbose_name="対象の地区", default=list, blank=True)
    asks_per_month = models.PositiveSmallIntegerField("月に受ける依頼の上限", null=True, blank=True)
    note = models.TextField("備考", blank=True, default="")
    verify_by = models.DateField("確認の期限", null=True, blank=True)
    confirmed_on = models.DateField("確認した日", null=True, blank=True)
    confirmed_by = models.UUIDField("確認した所属", null=True, blank=True)
    confirmed_name = models.CharField("確認した人", max_length=200, blank=True, default="")
    original = models.JSONField("取り込んだ元の値", default=dict, blank=True)
    search_words = models.GeneratedField(
        expression=Folded("name", "kana", "common_name", "service", "organisation", "address", "phone"),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = ResourceQuerySet.as_manager()
    privacy: ClassVar = {
        "*": PrivacyClass.PUBLIC,
        "confirmed_by": PrivacyClass.WORK,
        "confirmed_name": PrivacyClass.WORK,
    }

    class Meta:
        verbose_name = "地域の資源"
        ordering = ["kana", "name", "id"]
        indexes = [
            models.Index(fields=["kana", "name", "id"], name="resource_in_order"),
            models.Index(
                fields=["corporation_number"],
                name="resource_by_corporation",
                condition=~Q(corporation_number=""),
            ),
            models.Index(fields=["verify_by"], name="resource_by_verify"),
            GinIndex(fields=["open_days"], name="resource_by_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ResourceKind.values), name="resource_kind_known"),
            *_constraints("resource"),
        ]

    def __str__(self) -> str:
        return self.name


class Menu(Offering):
    """What a resource offers to take part in (参加メニュー), with its one purpose, told to both sides."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resource = models.ForeignKey(
        Resource, on_delete=models.CASCADE, related_name="menus", verbose_name="地域の資源"
    )
    name = models.CharField("名称", max_length=120)
    purpose = models.CharField("目的", max_length=12, choices=Purpose.choices)
    description = models.TextField("内容", blank=True, default="")
    pace = models.CharField("頻度・時間", max_length=120, blank=True, default="")
    reward = models.CharField("報酬・工賃", max_length=120, blank=True, default="")
    transport = models.CharField("交通・送迎", max_length=120, blank=True, default="")
    insurance = models.CharField("保険", max_length=120, blank=True, default="")
    origin_id = models.UUIDField("もとになった依頼", null=True, blank=True)

    privacy: ClassVar = {"*": PrivacyClass.PUBLIC, "origin_id": PrivacyClass.WORK}

    class Meta:
        verbose_name = "参加メニュー"
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["purpose"], name="menu_by_purpose")]
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="menu_purpose_known"),
            *_constraints("menu"),
        ]

    def __str__(self) -> str:
        return self.name
