from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from enishi.agencies.hats import Hat
from enishi.residents.access import search_token
from enishi.residents.matching import PROPOSE_FROM, Identity, blocking_keys, compare
from enishi.residents.models import Address, Contact, Particulars, PersonName
from enishi.residents.queries.faces import Face, faces
from enishi.residents.rules import search_keys
from enishi.residents.rules.registration import NewName, Registration
from enishi.residents.terms import ContactKind
from enishi.sharing.access import open_binders, record_search
from enishi.sharing.terms import InformationClass, Purpose

MOST_COMPARED = 60
MOST_SHOWN = 10
EVERY_CLASS = (InformationClass.BASIC, InformationClass.LOCATION)


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


def identities(residents: Iterable[UUID], *, classes: Iterable[int] = EVERY_CLASS) -> Mapping[UUID, Identity]:
    """Register → what a comparison reads, as far as the reader may see it. Four queries."""
    wanted, seen = list(residents), list(classes)
    if not wanted:
        return {}
    names: dict[UUID, list[NewName]] = {}
    for name in PersonName.objects.filter(resident__in=wanted).order_by("ended_at", "-recorded_at", "id"):
        names.setdefault(name.resident_id, []).append(NewName(name.text, name.kana, name.kind))
    phones = _grouped(
        Contact.objects.filter(resident__in=wanted, ended_at__isnull=True, information_class__in=seen)
        .exclude(kind=ContactKind.EMAIL)
        .order_by("recorded_at", "id")
        .values_list("resident_id", "text")
    )
    addresses = (
        _grouped(
            Address.objects.filter(resident__in=wanted)
            .order_by("recorded_at", "id")
            .values_list("resident_id", "text")
        )
        if InformationClass.LOCATION in seen
        else {}
    )
    rows = Particulars.objects.filter(resident__in=wanted).order_by("id")
    return {
        row.resident_id: search_keys.identity(
            names.get(row.resident_id, []),
            row.birth,
            row.sex,
            phones.get(row.resident_id, []),
            addresses.get(row.resident_id, []),
        )
        for row in rows
    }


def _grouped(pairs: Iterable[tuple[UUID, str]]) -> dict[UUID, list[str]]:
    groups: dict[UUID, list[str]] = {}
    for resident, text in pairs:
        groups.setdefault(resident, []).append(text)
    return groups


def _near(keys: set[str]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT resident FROM residents_find_same(%s, %s)", [sorted(keys), MOST_COMPARED])
        return [row[0] for row in cursor.fetchall()]
