"""For journeys: the whole house at an address of this machine, a browser, and people whose data is committed.

`live` is the house: `live.hat("counter", "高齢福祉課")` makes a signed-in member of staff, `live.person(…)` one with password
and authenticator app. `sign_in(page, hat)` gives the browser that person's session; `live.address` is where to go.
Nothing is rolled back: every journey makes its own people and agencies.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from enishi.agencies.hats import Hat
from enishi.agencies.models import Membership
from enishi.agencies.tests import cast
from enishi.edge.tests.conftest import Edge, running
from enishi.machine.postgres import Cluster
from enishi.office import gate

CHROMIUM = shutil.which(os.environ.get("ENISHI_CHROMIUM") or "chromium")
QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PASSWORD = "とよたの秋のりんごは甘い"


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


class _House(ThreadedWSGIServer):
    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            gate.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that closes its connection is no fault."""


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in by the front door. ``secret`` belongs to their authenticator app."""

    membership: Membership
    number: str
    password: str
    secret: str

    def code(self, later: int = 0) -> str:
        """What the app shows, ``later`` steps of 30 seconds from now (a step ahead is accepted, a spent one is not)."""
        from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

        return format_hotp_value(hotp_value(self.secret, int(timezone.now().timestamp()) // 30 + later))


class Live:
    """The house and the means to put people into it."""

    def __init__(self, address: str) -> None:
        self.address = address

    def membership(
        self, role: str, agency: str, name: str = "見本 太郎", *, kind: str = "office"
    ) -> Membership:
        return cast.membership(cast.staff(name), cast.agency(agency, f"J-{agency}", kind=kind), role)

    def hat(self, role: str, agency: str, name: str = "見本 太郎", *, kind: str = "office") -> Hat:
        """A member of staff, signed in with two factors."""
        return cast.sign_in(self.membership(role, agency, name, kind=kind))

    def person(self, role: str, agency: str, name: str = "見本 花子") -> Person:
        """A member of staff with a password and an authenticator app, not signed in."""
        from enishi.website.factors import codes

        one, secret = self.membership(role, agency, name), codes.new_secret()
        with cast.outside_the_walls():
            one.staff.set_password(PASSWORD)
            one.staff.save()
        person = Person(one, one.staff.staff_number, PASSWORD, secret)
        assert codes.enrol(one.staff_id, secret, person.code(-1), timezone.now())
        return person

    def newcomer(self, role: str, agency: str, name: str = "見本 新") -> Person:
        """Somebody who was just given the paper with the initial code."""
        from enishi.website import passwords

        one, (code, kept) = self.membership(role, agency, name), passwords.new_initial_code()
        with cast.outside_the_walls():
            one.staff.password = kept
            one.staff.save()
        return Person(one, one.staff.staff_number, code, "")

    def another_hat(self, person: Person, role: str, agency: str) -> Membership:
        return cast.membership(person.membership.staff, cast.agency(agency, f"J-{agency}"), role)


@pytest.fixture(scope="session")
def _house(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    with _House(("127.0.0.1", 0), _Silent) as server:
        server.set_app(get_wsgi_application())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def live(_house: str, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    """The house with its database open and committing."""
    monkeypatch.setenv(
        "DJANGO_ALLOW_ASYNC_UNSAFE", "1"
    )  # the browser's driver keeps a loop running in this thread
    with django_db_blocker.unblock():
        yield Live(_house)


@pytest.fixture(scope="session")
def _edge(cluster: Cluster, database_name: str, django_db_setup: None) -> Iterator[Edge]:
    with running(cluster, database_name) as found:
        yield found


@pytest.fixture
def edge(_edge: Edge) -> Iterator[Edge]:
    """The process at the outer edge, beside the house, and the house knows where it is."""
    with override_settings(EDGE_ADDRESS=_edge.address + "/"):
        yield _edge


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("NO CHROMIUM ON THIS MACHINE")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        yield browser
        browser.close()


@pytest.fixture
def browser_page(browser: Browser, live: Live) -> Iterator[Page]:
    """A fresh browser at a desk, with ``base_url`` set; a script that fails or breaks the security policy fails the journey."""
    context = browser.new_context(
        base_url=live.address, viewport={"width": 1366, "height": 768}, locale="ja-JP"
    )
    page, complaints = context.new_page(), []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def sign_in(live: Live) -> Callable[[Page, Hat], None]:
    """``sign_in(page, hat)``: from now on the page's browser wears that hat."""
    from enishi.website.tests.visitors import visitor

    def enter(page: Page, hat: Hat) -> None:
        cookie = visitor(hat).cookies["enishi"].value
        page.context.add_cookies([{"name": "enishi", "value": cookie, "url": live.address, "httpOnly": True}])

    return enter


@pytest.fixture
def axe_finds_nothing() -> Callable[[Page], None]:
    """``axe_finds_nothing(page)``: no rule of WCAG 2.2 AA is broken, and the page does not scroll sideways."""

    def look(page: Page) -> None:
        page.wait_for_load_state()  # a click may have begun to leave the page that was there
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            "the page scrolls sideways"
        )
        size = page.viewport_size
        page.set_viewport_size(
            {"width": size["width"] if size else 1366, "height": 12000}
        )  # frees what bars cover
        found = Axe().run(page, options={"runOnly": RULES})
        if size:
            page.set_viewport_size(size)
        assert [
            (one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]
        ] == []

    return look


@pytest.fixture
def somewhere() -> str:
    """A name that no other journey uses."""
    return uuid4().hex[:6]
