"""Coming in by the front door, as it is at a counter with a shared computer."""

from dataclasses import replace

import pytest
from playwright.sync_api import Error

from tests.journeys.conftest import CHROMIUM, QUIETLY

pytestmark = pytest.mark.journey


def _fill_in(page, person, password=None) -> None:
    page.get_by_label("職員番号").fill(person.number)
    page.get_by_label("パスワード").fill(password or person.password)
    page.get_by_role("button", name="サインイン", exact=True).click()


def test_number_password_and_a_code_lead_to_the_page_that_was_asked_for(
    live, browser_page, axe_finds_nothing
) -> None:
    page, person = browser_page, live.person("counter", "高齢福祉課", "馬場 直樹")
    page.goto("/hats/")
    axe_finds_nothing(page)
    _fill_in(page, person, "まちがった合言葉です")
    assert page.get_by_text("職員番号かパスワードが違います。").is_visible()
    _fill_in(page, person)
    axe_finds_nothing(page)
    page.get_by_label("確認コード").fill("000000")
    page.get_by_role("button", name="確かめる").click()
    assert page.get_by_text("確認コードが違います").is_visible()
    page.get_by_label("確認コード").fill(person.code())
    page.get_by_role("button", name="確かめる").click()
    assert page.url == f"{live.address}/hats/"
    page.goto("/")
    axe_finds_nothing(page)
    assert page.get_by_text("馬場 直樹").first.is_visible()


def _sign_in_with_code(page, person, code=None) -> None:
    _fill_in(page, person)
    page.get_by_label("確認コード").fill(code or person.code())
    page.get_by_role("button", name="確かめる").click()


def test_the_first_time_from_the_paper_to_ones_own_password(live, browser_page, axe_finds_nothing) -> None:
    page, person = browser_page, live.newcomer("counter", "高齢福祉課", "新人 一")
    page.goto("/")
    _fill_in(page, person)
    axe_finds_nothing(page)
    person = replace(person, secret=page.locator("code").inner_text())
    picture = page.get_by_role("img", name="認証アプリに登録するための図")
    assert picture.evaluate("image => image.naturalWidth") > 100
    page.get_by_label("アプリに出た6けたの数字").fill(person.code())
    page.get_by_role("button", name="登録する").click()
    axe_finds_nothing(page)
    paper = page.locator("li code").all_inner_texts()
    assert len(paper) == 10
    page.get_by_role("button", name="控えました").click()
    assert page.url.endswith("/password/")
    axe_finds_nothing(page)
    page.get_by_label("新しいパスワード", exact=True).fill("りんごの木の下で待ち合わせ")
    page.get_by_label("新しいパスワード（確認）").fill("りんごの木の下で待ち合わせ")
    page.get_by_role("button", name="決める").click()
    assert page.get_by_role("heading", level=1, name="今日").is_visible()
    page.get_by_text("新人 一").first.click()
    page.get_by_role("button", name="サインアウト").click()
    _sign_in_with_code(page, replace(person, password="りんごの木の下で待ち合わせ"), paper[0])
    assert page.get_by_role("heading", level=1, name="今日").is_visible()


def test_changing_the_hat_changes_what_is_offered(live, browser_page, axe_finds_nothing) -> None:
    page, person = browser_page, live.person("counter", "高齢福祉課", "兼務 花子")
    live.another_hat(person, "administrator", "情報システム課")
    page.goto("/hats/")
    _sign_in_with_code(page, person)
    axe_finds_nothing(page)
    page.get_by_role("button", name="高齢福祉課").click()
    assert page.get_by_text("窓口職員として仕事をしています").count() == 1
    assert page.get_by_role("link", name="職員の管理").count() == 0
    page.get_by_role("button", name="情報システム課・システム管理者に替える").click()
    assert page.get_by_text("情報システム課のシステム管理者に替わりました。").is_visible()
    assert page.get_by_role("link", name="職員の管理").count() == 1


