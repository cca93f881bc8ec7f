"""How agencies, members of staff and links are called beside a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from enishi.agencies.models import Staff
from enishi.agencies.queries.names import Names, names
from enishi.sharing.terms import InformationClass

BY_LINK = "期限つきリンクの相手"


@dataclass(frozen=True)
class Called:
    """An agency, or a member of staff of it."""

    agency: str
    staff: str = ""
    justice: bool = False
    veiled: bool = False

    @property
    def text(self) -> str:
        return f"{self.agency} {self.staff}".strip()


def as_seen(known: Names, classes: int, *told: UUID | None) -> Names:
    """Names as who sees these classes of a binder is told them: that an agency of justice is there is of the class 司法.

    :param told: of which agencies it knows anyway: its own, and who wrote to it
    """
    return known if classes & InformationClass.JUSTICE else known.without_justice(*told)


def called(ids: Iterable[UUID | None]) -> Mapping[UUID, Called]:
    """Agency or membership → :class:`Called`; a link is not in it. One query where they are not known yet."""
    wanted = {one for one in ids if one}
    return called_by(names(holders=wanted), wanted)


def called_by(known: Names, ids: Iterable[UUID]) -> Mapping[UUID, Called]:
    """The same by names as a reader is told them."""
    return {
        one: Called(known.agency(agency), known.person(one), agency in known.justice, agency in known.veiled)
        for one in ids
        if (agency := known.agency_id(one))
    }


def staff_names(ids: Iterable[UUID | None]) -> Mapping[UUID, str]:
    """Member of staff → name. One query."""
    wanted = {one for one in ids if one}
    return dict(Staff.objects.filter(pk__in=wanted).order_by("pk").values_list("pk", "name"))
