"""A meeting is called off while its convener types into it: every form says so, and keeps what was typed."""

from typing import Any

import pytest
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.conferences import actions as conferences
from enishi.conferences.tests.factories import invited, meeting, opened, put, sealed_room, seated
from enishi.intake.tests.factories import in_days
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import text
from tests.screens.conference_forms import at, key, line

pytestmark = pytest.mark.django_db
TYPED = "息子さんは夜に起きている。"


def asked(of: Hat) -> dict[str, Any]:
    why = {"necessity": "退去が迫っているため。", "not_from_person": "連絡がとれない。"}
    dates = {"due_on": in_days(7).isoformat(), "destroy_by": in_days(300).isoformat()}
    return {"agency": str(of.agency_id), "part1": TYPED} | {f"class{one}": "1" for one in range(1, 6)} | why | dates


def test_what_was_typed_stays_when_the_meeting_is_called_off(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    with wearing(aoki):
        conferences.cancel_conference(conference, by=aoki, at=timezone.now())
    client = visitor(aoki)
    for name, given in (
        ("item", {"text": TYPED, "source": "fact", "information_class": "1", "kind": "told"}),
        ("decide", line(aoki.agency_id, what=TYPED)),
        ("request-new", asked(chiba)),
    ):
        answer = client.post(at(name, item), given | key())
        assert answer.status_code == 422, name
        assert "この会議は中止されたか、この議題が取り下げられています。" in text(answer), name
        assert TYPED in answer.content.decode(), name


def test_an_item_without_seats_says_who_is_still_to_be_chosen(aoki: Hat, chiba: Hat) -> None:
    conference = meeting(aoki)
    item = put(aoki, conference, opened(aoki))
    member, client = invited(aoki, conference, chiba), visitor(aoki)
    assert "参加する人を決める" in text(client.get(at("conference", conference)))
    seated(aoki, item, member)
    page = text(client.get(at("conference", conference)))
    assert "1人" in page
    assert "参加する人を決める" not in page
