"""Words of closing and of the steps of a referral are kept on the server while they are typed."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.intake.models import Consultation, Referral
from enishi.intake.terms import DRAFTED_MOVES
from enishi.intake.tests.factories import accepted, opened, received, sent
from enishi.intake.views.moves import MOVES
from enishi.office.models import Draft

pytestmark = pytest.mark.django_db
Browse = Callable[[Hat], Client]


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def typed(client: Client, address: str, **fields: str) -> str:
    """Draw the form, type, let it be saved as the script does; the address where it is gone on with."""
    page = client.get(address).content.decode()
    url = re.search(r'data-draft-url="([^"]+)"', page)
    assert url, "the form keeps no draft"
    answer = client.post(url.group(1), hidden(page) | {"draft_sequence": "1"} | fields)
    assert answer.status_code == 200, answer.content
    listed = client.get(reverse("office:drafts")).content.decode()
    (back,) = re.findall(r'href="([^"]+\?draft=[^"]+)"', listed)
    return str(back)


def drafts(hat: Hat) -> int:
    with wearing(hat):
        return Draft.objects.count()


def test_the_words_of_closing_are_kept_and_go_when_it_is_closed(baba: Hat, browse: Browse) -> None:
    one = received(baba)
    client, address = browse(baba), reverse("intake:close", args=[one])
    back = typed(client, address, text="家賃の目途が立った。", reason="moved")
    assert back.startswith(address)
    page = client.get(back).content.decode()
    assert "家賃の目途が立った。" in page
    assert 'value="moved"' in page
    assert "相談の終了" in client.get(reverse("office:drafts")).content.decode()
    answer = client.post(address, hidden(page) | {"text": "家賃の目途が立った。", "reason": "moved"})
    assert answer.status_code == 302
    assert drafts(baba) == 0
    with wearing(baba):
        assert Consultation.objects.get(pk=one).state == "closed"


def test_a_closing_that_is_refused_keeps_the_draft(baba: Hat, chiba: Hat, browse: Browse) -> None:
    one = received(baba)
    sent(baba, chiba, one)  # still unanswered
    client, address = browse(baba), reverse("intake:close", args=[one])
    back = typed(client, address, text="終わりにする。", reason="moved")
    page = client.get(back).content.decode()
    answer = client.post(address, hidden(page) | {"text": "終わりにする。", "reason": "moved"})
    assert answer.status_code == 422
    assert "終わりにする。" in answer.content.decode()
    assert drafts(baba) == 1


def test_the_words_of_a_step_are_kept_and_go_when_it_is_taken(baba: Hat, chiba: Hat, browse: Browse) -> None:
    referral = sent(baba, chiba)
    opened(chiba, referral)
    client, address = browse(chiba), reverse("intake:referral-move", args=[referral, "decline"])
    back = typed(client, address, text="定員に空きがありません。", reason="capacity")
    assert back.startswith(address)
    page = client.get(back).content.decode()
    assert "定員に空きがありません。" in page
    reason = re.search(r'name="reason" value="([^"]+)"', page)
    assert reason
    answer = client.post(
        address, hidden(page) | {"text": "定員に空きがありません。", "reason": reason.group(1)}
    )
    assert answer.status_code == 302
    assert drafts(chiba) == 0


def test_a_draft_of_one_step_is_not_shown_in_another(baba: Hat, chiba: Hat, browse: Browse) -> None:
    referral = sent(baba, chiba)
    accepted(chiba, referral)
    client = browse(chiba)
    back = typed(client, reverse("intake:referral-move", args=[referral, "contact"]), text="会えました。")
    query = back.partition("?")[2]
    assert (
        client.get(f"{reverse('intake:referral-move', args=[referral, 'helped'])}?{query}").status_code == 404
    )
    assert browse(baba).get(back).status_code == 404
    with wearing(chiba):
        assert Referral.objects.get(pk=referral).state == "accepted"


def test_every_step_keeps_drafts() -> None:
    assert set(DRAFTED_MOVES) == set(MOVES)
