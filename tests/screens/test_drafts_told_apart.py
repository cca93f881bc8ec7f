"""書きかけ: which is which, going on from a fresh form, and throwing one away."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.terms import CaseState
from enishi.cases.tests import planning
from enishi.cases.tests.factories import opened as opened_case
from enishi.conferences.tests.factories import sealed_room
from enishi.intake.tests.factories import received
from enishi.office.models import Draft
from enishi.residents.rules.reference import reference
from enishi.website.tests.visitors import visitor
from tests.screens.test_consultations import text

pytestmark = pytest.mark.django_db


def drafted(client: Client, address: str, **typed: str) -> str:
    """A form that was half filled; gives the draft's address."""
    page = client.get(address).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(draft[^"]*)" value="([^"]*)">', page))
    where = re.search(r'data-draft-url="([^"]+)"', page)[1]
    assert client.post(where, hidden | typed | {"draft_sequence": "1"}).status_code == 200
    return where


def test_today_tells_drafts_apart_by_number_and_by_how_a_call_begins(baba: Hat) -> None:
    client, one, other = visitor(baba), received(baba), received(baba)
    for consultation in (one, other):
        drafted(client, reverse("intake:statement", args=[consultation]), text="面談で聞いた話")
    drafted(client, reverse("intake:receive"), complaint="家賃のことで、息子さんから\n電話。折り返しを待っている。", find="01")
    for page in (text(client.get("/")), text(client.get("/drafts/"))):
        assert f"相談 {reference(one)}" in page
        assert f"相談 {reference(other)}" in page
        assert "「家賃のことで、息子さんから 電話。折り返しを待っ…」" in page
        assert "面談で聞いた話" not in page, "what stands behind a door is told by its number only"


def test_a_fresh_form_says_that_something_half_written_waits(baba: Hat, chiba: Hat) -> None:
    client, one, other = visitor(baba), received(baba), received(baba)
    where = drafted(client, reverse("intake:statement", args=[one]), text="面談")
    again = client.get(reverse("intake:statement", args=[one])).content.decode()
    assert "書きかけがあります" in again
    assert f'href="{where}">書きかけを続ける' in again
    going_on = f"{reverse('intake:statement', args=[one])}?draft={where.split('/')[-2]}"
    for quiet in (going_on, reverse("intake:statement", args=[other])):
        assert "書きかけがあります" not in client.get(quiet).content.decode()
    assert "書きかけがあります" not in visitor(chiba).get(reverse("intake:receive")).content.decode()


def test_a_draft_is_thrown_away_after_a_question(baba: Hat, chiba: Hat) -> None:
    client = visitor(baba)
    where = drafted(client, reverse("intake:receive"), complaint="聞き違いだった話")
    assert f'href="{where}discard/"' in client.get("/").content.decode()
    asked = client.get(f"{where}discard/")
    assert "この下書きを捨てますか" in text(asked)
    assert "聞き違い" not in text(asked)
    assert visitor(chiba).get(f"{where}discard/").status_code == 404
    assert visitor(chiba).post(f"{where}discard/").status_code == 404
    assert "下書きを捨てました" in text(client.post(f"{where}discard/", follow=True))
    with outside_the_walls():
        assert not Draft.objects.exists()
    assert client.post(f"{where}discard/").status_code == 404


def test_drafts_of_plans_and_assessments_are_told_apart_by_the_number_of_their_case(aoki: Hat) -> None:
    client = visitor(aoki)
    cases = [opened_case(aoki, state=CaseState.ASSESSING) for _ in range(2)]
    for case in cases:
        drafted(client, reverse("cases:plan-write", args=[planning.drafted(aoki, case)]), period_from="2026-04-01")
        drafted(client, reverse("cases:assessment-write", args=[planning.begun(aoki, case)]), **{"a-health_text": "通院中"})
    page = text(client.get("/drafts/"))
    for case in cases:
        for label in ("支援プラン", "アセスメント"):
            assert re.search(rf"{label}[^。]{{0,40}}ケース {reference(case)}", page), (label, page)
    going_on = re.search(r'href="(/cases/plans/[^"]+draft=[^"]+)"', client.get("/drafts/").content.decode())[1]
    again = client.get(going_on, follow=True).content.decode()
    assert "下書きの続きです" in again
    assert again.count('name="draft_about"') == 1


def test_drafts_of_a_meeting_are_told_apart_by_the_number_of_the_item(aoki: Hat) -> None:
    client = visitor(aoki)
    items = [sealed_room(aoki)[1] for _ in range(2)]
    for item in items:
        drafted(client, reverse("conferences:item", args=[item]), text="聞いたこと")
    page = text(client.get("/drafts/"))
    for item in items:
        assert f"議題 {reference(item)}" in page
