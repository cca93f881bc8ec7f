"""Two people correct one statement: the second sees both texts, nothing typed is lost, nothing else changes."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.intake.models import Statement
from enishi.intake.rules.receiving import NewStatement
from enishi.intake.tests.factories import LIVING, received
from enishi.office.models import Draft
from enishi.website.tests.visitors import visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(baba: Hat) -> Statement:
    said = NewStatement("家賃が2か月払えていない。", "complaint", "heard", LIVING, "agency_phone")
    consultation = received(baba, statements=(said,))
    with outside_the_walls():
        return Statement.objects.get(consultation=consultation)


def address(one: Statement) -> str:
    return reverse("intake:statement-correct", args=[one.consultation_id, one.pk])


def typed(seen: str, text: str) -> dict[str, str]:
    kept = {"kind": "complaint", "source": "heard", "means": "agency_phone", "information_class": str(LIVING)}
    return kept | {"version": seen, "text": text}


def versions(one: Statement) -> list[str]:
    with outside_the_walls():
        return list(
            Statement.objects.filter(consultation=one.consultation_id)
            .order_by("at")
            .values_list("text", flat=True)
        )


def seen_by(client: Client, one: Statement) -> str:
    return str(client.get(address(one)).context["version"])


def test_the_form_opens_with_everything_that_stands(baba: Hat, heard: Statement) -> None:
    form = visitor(baba).get(address(heard)).context["form"]
    happened_at = timezone.make_naive(heard.happened_at).replace(microsecond=0)
    circumstances = {"happened_at": happened_at, "counterpart": "", "minutes": None}
    assert {one.name: one.value() for one in form} | {"version": ""} == typed("", heard.text) | circumstances


def test_who_comes_second_sees_both_texts_and_may_send_again(baba: Hat, heard: Statement) -> None:
    one, two = visitor(baba), visitor(baba)
    first, second = seen_by(one, heard), seen_by(two, heard)
    assert one.post(address(heard), typed(first, "家賃が3か月払えていない。")).status_code == 302
    answer = two.post(address(heard), typed(second, "管理費も払えていない。"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "家賃が3か月払えていない。" in page
    assert "管理費も払えていない。" in page
    again = str(answer.context["version"])
    assert two.post(address(heard), typed(again, "家賃3か月と管理費。")).status_code == 302
    assert versions(heard) == [heard.text, "家賃が3か月払えていない。", "家賃3か月と管理費。"]


def test_a_class_that_the_other_changed_is_told(baba: Hat, heard: Statement) -> None:
    one, two = visitor(baba), visitor(baba)
    first, second = seen_by(one, heard), seen_by(two, heard)
    changed = typed(first, "家賃が3か月。") | {"information_class": "4", "means": ""}
    assert one.post(address(heard), changed).status_code == 302
    page = two.post(address(heard), typed(second, "管理費も。")).content.decode()
    assert "今の情報の区分は「健康" in page
    assert "今の対応方法は「なし」" in page
    assert "今の種類は" not in page, "alike in both"


def test_a_correction_sent_twice_is_written_once(baba: Hat, heard: Statement) -> None:
    client = visitor(baba)
    given = typed(seen_by(client, heard), "家賃が3か月払えていない。")
    assert [client.post(address(heard), given).status_code for _ in range(2)] == [302, 302]
    assert versions(heard) == [heard.text, "家賃が3か月払えていない。"]


def test_a_half_written_correction_is_gone_on_with(baba: Hat, heard: Statement) -> None:
    client = visitor(baba)
    drawn = client.get(address(heard)).context["draft"]
    given = typed(str(heard.pk), "家賃が3か月") | dict(drawn.hidden_fields()) | {"draft_sequence": "1"}
    assert client.post(drawn.url, given).status_code == 200
    with outside_the_walls():
        kept = Draft.objects.get(form="intake.correct")
    page = client.get(
        reverse("intake:statement", args=[heard.consultation_id]), {"draft": kept.pk}, follow=True
    )
    assert page.context["form"]["text"].value() == "家賃が3か月"
    assert page.redirect_chain[0][0].startswith(address(heard))
    sent = given | dict(page.context["draft"].hidden_fields()) | {"submission": str(uuid.uuid4())}
    assert client.post(address(heard), sent | {"text": "家賃が3か月払えていない。"}).status_code == 302
    with outside_the_walls():
        assert not Draft.objects.exists()
