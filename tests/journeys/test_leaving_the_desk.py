"""Who goes away from a counter leaves nothing on the screen, and comes back to the same page."""

import pytest

from enishi.agencies.tests import cast

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


def test_a_tab_that_was_left_open_does_not_lock_the_one_that_is_worked_in(live, browser_page, sign_in) -> None:
    left = browser_page
    sign_in(left, live.hat("counter", "高齢福祉課"))
    left.clock.install()
    left.goto("/password/")
    working = left.context.new_page()
    working.goto("/password/")
    for _ in range(3):  # fifteen minutes for both tabs, in which somebody types in the other
        left.clock.fast_forward("05:00")
        working.keyboard.press("Tab")
        left.wait_for_timeout(200)
    assert not left.locator("#blank").evaluate("dialog => dialog.open")
    with left.expect_request("**/lock/"):
        left.clock.fast_forward("11:00")
    working.close()


def test_leaving_by_one_key(live, browser_page, sign_in) -> None:
    page = browser_page
    sign_in(page, live.hat("counter", "高齢福祉課"))
    page.goto("/")
    page.keyboard.press("Shift+L")
    page.wait_for_url("**/sign-in/**")
    page.goto("/")
    assert page.get_by_text("画面を閉じています").is_visible()


def _at_the_second_factor(page, person) -> None:
    """On the way to a new consultation, with the code filled in."""
    page.goto("/sign-in/?next=/consultations/new/")
    page.get_by_label("職員番号").fill(person.number)
    page.get_by_label("パスワード").fill(person.password)
    page.get_by_role("button", name="サインイン", exact=True).click()
    page.get_by_label("確認コード").fill(person.code())


def test_who_comes_back_goes_on_with_the_same_draft(live, browser_page, somewhere) -> None:
    page, person = browser_page, live.person("counter", f"課 {somewhere}", "席外し 花子")
    _at_the_second_factor(page, person)
    page.clock.install()
    page.get_by_role("button", name="確かめる").click()
    story = page.locator("form[data-draft-url] textarea").first
    story.fill("家賃が三か月払えないと電話。")
    with page.expect_response("**/drafts/**"):
        page.clock.fast_forward("00:05")
    with page.expect_response("**/lock/"):
        page.clock.fast_forward("11:00")
    assert page.get_by_text("下書きに保存しました").is_visible()
    page.keyboard.press("Enter")
    page.get_by_label("パスワード").fill(person.password)
    page.get_by_role("button", name="続ける", exact=True).click()
    page.wait_for_load_state()
    assert "/consultations/new/?draft=" in page.url
    assert page.locator("form[data-draft-url] textarea").first.input_value() == "家賃が三か月払えないと電話。"


def _half_written(page, hat, sign_in) -> None:
    sign_in(page, hat)
    page.goto("/consultations/new/")
    page.get_by_text("匿名", exact=True).click()
    page.locator("#id_complaint").fill("切れる前の文。")
    page.get_by_text("下書き保存済み").wait_for()
    page.context.clear_cookies()
    page.locator("#id_complaint").press_sequentially("切れた後の文。")
    page.get_by_text("サインインが切れたか所属が替わり、サーバーに保存できていません").wait_for()


def test_signed_out_while_writing_and_back_in_another_tab(live, browser_page, sign_in) -> None:
    page, hat = browser_page, live.hat("counter", "高齢福祉課")
    _half_written(page, hat, sign_in)
    sign_in(page, hat)
    page.get_by_text("下書き保存済み").wait_for(timeout=45000)
    page.get_by_role("button", name="受け付ける", exact=True).click()
    page.get_by_text("相談を受け付けました。").wait_for()
    assert page.get_by_text("切れる前の文。切れた後の文。").is_visible()


def test_somebody_else_at_the_same_browser_does_not_take_over_what_was_typed(live, browser_page, sign_in) -> None:
    page = browser_page
    _half_written(page, live.hat("counter", "高齢福祉課", "席外し 花子"), sign_in)
    sign_in(page, live.hat("counter", "高齢福祉課", "通りがかり 次郎"))
    with page.expect_response("**/drafts/", timeout=45000):
        pass
    page.get_by_role("button", name="受け付ける", exact=True).click()
    page.get_by_text("まだ何も送られていません").wait_for()
    page.go_back()
    assert page.locator("#id_complaint").input_value() == "切れる前の文。切れた後の文。"


def test_another_hat_in_another_tab_is_told_and_taken_back(live, browser_page, sign_in, somewhere) -> None:
    page, person = browser_page, live.person("counter", f"課 {somewhere}", "二役 花子")
    live.another_hat(person, "counter", f"所 {somewhere}")
    sign_in(page, cast.sign_in(person.membership))
    page.goto("/consultations/new/")
    page.get_by_text("匿名", exact=True).click()
    page.locator("#id_complaint").fill("替わる前の文。")
    page.get_by_text("下書き保存済み").wait_for()
    beside = page.context.new_page()
    beside.goto("/hats/")
    beside.get_by_role("button", name="に替える").click()
    page.locator("#id_complaint").press_sequentially("替わった後の文。")
    page.get_by_text("所属が替わり、サーバーに保存できていません").wait_for()
    page.get_by_role("button", name="受け付ける", exact=True).click()
    page.get_by_text("別のタブで所属を替えたため、送信を止めました").wait_for()
    beside.goto("/hats/")
    beside.get_by_role("button", name="に替える").click()
    page.go_back()
    page.get_by_role("button", name="受け付ける", exact=True).click()
    page.get_by_text("相談を受け付けました。").wait_for()
    assert page.get_by_text("替わる前の文。替わった後の文。").is_visible()


