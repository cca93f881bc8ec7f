"""What the next page tells once: in the browser, unreadable there, for this session alone, and without changing the session."""

from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enishi.agencies.hats import Hat
from enishi.website.sessions import SessionStore
from enishi.website.telling import NAME

pytestmark = pytest.mark.django_db


def asked(session: SessionStore, cookie: str = "") -> HttpRequest:
    request = RequestFactory().get("/")
    request.session = session
    if cookie:
        request.COOKIES[NAME] = cookie
    MessageMiddleware(lambda _: HttpResponse()).process_request(request)
    return request


def answered(request: HttpRequest) -> HttpResponse:
    response = HttpResponse()
    get_messages(request).update(response)  # type: ignore[attr-defined]
    return response


@pytest.fixture
def session() -> SessionStore:
    store = SessionStore()
    store.create()
    store.modified = False
    return store


def said(session: SessionStore, text: str = "相談を受け付けました。") -> HttpResponse:
    request = asked(session)
    get_messages(request).add(25, text)  # type: ignore[attr-defined]
    return answered(request)


def test_it_is_told_once_and_the_session_stays_as_it_was(session: SessionStore) -> None:
    cookie = said(session).cookies[NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert "相談" not in cookie.value
    later = asked(session, cookie.value)
    assert [str(one) for one in get_messages(later)] == ["相談を受け付けました。"]
    assert answered(later).cookies[NAME]["max-age"] == 0
    assert not session.modified


def test_it_is_nothing_to_another_session_nor_when_it_was_changed(session: SessionStore) -> None:
    value = said(session).cookies[NAME].value
    other = SessionStore()
    other.create()
    for store, cookie in ((other, value), (session, value[:-6] + "AAAA=="), (session, "x"), (session, "あ")):
        assert list(get_messages(asked(store, cookie))) == []


def test_what_is_too_long_for_a_cookie_is_kept_in_the_session(session: SessionStore) -> None:
    response = said(session, "長" * 2000)
    assert NAME not in response.cookies
    assert session.modified
    assert [str(one) for one in get_messages(asked(session))] == ["長" * 2000]


def test_a_page_after_saving_tells_it_and_neither_changes_the_session(
    aoki: Hat, browse: Callable[[Hat], Client]
) -> None:
    client = browse(aoki)
    client.get(reverse("office:inbox"))  # the first page of a session keeps the secret of its forms there
    with CaptureQueriesContext(connection) as captured:
        sent = client.post(reverse("office:read-notices"))
        shown = client.get(sent["Location"]).content.decode()
        again = client.get(sent["Location"]).content.decode()
    told = "お知らせ0件を読んだことにしました。"
    assert (told in shown, told in again) == (True, False)
    assert not [one["sql"] for one in captured.captured_queries if "UPDATE agencies_websession" in one["sql"]]
