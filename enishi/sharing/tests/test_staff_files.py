"""人事異動 and 組織コードの使い回し by file: what was granted to an office or a hat stays with that very one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.actions import import_agencies, import_staff
from enishi.agencies.models import Agency, Membership, Staff
from enishi.agencies.tests import cast
from enishi.office.sheets.writing import write_csv
from enishi.sharing import actions as sharing
from enishi.sharing.models import Binder, visible
from enishi.sharing.terms import BinderKind, GroundKind, InformationClass

pytestmark = pytest.mark.django_db
HEADS = ["職員番号", "氏名", "所属コード", "所属名", "役割"]
TODAY = timezone.localdate


@pytest.fixture
def take(doi):
    def taken(*rows):
        with wearing(doi):
            return import_staff(sheet(*rows, heads=HEADS), "異動.csv", by=doi, at=timezone.now())

    return taken


def sheet(*rows, heads) -> bytes:
    return b"".join(write_csv(heads, rows))


def row(number, name, code, agency=""):
    return [number, name, code, agency, "窓口職員"]


def running(number: str) -> list[tuple[str, str]]:
    found = Membership.objects.active_on(TODAY()).filter(staff__staff_number=number).select_related("agency")
    return sorted((one.agency.name, one.role) for one in found)


def sees(hat, binder) -> bool:
    """By the predicate and by the wall of the database, which must agree."""
    with wearing(hat):
        by_predicate = Binder.objects.filter(visible(hat, timezone.now()), pk=binder).exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT sharing_classes(%s) <> 0, ((enishi_hat())).sign_in IS NOT NULL", [binder])
            by_wall, alive = cursor.fetchone()
    assert by_wall == (by_predicate and alive)
    return bool(by_wall)


def test_a_transfer_ends_access_at_once(take, baba):
    with wearing(baba):
        binder = sharing.open_new_binder(BinderKind.RESIDENT, by=baba, at=timezone.now())
    assert sees(baba, binder)
    cast.agency("障がい福祉課", "1030")
    person = Staff.objects.get(pk=baba.staff_id)
    take(row("1001", "見本 花子", "1020"))
    done = take(row(person.staff_number, person.name, "1030"))
    assert [ending.sentence for ending in done.endings] == [
        f"{person.name}（{person.staff_number}）の「高齢福祉課」の所属は{TODAY():%Y-%m-%d}から無効になります"
        "（ファイルにないため）。"
    ]
    assert not sees(baba, binder)
    with wearing(baba), connection.cursor() as cursor:
        cursor.execute("SELECT (enishi_hat()).sign_in IS NULL, cardinality(enishi_grantees())")
        assert cursor.fetchone() == (True, 0)
    assert running(person.staff_number) == [("障がい福祉課", "counter")]
    assert running("1001") == [("高齢福祉課", "counter")]
    new = cast.sign_in(Membership.objects.active_on(TODAY()).get(staff=person))
    assert not sees(new, binder)


def test_an_office_that_took_over_a_code_sees_nothing_of_the_old_one(take, doi, baba, aoki):
    """組織コードの使い回し: neither the old staff through the new office, nor the new staff the old grants."""
    now = timezone.now()
    with wearing(aoki):
        binder = sharing.open_new_binder(BinderKind.RESIDENT, by=aoki, at=now)
        sharing.give(
            GroundKind.REFERRAL,
            binder=binder,
            to=[baba.agency_id],
            classes=InformationClass.BASIC | InformationClass.LIVING,
            starts_at=now,
            ends_at=now + timedelta(days=90),
            purpose="つなぎ",
            by=aoki,
            at=now,
        )
    assert sees(baba, binder)
    heads = ["機関コード", "機関名", "機関種別"]
    with wearing(doi):
        import_agencies(sheet(["1020", "観光振興課", "市の課"], heads=heads), "機関.csv", by=doi, at=now)
    new = Agency.objects.get(code="1020", ends_on__isnull=True)
    assert new.pk != baba.agency_id
    assert not sees(baba, binder)
    take(row("2001", "新任 一郎", "1020", agency="観光振興課"))
    newcomer = cast.sign_in(Membership.objects.get(staff__staff_number="2001"))
    assert newcomer.agency_id == new.pk
    assert not sees(newcomer, binder)
    old = Staff.objects.get(pk=baba.staff_id)
    take(row(old.staff_number, old.name, "1020"))
    again = cast.sign_in(Membership.objects.active_on(TODAY()).get(staff=old))
    assert again.agency_id == new.pk
    assert not sees(again, binder)
    assert sees(aoki, binder)
