"""記録: who may read it, what is folded, found by reference, exported, and no resident's name in it."""

import csv
import html
import io
import re
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
from enishi.office.models import CitySetting
from enishi.office.queries.records import Search, records, unusual
from enishi.residents.rules.reference import reference
from enishi.sharing.models import Binder
from enishi.website.views.records import A_PAGE
from tests.reading import pages_read

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
            assert records(search(binders=[one])).records == []
    assert records(search(binders=[one])).records == []
    with wearing(saeki):
        assert [line.binder for line in records(search(binders=[one])).records] == [one]


def test_repeated_looks_of_one_person_at_one_binder_for_one_purpose_on_one_day_are_one_line(
    saeki: Hat, aoki: Hat, baba: Hat
) -> None:
    one, other = binder(), binder()
    put(aoki, [one, other], times=30)
    put(aoki, [one], word="consultation.list", times=5)
    put(baba, [one])
    put(aoki, [one], kind="change", word="consultation.stated", times=2)
    with wearing(saeki):
        found = records(search(binders=[one])).records
        whole = records(search(staff_id=aoki.staff_id)).records  # whose alone: what others committed before would fill the page
    looks = [(line.staff_id, line.times, line.words) for line in found if line.kind == "look"]
    assert sorted(looks, key=str) == sorted(
        [(aoki.staff_id, 35, ["consultation.list", "consultation.page"]), (baba.staff_id, 1, ["consultation.page"])], key=str
    )
    assert [line.times for line in found if line.kind == "change"] == [1, 1]
    assert {line.binder for line in found} == {one}
    assert {line.binder for line in whole} >= {one, other}


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
        asked = [line for line in records(search(staff_id=saeki.staff_id)).records if line.words == ["records.list"]]
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
        assert [line.binder for line in records(search(kind="egress", binders=[one])).records] == [one]


def a_busy_day(hat: Hat, entries: int, *, kind: str = "look", ago: int = 0) -> UUID:
    """Entries of one member of staff, a second apart and the latest so many days ago, each about a binder of its own.
    Returns the last binder."""
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO office_trailentry (kind, word, purpose, deliberate, binders, classes, detail, staff_id, membership_id, at)"
            " SELECT %s, 'consultation.page', 'support', true, ARRAY[md5('binder ' || n)::uuid], 3, '{}', %s, %s,"
            " now() - make_interval(days => %s, secs => n) FROM generate_series(0, %s - 1) n",
            [kind, hat.staff_id, hat.membership_id, ago, entries],
        )
        cursor.execute("SELECT md5('binder 0')::uuid")
        return UUID(str(cursor.fetchone()[0]))


def read_for_a_page(**asked: object) -> int:
    """Of the time before all that other tests have committed."""
    return pages_read(
        "SELECT * FROM office_records(now() - interval '1000 days', now() - interval '39 days', NULL, NULL, %(staff)s, %(kind)s,"
        " NULL, 100, '', 0, 100)",
        {"staff": None, "kind": ""} | asked,
    )


def test_a_page_of_the_trail_costs_the_same_in_a_city_with_much_of_it(saeki: Hat, aoki: Hat, baba: Hat) -> None:
    """An index for each way to ask: all, one person's, a kind that is rare (other tests leave thousands of refusals behind)."""
    a_busy_day(baba, 20_000, ago=40)
    a_busy_day(aoki, 1, ago=50)
    a_busy_day(aoki, 1, kind="emergency", ago=50)
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("ANALYZE office_trailentry")
        cursor.execute("SELECT relpages FROM pg_class WHERE relname = 'office_trailentry'")
        assert cursor.fetchone()[0] > 300
    with wearing(saeki):
        asked = ({}, {"staff": baba.staff_id}, {"staff": aoki.staff_id}, {"kind": "emergency"})
        for _ in range(2):  # the first time PostgreSQL reads of itself, too, to plan
            read = [read_for_a_page(**one) for one in asked]
    assert max(read) < 150, read


