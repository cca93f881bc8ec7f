"""書きかけ: which is which, going on from a fresh form, and throwing one away."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
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
