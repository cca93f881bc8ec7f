import uuid
from datetime import date
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from enishi.agencies.models.agency import Agency
from enishi.agencies.roles import ROLE_CHOICES, ROLES
from enishi.office.privacy import PrivacyClass


class StaffManager(BaseUserManager["Staff"]):
    def get_by_natural_key(self, username: str | None) -> "Staff":
        return self.get(staff_number=username)


class Staff(AbstractBaseUser):
    """A member of staff (職員) of any agency. Signs in by number; what they may do and see hangs on memberships."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff_number = models.CharField("職員番号", max_length=40, unique=True)
    name = models.CharField("氏名", max_length=100)
    kana = models.CharField("氏名カナ", max_length=150, blank=True, default="")
    email = models.CharField("メール", max_length=254, blank=True, default="")
    is_active = models.BooleanField("利用できる", default=True)
    version = models.PositiveIntegerField(default=1)

    USERNAME_FIELD = "staff_number"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = StaffManager()
    privacy: ClassVar = {"*": PrivacyClass.STAFF, "password": PrivacyClass.CREDENTIAL}

    class Meta:
        verbose_name = "職員"
        ordering = ["kana", "staff_number"]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active_on(self, day: date) -> Self:
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))

    def at_work(self, day: date) -> Self:
        """Held on that day by somebody who may still sign in."""
        return self.active_on(day).filter(staff__is_active=True)


class Membership(models.Model):
    """A hat (所属): one person, one agency, one role, for a period with an open end. End exclusive."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField("役割", max_length=20, choices=ROLE_CHOICES)
    contract = models.CharField("委託契約", max_length=60, blank=True, default="")
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    privacy: ClassVar = {"*": PrivacyClass.STAFF}

    class Meta:
        verbose_name = "所属"
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="membership_role_known"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_period_in_order",
                violation_error_message="所属の終了日は開始日以後にしてください。",
            ),
            models.UniqueConstraint(
                fields=["staff", "agency", "role"],
                condition=Q(ends_on__isnull=True),
                name="membership_once_while_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.agency} {self.get_role_display()}"
