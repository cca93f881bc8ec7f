"""A form that the browser's Back shows again: what was received stays one, and what was changed is not dropped silently."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.urls import reverse

from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.intake.models import Consultation, Statement
from enishi.website.tests.visitors import visitor
from tests.screens.test_consultations import call, text

pytestmark = pytest.mark.django_db
ADDRESS = reverse("intake:receive")


@pytest.fixture
def consultations(baba: Hat) -> Callable[[], int]:
    """How many 馬場 took: tests of two at once may have left others."""

    def count() -> int:
        with outside_the_walls():
            return Consultation.objects.filter(received_by=baba.membership_id).count()

    return count


@pytest.fixture
def sent(baba: Hat) -> tuple[object, dict[str, object], str]:
    """Somebody whose form was received: their browser, what they sent, and where it led."""
    client, given = visitor(baba), call(holder=str(baba.membership_id))
    answer = client.post(ADDRESS, given)
    assert answer.status_code == 302, text(answer)
    return client, given, answer.url


def test_the_same_words_again_lead_to_what_was_received_even_of_somebody_who_is_new(sent, consultations) -> None:
    client, given, where = sent
    assert client.post(ADDRESS, given).url == where
    assert consultations() == 1


@pytest.mark.parametrize("more", [{}, {"different": "on"}], ids=["new-person", "said-to-be-another"])
def test_other_words_are_told_and_stay_in_the_form(sent, more, consultations) -> None:
    client, given, where = sent
    again = client.post(ADDRESS, given | more | {"complaint": "電気も止まった。"})
    assert again.status_code == 422
    for words in ("この内容はもう受け付けました", "変えた内容は保存されていません", "電気も止まった。"):
        assert words in text(again), words
    page = again.content.decode()
    assert where in page
    assert f'name="submission" value="{given["submission"]}"' in page, "the form keeps its key"
    assert consultations() == 1


def test_the_changed_words_go_on_as_an_entry_of_what_was_received(sent) -> None:
    client, given, where = sent
    led = client.post(ADDRESS, given | {"complaint": "電気も止まった。", "wish": "灯りがほしい。", "step": "add"}, follow=True)
    assert led.status_code == 200, text(led)
    assert led.redirect_chain[-1][0].startswith(f"{where}statement")
    page = led.content.decode()
    assert "電気も止まった。\n\n灯りがほしい。" in page.replace("\r", "")
    assert "入力を確かめてください" not in page
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page))
    written = {"kind": "progress", "source": "fact", "information_class": "1", "text": "電気も止まった。"}
    assert client.post(led.redirect_chain[-1][0].split("?")[0], hidden | written).status_code == 302
    with outside_the_walls():
        assert Statement.objects.filter(text="電気も止まった。", consultation__isnull=False).count() == 1


def test_it_may_be_another_consultation_and_then_it_is_one_more(sent, consultations) -> None:
    client, given, where = sent
    more = given | {"complaint": "別の方の話。", "different": "on", "another": str(uuid.uuid4())}
    first, again = client.post(ADDRESS, more), client.post(ADDRESS, more)
    assert (first.status_code, first.url) == (302, again.url)
    assert first.url != where
    assert consultations() == 2


def test_a_form_opened_by_a_link_has_a_key_of_its_own(baba: Hat) -> None:
    client = visitor(baba)
    pages = (client.get(ADDRESS).content.decode() for _ in range(2))
    keys = [re.search(r'data-once.*?name="submission" value="([^"]+)"', page, re.DOTALL)[1] for page in pages]
    assert keys[0] != keys[1]


def test_without_script_back_shows_the_same_form_and_a_link_another_one(baba: Hat, consultations) -> None:
    """A browser asks for the page anew when somebody goes back: by the address that it was led to."""
    client, opens = visitor(baba), {"HTTP_SEC_FETCH_MODE": "navigate"}

    def key(page: str) -> str:
        return str(re.search(r'data-once.*?name="submission" value="([^"]+)"', page, re.DOTALL)[1])

    led = client.get(f"{ADDRESS}?find=01", **opens)
    assert led.status_code == 302
    assert led.url.startswith(f"{ADDRESS}?find=01&submission=")
    form = client.get(led.url, **opens)
    given = call(holder=str(baba.membership_id)) | {"submission": key(form.content.decode())}
    first = client.post(ADDRESS, given)
    back = key(client.get(led.url, **opens).content.decode())
    again = client.post(ADDRESS, given | {"submission": back})
    assert (again.status_code, again.url) == (302, first.url)
    assert consultations() == 1
    assert client.get(ADDRESS, **opens).url != client.get(ADDRESS, **opens).url, "a link opens a form of its own"
    assert client.get(f"{ADDRESS}?submission=x", **opens).status_code == 302
