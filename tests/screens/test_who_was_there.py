"""Who was there: people of the convening office, too, without an invitation; and one word for one state of the pledge."""

from typing import Any
from uuid import UUID

import pytest

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.conferences import actions
from enishi.conferences.models import Member, Minutes
from enishi.conferences.tests.factories import (
    agreed_case,
    colleague,
    held,
    invited,
    later,
    open_room,
    put,
    sealed_room,
    seated,
    signed_for_good,
)
from enishi.conferences.tests.factories import meeting as called_meeting
from enishi.office.errors import Refused
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import text
from tests.screens.conference_forms import at, key
from tests.screens.paper_reading import pdf
from tests.screens.paper_reading import text as of_paper

pytestmark = pytest.mark.django_db


def test_people_of_the_convening_office_are_put_on_the_list_of_who_came(aoki: Hat, chiba: Hat) -> None:
    meeting, item = open_room(aoki, chiba)
    mine, stranger = colleague(aoki), colleague(chiba)
    client = visitor(aoki)
    with outside_the_walls():
        theirs = str(Member.objects.get(conference=meeting).pk)
    form = text(client.get(at("hold", meeting)))
    assert "招集した機関から出た人" in form
    assert mine.staff_name in form
    wrong = {"attended": [theirs], "own": [str(stranger.membership_id)], "version": "1"}
    assert client.post(at("hold", meeting), wrong | key()).status_code == 422
    with later(minutes=20) as now, wearing(aoki):
        given: dict[str, Any] = {"attended": [UUID(theirs)], "by": aoki, "at": now}
        with pytest.raises(Refused, match="招集した機関から出た人を選び直して"):
            actions.hold_conference(meeting, own=[stranger.membership_id], **given)
        actions.hold_conference(meeting, own=[aoki.membership_id, mine.membership_id], **given)
    shown = text(client.get(at("minutes", item)))
    for one in (aoki, chiba, mine):
        assert f"{one.agency_name} {one.staff_name}（守秘の確認 不要）" in shown
    assert "守秘の確認なし" not in shown
    draft = {"text": "案", "after": "", "do": "draft"} | key()
    assert client.post(at("minutes", item), draft).status_code == 302
    paper = pdf(client, "minutes-file", item, "pdf")
    assert mine.staff_name.replace(" ", "") in "".join(of_paper(paper).split())
    with outside_the_walls():
        came = Member.objects.filter(conference=meeting, attended=True)
        assert came.count() == 3
        assert came.filter(ground_id__isnull=True).count() == 2, "nothing was opened to them by it"
        assert Minutes.objects.filter(item=item).exists()


def test_where_the_law_asks_for_a_pledge_only_who_gave_one_is_put_on_the_list(aoki: Hat, chiba: Hat) -> None:
    meeting, _ = sealed_room(aoki, chiba)
    signed, unsigned = colleague(aoki), colleague(aoki, "promoter")
    signed_for_good(signed)
    with later(minutes=20):
        form = visitor(aoki).get(at("hold", meeting)).content.decode()
    assert str(signed.membership_id) in form
    assert str(unsigned.membership_id) not in form
    assert "先に招き、本人が画面で確認します" in form


def test_a_held_meeting_is_over_and_nobody_is_said_to_come_who_was_not_invited(aoki: Hat, chiba: Hat) -> None:
    meeting = called_meeting(aoki, "coordination")
    item = put(aoki, meeting, agreed_case(aoki, chiba))
    client = visitor(aoki)
    assert "まだだれも招いていません" in text(client.get(at("seats", item)))
    seated(aoki, item, invited(aoki, meeting, chiba))
    assert "招いた人は、全員この議題に参加しています。" in text(client.get(at("seats", item)))
    assert "上の日時で開きます" in text(client.get(at("conference", meeting)))
    url = f'href="{at("conference", meeting)}"'
    assert url in client.get(at("conferences")).content.decode()
    held(aoki, meeting)
    assert "上の日時で開きます" not in text(client.get(at("conference", meeting)))
    assert url not in client.get(at("conferences")).content.decode(), "what was held is not to come"
    assert url in client.get(at("conferences") + "?period=past").content.decode()
