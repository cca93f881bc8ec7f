"""緊急閲覧の点検: many in a row, each judged by itself, and what else the same person opened that day beside it."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.office.wareki import BirthDate
from enishi.residents import actions
from enishi.residents.tests.factories import registered
from enishi.residents.tests.test_look_in_emergency import REASON

pytestmark = pytest.mark.django_db


def looked(by: Hat) -> None:
    asked = {"kana": "ヤマダ ハナコ", "birth": BirthDate.read("昭和50年4月1日"), "phone": "", "category": "life"}
    with wearing(by):
        now, today = timezone.now(), timezone.localdate()
        assert actions.look_in_emergency(**asked, reason=REASON, by=by, at=now, today=today)


def test_one_review_leads_to_the_next_that_waits_in_the_same_list(
    aoki: Hat, baba: Hat, saeki: Hat, browse: Callable[[Hat], Client]
) -> None:
    registered(baba)
    for hat in (aoki, aoki, aoki, cast.hat("coordinator", cast.agency("別の課", "1011"), "別所 健")):
        looked(hat)
    client, narrowed = browse(saeki), "?q=青木&state=waiting"
    listed = client.get(reverse("sharing:emergencies") + narrowed).content.decode()
    [first, *_] = re.findall(r'row-link" href="([^"]+)"', listed)
    address, seen = first.replace("&amp;", "&"), []
    for left in (2, 1, 0):
        page = client.get(address)
        seen.append(page.context["one"].ground)
        assert page.context["waiting"] == left
        assert len(page.context["beside"]) == 2, "what the same person opened on the same day, and nobody else"
        answer = client.post(address, {"justified": "yes", "remark": ""}, follow=True)
        address = answer.redirect_chain[-1][0]
        said = answer.content.decode()
        assert "点検を記録しました。" in said
        assert (f"あと{left}件" in said) is bool(left)
    assert len(set(seen)) == 3
    assert address.startswith(reverse("sharing:emergencies") + "?q="), "and back to the list as it was narrowed"
    assert "当てはまる緊急閲覧はありません" in client.get(address).content.decode()
    assert "別所 健" in client.get(reverse("sharing:emergencies")).content.decode()
