"""A meeting that nobody keeps is found in a list and taken over on one screen."""

import pytest

from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.conferences.tests.factories import meeting, sealed_room
from enishi.residents.rules.reference import reference
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import text
from tests.screens.conference_forms import at, key

pytestmark = pytest.mark.django_db


def test_it_is_found_in_the_list_and_taken_over_with_a_reason(aoki: Hat, chiba: Hat, baba: Hat) -> None:
    leaving = cast.hat("promoter", cast.agency("なくなる課", "1061"), "去田 昇")
    conference, item = sealed_room(leaving, chiba)
    client = visitor(aoki)
    assert at("left") in client.get(at("conferences")).content.decode()
    assert "あてはまる会議はありません" in text(client.get(at("left")))
    assert client.get(at("rescue", conference)).status_code == 404
    cast.has_left(leaving)
    listed = client.get(at("left"))
    assert at("rescue", conference) in listed.content.decode()
    assert "なくなる課" in text(listed)
    assert "山田" not in text(listed)
    assert "引き継ぎの記録は残ります" in text(client.get(at("rescue", conference)))
    assert client.post(at("rescue", conference), {"reason": " "} | key()).status_code == 422
    assert client.get(at("item", item)).status_code == 404
    sent = {"reason": "機関が閉じたため。"} | key()
    assert [client.post(at("rescue", conference), sent).status_code for _ in range(2)] == [302, 302]
    assert client.get(at("item", item)).status_code == 200
    assert client.post(at("rescue", conference), sent | key()).status_code == 404, "nobody takes it over twice"
    assert "会議の事務局が、ほかの機関に引き継がれました" in text(visitor(chiba).get("/inbox/?show=notices"))
    assert visitor(baba).get(at("left")).status_code == 403


def test_who_reviews_reads_the_list_and_takes_nothing_over(aoki: Hat, saeki: Hat) -> None:
    conference = meeting(aoki)
    cast.hat("promoter", cast.agency("福祉総合相談課", "1010"), "青葉 進")
    client = visitor(saeki)
    assert at("left") in client.get(at("handovers")).content.decode()
    cast.has_left(aoki)
    assert reference(conference) not in text(client.get(at("left")))
    every = client.get(at("left") + "?show=all")
    assert reference(conference) in text(every)
    assert "機関にいる" in text(every)
    assert at("rescue", conference) not in every.content.decode()
    assert client.get(at("rescue", conference)).status_code == 403
    taken = client.get(at("left-export", "csv") + "?show=all")
    assert reference(conference) in taken.getvalue().decode("utf-8-sig")
