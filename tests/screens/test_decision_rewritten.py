"""A line that was typed wrongly in the meeting is written anew: its words stand in the form, and the old line gives way."""

from uuid import uuid4

import pytest

from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.conferences.models import Decision
from enishi.conferences.terms import DecisionState
from enishi.conferences.tests.factories import decided, held, sealed_room
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import text
from tests.screens.conference_forms import at, line

pytestmark = pytest.mark.django_db


def states() -> dict[str, str]:
    with outside_the_walls():
        rows = Decision.objects.order_by("decided_at", "id")
        return {str(one.pk): one.state for one in rows}


def test_the_words_stand_in_the_form_and_the_old_line_gives_way(aoki: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, chiba)
    old = decided(aoki, item, chiba, what="家計の相談にのる。週1会。", contribution="訪問")
    client = visitor(aoki)
    assert "この決定を書き直す" in text(client.get(at("line", item, old)))
    again = f"{at('decide', item)}?instead={old}"
    page = client.get(again).content.decode()
    for typed in ("週1会。</textarea>", "訪問</textarea>", f'value="{chiba.agency_id}" selected', 'value="support" selected'):
        assert typed in page, typed
    sent = line(chiba.agency_id, what="家計の相談にのる。週1回。")
    assert [client.post(again, sent).status_code for _ in range(2)] == [302, 302]
    found = states()
    assert sorted(found.values()) == ["cancelled", "decided"]
    assert found[str(old)] == DecisionState.CANCELLED
    assert "書き直す" not in text(client.get(at("line", item, old)))


def test_what_is_wrong_with_the_new_line_leaves_the_old_one(aoki: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, chiba)
    old = decided(aoki, item, chiba)
    answer = visitor(aoki).post(f"{at('decide', item)}?instead={old}", line(chiba.agency_id, due_on=""))
    assert answer.status_code == 422
    assert "この行を書き直しています" in text(answer)
    assert states() == {str(old): DecisionState.DECIDED}


def test_two_who_rewrite_the_same_line_leave_one(aoki: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, chiba)
    old = decided(aoki, item, chiba)
    client, again = visitor(aoki), f"{at('decide', item)}?instead={old}"
    client.post(again, line(chiba.agency_id, what="月2回訪ねる。"))
    late = client.post(again, line(chiba.agency_id, what="月3回訪ねる。"))
    assert late.status_code == 422
    assert "もう実行されたか、取り消されています" in text(late)
    assert "月3回訪ねる。" in late.content.decode()
    assert sorted(states().values()) == ["cancelled", "decided"]
    assert client.get(again)["Location"] == at("line", item, old)


def test_what_has_acted_and_what_lies_elsewhere_is_not_rewritten(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    _, other = sealed_room(aoki, chiba)
    old = decided(aoki, item, chiba)
    client, sent = visitor(aoki), line(aoki.agency_id)
    assert client.post(f"{at('decide', other)}?instead={old}", sent).status_code == 404
    assert client.post(f"{at('decide', item)}?instead={uuid4()}", sent).status_code == 404
    held(aoki, conference)
    assert "もう実行されたか" in text(client.post(f"{at('decide', item)}?instead={old}", line(chiba.agency_id)))
    assert "書き直す" not in text(client.get(at("line", item, old)))
    assert list(states().values()) == [DecisionState.ASKED]
