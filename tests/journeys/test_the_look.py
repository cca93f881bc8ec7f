"""The gallery in a real browser: accessible and in one piece at the desk and on a phone, and usable by keyboard alone."""

import threading
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.journeys.conftest import RULES

DESK, PHONE = (1366, 768), (360, 740)

pytestmark = pytest.mark.journey


class Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def house() -> Iterator[str]:
    """The whole application at a free port of this machine; no page here touches the database."""
    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Silent) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _visit(browser: Browser, address: str, size: tuple[int, int], **wishes: bool) -> tuple[Page, list[str]]:
    width, height = size
    page = browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=size == PHONE,
        is_mobile=size == PHONE,
        **wishes,
    ).new_page()
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address, wait_until="load")
    return page, complaints


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("path", ["/gallery/", "/gallery/question/"])
def test_nothing_bars_anybody(house: str, browser: Browser, path: str, size: tuple[int, int]) -> None:
    page, complaints = _visit(browser, house + path, size)
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
    page.set_viewport_size(
        {"width": size[0], "height": 12000}
    )  # sticky bars else cover what can be scrolled free
    found = Axe().run(page, options={"runOnly": RULES})
    assert found.response["violations"] == []
    page.context.close()


@pytest.mark.parametrize(("size", "folded"), [(DESK, False), (PHONE, True)], ids=["desk", "phone"])
def test_filters_are_folded_on_a_phone_until_they_are_wanted(
    house: str, browser: Browser, size: tuple[int, int], folded: bool
) -> None:
    page, _ = _visit(browser, f"{house}/gallery/", size)
    choice, fold = page.locator(".filter-bar select").first, page.get_by_text("絞り込み（条件あり）")
    assert (choice.is_visible(), fold.is_visible()) == (not folded, folded)
    if folded:
        fold.click()
    choice.focus()
    assert choice.evaluate("one => one === document.activeElement"), "at the desk they are reached without a fold"
    page.context.close()


def test_issues_are_marked_by_keyboard_alone(house: str, browser: Browser) -> None:
    page, _ = _visit(browser, f"{house}/gallery/", DESK)
    page.locator("input[name=issues][value=housing]").focus()
    page.keyboard.press("Shift+Space")
    assert page.locator("input[name=issues][value=housing]").is_checked()
    assert page.locator("input[name=worst_issue][value=housing]").is_checked()
    assert not page.locator("input[name=worst_issue][value=debt]").is_checked()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert page.locator("input[name=issues][value=household]").is_checked()
    left = "document.activeElement.getBoundingClientRect().left"
    column = page.evaluate(left)
    page.keyboard.press("ArrowRight")
    assert page.evaluate(left) > column
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(left) == column
    page.locator("input[name=issues][value=housing]").focus()
    page.keyboard.press("Space")
    assert not page.locator("input[name=worst_issue][value=housing]").is_checked()
    page.context.close()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_first_tab_leads_to_the_text_and_where_one_is_stands_in_sight(
    house: str, browser: Browser, size: tuple[int, int]
) -> None:
    page, _ = _visit(browser, f"{house}/gallery/", size)
    for here in page.locator(".tabs [aria-current]").all():
        left, right = here.evaluate("one => [one.getBoundingClientRect().left, one.getBoundingClientRect().right]")
        assert (left >= 0, right <= size[0]) == (True, True)
    page.keyboard.press("Tab")
    assert page.locator(".skip").evaluate("one => one === document.activeElement")
    page.context.close()


def test_keys_are_silent_while_writing(house: str, browser: Browser) -> None:
    page, _ = _visit(browser, f"{house}/gallery/", DESK)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "global-search"
    page.keyboard.type("n?")
    assert page.locator("#global-search").input_value() == "n?"
    assert page.locator("dialog[open]").count() == 0
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("#keyboard-help").evaluate("dialog => dialog.open")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "鈴木 一郎"
    page.context.close()


def test_a_question_opens_over_the_page_and_is_a_page_without_script(house: str, browser: Browser) -> None:
    page, _ = _visit(browser, f"{house}/gallery/", DESK)
    page.get_by_role("link", name="終結する（確かめる）").click()
    page.locator("dialog[open]").get_by_role("link", name="やめる").click()
    assert page.url == f"{house}/gallery/"
    page.context.close()
    bare, _ = _visit(browser, f"{house}/gallery/", DESK, java_script_enabled=False)
    bare.get_by_role("link", name="終結する（確かめる）").click()
    assert bare.get_by_role("heading", level=1).inner_text() == "この相談を終結しますか"
    bare.context.close()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("昭和45年3月2日", "1970年3月2日（昭和45年）"),
        ("s450302", "1970年3月2日（昭和45年）"),
        ("令和元年5月1日", "2019年5月1日（令和元年）"),
        ("１９７０／３／２", "1970年3月2日（昭和45年）"),
        ("昭和65年3月2日", "昭和にない日付です"),
        ("2025-02-29", "暦にない日付です"),
        ("45歳くらい", "まだ日付として読めません"),
    ],
)
def test_a_date_is_echoed_as_it_is_read(house: str, browser: Browser, typed: str, read: str) -> None:
    page, _ = _visit(browser, f"{house}/gallery/", DESK)
    page.locator("#id_a-born_on").fill(typed)
    assert page.locator("[data-echo-for=id_a-born_on]").inner_text().startswith(read)
    page.context.close()


def test_letter_keys_can_be_switched_off(house: str, browser: Browser) -> None:
    page, _ = _visit(browser, f"{house}/gallery/", DESK)
    page.keyboard.press("?")
    page.get_by_label("文字一つのキー").check()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "global-search"
    page.context.close()


def test_the_browser_keeps_nothing_of_a_page(house: str, browser: Browser) -> None:
    page, _ = _visit(browser, f"{house}/gallery/?q=%E5%B1%B1%E7%94%B0", DESK)
    page.locator("#id_a-story").fill("長女から電話")
    page.wait_for_timeout(3000)
    assert page.evaluate("[{...localStorage}, {...sessionStorage}]") == [{}, {}]
    page.context.close()
