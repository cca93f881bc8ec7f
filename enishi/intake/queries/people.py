"""Choosing the person of a consultation: who was found, who is chosen, who may be the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.office.calendar import day_of
from enishi.residents.queries import Face, Possible, faces, find_residents, possible_same
from enishi.residents.rules.registration import Registration
from enishi.sharing.access import open_binders
from enishi.sharing.terms import InformationClass, Purpose

MOST = 8
SHORTEST = 2


@dataclass(frozen=True)
class People:
    """Candidates to choose from; ``chosen`` is the one that the form already names."""

    faces: Sequence[Face] = ()
    chosen: Face | None = None
    token: str = ""
    problem: str = ""
    more: bool = False
    searched: bool = False
    possible: Sequence[Possible] = ()


def people(hat: Hat, text: str, *, chosen: UUID | None, token: str = "", at: datetime) -> People:
    """Search while typing, within the hat's own ground, and the face of the chosen one. Records search and look."""
    day = day_of(at)
    wanted = text.strip()
    if len(wanted) < SHORTEST:
        return People(chosen=_faces(hat, [chosen], day).get(chosen) if chosen else None, token=token)
    found = find_residents(hat, wanted, to=Purpose.RECEIVING)
    ids = list(found.residents[:MOST])
    known = _faces(hat, [*ids, *([chosen] if chosen else [])], day)
    return People(
        faces=[known[one] for one in ids if one in known and one != chosen],
        chosen=known.get(chosen) if chosen else None,
        token=found.token or token,
        problem=found.problem,
        more=found.more or len(found.residents) > MOST,
        searched=not found.problem,
    )


def same_people(hat: Hat, registration: Registration, *, at: datetime) -> People:
    """Who of those in the hat's ground may be the person about to be registered. Records a search."""
    found = possible_same(hat, registration, on=day_of(at))
    return People(possible=found.people, token=found.token, searched=True)


def _faces(hat: Hat, residents: Sequence[UUID | None], day: object) -> dict[UUID | None, Face]:
    wanted = [one for one in residents if one]
    opened = open_binders(
        hat,
        wanted,
        to=Purpose.RECEIVING,
        word="resident.search",
        classes=InformationClass.BASIC,
        deliberate=False,
    )
    return dict(faces(hat, [one for one in wanted if one in opened], on=day))  # type: ignore[arg-type]
