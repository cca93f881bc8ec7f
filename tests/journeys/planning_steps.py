"""What a tired worker does with a case in the browser: assessment, plan, decision, monitoring, evaluation. Real clicks."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection

from enishi.agencies.tests.cast import outside_the_walls
from enishi.intake.tests.factories import in_days

Seen = Callable[..., None]


def assess(page: Any, case: str, seen: Seen) -> None:
    """From the page of the case to a confirmed sheet; a draft is saved while typing."""
    page.goto(f"/cases/{case}/")
    page.get_by_role("link", name="（アセスメント）").click()
    seen("assessments-empty")
    page.get_by_role("button", name="始める").click()
    page.get_by_text("アセスメントを始めました。").wait_for()
    page.get_by_role("group", name="同居者").get_by_label("有").check()
    page.get_by_label("同居者の人数").fill("1")
    page.get_by_label("家族の状況").fill("八十代の母と五十代の息子。息子は十年ほど働いていない。")
    page.get_by_role("group", name="健康状態").get_by_label("良くない・通院していない").check()
    page.get_by_label("住居").select_option(label="持家")
    page.get_by_label("課題のまとめと支援の方向性").fill("母の介護と息子の孤立を、別々に、同時に支える。")
    page.get_by_text("下書き保存済み").wait_for(timeout=15000)
    seen("assessment-form")
    page.get_by_role("button", name="保存する").click()
    page.get_by_text("アセスメントを保存しました。").wait_for()
    seen("assessment")
    page.get_by_role("link", name="確定する").click()
    seen("assessment-confirm")
    page.get_by_role("button", name="確定する").click()
    page.get_by_text("アセスメントを確定しました。").wait_for()
    page.get_by_role("link", name="比べる").first.click()
    seen("assessment-compare")


def plan(page: Any, case: str, agency: str, seen: Seen) -> str:
    """A plan of two goals, written with added rows, put to the meeting. Returns its address."""
    page.goto(f"/cases/{case}/")
    page.get_by_role("link", name="（支援プラン）").click()
    seen("plans-empty")
    page.get_by_role("button", name="プランを作る").click()
    page.get_by_text("プランを作りはじめました。").wait_for()
    seen("plan-form-empty")
    page.get_by_label("解決したい課題 1", exact=True).fill("母の介護の負担と、息子の孤立が重なっている。")
    page.get_by_label("長期目標（目指す姿） 1", exact=True).fill("二人がそれぞれに頼れる人を持ち、この家で暮らす。")
    page.get_by_label("達成目標 1", exact=True).fill("母が週二回、通所介護に通う。")
    page.get_by_label("実施すること 1", exact=True).fill("通所介護の見学に付き添い、申請を手伝う。")
    page.get_by_label(re.compile("実施すること 1\\s+だれが")).select_option(label=agency)
    page.get_by_label(re.compile("実施すること 1\\s+頻度")).fill("週2回")
    page.get_by_label(re.compile("実施すること 1\\s+いつまで")).fill(in_days(60).isoformat())
    page.get_by_label(re.compile("実施すること 1\\s+主担当")).check()
    page.get_by_role("button", name="達成目標を足す").click()
    page.get_by_label("達成目標 2", exact=True).fill("息子が月に一度、家の外で人と話す。")
    page.get_by_label("実施すること 2", exact=True).fill("散歩のついでに、居場所をのぞいてみる。")
    page.get_by_label("プラン期間の始まり").fill(in_days(0).isoformat())
    page.get_by_label("プラン期間の終わり").fill(in_days(180).isoformat())
    page.get_by_label("次回モニタリング").fill(in_days(30).isoformat())
    page.get_by_role("group", name="参加支援事業の利用").get_by_label("要", exact=True).check()
    seen("plan-form")
    page.get_by_role("button", name="保存する").last.click()
    page.get_by_text("プランを保存しました。").wait_for()
    seen("plan-draft")
    page.get_by_role("link", name="会議に諮る").click()
    seen("plan-propose")
    page.get_by_role("button", name="会議に諮る案にする").click()
    page.get_by_text("会議に諮る案にしました。").wait_for()
    seen("plan-proposed")
    return str(page.url)


def adopt(page: Any, case: str, seen: Seen) -> None:
    """The person signs; the decision of a meeting with minutes on paper is recorded."""
    address = page.url
    page.get_by_role("link", name="同意を記録する").click()
    page.get_by_role("group", name="何についての同意か").get_by_label("支援プラン").check()
    page.get_by_label("どのように確かめたか").fill("プランを読み、本人が署名した。")
    page.get_by_label("機関を探して加える").fill("ひだまり")
    page.get_by_role("button", name="探す", exact=True).click()
    page.get_by_label("相談支援センターひだまり").check()
    page.get_by_role("group", name="同意の方法").get_by_label("書面").check()
    page.get_by_role("button", name="同意を記録する").click()
    page.get_by_text("同意を記録しました。").wait_for()
    page.goto(address)
    page.get_by_role("link", name="支援決定を記録する").click()
    seen("plan-adopt")
    page.get_by_role("button", name="支援決定を記録する").click()
    page.get_by_text("支援プランを決定しました。").wait_for()
    seen("plan-decided")
    sheets = len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True)))
    assert sheets == 1, f"the plan takes {sheets} sheets of A4"


def time_goes_by(plan: UUID, days: int = 3) -> None:
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE cases_plan SET period_from = %s, monitor_on = %s WHERE id = %s",
            [in_days(-60), in_days(-days), plan],
        )
        cursor.execute("SET session_replication_role = DEFAULT")


def monitor(page: Any, seen: Seen) -> None:
    """It comes by itself on the first page; a few taps are enough."""
    page.goto("/")
    seen("today-monitoring")
    page.get_by_role("heading", name="モニタリングの期日").wait_for()
    page.get_by_role("region", name="モニタリングの期日").get_by_role("link").first.click()
    page.get_by_role("group", name=re.compile("目標 1\\s+達成状況")).get_by_label("達成", exact=True).check()
    page.get_by_role("group", name=re.compile("目標 2\\s+達成状況")).get_by_label("一部達成").check()
    page.get_by_label(re.compile("目標 2\\s+見られたこと")).fill("郵便局の人と話した。")
    page.get_by_text("下書き保存済み").wait_for(timeout=15000)
    seen("monitor")
    page.get_by_role("button", name="書く", exact=True).click()
    page.get_by_text("進捗確認を書きました。").wait_for()
    seen("plan-monitored")


def evaluate(page: Any, seen: Seen) -> None:
    page.get_by_role("link", name="評価する").click()
    for goal in (1, 2):
        page.get_by_role("group", name=re.compile(f"目標 {goal}\\s+達成状況")).get_by_label("達成", exact=True).check()
    page.get_by_label("SOSを出せるようになった").check()
    page.get_by_label("残された課題", exact=True).fill("冬の灯油代。")
    page.get_by_role("group", name="評価の結果").get_by_label("終結").check()
    seen("evaluate")
    page.get_by_role("button", name="評価を書く").click()
    page.get_by_text("評価を書きました。").wait_for()
    seen("plan-evaluated")
