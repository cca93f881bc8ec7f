"""What the front door asks of the tables about staff and their hats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Q, QuerySet

from enishi.agencies.models import CredentialReset, Membership, Staff
from enishi.agencies.models.staff import MembershipQuerySet
from enishi.agencies.roles import ROLES
from enishi.office import prepared
from enishi.office.models import CitySetting
from enishi.website.passwords import INITIAL, is_initial


@dataclass(frozen=True)
class HatChoice:
    """One hat that somebody may wear today."""

    membership_id: UUID
    staff_id: UUID
    staff_name: str
    agency_name: str
    role: str

    @property
    def role_label(self) -> str:
        return ROLES[self.role].label


def staff_by_id(staff_id: UUID | str) -> Staff | None:
    return Staff.objects.filter(pk=staff_id, is_active=True).first()


def hats_of(staff_id: UUID | str, on: date) -> list[HatChoice]:
    """The hats of a member of staff on a day, in the order in which they were given."""
    return _choices(Membership.objects.filter(staff_id=staff_id).order_by("starts_on", "agency__name", "pk"), on)


def hats_by_role(on: date) -> list[tuple[str, list[HatChoice]]]:
    """Everybody's hats under the label of their role, those first who are told of first (the fictional city only)."""
    order = list(ROLES)
    everybody = _choices(Membership.objects.order_by("staff__staff_number"), on)
    found = sorted(everybody, key=lambda hat: order.index(hat.role))
    return [(ROLES[role].label, list(hats)) for role, hats in groupby(found, key=lambda hat: hat.role)]


def _choices(memberships: MembershipQuerySet, on: date) -> list[HatChoice]:
    active = memberships.at_work(on)
    open_agencies = active.filter(agency__starts_on__lte=on).exclude(agency__ends_on__lte=on)
    return [
        HatChoice(one.pk, one.staff_id, one.staff.name, one.agency.name, one.role)
        for one in open_agencies.select_related("staff", "agency")
    ]


def city_is_fictional() -> bool:
    """Whether this is the demonstration: asked for at the start *and* written in the database by its owner."""
    return bool(settings.DEMO) and CitySetting.objects.filter(name="fictional_city").exists()


def choice_among(choices: Sequence[HatChoice], membership_id: str) -> HatChoice | None:
    return next((one for one in choices if str(one.membership_id) == membership_id), None)


def unread() -> int:
    """How many open tasks and unread notices are for the hat that asks, where it was not told with who asks."""
    [(found,)] = prepared.rows("SELECT enishi_waiting()", [])
    return int(found)


@dataclass(frozen=True)
class Credentials:
    """How somebody signs in; never what with."""

    staff_id: UUID
    name: str
    staff_number: str
    is_active: bool
    password: str
    app: bool
    passkeys: int
    waiting: CredentialReset | None

    @property
    def may_get_initial_code(self) -> bool:
        return self.password in {"none", "initial"}


def credentials_of(staff_id: UUID) -> Credentials | None:
    person = Staff.objects.filter(pk=staff_id).first()
    if person is None:
        return None
    types = list(Authenticator.objects.filter(user_id=staff_id).values_list("type", flat=True))
    return Credentials(
        staff_id=person.pk,
        name=person.name,
        staff_number=person.staff_number,
        is_active=person.is_active,
        password=_state_of_password(person),
        app="totp" in types,
        passkeys=types.count("webauthn"),
        waiting=resets_waiting().filter(staff_id=staff_id).first(),
    )


def _state_of_password(person: Staff) -> str:
    if not person.password or not person.has_usable_password():
        return "none"
    return "initial" if is_initial(person) else "set"


@dataclass(frozen=True)
class Newcomers:
    """Staff of an agency who never signed in: those without a code, and those whose code lies unused."""

    agency_id: UUID
    agency_name: str
    without: int
    unused: int


NEVER_SIGNED_IN = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) | Q(password__startswith=INITIAL)


def newcomers(on: date) -> list[Newcomers]:
    """Agencies that have some, by code."""
    unused = Q(staff__password__startswith=INITIAL)
    found = (
        Membership.objects.at_work(on)
        .filter(staff__is_active=True, staff__in=Staff.objects.filter(NEVER_SIGNED_IN))
        .values_list("agency_id", "agency__name", "agency__code")
        .annotate(
            without=Count("staff", distinct=True, filter=~unused), unused=Count("staff", distinct=True, filter=unused)
        )
        .order_by("agency__code", "agency__name")
    )
    return [Newcomers(agency, name, without, unused) for agency, name, _code, without, unused in found]


def newcomers_of(agency_id: UUID, on: date, *, again: bool) -> QuerySet[Staff]:
    """Who of an agency has no code yet; ``again``: whose code lies unused instead, the oldest code first."""
    serving = Membership.objects.at_work(on).filter(agency_id=agency_id).values("staff")
    found = Staff.objects.filter(NEVER_SIGNED_IN, is_active=True, pk__in=serving)
    if again:
        return found.filter(password__startswith=INITIAL).order_by("password")
    return found.exclude(password__startswith=INITIAL).order_by("kana", "staff_number")


def resets_waiting() -> QuerySet[CredentialReset]:
    return (
        CredentialReset.objects.filter(agreed_at=None, withdrawn_at=None)
        .select_related("staff")
        .order_by("asked_at", "pk")
    )


def resets_done() -> list[CredentialReset]:
    done = CredentialReset.objects.exclude(agreed_at=None, withdrawn_at=None)
    return list(done.select_related("staff").order_by("-asked_at", "pk")[:20])


def staff_of_reset(reset_id: UUID) -> UUID | None:
    return CredentialReset.objects.filter(pk=reset_id).values_list("staff_id", flat=True).first()
