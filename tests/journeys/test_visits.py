"""A worker leaves with a device, writes at two doors without a network, loses power, comes back: everything arrives once.

What the browser keeps is read whole: no word of a note is in it, at any moment.
"""

import contextlib
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.models import JournalEntry, VisitNote
from enishi.cases.tests.factories import opened
from enishi.cases.views import visit_device
from tests.journeys.conftest import CHROMIUM, QUIETLY, Live
from tests.journeys.looking import DESK, PHONE, shot

pytestmark = pytest.mark.journey
DOOR = "/cases/visits/device/"

# Everything that this page's origin keeps in the browser: every database, cache and store, letters and bytes alike.
KEPT = """async () => {
  const out = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie];
  const words = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
    ? new TextDecoder("utf-8").decode(value) + new TextDecoder("utf-16le").decode(value.byteLength % 2 ? value.slice(1) : value)
    : value && typeof value === "object" ? Object.entries(value).map(([name, one]) => name + words(one)).join("\\n")
    : String(value);
  for (const { name } of await indexedDB.databases()) {
    const base = await new Promise((done, failed) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = failed;
    });
    for (const store of base.objectStoreNames) {
      const rows = await new Promise((done) => {
        const asked = base.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
      });
      out.push(...rows.map(words));
    }
    base.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const one of await cache.keys()) out.push(one.url, await (await cache.match(one)).text());
  }
  return out.join("\\n");
}"""


DAMAGE = """() => new Promise((done, failed) => {
  const asked = indexedDB.open("enishi-visits");
  asked.onsuccess = () => {
    const turn = asked.result.transaction("notes", "readwrite"), store = turn.objectStore("notes");
    store.getAll().onsuccess = ({ target }) => {
      const first = target.result.find((one) => one.number === 1);
      first.sealed[first.sealed.length - 1] ^= 1;
      store.put(first);
    };
    turn.oncomplete = done;
    turn.onabort = failed;
  };
})"""


@pytest.fixture
def device(browser: Browser, live: Live) -> Iterator[BrowserContext]:
    """A phone; a script that fails or breaks the security policy fails the journey."""
    context = browser.new_context(base_url=live.address, viewport=PHONE, locale="ja-JP", timezone_id="Asia/Tokyo")
    complaints: list[str] = []

    def listen(page: Page) -> None:
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda one: complaints.append(one.text)
            if one.type == "error" and "Failed to load resource" not in one.text
            else None,
        )

    context.on("page", listen)
    yield context
    context.close()
    assert complaints == []



def prepared(page: Page) -> None:
    page.goto(DOOR)
    page.get_by_text("まだ準備していません").wait_for()
    page.get_by_role("button", name="この端末を外出の準備にする").click()
    page.get_by_text("準備ができています").wait_for()


def write(page: Page, whom: str, text: str, **more: str) -> None:
    page.get_by_label("だれのこと").fill(whom)
    page.get_by_label("内容").fill(text)
    if "kind" in more:
        page.get_by_label(more["kind"], exact=True).check()
    if "minutes" in more:
        page.get_by_label("かかった時間").fill(more["minutes"])


def sealed(page: Page, number: int) -> None:
    page.get_by_role("button", name="封をする").click()
    page.get_by_text(f"{number}番に封をしました").wait_for()


def waiting(page: Page) -> list[str]:
    """What the page says of what waits; nothing else of it can be had."""
    page.locator("[data-ready]:not([hidden])").wait_for()
    expect(page.locator("[data-prepared]")).not_to_be_empty()
    return page.locator("[data-list] li").all_text_contents()


def arrived(hat: Hat) -> list[VisitNote]:
    with outside_the_walls():
        return list(VisitNote.objects.filter(membership_id=hat.membership_id).order_by("number", "received_at"))


