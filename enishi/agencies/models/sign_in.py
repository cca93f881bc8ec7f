import uuid
from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q

from enishi.office.models.vocabulary import StampRow
from enishi.office.privacy import PrivacyClass


class WebSession(AbstractBaseSession):
    """A browser's session. ``session_key`` is the SHA-256 of the cookie: who reads the table gains no cookie."""

    session_key = models.CharField(max_length=64, primary_key=True)

    privacy: ClassVar = {"*": PrivacyClass.CREDENTIAL}

    class Meta:
        verbose_name = "セッション"

    @classmethod
    def get_session_store_class(cls):  # type: ignore[no-untyped-def]
        from django.conf import settings
        from django.utils.module_loading import import_string

        return import_string(f"{settings.SESSION_ENGINE}.SessionStore")


class SignIn(models.Model):
    """From what the database learns who is asking: the hash of a secret → a hat or an answer link.

    Written by the role ``enishi_gate`` only; the application cannot even read it. A statement injected into the
    application can set any id, but it cannot guess the secret of another live session.
    No foreign keys: the gate sees nothing but its own tables.

    ``hat_…``: what the hat was when it was put on, written by the database whatever is sent (``agencies_wear``). It counts as long
    as nothing that a hat hangs on has changed since (:class:`HatStamp`): every wall of every statement asks who asks, and so
    finds it by one key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    secret_digest = models.BinaryField(max_length=32, unique=True)
    staff_id = models.UUIDField(null=True)
    membership_id = models.UUIDField(null=True)
    link_id = models.UUIDField(null=True)
    factors = models.PositiveSmallIntegerField("認証要素の数")
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    hat_agency_id = models.UUIDField(null=True)
    hat_role = models.CharField("役割", max_length=20, null=True)
    hat_from = models.DateField(null=True)
    hat_until = models.DateField(null=True)
    hat_stamp = models.UUIDField(null=True)

    privacy: ClassVar = {"*": PrivacyClass.CREDENTIAL}

    class Meta:
        verbose_name = "サインイン"
        indexes = [models.Index(fields=["staff_id"], condition=Q(ended_at__isnull=True), name="sign_in_live")]
        constraints = [
            models.CheckConstraint(
                condition=Q(link_id__isnull=True, staff_id__isnull=False)
                | Q(link_id__isnull=False, staff_id__isnull=True, membership_id__isnull=True),
                name="sign_in_staff_or_link",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class HatStamp(StampRow):
    """One row that changes whenever anything changes on which a hat hangs: a membership, a stopped member of staff, the days of an
    agency. Nobody but the kernel reads or writes it."""

    class Meta:
        verbose_name = "所属の版"


class NameStamp(StampRow):
    """One row that changes with every name of an agency or of staff, and every hat: what processes remember of them hangs on it."""

    class Meta:
        verbose_name = "名称の版"


class AnswerLink(models.Model):
    """A time-limited link by which a partner without an account answers one thing (期限つきリンク).

    The link is itself a grantee: what is shown through it comes from grants to ``id``, by the same predicate.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    secret_digest = models.BinaryField(max_length=32, unique=True)
    agency_id = models.UUIDField()
    binder_id = models.UUIDField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField("有効期限")
    ended_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    privacy: ClassVar = {"*": PrivacyClass.CREDENTIAL}

    class Meta:
        verbose_name = "期限つきリンク"

    def __str__(self) -> str:
        return str(self.id)
