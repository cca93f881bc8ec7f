"""A 推進員 alone with a hard case asks the coordinator, is answered, and sends the month's report; on a desk and on a phone."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.models import Advice
from enishi.cases.rules.reports import last_over
from enishi.cases.tests.factories import consented, opened, row
from enishi.sharing.terms import ConsentStage
from tests.journeys.looking import DESK, shot

pytestmark = pytest.mark.journey
LONG = "社会福祉法人みのり市地域生活総合支援協会相談支援"
MANY = 60
"""More questions than a page of the list holds."""


def test_asked_answered_lent_a_hand_and_reported(
    live, browser, browser_page, sign_in, axe_finds_nothing
) -> None:
    page = browser_page
    lead = live.hat("promoter", f"{LONG}（相談する側）", "勅使河原 小百合エリザベス")
    desk = live.hat("coordinator", f"{LONG}（管理者の側）", "青木 恵子ヴィクトリア")
    case = opened(lead)
    sign_in(page, lead)

    def seen(name: str, at: Any = page) -> None:
        axe_finds_nothing(at)
        shot(at, name)

    page.goto("/cases/advice/")
    seen("advice-none")
    page.goto(f"/cases/{case}/")
    page.get_by_role("link", name="管理者に相談する").click()
    seen("advice-ask")
    page.get_by_role("button", name="相談する").click()
    page.get_by_label("同意がとれない").check()
    _adviser(page, desk.agency_id)
    page.get_by_label("相談したいこと").fill("情報共有の話になると席を立たれます。どう切り出しますか。")
    page.get_by_role("button", name="相談する").click()
    page.get_by_text("相談しました。").wait_for()
    seen("advice-asked")

    theirs = browser.new_page(base_url=live.address, viewport=DESK)
    sign_in(theirs, desk)
    theirs.goto("/")
    theirs.get_by_role("main").get_by_role("link", name="推進員の相談に答えてください").first.click()
    theirs.get_by_text("席を立たれます。").wait_for()
    seen("advice-read", theirs)
    theirs.get_by_label("回答", exact=False).first.fill(
        "まず一つの機関だけの名前を出してみましょう。私も同席できます。"
    )
    theirs.get_by_label("応援参加する").check()
    theirs.get_by_role("button", name="回答する").click()
    theirs.get_by_text("回答しました。").wait_for()
    theirs.goto("/cases/advice/?show=all")
    seen("advice-list", theirs)

    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="管理者の回答を読んで").first.click()
    page.get_by_text("私も同席できます。").wait_for()
    seen("advice-answered")
    page.get_by_role("button", name="済みにする").click()
    page.get_by_text("相談を済みにしました。").wait_for()
    with outside_the_walls():
        person = row(case).resident_id
    consented(lead, person, desk, stage=ConsentStage.SHARING, classes=3)
    page.get_by_role("link", name="管理者に応援を頼む").click()
    page.get_by_label("（管理者の側）（").check()
    page.get_by_label("何を手伝ってほしいか").fill("最初の面談に同席してください。")
    seen("reinforce")
    page.get_by_role("button", name="応援を頼む").click()
    page.get_by_text("応援参加を頼みました。").wait_for()
    _report(page, theirs, seen)
    theirs.close()


def _adviser(page: Any, agency: UUID | None) -> None:
    """Other journeys of the same run have coordinators, too: then there is a choice."""
    choice = page.locator("select[name=coordinator]")
    if choice.count():
        choice.select_option(str(agency))


def _report(page: Any, theirs: Any, seen: Any) -> None:
    """The report of the month before, from the form to the answer."""
    month = f"{last_over(timezone.localdate()):%Y-%m}"
    page.goto(f"/cases/reports/{month}/")
    page.get_by_label("困っていること").fill("同行する人が足りない。")
    seen("report-write")
    page.get_by_role("button", name="送る").click()
    page.get_by_text("実施報告を送りました。").wait_for()
    page.goto("/cases/reports/")
    seen("reports")
    theirs.goto("/cases/reports/all/")
    seen("reports-all", theirs)
    theirs.goto(f"/cases/reports/all/{month}/")
    seen("reports-month", theirs)
    theirs.get_by_role("main").get_by_role("link", name="相談する側").first.click()
    theirs.get_by_text("同行する人が足りない。").wait_for()
    seen("report", theirs)
    theirs.get_by_label("返事").fill("次の定例会で話しましょう。")
    theirs.get_by_role("button", name="確認したと伝える").click()
    theirs.get_by_text("確認したと伝えました。").wait_for()


def test_a_long_list_has_pages(live, browser_page, sign_in, axe_finds_nothing) -> None:
    page = browser_page
    lead = live.hat("promoter", f"{LONG}（多い側）", "南 由美")
    desk = live.hat("coordinator", f"{LONG}（受ける側）", "青木 恵子")
    case = opened(lead)
    _many(case, lead, desk)
    sign_in(page, desk)
    page.goto("/cases/advice/?show=all")
    axe_finds_nothing(page)
    shot(page, "advice-long")
    page.goto("/cases/advice/?show=all&page=2")
    page.get_by_text("60件").or_(page.get_by_text("60", exact=True)).first.wait_for()
    assert page.locator("a.row-link").count() == MANY - 50


def _many(case: UUID, lead: Any, desk: Any) -> None:
    """Questions that are over, past every verb."""
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Advice.objects.bulk_create(
            Advice(
                case_id=case,
                agency_id=lead.agency_id,
                asked_by=lead.membership_id,
                coordinator_id=desk.agency_id,
                question="scheme",
                state="done",
                due_on=timezone.localdate(),
                asked_at=timezone.now(),
                moved_at=timezone.now(),
            )
            for _ in range(MANY)
        )
        cursor.execute("SET session_replication_role = DEFAULT")
