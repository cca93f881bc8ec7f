"""Which agencies who reads of a room is told: an agency of justice is named to who reads about justice there, to who convened (who
invited it by name), and itself; and who convened is known to all whom it invited."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from enishi.agencies.hats import Hat
from enishi.agencies.queries.names import Names, names
from enishi.conferences.access import OpenedConference, OpenedItem
from enishi.conferences.models import AgendaItem
from enishi.sharing.queries.names import as_seen
from enishi.sharing.terms import ALL_CLASSES


@dataclass(frozen=True)
class Told:
    """``classes``: what the reader reads of a room; ``anyway``: agencies that it knows of by itself."""

    classes: int
    anyway: tuple[UUID | None, ...] = ()

    def names(self, agencies: Iterable[UUID | None] = (), hats: Iterable[UUID | None] = ()) -> Names:
        return self.of(names(agencies, hats))

    def of(self, known: Names) -> Names:
        return as_seen(known, self.classes, *self.anyway)


EVERYTHING = Told(ALL_CLASSES)
Rooms = Mapping[UUID, Told]
"""by the items whose rooms they are"""


def names_in(rooms: Rooms, agencies: Iterable[UUID | None], hats: Iterable[UUID | None] = ()) -> dict[UUID, Names]:
    """Of each room, made once however much is drawn of it, of all rooms together."""
    known = names(agencies, hats)
    return {item: told.of(known) for item, told in rooms.items()}


def told_at(found: OpenedConference, classes: int) -> Told:
    """Of a meeting.

    :param classes: what is open of each of its rooms that are open to the hat
    """
    return EVERYTHING if found.convenes else Told(classes, (found.hat.agency_id, found.row.agency_id))


def told_in(found: OpenedItem) -> Told:
    return told_at(found.conference, found.classes)


def told_in_all(hat: Hat, opened: Mapping[UUID, int]) -> dict[UUID, Told]:
    """Of several rooms after a look: which classes are open of each. One query."""
    rows = AgendaItem.objects.filter(pk__in=list(opened))
    convened = rows.values_list("pk", "conference__agency", "conference__convened_by")
    return {
        item: EVERYTHING if by == hat.membership_id else Told(opened[item], (hat.agency_id, agency))
        for item, agency, by in convened
    }


def open_to_all(items: Iterable[UUID]) -> dict[UUID, int]:
    """Item → the classes that every open seat at it has, seals taken off. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT item, bit_and(seen) FROM ("
            " SELECT i.item, s.grantee, bit_or(s.classes) AS seen FROM unnest(%s::uuid[]) AS i(item),"
            " LATERAL sharing_shared_with(i.item) s WHERE s.kind = 'conference' AND s.starts_at <= enishi_now()"
            " GROUP BY i.item, s.grantee) every GROUP BY item",
            [list(items)],
        )
        return dict(cursor.fetchall())
