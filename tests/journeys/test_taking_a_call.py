"""A call is taken at the counter, half-way the browser dies, and it is handed on until help has begun."""

import os
from pathlib import Path

import pytest

from enishi.agencies.tests import cast

pytestmark = pytest.mark.journey
SHOTS = os.environ.get("ENISHI_SHOTS", "")


def shot(page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def test_a_call_survives_the_browser_and_reaches_help(live, browser, browser_page, sign_in, axe_finds_nothing) -> None:
    page = browser_page
    baba = live.hat("counter", "高齢福祉課", "馬場 直樹")
    chiba = live.hat("partner", "相談支援センターひだまり", "千葉 美咲", kind="contractor")
    sign_in(page, baba)
    page.goto("/consultations/new/")
    axe_finds_nothing(page)
    page.get_by_label("氏名・カナ・電話・生年月日で探す").fill("ミホンヤマ")
    page.get_by_text("登録はありません").wait_for()
    page.get_by_text("新しく登録する", exact=True).click()
    page.get_by_label("氏名", exact=False).and_(page.locator("#id_new-name")).fill("見本山 花子")
    page.locator("#id_new-kana").fill("ミホンヤマ ハナコ")
    page.get_by_label("収入・生活費", exact=True).check()
    page.get_by_label("◎ 収入・生活費（いちばん重い）").check(force=True)
    page.get_by_label("病気・医療", exact=True).check()
    page.locator("#id_complaint").fill("家賃が2か月払えていない。電話口で泣いている。")
    page.get_by_text("下書き保存済み").wait_for(timeout=15000)
    shot(page, "receive")
    page.close()
    page = browser.new_page(base_url=live.address, viewport={"width": 1280, "height": 900})
    sign_in(page, baba)
    page.goto("/")
    axe_finds_nothing(page)
    shot(page, "today-draft")
    page.get_by_role("main").get_by_role("link", name="新しい相談", exact=True).click()
    assert page.locator("#id_complaint").input_value() == "家賃が2か月払えていない。電話口で泣いている。"
    assert page.get_by_label("収入・生活費", exact=True).is_checked()
    page.get_by_role("button", name="受け付ける", exact=True).click()
    page.get_by_text("相談を受け付けました。").wait_for()
    axe_finds_nothing(page)
    shot(page, "consultation")
    page.get_by_role("link", name="つなぐ", exact=True).click()
    page.get_by_label("ことば").fill("ひだまり")
    page.get_by_role("button", name="絞り込む").click()
    axe_finds_nothing(page)
    shot(page, "refer-whom")
    page.get_by_role("link", name="相談支援センターひだまり", exact=True).click()
    page.get_by_label("つなぐ理由").fill("家計の相談をお願いします。")
    axe_finds_nothing(page)
    shot(page, "refer")
    page.get_by_role("button", name="確かめる").click()
    page.get_by_text("見本山 花子様", exact=True).wait_for()
    axe_finds_nothing(page)
    shot(page, "refer-confirm")
    page.get_by_role("button", name="送る", exact=True).click()
    page.get_by_text("担当は自分のままです").wait_for()
    axe_finds_nothing(page)
    shot(page, "referral-sender")
    address = page.url
    theirs = browser.new_page(base_url=live.address, viewport={"width": 1280, "height": 900})
    sign_in(theirs, chiba)
    theirs.goto("/referrals/")
    axe_finds_nothing(theirs)
    shot(theirs, "inbox")
    theirs.goto(address)
    axe_finds_nothing(theirs)
    theirs.get_by_role("button", name="開いて読む").click()
    theirs.get_by_text("家計の相談をお願いします。").first.wait_for()
    axe_finds_nothing(theirs)
    shot(theirs, "referral-receiver")
    theirs.get_by_role("link", name="つなぎを受ける").first.click()
    theirs.get_by_role("button", name="受ける", exact=True).click()
    theirs.get_by_text("つなぎを受けました。").wait_for()
    theirs.goto("/consultations/")
    axe_finds_nothing(theirs)
    assert theirs.get_by_role("link", name="見本山 花子").is_visible()
    shot(theirs, "consultations")
    page.goto("/")
    shot(page, "today")
    page.goto(address)
    assert page.get_by_text("返事がありました：受けた").is_visible()
    shot(page, "referral-answered")
    page.close()
    theirs.close()


def test_a_partner_with_a_telephone_answers_by_link(live, browser, browser_page, sign_in, axe_finds_nothing) -> None:
    from enishi.agencies.access import wearing
    from enishi.intake import actions
    from enishi.intake.tests.factories import letter, now, received

    baba = live.hat("counter", "高齢福祉課", "馬場 直樹")
    clinic = cast.agency("見本診療所", "J-9100", kind="medical", answering="link")
    consultation = received(baba)
    with wearing(baba):
        sent = actions.send_referral(consultation, letter(clinic.pk, kind="join"), by=baba, at=now())
    assert sent.link is not None
    page = browser.new_page(base_url=live.address, viewport={"width": 390, "height": 844})
    page.goto(f"/answer/{sent.link.token}/")
    axe_finds_nothing(page)
    shot(page, "answer-door")
    page.get_by_label("確認番号").fill(sent.link.code)
    page.get_by_role("button", name="開く").click()
    page.get_by_text("家計の相談をお願いします。").wait_for()
    axe_finds_nothing(page)
    shot(page, "answer")
    page.get_by_role("link", name="依頼を受ける").click()
    page.get_by_label("回答する人の名前").fill("見本 医師")
    axe_finds_nothing(page)
    page.get_by_role("button", name="受ける").click()
    page.get_by_text("お受けいただいたことを伝えました。").wait_for()
    page.close()


def test_the_coordinator_sees_what_stands_still(live, browser_page, sign_in, axe_finds_nothing) -> None:
    from enishi.intake.tests.factories import in_days, received

    received(live.hat("counter", "高齢福祉課", "馬場 直樹"), next_on=in_days(0))
    sign_in(browser_page, live.hat("coordinator", "福祉総合相談課", "青木 恵子"))
    browser_page.goto("/stagnation/?show=all")
    axe_finds_nothing(browser_page)
    shot(browser_page, "stagnation")
    assert browser_page.get_by_role("button", name="うながす").first.is_visible()


def test_folds_open_with_the_choice_and_take_over_what_was_searched(live, browser_page, sign_in) -> None:
    page = browser_page
    sign_in(page, live.hat("counter", "高齢福祉課", "馬場 直樹"))
    page.goto("/consultations/new/")
    for choice, field in (("本人以外", "#id_caller_name"), ("気になる家", "#id_place")):
        assert not page.locator(field).is_visible()
        page.get_by_text(choice, exact=True).first.click()
        page.locator(field).wait_for(state="visible")
    page.get_by_text("本人が分かる", exact=True).click()
    searched = (("ミホンタニ", "kana", "name"), ("見本谷 葉子", "name", "kana"), ("昭和30年4月1日", "birth", "name"))
    for words, field, then in searched:
        page.goto("/consultations/new/")
        page.locator("#id_find").fill(words)
        page.get_by_text("新しく登録する", exact=True).click()
        page.wait_for_function(f"document.getElementById('id_new-{field}').value === '{words}'")
        assert page.evaluate("document.activeElement.id") == f"id_new-{then}"


def test_a_possible_same_person_is_shown_where_one_looks(live, browser_page, sign_in, axe_finds_nothing) -> None:
    from enishi.residents.tests.factories import registered

    page, baba = browser_page, live.hat("counter", "高齢福祉課", "馬場 直樹")
    registered(baba, name="見本浜 久美子", kana="ミホンハマ クミコ")
    sign_in(page, baba)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/consultations/new/")
    page.get_by_text("新しく登録する", exact=True).click()
    for part, words in (("name", "見本濱 久美子"), ("kana", "ミホンハマ クミコ"), ("birth", "昭和50年4月1日")):
        page.locator(f"#id_new-{part}").fill(words)
    page.locator("#id_complaint").fill("またかけてきた。")
    page.get_by_role("button", name="受け付ける", exact=True).click()
    page.get_by_text("同じ人ですか").wait_for()
    axe_finds_nothing(page)
    assert page.locator("#people fieldset").evaluate("one => one === document.activeElement")
    shot(page, "same-person")


def test_a_long_name_does_not_push_the_coordinators_buttons_off_the_screen(live, browser_page, sign_in, axe_finds_nothing) -> None:
    from enishi.intake.tests.factories import sent

    long_name = "みほん市社会福祉協議会よりそい生活支援センター東部相談窓口"
    baba = live.hat("counter", "高齢福祉課", "馬場 直樹")
    sent(baba, cast.agency(long_name, "J-long", kind="medical", answering="link").pk, kind="join")
    sign_in(browser_page, live.hat("coordinator", "福祉総合相談課", "青木 恵子"))
    browser_page.goto("/stagnation/?show=waiting")
    assert browser_page.get_by_text(long_name).first.is_visible()
    axe_finds_nothing(browser_page)
    for one in browser_page.get_by_role("button", name="うながす").all():
        box = one.bounding_box()
        assert box
        assert box["x"] + box["width"] <= 1366


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 800)])
def test_who_is_found_is_seen_while_one_types(
    live, browser_page, sign_in, width, height
) -> None:
    from enishi.residents.tests.factories import registered

    page, baba = browser_page, live.hat("counter", "高齢福祉課", "馬場 直樹")
    registered(baba, name="見本浦 久美子", kana="ミホンウラ クミコ")
    sign_in(page, baba)
    page.set_viewport_size({"width": width, "height": height})
    page.goto("/consultations/new/")
    page.locator("#id_find").press_sequentially("ミホンウラ")
    found = page.locator("#people").get_by_text("見本浦 久美子").first
    found.wait_for()
    page.wait_for_function(
        """() => [document.activeElement, document.querySelector("#people legend")].every((one) => {
            const { left, top, width, height } = one.getBoundingClientRect();
            const there = document.elementFromPoint(left + Math.min(width, 40) / 2, top + height / 2);
            return one.contains(there);
        })"""
    )
    assert page.evaluate("document.activeElement.id") == "id_find"
