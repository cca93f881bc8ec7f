"""Staff with their hats and pledges, for the administrator; and colleagues to choose one from."""

from datetime import date
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from enishi.agencies.models import Membership, Pledge, Staff
from enishi.agencies.roles import ROLES, SEEING_ROLES, roles_with
from enishi.agencies.rules.searching import folded, typed_words
from enishi.office.digest import Recipient
from enishi.office.errors import NotFound
from enishi.office.words import of_others

SORTS = {"name": ("kana", "staff_number"), "number": ("staff_number",)}


def staff_list(
    *,
    search: str = "",
    agency: UUID | None = None,
    role: str = "",
    active: str = "active",
    sort: str = "name",
    on: date,
) -> QuerySet[Staff]:
    """Staff as a queryset to page, with ``running`` hats.

    `active`: "active", "none" (no hat), "unpledged" (hats, but no pledge of secrecy that holds), "unenrolled" (hats, but no
    second factor) or "all".
    """
    hats = Membership.objects.active_on(on).select_related("agency")
    wanted = Membership.objects.active_on(on).filter(staff=OuterRef("pk"))
    if agency:
        wanted = wanted.filter(agency=agency)
    if role:
        wanted = wanted.filter(role=role)
    found = Staff.objects.prefetch_related(Prefetch("memberships", hats, to_attr="running"))
    if active == "none":
        found = found.filter(~Exists(wanted))
    elif active in ("active", "unpledged", "unenrolled") or agency or role:
        found = found.filter(Exists(wanted))
    if active == "unpledged":
        holding = Pledge.objects.filter(staff=OuterRef("pk"), signed_on__lte=on)
        found = found.filter(~Exists(holding.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))))
    if active == "unenrolled":
        factors = Authenticator.objects.filter(user_id=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
        found = found.filter(~Exists(factors), is_active=True)
    for word in typed_words(search):
        kana = folded(word)
        found = found.filter(
            Q(name__icontains=word)
            | Q(kana__icontains=kana)
            | Q(staff_number__icontains=kana)
            | Q(email__icontains=word)
        )
    order = SORTS.get(sort.lstrip("-"), SORTS["name"])
    return found.order_by(*(f"-{column}" if sort.startswith("-") else column for column in order))


def staff_page(staff_id: UUID) -> Staff:
    """One member of staff with every hat, past ones too.

    :raises NotFound: no such member of staff
    """
    staff = (
        Staff.objects.prefetch_related(
            Prefetch("memberships", Membership.objects.select_related("agency").order_by("-starts_on", "id"))
        )
        .filter(pk=staff_id)
        .first()
    )
    if staff is None:
        raise NotFound("staff", staff_id)
    return staff


def running_memberships(agency_id: UUID, *, on: date) -> list[Membership]:
    """Who works at an agency."""
    found = Membership.objects.active_on(on).filter(agency_id=agency_id).select_related("staff")
    return list(found.order_by("staff__kana", "staff__staff_number"))


def pledges_of(staff_id: UUID) -> list[Pledge]:
    """Pledges of one member of staff, the newest first."""
    return list(Pledge.objects.filter(staff_id=staff_id))


def hats_with_mail(*, on: date) -> list[UUID]:
    """Memberships of a day whose holder has an e-mail address."""
    held = Membership.objects.at_work(on).exclude(staff__email="")
    return list(held.order_by("id").values_list("id", flat=True))


def digest_recipient(membership_id: UUID, *, on: date) -> Recipient | None:
    """Where the daily e-mail of a hat goes; None when the hat has ended meanwhile."""
    one = (
        Membership.objects.at_work(on)
        .filter(pk=membership_id)
        .values_list("staff__email", "agency_id", "role")
        .first()
    )
    if not one or not one[0]:
        return None
    return Recipient(membership_id, one[0], [membership_id, one[1]], of_others(ROLES[one[2]].may))


def colleagues_who_may(permission: str, agency: UUID | None, *, on: date, but: Q) -> list[tuple[str, str]]:
    """Who works with persons at an agency on a day and holds a permission, as choices. One query.

    :param but: who is not to choose
    """
    roles = set(SEEING_ROLES) & set(roles_with(permission))
    rows = Membership.objects.at_work(on).filter(agency=agency, role__in=roles).exclude(but).select_related("staff")
    return [(str(one.pk), f"{one.staff.name}（{ROLES[one.role].label}）") for one in rows.order_by("staff__kana", "pk")]