def test_a_round_of_visits_without_a_network(
    live: Live, device: BrowserContext, browser_page: Page, sign_in: Callable[[Page, Hat], None], somewhere: str,
    axe_finds_nothing: Callable[[Page], None],
) -> None:  # fmt: skip
    worker = live.hat("outreach", f"社会福祉協議会{somewhere}", "東 誠一", kind="contractor")
    case = opened(worker)
    words = [f"{one}{somewhere}" for one in ("封書", "玄関", "縁側", "途中", "社会福祉協議会")] + ["東 誠一"]

    def nothing_is_readable(page: Page) -> None:
        kept = page.evaluate(KEPT)
        assert len(kept) > 10_000, "the shell at least is kept"
        assert [one for one in words if one in kept] == []
        assert "".join(json.dumps(one)[1:-1] for one in words[:1]) not in kept

    # In the office: made ready once, while signed in
    page = device.new_page()
    sign_in(page, worker)
    prepared(page)
    axe_finds_nothing(page)
    shot(page, "visit-ready")
    # Out of the network and signed out; the page is reloaded and is there
    device.set_offline(True)
    device.clear_cookies()
    page.reload()
    assert waiting(page) == []
    write(page, f"封書{somewhere}さん宅", f"玄関{somewhere}で10分話した。" * 60, minutes="25")
    shot(page, "visit-writing")
    axe_finds_nothing(page)
    sealed(page, 1)
    assert page.get_by_label("内容").input_value() == ""
    assert page.get_by_label("だれのこと").input_value() == ""
    nothing_is_readable(page)
    write(page, f"封書{somewhere}さん宅", f"縁側{somewhere}に人影。会えず。", kind="会えなかった訪問")
    sealed(page, 2)
    # The power fails in the middle of a third
    write(page, "三軒め", f"途中{somewhere}まで書い")
    page.get_by_text("書きかけを封じて残しました").wait_for()
    nothing_is_readable(page)
    page.close(run_before_unload=False)
    page = device.new_page()
    page.goto(DOOR)
    page.get_by_text("つながりません").or_(page.get_by_text("準備ができています")).first.wait_for()
    lines = waiting(page)
    assert [one.split("　")[0] for one in lines] == ["1番", "2番", "3番"]
    assert "書きかけ" in lines[2]
    assert page.get_by_label("内容").input_value() == ""
    shot(page, "visit-waiting")
    nothing_is_readable(page)
    # Back, but the session is over: nothing goes, nothing is lost
    device.set_offline(False)
    page.get_by_role("button", name="送る", exact=True).click()
    page.get_by_text("サインインが要ります").wait_for()
    axe_finds_nothing(page)
    shot(page, "visit-sign-in-first")
    assert len(waiting(page)) == 3
    assert arrived(worker) == []
    # Signed in: two tabs send at once, and the answer of one sending is lost on the way
    sign_in(page, worker)
    lost: list[str] = []

    def lose(route: Any) -> None:
        answer = route.fetch()
        if lost or answer.status != 200:
            route.fulfill(response=answer)
            return
        lost.append(answer.text())
        route.abort()

    page.route("**/cases/visits/receive/", lose)
    other = device.new_page()
    page.get_by_role("button", name="送る", exact=True).click()
    other.goto(DOOR)
    expect(other.locator("[data-list] li")).to_have_count(0)
    page.reload()
    expect(page.locator("[data-prepared]")).not_to_be_empty()
    expect(page.locator("[data-list] li")).to_have_count(0)
    assert lost == ['{"received": true}']
    assert waiting(page) == waiting(other) == []
    notes = arrived(worker)
    assert [one.number for one in notes] == [1, 2, 3]
    assert [one.finished for one in notes] == [True, True, False]
    assert [one.kind for one in notes] == ["visit", "attempt", "visit"]
    assert notes[0].text == f"玄関{somewhere}で10分話した。" * 60
    assert notes[0].minutes == 25
    assert notes[2].text == f"途中{somewhere}まで書い"
    nothing_is_readable(page)
    # At the desk: one into a case, one set aside
    desk = browser_page
    sign_in(desk, worker)
    desk.goto("/cases/")
    desk.get_by_role("link", name="外出先の記録").click()
    desk.get_by_role("link", name=f"封書{somewhere}さん宅").first.wait_for()
    axe_finds_nothing(desk)
    shot(desk, "visit-list")
    desk.set_viewport_size(DESK)  # type: ignore[arg-type]
    desk.goto(f"/cases/visits/{notes[0].pk}/")
    axe_finds_nothing(desk)
    shot(desk, "visit-note")
    desk.get_by_label("本人を探す").fill("ヤマダ ハナコ")
    desk.get_by_role("button", name="探す", exact=True).click()
    desk.get_by_role("link", name="山田 花子").first.wait_for()
    shot(desk, "visit-searched")
    desk.goto(f"/cases/visits/{notes[0].pk}/cases/{case}/")
    assert desk.get_by_label("内容").input_value() == notes[0].text
    axe_finds_nothing(desk)
    shot(desk, "visit-file")
    desk.get_by_role("button", name="支援経過に記録する").click()
    desk.get_by_text("外出先の記録を、支援経過に記録しました。").wait_for()
    with outside_the_walls():
        assert [one.text for one in JournalEntry.objects.filter(case=case)] == [notes[0].text]
    desk.goto(f"/cases/{case}/")
    assert desk.get_by_text(f"玄関{somewhere}で10分話した。").count() == 1
    desk.goto(f"/cases/visits/{notes[1].pk}/")
    desk.get_by_text("ケースに記録しない").click()
    desk.get_by_label("同じことを別に記録した").check()
    desk.get_by_role("button", name="使わない", exact=True).click()
    desk.get_by_text("使わないことにしました。").wait_for()
    desk.get_by_role("link", name="記録した・使わない").click()
    axe_finds_nothing(desk)
    shot(desk, "visit-ended")
    # The device is given back: nothing of it stays
    page.get_by_role("button", name="準備をやめる").click()
    page.get_by_text("まだ準備していません").wait_for()
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0


