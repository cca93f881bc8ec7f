"""A 推進員 looks for a place with somebody: the profile in their words, reasons, a negotiation, a trial, the end by both words."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.tests.factories import opened
from enishi.community.models import Resource
from enishi.participation.tests.factories import host, profiled
from tests.journeys.conftest import Live
from tests.journeys.looking import printed, shot

pytestmark = pytest.mark.journey


def places(somewhere: str) -> None:
    """Four places: one fits, one is a public service, one is a day away, one is of another form."""
    host(f"みどり農園{somewhere}", "畑の手伝い", considerations={"quiet": "yes", "small": "yes"}, open_days=[1, 3],
         times=[[1, "0", 540, 720], [3, "0", 540, 720]], capacity=3, available=2)  # fmt: skip
    host(
        f"ねこの家{somewhere}",
        "猫の世話",
        considerations={"quiet": "yes"},
        open_days=[4],
        times=[[4, "0", 600, 900]],
    )
    host(
        f"駅前食堂{somewhere}",
        "配膳",
        purpose="work",
        considerations={"quiet": "no"},
        capacity=2,
        available=0,
    )
    with outside_the_walls():
        Resource.objects.create(
            name=f"地域活動支援センター{somewhere}",
            kind="activity",
            public_service=True,
            considerations={"quiet": "yes"},
        )


def test_from_wishes_to_the_end_of_a_placement(
    live: Live,
    browser_page: Page,
    sign_in: Callable[[Page, Hat], None],
    axe_finds_nothing: Callable[[Page], None],
    somewhere: str,
) -> None:
    page: Any = browser_page
    promoter = live.hat("promoter", f"参加支援課{somewhere}")
    case, other = opened(promoter), opened(promoter)
    profiled(promoter, other)
    places(somewhere)
    sign_in(page, promoter)
    page.goto(f"/cases/{case}/")
    page.get_by_role("link", name="参加支援").last.click()
    shot(page, "page-empty")
    page.get_by_role("link", name="希望を書く").click()
    page.get_by_label("好きなこと・してみたいこと").fill("畑、猫")
    page.get_by_label("できること・得意なこと").fill("力仕事")
    page.get_by_label("体験").check()
    page.get_by_label("月", exact=True).check()
    page.get_by_label("配慮してほしいこと").fill("人が多いとつらい")
    page.get_by_text("必ず要る配慮を選ぶ").click()
    page.get_by_label("静かな場所がある").first.check()
    page.get_by_label("受入先を待っている").check()
    axe_finds_nothing(page)
    shot(page, "profile")
    page.get_by_role("button", name="書く", exact=True).click()
    page.get_by_text("参加の希望を書きました").wait_for()
    axe_finds_nothing(page)
    page.get_by_role("link", name="候補をさがす").click()
    axe_finds_nothing(page)
    shot(page, "suggestions")
    page.get_by_role("link", name="試しに見る 曜日・時間帯").click()
    page.get_by_text("これは試しの表示です").wait_for()
    shot(page, "what-if")
    page.get_by_role("link", name="もとに戻す").click()
    page.get_by_role("link", name="相談する 猫の世話").first.click()
    page.get_by_label("受入先と相談すること").fill("月曜にも来られないか。")
    axe_finds_nothing(page)
    shot(page, "propose")
    page.get_by_role("button", name="案に加える").click()
    page.get_by_text("案に加えました").wait_for()
    page.get_by_role("link", name="候補をさがす").click()
    page.get_by_role("link", name="案に加える 畑の手伝い").first.click()
    page.get_by_role("button", name="案に加える").click()
    shot(page, "page")
    page.get_by_role("link", name=f"畑の手伝い（みどり農園{somewhere}）").click()
    page.get_by_label("この受入先で進める").check()
    shot(page, "decide")
    page.get_by_role("button", name="決める").click()
    page.get_by_text("受入れ調整を始めました").wait_for()
    page.locator("#placements").get_by_role("link", name="畑の手伝い").click()
    page.get_by_role("link", name="記録する", exact=True).click()
    page.get_by_label("困りごと・事故").check()
    page.get_by_label("内容").fill("帰りの車がない。")
    axe_finds_nothing(page)
    shot(page, "record")
    page.get_by_role("button", name="記録する").click()
    page.get_by_text("片づいていない困りごとが1件あります").wait_for()
    axe_finds_nothing(page)
    shot(page, "placement")
    page.get_by_role("link", name="取り決めの紙").click()
    shot(page, "sheet")
    printed(page, "sheet")
    page.go_back()
    page.get_by_role("link", name="片づいたことを書く").click()
    page.get_by_label("どう片づいたか").fill("家族が迎えに来る。")
    page.get_by_role("button", name="記録する").click()
    page.get_by_role("link", name="受入れを終わる").click()
    page.get_by_role("button", name="終わる").click()
    page.get_by_text("本人に、終わりについて聞いてください。").first.wait_for()
    shot(page, "end")
    page.get_by_role("group", name="本人は、終わることに").get_by_label("同意しない").check()
    page.get_by_label("本人のことば").fill("もう少し続けたかった。")
    page.get_by_role("group", name="受入先は、終わることに").get_by_label("同意する").check()
    page.get_by_label("終わりの理由").select_option(label="受入側不可")
    page.get_by_role("button", name="終わる").click()
    page.get_by_text("受入れを終わりました").wait_for()
    shot(page, "ended")
    page.goto("/participation/")
    axe_finds_nothing(page)
    shot(page, "waiting")
    page.get_by_role("link", name="全員の案を見る").click()
    page.get_by_text("決まったことは何もありません").wait_for()
    axe_finds_nothing(page)
    shot(page, "batch")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="選んだ人の案に加える").click()
    page.get_by_text("選んだ人の案に加えました").wait_for()
    page.goto("/participation/placements/?show=ended")
    axe_finds_nothing(page)
    shot(page, "placements")
