"""Who may be shown what in the town, kept by hand while the story is told. Nothing here asks the database.

The rules are those of ``docs/explanation/who-sees-what.md``, read naively once more: a hat that sees persons, a grant that
reaches it, the class or the own entry, seals with keys, blocks. Existence (ids, numbers) needs 基本.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from tests.noninterference.canaries import Binder, Canary

BASIC, LIVING, HEALTH, FAMILY, RIGHTS, LOCATION, JUSTICE, INFORMANT = 1, 2, 4, 8, 16, 32, 64, 128
EVERYTHING = 255
READS_THE_TRAIL = {"auditor", "privacy_officer"}  # numbers, never a name
SAME_OF_BOTH = {"family name", "given name", "family kana", "given kana", "birth"}


@dataclass(eq=False)
class Visitor:
    """Somebody at a browser. ``sees``: a valid hat whose role sees persons (sections 1.1 to 1.6)."""

    label: str
    role: str = ""
    agency: UUID | None = None
    membership: UUID | None = None
    staff: UUID | None = None
    link: UUID | None = None
    sees: bool = False
    valid: bool = True

    def __repr__(self) -> str:
        return self.label

    @property
    def grantees(self) -> set[UUID]:
        return {one for one in (self.membership, self.agency, self.link) if one}


@dataclass(eq=False)
class Given:
    binder: Binder
    to: UUID
    classes: int
    ended: bool = False


@dataclass
class Ledger:
    given: list[Given] = field(default_factory=list)
    seals: list[tuple[Binder, int, set[UUID]]] = field(default_factory=list)
    blocks: set[tuple[Binder, UUID]] = field(default_factory=set)
    told: dict[Binder, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    private: dict[Canary, set[UUID]] = field(default_factory=dict)
    alike: dict[Binder, Binder] = field(default_factory=dict)
    about: dict[Binder, list[Binder]] = field(default_factory=lambda: defaultdict(list))

    def gives(self, binder: Binder, to: UUID, classes: int = EVERYTHING) -> None:
        self.given.append(Given(binder, to, classes))

    def ends(self, binder: Binder, to: UUID) -> None:
        for one in self.given:
            if one.binder is binder and one.to == to:
                one.ended = True

    def seals_for(self, binder: Binder, classes: int, *holders: UUID) -> None:
        self.seals.append((binder, classes, set(holders)))

    def tells(self, binder: Binder, *holders: UUID) -> None:
        """A notice or task with a reference (never a name) was put into somebody's inbox."""
        self.told[binder] |= set(holders)

    def classes(self, visitor: Visitor, binder: Binder) -> int:
        """The classes of a binder that grants open to a visitor."""
        return sum(bit for bit in (1, 2, 4, 8, 16, 32, 64, 128) if self._open(visitor, binder, bit, None))

    def _open(self, visitor: Visitor, binder: Binder, bit: int, origin: UUID | None) -> bool:
        if not visitor.valid or not visitor.sees or (binder, visitor.staff) in self.blocks:
            return False
        own = visitor.link is None and origin is not None and origin == visitor.agency
        for one in self.given:
            if one.ended or one.binder is not binder or one.to not in visitor.grantees:
                continue
            if not (one.classes & bit or own):
                continue
            holder = {one.to, visitor.agency} if one.to == visitor.membership else {one.to}
            if all(keys & holder for sealed, cls, keys in self.seals if sealed is binder and cls & bit):
                return True
        return False

    def may_exist(self, visitor: Visitor, binder: Binder) -> bool:
        """Whether a visitor may learn that a binder is there."""
        if not visitor.valid or (binder, visitor.staff) in self.blocks:
            return False
        if visitor.role in READS_THE_TRAIL or visitor.grantees & self.told[binder] or self.classes(visitor, binder) & BASIC:
            return True
        return self.overseen(visitor, binder)

    def overseen(self, visitor: Visitor, binder: Binder) -> bool:
        """A coordinator sees numbers and holders of every consultation and referral, unless 基本 is sealed; of no meeting."""
        if visitor.role != "coordinator" or not visitor.valid or binder.kind in {"resident", "case_member", "conference", "agenda"}:
            return False
        chain = {binder, *self.about[binder]}
        closed = [one for one, cls, keys in self.seals if one in chain and cls & BASIC and not keys & visitor.grantees]
        return not closed

    def may_see(self, visitor: Visitor, canary: Canary) -> bool:
        if canary in self.private:
            return visitor.valid and bool(visitor.grantees & self.private[canary])
        if not canary.information_class:
            return self.may_exist(visitor, canary.binder)
        open_as_well = all(self.classes(visitor, one) & BASIC for one in canary.also)
        return open_as_well and any(
            self._open(visitor, one, canary.information_class, canary.origin) for one in self.standing_in(canary)
        )

    def standing_in(self, canary: Canary) -> list[Binder]:
        """The binders in which a value stands: of two registers of one person, name, kana and birth in both."""
        twin = self.alike.get(canary.binder)
        return [canary.binder, twin] if twin and canary.says in SAME_OF_BOTH else [canary.binder]
