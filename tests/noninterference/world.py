"""Random worlds: offices, hats, binders, grants, seals, blocks, with boundaries and near misses on purpose.

A world is plain data. ``events`` is the order in which grants, seals, keys and their ends came about: the
database's triggers must arrive at the same end whatever the order.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from enishi.agencies.roles import ROLES, SEEING_ROLES

TOKYO = ZoneInfo("Asia/Tokyo")
CLASSES = (1, 2, 4, 8, 16, 32, 64, 128)
MOMENT = timedelta(microseconds=1)


@dataclass
class Agency:
    id: UUID
    starts_on: date
    ends_on: date | None


@dataclass
class Staff:
    id: UUID
    is_active: bool


@dataclass
class Membership:
    id: UUID
    staff_id: UUID
    agency_id: UUID
    role: str
    starts_on: date
    ends_on: date | None


@dataclass
class Link:
    id: UUID
    agency_id: UUID
    binder_id: UUID
    expires_at: datetime
    ended_at: datetime | None


@dataclass
class SignIn:
    """``membership_id`` may belong to somebody else (a forged hat): then it is no hat."""

    id: UUID
    secret: str
    staff_id: UUID | None
    membership_id: UUID | None
    link_id: UUID | None
    factors: int
    expires_at: datetime
    ended_at: datetime | None


@dataclass
class Grant:
    id: UUID
    binder_id: UUID
    grantee_id: UUID
    kind: str
    classes: int
    starts_at: datetime
    ends_at: datetime | None
    revoked_at: datetime | None


@dataclass
class Seal:
    id: UUID
    binder_id: UUID
    classes: int
    lifted: bool


@dataclass
class Key:
    id: UUID
    seal_id: UUID
    holder_id: UUID
    withdrawn: bool


@dataclass
class Block:
    id: UUID
    binder_id: UUID
    staff_id: UUID
    lifted: bool


@dataclass
class Row:
    id: UUID
    binder_id: UUID
    information_class: int
    origin_id: UUID


@dataclass
class Look:
    """A recorded look: of which sign-in, in which request, how long ago, at which binders and classes."""

    sign_in_id: UUID
    request_id: UUID
    binders: list[UUID]
    classes: int
    age: timedelta
    kind: str = "look"


@dataclass
class World:
    now: datetime
    agencies: list[Agency] = field(default_factory=list)
    staff: list[Staff] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    sign_ins: list[SignIn] = field(default_factory=list)
    binders: list[UUID] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    events: list[tuple[str, UUID]] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.now.astimezone(TOKYO).date()


class Maker:
    """Makes one world from a seed. Three rows in four have something that reaches them, half of it flawed."""

    def __init__(self, seed: int, *, agencies: int = 6, staff: int = 24, binders: int = 120) -> None:
        self.random = random.Random(seed)
        hour = self.random.choice([0, 3, 14, 15, 23])
        self.world = World(now=datetime(2026, 9, 30, hour, self.random.randrange(60), 7, 500, tzinfo=UTC))
        self.sizes = (agencies, staff, binders)

    def make(self) -> World:
        agencies, staff, binders = self.sizes
        world = self.world
        world.agencies = [Agency(self.uuid(), *self.period(flawed=0.12)) for _ in range(agencies)]
        world.staff = [Staff(self.uuid(), self.random.random() > 0.08) for _ in range(staff)]
        world.binders = [self.uuid() for _ in range(binders)]
        for person in world.staff:
            for _ in range(self.random.choice([1, 1, 1, 2, 3])):
                world.memberships.append(self.membership(person))
        world.links = [self.link() for _ in range(4)]
        self.sign_everybody_in()
        for binder in world.binders:
            self.fill(binder)
        self.order_events()
        return world

    def uuid(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def period(self, *, flawed: float) -> tuple[date, date | None]:
        """Days around today; the flaws are the two borders and both sides of them."""
        today, pick = self.world.today, self.random.random()
        if pick > flawed:
            return self.random.choice([today, today - timedelta(days=400)]), self.random.choice(
                [None, today + timedelta(days=1), today + timedelta(days=90)]
            )
        return self.random.choice(
            [
                (today + timedelta(days=1), None),
                (today - timedelta(days=30), today),
                (today - timedelta(days=30), today - timedelta(days=1)),
            ]
        )

    def membership(self, person: Staff) -> Membership:
        role = self.random.choice(SEEING_ROLES if self.random.random() < 0.75 else list(ROLES))
        taken = {(one.agency_id, one.role) for one in self.world.memberships if one.staff_id == person.id}
        agency = self.random.choice([one for one in self.world.agencies if (one.id, role) not in taken])
        return Membership(self.uuid(), person.id, agency.id, role, *self.period(flawed=0.15))

    def link(self) -> Link:
        now = self.world.now
        expires = self.random.choice([now + timedelta(days=3), now + MOMENT, now, now - timedelta(days=1)])
        ended = self.random.choice([None, None, None, now - timedelta(hours=1)])
        agency, binder = self.random.choice(self.world.agencies), self.random.choice(self.world.binders)
        return Link(self.uuid(), agency.id, binder, expires, ended)

    def sign_everybody_in(self) -> None:
        now = self.world.now
        for one in self.world.memberships:
            flaw = self.random.random()
            self.world.sign_ins.append(
                SignIn(
                    id=self.uuid(),
                    secret=f"secret-{self.uuid()}",
                    staff_id=self.random.choice(self.world.staff).id if flaw < 0.04 else one.staff_id,
                    membership_id=one.id,
                    link_id=None,
                    factors=1 if 0.04 <= flaw < 0.08 else 2,
                    expires_at=now if 0.08 <= flaw < 0.12 else now + self.random.choice([MOMENT, timedelta(hours=9)]),
                    ended_at=now - timedelta(hours=1) if 0.12 <= flaw < 0.16 else None,
                )
            )
        for link in self.world.links:
            self.world.sign_ins.append(
                SignIn(
                    self.uuid(), f"secret-{self.uuid()}", None, None, link.id, 2, now + timedelta(hours=1), None
                )
            )
        self.sign_in_with_flawed_links()

    def sign_in_with_flawed_links(self) -> None:
        """One factor only, ended, and a wrong secret for a good sign-in."""
        now, hour, link = self.world.now, timedelta(hours=1), self.world.links[0].id
        for factors, ended in ((1, None), (2, now - hour)):
            secret = f"secret-{self.uuid()}"
            self.world.sign_ins.append(SignIn(self.uuid(), secret, None, None, link, factors, now + hour, ended))

    def grantee(self) -> UUID:
        pick = self.random.random()
        if pick < 0.55:
            return self.random.choice(self.world.agencies).id
        if pick < 0.92:
            return self.random.choice(self.world.memberships).id
        return self.random.choice(self.world.links).id

    def classes(self) -> int:
        pick = self.random.random()
        if pick < 0.3:
            return 255
        return sum(self.random.sample(CLASSES, self.random.randint(1, 4)))

    def grant(self, binder: UUID) -> Grant:
        now, hour, flaw = self.world.now, timedelta(hours=1), self.random.random()
        starts = self.random.choice([now, now - hour, now - 200 * hour])
        ends = self.random.choice([None, now + MOMENT, now + 24 * hour])
        revoked = None
        if flaw < 0.12:
            starts, ends = now + self.random.choice([MOMENT, hour]), None
        elif flaw < 0.24:
            starts, ends = now - 300 * hour, self.random.choice([now, now - MOMENT, now - hour])
        elif flaw < 0.36:
            revoked = self.random.choice([now - hour, now, now + hour])
        kind = "own_work" if ends is None else self.random.choice(["consent", "referral", "other_law"])
        return Grant(self.uuid(), binder, self.grantee(), kind, self.classes(), starts, ends, revoked)

    def fill(self, binder: UUID) -> None:
        world, chance = self.world, self.random.random
        grants = [self.grant(binder) for _ in range(self.random.choice([1, 2, 3, 5, 8, 12]))]
        world.grants += grants
        for _ in range(self.random.choice([0, 0, 0, 1, 1, 2])):
            seal = Seal(self.uuid(), binder, self.classes(), chance() < 0.2)
            world.seals.append(seal)
            for holder in {one.grantee_id for one in grants if chance() < 0.4} | {self.grantee()}:
                world.keys.append(Key(self.uuid(), seal.id, holder, chance() < 0.25))
        for _ in range(self.random.choice([0, 0, 0, 1, 3])):
            world.blocks.append(
                Block(self.uuid(), binder, self.random.choice(world.staff).id, chance() < 0.25)
            )
        for information_class in CLASSES:
            origin = self.random.choice(world.agencies).id
            world.rows.append(Row(self.uuid(), binder, information_class, origin))

    def order_events(self) -> None:
        """Grants, seals and keys in a random order in which a key follows its seal and an end its beginning."""
        world = self.world
        timed = [(self.random.random(), "grant", one.id) for one in world.grants]
        when = {one.id: self.random.random() for one in world.seals}
        timed += [(when[one.id], "seal", one.id) for one in world.seals]
        timed += [(when[one.id] + 0.4 + self.random.random(), "lift", one.id) for one in world.seals if one.lifted]
        for key in world.keys:
            given = when[key.seal_id] + self.random.random() * 0.3 + 1e-9
            timed.append((given, "key", key.id))
            if key.withdrawn:
                timed.append((given + self.random.random() + 1e-9, "withdraw", key.id))
        world.events = [(what, which) for _, what, which in sorted(timed)]
