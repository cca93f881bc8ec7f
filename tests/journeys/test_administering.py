"""An administrator brings a city's agencies in, and every page of the administration can be read by everybody."""

import os
import re
from pathlib import Path

import pytest
from django.urls import reverse

from enishi.agencies.models import Agency, Staff
from enishi.office.models import Vocabulary
from enishi.office.sheets.writing import write_csv

pytestmark = pytest.mark.journey
PICTURES = os.environ.get("ENISHI_PICTURES")
HEADS = [
    "機関コード",
    "機関名",
    "機関名カナ",
    "機関種別",
    "サービス種別",
    "電話番号",
    "所在地",
    "開所日時",
    "担当中学校区",
]


def picture(page, name: str) -> None:
    """Kept for the eye when a folder is named; not part of the proof."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def sheet(tmp_path, somewhere, *rows) -> str:
    path = tmp_path / f"機関{somewhere}.csv"
    path.write_bytes(b"".join(write_csv(HEADS, rows)))
    return str(path)


def test_a_file_is_chosen_checked_and_taken_in(
    live, browser_page, sign_in, axe_finds_nothing, tmp_path, somewhere
) -> None:
    page = browser_page
    sign_in(page, live.hat("administrator", f"情報システム課{somewhere}", "土井 誠"))
    office = live.membership("counter", f"社会福祉課{somewhere}", "馬場 直樹").agency
    hours = "平日8:30〜17:15（祝日休み）"
    path = sheet(
        tmp_path,
        somewhere,
        [office.code, f"観光課{somewhere}", "", "市の課", "", "0565-00-0000", "西町3-60", hours, ""],
        [
            f"N{somewhere}",
            f"ＰＯＲＴ{somewhere}",
            "ぽーと",
            "福祉サービス事業所",
            "行動援護",
            "0565-00-0001",
            "土橋町",
            "24時間対応",
            "朝日丘",
        ],
    )
    page.goto(reverse("agencies:imports"))
    axe_finds_nothing(page)
    page.get_by_label("ファイル").set_input_files(path)
    page.get_by_role("button", name="内容を確かめる").click()
    assert page.get_by_text("まだ何も取り込んでいません").is_visible()
    axe_finds_nothing(page)
    picture(page, "import")
    page.get_by_label(f"「{office.name}」→「観光課{somewhere}」は名称変更（同じ機関）").check()
    page.get_by_role("button", name="この内容で取り込む").click()
    assert page.get_by_text("取り込みました（新規1、変更1）").is_visible()
    axe_finds_nothing(page)
    assert Agency.objects.get(pk=office.pk).name == f"観光課{somewhere}"
    page.goto(f"{reverse('agencies:directory')}?q=port{somewhere}")
    assert page.get_by_text("毎日 24時間").is_visible()


def test_every_page_of_the_administration_passes_axe(
    live, browser_page, sign_in, axe_finds_nothing, somewhere
) -> None:
    page = browser_page
    hat = live.hat("administrator", f"情報システム課{somewhere}", "土井 誠")
    sign_in(page, hat)
    agency, person = Agency.objects.get(pk=hat.agency_id), Staff.objects.get(pk=hat.staff_id)
    plain = (
        "directory",
        "roles",
        "agencies",
        "agency-new",
        "staff",
        "person-new",
        "calendar",
        "settings",
        "vocabularies",
    )
    pages = [(name, []) for name in plain]
    pages += [
        (name, [agency.pk])
        for name in ("agency", "agency-admin", "agency-edit", "agency-hours", "agency-close")
    ]
    pages += [(name, [person.pk]) for name in ("person", "person-transfer", "person-pledge")]
    pages.append(("vocabulary", [Vocabulary.objects.order_by("code").values_list("code", flat=True)[0]]))
    for name, arguments in pages:
        page.goto(reverse(f"agencies:{name}", args=arguments))
        axe_finds_nothing(page)
        picture(page, name)


def test_the_papers_of_the_first_day_pass_axe(live, browser_page, sign_in, axe_finds_nothing, somewhere) -> None:
    page = browser_page
    sign_in(page, live.hat("administrator", f"情報システム課{somewhere}", "土井 誠"))
    office = live.membership("counter", f"社会福祉課{somewhere}", "馬場 直樹").agency
    page.goto(reverse("website:initial-codes"))
    axe_finds_nothing(page)
    page.get_by_role("button", name=re.compile(f"紙を出す.*{office.name}")).click()
    assert page.get_by_text(f"{page.url.split('/administration')[0]}/", exact=True).is_visible()
    axe_finds_nothing(page)
    page.goto(reverse("website:initial-codes"))
    assert page.get_by_role("button", name=re.compile(f"出し直す.*{office.name}")).is_visible()


def test_the_lists_are_walked_by_keys_and_read_on_a_phone(
    live, browser_page, sign_in, axe_finds_nothing, somewhere
) -> None:
    page = browser_page
    sign_in(page, live.hat("administrator", f"情報システム課{somewhere}", "土井 誠"))
    page.goto(f"{reverse('agencies:agencies')}?q={somewhere}")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/administration/agencies/*-*/")
    page.set_viewport_size({"width": 390, "height": 800})
    for name in ("agencies", "staff", "directory", "roles"):
        page.goto(reverse(f"agencies:{name}"))
        axe_finds_nothing(page)
        picture(page, f"phone-{name}")
    cell = page.locator("main tbody td").first
    assert cell.evaluate("one => getComputedStyle(one).display") == "block", "one line below the other"
    page.set_viewport_size({"width": 688, "height": 800})
    page.emulate_media(media="print")
    assert cell.evaluate("one => getComputedStyle(one).display") == "table-cell", "a sheet of paper is no phone"


def test_a_form_opened_over_the_page_is_sent_to_its_own_address(live, browser_page, sign_in, somewhere) -> None:
    page = browser_page
    hat = live.hat("administrator", f"情報システム課{somewhere}", "土井 誠")
    sign_in(page, hat)
    page.goto(reverse("agencies:agency-admin", args=[hat.agency_id]))
    page.get_by_role("link", name="開所日時を変更する").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("開所日時").fill("平日8:30〜17:15")
    dialog.get_by_role("button", name="保存する").click()
    page.wait_for_load_state()
    assert page.get_by_text("月〜金 8:30〜17:15、祝日休み").first.is_visible()
    assert Agency.objects.get(pk=hat.agency_id).hours == "平日8:30〜17:15"
