"""Around every request: the hat, the closed doors, and answers that tell nothing."""

import time
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from django.utils import timezone

from enishi.agencies import access, browser
from enishi.agencies.hats import Hat
from enishi.agencies.models import Membership, Staff, WebSession
from enishi.agencies.tests import cast
from enishi.office import trail
from enishi.office.doors import LINK, SIGNED_IN, door
from enishi.office.errors import NotFound, Refused
from enishi.office.models import TrailEntry
from enishi.website import allday
from enishi.website.access import asking
from enishi.website.tests.visitors import visitor


@door(SIGNED_IN)
def who(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT ((SELECT enishi_hat())).membership, current_setting('transaction_read_only')")
        known, read_only = cursor.fetchone()
    return HttpResponse(f"{request.hat.role} {known == request.hat.membership_id} {read_only}")


@door(SIGNED_IN)
def writes(request):
    trail.record("test.written")
    return HttpResponse("written")


@door(SIGNED_IN)
def hidden(request, thing):
    raise NotFound("test.hidden", thing)


@door(SIGNED_IN)
def says_no(request):
    raise Refused(["先に受け付けてください。"])


@door(SIGNED_IN)
def forbidden_table(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM agencies_signin")


@door("administer")
def for_administrators(request):
    return HttpResponse("機関")


@door(LINK)
def by_link(request):
    return HttpResponse("link")


def undeclared(request):
    return HttpResponse("open to the world")


urlpatterns = [
    path("", include("enishi.website.urls")),
    path("", include("enishi.website.office_urls")),
    path("who/", who, name="who"),
    path("writes/", writes, name="writes"),
    path("hidden/<uuid:thing>/", hidden, name="hidden"),
    path("says-no/", says_no, name="says-no"),
    path("forbidden-table/", forbidden_table, name="forbidden-table"),
    path("administrators/", for_administrators, name="administrators"),
    path("by-link/", by_link, name="by-link"),
    path("undeclared/", undeclared, name="undeclared"),
]
handler404 = "enishi.website.views.pages.page_not_found"
pytestmark = pytest.mark.urls(__name__)


def _leads_to_sign_in(answer, next_page: str) -> bool:
    return answer.status_code == 302 and answer["Location"] == f"/sign-in/?next={next_page}"


def test_a_request_wears_the_hat_in_the_database_too(baba: Hat) -> None:
    assert visitor(baba).get("/who/").content == b"counter True on"
    assert visitor(baba).post("/who/").content == b"counter True off"


def test_the_connection_forgets_who_asked(baba: Hat) -> None:
    for send in (visitor(baba).get, visitor(baba).post):
        send("/who/")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('enishi.session', true), current_setting('transaction_read_only')"
            )
            assert cursor.fetchone() in {("", "off"), (None, "off")}


def test_reading_a_page_can_change_nothing(baba: Hat) -> None:
    client = visitor(baba)
    with pytest.raises(InternalError, match="read-only"):
        client.get("/writes/")
    assert client.post("/writes/").content == b"written"


def test_reading_leaves_nothing_on_the_connection_but_its_plans(django_db_setup: None, django_db_blocker) -> None:
    """Outside a test's own transaction, as in the running server."""
    nobody = browser.Kept(uuid.uuid4(), "no such secret", None, None, time.time(), False, "", ())
    with django_db_blocker.unblock():
        try:
            for _ in range(7):
                with asking(nobody, reading=True) as hat:
                    assert hat is None
            assert _left_on_the_connection() == ("", "off", 1)
            with pytest.raises(InternalError, match="read-only"), asking(nobody, reading=True):
                trail.record("test.written")
            assert _left_on_the_connection()[:2] == ("", "off")
            with asking(nobody, reading=True), pytest.raises(InternalError, match="read-only"):
                trail.record("test.written")  # and the view answers all the same
            assert _left_on_the_connection()[:2] == ("", "off")
        finally:
            connection.close()


def test_what_is_asked_all_day_is_planned_once(django_db_setup: None, django_db_blocker) -> None:
    """And the next one who is given the connection is answered as PostgreSQL thinks best."""
    nobody = browser.Kept(uuid.uuid4(), "no such secret", None, None, time.time(), False, "", ())
    with django_db_blocker.unblock():
        try:
            for reading in (True, False):
                with asking(nobody, reading=reading, plans_stay=True):
                    assert _plans() == "force_generic_plan"
                assert _plans() == "auto"
                with asking(nobody, reading=reading):
                    assert _plans() == "auto"
        finally:
            connection.close()


def _plans() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        return str(cursor.fetchone()[0])


def test_which_addresses_are_asked_all_day() -> None:
    one = uuid.uuid4()
    for asked in ("/", "/consultations/", f"/consultations/{one}/", f"/cases/{one}/", "/residents/"):
        assert allday.is_asked_all_day(asked), asked
    for asked in ("", "/sign-in/", f"/cases/{one}/plans/", "/cases/", f"/consultations/{one}", f"/residents/{one}/"):
        assert not allday.is_asked_all_day(asked), asked


def _left_on_the_connection() -> tuple[str, str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('enishi.session', true), ''), current_setting('transaction_read_only'),"
            " (SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%enishi_ask%')"
        )
        return cursor.fetchone()


