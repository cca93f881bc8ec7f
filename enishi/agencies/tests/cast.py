"""The cast of every test: agencies, staff and the hats they wear. Fictional people only."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from enishi.agencies import access
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency, Membership, Staff
from enishi.agencies.queries import names
from enishi.office import rows, stamp

LONG_AGO = date(2020, 4, 1)
# What the database of the tests takes for now: a moment as text, and whether for this transaction alone.
CLOCK_IS = "SELECT set_config('enishi.test_clock', extract(epoch FROM %s::timestamptz)::text, %s)"


@contextmanager
def outside_the_walls() -> Iterator[None]:
    """Arrange or inspect a test's world as the superuser, in the test's own transaction.

    After an error inside, the rollback of the savepoint or the test brings the role back.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE postgres")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_app")


def nobody_asks() -> None:
    """Takes the hat off the connection, which stays: a fresh one costs more than most tests."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enishi.session', '', false), set_config('enishi.request', '', false)")


def agency(name: str, code: str = "", *, kind: str = "office", **more: Any) -> Agency:
    """An agency open since long ago; the same code gives the same agency."""
    with outside_the_walls():
        known = Agency.objects.filter(code=code).first() if code else None
        if known:
            return known
        made = Agency(name=name, code=code, kind=kind, starts_on=LONG_AGO, **more)
        rows.put([made])
        return made


def staff(name: str, number: str = "") -> Staff:
    with outside_the_walls():
        return Staff.objects.create(name=name, staff_number=number or uuid4().hex[:8])


def membership(
    person: Staff, at: Agency, role: str, *, starts_on: date = LONG_AGO, ends_on: date | None = None
) -> Membership:
    with outside_the_walls():
        return Membership.objects.create(
            staff=person, agency=at, role=role, starts_on=starts_on, ends_on=ends_on
        )


def has_left(hat: Hat) -> None:
    """Today is the first day on which they work there no more."""
    with outside_the_walls():
        Membership.objects.filter(pk=hat.membership_id).update(ends_on=timezone.localdate())


def sign_in(one: Membership, *, factors: int = 2, at: datetime | None = None) -> Hat:
    """A live sign-in of a membership: the gate commits it for real, with its own secret."""
    sign_in_id, secret = access.begin_sign_in(
        staff_id=one.staff_id, membership_id=one.pk, factors=factors, at=at or timezone.now()
    )
    return access.hat_of(one, sign_in_id=sign_in_id, secret=secret)


def hat(role: str, at: Agency, name: str = "見本 太郎") -> Hat:
    """A new member of staff with one role at an agency, signed in."""
    person = Staff(name=name, staff_number=uuid4().hex[:8])
    one = Membership(staff=person, agency=at, role=role, starts_on=LONG_AGO)
    with outside_the_walls(), rows.together():
        rows.put([person])
        rows.put([one])
    return sign_in(one)


@contextmanager
def in_a_request() -> Iterator[None]:
    """As a request is after its first statement: it was told the stamps, and its process knows the names."""
    with stamp.remembering():
        for one in stamp.Stamp.known:
            one.told(one.current())
        names.names()
        yield
