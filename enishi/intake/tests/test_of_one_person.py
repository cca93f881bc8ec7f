"""From a person to what they came with, and to the next consultation, without looking for them twice."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.intake import actions
from enishi.intake.models import Consultation
from enishi.intake.tests.factories import accepted, now, received, sent, version
from enishi.residents.tests.factories import registered
from enishi.sharing.actions import seal
from enishi.sharing.terms import SealKind

pytestmark = pytest.mark.django_db
Browse = Callable[[Hat], Client]


@pytest.fixture
def yamada_id(baba: Hat) -> UUID:
    return registered(baba, name="見本山 花子", kana="ミホンヤマ ハナコ")


def _about(baba: Hat, resident: UUID) -> UUID:
    return received(baba, registration=None, resident=resident)


def _number(consultation: UUID) -> str:
    with outside_the_walls():
        number = Consultation.objects.get(pk=consultation).reference
    return f"{number[:4]}-{number[4:]}"


def _link(client: Client, resident: UUID, label: str) -> str:
    page = client.get(reverse("residents:resident", args=[resident])).content.decode()
    return page[: page.index(f">{label}</a>")].rsplit('href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")


def test_the_page_of_a_person_leads_to_their_consultations_and_to_no_others(baba: Hat, browse: Browse, yamada_id: UUID) -> None:
    open_one, ended, other = _about(baba, yamada_id), _about(baba, yamada_id), received(baba)
    numbers = {one: _number(one) for one in (open_one, ended, other)}
    with wearing(baba):
        actions.close_consultation(ended, reason="achieved", version=version(ended), by=baba, at=now())
    client = browse(baba)
    address = _link(client, yamada_id, "相談を見る")
    assert "見本山" not in address
    for form in (address, reverse("intake:consultations-export", args=["csv"]) + "?" + address.split("?")[1]):
        answer = client.get(form)
        text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode("utf-8-sig")
        assert [one for one, number in numbers.items() if number in text] == [open_one, ended]


def test_a_new_consultation_begins_with_the_person_whose_page_one_comes_from(baba: Hat, browse: Browse, yamada_id: UUID) -> None:
    client = browse(baba)
    page = client.get(_link(client, yamada_id, "新しい相談を受ける")).content.decode()
    assert f'name="resident" value="{yamada_id}" checked' in page


def test_who_is_found_while_the_phone_is_at_the_ear_has_the_link_too(baba: Hat, browse: Browse, yamada_id: UUID) -> None:
    _about(baba, yamada_id)
    found = browse(baba).post(reverse("intake:people"), {"find": "ミホンヤマ"}).content.decode()
    assert f"resident={yamada_id}\" target=\"_blank\"" in found, "what was typed stays where it is"


def test_who_does_not_see_the_person_learns_nothing_by_their_number(baba: Hat, chiba: Hat, browse: Browse, yamada_id: UUID) -> None:
    one = _about(baba, yamada_id)
    accepted(chiba, sent(baba, chiba, one))
    asked = f"{reverse('intake:consultations')}?whose=agency&show=all&resident={yamada_id}"
    number = _number(one)
    assert number in browse(chiba).get(asked).content.decode()
    with wearing(baba):
        seal(yamada_id, kind=SealKind.SUPPORT_MEASURE, classes=255, by=baba, at=now())
    unasked = browse(chiba).get(f"{reverse('intake:consultations')}?whose=agency").content.decode()
    assert number not in browse(chiba).get(asked).content.decode()
    assert number in unasked
    new = browse(chiba).get(f"{reverse('intake:receive')}?resident={yamada_id}").content.decode()
    assert str(yamada_id) not in new.split('id="people"', 1)[1].split("</div>", 1)[0]


@pytest.mark.parametrize("typed", ["x", "", "00000000-0000-0000-0000-000000000000"])
def test_what_is_no_number_of_a_person_changes_nothing_or_finds_nothing(baba: Hat, browse: Browse, typed: str) -> None:
    received(baba)
    for name in ("intake:consultations", "intake:receive"):
        assert browse(baba).get(f"{reverse(name)}?resident={typed}").status_code == 200