def test_after_a_quarter_of_an_hour_one_returns_to_the_same_page(live, browser_page) -> None:
    from importlib import import_module

    from django.conf import settings

    from enishi.agencies import browser as kept

    page, person = browser_page, live.person("counter", "高齢福祉課", "席外し 太郎")
    page.goto("/hats/?from=desk")
    _sign_in_with_code(page, person)
    cookie = next(one["value"] for one in page.context.cookies() if one["name"] == "enishi")
    store = import_module(settings.SESSION_ENGINE).SessionStore(cookie)
    kept.change(store, seen=store[kept.KEY]["seen"] - 15 * 60)
    store.save()
    page.reload()
    assert page.get_by_role("heading", name="画面を閉じています").is_visible()
    assert page.get_by_text("席外し 太郎さん").is_visible()
    page.get_by_label("パスワード").fill(person.password)
    page.get_by_role("button", name="続ける", exact=True).click()
    assert page.url == f"{live.address}/hats/?from=desk"


KEPT = """async () => JSON.stringify({
    local: {...localStorage}, session: {...sessionStorage}, cookies: document.cookie, name: window.name,
    caches: await caches.keys(), databases: (await indexedDB.databases()).map(one => one.name),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


@pytest.fixture
def shared_computer(browser, live):
    """A browser that keeps whole pages for Back, as people's browsers do and the driver's usual one does not."""
    kind = browser.browser_type.launch(
        executable_path=CHROMIUM, args=QUIETLY, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield kind.new_page(base_url=live.address)
    kind.close()


def _at_rest(page, look):
    """What ``look`` finds once the page has come to rest between two others."""
    for _ in range(100):
        try:
            page.wait_for_load_state()
            return look()
        except Error:
            page.wait_for_timeout(100)
    raise AssertionError("the page never came to rest")


def test_on_a_shared_computer_the_next_person_finds_nothing(live, shared_computer) -> None:
    page = shared_computer
    first = live.person("counter", "高齢福祉課", "先客 菊代")
    second = live.person("partner", "相談支援センターひだまり", "後客 竹男")
    page.goto("/")
    _sign_in_with_code(page, first)
    for where in ("/hats/", "/", "/password/", "/agencies/", "/", "/hats/"):
        page.goto(where)
        assert page.get_by_text("先客 菊代").count()
    page.get_by_text("先客 菊代").first.click()
    page.get_by_role("button", name="サインアウト").click()
    assert "先客" not in _at_rest(page, page.content)
    _sign_in_with_code(page, second)
    assert page.get_by_text("後客 竹男").count()
    seen = set()
    for _ in range(20):
        _at_rest(page, lambda: page.evaluate("history.back()"))
        page.wait_for_timeout(300)
        if page.url.startswith(live.address):
            seen.add(page.url)
            assert "先客" not in _at_rest(page, lambda: page.content() + page.title()), page.url
            assert "先客" not in _at_rest(page, lambda: page.evaluate(KEPT))
    assert f"{live.address}/hats/" in seen
    assert f"{live.address}/password/" in seen


def test_a_passkey_stands_for_the_code(live, browser_page, axe_finds_nothing) -> None:
    page, person = browser_page, live.person("counter", "高齢福祉課", "鍵持 花子")
    house = live.address.replace("127.0.0.1", "localhost")  # no browser makes a passkey for a bare number
    machine = page.context.new_cdp_session(page)
    machine.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = key | {"isUserVerified": True, "automaticPresenceSimulation": True}
    machine.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{house}/passkeys/")
    _sign_in_with_code(page, person)
    page.get_by_label("呼び名").fill("窓口3番")
    page.get_by_label("パスワード").fill(person.password)
    axe_finds_nothing(page)
    page.get_by_role("button", name="パスキーを登録する").click()
    page.get_by_text("パスキーを登録しました").wait_for()
    assert page.get_by_text("窓口3番", exact=True).is_visible()
    page.get_by_text("鍵持 花子").first.click()
    page.get_by_role("button", name="サインアウト").click()
    page.goto(f"{house}/hats/")
    _fill_in(page, person)
    axe_finds_nothing(page)
    page.get_by_role("button", name="パスキーで続ける").click()
    page.wait_for_url("**/hats/")
