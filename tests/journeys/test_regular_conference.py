"""定例会: what a desk notices becomes a theme, is put to the meeting, decided, done; and who noticed it gets the answer."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from enishi.intake.tests.factories import in_days
from tests.journeys.looking import PHONE, shot

pytestmark = pytest.mark.journey



def test_from_a_remark_to_the_answer(live, browser, browser_page, sign_in, axe_finds_nothing, somewhere) -> None:
    page = browser_page
    aoki = live.hat("coordinator", f"福祉総合相談課{somewhere}", "青木 恵子")
    baba = live.hat("counter", f"高齢福祉課{somewhere}", "馬場 直樹")
    remark, theme = f"夜に子どもが居られる場所がない{somewhere}", f"夜の居場所{somewhere}"

    def seen(name: str, at: Any = page) -> None:
        axe_finds_nothing(at)
        shot(at, f"regular-{name}")

    # A desk notices
    theirs = browser.new_page(base_url=live.address, viewport=PHONE)
    sign_in(theirs, baba)
    theirs.goto("/conferences/themes/")
    theirs.get_by_role("link", name="気づきを挙げる").first.click()
    theirs.get_by_label("気づいたこと").fill(remark)
    seen("raise", theirs)
    theirs.get_by_role("button", name="挙げる", exact=True).click()
    theirs.get_by_text("気づきを挙げました。").wait_for()
    # The coordinator gathers
    sign_in(page, aoki)
    page.goto("/conferences/concerns/")
    seen("concerns")
    page.locator("tr, li", has_text=remark).get_by_role("link", name="まとめる").first.click()
    page.get_by_label("新しい課題の題").fill(theme)
    seen("sort")
    page.get_by_role("button", name="まとめる").click()
    page.get_by_text("まとめました。").wait_for()
    # Called and put to the meeting
    page.goto("/conferences/new/")
    page.get_by_role("radio", name="定例会").check()
    soon = timezone.localtime() + timedelta(minutes=2)  # a theme is decided on the day of its meeting, not before
    page.get_by_label("始まり").fill(f"{soon:%Y-%m-%dT%H:%M}")
    page.get_by_label("終わり").fill(f"{soon + timedelta(hours=1):%Y-%m-%dT%H:%M}")
    page.get_by_label("場所").fill("市役所 大会議室")
    page.get_by_role("button", name="招集する").click()
    page.get_by_text("会議を招集しました。").wait_for()
    page.goto("/conferences/themes/")
    page.get_by_role("link", name=theme).click()
    page.get_by_role("link", name="定例会の議題にする").click()
    page.get_by_role("radio").first.check()
    seen("table")
    page.get_by_role("button", name="議題にする").click()
    page.get_by_text("議題にしました。").wait_for()
    # Decided, done
    page.get_by_role("link", name="方針を記録する").click()
    page.get_by_label("新しいメニュー").check()
    page.get_by_label("決まったこと").fill("公民館を週に二回、夜9時まで開ける。")
    page.get_by_label("いつまでに").fill(in_days(60).isoformat())
    page.get_by_label("行う機関").select_option(label=f"福祉総合相談課{somewhere}")
    seen("decide")
    page.get_by_role("button", name="記録する").click()
    page.locator(".written", has_text="公民館を週に二回、夜9時まで開ける。").wait_for()
    page.get_by_role("link", name="結果を記録する").click()
    page.get_by_label("結果").fill("来月から始まる。")
    page.get_by_role("button", name="記録する").click()
    page.locator(".written", has_text="来月から始まる。").wait_for()
    seen("theme")
    # And the desk knows
    theirs.goto("/inbox/?show=notices")
    seen("inbox", theirs)
    theirs.get_by_role("link", name="挙げた課題に、結果が出ました").first.click()
    theirs.get_by_text("公民館を週に二回、夜9時まで開ける。").wait_for()
    theirs.get_by_text("来月から始まる。").wait_for()
    seen("answer", theirs)
    theirs.close()
