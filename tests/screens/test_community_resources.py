"""The directory on the screen: filters, constant statements, one resource, forms, pause, confirmation, the ways out."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.community.actions.reminding import remind_to_confirm
from enishi.community.actions.resources import add_resource, change_resource, confirm_resource
from enishi.community.models import Menu, Resource
from enishi.community.tests.factories import menu, resource
from enishi.community.tests.shared_data import needs, shared
from enishi.office.errors import Overtaken, Refused
from enishi.office.models import Draft, Task

pytestmark = pytest.mark.django_db
Browse = Callable[[Hat], Client]
TODAY = timezone.localdate


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def stored(pk: object) -> Resource:
    with cast.outside_the_walls():
        return Resource.objects.get(pk=pk)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"春サロン", "夏食堂", "秋農園"}),
        ("q=しゅんさろん", {"春サロン"}),
        ("kind=dining", {"夏食堂"}),
        ("purpose=work", {"秋農園"}),
        ("day=2", {"春サロン"}),
        ("area=桜町一丁目", {"夏食堂"}),
        ("flag=wheelchair", {"春サロン"}),
        ("consideration=quiet", {"秋農園"}),
        ("free=1", {"秋農園"}),
        ("state=paused", {"夏食堂"}),
        ("state=stale", {"春サロン"}),
        ("state=ended", {"冬の会"}),
        ("target=child", {"夏食堂", "秋農園"}),
        ("kind=dining&day=2", set()),
    ],
)
def test_filters_find_what_they_say(browse: Browse, aoki: Hat, query: str, found: set[str]) -> None:
    resource("春サロン", kana="シュンサロン", open_days=[2], times=[[2, "0", 600, 720]], barrier_free={"wheelchair": "yes"},
             verify_by=TODAY() - timedelta(1), targets=["elderly"])  # fmt: skip
    resource(
        "夏食堂",
        kind="dining",
        town="桜町一丁目",
        barrier_free={"wheelchair": "no"},
        paused_from=TODAY(),
        targets=["child"],
    )
    menu(resource("秋農園", capacity=3, available=1, considerations={"quiet": "yes"}), "収穫", "work")
    resource("冬の会", ends_on=TODAY())
    page = text(browse(aoki), f"/community/resources/?{query}")
    assert {name for name in ("春サロン", "夏食堂", "秋農園", "冬の会") if name in page} == found
    if not found:
        assert "あてはまる資源はありません" in page


def test_the_list_takes_the_same_statements_for_one_and_for_fifty(
    browse: Browse, aoki: Hat, django_assert_max_num_queries
) -> None:
    client = browse(aoki)
    menu(resource("一"))
    text(client, "/community/resources/")  # settings are read once by a process
    counts = []
    for _ in range(2):
        with django_assert_max_num_queries(8 + 3) as asked:  # 3: the savepoint around a request
            text(client, "/community/resources/?kind=salon&day=&state=open")
        counts.append(len(asked))
        for number in range(49):
            menu(resource(f"サロン{number}", open_days=[1], times=[[1, "0", 540, 600]]))
    assert counts[0] == counts[1]


def test_one_resource_tells_what_was_not_understood_and_who_confirmed_it(browse: Browse, aoki: Hat) -> None:
    one = resource(
        "春サロン",
        hours="だいたい火曜",
        left_over="だいたい火曜",
        confirmed_on=TODAY(),
        confirmed_name="福祉課 青木",
    )
    menu(one, "お茶の手伝い", "place", considerations={"small": "yes"})
    page = text(browse(aoki), f"/community/resources/{one.pk}/")
    for words in (
        "原文：だいたい火曜",
        "福祉課 青木",
        "お茶の手伝い",
        "少人数でできる",
        "この内容でまちがいありません",
    ):
        assert words in page


def test_who_does_not_tend_reads_but_has_no_buttons(browse: Browse, baba: Hat) -> None:
    one = resource("春サロン")
    client = browse(baba)
    page = text(client, f"/community/resources/{one.pk}/")
    if "tend" not in baba.may:
        assert "変更する" not in page
        assert client.post(f"/community/resources/{one.pk}/confirm/").status_code == 403


def test_a_resource_is_registered_once_however_often_the_form_is_sent(browse: Browse, aoki: Hat) -> None:
    client = browse(aoki)
    page = text(client, "/community/resources/new/")
    key = page.split('name="submission" value="')[1].split('"')[0]
    sent = {
        "submission": key, "name": "縁の家", "kind": "salon", "hours": "毎週火曜 10:00〜12:00", "closing_words": "年末年始",
        "capacity": "5", "available": "2", "address": "縁市桜町1-2", "phone": "0565-11-1111", "purposes": ["place"],
        "considerations_quiet": "yes", "barrier_free_wheelchair": "no",
    }  # fmt: skip
    for _ in range(2):
        assert client.post("/community/resources/new/", sent).status_code == 302
    with cast.outside_the_walls():
        (one,) = Resource.objects.all()
    assert (one.open_days, one.block, one.phone_digits) == ([2], "1-2", "0565111111")
    assert one.considerations == {"quiet": "yes"}
    assert one.barrier_free == {"wheelchair": "no"}
    assert one.closings["seasons"] == ["年末年始"]
    assert one.verify_by > TODAY()


def test_what_is_typed_is_kept_and_gone_on_with(browse: Browse, aoki: Hat) -> None:
    client = browse(aoki)
    page = text(client, "/community/resources/new/")
    fields = dict(re.findall(r'<input type="hidden" name="(draft\w*)" value="([^"]*)"', page))
    address = page.split('data-draft-url="')[1].split('"')[0]
    saved = client.post(
        address, fields | {"name": "書きかけの家", "note": "消えてはいけない", "draft_sequence": "1"}
    )
    assert saved.status_code == 200, saved.content
    again = text(client, f"/community/resources/new/?draft={fields['draft']}")
    assert "書きかけの家" in again
    assert "消えてはいけない" in again
    assert "地域の資源" in text(client, "/drafts/")
    key = re.findall(r'name="submission" value="([^"]*)"', again)[0]
    hidden = dict(re.findall(r'<input type="hidden" name="(draft\w*)" value="([^"]*)"', again))
    sent = client.post(
        "/community/resources/new/", hidden | {"submission": key, "name": "できた家", "kind": "salon"}
    )
    assert sent.status_code == 302
    with cast.outside_the_walls():
        assert Resource.objects.get().name == "できた家"
        assert not Draft.objects.exists()


def test_a_form_with_a_fault_comes_back_with_everything_typed(browse: Browse, aoki: Hat) -> None:
    answer = browse(aoki).post(
        "/community/resources/new/",
        {"name": "縁の家", "kind": "salon", "capacity": "2", "available": "3", "note": "消えてはいけない"},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "空きは、0から定員まで" in page
    assert "消えてはいけない" in page


def test_nobody_overwrites_what_somebody_else_wrote_meanwhile(browse: Browse, aoki: Hat) -> None:
    one = resource("春サロン")
    with wearing(aoki):
        change_resource(one.pk, {"phone": "1"}, version=1, by=aoki, at=timezone.now())
        with pytest.raises(Overtaken):
            change_resource(one.pk, {"phone": "2"}, version=1, by=aoki, at=timezone.now())
        assert change_resource(one.pk, {"phone": "1"}, version=1, by=aoki, at=timezone.now()) == []
    answer = browse(aoki).post(
        f"/community/resources/{one.pk}/edit/", {"version": "1", "name": "別の名", "kind": "salon"}
    )
    assert answer.status_code == 422
    assert "ほかの人が変更しました" in answer.content.decode()
    assert stored(one.pk).name == "春サロン"


def test_verbs_refuse_numbers_that_do_not_fit(aoki: Hat) -> None:
    with wearing(aoki):
        for wrong in (
            {"name": " "},
            {"name": "家", "capacity": 1, "available": 2},
            {"name": "家", "age_from": 9, "age_to": 1},
        ):
            with pytest.raises(Refused):
                add_resource(wrong, by=aoki, at=timezone.now())


def test_confirming_moves_the_day_and_ends_the_reminder(browse: Browse, aoki: Hat) -> None:
    one = resource("春サロン", verify_by=TODAY() + timedelta(5), keeper_id=aoki.agency_id)
    resource("まだ先", verify_by=TODAY() + timedelta(200), keeper_id=aoki.agency_id)
    with cast.outside_the_walls():
        assert remind_to_confirm(timezone.now()) == 1
        assert remind_to_confirm(timezone.now()) == 0
        assert Task.objects.get(word="resource.verify").holder_id == aoki.agency_id
    client = browse(aoki)
    assert client.post(f"/community/resources/{one.pk}/confirm/", {"how": "代表に電話"}).status_code == 302
    kept = stored(one.pk)
    assert kept.verify_by > TODAY() + timedelta(300)
    assert "代表に電話" in kept.confirmed_name
    with cast.outside_the_walls():
        assert Task.objects.get(word="resource.verify").state == "done"


def test_a_reminder_is_taken_back_when_somebody_else_confirmed(aoki: Hat, baba: Hat) -> None:
    one = resource("春サロン", verify_by=TODAY(), keeper_id=baba.agency_id)
    with cast.outside_the_walls():
        remind_to_confirm(timezone.now())
    with wearing(aoki):
        confirm_resource(one.pk, by=aoki, at=timezone.now())
    with cast.outside_the_walls():
        remind_to_confirm(timezone.now())
        assert Task.objects.get(word="resource.verify").state == "withdrawn"


def test_many_of_one_day_are_one_task_and_what_nobody_keeps_goes_to_who_coordinates(
    browse: Browse, aoki: Hat
) -> None:
    for number in range(7):
        resource(f"家{number}", verify_by=TODAY() + timedelta(3))
    with cast.outside_the_walls():
        assert remind_to_confirm(timezone.now()) == 1
        assert remind_to_confirm(timezone.now()) == 0
        task = Task.objects.get(word="resource.verify")
    assert "7件" in task.text
    assert task.holder_id == aoki.agency_id
    assert "家3" in text(browse(aoki), task.url)


def test_a_pause_has_its_end_and_a_menu_pauses_alone(browse: Browse, aoki: Hat) -> None:
    one = resource("春サロン")
    each = menu(one)
    client = browse(aoki)
    again = TODAY() + timedelta(10)
    assert (
        client.post(
            f"/community/menus/{each.pk}/pause/",
            {"first_day": TODAY().isoformat(), "again_on": again.isoformat()},
        ).status_code
        == 302
    )
    with cast.outside_the_walls():
        assert Menu.objects.get().paused_until == again
    assert stored(one.pk).paused_from is None
    wrong = client.post(
        f"/community/resources/{one.pk}/pause/",
        {"first_day": again.isoformat(), "again_on": TODAY().isoformat()},
    )
    assert wrong.status_code == 422
    assert "再開する日" in wrong.content.decode()
    client.post(f"/community/resources/{one.pk}/pause/", {"first_day": TODAY().isoformat(), "reason": "改装"})
    assert "改装" in text(client, f"/community/resources/{one.pk}/")
    client.post(f"/community/resources/{one.pk}/resume/")
    client.post(f"/community/menus/{each.pk}/resume/")
    assert stored(one.pk).paused_from is None


def test_a_menu_states_its_purpose_and_ends(browse: Browse, aoki: Hat) -> None:
    one = resource("春サロン")
    client = browse(aoki)
    assert (
        client.post(
            f"/community/resources/{one.pk}/menus/new/",
            {"name": "受付", "purpose": "work", "hours": "月 9:00〜10:00"},
        ).status_code
        == 302
    )
    with cast.outside_the_walls():
        each = Menu.objects.get()
    assert (each.purpose, each.open_days) == ("work", [1])
    assert (
        client.post(
            f"/community/menus/{each.pk}/edit/", {"version": "1", "name": "受付係", "purpose": "work"}
        ).status_code
        == 302
    )
    assert client.post(f"/community/menus/{each.pk}/end/", {"on": TODAY().isoformat()}).status_code == 302
    assert "受付係" not in text(client, f"/community/resources/{one.pk}/")
    assert client.post(f"/community/resources/{one.pk}/end/", {"on": TODAY().isoformat()}).status_code == 302
    assert stored(one.pk).ends_on == TODAY()


def test_the_map_draws_what_the_list_shows_and_says_what_it_cannot(browse: Browse, aoki: Hat) -> None:
    client = browse(aoki)
    assert "地図に描けるものがありません" in text(client, "/community/resources/map/")
    resource("春サロン", latitude="35.1", longitude="137.1", place_from="file")
    resource("となり", latitude="35.2", longitude="137.2", place_from="town")
    resource("位置なし")
    page = text(client, "/community/resources/map/")
    assert page.count("<circle") == 2
    assert "市の境界がまだありません" in page
    assert "位置のわからない資源が1件" in page
    assert "stroke-dasharray" in page


def test_the_map_stays_small_with_many_resources(browse: Browse, aoki: Hat) -> None:
    with cast.outside_the_walls():
        Resource.objects.bulk_create(
            Resource(name=f"{number:03d}番目の家", latitude=f"35.{number % 40:02d}", longitude=f"137.{number // 40:02d}")
            for number in range(400)
        )
    page = text(browse(aoki), "/community/resources/map/")
    assert len(page) < 80_000
    assert page.count('class="row-link"') == 50, "the table goes on page by page"
    assert "400" in page
    assert text(browse(aoki), "/community/resources/map/?page=8").count('class="row-link"') == 50


def download(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_the_list_goes_out_with_one_statement_for_all_rows(browse: Browse, aoki: Hat) -> None:
    client, asked = browse(aoki), []
    for _ in range(3):
        resource("通いの場", description="体操とお茶", access="駅から5分")
        with CaptureQueriesContext(connection) as statements:
            assert "駅から5分" in download(client, "/community/resources/export/csv/").decode()
        asked.append(len(statements))
    assert asked[1] == asked[2]


def test_the_ways_out_hold_what_they_say(browse: Browse, aoki: Hat) -> None:
    resource("公開の家", public=True, address="愛知県縁市桜町1", prefecture="愛知県", city="縁市", town="桜町", block="1",
             postcode="470-0000", latitude="35.1", longitude="137.1", phone="=1+1",
             times=[[2, "13", 600, 720], [3, "0", 600, 1500]], hours="第1・3火", barrier_free={"toilet": "yes"},
             areas=["桜中学校区"], website="https://example.jp/", organisation="縁の会")  # fmt: skip
    resource("内の家", address="縁市桜町2")
    resource("古い家", public=True, verify_by=TODAY() - timedelta(1))
    client = browse(aoki)
    listed = download(client, "/community/resources/export/csv/").decode("utf-8-sig")
    assert "公開の家" in listed
    assert "内の家" in listed
    opened = download(client, "/community/resources/open-data/csv/").decode("utf-8-sig")
    assert "公開の家" in opened
    assert "'=1+1" in opened
    for hidden in ("内の家", "古い家", "出力者"):
        assert hidden not in opened
    features = json.loads(download(client, "/community/resources/open-data/geojson/"))["features"]
    assert [one["geometry"]["coordinates"] for one in features] == [[137.1, 35.1]]
    assert client.get("/community/resources/open-data/exe/").status_code == 404


@needs("hsds")
def test_the_package_is_valid_against_the_schemas_of_hsds(browse: Browse, aoki: Hat) -> None:
    resource("公開の家", public=True, address="愛知県縁市桜町1", latitude="35.1", longitude="137.1", phone="0565-11-1111",
             prefecture="愛知県", city="縁市", town="桜町", block="1", postcode="470-0000",
             times=[[2, "13", 600, 720], [3, "0", 600, 1500], [6, "7", 600, 700], [5, "6", 1, 2]], hours="第1・3火",
             barrier_free={"toilet": "yes"}, areas=["桜中学校区"], website="https://example.jp/", email="a@example.jp")  # fmt: skip
    menu(resource("休みの家", public=True, website="ウェブなし", paused_from=TODAY()))
    content = download(browse(aoki), "/community/resources/open-data/hsds/")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        services = json.loads(archive.read("services.json"))
        described = json.loads(archive.read("datapackage.json"))
        names = set(archive.namelist())
        tables = {
            one["name"]: list(csv.DictReader(io.StringIO(archive.read(one["path"]).decode("utf-8"))))
            for one in described["resources"]
        }
    assert {one["path"] for one in described["resources"]} <= names
    assert [one["status"] for one in services] == ["temporarily closed", "active"] or len(services) == 2
    for service in services:
        check(service, "service")
    for known in json.loads(shared("hsds", "datapackage.json").read_text("utf-8"))["resources"]:
        if known["name"] in tables:
            check_table(tables[known["name"]], known)
    assert [name for name, rows in tables.items() if not rows] == [], "every table has something to check"


def check_table(rows: list[dict], known: dict) -> None:
    """What the data package asks of a flat table: no column of our own, and every required one filled."""
    columns = {one["name"]: one.get("constraints", {}).get("required") for one in known["schema"]["fields"]}
    for row in rows:
        assert set(row) <= set(columns), known["name"]
        wanted = {name for name, required in columns.items() if required}
        assert {name for name in wanted if not row.get(name)} == set(), known["name"]


def check(value: dict, schema_name: str) -> None:
    """What the schemas ask: required fields, types, enumerations, formats, and the same of what lies inside."""
    schema = json.loads(shared("hsds", "schema", f"{schema_name}.json").read_text("utf-8"))
    missing = [name for name in schema.get("required", []) if name not in value]
    assert missing == [], schema_name
    for name, inside in value.items():
        assert name in schema["properties"], f"{schema_name}.{name}"
        rule = schema["properties"][name]
        if "$ref" in rule:
            check(inside, rule["$ref"].removesuffix(".json"))
        elif rule.get("type") == "array":
            for each in inside:
                check(each, rule["items"]["$ref"].removesuffix(".json"))
        else:
            kinds = {"string": str, "number": (int, float), "boolean": bool}
            assert isinstance(inside, kinds[rule["type"]]), f"{schema_name}.{name}"
            assert "enum" not in rule or inside in rule["enum"], f"{schema_name}.{name}"
            if rule.get("format") == "uri":
                assert inside.startswith("http"), f"{schema_name}.{name}"


def test_a_file_is_shown_row_by_row_before_it_is_taken_in(browse: Browse, aoki: Hat) -> None:
    client = browse(aoki)
    there = resource("ふれあい会館", address="縁市桜町1")
    content = (
        "名称,住所,電話番号\nふれあい会館,縁市桜町１番地,0565-1\n新しい家,縁市高町2,0565-22-2222\n".encode()
    )
    upload = io.BytesIO(content)
    upload.name = "一覧.csv"
    answer = client.post("/community/loads/", {"file": upload})
    assert answer.status_code == 302
    page = text(client, answer["Location"])
    for words in ("登録済みと見られる", "は別の資源", "新しい家", "短すぎます", "まだ何も取り込んでいません"):
        assert words in page
    shown = page.split('name="shown" value="')[1].split('"')[0]
    assert client.post(answer["Location"], {"shown": shown}).status_code == 302
    with cast.outside_the_walls():
        assert sorted(Resource.objects.values_list("name", flat=True)) == ["ふれあい会館", "新しい家"]
        assert Resource.objects.get(pk=there.pk).version == 1
    assert "取り込みました" in text(client, answer["Location"])
    assert "一覧.csv" in text(client, "/community/loads/")
    wrong = io.BytesIO(b"%PDF-1.4")
    wrong.name = "x.pdf"
    assert client.post("/community/loads/", {"file": wrong}).status_code == 422


def test_a_poi_code_is_told_by_its_name_and_a_strange_one_is_kept(browse: Browse, aoki: Hat) -> None:
    client = browse(aoki)
    known, strange = resource("桜公民館", poi_code="1307"), resource("桜の滝", poi_code="0113")
    assert "POI 1307 公民館" in text(client, f"/community/resources/{known.pk}/")
    form = client.get(f"/community/resources/{strange.pk}/edit/").content.decode()
    assert '<option value="0113" selected>0113</option>' in form
    assert '<option value="1307">1307 公民館</option>' in form
