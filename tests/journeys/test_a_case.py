"""A 推進員 begins a case from a consultation, records consents, brings an agency in, and closes it; on a desk and on a phone."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.models import JournalEntry
from enishi.cases.tests.factories import on_the_team, opened, row
from enishi.intake.tests.factories import in_days, received
from tests.journeys.looking import DESK, shot
from tests.journeys.planning_steps import adopt, assess, evaluate, monitor, plan, time_goes_by

pytestmark = pytest.mark.journey
LONG = "社会福祉法人みのり市地域生活総合支援協会相談支援事業所ひだまりのいえ西部サテライト"



def test_from_a_consultation_to_its_end(live, browser, browser_page, sign_in, axe_finds_nothing) -> None:
    page = browser_page
    minami = live.hat("promoter", "高齢福祉課", "南 由美")
    chiba = live.hat("partner", "相談支援センターひだまり", "千葉 美咲", kind="contractor")
    consultation = received(minami)
    sign_in(page, minami)

    def seen(name: str, at: Any = page) -> None:
        axe_finds_nothing(at)
        shot(at, f"case-{name}")

    # Begun before consent
    page.goto(f"/consultations/{consultation}/")
    page.get_by_role("link", name="多機関協働のケース").click()
    seen("open")
    page.get_by_label("なぜ多機関で取り組むか").fill(
        "家計と通院と子の就学が重なり、一つの機関では支えきれない。"
    )
    page.get_by_label("次にすること").select_option("visit")
    page.get_by_role("button", name="ケースを始める").click()
    page.get_by_text("ケースを始めました。").wait_for()
    seen("empty")
    case = page.url.rstrip("/").split("/")[-1]
    # A note between two calls, with the draft that survives
    page.get_by_label("内容").fill("訪ねたが会えなかった。連絡票を入れてきた。")
    page.get_by_label("種類").first.select_option("attempt")
    page.get_by_text("下書き保存済み").wait_for(timeout=15000)
    page.get_by_role("button", name="書く", exact=True).click()
    page.get_by_text("支援経過を書きました。").wait_for()
    # Consents, one after the other
    page.get_by_role("link", name="同意を記録する").click()
    seen("consent")
    assert page.get_by_label("支援の申込み").is_checked()
    page.get_by_label("対面で口頭").check()
    page.get_by_label("どのように確かめたか").fill("自宅で説明し、本人が申込書に署名した。")
    page.get_by_role("button", name="同意を記録する").click()
    page.get_by_text("同意を記録しました。").wait_for()
    page.get_by_role("link", name="進める", exact=True).click()
    seen("move")
    page.get_by_label("アセスメント").check()
    page.get_by_role("button", name="進める").click()
    page.get_by_text("ケースを進めました。").wait_for()
    page.get_by_role("link", name="同意を記録する").click()
    page.get_by_label("どのように確かめたか").fill("同じ日に、知らせる機関を一つずつ確かめた。")
    page.get_by_label("機関を探して加える").fill("ひだまり")
    page.get_by_role("button", name="探す", exact=True).click()
    page.get_by_label("相談支援センターひだまり").check()
    assert (
        page.get_by_label("どのように確かめたか").input_value()
        == "同じ日に、知らせる機関を一つずつ確かめた。"
    )
    page.get_by_label("生活・経済").check()
    page.get_by_role("group", name="同意の方法").get_by_label("書面").check()
    seen("consent-agencies")
    page.get_by_role("button", name="同意を記録する").click()
    page.get_by_text("同意を記録しました。").wait_for()
    # An agency is asked, reads, and works along
    page.get_by_role("link", name="役割を依頼する").click()
    page.get_by_label("相談支援センターひだまり（").check()
    page.get_by_label("支援の実施").check()
    page.get_by_label("生活・経済：").check()
    page.get_by_label("お願いしたいこと").fill("家計の見直しをお願いします。")
    seen("ask")
    page.get_by_role("button", name="依頼する").click()
    page.get_by_text("役割を依頼しました。").wait_for()
    theirs = browser.new_page(base_url=live.address, viewport=DESK)
    sign_in(theirs, chiba)
    theirs.goto("/")
    seen("today", theirs)
    theirs.get_by_role("main").get_by_role("link", name="山田 花子").click()
    theirs.get_by_text("家計の見直しをお願いします。").wait_for()
    seen("role", theirs)
    theirs.get_by_role("button", name="引き受ける").click()
    theirs.get_by_text("役割を引き受けました。").wait_for()
    theirs.get_by_label("内容").fill("家計簿を一緒に見た。返済の見通しがついた。")
    theirs.get_by_role("button", name="書く", exact=True).click()
    theirs.get_by_text("支援経過を書きました。").wait_for()
    seen("member-of-team", theirs)
    # Assessed, planned, decided, looked at, evaluated
    assess(page, case, seen)
    address = plan(page, case, "高齢福祉課", seen)
    adopt(page, case, seen)
    time_goes_by(UUID(address.rstrip("/").split("/")[-1]))
    monitor(page, seen)
    evaluate(page, seen)
    # Seen, thanked, closed
    page.goto(f"/cases/{case}/")
    page.get_by_role("button", name="ありがとう").first.click()
    page.get_by_text("ありがとう：南 由美").wait_for()
    seen("page")
    page.goto("/cases/")
    seen("list")
    page.get_by_role("link", name="山田 花子").click()
    page.get_by_role("link", name="終結する").click()
    page.get_by_label("最初の見守りの日").fill(in_days(30).isoformat())
    page.get_by_role("button", name="終結する").click()
    page.get_by_text("「課題が整理された」を確かめてください。").first.wait_for()
    seen("close")
    for tick in ("課題が整理された", "支援の見通しがついた", "支援機関の役割分担の合意ができた"):
        page.get_by_label(tick).check()
    page.get_by_label("終結の理由").select_option("stable")
    page.get_by_role("button", name="終結する").click()
    page.get_by_text("ケースを終結しました。").wait_for()
    page.get_by_text("終結（見守り中）").first.wait_for()
    theirs.goto(f"/cases/{case}/")
    theirs.get_by_role("heading", name="見つかりません").or_(
        theirs.get_by_text("ページが見つかりません")
    ).first.wait_for()
    theirs.close()


def test_long_names_and_a_thousand_entries_stay_readable(
    live, browser_page, sign_in, axe_finds_nothing
) -> None:
    page = browser_page
    aoki = _somebody(
        "coordinator", "福祉総合相談課 多機関協働・重層的支援体制整備推進担当", "青木 恵子ヴィクトリア", 9
    )
    case = opened(aoki)
    for place in range(3):
        member = _somebody("partner", f"{LONG}{place}", "勅使河原 小百合エリザベス", place)
        on_the_team(aoki, case, member, accept=place > 0)
    _many(case, aoki, 1000)
    sign_in(page, aoki)
    for name, path in (
        ("thousand", f"/cases/{case}/"),
        ("thousand-last", f"/cases/{case}/?page=34"),
        ("long-list", "/cases/?whose=agency"),
        ("overview", "/cases/overview/?show=all"),
        ("today-coordinator", "/"),
    ):
        page.goto(path)
        axe_finds_nothing(page)
        shot(page, f"case-{name}")


def _somebody(role: str, agency: str, name: str, place: int) -> Hat:
    return cast.hat(role, cast.agency(agency, f"J-long-{place}"), name)


def _many(case: UUID, by: Hat, number: int) -> None:
    now = timezone.now()
    with wearing(by):
        assert row(case).agency_id == by.agency_id
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        JournalEntry.objects.bulk_create(
            JournalEntry(
                case_id=case,
                binder_id=case,
                information_class=1,
                origin_id=by.agency_id,
                author_id=by.membership_id,
                at=now - timedelta(hours=7 * place),
                happened_at=now - timedelta(hours=7 * place),
                kind="visit" if place % 3 else "attempt",
                source=("fact", "heard", "opinion")[place % 3],
                text=f"{place}回目。戸口で話した。眠れないと言う。"
                + "次は通院に同行すると約束した。" * (place % 5),
                next_step="来週また訪ねる。" if place % 4 == 0 else "",
            )
            for place in range(1, number + 1)
        )
        cursor.execute("SET session_replication_role = DEFAULT")
