"""A sign-in keeps what its hat is, and no change of what a hat hangs on leaves it a moment longer."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import secret_digest
from enishi.agencies.models import Agency, HatStamp, Membership, SignIn, Staff
from enishi.agencies.roles import ROLES
from enishi.agencies.tests import cast

pytestmark = pytest.mark.django_db
ASKED = "SELECT (h).membership, (h).agency, (h).role, (h).staff, (h).link, (h).sees FROM (SELECT enishi_hat() h) asked"


def put_on(one: Membership, **more: Any) -> str:
    """A sign-in in the test's own transaction, so that the database sees whose it is. Its secret."""
    secret, now = secrets.token_urlsafe(), timezone.now()
    given = {"factors": 2, "begun_at": now, "expires_at": now + timedelta(hours=1)} | more
    with cast.outside_the_walls():
        SignIn.objects.create(secret_digest=secret_digest(secret), staff_id=one.staff_id, membership_id=one.pk, **given)
    return secret


def who_asks(secret: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enishi.session', %s, true)", [secret])
        cursor.execute(ASKED)
        return cursor.fetchone()


def is_kept(secret: str) -> bool:
    with cast.outside_the_walls():
        kept = SignIn.objects.get(secret_digest=secret_digest(secret))
        return kept.hat_stamp == HatStamp.objects.get().stamp


def by_the_long_way(secret: str) -> Any:
    """As if nothing were kept."""
    with cast.outside_the_walls():
        HatStamp.objects.update(stamp="00000000-0000-0000-0000-000000000000")
    assert not is_kept(secret)
    return who_asks(secret)


@pytest.fixture
def one() -> Membership:
    return cast.membership(cast.staff("見本 太郎"), cast.agency("見本の課"), "counter")


@pytest.mark.parametrize("role", sorted(ROLES))
def test_what_is_kept_is_what_is_found(role: str) -> None:
    one = cast.membership(cast.staff("見本 太郎"), cast.agency("見本の課"), role)
    secret = put_on(one)
    assert is_kept(secret)
    found = who_asks(secret)
    assert found[:3] == (one.pk, one.agency_id, role)
    assert found == by_the_long_way(secret)


def _ended(one: Membership) -> None:
    Membership.objects.filter(pk=one.pk).update(ends_on=timezone.localdate())


def _begins_later(one: Membership) -> None:
    Membership.objects.filter(pk=one.pk).update(starts_on=timezone.localdate() + timedelta(days=1))


def _given_to_another(one: Membership) -> None:
    Membership.objects.filter(pk=one.pk).update(staff=Staff.objects.create(name="別の人", staff_number="other-1"))


def _taken_away(one: Membership) -> None:
    Membership.objects.filter(pk=one.pk).delete()


def _stopped(one: Membership) -> None:
    Staff.objects.filter(pk=one.staff_id).update(is_active=False)


def _agency_closed(one: Membership) -> None:
    Agency.objects.filter(pk=one.agency_id).update(ends_on=timezone.localdate())


def _agency_opens_later(one: Membership) -> None:
    Agency.objects.filter(pk=one.agency_id).update(starts_on=timezone.localdate() + timedelta(days=1))


ENDS = [_ended, _begins_later, _given_to_another, _taken_away, _stopped, _agency_closed, _agency_opens_later]


@pytest.mark.parametrize("end", ENDS)
def test_a_hat_ends_with_what_it_hangs_on(end: Callable[[Membership], None], one: Membership) -> None:
    secret = put_on(one)
    assert who_asks(secret)[0] == one.pk
    with cast.outside_the_walls():
        end(one)
    assert who_asks(secret) == (None,) * 6
    assert not is_kept(secret)


def test_another_role_and_another_agency_are_worn_at_once(one: Membership) -> None:
    secret, elsewhere = put_on(one), cast.agency("別の課")
    with cast.outside_the_walls():
        Membership.objects.filter(pk=one.pk).update(role="promoter", agency=elsewhere)
    assert who_asks(secret)[:3] == (one.pk, elsewhere.pk, "promoter")


def test_what_no_hat_hangs_on_changes_nothing(one: Membership) -> None:
    secret = put_on(one)
    with cast.outside_the_walls():
        Staff.objects.filter(pk=one.staff_id).update(last_login=timezone.now(), name="見本 次郎")
        Agency.objects.filter(pk=one.agency_id).update(name="見本の係")
        cast.membership(cast.staff("新しい人"), cast.agency("新しい課"), "counter")
    assert is_kept(secret)


def test_days_are_asked_each_time(one: Membership) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with cast.outside_the_walls():
        Membership.objects.filter(pk=one.pk).update(ends_on=tomorrow)
        Agency.objects.filter(pk=one.agency_id).update(ends_on=tomorrow + timedelta(days=1))
    secret = put_on(one)
    with cast.outside_the_walls():
        assert SignIn.objects.get(secret_digest=secret_digest(secret)).hat_until == tomorrow
    assert who_asks(secret)[0] == one.pk
    with connection.cursor() as cursor:
        cursor.execute(cast.CLOCK_IS, [f"{tomorrow}T09:00:00+09:00", True])
    with cast.outside_the_walls():
        SignIn.objects.filter(secret_digest=secret_digest(secret)).update(expires_at=timezone.now() + timedelta(days=3))
    assert is_kept(secret)
    assert who_asks(secret) == (None,) * 6


def test_what_is_kept_is_for_two_factors_and_for_the_time_of_the_sign_in(one: Membership) -> None:
    past = timezone.now() - timedelta(minutes=1)
    assert who_asks(put_on(one, factors=1)) == (None,) * 6
    assert who_asks(put_on(one, expires_at=past)) == (None,) * 6
    assert who_asks(put_on(one, ended_at=past)) == (None,) * 6


def test_nobody_writes_a_hat_into_a_sign_in(one: Membership) -> None:
    with cast.outside_the_walls():
        stamp = HatStamp.objects.get().stamp
    secret = put_on(one, hat_role="coordinator", hat_stamp=stamp, hat_agency_id=cast.agency("別の課").pk)
    assert who_asks(secret)[:3] == (one.pk, one.agency_id, "counter")
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_gate")
        cursor.execute("UPDATE agencies_signin SET hat_role = 'coordinator' WHERE secret_digest = %s", [secret_digest(secret)])
    assert who_asks(secret)[2] == "counter"
    nobody = put_on(Membership(staff_id=one.staff_id), hat_role="coordinator", hat_stamp=stamp, hat_from="2020-04-01")
    assert who_asks(nobody) == (None,) * 6


@pytest.mark.parametrize("role", ["enishi_app", "enishi_gate", "enishi_clerk"])
@pytest.mark.parametrize("sql", ["SELECT stamp FROM {}", "UPDATE {} SET stamp = gen_random_uuid()", "DELETE FROM {}"])
def test_the_stamp_is_the_kernels(role: str, sql: str) -> None:
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(sql.format("agencies_hatstamp"))