def test_the_trail_is_read_part_by_part_and_nothing_is_left_out(saeki: Hat, baba: Hat) -> None:
    last = a_busy_day(baba, 250)
    found, before = [], None
    with wearing(saeki):
        for _ in range(3):
            part = records(search(staff_id=baba.staff_id, before=before), entries=100, most=1000)
            found += [line.binder for line in part.records]
            before = part.rest
        second = records(search(staff_id=baba.staff_id), entries=100, first=40, most=40)
        behind = records(search(staff_id=baba.staff_id), entries=100, first=4_000, most=40)
    assert before is None
    assert len(found) == len(set(found)) == 250
    assert found[0] == last
    assert ([one.binder for one in second.records], second.lines) == (found[40:80], 100)
    assert [one.binder for one in behind.records] == found[80:100], "the last page"


def test_the_lines_stand_in_the_order_asked_for(saeki: Hat, aoki: Hat, baba: Hat) -> None:
    one, other = sorted([binder(), binder()])
    put(baba, [one], times=3)
    put(aoki, [one, other], at="11:00")
    with wearing(saeki):
        orders = {
            sort: [(line.staff_id, line.binder) for line in records(search(binders=[one, other]), sort=sort).records]
            for sort in ("", "at", "-at", "staff", "-times", "reference")
        }
    three, once, beside = (baba.staff_id, one), (aoki.staff_id, one), (aoki.staff_id, other)
    assert orders[""] == orders["-at"] == [once, beside, three]
    assert orders["at"] == [three, once, beside]
    assert orders["staff"] == [once, beside, three], "青木 before 馬場"
    assert orders["-times"][0] == three
    assert orders["reference"] == [three, once, beside]


def test_the_page_leads_further_back(saeki: Hat, baba: Hat, browse: Browse) -> None:
    a_busy_day(baba, 1_050)
    client, asked = browse(saeki), {"staff": "馬場 直樹"}
    page = client.get("/records/", asked).content.decode()
    link = re.search(r'href="(\?[^"]*before=\d+)"', page)
    assert link
    assert "<b>1000</b>行" in page
    older = client.get(f"/records/{html.unescape(link[1])}").content.decode()
    assert "<b>50</b>行" in older
    assert "これより前の記録" not in older
    assert "いちばん新しい記録" in older


def test_an_export_with_lines_missing_is_refused(saeki: Hat, baba: Hat, browse: Browse) -> None:
    a_busy_day(baba, 150)
    client, asked = browse(saeki), {"staff": "馬場 直樹"}
    with cast.outside_the_walls():
        CitySetting.objects.create(name="office.list_most_rows", value=150, starts_on="2020-01-01", set_at=timezone.now())
    whole: HttpResponse = client.get("/records/export/csv/", asked)
    assert len(list(csv.reader(io.StringIO(b"".join(whole).decode("utf-8-sig"))))) == 151  # type: ignore[arg-type]
    a_busy_day(baba, 1)
    assert "期間を短く" in client.get("/records/export/csv/", asked).content.decode()


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
    rows = page.count("<tr><td")
    assert f"<b>{rows}</b>行" in page or (rows == A_PAGE and "行中 1–100行" in page), "others have looked, too"
    assert "やることも記録もない簿冊を6件" in page
    assert "夜間に6回" in page


def test_many_unusual_days_come_in_pages(saeki: Hat, browse: Browse) -> None:
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO office_trailentry (kind, word, purpose, deliberate, binders, classes, detail, staff_id, at)"
            " SELECT 'look', 'consultation.page', 'support', true, ARRAY[gen_random_uuid()], 3, '{}', md5('staff ' || n)::uuid,"
            " (enishi_today() + '23:10'::time) AT TIME ZONE 'Asia/Tokyo' FROM generate_series(1, 130) n, generate_series(1, 6)"
        )
    page = browse(saeki).get("/records/unusual/").content.decode()
    assert page.count("<tr><td") == A_PAGE
    assert "行中 1–100行" in page
    assert "page=2" in page
