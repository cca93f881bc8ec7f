"""A house that worries somebody: a person is found, approached in vain three times, reached, agrees, and what lay ready is used."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from enishi.intake.tests.factories import in_days
from tests.journeys.looking import shot

pytestmark = pytest.mark.journey



def test_from_a_worry_to_consent(live, browser_page, sign_in, axe_finds_nothing, somewhere) -> None:
    page = browser_page
    minami = live.hat("promoter", f"高齢福祉課{somewhere}", "南 由美")
    sign_in(page, minami)

    def seen(name: str) -> None:
        axe_finds_nothing(page)
        shot(page, f"worry-{name}")

    # A house, nobody's name
    page.goto("/consultations/new/")
    page.get_by_text("気になる家", exact=True).first.click()
    page.locator("#id_place").fill("見本町3丁目の角の青い屋根の家")
    page.locator("#id_complaint").fill("新聞がたまっている。夜は明かりがつく。")
    page.get_by_label("ひきこもり", exact=True).check()
    page.get_by_role("button", name="受け付ける", exact=True).click()
    page.get_by_text("相談を受け付けました。").wait_for()
    # Who lives there turns out
    page.get_by_role("link", name="本人が分かった").first.click()
    page.get_by_label("氏名・カナ・電話・生年月日で探す").fill(f"シオリ{somewhere}")
    page.get_by_role("button", name="探す", exact=True).click()
    page.get_by_text("新しく登録する", exact=True).click()
    page.locator("#id_new-name").fill("汐里 守")
    page.locator("#id_new-kana").fill("シオリ マモル")
    page.get_by_role("button", name="この人の相談として記録する").click()
    page.get_by_role("link", name="多機関協働のケース").click()
    page.get_by_label("なぜ多機関で取り組むか").fill("本人に会えていない。健康と暮らしの両方が心配。")
    page.get_by_label("次にすること").select_option("visit")
    page.get_by_role("button", name="ケースを始める").click()
    page.get_by_text("ケースを始めました。").wait_for()
    case = UUID(page.url.rstrip("/").split("/")[-1])
    page.get_by_role("link", name="同意前の働きかけ").click()
    seen("empty")
    # How to approach, what to keep ready
    page.get_by_role("link", name="方針を書く").click()
    page.get_by_label("働きかけの方針").fill("手紙から。顔と名前を覚えてもらう。")
    page.get_by_label("避けること").fill("仕事の話。")
    page.get_by_label("訪問する人の安全").fill("二人で行く。")
    page.get_by_text("下書き保存済み").wait_for(timeout=15000)
    seen("approach")
    page.get_by_role("button", name="この方針にする").click()
    page.get_by_text("働きかけの方針を書きました。").wait_for()
    page.get_by_role("link", name="支援を準備する").click()
    page.get_by_label("支援の内容").fill("食料の配達")
    page.get_by_label("用意できた").check()
    seen("prepare")
    page.get_by_role("button", name="加える").click()
    page.get_by_text("準備した支援に加えました。").wait_for()
    # Three times in vain
    for place in range(3):
        page.get_by_role("link", name="働きかけを記録する").click()
        page.get_by_label("会えなかった").check()
        page.get_by_label("したこと").fill(f"{place + 1}回目の訪問。返事はない。")
        page.get_by_label("場所").select_option("home")
        page.get_by_label("いつのこと").fill(f"{timezone.localtime() - timedelta(hours=9 - place):%Y-%m-%dT%H:%M}")
        if place == 0:
            seen("attempt")
        page.get_by_role("button", name="記録する", exact=True).click()
        page.get_by_text("働きかけを記録しました。").wait_for()
    page.get_by_text("続けて会えていません", exact=True).wait_for()
    seen("in-vain")
    page.goto("/")
    page.get_by_text("続けて会えていません。").first.wait_for()
    page.goto("/cases/outreach/")
    page.get_by_text("続けて3回会えず").wait_for()
    seen("list")
    page.get_by_role("link", name="汐里 守").click()
    page.get_by_role("main").get_by_role("link", name="会議にかける").click()
    page.get_by_text("続けて3回会えていません。").wait_for()
    seen("for-case")
    # Reached
    page.goto(f"/cases/{case}/outreach/attempts/new/")
    page.get_by_label("会えた・話せた").check()
    page.get_by_label("したこと").fill("玄関先で10分。")
    page.get_by_label("反応").fill("「食べ物は助かる」")
    page.get_by_role("button", name="記録する", exact=True).click()
    page.get_by_text("働きかけを記録しました。").wait_for()
    assert page.get_by_text("続けて会えていません", exact=True).count() == 0
    # And agrees
    page.goto(f"/cases/{case}/consents/new/")
    page.get_by_label("対面で口頭").check()
    page.get_by_label("どのように確かめたか").fill("玄関で説明し、本人がうなずいて署名した。")
    page.get_by_role("button", name="同意を記録する").click()
    page.get_by_text("同意を記録しました。").wait_for()
    page.get_by_role("link", name="進める", exact=True).click()
    page.get_by_label("アセスメント").check()
    page.get_by_role("button", name="進める").click()
    page.get_by_text("ケースを進めました。").wait_for()
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="同意の前に準備した支援があります").first.click()
    page.get_by_text("同意の前に準備した支援があります", exact=True).wait_for()
    seen("agreed")
    page.get_by_role("link", name="食料の配達").click()
    page.get_by_label("使った", exact=True).check()
    page.get_by_label("補足").fill(f"{in_days(1):%m/%d}に届ける。")
    seen("support")
    page.get_by_role("button", name="書き換える").click()
    page.get_by_text("準備した支援を書き換えました。").wait_for()
    assert page.get_by_text("同意の前に準備した支援があります", exact=True).count() == 0
    page.goto(f"/cases/{case}/")
    for words in ("1回目の訪問。返事はない。", "玄関先で10分。"):
        page.get_by_text(words).wait_for()