def test_locking_by_hand_keeps_what_was_typed_a_moment_ago_and_leads_back_to_it(live, browser_page, somewhere) -> None:
    page, person = browser_page, live.person("counter", f"課 {somewhere}", "席外し 花子")
    _at_the_second_factor(page, person)
    page.get_by_role("button", name="確かめる").click()
    page.locator("#id_complaint").fill("家賃が三か月払えない。")
    page.get_by_text("下書き保存済み").wait_for()
    page.locator("#id_complaint").press_sequentially("電気も止まった。")
    page.locator("h1").click()
    page.keyboard.press("Shift+L")
    page.wait_for_url("**/sign-in/**")
    page.get_by_label("パスワード").fill(person.password)
    page.get_by_role("button", name="続ける", exact=True).click()
    page.wait_for_url("**/consultations/new/?draft=*")
    assert page.locator("#id_complaint").input_value() == "家賃が三か月払えない。電気も止まった。"


def test_signing_out_keeps_what_was_typed_and_today_offers_it(live, browser_page, sign_in, somewhere) -> None:
    page, member = browser_page, live.membership("counter", f"課 {somewhere}")
    hat = cast.sign_in(member)
    sign_in(page, hat)
    page.goto("/consultations/new/")
    page.locator("#id_complaint").fill("玄関先で泣いていた。")
    page.locator("summary", has_text=hat.staff_name).click()
    page.get_by_role("button", name="サインアウト").click()
    page.wait_for_url("**/sign-in/**")
    sign_in(page, cast.sign_in(member))
    page.goto("/")
    page.get_by_text("「玄関先で泣いていた。」").wait_for()
    page.get_by_role("main").get_by_role("link", name="新しい相談", exact=True).click()
    assert page.locator("#id_complaint").input_value() == "玄関先で泣いていた。"


def test_what_an_error_left_in_the_page_is_kept_too_when_the_desk_is_left(live, browser_page, sign_in, somewhere) -> None:
    page = browser_page
    sign_in(page, live.hat("counter", f"課 {somewhere}"))
    page.goto("/consultations/new/")
    page.locator("#id_complaint").fill("名前はまだ聞けていない。")
    page.get_by_role("button", name="受け付ける", exact=True).click()
    page.get_by_text("入力を確かめてください").wait_for()
    with page.expect_request("**/lock/") as asked:
        page.keyboard.press("Shift+L")
    assert "%2Fdrafts%2F" in asked.value.post_data


def test_back_shows_the_same_form_and_other_words_are_told(live, browser_page, sign_in, somewhere) -> None:
    page = browser_page
    sign_in(page, live.hat("counter", f"課 {somewhere}"))
    page.goto("/consultations/new/")
    page.get_by_text("匿名", exact=True).click()
    page.locator("#id_complaint").fill("初めに聞いた話。")
    page.get_by_role("button", name="受け付ける", exact=True).click()
    page.get_by_text("相談を受け付けました。").wait_for()
    first = page.url
    page.go_back()
    page.get_by_text("匿名", exact=True).click()
    page.locator("#id_complaint").fill("初めに聞いた話。続きの話。")
    page.get_by_role("button", name="受け付ける", exact=True).click()
    page.get_by_text("この内容はもう受け付けました").wait_for()
    assert page.locator("#id_complaint").input_value() == "初めに聞いた話。続きの話。"
    page.get_by_role("button", name="話の内容を経過に書き足す").click()
    page.wait_for_url(f"{first}statements/**")
    assert page.get_by_label("内容", exact=False).and_(page.locator("#id_text")).input_value() == "初めに聞いた話。続きの話。"
    page.goto("/")
    page.get_by_role("link", name="新しい相談").first.click()
    page.get_by_text("匿名", exact=True).click()
    page.locator("#id_complaint").fill("ほかの方の話。")
    page.get_by_role("button", name="受け付ける", exact=True).click()
    page.get_by_text("相談を受け付けました。").wait_for()
    assert page.url != first


def test_back_without_script_shows_the_same_form_and_nothing_is_received_twice(live, browser, sign_in, somewhere) -> None:
    bare = browser.new_context(base_url=live.address, java_script_enabled=False)
    page = bare.new_page()
    sign_in(page, live.hat("counter", f"課 {somewhere}"))

    def receive() -> None:
        page.locator("#id_complaint").fill("聞いた話。")
        page.get_by_text("匿名", exact=True).click()
        page.get_by_role("button", name="受け付ける", exact=True).click()

    page.goto("/")
    page.get_by_role("link", name="新しい相談").first.click()
    receive()
    page.get_by_text("相談を受け付けました。").wait_for()
    first = page.url
    page.go_back()
    receive()
    page.wait_for_load_state()
    assert page.url == first or page.get_by_text("この内容はもう受け付けました").is_visible()
    page.goto("/consultations/")
    assert page.locator(".row-link").count() == 1
    bare.close()
