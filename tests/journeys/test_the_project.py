"""A business joins by the open form on a phone; a need that nothing fits becomes a menu on the project's screens."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.tests.factories import consented, opened
from enishi.community.tests import network_factories as make
from enishi.edge.tests.conftest import Edge, carried
from enishi.participation.actions import NewLine
from enishi.participation.models import Profile
from enishi.participation.terms import Side
from enishi.participation.tests.factories import decided, person_of, profiled
from enishi.sharing.terms import ConsentStage
from tests.journeys.looking import DESK, PHONE, printed, shot

pytestmark = pytest.mark.journey


def test_a_business_joins_by_the_open_form(
    live, browser_page, sign_in, axe_finds_nothing, edge: Edge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENISHI_SMTP_HOST", "mail.example.test")
    mail.outbox = []
    carried()
    page = browser_page
    page.set_viewport_size(PHONE)
    page.goto("/join/")
    assert page.url == f"{edge.address}/join/", "the house itself takes nothing from anybody without a sign-in"
    axe_finds_nothing(page)
    shot(page, "join")
    page.get_by_label("企業・商店").check()
    page.get_by_role("button", name="送る").click()
    expect(page.get_by_role("alert")).to_contain_text("「お店・施設・団体などの名前」を入れてください")
    axe_finds_nothing(page)
    shot(page, "join-wrong")
    page.get_by_label("お店・施設・団体などの名前").fill("喫茶すずらん")
    page.get_by_label("メール", exact=False).fill("suzuran@example.test")
    page.get_by_label("就労").check()
    page.get_by_label("くわしく教えてください").fill("開店前の準備。週に2回、1時間から。")
    page.wait_for_timeout(2_000)  # a person needs some seconds
    page.get_by_role("button", name="送る").click()
    expect(page.get_by_label("企業・商店")).to_be_checked()
    page.get_by_label("個人情報の扱いを読みました").check()
    page.get_by_role("button", name="送る").click()
    page.get_by_text("まだ終わっていません").wait_for()
    axe_finds_nothing(page)
    shot(page, "join-done")
    carried()
    link = re.search(rf"{edge.address}/c/\S+", str(mail.outbox[0].body))
    assert link
    page.goto(link[0])
    axe_finds_nothing(page)
    shot(page, "join-confirm")
    page.get_by_role("button", name="この申込みを確認する").click()
    page.get_by_role("status").get_by_text("確認しました。").wait_for()
    axe_finds_nothing(page)
    carried()
    page.set_viewport_size(DESK)
    sign_in(page, live.hat("promoter", "社会福祉協議会 共生推進課", "飯田 さおり", kind="council"))
    page.goto(f"{live.address}/network/applications/?state=confirmed")
    axe_finds_nothing(page)
    shot(page, "applications")
    page.get_by_role("link", name="喫茶すずらん").first.click()
    axe_finds_nothing(page)
    shot(page, "application")
    page.get_by_role("link", name="会員にする").click()
    axe_finds_nothing(page)
    page.get_by_role("button", name="会員にする").click()
    page.get_by_text("会員にしました。").wait_for()
    page.get_by_role("link", name="会員のページへ").click()
    page.get_by_text("開店前の準備。").wait_for()
    axe_finds_nothing(page)
    shot(page, "member-new")


def test_a_member_answers_a_commission_by_its_link_on_a_phone(
    live, browser, browser_page, sign_in, axe_finds_nothing, edge: Edge
) -> None:
    page = browser_page
    iida = live.hat("promoter", "社会福祉協議会 共生推進課", "飯田 さおり", kind="council")
    make.member(iida, "ほしの製材", purposes=("experience",))
    of = make.commission(iida)
    sign_in(page, iida)
    page.goto(f"/network/commissions/{of}/")
    page.get_by_role("row", name="ほしの製材").first.get_by_role("link", name="紙面で聞く").click()
    axe_finds_nothing(page)
    shot(page, "member-ask")
    page.get_by_label("お願いの文").fill("静かな場所で体を動かしたい方がいます。")
    for part in ("年代", "希望する形", "本人の希望"):
        page.get_by_label(f"{part}：", exact=False).check()
    page.get_by_role("button", name="リンクをつくる").click()
    page.get_by_text("この画面は一度だけ表示します").wait_for()
    axe_finds_nothing(page)
    shot(page, "member-link")
    link = page.locator("code").inner_text()
    carried()
    phone = browser.new_context(viewport=PHONE, locale="ja-JP", timezone_id="Asia/Tokyo").new_page()
    phone.goto(link)
    axe_finds_nothing(phone)
    shot(phone, "member-card")
    body = phone.locator("body").inner_text()
    assert "土にさわる仕事をしてみたい" in body
    assert "手先が器用" not in body, "it was not ticked"
    assert str(of) not in phone.content()
    phone.get_by_label("手を挙げる", exact=True).check()
    phone.get_by_label("できそうなこと・アイデア").fill("木くずの片付け。一人で静かにできます。")
    phone.get_by_label("一度に何人まで").fill("1")
    phone.get_by_role("button", name="回答を送る").click()
    phone.get_by_role("status").get_by_text("回答を受け取りました").wait_for()
    axe_finds_nothing(phone)
    phone.context.close()
    carried()
    page.goto("/inbox/")
    expect(page.get_by_text("会員から回答が届きました").first).to_be_visible()
    page.goto(f"/network/commissions/{of}/#asked")
    axe_finds_nothing(page)
    shot(page, "member-answered")
    page.get_by_role("link", name="手挙げにする").click()
    expect(page.get_by_label("できそうなこと")).to_have_value("木くずの片付け。一人で静かにできます。")
    shot(page, "member-hand")
    page.get_by_role("button", name="記録する").click()
    page.get_by_role("button", name="いっしょに進める").wait_for()


def profile_of(case):
    with outside_the_walls():
        return Profile.objects.values_list("pk", flat=True).get(case=case, ended_at__isnull=True)


def asked_for(page, axe_finds_nothing, case) -> None:
    """Searched, nothing fits, the search is kept, and the project is asked with what is known already."""
    page.goto(f"/cases/{case}/participation/")
    page.get_by_role("link", name="候補をさがす").click()
    page.get_by_role("link", name="プロジェクトに依頼する").click()
    page.get_by_text("まだ依頼できません").wait_for()
    axe_finds_nothing(page)
    shot(page, "project-not-yet")
    page.get_by_role("link", name="候補をさがす").click()
    page.get_by_role("link", name="検索を保存する").first.click()
    page.get_by_label("足りないもの").fill("夕方に、一人で体を動かせる場がない。")
    page.get_by_role("button", name="保存する").click()
    page.get_by_role("link", name="プロジェクトに依頼する").click()
    page.get_by_label("本人の希望").fill("山田は土にさわる仕事をしてみたい。")
    axe_finds_nothing(page)
    shot(page, "project-ask")
    page.get_by_role("button", name="依頼する").click()
    page.get_by_text("ケースの人の氏名が入っています").first.wait_for()
    page.get_by_label("本人の希望").fill("土にさわる仕事をしてみたい。")
    page.get_by_role("button", name="依頼する").click()
    page.get_by_text("プロジェクトに依頼しました").wait_for()
    axe_finds_nothing(page)
    page.locator("#commissions").get_by_role("link").first.click()


def placed(page, axe_finds_nothing, case) -> None:
    """The menu that was made is considered, chosen, tried; and counted as used."""
    page.goto(f"/cases/{case}/participation/#commissions")
    shot(page, "project-menu")
    page.get_by_role("link", name="案に加える 畑の朝しごと").click()
    axe_finds_nothing(page)
    if page.get_by_label("受入先と相談すること").is_visible():
        page.get_by_label("受入先と相談すること").fill("火曜の朝に来られるか。")
    page.get_by_role("button", name="案に加える").click()
    page.locator("#proposals").get_by_role("link", name="畑の朝しごと").click()
    page.get_by_label("この受入先で進める").check()
    page.get_by_role("button", name="決める").click()
    page.locator("#placements").get_by_role("link", name="畑の朝しごと").click()
    page.get_by_role("link", name="取り決めを書く").first.click()
    page.get_by_label("取り決め", exact=False).first.fill("火曜の朝に、草取りと水やり。")
    page.get_by_label("本人が合意した日").fill("2026-11-01")
    page.get_by_role("button", name="書く").click()
    page.get_by_role("link", name="段階を進める").click()
    page.get_by_label("試行").check()
    page.get_by_role("button", name="進める").click()
    page.get_by_text("段階を進めました").wait_for()
    axe_finds_nothing(page)
    page.goto(f"/cases/{case}/participation/#commissions")
    page.locator("#commissions").get_by_role("link").first.click()
    page.get_by_text("これまでに1回使われました").wait_for()


def test_a_need_that_nothing_fits_becomes_a_menu_and_a_placement(
    live, browser_page, sign_in, axe_finds_nothing, somewhere: str
) -> None:
    page, iida = (
        browser_page,
        live.hat("promoter", f"社会福祉協議会 共生推進課{somewhere}", "飯田 さおり", kind="council"),
    )
    make.member(iida, "みどりの畑", purposes=("experience",))
    case = opened(iida)
    decided(iida, case)
    # So much is needed that no place of the other journeys fits: the house is one for all of them.
    needs = {Side.NEEDS: NewLine("人が多いとつらい", needed=["quiet", "writing", "remote", "same_gender"])}
    profiled(iida, case, purposes=["work"], instead_of=profile_of(case), lines=needs)
    consented(iida, person_of(case), live.hat("partner", f"法人{somewhere}"), stage=ConsentStage.HOST)
    sign_in(page, iida)
    page.goto("/network/commissions/")
    axe_finds_nothing(page)
    asked_for(page, axe_finds_nothing, case)
    axe_finds_nothing(page)
    row = page.get_by_role("row", name="みどりの畑").first
    row.get_by_role("button", name="声をかけた").click()
    page.get_by_text("声をかけたことを記録しました。").wait_for()
    page.get_by_role("link", name="手挙げを記録する").click()
    axe_finds_nothing(page)
    page.get_by_label("会員", exact=False).and_(page.locator("#id_member")).select_option(label="みどりの畑")
    page.get_by_label("できそうなこと").fill("朝のうちに草取り。二人まで。")
    page.get_by_role("button", name="記録する").click()
    page.get_by_role("button", name="いっしょに進める").click()
    page.get_by_role("link", name="新しい版をつくる").click()
    axe_finds_nothing(page)
    shot(page, "design")
    page.get_by_label("メニューの名称").fill("畑の朝しごと")
    page.get_by_label("内容", exact=False).and_(page.locator("#id_description")).fill("草取りと水やり")
    page.get_by_role("button", name="この版を加える").click()
    page.get_by_role("link", name="試行を始める").click()
    axe_finds_nothing(page)
    page.get_by_role("button", name="始める").click()
    page.get_by_role("link", name="終わりを記録する").click()
    axe_finds_nothing(page)
    page.get_by_label("行った回数").fill("3")
    page.get_by_label("うまくいった").check()
    page.get_by_label("受入れ先のことば").fill("また来てほしい。")
    page.get_by_role("button", name="終わりを記録する").click()
    page.get_by_role("link", name="評価する").click()
    page.get_by_label("うまくいった").check()
    page.locator("#id_text").fill("ほかの人にも合いそう。")
    page.get_by_role("button", name="評価を保存する").click()
    page.get_by_role("link", name="参加メニューとして登録する").click()
    axe_finds_nothing(page)
    shot(page, "register")
    page.get_by_role("button", name="登録する").click()
    page.get_by_text("参加メニューになりました").wait_for()
    axe_finds_nothing(page)
    shot(page, "commission-done")
    printed(page, "commission")
    placed(page, axe_finds_nothing, case)
    page.goto("/network/figures/")
    axe_finds_nothing(page)
    shot(page, "figures-small")
    assert page.get_by_role("row", name="登録された").is_visible()
    page.goto("/network/meetings/new/")
    axe_finds_nothing(page)
    page.goto("/network/settings/")
    axe_finds_nothing(page)
    shot(page, "settings")
