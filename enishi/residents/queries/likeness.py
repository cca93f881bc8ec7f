from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.office import prepared
from enishi.office.wareki import BirthDate
from enishi.residents.access import search_token
from enishi.residents.matching import PROPOSE_FROM, Identity, blocking_keys, compare
from enishi.residents.models.particulars import BIRTH_PARTS
from enishi.residents.queries.faces import Face, faces
from enishi.residents.rules import search_keys
from enishi.residents.rules.registration import NewName, Registration
from enishi.residents.terms import ContactKind
from enishi.sharing.access import open_binders, record_search
from enishi.sharing.terms import InformationClass, Purpose

MOST_COMPARED = 60
MOST_SHOWN = 10
EVERY_CLASS = InformationClass.BASIC | InformationClass.LOCATION
NO_BIRTH = ", ".join(["NULL"] * len(BIRTH_PARTS))


@dataclass(frozen=True)
class Possible:
    """Somebody within the asker's own ground who may be the same person, with reasons."""

    face: Face
    score: int
    reasons: tuple[str, ...]
    against: tuple[str, ...]


@dataclass(frozen=True)
class PossiblySame:
    people: tuple[Possible, ...]
    token: str


def possible_same(hat: Hat, registration: Registration, *, on: date) -> PossiblySame:
    """Who of those that the hat may see could be the person about to be registered.

    Records a search and looks at those compared. Who is outside the hat's ground plays no part here: the answer is
    the same with and without them; the job ``propose_matches`` asks the coordinator.

    :param on: the day for ages
    """
    record_search(hat, to=Purpose.RECEIVING, word="resident.possible_same")
    token = search_token(hat)
    asked = identity_of(registration)
    near = _near(blocking_keys(asked))
    opened = open_binders(hat, near, to=Purpose.RECEIVING, word="resident.possible_same", deliberate=False)
    known = identities(one for one in near if one in opened)
    likely = sorted(
        (
            (like, one)
            for one, other in known.items()
            if (like := compare(asked, other)).score >= PROPOSE_FROM
        ),
        key=lambda pair: (-pair[0].score, str(pair[1])),
    )[:MOST_SHOWN]
    shown = faces(hat, [one for _, one in likely], on=on)
    return PossiblySame(
        tuple(Possible(shown[one], like.score, like.reasons, like.against) for like, one in likely), token
    )


def identity_of(registration: Registration) -> Identity:
    return search_keys.identity(
        registration.names,
        registration.birth,
        registration.sex,
        [one.text for one in registration.contacts if one.kind != ContactKind.EMAIL],
        [one.text for one in registration.addresses],
    )


# Asked as one: put together by the ORM, the four questions took longer than the comparing.
COMPARED = f"""
(SELECT 'self', resident_id, sex, '', '', {", ".join(BIRTH_PARTS.values())} FROM residents_particulars
  WHERE resident_id = ANY (%(residents)s::uuid[]) ORDER BY id)
UNION ALL
(SELECT 'name', resident_id, text, kana, kind, {NO_BIRTH} FROM residents_personname
  WHERE resident_id = ANY (%(residents)s::uuid[]) ORDER BY ended_at, recorded_at DESC, id)
UNION ALL
(SELECT 'phone', resident_id, text, '', '', {NO_BIRTH} FROM residents_contact
  WHERE resident_id = ANY (%(residents)s::uuid[]) AND ended_at IS NULL AND kind <> 'email'
    AND (information_class & %(classes)s) <> 0 ORDER BY recorded_at, id)
"""  # noqa: S608 - names of columns
# Apart: whoever compares BASIC alone (the job) is not let into this table at all.
WITH_ADDRESSES = f"""{COMPARED}UNION ALL
(SELECT 'address', resident_id, text, '', '', {NO_BIRTH} FROM residents_address
  WHERE resident_id = ANY (%(residents)s::uuid[]) ORDER BY recorded_at, id)
"""  # noqa: S608 - names of columns


def identities(residents: Iterable[UUID], *, classes: int = EVERY_CLASS) -> Mapping[UUID, Identity]:
    """Register → what a comparison reads, as far as the reader may see it. One query."""
    wanted = list(residents)
    if not wanted:
        return {}
    found: dict[str, dict[UUID, list[Any]]] = {"self": {}, "name": {}, "phone": {}, "address": {}}
    sql = WITH_ADDRESSES if classes & InformationClass.LOCATION else COMPARED
    for what, resident, *row in prepared.rows(sql, {"residents": prepared.array(wanted), "classes": classes}):
        found[what].setdefault(resident, []).append(row)
    return {resident: _identity(resident, rows[-1], found) for resident, rows in found["self"].items()}


def _identity(resident: UUID, row: list[Any], found: Mapping[str, Mapping[UUID, list[Any]]]) -> Identity:
    sex, _, _, *birth = row
    return search_keys.identity(
        [NewName(text, kana, kind) for text, kana, kind, *_ in found["name"].get(resident, [])],
        BirthDate.from_fields(dict(zip(BIRTH_PARTS, birth, strict=True))),
        sex,
        [text for text, *_ in found["phone"].get(resident, [])],
        [text for text, *_ in found["address"].get(resident, [])],
    )


def _near(keys: set[str]) -> list[UUID]:
    found = prepared.rows(
        "SELECT resident FROM residents_find_same(%s::text[], %s)", [sorted(keys), MOST_COMPARED]
    )
    return [row[0] for row in found]