def test_a_tablet_that_two_share(
    live: Live, device: BrowserContext, sign_in: Callable[[Page, Hat], None], somewhere: str
) -> None:
    """What the first wrote stays sealed for the first; the second is told, prepares it anew and sends the own."""
    first = live.hat("outreach", f"社会福祉協議会{somewhere}", "東 誠一", kind="contractor")
    second = live.hat("promoter", f"高齢福祉課{somewhere}", "南 由美")
    page = device.new_page()
    sign_in(page, first)
    prepared(page)
    device.set_offline(True)
    write(page, "一軒め", "一人めの記録。")
    sealed(page, 1)
    device.set_offline(False)
    device.clear_cookies()
    sign_in(page, second)
    page.reload()
    page.get_by_text("1番：別の職員が準備した端末の記録です。").wait_for()
    assert len(waiting(page)) == 1
    page.get_by_role("button", name="この端末を外出の準備にする").click()
    page.get_by_text("準備ができました").wait_for()
    write(page, "二軒め", "二人めの記録。")
    sealed(page, 2)
    page.get_by_text("1件を送りました").wait_for()
    assert [one.text for one in arrived(second)] == ["二人めの記録。"]
    assert arrived(first) == []
    device.clear_cookies()
    sign_in(page, first)
    page.reload()
    page.get_by_text("1件を送りました").wait_for()
    assert [one.text for one in arrived(first)] == ["一人めの記録。"]
    assert len(arrived(second)) == 1


def test_a_note_that_the_city_cannot_open_is_thrown_away_on_purpose(
    live: Live, device: BrowserContext, sign_in: Callable[[Page, Hat], None], somewhere: str
) -> None:
    """A damaged note does not wait for good; it goes only after a question, and the others go on."""
    hat = live.hat("outreach", f"社会福祉協議会{somewhere}", "西 はる", kind="contractor")
    page = device.new_page()
    sign_in(page, hat)
    prepared(page)
    device.set_offline(True)
    for number, whom in enumerate(["一軒め", "二軒め"], start=1):
        write(page, whom, "会えた。")
        sealed(page, number)
    page.evaluate(DAMAGE)
    device.set_offline(False)
    page.get_by_text("1件を送りました").wait_for()
    expect(page.locator("[data-list] li")).to_have_count(1)
    said = []
    page.once("dialog", lambda one: (said.append(one.message), one.dismiss()))
    page.get_by_role("button", name="1番を捨てる").click()
    expect(page.locator("[data-list] li")).to_have_count(1)
    page.once("dialog", lambda one: one.accept())
    page.get_by_role("button", name="1番を捨てる").click()
    page.get_by_text("1番を捨てました").wait_for()
    assert "元に戻せません" in said[0]
    assert waiting(page) == []
    assert [one.whom for one in arrived(hat)] == ["二軒め"]


