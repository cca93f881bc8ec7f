"""What the sender confirms and what the receiver can do with it: reach the person, after opening the letter."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.intake.actions import chasing
from enishi.intake.tests.clerk import as_clerk
from enishi.intake.tests.factories import BASIC, LIVING, LOCATION, now, opened, received, sent
from enishi.office.models import Task
from enishi.residents.rules.registration import NewContact
from enishi.residents.tests.factories import yamada
from enishi.website.tests.visitors import visitor

pytestmark = pytest.mark.django_db

MOBILE, HOME = "090-0000-4321", "0565-00-4321"


@pytest.fixture
def consultation(baba: Hat) -> uuid.UUID:
    numbers = (
        NewContact(MOBILE, whose="母の電話", no_voicemail=True),
        NewContact(HOME, kind="landline"),
    )
    return received(baba, registration=yamada(contacts=numbers))


def test_the_receiver_reads_how_to_reach_the_person(baba: Hat, chiba: Hat, consultation: uuid.UUID) -> None:
    referral = sent(baba, chiba, consultation, classes=BASIC | LIVING)
    opened(chiba, referral)
    for address in (
        reverse("intake:referral", args=[referral]),
        reverse("intake:consultation", args=[consultation]),
    ):
        page = visitor(chiba).get(address).content.decode()
        assert f"{MOBILE}（母の電話・留守電不可）" in page
        assert HOME not in page, "a landline tells where somebody lives"


def test_the_receiver_reads_how_to_reach_who_sent_it(baba: Hat, chiba: Hat, consultation: uuid.UUID) -> None:
    with outside_the_walls():
        Agency.objects.filter(pk=baba.agency_id).update(phone="0565-00-0001")
    referral = sent(baba, chiba, consultation)
    opened(chiba, referral)
    assert "0565-00-0001" in visitor(chiba).get(reverse("intake:referral", args=[referral])).content.decode()


def test_a_landline_goes_with_the_whereabouts(baba: Hat, chiba: Hat, consultation: uuid.UUID) -> None:
    referral = sent(baba, chiba, consultation, classes=BASIC | LOCATION)
    opened(chiba, referral)
    assert HOME in visitor(chiba).get(reverse("intake:referral", args=[referral])).content.decode()


def test_a_consultation_is_read_only_after_its_letter_was_opened(
    baba: Hat, chiba: Hat, consultation: uuid.UUID
) -> None:
    """Opening tells the sender; an address that somebody sent along is no way around it."""
    referral = sent(baba, chiba, consultation)
    client, page = visitor(chiba), reverse("intake:consultation", args=[consultation])
    envelope = client.get(page)
    assert (envelope.status_code, envelope["Location"]) == (302, reverse("intake:referral", args=[referral]))
    write = reverse("intake:statement", args=[consultation])
    assert client.get(write).status_code == 404
    said = {"kind": "progress", "source": "fact", "information_class": "1", "text": "電話した。"}
    assert client.post(write, said).status_code == 404
    client.post(reverse("intake:referral-open", args=[referral]))
    assert client.get(page).status_code == 200
    assert client.post(write, said).status_code == 302
    assert visitor(baba).get(page).status_code == 200


def test_the_confirmation_shows_all_that_goes_out(baba: Hat, chiba: Hat, consultation: uuid.UUID) -> None:
    letter = {
        "receiver": str(chiba.agency_id),
        "kind": "handover",
        "classes": ["1", "2"],
        "reason": "家計の相談をお願いします。",
        "request": "金曜までに連絡してください。",
        "care": "大きな声が苦手です。",
        "person_agrees": "yes",
        "priority": "urgent",
        "step": "check",
    }
    page = visitor(baba).post(reverse("intake:refer", args=[consultation]), letter).content.decode()
    for word in ("金曜までに連絡してください。", "大きな声が苦手です。", "同意している", "急ぎ"):
        assert page.count(word) >= (2 if word.endswith("。") else 1), f"{word} is sent, so it is shown"


def test_an_agency_that_cannot_hold_is_not_offered_a_handover(baba: Hat, consultation: uuid.UUID) -> None:
    clinic = cast.agency("見本診療所", "9100", kind="medical", answering="link")
    answer = visitor(baba).get(reverse("intake:refer", args=[consultation]), {"receiver": clinic.pk})
    assert [code for code, _ in answer.context["form"].fields["kind"].choices] == ["join", "inquiry"]


def test_what_is_escalated_is_found_by_the_number_that_was_told(
    baba: Hat, chiba: Hat, aoki: Hat, consultation: uuid.UUID
) -> None:
    sent(baba, chiba, consultation)
    received(baba)
    with as_clerk():
        chasing.chase_referrals(at=now() + timedelta(days=16))
        chasing.chase_needs(at=now() + timedelta(days=16))
    with outside_the_walls():
        told = list(Task.objects.filter(holder_id=aoki.agency_id, word__endswith=".stalled"))
    assert sorted(one.word for one in told) == ["need.stalled", "need.stalled", "referral.stalled"]
    for one in told:
        rows = visitor(aoki).get(one.url).context["listing"].rows
        assert [row.reference in one.text for row in rows] == [True]


def test_a_house_that_worries_is_handed_on_with_its_place(baba: Hat) -> None:
    house = received(baba, about="place", registration=None, place="見本町2丁目 公園の向かい")
    other = cast.agency("見本包括", "9101")
    cast.membership(cast.staff("見本 包"), other, "counter")
    answer = visitor(baba).get(reverse("intake:refer", args=[house]), {"receiver": other.pk})
    assert str(LOCATION) in answer.context["form"]["classes"].value()


def test_a_person_is_not_handed_on_with_the_whereabouts_unasked(
    baba: Hat, chiba: Hat, consultation: uuid.UUID
) -> None:
    answer = visitor(baba).get(reverse("intake:refer", args=[consultation]), {"receiver": chiba.agency_id})
    assert str(LOCATION) not in answer.context["form"]["classes"].value()


def test_until_when_one_sees_it_names_the_year(baba: Hat, chiba: Hat, consultation: uuid.UUID) -> None:
    referral = sent(baba, chiba, consultation)
    opened(chiba, referral)
    page = visitor(chiba).get(reverse("intake:referral", args=[referral]))
    assert str(now().year + 1) in page.context["page"].why.until


def test_every_agency_that_can_be_chosen_is_on_some_page_of_the_list(aoki: Hat) -> None:
    consultation = received(aoki)
    names = {f"つなぎ先機関{number:03}" for number in range(60)}
    for number, name in enumerate(sorted(names)):
        cast.agency(name, f"W-{number}", kind="contractor")
    client, address = visitor(aoki), reverse("intake:refer", args=[consultation])
    pages = [client.get(address, {"q": "つなぎ先機関", "page": number}).content.decode() for number in (1, 2, 9)]
    shown = [set(re.findall(r"つなぎ先機関\d{3}", page)) for page in pages]
    assert (len(shown[0]), len(shown[1])) == (50, 10)
    assert shown[0] | shown[1] == names
    assert shown[2] == shown[1], "behind the end is the last page"
    assert "60件" in pages[0]


def test_the_list_of_receivers_says_what_each_offers_and_is_narrowed_by_it(baba: Hat, chiba: Hat, consultation: uuid.UUID) -> None:
    """The service of a published list, and the field of an office, which no list knows."""
    cast.agency("（架空）みどり作業所", kind="facility", service="就労継続支援Ｂ型")
    with outside_the_walls():
        Agency.objects.filter(pk=chiba.agency_id).update(fields_of_work="障がい")
    page, client, offers = reverse("intake:refer", args=[consultation]), visitor(baba), ["就労継続支援Ｂ型", "障がい"]
    for offered, there in (("", offers), (offers[0], offers[:1]), (offers[1], offers[1:]), ("ないもの", [])):
        told = client.get(page, {"offered": offered}).content.decode()
        assert sorted(re.findall(r'data-label="サービス・分野">([^<]*)<', told)) == there, offered
        assert re.findall(r'<option value="(就労継続支援Ｂ型|障がい)"', told) == offers
