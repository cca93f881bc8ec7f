"""A promoter prints a plan for a meeting, has a consent signed in Vietnamese, and keeps the scan with it."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page

from enishi.agencies.hats import Hat
from enishi.cases.tests.planning import decided
from tests.journeys.conftest import Live

pytestmark = pytest.mark.journey


def words(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "".join("".join(one.get_textpage().get_text_range() for one in document).split())
    finally:
        document.close()


def test_from_the_case_to_the_signed_paper(
    live: Live,
    browser_page: Page,
    sign_in: Callable[[Page, Hat], None],
    axe_finds_nothing: Callable[[Page], None],
    somewhere: str,
    tmp_path: Path,
) -> None:
    hat = live.hat("promoter", f"生活福祉課 {somewhere}", "後藤 由美")
    case, _plan = decided(hat)
    page = browser_page
    sign_in(page, hat)

    page.goto(f"/cases/{case}/")
    page.get_by_role("link", name="帳票", exact=True).last.click()
    page.get_by_role("heading", name="国報告の記入状況").wait_for()
    axe_finds_nothing(page)
    page.get_by_role("link", name="プラン兼利用申込書（多機関協働事業） 第1回（初回）").first.click()
    page.get_by_text("家賃を払い続けられるようにする。").wait_for()
    axe_finds_nothing(page)
    with page.expect_download() as plan:
        page.get_by_role("link", name="PDFを取り出す").click()
    plan.value.save_as(tmp_path / "plan.pdf")
    assert "家賃を払い続けられるようにする。" in words(tmp_path / "plan.pdf")
    assert "後藤由美" in words(tmp_path / "plan.pdf")

    page.goto(f"/cases/{case}/consents/new/")
    page.get_by_label("説明した言語").select_option("vi")
    page.get_by_label("何のために").fill("家計の相談のため")
    with page.expect_download() as sheet:
        page.get_by_role("button", name="この内容で同意書を印刷する").click()
    sheet.value.save_as(tmp_path / "sheet.pdf")
    assert "家計の相談のため" in words(tmp_path / "sheet.pdf")
    assert "Giấyđồngý" in words(tmp_path / "sheet.pdf")
    assert page.get_by_label("何のために").input_value() == "家計の相談のため", "what was typed stays"

    page.goto(f"/cases/{case}/")
    page.get_by_role("link", name="同意書・証拠").click()
    page.get_by_role("link", name="支援プラン").click()
    axe_finds_nothing(page)
    page.set_input_files("input[type=file]", tmp_path / "sheet.pdf")
    page.get_by_role("button", name="証拠を付ける").click()
    page.get_by_text("同意の証拠を付けました。").wait_for()
    with page.expect_download() as scan:
        page.get_by_role("link", name="署名した同意書").first.click()
    scan.value.save_as(tmp_path / "scan.pdf")
    assert (tmp_path / "scan.pdf").read_bytes() == (tmp_path / "sheet.pdf").read_bytes()

    page.set_viewport_size({"width": 390, "height": 844})
    axe_finds_nothing(page)
    consultation = page.goto(f"/cases/{case}/") and page.get_by_role("link", name="もとの相談").get_attribute("href")
    for address in ("/papers/", "/papers/national/", f"/papers/cases/{case}/", f"/papers/cases/{case}/journal/",
                    f"/papers{consultation}reception_agreed/", "/papers/wordings/", "/papers/wordings/notice/zh/",
                    f"/papers/cases/{case}/consents/new/"):  # fmt: skip
        page.goto(address)
        axe_finds_nothing(page)
