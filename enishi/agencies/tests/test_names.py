"""What agencies and staff are called: remembered by a process, and never older than the last change."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency, Membership, Staff
from enishi.agencies.queries import names
from enishi.agencies.tests import cast
from enishi.office import stamp

pytestmark = pytest.mark.django_db


def test_names_of_agencies_and_hats(baba: Hat) -> None:
    known = names.names()
    assert known.agency(baba.agency_id) == "高齢福祉課"
    assert known.person(baba.membership_id) == "馬場 直樹"
    assert known.agency_of(baba.membership_id) == "高齢福祉課"
    assert known.both(baba.agency_id, baba.membership_id) == "高齢福祉課 馬場 直樹"
    assert known.both(None, None) == known.agency(baba.membership_id) == known.person(baba.agency_id) == ""


def test_several_agencies_stand_by_their_kana(db: None) -> None:
    last = cast.agency("わかば", "9101").pk
    first = cast.agency("あおば", "9102").pk
    with cast.outside_the_walls():
        Agency.objects.filter(pk=last).update(kana="ワカバ")
        Agency.objects.filter(pk=first).update(kana="アオバ")
    assert names.names().in_order([last, first, last]) == ["あおば", "わかば", "わかば"]


@pytest.mark.parametrize("what", [Agency, Staff])
def test_a_new_name_is_told_at_the_next_question(baba: Hat, what: type[Agency] | type[Staff]) -> None:
    one = baba.agency_id if what is Agency else baba.staff_id
    assert names.names().both(baba.agency_id, baba.membership_id) == "高齢福祉課 馬場 直樹"
    with cast.outside_the_walls():
        what.objects.filter(pk=one).update(name="改名")  # type: ignore[attr-defined]
    told = names.names().both(baba.agency_id, baba.membership_id)
    assert told == ("改名 馬場 直樹" if what is Agency else "高齢福祉課 改名")


def test_a_hat_of_another_agency_is_told_at_the_next_question(baba: Hat, chiba: Hat) -> None:
    names.names()
    with cast.outside_the_walls():
        Membership.objects.filter(pk=baba.membership_id).update(agency_id=chiba.agency_id)
    assert names.names().agency_of(baba.membership_id) == "相談支援センターひだまり"


def test_what_was_rolled_back_is_not_remembered(baba: Hat) -> None:
    with transaction.atomic():
        with cast.outside_the_walls():
            Staff.objects.filter(pk=baba.staff_id).update(name="改名")
        assert names.names().person(baba.membership_id) == "改名"
        transaction.set_rollback(True)
    assert names.names().person(baba.membership_id) == "馬場 直樹"


def test_a_request_asks_nothing_that_its_process_knows_and_once_for_who_came_meanwhile(baba: Hat) -> None:
    with cast.in_a_request():
        with CaptureQueriesContext(connection) as ran:
            names.names([baba.agency_id, None], [baba.membership_id])
        assert len(ran) == 0
        new = cast.hat("counter", cast.agency("障害福祉課", "1030"), "新田 葵")
        assert names.names().person(new.membership_id) == ""
        with CaptureQueriesContext(connection) as ran:
            known = names.names([new.agency_id], [new.membership_id])
        assert (len(ran), known.both(new.agency_id, new.membership_id)) == (1, "障害福祉課 新田 葵")


@pytest.mark.parametrize("role", ["enishi_app", "enishi_gate", "enishi_clerk"])
@pytest.mark.parametrize("sql", ["UPDATE agencies_namestamp SET stamp = gen_random_uuid()", "DELETE FROM agencies_namestamp"])
def test_the_stamp_is_renewed_by_the_kernel_alone(db: None, role: str, sql: str) -> None:
    from django.db import ProgrammingError

    with connection.cursor() as cursor:
        cursor.execute("SET ROLE postgres")
        cursor.execute(f"SET ROLE {role}")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(sql)
        cursor.execute("SET ROLE postgres")
        cursor.execute("SET ROLE enishi_app")


def test_every_stamp_holds_for_one_request() -> None:
    one = stamp.Stamp.known
    assert {each._asks.rpartition(" ")[2] for each in one} == {"office_vocabularystamp", "agencies_namestamp"}
