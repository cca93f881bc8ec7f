"""Nobody keeps a meeting any more: the office cannot close before, coordinators are told, and one of them takes it over."""

from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.hooks import reasons_not_to_close
from enishi.agencies.tests import cast
from enishi.cases.tests.factories import opened, row
from enishi.conferences import actions
from enishi.conferences.access import open_conference
from enishi.conferences.actions.handing_over import release_membership
from enishi.conferences.queries.handovers import handovers_of, left_list, left_sheet
from enishi.conferences.tests.factories import colleague, is_open, meeting, put, sealed_room
from enishi.intake.tests.factories import in_days
from enishi.office.errors import NotFound, Refused
from enishi.office.models import Notice, Task, TrailEntry
from enishi.sharing import actions as sharing
from enishi.sharing.terms import BlockKind

pytestmark = pytest.mark.django_db
WHY = "機関が閉じたため。"


@pytest.fixture
def leaving(db: None) -> Hat:
    return cast.hat("promoter", cast.agency("なくなる課", "1061"), "去田 昇")


def leaves(hat: Hat, by: Hat) -> None:
    """As an administrator ends a membership: today is the first day without it."""
    assert hat.membership_id
    assert hat.agency_id
    cast.has_left(hat)
    with wearing(by):
        release_membership(hat.membership_id, hat.agency_id, in_days(0), by, timezone.now())


def tasks(holder: UUID | None) -> list[str]:
    with cast.outside_the_walls():
        return list(Task.objects.filter(holder_id=holder, state="open").order_by("word").values_list("word", flat=True))


def rescued(by: Hat, conference: UUID, reason: str = WHY) -> None:
    with wearing(by):
        actions.rescue_conference(conference, reason=reason, by=by, at=timezone.now())


def test_an_office_with_meetings_that_are_not_over_does_not_close(leaving: Hat, doi: Hat) -> None:
    conference = meeting(leaving)
    with wearing(doi):
        [reason] = [one for one in reasons_not_to_close(leaving.agency_id) if "会議" in one]  # type: ignore[arg-type]
        assert reason.startswith("終わっていない会議を1件招集しています")
    with wearing(leaving):
        actions.cancel_conference(conference, by=leaving, at=timezone.now())
    with wearing(doi):
        assert not [one for one in reasons_not_to_close(leaving.agency_id) if "会議" in one]  # type: ignore[arg-type]


def test_who_closes_an_office_at_the_terminal_is_told_the_same(leaving: Hat) -> None:
    """``enishi import agencies`` connects as the owner of the database, and wears no hat."""
    meeting(leaving)
    opened(leaving)
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET SESSION AUTHORIZATION enishi_owner")
        found = reasons_not_to_close(leaving.agency_id)  # type: ignore[arg-type]
        cursor.execute("RESET SESSION AUTHORIZATION")
    assert [one[:4] for one in found] == ["担当して", "主担当の", "終わって"]


def test_coordinators_are_told_when_the_last_who_could_keep_it_leaves(aoki: Hat, leaving: Hat, doi: Hat) -> None:
    meeting(leaving)
    near, counter = colleague(leaving, "promoter"), colleague(leaving, "counter")
    leaves(leaving, doi)
    assert (tasks(leaving.agency_id), tasks(aoki.agency_id)) == (["conference.released"], []), "a colleague is there"
    leaves(near, doi)
    assert tasks(aoki.agency_id) == ["conference.unkept"]
    with cast.outside_the_walls():
        told = Task.objects.get(holder_id=aoki.agency_id, word="conference.unkept")
        assert (told.url, "1件" in told.text) == ("/conferences/left/", True)
    leaves(counter, doi)
    assert tasks(aoki.agency_id) == ["conference.unkept"], "who could not have kept it leaves nothing behind"


def test_a_coordinator_takes_it_over_with_a_reason(aoki: Hat, chiba: Hat, leaving: Hat, doi: Hat) -> None:
    conference, item = sealed_room(leaving, chiba)
    counter, near = colleague(leaving, "counter"), colleague(aoki, "promoter")
    officer = cast.hat("privacy_officer", cast.agency("総務課", "1001"))
    for early in (aoki, officer):
        with wearing(early):
            assert list(left_list(every=True, page=1).rows) == []
    with pytest.raises(NotFound):
        rescued(aoki, conference)
    leaves(leaving, doi)
    with wearing(officer):
        [line] = left_list(every=False, page=1).rows
        assert (line.id, line.agency, line.before, line.colleagues) == (conference, "なくなる課", "去田 昇", False)
        assert left_sheet(every=False).rows[0][-1] == "いない"
    for reason in ("", " 　\n"):
        with pytest.raises(Refused, match="理由を書いて"):
            rescued(aoki, conference, reason)
    for other in (near, chiba, counter):
        with pytest.raises(NotFound):
            rescued(other, conference)
    with pytest.raises(Refused):
        rescued(officer, conference)
    assert not is_open(aoki, item)
    rescued(aoki, conference)
    assert [is_open(one, item) for one in (aoki, near, chiba, counter)] == [True, False, True, False]
    with wearing(aoki):
        found = open_conference(aoki, conference, word="test")
        assert (found.convenes, found.row.agency_id) == (True, aoki.agency_id)
        assert [one.reason for one in handovers_of(conference)] == [WHY]
        put(aoki, conference, opened(aoki))
    with wearing(counter), pytest.raises(NotFound):
        open_conference(counter, conference, word="test")
    with cast.outside_the_walls():
        assert Notice.objects.filter(holder_id=chiba.membership_id, word="conference.rescued").count() == 1
        assert Notice.objects.filter(holder_id=officer.agency_id, word="conference.handed_over").count() == 1
        assert TrailEntry.objects.filter(word="conference.rescued", binders=[conference]).count() == 1
    with pytest.raises(NotFound):
        rescued(colleague(aoki, "coordinator"), conference)


def test_who_is_shut_out_of_the_person_finds_one_room_less(aoki: Hat, chiba: Hat, leaving: Hat, doi: Hat) -> None:
    case = opened(leaving)
    conference, item = sealed_room(leaving, chiba, case=case)
    second = put(leaving, conference, opened(leaving))
    with wearing(leaving):
        person, now = row(case).resident_id, timezone.now()
        sharing.block_staff(person, staff=aoki.staff_id, kind=BlockKind.FAMILY, by=leaving, at=now)  # type: ignore[arg-type]
    leaves(leaving, doi)
    rescued(aoki, conference)
    assert [is_open(aoki, one) for one in (item, second)] == [False, True]
