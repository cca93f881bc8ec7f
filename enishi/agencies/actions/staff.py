"""Appointing, transferring and ending staff. Access hangs on memberships, so it ends with them, at once."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from enishi.agencies import access, hooks
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency, Membership, Pledge, Staff
from enishi.agencies.queries.administrators import ADMINISTERING, NOT_ONESELF, reasons_to_keep
from enishi.agencies.roles import ROLES
from enishi.agencies.terms import PledgeKind
from enishi.office import trail
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.text import plain


def may_administer(by: Hat | None) -> None:
    """:raises NotFound: for a hat that does not administer; hidden and forbidden look the same"""
    if by is not None and "administer" not in by.may:
        raise NotFound("administer")


@transaction.atomic
def appoint_staff(
    *,
    staff_number: str,
    name: str,
    agency_id: UUID,
    role: str,
    starts_on: date,
    kana: str = "",
    email: str = "",
    contract: str = "",
    ends_on: date | None = None,
    by: Hat | None,
    at: datetime,
) -> Membership:
    """Give somebody a hat; a new staff number makes a new member of staff who cannot sign in until invited.

    :raises Refused: unknown role, agency ended, the same hat twice, number of somebody with another name
    """
    may_administer(by)
    staff_number = plain(staff_number)
    reasons = [] if role in ROLES else [f"「{role}」という役割はありません。"]
    agency = Agency.objects.filter(pk=agency_id).first()
    if agency is None or (agency.ends_on is not None and agency.ends_on <= starts_on):
        reasons.append("その日に活動している機関を選んでください。")
    if not staff_number or not name.strip():
        reasons.append("職員番号と氏名を入れてください。")
    staff = Staff.objects.select_for_update().filter(staff_number=staff_number).first()
    if staff is not None and staff.name != name:
        reasons.append(
            f"職員番号「{staff_number}」は別の氏名で登録されています。改姓なら職員の画面で氏名を変えてください。"
        )
    if staff is not None and by is not None and by.staff_id == staff.pk:
        reasons.append(NOT_ONESELF)
    if staff is not None and _holds(staff.pk, agency_id, role, starts_on):
        reasons.append("同じ所属と役割をすでに持っています。")
    if reasons:
        raise Refused(reasons)
    if staff is None:
        staff = new_staff(staff_number, name, kana, email)
        staff.save(force_insert=True)
    membership = Membership(
        staff=staff, agency_id=agency_id, role=role, contract=contract, starts_on=starts_on, ends_on=ends_on
    )
    membership.save(force_insert=True)
    trail.record(
        "staff.appointed",
        detail={
            "staff": str(staff.pk),
            "membership": str(membership.pk),
            "agency": str(agency_id),
            "role": role,
        },
    )
    return membership


@transaction.atomic
def change_staff(
    staff_id: UUID,
    *,
    name: str,
    kana: str,
    email: str,
    is_active: bool | None = None,
    version: int | None = None,
    by: Hat | None,
    at: datetime,
) -> list[str]:
    """Change what is known of somebody (改姓, メール, 利用停止); returns the fields that really changed."""
    may_administer(by)
    staff = Staff.objects.select_for_update().filter(pk=staff_id).first()
    if staff is None:
        raise NotFound("staff", staff_id)
    if not name.strip():
        raise Refused("氏名を入れてください。")
    wanted: dict[str, object] = {"name": name, "kana": kana, "email": email}
    if is_active is not None:
        wanted["is_active"] = is_active
    changed = [key for key, value in wanted.items() if getattr(staff, key) != value]
    if version is not None and version != staff.version:
        raise Overtaken({key: str(getattr(staff, key)) for key in changed})
    if not changed:
        return []
    if "is_active" in changed and not is_active:
        _keep_an_administrator(localdate(at), staff=staff_id)
    for key in changed:
        setattr(staff, key, wanted[key])
    staff.version += 1
    staff.save(update_fields=[*changed, "version"])
    if "is_active" in changed and not is_active:
        transaction.on_commit(partial(access.end_sign_ins_of, staff_id, at=at), robust=True)
    trail.record("staff.changed", detail={"staff": str(staff_id), "fields": sorted(changed)})
    return changed


@transaction.atomic
def transfer_staff(
    staff_id: UUID, *, to: UUID, role: str, on: date, by: Hat | None, at: datetime
) -> Membership:
    """End every running hat of somebody on ``on`` and give the new one from that day (人事異動)."""
    may_administer(by)
    staff = Staff.objects.filter(pk=staff_id).first()
    if staff is None:
        raise NotFound("staff", staff_id)
    running = [one for one in staff.memberships.all() if one.ends_on is None or one.ends_on > on]
    if any(one.agency_id == to and one.role == role for one in running):
        raise Refused("異動先の所属と役割をすでに持っています。")
    if role not in ADMINISTERING:
        _keep_an_administrator(on, staff=staff_id)
    begun = appoint_staff(
        staff_number=staff.staff_number, name=staff.name, agency_id=to, role=role, starts_on=on, by=by, at=at
    )
    end_memberships(running, on=on, by=by, at=at)
    return begun


@transaction.atomic
def end_membership(membership_id: UUID, *, on: date, by: Hat | None, at: datetime) -> None:
    """End one hat from ``on`` (exclusive). Today means: the next request dies."""
    may_administer(by)
    membership = Membership.objects.filter(pk=membership_id).first()
    if membership is None:
        raise NotFound("membership", membership_id)
    _keep_an_administrator(on, pk=membership_id)
    end_memberships([membership], on=on, by=by, at=at)


def end_memberships(memberships: Iterable[Membership], *, on: date, by: Hat | None, at: datetime) -> int:
    """End those that still run on ``on``; tell the rooms upstairs; end live sign-ins once it is committed.

    The hat of whoever does it ends last, and each is saved last: from then on the database does not know the hat any more.
    """
    count = 0
    own = by.membership_id if by else None
    for membership in sorted(memberships, key=lambda one: one.pk == own):
        if membership.ends_on is not None and membership.ends_on <= on:
            continue
        membership.ends_on = max(on, membership.starts_on)
        hooks.tell_membership_ends(membership.pk, membership.agency_id, membership.ends_on, by, at)
        trail.record(
            "membership.ended",
            detail={"membership": str(membership.pk), "on": membership.ends_on.isoformat()},
        )
        membership.save(update_fields=["ends_on"])
        if membership.ends_on <= localdate(at):
            transaction.on_commit(partial(access.end_sign_ins_of, membership.staff_id, at=at), robust=True)
        count += 1
    return count


@transaction.atomic
def record_pledge(
    staff_id: UUID,
    *,
    kind: PledgeKind | str,
    text_version: str,
    signed_on: date,
    ends_on: date | None = None,
    by: Hat | None,
    at: datetime,
) -> Pledge:
    """Record that somebody signed a pledge of secrecy."""
    may_administer(by)
    reasons = []
    if kind not in PledgeKind.values:
        reasons.append("誓約の種類を選んでください。")
    if not text_version.strip():
        reasons.append("誓約書の版を入れてください。")
    if signed_on > localdate(at):
        reasons.append("誓約した日が先の日付です。")
    if ends_on is not None and ends_on <= signed_on:
        reasons.append("効力の終わる日は誓約した日より後にしてください。")
    if reasons:
        raise Refused(reasons)
    if not Staff.objects.filter(pk=staff_id).exists():
        raise NotFound("staff", staff_id)
    pledge = Pledge(
        staff_id=staff_id,
        kind=kind,
        text_version=text_version,
        signed_on=signed_on,
        ends_on=ends_on,
        recorded_by=by.membership_id if by else None,
        recorded_at=at,
    )
    pledge.save(force_insert=True)
    trail.record("pledge.recorded", detail={"staff": str(staff_id), "kind": str(kind)})
    return pledge


def new_staff(staff_number: str, name: str, kana: str, email: str) -> Staff:
    """An unsaved member of staff without a usable password."""
    staff = Staff(staff_number=staff_number, name=name, kana=kana, email=email)
    staff.set_unusable_password()
    return staff


def _keep_an_administrator(on: date, **whose: object) -> None:
    """:raises Refused: these memberships are the last by which anybody administers"""
    if reasons := reasons_to_keep(on=on, **whose):
        raise Refused(reasons)


def _holds(staff_id: UUID, agency_id: UUID, role: str, on: date) -> bool:
    return any(
        one.ends_on is None or one.ends_on > on
        for one in Membership.objects.filter(staff_id=staff_id, agency_id=agency_id, role=role)
    )
