"""支援会議 without consent, until consent lets some of it into the case; 重層的支援会議 that adopts a plan. Desk and phone."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.models import Plan
from enishi.cases.terms import CaseState
from enishi.cases.tests import planning
from enishi.cases.tests.factories import consented, opened, row
from enishi.conferences import actions as conferences
from enishi.conferences.models import Conference
from enishi.conferences.tests.factories import meeting, put
from enishi.intake.tests.factories import in_days
from enishi.sharing.terms import ConsentStage
from tests.journeys.looking import PHONE, SHOTS, printed, shot

pytestmark = pytest.mark.journey




def local(**ahead: float) -> str:
    return f"{timezone.localtime() + timedelta(**ahead):%Y-%m-%dT%H:%M}"


def it_is_time(conference: UUID) -> None:
    """The days until the meeting went by."""
    now = timezone.now()
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Conference.objects.filter(pk=conference).update(
            starts_at=now - timedelta(minutes=5), ends_at=now + timedelta(minutes=55)
        )
        cursor.execute("SET session_replication_role = DEFAULT")


def test_a_support_meeting_without_consent(live, browser, browser_page, sign_in, axe_finds_nothing, somewhere) -> None:
    page = browser_page
    minami = live.hat("promoter", f"高齢福祉課{somewhere}", "南 由美")
    chiba = live.hat("partner", f"相談支援センターこもれび{somewhere}", "千葉 美咲", kind="contractor")
    near = live.hat("partner", f"相談支援センターこもれび{somewhere}", "同僚 次郎", kind="contractor")
    case = opened(minami)
    sign_in(page, minami)

    def seen(name: str, at: Any = page) -> None:
        axe_finds_nothing(at)
        shot(at, f"meeting-{name}")

    # Called from the case
    page.goto(f"/cases/{case}/")
    page.get_by_role("link", name="会議にかける").click()
    seen("for-case-empty")
    page.get_by_role("main").get_by_role("link", name="会議を招集する").click()
    page.get_by_label("支援会議：社会福祉法106条の6").check()
    page.get_by_label("始まり").fill(local(days=5))
    page.get_by_label("終わり").fill(local(days=5, hours=1))
    page.get_by_label("場所").fill("市役所 第2会議室")
    seen("call")
    page.get_by_role("button", name="招集する").click()
    page.get_by_text("会議を招集しました。").wait_for()
    page.get_by_label("だれについての議題か").fill("山田 花子さん（78歳）と息子さんの世帯。電気が止まりかけている。")
    seen("for-case")
    page.get_by_role("button", name="議題にする").click()
    page.get_by_text("議題にしました。").wait_for()
    seen("seats-nobody")
    item = page.url.split("/items/")[1].split("/")[0]
    page.get_by_role("link", name="人を招く").click()
    conference = page.url.split("/conferences/")[1].split("/")[0]
    page.get_by_label("氏名か機関名で探す").fill("千葉")
    page.get_by_role("button", name="探す", exact=True).click()
    page.get_by_label(f"こもれび{somewhere} 千葉 美咲").check()
    seen("invite")
    page.get_by_role("button", name="招く", exact=True).click()
    page.get_by_text("会議に招きました。").wait_for()
    page.get_by_role("link", name="日程の候補を出す").click()
    page.get_by_label("候補1").fill(local(days=6))
    page.get_by_label("候補2").fill(local(days=7))
    seen("propose")
    page.get_by_role("button", name="候補を出す").click()
    page.get_by_text("日程の候補を出しました。").wait_for()
    page.goto(f"/conferences/items/{item}/seats/")
    page.get_by_label(f"こもれび{somewhere} 千葉 美咲").check()
    page.get_by_label("生活・経済：").check()
    seen("seats")
    page.get_by_role("button", name="参加してもらう").click()
    page.get_by_text("議題への参加を決めました。").wait_for()
    seen("seated")
    # On the phone of somebody of another agency
    theirs = browser.new_page(base_url=live.address, viewport=PHONE)
    sign_in(theirs, chiba)
    theirs.goto("/")
    seen("today", theirs)
    theirs.get_by_role("main").get_by_role("link", name="支援会議").first.click()
    seen("invited", theirs)
    assert "山田" not in theirs.content()
    for answer in theirs.get_by_label("○").all():
        answer.check()
    theirs.get_by_role("button", name="日程に回答する").click()
    theirs.get_by_text("日程に回答しました。").wait_for()
    theirs.get_by_role("link", name="読んで確認する").click()
    seen("pledge", theirs)
    theirs.get_by_label("上の文を読みました").check()
    theirs.get_by_role("button", name="確認して議題を開く").click()
    theirs.get_by_text("守秘の確認を記録しました。").wait_for()
    theirs.get_by_role("link", name="山田 花子さん").click()
    seen("room-empty", theirs)
    theirs.get_by_role("link", name="自分の機関の準備シートを書く").click()
    theirs.get_by_label("把握している世帯像").fill("母と息子の二人暮らし。息子は昼夜逆転。")
    theirs.get_by_label("現在の取り組み状況").fill("居場所に月4回来ている。")
    theirs.get_by_text("下書き保存済み").wait_for(timeout=15000)
    seen("sheet", theirs)
    theirs.get_by_role("button", name="準備シートを書く").click()
    theirs.get_by_text("準備シートを書きました。").wait_for()
    colleague = browser.new_page(base_url=live.address, viewport=PHONE)
    sign_in(colleague, near)
    for path in (f"/conferences/{conference}/", f"/conferences/items/{item}/"):
        answer = colleague.goto(path)
        assert answer is not None
        assert answer.status == 404
    colleague.goto("/conferences/")
    seen("nothing-for-a-colleague", colleague)
    colleague.close()
    # The other sheet, what is said, a request
    page.goto(f"/conferences/items/{item}/sheet/")
    page.get_by_label("把握している世帯像").fill("父は2019年に亡くなった。年金のみ。")
    page.get_by_role("button", name="準備シートを書く").click()
    page.get_by_text("準備シートを書きました。").wait_for()
    page.get_by_label("内容").fill("父が亡くなる")
    page.get_by_label("種類").select_option("year")
    page.get_by_label("年（家族年表）").fill("2019")
    page.get_by_role("button", name="共有する").click()
    page.get_by_text("共有しました。").wait_for()
    page.get_by_role("link", name="情報提供を依頼する").click()
    page.get_by_label(f"相談支援センターこもれび{somewhere}").check()
    page.get_by_label("提供してほしいもの1").fill("この3か月の来所の回数")
    page.get_by_label("必要な理由").fill("孤立の程度を知るため。")
    page.get_by_label("本人から得られない理由").fill("連絡がとれない。")
    seen("request-new")
    page.get_by_role("button", name="依頼する").click()
    page.get_by_text("情報提供を依頼しました。").wait_for()
    # The letter for who is not at the table, as it is printed
    page.get_by_role("table", name="情報提供依頼").get_by_role("link").first.click()
    page.goto(f"{page.url}letter/")
    page.get_by_role("heading", name="情報提供依頼書").wait_for()
    seen("request-letter")
    printed(page, "request-letter")
    page.goto(f"/conferences/items/{item}/")
    theirs.goto("/conferences/requests/")
    seen("requests", theirs)
    theirs.get_by_role("main").get_by_role("link", name="相談支援センターこもれび").click()
    theirs.get_by_label("提供する", exact=True).check()
    theirs.get_by_label("内容、または提供しない理由").fill("12回。")
    seen("request", theirs)
    theirs.get_by_role("button", name="回答する", exact=True).click()
    theirs.get_by_text("回答しました。").wait_for()
    # One A4 for each item: put together from the case, numbered, everybody's own
    page.goto(f"/conferences/{conference}/")
    page.get_by_role("link", name="会議キット").click()
    page.get_by_role("link", name="まとめを書く").click()
    page.get_by_label("決めること", exact=True).fill("だれが、いつ息子さんに会うか。電気が止まる前に支払いをどうするか。")
    page.get_by_label("本人の希望", exact=True).fill("このまま家で暮らしたい。")
    page.get_by_text("下書き保存済み").wait_for(timeout=15000)
    seen("brief")
    page.get_by_role("button", name="まとめを書く").click()
    page.get_by_text("まとめを書きました。").wait_for()
    seen("kit-not-made")
    page.get_by_role("button", name="会議キットを作る").click()
    page.get_by_text("写しに番号を付けました。").wait_for()
    page.get_by_label("氏名", exact=True).fill("外来 医師")
    page.get_by_label("機関", exact=True).select_option(label=f"相談支援センターこもれび{somewhere}")
    page.get_by_label("紙で守秘を確認した日").fill(in_days(0).isoformat())
    page.get_by_role("button", name="写しに番号を付ける").click()
    page.get_by_text("席上で渡す写しに番号を付けました。").wait_for()
    theirs.goto(f"/conferences/{conference}/kit/")
    seen("kit-of-a-member", theirs)
    for reader, name in ((theirs, "自分の写しを取り出す"), (page, "印刷する")):
        with reader.expect_download() as taken:
            reader.get_by_role("link", name=name).click()
        content = Path(taken.value.path()).read_bytes()
        assert content.startswith(b"%PDF")
        if SHOTS:
            (Path(SHOTS) / f"meeting-kit-{name}.pdf").write_bytes(content)
    page.reload()
    page.get_by_label("渡した 写し3").check()
    page.get_by_role("button", name="配布と回収を記録する").click()
    page.get_by_text("まだ返っていない紙が1部あります。").wait_for()
    seen("kit")
    printed(page, "meeting-kit")
    # The meeting
    page.goto(f"/conferences/{conference}/")
    seen("conference")
    printed(page, "meeting-conference")
    page.goto(f"/conferences/items/{item}/")
    seen("room")
    printed(page, "meeting-room")
    page.get_by_role("link", name="決定を記録する").first.click()
    page.get_by_label("行う機関").select_option(label=f"相談支援センターこもれび{somewhere}")
    page.get_by_label("すること").fill("週に一度、家計の相談に乗る。")
    page.get_by_label("いつまでに").fill(in_days(20).isoformat())
    page.get_by_label("出せるもの・できること").fill("訪問1回と来所1回")
    seen("decide")
    page.get_by_role("button", name="一行を記録する").click()
    page.get_by_text("決定を記録しました。").wait_for()
    page.get_by_role("link", name="投影する").click()
    page.get_by_label("行う機関").select_option(label=f"高齢福祉課{somewhere}")
    page.get_by_label("すること").fill("電力会社に連絡する。")
    page.get_by_label("いつまでに").fill(in_days(3).isoformat())
    page.get_by_role("button", name="一行を記録する").click()
    page.get_by_text("決定を記録しました。").wait_for()
    seen("screen")
    it_is_time(UUID(conference))
    page.goto(f"/conferences/{conference}/")
    page.get_by_role("link", name="開催を記録する").click()
    seen("hold")
    page.get_by_role("button", name="開催を記録する").click()
    page.get_by_text("開催を記録しました。").wait_for()
    page.get_by_role("button", name="2行を実行する").click()
    page.get_by_text("すべての決定を実行しました").wait_for()
    seen("enact")
    theirs.goto("/")
    theirs.get_by_role("main").get_by_role("link", name="山田 花子さん").first.click()
    theirs.get_by_role("heading", name="会議で決まったこと").wait_for()
    seen("line", theirs)
    theirs.get_by_role("button", name="引き受ける", exact=True).click()
    theirs.get_by_text("引き受けました。").wait_for()
    theirs.close()
    # Minutes
    page.goto(f"/conferences/items/{item}/minutes/")
    seen("minutes")
    page.get_by_role("button", name="確定する").click()
    page.get_by_text("この文で確定しますか").wait_for()
    seen("minutes-asked")
    page.get_by_role("button", name="確定する").click()
    page.get_by_text("会議録を確定しました。").wait_for()
    seen("minutes-confirmed")
    printed(page, "meeting-minutes")
    page.get_by_role("link", name="様式で取り出す").click()
    seen("minutes-form")
    with page.expect_download() as taken:
        page.get_by_role("link", name="PDFを取り出す").click()
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="会議で渡した紙の写しを返してもらってください").click()
    page.get_by_label("返った 写し3").check()
    page.get_by_role("button", name="配布と回収を記録する").click()
    page.get_by_text("返っていない紙はありません。").wait_for()
    page.goto(f"/conferences/{conference}/")
    page.get_by_role("link", name="会議の記録を閉じる").click()
    page.get_by_role("button", name="閉じる", exact=True).click()
    page.get_by_text("会議の記録を閉じました。").wait_for()
    # Consent comes
    with wearing(minami):
        person = row(case).resident_id
    page.goto(f"/conferences/items/{item}/rebase/")
    seen("rebase-before-consent")
    consented(minami, person)
    page.goto(f"/conferences/items/{item}/rebase/")
    page.get_by_label("居場所に月4回来ている。").check()
    seen("rebase")
    page.get_by_role("button", name="選んだものだけを引き継ぐ").click()
    page.get_by_role("heading", name="引き継いだ情報の控え").wait_for()
    seen("receipt")
    printed(page, "meeting-receipt")
    page.goto(f"/cases/{case}/")
    page.get_by_text("居場所に月4回来ている。").wait_for()
    assert "昼夜逆転" not in page.content()
    page.goto("/conferences/?whose=convened&period=all")
    seen("list")
    page.goto("/conferences/lines/")
    seen("lines")


def test_a_consented_meeting_adopts_the_plan(live, browser_page, sign_in, axe_finds_nothing, somewhere) -> None:
    page = browser_page
    minami = live.hat("promoter", f"障がい福祉課{somewhere}", "南 由美")
    chiba = live.hat("partner", f"居場所みどり{somewhere}", "千葉 美咲", kind="contractor")
    case = opened(minami, state=CaseState.ASSESSING)
    with wearing(minami):
        person = row(case).resident_id
    consented(minami, person, chiba, stage=ConsentStage.SHARING)
    planning.proposed(minami, case)
    planning.agreed(minami, case)
    begins = timezone.now() + timedelta(days=3)
    with wearing(minami):
        conference = conferences.call_conference(
            conferences.NewConference(
                "coordination", "市役所 第1会議室", begins, begins + timedelta(hours=1)
            ),
            by=minami,
            at=timezone.now(),
        )
        assert chiba.membership_id
        conferences.invite(conference, chiba.membership_id, by=minami, at=timezone.now())
    sign_in(page, minami)
    page.goto(f"/conferences/for/{case}/?conference={conference}")
    page.get_by_label("目的").select_option("plan")
    page.get_by_role("button", name="議題にする").click()
    page.get_by_text("市の「支援対象の決定」の記録が必要です").wait_for()
    axe_finds_nothing(page)
    shot(page, "meeting-refused")
    page.get_by_role("link", name="支援対象の決定を記録する").click()
    page.get_by_label("文書番号").fill("7福第12号")
    page.get_by_role("button", name="記録する").click()
    page.get_by_text("支援対象の決定を記録しました。").wait_for()
    page.get_by_label("目的").select_option("plan")
    page.get_by_role("button", name="議題にする").click()
    page.get_by_text("議題にしました。").wait_for()
    page.get_by_label(f"居場所みどり{somewhere} 千葉 美咲").check()
    page.get_by_role("button", name="参加してもらう").click()
    page.get_by_text("議題への参加を決めました。").wait_for()
    item = page.url.split("/items/")[1].split("/")[0]
    page.goto(f"/conferences/items/{item}/decide/")
    page.get_by_label("決定の種類").select_option("adopt_plan")
    page.get_by_label("行う機関").select_option(label=f"障がい福祉課{somewhere}")
    page.get_by_label("すること").fill("第1回のプランのとおりに支援する。")
    page.get_by_label("いつまでに").fill(in_days(30).isoformat())
    page.get_by_text("プランの決定・ケースを進める").click()
    page.get_by_label("決定するプラン").select_option(index=1)
    axe_finds_nothing(page)
    shot(page, "meeting-decide-plan")
    page.get_by_role("button", name="一行を記録する").click()
    page.get_by_text("決定を記録しました。").wait_for()
    it_is_time(conference)
    page.goto(f"/conferences/{conference}/hold/")
    page.get_by_role("button", name="開催を記録する").click()
    page.get_by_text("開催を記録しました。").wait_for()
    page.get_by_role("button", name="1行を実行する").click()
    page.get_by_text("すべての決定を実行しました").wait_for()
    with outside_the_walls():
        plan = Plan.objects.get(case=case)
        assert (plan.state, plan.meeting_kind) == ("decided", "multi_agency")
        assert row(case).state == CaseState.SUPPORTING


def test_a_colleague_takes_a_meeting_over(live, browser_page, sign_in, axe_finds_nothing, somewhere) -> None:
    page = browser_page
    minami = live.hat("promoter", f"高齢福祉課{somewhere}", "南 由美")
    kita = live.hat("promoter", f"高齢福祉課{somewhere}", "北 光")
    officer = live.hat("privacy_officer", f"総務課{somewhere}", "佐伯 康夫")
    conference = meeting(minami)
    item = put(minami, conference, opened(minami))

    def seen(name: str) -> None:
        axe_finds_nothing(page)
        shot(page, f"handover-{name}")

    sign_in(page, kita)
    page.goto(f"/conferences/{conference}/")
    assert "山田" not in page.content()
    seen("before")
    assert page.goto(f"/conferences/items/{item}/").status == 404  # type: ignore[union-attr]
    page.goto(f"/conferences/{conference}/")
    page.get_by_role("link", name="事務局を引き継ぐ").click()
    page.get_by_label("理由").fill("けがで休んでいるため。")
    seen("form")
    page.get_by_role("button", name="引き継ぐ").click()
    page.get_by_text("事務局を引き継ぎました。").wait_for()
    page.get_by_text("事務局の引き継ぎ 1回").click()
    seen("after")
    page.get_by_role("link", name="山田 花子さん").click()
    page.get_by_role("heading", name="山田 花子さん").wait_for()
    sign_in(page, officer)
    page.goto("/inbox/?show=notices")
    page.get_by_role("link", name="会議の事務局の引き継ぎを確かめてください").first.click()
    page.get_by_text("けがで休んでいるため。").wait_for()
    assert "山田" not in page.content()
    seen("reviewed")
