"""Who sees what, decided naively from ``docs/explanation/who-sees-what.md`` alone (sections 1 to 6).

Written by another hand than the predicate and the database's walls, on purpose. When this and they disagree, read
the document again; do not copy from one to the other. The numbers in the comments are the document's.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.noninterference.world import Agency, Grant, Link, Look, Membership, Row, Seal, SignIn, World

JAPAN = ZoneInfo("Asia/Tokyo")
ROLES_THAT_SEE_PERSONS = {"counter", "promoter", "coordinator", "outreach", "partner"}  # 1.6
A_LOOK_LASTS = timedelta(seconds=30)  # 6


@dataclass(frozen=True)
class Hat:
    """A valid hat: whom grants may name to reach it, and, unless it is a link, its agency and its staff."""

    grantees: frozenset[UUID]
    agency_id: UUID | None
    staff_id: UUID | None


def visible_rows(world: World, sign_in: SignIn) -> set[UUID]:
    """The rows visible by sections 1 to 5."""
    return {row.id for row in _visible(world, sign_in)}


def shown_rows(world: World, sign_in: SignIn, looks: list[Look], request_id: UUID) -> set[UUID]:
    """The rows of a table with contents that appear, by sections 1 to 6."""
    recorded = [look for look in looks if _counts(look, sign_in, request_id)]
    return {
        row.id
        for row in _visible(world, sign_in)
        if any(row.binder_id in look.binders and row.information_class & look.classes for look in recorded)
    }


# 1. The hat


def _hat(world: World, presented: SignIn) -> Hat | None:
    """The hat of a sign-in that presents an id and a secret, or None when it is not valid."""
    sign_in = _find(world.sign_ins, presented.id)
    if sign_in is None or sign_in.secret != presented.secret:  # 1.1
        return None
    if sign_in.ended_at is not None or not world.now < sign_in.expires_at:  # 1.1
        return None
    if sign_in.factors < 2:  # 1.2
        return None
    if sign_in.link_id is not None:
        return _link_hat(world, sign_in)
    return _membership_hat(world, sign_in)


def _link_hat(world: World, sign_in: SignIn) -> Hat | None:
    link: Link | None = _find(world.links, sign_in.link_id)
    if link is None or link.ended_at is not None or not world.now < link.expires_at:
        return None
    return Hat(frozenset({link.id}), agency_id=None, staff_id=None)


def _membership_hat(world: World, sign_in: SignIn) -> Hat | None:
    membership: Membership | None = _find(world.memberships, sign_in.membership_id)
    if membership is None or membership.staff_id != sign_in.staff_id:  # 1.3
        return None
    staff = _find(world.staff, membership.staff_id)
    if staff is None or not staff.is_active:  # 1.3
        return None
    agency: Agency | None = _find(world.agencies, membership.agency_id)
    today = world.now.astimezone(JAPAN).date()
    if agency is None or not _holds_on(membership, today) or not _holds_on(agency, today):  # 1.4, 1.5
        return None
    if membership.role not in ROLES_THAT_SEE_PERSONS:  # 1.6
        return None
    return Hat(frozenset({membership.id, agency.id}), agency.id, staff.id)


def _holds_on(period: Membership | Agency, today: date) -> bool:
    return period.starts_on <= today and (period.ends_on is None or today < period.ends_on)


# 2. The grants that reach it


def _reaches(grant: Grant, hat: Hat, world: World) -> bool:
    return (
        grant.grantee_id in hat.grantees
        and grant.starts_at <= world.now
        and (grant.ends_at is None or world.now < grant.ends_at)
        and grant.revoked_at is None  # whatever the time it bears
    )


# 3. The rows


def _visible(world: World, sign_in: SignIn) -> list[Row]:
    hat = _hat(world, sign_in)
    if hat is None:
        return []
    grants: dict[UUID, list[Grant]] = defaultdict(list)
    for grant in world.grants:
        if _reaches(grant, hat, world):
            grants[grant.binder_id].append(grant)
    blocked = _blocked_binders(world, hat)
    seals = _seals_in_force(world)
    holders = _key_holders(world)
    agency_of = {membership.id: membership.agency_id for membership in world.memberships}

    def opens(grant: Grant, row: Row) -> bool:
        names_class = bool(grant.classes & row.information_class)
        own_entry = hat.agency_id is not None and row.origin_id == hat.agency_id
        if not (names_class or own_entry):
            return False
        # 4. Every seal over the class needs a key, held by the grantee or by the agency of a grantee membership.
        may_hold = {grant.grantee_id, agency_of.get(grant.grantee_id, grant.grantee_id)}
        over_row = [seal for seal in seals[row.binder_id] if seal.classes & row.information_class]
        return all(may_hold & holders[seal.id] for seal in over_row)

    return [
        row
        for row in world.rows
        if row.binder_id not in blocked and any(opens(grant, row) for grant in grants[row.binder_id])
    ]


# 4. Seals and keys


def _seals_in_force(world: World) -> dict[UUID, list[Seal]]:
    """By binder, the seals not lifted."""
    seals: dict[UUID, list[Seal]] = defaultdict(list)
    for seal in world.seals:
        if not seal.lifted:
            seals[seal.binder_id].append(seal)
    return seals


def _key_holders(world: World) -> dict[UUID, set[UUID]]:
    """By seal, the holders of keys not withdrawn."""
    holders: dict[UUID, set[UUID]] = defaultdict(set)
    for key in world.keys:
        if not key.withdrawn:
            holders[key.seal_id].add(key.holder_id)
    return holders


# 5. Blocks


def _blocked_binders(world: World, hat: Hat) -> set[UUID]:
    """A link has no staff, so no block is its own."""
    if hat.staff_id is None:
        return set()
    return {block.binder_id for block in world.blocks if block.staff_id == hat.staff_id and not block.lifted}


# 6. The look that comes before


def _counts(look: Look, sign_in: SignIn, request_id: UUID) -> bool:
    return (
        look.kind == "look"
        and look.sign_in_id == sign_in.id
        and look.request_id == request_id
        and timedelta(0) <= look.age < A_LOOK_LASTS
    )


def _find(things: list, wanted: UUID | None):
    return next((thing for thing in things if thing.id == wanted), None)
