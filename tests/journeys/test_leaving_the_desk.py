"""Who goes away from a counter leaves nothing on the screen, and comes back to the same page."""

import pytest

pytestmark = pytest.mark.journey


def test_the_screen_goes_blank_by_itself_and_the_server_is_locked(live, browser_page, sign_in) -> None:
    page = browser_page
    sign_in(page, live.hat("counter", "高齢福祉課"))
    page.clock.install()
    page.goto("/password/")
    page.clock.fast_forward("09:00")
    assert page.get_by_role("heading", level=1).is_visible()
    with page.expect_request("**/lock/") as asked:
        page.clock.fast_forward("02:00")
    assert asked.value.method == "POST"
    assert page.get_by_role("heading", name="画面を閉じました").is_visible()
    assert not page.locator("main h1").is_visible()
    assert page.title() == "画面を閉じました｜Enishi"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.locator("#blank").evaluate("dialog => dialog.open")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/**")
    assert page.get_by_text("サインインは続いています").is_visible()
    assert page.locator("input[name=next]").first.get_attribute("value") == "/password/"


def test_leaving_by_one_key(live, browser_page, sign_in) -> None:
    page = browser_page
    sign_in(page, live.hat("counter", "高齢福祉課"))
    page.goto("/")
    page.keyboard.press("Shift+L")
    page.wait_for_url("**/sign-in/**")
    page.goto("/")
    assert page.get_by_text("画面を閉じています").is_visible()
