"""Coming in by the front door, as it is at a counter with a shared computer."""

import pytest

pytestmark = pytest.mark.journey


def _fill_in(page, person, password=None) -> None:
    page.get_by_label("職員番号").fill(person.number)
    page.get_by_label("パスワード").fill(password or person.password)
    page.get_by_role("button", name="サインイン", exact=True).click()


def test_number_password_and_a_code_lead_to_the_page_that_was_asked_for(
    live, browser_page, axe_finds_nothing
) -> None:
    page, person = browser_page, live.person("counter", "高齢福祉課", "馬場 直樹")
    page.goto("/hats/")
    axe_finds_nothing(page)
    _fill_in(page, person, "まちがった合言葉です")
    assert page.get_by_text("職員番号かパスワードが違います。").is_visible()
    _fill_in(page, person)
    axe_finds_nothing(page)
    page.get_by_label("確認コード").fill("000000")
    page.get_by_role("button", name="確かめる").click()
    assert page.get_by_text("確認コードが違います").is_visible()
    page.get_by_label("確認コード").fill(person.code())
    page.get_by_role("button", name="確かめる").click()
    assert page.url == f"{live.address}/hats/"
    page.goto("/")
    axe_finds_nothing(page)
    assert page.get_by_text("馬場 直樹").first.is_visible()
