"""Founding みのり市: the row that says it is invented, its agencies and the people who work there."""

import random
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password
from django.db import connection

from enishi.agencies import actions as agencies
from enishi.agencies.access import begin_sign_in, hat_of
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency, Membership, Staff
from enishi.agencies.terms import Answering
from enishi.demo.offices import CAST, FAMILY_NAMES, GIVEN_NAMES, OFFICES, Office, Person
from enishi.machine import database
from enishi.office.models import CitySetting

STAFF = 60
PASSWORD = "minori-no-machi-2026"  # noqa: S105  (printed for everybody who runs the fictional city)
STORY_CLOCK = """CREATE OR REPLACE FUNCTION enishi_now() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT coalesce(to_timestamp(nullif(current_setting('enishi.story_clock', true), '')::float8), statement_timestamp()) $$"""
TRUE_CLOCK = "CREATE OR REPLACE FUNCTION enishi_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT statement_timestamp() $$"


@dataclass(frozen=True)
class City:
    """Who may act in the story: hats by office code, and every office by code."""

    hats: dict[str, list[Hat]]
    offices: dict[str, UUID]
    by_link: frozenset[str]


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """The connection of another role: of the database's owner, of the clerk; afterwards the application's own again."""
    own = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(database.django_settings(role))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(own)


def as_owner() -> AbstractContextManager[None]:
    """Who founds the city."""
    return as_role("owner")


@contextmanager
def story_clock() -> Iterator[None]:
    """While the year is told, the database's clock shows the moment that is told; never in a real city."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(STORY_CLOCK)
    try:
        yield
    finally:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(TRUE_CLOCK)


def found(at: datetime) -> None:
    """Agencies and staff by the verbs of the room, as the operator at the machine would with a file."""
    opened = date(at.year - 5, 4, 1)
    CitySetting.objects.create(id=uuid4(), name="fictional_city", value=True, starts_on=opened, set_at=at)
    offices = {one.code: _office(one, opened, at) for one in OFFICES}
    for person in [*CAST, *_colleagues()]:
        for code, role in person.hats:
            agencies.appoint_staff(
                staff_number=person.number,
                name=person.name,
                kana=person.kana,
                agency_id=offices[code].pk,
                role=role,
                starts_on=opened,
                by=None,
                at=at,
            )
    Staff.objects.update(password=make_password(PASSWORD))


def _office(one: Office, opened: date, at: datetime) -> Agency:
    agency = agencies.found_agency(
        name=one.name,
        kind=one.kind,
        starts_on=opened,
        by=None,
        at=at,
        code=one.code,
        kana=one.kana,
        fields_of_work=one.fields,
        hours="平日 8:30～17:15",
        answering=Answering.LINK if one.by_link else Answering.ACCOUNT,
        phone=f"0565-00-{one.code}",
        receives=one.code >= "1010",
    )
    if one.districts:
        agencies.set_catchments(agency.pk, districts=one.districts, on=opened, by=None, at=at)
    return agency


def _colleagues() -> list[Person]:
    """The other staff, so that every desk that signs in has somebody, and 60 in all."""
    chance = random.Random(11)
    desks = [one for one in OFFICES if not one.by_link and int(one.code) >= 1010]
    people = []
    for number in range(STAFF - len(CAST)):
        desk = desks[number % len(desks)]
        role = "counter" if desk.kind in {"office", "council"} or desk.code.startswith("30") else "partner"
        family, (given, given_kana, _) = chance.choice(FAMILY_NAMES), chance.choice(GIVEN_NAMES)
        people.append(
            Person(
                f"20{number:03d}", f"{family[0]} {given}", f"{family[1]} {given_kana}", ((desk.code, role),)
            )
        )
    return people


def sign_everybody_in(year: timedelta, at: datetime) -> City:
    """A sign-in for every hat that works with persons, for the telling only. With both factors: who asks is then found by one key."""
    hats: dict[str, list[Hat]] = {}
    for one in Membership.objects.select_related("staff", "agency").order_by("staff__staff_number"):
        sign_in, secret = begin_sign_in(
            staff_id=one.staff_id,
            membership_id=one.pk,
            factors=2,
            at=at - year,
            lasts=year + timedelta(hours=1),
        )
        hat = hat_of(one, sign_in_id=sign_in, secret=secret)
        if hat.sees_persons:
            hats.setdefault(one.agency.code, []).append(hat)
    offices = {code: pk for pk, code in Agency.objects.values_list("pk", "code")}
    return City(hats, offices, frozenset(one.code for one in OFFICES if one.by_link))