def test_a_page_costs_three_statements_before_its_own(baba: Hat, django_assert_num_queries) -> None:
    client = visitor(baba)
    with django_assert_num_queries(
        3 + 3
    ):  # session, who, the page's own; and what a test makes of BEGIN and ROLLBACK
        client.get("/who/")


def test_nobody_is_led_to_the_sign_in_page_and_back(db: None) -> None:
    assert _leads_to_sign_in(Client().get("/who/?page=2"), "%2Fwho%2F%3Fpage%3D2")
    sent = Client().post("/who/", headers={"Referer": "http://testserver/drafts/1/"})
    assert _leads_to_sign_in(sent, "%2Fdrafts%2F1%2F")
    assert _leads_to_sign_in(Client().post("/who/", headers={"Referer": "http://elsewhere/x/"}), "%2F")


def test_whoever_sends_a_form_too_late_returns_to_its_draft(db: None) -> None:
    draft, headers = uuid.uuid4(), {"Referer": "http://testserver/consultations/new/"}
    sent = Client().post("/who/", {"draft": str(draft)}, headers=headers)
    assert _leads_to_sign_in(sent, f"%2Fdrafts%2F{draft}%2F%3Fback%3D1")
    assert _leads_to_sign_in(Client().post("/who/", {"draft": "x"}, headers=headers), "%2Fconsultations%2Fnew%2F")


