"""支援会議 and 重層的支援会議 are two things in law: no screen calls the one by the name of the other."""

import pytest
from django.urls import reverse

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.cases.access import open_case
from enishi.cases.tests.factories import row
from enishi.conferences.models import AgendaItem
from enishi.conferences.record import agreed_rooms
from enishi.conferences.tests.factories import open_room, sealed_room
from enishi.sharing.terms import Purpose
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import text
from tests.screens.conference_forms import at

pytestmark = pytest.mark.django_db
HELD_BACK = "会議があったこと自体を知らせることになります"


def looked_at(by: Hat, item: object) -> object:
    with wearing(by):
        case = AgendaItem.objects.get(pk=item).case_id
        assert case
        open_case(by, case, to=Purpose.SUPPORT, word="test")
        return row(case).resident_id


def test_a_meeting_with_consent_goes_by_its_own_name_and_is_not_held_back(aoki: Hat, chiba: Hat) -> None:
    meeting, item = open_room(aoki, chiba)
    theirs = text(visitor(chiba).get(at("item", item)))
    assert "根拠：重層的支援会議" in theirs.replace(" ", "")
    client, person = visitor(aoki), looked_at(aoki, item)
    ledger = text(client.get(reverse("residents:ledger", args=[person])))
    assert "会議（重層的支援会議）" in ledger
    assert "支援会議（重層的支援会議）" not in ledger
    assert HELD_BACK not in text(client.get(reverse("residents:own-sheet", args=[person])))
    with wearing(aoki):
        assert agreed_rooms([meeting, item]) == {meeting, item}


def test_a_meeting_without_consent_stays_held_back(aoki: Hat, chiba: Hat) -> None:
    meeting, item = sealed_room(aoki, chiba)
    client, person = visitor(aoki), looked_at(aoki, item)
    assert "会議（支援会議）" in text(client.get(reverse("residents:ledger", args=[person])))
    assert HELD_BACK in text(client.get(reverse("residents:own-sheet", args=[person])))
    with wearing(aoki):
        assert agreed_rooms([meeting, item]) == set()
