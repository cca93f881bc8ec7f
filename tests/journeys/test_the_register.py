"""A worker looks for somebody, registers, protects; the coordinator tells two registers apart; everybody can read it."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.tests.cast import outside_the_walls
from enishi.residents import actions
from enishi.residents.models import MatchCandidate
from enishi.residents.rules.registration import NewAddress
from enishi.residents.tests.factories import registered
from enishi.residents.tests.test_propose_matches import proposed

pytestmark = pytest.mark.journey
HOUSEMATES = (("一郎", "イチロウ"), ("太郎", "タロウ"))
PICTURES = os.environ.get("ENISHI_PICTURES")


def picture(page, name: str) -> None:
    """Kept for the eye when a folder is named; not part of the proof."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def test_somebody_is_looked_for_registered_and_protected(
    live, browser_page, sign_in, axe_finds_nothing, somewhere
) -> None:
    page = browser_page
    hat = live.hat("counter", f"高齢福祉課{somewhere}", "馬場 直樹")
    sign_in(page, hat)
    registered(hat, kana="ヤマダ ハナコ", addresses=(NewAddress("豊田市見本町1-2", protection="none"),))
    page.goto("/residents/")
    axe_finds_nothing(page)
    page.get_by_label("氏名・カナ・電話・生年月日・整理番号").fill("やまだ")
    page.get_by_role("button", name="探す", exact=True).click()
    page.get_by_role("link", name="山田 花子").wait_for()
    assert "ヤマダ" not in page.url
    axe_finds_nothing(page)
    picture(page, "register-search")
    page.get_by_role("button", name="新しく登録").click()
    page.locator("#id_name").fill("山田 華子")
    page.locator("#id_kana").fill("やまだ はなこ")
    page.locator("#id_birth").fill("昭和50年4月1日")
    page.get_by_label("女", exact=True).check()
    page.locator("#id_address").fill("豊田市保護町9番地")
    page.locator("#id_protection").select_option("applied")
    axe_finds_nothing(page)
    page.get_by_role("button", name="登録する").click()
    page.get_by_text("同じ人かもしれない登録があります").wait_for()
    axe_finds_nothing(page)
    picture(page, "register-warning")
    page.get_by_role("button", name="別の人として登録する").click()
    page.get_by_text("居所を保護しています").wait_for()
    axe_finds_nothing(page)
    picture(page, "register-person")
    page.get_by_role("link", name="氏名・生年月日・性別を訂正").click()
    axe_finds_nothing(page)
    page.locator("#id_name").fill("山田 英子")
    page.get_by_role("button", name="保存する").click()
    page.get_by_role("heading", name="山田 英子").wait_for()
    page.get_by_role("link", name="居所の保護").click()
    axe_finds_nothing(page)
    picture(page, "register-protection")


def test_of_two_who_live_there_one_is_protected_too_and_one_is_not(
    live, browser_page, sign_in, axe_finds_nothing, somewhere
) -> None:
    page = browser_page
    hat = live.hat("counter", f"高齢福祉課{somewhere}", "馬場 直樹")
    mother = registered(hat)
    others = [registered(hat, name=f"山田 {name}", kana=f"ヤマダ {kana}", contacts=()) for name, kana in HOUSEMATES]
    with wearing(hat):
        for one in others:
            actions.join_household(one, lives_with=mother, by=hat, at=timezone.now())
    sign_in(page, hat)
    page.goto(reverse("residents:protection", args=[mother]))
    page.get_by_label("申出中").check()
    page.get_by_label("山田 一郎").check()
    axe_finds_nothing(page)
    picture(page, "register-together")
    page.get_by_role("button", name="保護する").click()
    page.get_by_text("山田 太郎さんの居所は保護されていません。同じ住所が知られます。").wait_for()
    assert page.get_by_text("さんの居所は保護されていません").count() == 1
    axe_finds_nothing(page)
    picture(page, "register-warned")
    page.get_by_role("link", name="いっしょに保護しない").click()
    page.get_by_label("加害者である").check()
    axe_finds_nothing(page)
    picture(page, "register-left-open")
    page.get_by_role("button", name="保存する").click()
    page.get_by_text("山田 太郎さん：いっしょに保護しない（加害者である）").wait_for()
    assert page.get_by_text("さんの居所は保護されていません").count() == 0


@pytest.mark.parametrize(
    "name",
    [
        "add-name",
        "add-address",
        "add-contact",
        "add-consideration",
        "household",
        "add-kinship",
        "add-measure",
    ],
)
def test_every_form_can_be_read_by_everybody(
    live, browser_page, sign_in, axe_finds_nothing, somewhere, name
) -> None:
    hat = live.hat("counter", f"高齢福祉課{somewhere}", "馬場 直樹")
    sign_in(browser_page, hat)
    browser_page.goto(reverse(f"residents:{name}", args=[registered(hat)]))
    axe_finds_nothing(browser_page)
    picture(browser_page, f"register-{name}")


def test_the_coordinator_says_same_and_takes_it_back(
    live, browser_page, sign_in, axe_finds_nothing, somewhere
) -> None:
    page = browser_page
    coordinator = live.hat("coordinator", f"福祉総合相談課{somewhere}", "青木 恵子")
    kana = f"ミホン {''.join('アイウエオカキクケコサシスセソタ'[int(one, 16)] for one in somewhere)}"
    registered(live.hat("counter", f"高齢福祉課{somewhere}"), name="", kana=kana, contacts=())
    new = registered(
        live.hat("partner", f"ひだまり{somewhere}", kind="contractor"), name="", kana=kana, contacts=()
    )
    assert proposed(new) == 1
    sign_in(page, coordinator)
    page.goto("/residents/matches/")
    axe_finds_nothing(page)
    picture(page, "register-candidates")
    with outside_the_walls():
        pair = MatchCandidate.objects.get(agency_id=coordinator.agency_id)
    page.goto(f"/residents/matches/{pair.pk}/")
    axe_finds_nothing(page)
    picture(page, "register-candidate")
    page.get_by_role("button", name="同じ人としてまとめる").click()
    page.get_by_role("link", name="取り消す").click()
    page.get_by_role("button", name="名寄せを取り消す").click()
    page.get_by_text("名寄せを取り消しました").wait_for()


def test_the_emergency_pages_can_be_read_by_everybody(
    live, browser_page, sign_in, axe_finds_nothing, somewhere
) -> None:
    sign_in(browser_page, live.hat("counter", f"高齢福祉課{somewhere}"))
    browser_page.goto("/residents/emergency/")
    axe_finds_nothing(browser_page)
    picture(browser_page, "register-emergency")
    sign_in(browser_page, live.hat("privacy_officer", f"総務課{somewhere}"))
    browser_page.goto("/emergencies/")
    axe_finds_nothing(browser_page)
    picture(browser_page, "register-emergencies")
