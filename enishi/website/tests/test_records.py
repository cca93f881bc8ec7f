"""記録: who may read it, what is folded, found by reference, exported, and no resident's name in it."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.office.queries.records import Search, records, unusual
from enishi.residents.rules.reference import reference
from enishi.sharing.models import Binder

pytestmark = pytest.mark.django_db
Browse = Callable[[Hat], Client]


def put(
    hat: Hat,
    binders: list[UUID],
    *,
    kind: str = "look",
    word: str = "consultation.page",
    at: str = "10:00",
    times: int = 1,
) -> None:
    """Lines of the trail as they would have been written today."""
    with cast.outside_the_walls(), connection.cursor() as cursor:
        for second in range(times):
            cursor.execute(
                "INSERT INTO office_trailentry (kind, word, purpose, deliberate, binders, classes, detail, staff_id, membership_id,"
                " agency_id, at) VALUES (%s, %s, 'support', true, %s, 3, '{}', %s, %s, %s,"
                " (enishi_today() + %s::time + make_interval(secs => %s)) AT TIME ZONE 'Asia/Tokyo')",
                [kind, word, binders, hat.staff_id, hat.membership_id, hat.agency_id, at, second],
            )


def binder() -> UUID:
    opener = cast.agency("簿冊の課", "B-1").pk
    with cast.outside_the_walls():
        return Binder.objects.create(
            id=uuid4(), kind="resident", opened_at=timezone.now(), opened_by_agency_id=opener
        ).pk


def search(**more: object) -> Search:
    now = timezone.now()
    return Search(now - timedelta(days=2), now + timedelta(days=2), **more)  # type: ignore[arg-type]


def test_only_a_hat_that_audits_reads_the_trail(saeki: Hat, aoki: Hat, doi: Hat) -> None:
    one = binder()
    put(aoki, [one])
    for hat in (aoki, doi):
        with wearing(hat):
            assert records(search(binders=[one])) == []
    assert records(search(binders=[one])) == []
    with wearing(saeki):
        assert [line.binder for line in records(search(binders=[one]))] == [one]


def test_repeated_looks_of_one_person_at_one_binder_for_one_purpose_on_one_day_are_one_line(
    saeki: Hat, aoki: Hat, baba: Hat
) -> None:
    one, other = binder(), binder()
    put(aoki, [one, other], times=30)
    put(aoki, [one], word="consultation.list", times=5)
    put(baba, [one])
    put(aoki, [one], kind="change", word="consultation.stated", times=2)
    with wearing(saeki):
        found = records(search(binders=[one]))
        everything = records(search(staff_id=aoki.staff_id))  # whose alone: what others committed before would fill the page
    looks = [(line.staff_id, line.times, line.words) for line in found if line.kind == "look"]
    assert sorted(looks, key=str) == sorted(
        [(aoki.staff_id, 35, ["consultation.list", "consultation.page"]), (baba.staff_id, 1, ["consultation.page"])], key=str
    )
    assert [line.times for line in found if line.kind == "change"] == [1, 1]
    assert {line.binder for line in found} == {one}
    assert {line.binder for line in everything} >= {one, other}


def test_the_page_finds_by_reference_and_by_staff_and_is_itself_recorded(saeki: Hat, aoki: Hat, baba: Hat, browse: Browse) -> None:
    one = binder()
    put(aoki, [one], times=3)
    put(baba, [binder()])
    client = browse(saeki)
    page = client.get("/records/", {"reference": reference(one).lower()}).content.decode()
    assert "青木 恵子" in page
    assert "馬場" not in page
    assert "3回" in page
    by_staff = client.get("/records/", {"staff": "馬場 直樹"}).content.decode()
    assert "馬場 直樹" in by_staff
    assert "青木 恵子" not in by_staff
    assert "いません" in client.get("/records/", {"staff": "いない人"}).content.decode()
    assert "8文字" in client.get("/records/", {"reference": "いろは"}).content.decode()
    with wearing(saeki):
        asked = [line for line in records(search(staff_id=saeki.staff_id)) if line.words == ["records.list"]]
    assert len(asked) >= 2


def test_several_people_of_one_name_are_asked_back(saeki: Hat, browse: Browse) -> None:
    for number in ("7001", "7002"):
        cast.staff("見本 花子", number)
    page = browse(saeki).get("/records/", {"staff": "見本 花子"}).content.decode()
    assert "どの職員ですか" in page
    assert "7001" in page


def test_the_export_leaves_through_the_one_way_out(saeki: Hat, aoki: Hat, browse: Browse) -> None:
    one = binder()
    put(aoki, [one], times=2)
    response: HttpResponse = browse(saeki).get("/records/export/csv/", {"reference": reference(one)})
    rows = list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig"))))  # type: ignore[arg-type]
    assert rows[1][3].startswith("青木 恵子")
    assert rows[1][6:8] == [reference(one), "2"]
    assert "佐伯 康夫" in rows[1][-1]
    with wearing(saeki):
        assert [line.binder for line in records(search(kind="egress", binders=[one]))] == [one]


def test_unusual_days_are_told_with_reasons(saeki: Hat, aoki: Hat, baba: Hat, chiba: Hat, browse: Browse) -> None:
    for _ in range(6):
        put(aoki, [binder()], at="23:10")
    held = [binder() for _ in range(6)]
    for one in held:
        put(baba, [one])
        put(baba, [one], kind="change", word="consultation.stated")
    now = timezone.now()
    with wearing(saeki):
        days = unusual(now - timedelta(days=1), now + timedelta(days=2), on=timezone.localdate())
    ours = {one.staff_id for one in (saeki, aoki, baba, chiba)}  # looks of other tests are committed, too
    found = [one for one in days if one.staff_id in ours]
    assert [one.staff_id for one in found] == [aoki.staff_id]
    assert [hint.points for hint in found[0].hints] == [3, 2]
    page = browse(saeki).get("/records/unusual/").content.decode()
    assert f"<b>{page.count('<tr><td')}</b>行" in page
    assert "やることも記録もない簿冊を6件" in page
    assert "夜間に6回" in page
