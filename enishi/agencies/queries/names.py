"""What agencies and staff are called, remembered by each process: a page told thirty names, and PostgreSQL joined as many tables.

A trigger renews the stamp (``agencies_namestamp``) with every change of a name or a hat; who is not known yet is asked for again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from enishi.agencies.terms import AgencyKind
from enishi.office import prepared
from enishi.office.stamp import Stamp

STAMP = Stamp("agencies_namestamp")
READ = f"""
SELECT m.id, m.agency_id, s.name, s.kana, false FROM agencies_membership m JOIN agencies_staff s ON s.id = m.staff_id
UNION ALL
SELECT a.id, NULL, a.name, a.kana, a.kind = '{AgencyKind.JUSTICE}' FROM agencies_agency a
"""  # noqa: S608 - a code of ours
VEILED = "ほかの関係機関"


@dataclass(frozen=True)
class Names:
    """Agencies and hats, also ended ones, by their ids; for an id that is none, and for None, the answer is ``""``."""

    agencies: Mapping[UUID, tuple[str, str]] = field(default_factory=dict)
    """→ name, kana"""
    hats: Mapping[UUID, tuple[UUID | None, str]] = field(default_factory=dict)
    """→ its agency, and the name of who wears it"""
    justice: frozenset[UUID] = frozenset()
    """agencies of justice (矯正・更生保護): that one is there tells of a sentence"""
    veiled: frozenset[UUID] = frozenset()

    def without_justice(self, *told: UUID | None) -> "Names":
        """As they are told to who may not read about justice: an agency of justice is some other agency, and nobody there has
        a name.

        :param told: which it knows of anyway: one's own, and who wrote to it
        """
        return replace(self, veiled=self.justice.difference(told)) if self.justice else self

    def agency(self, one: UUID | None) -> str:
        if one in self.veiled:
            return VEILED
        return self.agencies.get(one, ("",))[0] if one else ""

    def person(self, membership: UUID | None) -> str:
        agency, name = self._hat(membership)
        return "" if agency in self.veiled else name

    def agency_of(self, membership: UUID | None) -> str:
        return self.agency(self._hat(membership)[0])

    def agency_id(self, one: UUID | None) -> UUID | None:
        """An agency itself, or that of a hat."""
        return one if one in self.agencies else self._hat(one)[0]

    def _hat(self, membership: UUID | None) -> tuple[UUID | None, str]:
        return self.hats.get(membership, (None, "")) if membership else (None, "")

    def both(self, agency: UUID | None, membership: UUID | None) -> str:
        """As a line says who: 「高齢福祉課 馬場 直樹」."""
        return f"{self.agency(agency)} {self.person(membership)}".strip()

    def called(self, one: UUID | None) -> str:
        """An agency or a hat, whichever it is."""
        return self.agency(one) or self.both(self._hat(one)[0], one)

    def in_order(self, agencies: Iterable[UUID]) -> list[str]:
        """The names of several agencies, by their kana."""
        listed = self.by_kana(agencies)
        names = [self.agency(one) for one in listed if one not in self.veiled]
        return names if len(names) == len(listed) else [*names, VEILED]

    def by_kana(self, agencies: Iterable[UUID]) -> list[UUID]:
        """Several agencies as their names stand in a list; those that are not named are the last."""
        known = [one for one in agencies if one in self.agencies]
        return sorted(known, key=lambda one: (one in self.veiled, *self.agencies[one][::-1]))


_kept: list[tuple[UUID | None, Names]] = [(None, Names())]
"""Replaced as a whole: another thread sees the stamp and the names of one reading."""


def names(
    agencies: Iterable[UUID | None] = (), hats: Iterable[UUID | None] = (), *, holders: Iterable[UUID] = ()
) -> Names:
    """All names as they stand. No query where this process knows them, else one.

    :param agencies: ids that will be asked for: what came after the request was told the stamp is read as well
    :param holders: the same for ids of which either is possible
    """
    now = STAMP.current()
    [(stamp, known)] = _kept
    if stamp != now or not _has(known, agencies, hats) or not all(known.called(one) for one in holders):
        known = _read()
        _kept[:] = [(now, known)]
    return known


def _has(known: Names, agencies: Iterable[UUID | None], hats: Iterable[UUID | None]) -> bool:
    return all(one is None or one in known.agencies for one in agencies) and all(
        one is None or one in known.hats for one in hats
    )


def _read() -> Names:
    agencies: dict[UUID, tuple[str, str]] = {}
    hats: dict[UUID, tuple[UUID | None, str]] = {}
    justice = set()
    for one, agency, name, kana, is_justice in prepared.rows(READ, ()):
        if agency is None:
            agencies[one] = (name, kana)
        else:
            hats[one] = (agency, name)
        if is_justice:
            justice.add(one)
    return Names(agencies, hats, frozenset(justice))