def test_a_large_file_is_read_from_a_hat_only(baba: Hat, settings) -> None:
    """Anybody's would fill the disk before it is asked who sends it."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    at_the_desk = visitor(baba)
    for client, is_read in ((Client(), False), (at_the_desk, True), (visitor(baba, sign_in=None), False)):
        sent = {"file": SimpleUploadedFile("scan.pdf", b"x" * 10_000)}
        answer = client.post("/lock/", sent, headers={"Referer": "http://testserver/drafts/1/"})
        assert hasattr(answer.wsgi_request, "_files") is is_read
        assert _leads_to_sign_in(answer, "%2F" if is_read else "%2Fdrafts%2F1%2F")


def test_a_fragment_tells_the_page_to_go_to_the_sign_in_page(db: None) -> None:
    answer = Client().get("/who/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/sign-in/?next=%2Fwho%2F")


def _end(hat: Hat) -> None:
    access.end_sign_in(hat.sign_in_id, at=timezone.now())


def _transfer(hat: Hat) -> None:
    with cast.outside_the_walls():
        Membership.objects.filter(pk=hat.membership_id).update(ends_on=timezone.localdate())


def _stop(hat: Hat) -> None:
    with cast.outside_the_walls():
        Staff.objects.filter(pk=hat.staff_id).update(is_active=False)


def _close(hat: Hat) -> None:
    from enishi.agencies.models import Agency

    with cast.outside_the_walls():
        Agency.objects.filter(pk=hat.agency_id).update(ends_on=timezone.localdate())


@pytest.mark.parametrize("happens", [_end, _transfer, _stop, _close])
def test_whatever_ends_the_hat_the_very_next_request_says_the_same(baba: Hat, happens) -> None:
    here, there = visitor(baba), visitor(baba)
    assert here.get("/who/").status_code == there.get("/who/").status_code == 200
    happens(baba)
    nobody = Client().get("/who/")
    for client in (here, there):
        answer = client.get("/who/")
        assert (answer.status_code, answer["Location"]) == (nobody.status_code, nobody["Location"])
        assert client.post("/who/").status_code == 302


def test_a_session_that_disagrees_with_the_sign_in_is_nobody(baba: Hat, chiba: Hat) -> None:
    client = visitor(baba)
    store = client.session
    browser.change(store, staff=str(chiba.staff_id))
    store.save()
    assert client.get("/who/").status_code == 302


def test_one_factor_is_not_enough(db: None) -> None:
    person = cast.membership(cast.staff("一 要素"), cast.agency("高齢福祉課", "1020"), "counter")
    assert visitor(cast.sign_in(person, factors=1)).get("/who/").status_code == 302


def test_hidden_and_absent_are_the_same_byte_for_byte(baba: Hat) -> None:
    client = visitor(baba)
    hidden_one, absent, malformed = (
        client.get(where) for where in (f"/hidden/{uuid.uuid4()}/", f"/nowhere/{uuid.uuid4()}/", "/hidden/x/")
    )
    for other in (absent, malformed):
        assert hidden_one.content == other.content
        assert hidden_one.status_code == other.status_code == 404
        assert {**hidden_one.headers} == {**other.headers}


def test_a_refusal_stays_in_the_trail(baba: Hat) -> None:
    thing = uuid.uuid4()
    visitor(baba).get(f"/hidden/{thing}/")
    with cast.outside_the_walls():
        line = TrailEntry.objects.get(word="test.hidden", binders=[thing])
    assert (line.kind, line.staff_id, line.membership_id) == ("refusal", baba.staff_id, baba.membership_id)


def test_a_refused_verb_says_why_and_keeps_the_status(baba: Hat) -> None:
    answer = visitor(baba).post("/says-no/")
    assert answer.status_code == 409
    assert "先に受け付けてください。" in answer.content.decode()


def test_what_the_database_refuses_is_not_found(baba: Hat) -> None:
    assert visitor(baba).get("/forbidden-table/").status_code == 404


def test_a_role_without_the_permission_stays_outside(baba: Hat, doi: Hat) -> None:
    assert visitor(baba).get("/administrators/").status_code == 403
    assert visitor(doi).get("/administrators/").status_code == 200


def test_an_address_without_a_door_is_closed_to_everybody(doi: Hat) -> None:
    from enishi.website.door_checks import every_address_has_a_door

    assert visitor(doi).get("/undeclared/").status_code == 404
    assert ["undeclared" in str(one) for one in every_address_has_a_door()] == [True]


def test_a_link_is_no_hat_and_a_hat_is_no_link(baba: Hat) -> None:
    assert visitor(baba).get("/by-link/").status_code == 302


def test_a_link_that_rested_says_to_open_it_again(baba: Hat) -> None:
    client = visitor(baba)
    store = client.session
    browser.change(store, staff="", link=str(uuid.uuid4()))
    store.save()
    answer = client.get("/by-link/")
    assert answer.status_code == 403
    assert "リンクをもう一度開いてください" in answer.content.decode()
    assert client.get("/who/").status_code == 302


def test_after_a_quarter_of_an_hour_the_server_asks_again(baba: Hat) -> None:
    client = visitor(baba)
    store = client.session
    browser.change(store, seen=time.time() - timedelta(minutes=15).total_seconds())
    store.save()
    assert _leads_to_sign_in(client.get("/who/"), "%2Fwho%2F")


def test_being_here_is_noted_so_that_work_goes_on(baba: Hat) -> None:
    client = visitor(baba)
    store = client.session
    browser.change(store, seen=time.time() - timedelta(minutes=14).total_seconds())
    store.save()
    client.get("/who/")
    assert time.time() - client.session[browser.KEY]["seen"] < 5


def test_the_table_of_sessions_gives_no_secret_away(baba: Hat) -> None:
    client = visitor(baba)
    client.get("/who/")
    row = WebSession.objects.get()
    assert baba.secret not in row.session_data
    assert client.cookies["enishi"].value not in (row.session_data, row.session_key)
    row.session_data = WebSession.objects.get().session_data[:-8] + "AAAAAAA="
    row.save()
    assert client.get("/who/").status_code == 302


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"}, 403),
    ],
)
def test_another_site_can_only_lead_a_person_here(baba: Hat, headers: dict[str, str], status: int) -> None:
    assert visitor(baba).get("/who/", headers=headers).status_code == status


def test_another_site_can_send_nothing(baba: Hat) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert visitor(baba).post("/who/", headers=headers).status_code == 403


def test_pages_stay_in_no_cache(baba: Hat) -> None:
    answer = visitor(baba).get("/who/")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "HX-Request" in answer["Vary"]
