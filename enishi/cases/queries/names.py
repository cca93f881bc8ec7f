"""Names of agencies and of their people for what they wrote. One query for all of a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from enishi.agencies.models import Agency, Membership
from enishi.agencies.queries.names import Names
from enishi.sharing.terms import InformationClass


@dataclass(frozen=True)
class Writer:
    agency: str
    person: str

    def __str__(self) -> str:
        return f"{self.agency} {self.person}".strip()


@dataclass(frozen=True)
class Writers:
    """Memberships by their ids."""

    known: Mapping[UUID, Writer] = field(default_factory=dict)

    def of(self, membership: UUID | None) -> str:
        return str(self.known[membership]) if membership and membership in self.known else ""

    def agency(self, membership: UUID | None) -> str:
        return self.known[membership].agency if membership and membership in self.known else ""


def as_seen(known: Names, classes: int, own: UUID | None) -> Names:
    """Names as who sees these classes of a case is told them: that an agency of justice is there is of the class 司法."""
    return known if classes & InformationClass.JUSTICE else known.without_justice(own)


def writers(memberships: Iterable[UUID | None]) -> Writers:
    wanted = list(dict.fromkeys(one for one in memberships if one))
    if not wanted:
        return Writers()
    rows = Membership.objects.filter(pk__in=wanted).values_list("pk", "agency__name", "staff__name")
    return Writers({one: Writer(agency, person) for one, agency, person in rows})


def agency_names(agencies: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = list(dict.fromkeys(one for one in agencies if one))
    if not wanted:
        return {}
    return dict(Agency.objects.filter(pk__in=wanted).order_by("kana", "name").values_list("pk", "name"))
