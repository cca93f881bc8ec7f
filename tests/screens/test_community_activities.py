"""Activities and sessions counted by age without names; exchanges, needs, events, what agencies can do; public pages."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.community.actions.activities import (
    add_activity,
    answer_need,
    raise_need,
    record_happening,
    record_session,
)
from enishi.community.models import Activity, Attendance, Capability, Exchange, Happening, PlaceNeed, Session
from enishi.community.queries.activities import activities, figures
from enishi.community.rules.attendance import Tally, faults_of_counts, fiscal_year, months_of
from enishi.community.tests.factories import resource
from enishi.office.errors import NotFound, Refused
from tests.reading import rows_read

pytestmark = pytest.mark.django_db
Browse = Callable[[Hat], Client]
TODAY = timezone.localdate
NOW = timezone.now


def activity(by: Hat, **more: object) -> Activity:
    with wearing(by):
        pk = add_activity({"name": "火曜の茶の間", "programme": "prevention"} | more, by=by, at=NOW())
    with cast.outside_the_walls():
        return Activity.objects.get(pk=pk)


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_nobody_comes_to_a_session_that_was_called_off() -> None:
    assert faults_of_counts({"75-": 1}, cancelled=True)
    assert not faults_of_counts({"75-": 0}, cancelled=True)


def test_a_fiscal_year_begins_in_april() -> None:
    assert fiscal_year(date(2027, 3, 31)) == 2026
    assert (months_of(2026)[0], months_of(2026)[-1]) == (date(2026, 4, 1), date(2027, 3, 1))


def test_the_same_day_recorded_again_corrects_it(aoki: Hat) -> None:
    one = activity(aoki)
    with wearing(aoki):
        record_session(one.pk, held_on=TODAY(), people={"75-": 5, "65-74": 2}, helpers=3, by=aoki, at=NOW())
        record_session(one.pk, held_on=TODAY(), people={"75-": 6}, helpers=3, by=aoki, at=NOW())
        record_session(one.pk, held_on=TODAY(), part="午後", people={"40-64": 1}, by=aoki, at=NOW())
    with cast.outside_the_walls():
        assert Session.objects.count() == 2
        assert sum(Attendance.objects.values_list("people", flat=True)) == 7


@pytest.mark.parametrize("wrong", [{"held_on": "tomorrow"}, {"cancelled": True}])
def test_a_day_to_come_or_people_at_a_session_called_off_are_refused(aoki: Hat, wrong: dict) -> None:
    one = activity(aoki)
    told = {"held_on": TODAY(), "people": {"75-": 1}} | wrong
    if told["held_on"] == "tomorrow":
        told["held_on"] = TODAY() + timedelta(1)
    with wearing(aoki), pytest.raises(Refused):
        record_session(one.pk, by=aoki, at=NOW(), **told)


def test_figures_take_two_statements_and_add_up(browse: Browse, aoki: Hat) -> None:
    one = activity(aoki)
    year = fiscal_year(TODAY())
    with wearing(aoki):
        before = figures(year)
        for number in range(3):
            record_session(
                one.pk, held_on=TODAY(), part=str(number), people={"75-": 2, "?": 1}, helpers=2, by=aoki, at=NOW()
            )
        record_session(one.pk, held_on=TODAY(), part="off", people={}, helpers=9, cancelled=True, by=aoki, at=NOW())
        with CaptureQueriesContext(connection) as asked:
            found = figures(year)
    key = ("prevention", TODAY().replace(day=1))
    was, tally = before.get(key, Tally()), found[key]
    assert (tally.held - was.held, tally.cancelled - was.cancelled, tally.helpers - was.helpers) == (3, 1, 6)
    assert [tally.people[band] - was.people.get(band, 0) for band in ("75-", "?")] == [6, 3]
    assert len(asked) == 2
    assert all("GROUP BY" in each["sql"] for each in asked), "no session leaves the database by itself"
    page = text(browse(aoki), "/community/activities/figures/")
    assert "一般介護予防" in page


def test_a_page_of_activities_reads_the_sessions_of_that_page(aoki: Hat) -> None:
    with cast.outside_the_walls():
        many = Activity.objects.bulk_create([Activity(name=f"!体操 {number:03}") for number in range(200)])
        Session.objects.bulk_create(
            [
                Session(activity=one, held_on=TODAY() - timedelta(week), cancelled=week == 0, recorded_at=NOW())
                for one in many
                for week in range(10)
            ]
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE community_activity, community_session")
    page = activities({}, on=TODAY())[:50]
    assert [(one.times, one.last_on) for one in page] == [(9, TODAY() - timedelta(1))] * 50
    assert rows_read(page, "community_session") == 2 * 500


def test_an_activity_is_registered_and_counted_on_the_screen(browse: Browse, aoki: Hat) -> None:
    client = browse(aoki)
    place = resource("桜会館")
    made = client.post(
        "/community/activities/new/",
        {"name": "体操", "programme": "prevention", "resource": str(place.pk), "public": "on"},
    )
    assert made.status_code == 302
    sent = {
        "held_on": TODAY().isoformat(),
        "people_75-": "8",
        "people_65-74": "3",
        "helpers": "2",
        "note": "にぎやか",
    }
    assert client.post(made["Location"], sent).status_code == 302
    page = text(client, made["Location"])
    for words in ("のべ11人", "75歳以上8", "桜会館", "にぎやか"):
        assert words in page
    assert "体操" in text(client, "/community/activities/?programme=prevention")
    assert "体操" not in text(client, "/community/activities/?programme=mutual")
    again = client.post(made["Location"], sent | {"cancelled": "on"})
    assert again.status_code == 422
    assert "にぎやか" in again.content.decode()
    assert "体操" in text(client, f"/community/resources/{place.pk}/")


def test_who_does_not_tend_reads_and_records_nothing(browse: Browse, baba: Hat, aoki: Hat) -> None:
    one = activity(aoki)
    assert "tend" not in baba.may
    client = browse(baba)
    assert "開催を記録する" not in text(client, f"/community/activities/{one.pk}/")
    assert (
        client.post(f"/community/activities/{one.pk}/", {"held_on": TODAY().isoformat()}).status_code == 404
    )
    with wearing(baba), pytest.raises(NotFound):
        record_session(one.pk, held_on=TODAY(), people={}, by=baba, at=NOW())


def test_a_need_waits_until_somebody_says_what_came_of_it(browse: Browse, aoki: Hat) -> None:
    client = browse(aoki)
    made = client.post(
        "/community/needs/new/",
        {"title": "夕方の居場所がない", "seen_on": TODAY().isoformat(), "district": "桜中"},
    )
    assert made.status_code == 302
    with cast.outside_the_walls():
        need = PlaceNeed.objects.get()
    assert "まだ答えがない" in text(client, "/community/needs/?state=open")
    empty = client.post(f"/community/needs/{need.pk}/", {"version": "1", "state": "met", "answer": " "})
    assert empty.status_code == 422
    assert (
        client.post(
            f"/community/needs/{need.pk}/", {"version": "1", "state": "met", "answer": "会館を夕方も開けた"}
        ).status_code
        == 302
    )
    late = client.post(f"/community/needs/{need.pk}/", {"version": "1", "state": "dropped", "answer": "x"})
    assert "ほかの人が変更しました" in late.content.decode()
    assert "会館を夕方も開けた" in text(client, "/community/needs/")


def test_the_database_keeps_no_answer_without_words(aoki: Hat) -> None:
    with wearing(aoki):
        pk = raise_need({"title": "x", "seen_on": TODAY()}, by=aoki, at=NOW())
        with pytest.raises(Refused):
            answer_need(pk, state="met", answer="", by=aoki, at=NOW())


def test_an_exchange_names_the_programmes_that_met(browse: Browse, aoki: Hat) -> None:
    client = browse(aoki)
    sent = {
        "name": "五事業の会",
        "held_on": TODAY().isoformat(),
        "programmes": ["living", "mutual"],
        "people": "12",
        "agreed": "次は合同で",
    }
    assert client.post("/community/exchanges/new/", sent).status_code == 302
    page = text(client, "/community/exchanges/")
    for words in ("生活支援体制整備、共助の基盤づくり", "次は合同で", "12人"):
        assert words in page
    with cast.outside_the_walls():
        assert Exchange.objects.get().programmes == ["living", "mutual"]


def test_events_count_who_came(browse: Browse, aoki: Hat) -> None:
    client = browse(aoki)
    sent = {
        "name": "ゲートキーパー研修",
        "kind": "training",
        "starts_on": TODAY().isoformat(),
        "attended": "40",
        "handed_out": "100",
    }
    assert client.post("/community/happenings/new/", sent).status_code == 302
    with cast.outside_the_walls():
        one = Happening.objects.get()
    assert "<b>40</b>人" in text(client, "/community/happenings/?kind=training")
    assert (
        client.post(f"/community/happenings/{one.pk}/", sent | {"version": "1", "attended": "41"}).status_code
        == 302
    )
    assert "<b>41</b>人" in text(client, "/community/happenings/")
    wrong = client.post(
        "/community/happenings/new/", sent | {"ends_on": (TODAY() - timedelta(1)).isoformat()}
    )
    assert wrong.status_code == 422


def test_what_an_agency_can_do_is_found_and_confirmed(browse: Browse, aoki: Hat) -> None:
    client = browse(aoki)
    sent = {
        "agency": aoki.agency_name,
        "what": "家計の立て直しの同行",
        "targets": ["poverty"],
        "how": "電話で予約",
    }
    assert client.post("/community/capabilities/new/", sent).status_code == 302
    with cast.outside_the_walls():
        Capability.objects.update(verify_by=TODAY() - timedelta(1))
        one = Capability.objects.get()
    page = text(client, "/community/capabilities/?q=家計&target=poverty")
    assert "家計の立て直しの同行" in page
    assert "期限切れ" in page
    assert "家計の立て直し" not in text(client, "/community/capabilities/?target=child")
    assert client.post(f"/community/capabilities/{one.pk}/confirm/").status_code == 302
    assert "家計の立て直し" not in text(client, "/community/capabilities/?state=stale")
    wrong = client.post("/community/capabilities/new/", sent | {"agency": "どこにもない課"})
    assert "いま活動している機関はありません" in wrong.content.decode()


@pytest.mark.parametrize(
    "name", ["activities", "needs", "exchanges", "happenings", "capabilities", "activities/figures"]
)
def test_every_list_goes_out_through_the_gate(browse: Browse, aoki: Hat, name: str) -> None:
    activity(aoki)
    answer = browse(aoki).get(f"/community/{name}/export/csv/")
    assert answer.status_code == 200
    assert "出力者" in b"".join(answer.streaming_content).decode("utf-8-sig")


def test_the_public_page_shows_what_is_public_and_confirmed_to_anybody(aoki: Hat) -> None:
    opened = resource("開かれた家", public=True, original={"credit": "WAM NET"})
    hidden = [
        resource("内の家"),
        resource("古い家", public=True, verify_by=TODAY() - timedelta(1)),
        resource("終わった家", public=True, ends_on=TODAY()),
    ]
    activity(aoki, name="公開の体操", public=True)
    activity(aoki, name="内の体操")
    with cast.outside_the_walls():
        Happening.objects.create(name="ふくし祭り", starts_on=TODAY() + timedelta(3), public=True)
        Happening.objects.create(name="去年の祭り", starts_on=TODAY() - timedelta(300), public=True)
    page = text(Client(), "/community/public/")
    for words in ("開かれた家", "公開の体操", "ふくし祭り"):
        assert words in page
    for words in ("内の家", "古い家", "終わった家", "内の体操", "去年の祭り"):
        assert words not in page
    assert "WAM NET" in text(Client(), f"/community/public/{opened.pk}/")
    never = Client().get(f"/community/public/{aoki.agency_id}/")
    for one in hidden:
        answer = Client().get(f"/community/public/{one.pk}/")
        assert (answer.status_code, answer.content) == (404, never.content)


def test_the_menu_says_where_one_is_on_every_page_of_the_room(browse: Browse, aoki: Hat) -> None:
    client = browse(aoki)
    assert client.get("/community/").headers["Location"] == "/community/resources/"
    for address in ("resources/", "needs/", "capabilities/"):
        page = text(client, f"/community/{address}")
        assert re.search(r'href="/community/"[^>]*aria-current', page) or re.search(
            r'aria-current[^>]*href="/community/"', page
        )


def test_what_is_typed_in_every_form_is_kept(browse: Browse, aoki: Hat) -> None:
    """Activities, events and what agencies can do: new and changed; a draft is gone on with, and gone when it was sent."""
    client, one = browse(aoki), activity(aoki)
    with wearing(aoki):
        event = record_happening({"name": "人権講座", "kind": "lecture", "starts_on": TODAY()}, by=aoki, at=NOW())
    forms = {
        "activities/new/": "name",
        f"activities/{one.pk}/edit/": "name",
        "happenings/new/": "name",
        f"happenings/{event}/": "name",
        "capabilities/new/": "what",
    }
    for address, field in forms.items():
        page = text(client, f"/community/{address}")
        fields = dict(re.findall(r'<input type="hidden" name="(draft\w*)" value="([^"]*)"', page))
        url = page.split('data-draft-url="')[1].split('"')[0]
        kept = client.post(url, fields | {field: f"書きかけ{address}", "draft_sequence": "1"})
        assert kept.status_code == 200, address
        assert f"書きかけ{address}" in text(client, f"/community/{address}?draft={fields['draft']}")
    listed = text(client, "/drafts/")
    for label in ("活動", "活動の変更", "催し・研修", "催し・研修の変更", "機関のできること"):
        assert f">{label}<" in listed, label
