"""飯田 (CSW) keeps places: a list comes in, a house is registered with a menu and confirmed, a citizen finds it on a phone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.community.models import Resource
from tests.journeys.conftest import Live

pytestmark = pytest.mark.journey

LIST = (
    "名称,住所,電話番号,緯度,経度,利用可能曜日,開始時間,終了時間\r\n"
    "{0}交流館,縁市桜町1-2,0565-00-0001,35.05,137.15,月火水,9:00,17:00\r\n"
)


def test_a_place_is_taken_in_tended_and_found(
    live: Live,
    browser_page: Page,
    sign_in: Callable[[Page, Hat], None],
    axe_finds_nothing: Callable[[Page], None],
    somewhere: str,
    tmp_path: Path,
) -> None:
    page = browser_page
    sign_in(page, live.hat("promoter", f"共生推進課{somewhere}", "飯田 さおり"))
    file = tmp_path / "公共施設.csv"
    file.write_bytes(LIST.format(somewhere).encode("cp932"))
    page.goto("/community/loads/")
    page.get_by_label("ファイル", exact=False).first.set_input_files(str(file))
    page.get_by_role("button", name="内容を確かめる").click()
    expect(page.get_by_text("まだ何も取り込んでいません")).to_be_visible()
    axe_finds_nothing(page)
    page.get_by_role("button", name="この内容で取り込む").click()
    expect(page.get_by_text("取り込みました").first).to_be_visible()

    page.goto("/community/resources/new/")
    axe_finds_nothing(page)
    page.get_by_label("名称", exact=False).first.fill(f"{somewhere}の縁側")
    page.get_by_label("曜日・時間").fill("毎週火曜 10:00〜12:00")
    page.get_by_label("市民に公開する").check()
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_text("資源を登録しました。")).to_be_visible()
    expect(page.get_by_text("原文：毎週火曜")).to_be_visible()
    page.get_by_role("link", name="参加メニューを加える").click()
    page.get_by_label("名称", exact=False).first.fill("お茶を出す")
    page.get_by_label("目的").select_option("meaning")
    axe_finds_nothing(page)
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_role("heading", name="お茶を出す")).to_be_visible()
    page.get_by_role("button", name="この内容でまちがいありません").click()
    expect(page.get_by_text("確かめたことを記録しました。", exact=False)).to_be_visible()
    axe_finds_nothing(page)
    with cast.outside_the_walls():
        house = Resource.objects.get(name=f"{somewhere}の縁側")

    for address in ("", "map/", "?state=open"):
        page.goto(f"/community/resources/{address}")
        axe_finds_nothing(page)
    for name in ("activities/", "activities/new/", "activities/figures/", "needs/", "exchanges/", "happenings/", "capabilities/"):
        page.goto(f"/community/{name}")
        axe_finds_nothing(page)

    page.context.clear_cookies()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/community/public/?q={somewhere}")
    expect(page.get_by_text(f"{somewhere}交流館")).to_be_visible()
    axe_finds_nothing(page)
    page.get_by_role("link", name=f"{somewhere}の縁側").click()
    expect(page).to_have_url(f"{live.address}/community/public/{house.pk}/")
    axe_finds_nothing(page)
