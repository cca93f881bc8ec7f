"""A role that a meeting decided and that was answered on the role's own page stands so wherever the line is read."""

import pytest

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions as cases
from enishi.cases.models import TeamRole
from enishi.conferences.models import Decision
from enishi.conferences.tests.factories import decided, held, later, open_room
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import text
from tests.screens.conference_forms import at, key

pytestmark = pytest.mark.django_db


def asked(aoki: Hat, chiba: Hat) -> tuple[object, object, object, TeamRole]:
    conference, item = open_room(aoki, chiba)
    line = decided(aoki, item, chiba)
    held(aoki, conference)
    with outside_the_walls():
        acted = Decision.objects.get(pk=line).acted_id
        return conference, item, line, TeamRole.objects.get(pk=acted)


def test_a_role_declined_on_its_page_does_not_wait_in_the_meeting(aoki: Hat, chiba: Hat) -> None:
    conference, item, line, role = asked(aoki, chiba)
    ours = visitor(aoki)
    assert "回答待ち" in text(ours.get(at("item", item)))
    with later(minutes=25) as now, wearing(chiba):
        cases.decline_role(role.pk, reason="full", version=role.version, by=chiba, at=now)
    for page in (at("item", item), at("enact", conference), at("line", item, line), at("minutes", item)):
        shown = text(ours.get(page))
        assert "引き受けられなかった" in shown, page
        assert "受けられる余裕がない" in shown, page
        assert "回答待ち" not in shown, page


def test_a_role_taken_on_on_its_page_can_be_finished_in_the_meeting(aoki: Hat, chiba: Hat) -> None:
    _, item, line, role = asked(aoki, chiba)
    with later(minutes=25) as now, wearing(chiba):
        cases.accept_role(role.pk, version=role.version, by=chiba, at=now)
    with later(minutes=26):
        assert "引き受けた" in text(visitor(aoki).get(at("line", item, line)))
        theirs = visitor(chiba)
        page = theirs.get(at("line", item, line)).content.decode()
        assert 'value="accept"' not in page
        assert (
            theirs.post(at("line", item, line), {"do": "done", "done-text": "訪ねた。"} | key()).status_code
            == 302
        )
        assert "実施済み" in text(visitor(aoki).get(at("line", item, line)))
