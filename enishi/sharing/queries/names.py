"""How agencies, members of staff and links are called beside a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from enishi.agencies.models import Agency, Membership, Staff
from enishi.agencies.queries.names import Names
from enishi.agencies.terms import AgencyKind
from enishi.sharing.terms import InformationClass

BY_LINK = "期限つきリンクの相手"


@dataclass(frozen=True)
class Called:
    """An agency, or a member of staff of it."""

    agency: str
    staff: str = ""
    justice: bool = False

    @property
    def text(self) -> str:
        return f"{self.agency} {self.staff}".strip()


def as_seen(known: Names, classes: int, *told: UUID | None) -> Names:
    """Names as who sees these classes of a binder is told them: that an agency of justice is there is of the class 司法.

    :param told: of which agencies it knows anyway: its own, and who wrote to it
    """
    return known if classes & InformationClass.JUSTICE else known.without_justice(*told)


def called(ids: Iterable[UUID | None]) -> Mapping[UUID, Called]:
    """Agency or membership → :class:`Called`. Two queries; a link is not in it."""
    wanted = {one for one in ids if one}
    found = {
        pk: Called(name, justice=kind == AgencyKind.JUSTICE)
        for pk, name, kind in Agency.objects.filter(pk__in=wanted)
        .order_by("pk")
        .values_list("pk", "name", "kind")
    }
    members = Membership.objects.filter(pk__in=wanted - set(found)).order_by("pk")
    for pk, name, kind, staff in members.values_list("pk", "agency__name", "agency__kind", "staff__name"):
        found[pk] = Called(name, staff, kind == AgencyKind.JUSTICE)
    return found


def staff_names(ids: Iterable[UUID | None]) -> Mapping[UUID, str]:
    """Member of staff → name. One query."""
    wanted = {one for one in ids if one}
    return dict(Staff.objects.filter(pk__in=wanted).order_by("pk").values_list("pk", "name"))