def test_a_new_version_takes_the_place_of_the_old_and_the_notes_stay(
    live: Live, device: BrowserContext, sign_in: Callable[[Page, Hat], None], somewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = live.hat("outreach", f"社会福祉協議会{somewhere}", "東 誠一", kind="contractor")
    page = device.new_page()
    sign_in(page, worker)
    prepared(page)
    device.set_offline(True)
    write(page, "一軒め", "前の画面で書いた。")
    sealed(page, 1)
    device.clear_cookies()
    device.set_offline(False)
    newer = visit_device._shell().replace("ネットのつながらない所でも書けます。", "新しい版です。")
    monkeypatch.setattr(visit_device, "_shell", lambda: newer)
    visit_device._worker.cache_clear()
    try:
        page.reload()
        page.evaluate("navigator.serviceWorker.ready.then((one) => one.update())")
        expect(page.get_by_text("新しい版です。")).to_have_count(0)
        page.wait_for_timeout(1500)
    finally:
        visit_device._worker.cache_clear()
    device.set_offline(True)
    page.reload()
    page.get_by_text("新しい版です。").wait_for()
    assert page.evaluate("caches.keys().then((all) => all.length)") == 1
    assert len(waiting(page)) == 1


def test_a_seized_tablet_tells_nothing_and_a_dead_battery_costs_nothing(
    live: Live, browser: Browser, sign_in: Callable[[Page, Hat], None], somewhere: str, tmp_path: Path
) -> None:
    """The browser is killed in the middle of a note; every file of its profile is searched; it starts again from the same disk."""
    worker = live.hat("outreach", f"社会福祉協議会{somewhere}", "東 誠一", kind="contractor")
    words = [f"玄関口{somewhere}", f"裏庭口{somewhere}", f"青い屋根{somewhere}"]

    def started() -> BrowserContext:
        return browser.browser_type.launch_persistent_context(
            str(tmp_path), executable_path=CHROMIUM, args=QUIETLY, base_url=live.address, viewport=PHONE, locale="ja-JP"
        )

    device = started()
    page = device.pages[0]
    sign_in(page, worker)
    prepared(page)
    write(page, f"{words[2]}の家", f"{words[0]}で話した。" * 20)
    device.set_offline(True)
    sealed(page, 1)
    write(page, f"{words[2]}の家", f"{words[1]}で待った。" * 20)
    expect(page.locator("[data-kept]")).to_contain_text("書きかけを封じて残しました")
    _kill(tmp_path)
    files = [one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()]
    assert [one for one in words if any(one.encode(code) in file for file in files for code in ("utf-8", "utf-16-le"))] == []
    assert any(str(worker.membership_id).encode() in file for file in files), "the sealed notes were not searched"
    device = started()
    device.set_offline(True)
    device.clear_cookies()
    page = device.new_page()
    page.goto(DOOR)
    assert len(waiting(page)) == 2
    device.set_offline(False)
    sign_in(page, worker)
    page.get_by_role("button", name="送る", exact=True).click()
    page.get_by_text("2件を送りました").wait_for()
    assert [one.text for one in arrived(worker)] == [f"{words[0]}で話した。" * 20, f"{words[1]}で待った。" * 20]
    device.close()


def _kill(profile: Path) -> None:
    """The browser of this profile, at once, as when the battery is empty."""
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            told = process.read_bytes().split(b"\0")
            if f"--user-data-dir={profile}".encode() in told and not any(one.startswith(b"--type=") for one in told):
                os.kill(int(process.parent.name), signal.SIGKILL)
    for name in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
        (profile / name).unlink(missing_ok=True)
    time.sleep(1)


def test_where_nothing_can_be_sealed_the_page_says_so(live: Live, browser: Browser) -> None:
    """On plain http by a name there is no cryptography: the page offers the ordinary form."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page.goto(f"{live.address}{DOOR}")
    page.get_by_text("https:// で始まる住所").wait_for()
    assert page.locator("form").is_hidden()
    page.get_by_role("link", name="ケースの一覧").wait_for()
    context.close()
    bare = browser.new_context(java_script_enabled=False)
    page = bare.new_page()
    page.goto(f"{live.address}{DOOR}")
    page.get_by_text("JavaScriptが止まっています").wait_for()
    assert page.get_by_role("button", name="封をする").count() == 0
    bare.close()
