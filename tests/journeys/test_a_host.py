"""A host answers by a link, on a phone, without an account; the answer comes home and a placement goes on."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.models import Case
from enishi.cases.tests.factories import consented, opened
from enishi.edge.tests.conftest import Edge, carried
from enishi.participation.tests.factories import host, placed
from enishi.sharing.terms import ConsentStage
from tests.journeys.conftest import Live
from tests.journeys.looking import shot

pytestmark = pytest.mark.journey
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def asked(live: Live, edge: Edge) -> tuple[Hat, Any, Any]:
    somewhere = uuid4().hex[:6]
    lead = live.hat("promoter", f"地域福祉課{somewhere}", "相原 みどり")
    other = live.hat("partner", f"受入先の法人{somewhere}", "小川 大", kind="business")
    case = opened(lead)
    placement = placed(lead, case, host(f"みどり農園{somewhere}", "畑の手伝い"))
    with outside_the_walls():
        person = Case.objects.values_list("resident_id", flat=True).get(pk=case)
    consented(lead, person, other, stage=ConsentStage.HOST, classes=3)
    return lead, case, placement


def test_a_host_answers_by_link_on_a_phone(
    live: Live,
    browser: Browser,
    browser_page: Page,
    sign_in: Callable[[Page, Hat], None],
    axe_finds_nothing: Callable[[Page], None],
    asked: tuple[Hat, Any, Any],
) -> None:
    (lead, case, placement), desk = asked, browser_page
    sign_in(desk, lead)
    desk.goto(f"/cases/{case}/placements/{placement}/")
    desk.get_by_role("link", name="受入先に紙面を渡す").click()
    desk.get_by_label("お願いの文").fill("40代の方が、静かな場所で体を動かしたいと話しています。電話は0565-12-3456です。")
    desk.get_by_role("button", name="リンクをつくる").click()
    expect(desk.get_by_text("電話番号（0565-12-3456）").first).to_be_visible()
    desk.get_by_label("お願いの文").fill("40代の方が、静かな場所で体を動かしたいと話しています。見学からお願いできますか。")
    desk.get_by_label("曜日・回数").fill("木曜の午前、週に1回")
    desk.get_by_role("button", name="リンクをつくる").click()
    desk.get_by_text("この画面は一度だけ表示します").wait_for()
    axe_finds_nothing(desk)
    shot(desk, "host-link")
    link = desk.locator("code").inner_text()
    carried()
    phone = browser.new_context(viewport=PHONE, locale="ja-JP", timezone_id="Asia/Tokyo").new_page()
    phone.goto(link)
    expect(phone.get_by_role("heading", name="受入れのお願い")).to_be_visible()
    axe_finds_nothing(phone)
    shot(phone, "host-card")
    body = phone.locator("body").inner_text()
    assert "木曜の午前、週に1回" in body
    assert str(case) not in phone.content()
    assert lead.staff_name not in body
    phone.get_by_role("button", name="回答を送る").click()
    expect(phone.get_by_role("alert")).to_contain_text("「受け入れられますか」を選んでください")
    phone.get_by_label("まず見学に来てほしい").check()
    phone.get_by_label("条件や、聞いておきたいこと").fill("長ぐつを持ってきてください。")
    phone.get_by_role("button", name="回答を送る").click()
    expect(phone.get_by_role("status")).to_contain_text("回答を受け取りました")
    axe_finds_nothing(phone)
    phone.reload()
    expect(phone.get_by_role("status")).to_contain_text("回答を受け取りました")
    carried()
    desk.goto("/inbox/")
    expect(desk.get_by_text("受入先から回答が届きました").first).to_be_visible()
    desk.goto(f"/cases/{case}/placements/{placement}/#asks")
    expect(desk.locator("#asks")).to_contain_text("まず見学に来てほしい")
    expect(desk.locator("#asks")).to_contain_text("長ぐつを持ってきてください。")
    axe_finds_nothing(desk)
    shot(desk, "host-answered")
    assert phone.goto(link.replace("/c/", "/cases/")).status == 404  # type: ignore[union-attr]
    assert phone.goto(link[:-5] + "AAAA/").status == 404  # type: ignore[union-attr]
    phone.context.close()
