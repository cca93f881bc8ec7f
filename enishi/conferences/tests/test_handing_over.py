"""The room is of who convened, not of the office (事務局), and a meeting goes to a colleague with all that belongs to it."""

from uuid import UUID

import pytest
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.cases.tests.factories import opened, row
from enishi.conferences import actions
from enishi.conferences.access import open_conference, open_item
from enishi.conferences.actions.handing_over import release_membership
from enishi.conferences.models import AgendaItem, Conference, Decision, Handover, Member, Seat
from enishi.conferences.queries import open_lists
from enishi.conferences.queries.choosing import meetings_to_put_to
from enishi.conferences.queries.lists import CONVENED, Wanted, conference_list
from enishi.conferences.queries.today import today
from enishi.conferences.terms import MinutesKind
from enishi.conferences.tests.factories import (
    BASIC,
    LIVING,
    colleague,
    decided,
    held,
    invited,
    is_open,
    kit_of,
    meeting,
    pledged,
    put,
    sealed_room,
    seated,
    told,
)
from enishi.intake.tests.factories import in_days
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.models import Notice, Task, TrailEntry
from enishi.sharing import actions as sharing
from enishi.sharing.models import Grant
from enishi.sharing.terms import BlockKind, GroundKind

pytestmark = pytest.mark.django_db
ILL = "けがで休んでいるため。"


def near(of: Hat, role: str = "promoter") -> Hat:
    return colleague(of, role)


def handed(by: Hat, conference: UUID, to: Hat, reason: str = "", **more: object) -> None:
    assert to.membership_id
    with wearing(by):
        actions.hand_over(conference, to.membership_id, reason=reason, by=by, at=timezone.now(), **more)  # type: ignore[arg-type]


def waiting(holder: UUID | None) -> list[tuple[str, str]]:
    with cast.outside_the_walls():
        return list(Task.objects.filter(holder_id=holder, state="open").order_by("word").values_list("word", "url"))


def notices(holder: UUID | None) -> list[str]:
    with cast.outside_the_walls():
        return list(Notice.objects.filter(holder_id=holder, word="conference.handed_over").values_list("text", flat=True))


def test_a_colleague_knows_of_the_meeting_and_of_no_item(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    decided(aoki, item, chiba)
    held(aoki, conference)
    other = near(aoki, "coordinator")
    assert not is_open(other, item)
    with wearing(other):
        assert open_conference(other, conference, word="test").row.place == "市役所第2会議室"
        assert Member.objects.filter(conference=conference).exists(), "who comes"
        for model in (AgendaItem, Seat, Decision):
            assert not model.objects.exists()
        now = timezone.now()
        lines = open_lists.line_list(other, open_lists.WantedLines(), at=now)
        assert dict(lines.counts) == {"ours": 0, "convened": 0}
        assert today(other, now) == []
    with wearing(aoki):
        assert open_lists.line_list(aoki, open_lists.WantedLines(), at=timezone.now()).counts["convened"] == 1


def test_a_colleague_does_nothing_for_the_meeting(aoki: Hat, chiba: Hat) -> None:
    conference, _ = sealed_room(aoki, chiba)
    case, other = opened(aoki), near(aoki, "coordinator")
    with wearing(aoki):
        assert [one for one, _ in meetings_to_put_to(aoki, at=timezone.now())] == [str(conference)]
    with wearing(other):
        assert meetings_to_put_to(other, at=timezone.now()) == []
        member = Member.objects.get(conference=conference).pk
        at = timezone.now()
        for verb in (
            lambda: actions.put_item(conference, actions.NewItem("support", "山田さん", case), by=other, at=at),  # type: ignore[arg-type]
            lambda: actions.invite(conference, other.membership_id, by=other, at=at),  # type: ignore[arg-type]
            lambda: actions.propose_times(conference, [(at, at)], by=other, at=at),
            lambda: actions.remove_member(member, by=other, at=at),
            lambda: actions.cancel_conference(conference, by=other, at=at),
            lambda: actions.hold_conference(conference, attended=[], by=other, at=at),
            lambda: actions.make_kit(conference, by=other, at=at),
            lambda: actions.confirm_conference(conference, by=other, at=at),
        ):
            with pytest.raises(Refused, match="招集した人"):
                verb()


def test_who_is_seated_of_that_office_keeps_the_item_and_not_the_meeting(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    other = near(aoki, "counter")
    seat = seated(aoki, item, invited(aoki, conference, other), classes=BASIC)
    assert not is_open(other, item), "before the pledge"
    pledged(other, conference)
    told(aoki, item, "家賃のこと。", information_class=LIVING)
    with wearing(other):
        found = open_item(other, item, word="test")
        assert (found.convenes, found.conference.convenes, found.classes) == (True, False, BASIC)
        said = actions.NewShared("会議で聞いた。", said_by=chiba.agency_id)
        actions.share(item, said, by=other, at=timezone.now())
        actions.write_minutes(item, "案。", kind=MinutesKind.DRAFT, by=other, at=timezone.now())
        with pytest.raises(Refused, match="招集した人"):
            actions.unseat([seat], by=other, at=timezone.now())
        with pytest.raises(Refused, match="招集した人"):
            actions.withdraw_item(item, by=other, at=timezone.now())
    line = decided(other, item, chiba)
    held(aoki, conference)
    with wearing(other):
        assert Decision.objects.get(pk=line).state == "asked", "who convened has let it act"
        actions.cancel_line(line, by=other, at=timezone.now())


def test_what_acts_is_for_who_convened(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    other = near(aoki)
    seated(aoki, item, invited(aoki, conference, other))
    pledged(other, conference)
    line = decided(other, item, chiba)
    with wearing(other):
        refused = actions.enact_all(conference, by=other, at=timezone.now())
    assert refused == {line: ["会議を招集した人（事務局）だけができます。"]}


def test_what_the_office_is_to_do_is_told_to_who_convened_and_not_to_the_office(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    line = decided(aoki, item, aoki)
    held(aoki, conference)
    assert waiting(aoki.agency_id) == []
    assert waiting(aoki.membership_id) == [("conference.role", f"/conferences/items/{item}/lines/{line}/")]
    other = near(aoki)
    handed(aoki, conference, other)
    assert waiting(aoki.membership_id) == []
    assert len(waiting(other.membership_id)) == 1
    with wearing(other):
        actions.answer_line(line, accept=True, by=other, at=timezone.now())
    assert waiting(other.membership_id) == []


def test_open_lines_of_another_offices_meeting_stay_where_they_are(aoki: Hat, chiba: Hat) -> None:
    """Who sat there sees them; to the next agenda its own office carries them."""
    case = opened(aoki)
    conference, item = sealed_room(aoki, chiba, case=case)
    mine = decided(aoki, item, chiba)
    held(aoki, conference)
    again = put(aoki, meeting(aoki), case)
    with wearing(aoki):
        assert Decision.objects.get(pk=mine).carried_to_id == again
    from enishi.cases.tests.factories import on_the_team

    other = cast.hat("coordinator", cast.agency("地域福祉課", "1032"))
    on_the_team(aoki, case, other)
    theirs = sealed_room(other, aoki, case=case)
    line = decided(other, theirs[1], aoki)
    held(other, theirs[0])
    put(aoki, meeting(aoki), case)
    with wearing(other):
        assert Decision.objects.get(pk=line).carried_to_id is None


def test_a_meeting_is_handed_over_with_every_room_of_it(aoki: Hat, chiba: Hat, doi: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    withdrawn = put(aoki, conference, opened(aoki))
    with wearing(aoki):
        actions.withdraw_item(withdrawn, by=aoki, at=timezone.now())
    other, officer = near(aoki), cast.hat("privacy_officer", cast.agency("総務課", "1001"))
    handed(aoki, conference, other, version=1)
    for one in (item, withdrawn):
        assert [is_open(hat, one) for hat in (other, aoki)] == [True, False]
    assert is_open(chiba, item)
    assert notices(aoki.membership_id) == []
    assert len(notices(other.membership_id)) == len(notices(officer.agency_id)) == 1
    with wearing(other):
        known = Conference.objects.get(pk=conference)
        assert (known.convened_by_id, known.version) == (other.membership_id, 2)
        one = Handover.objects.get(conference=conference)
        assert (one.before_id, one.after_id, one.by, one.reason) == (
            aoki.membership_id, other.membership_id, aoki.membership_id, "",
        )  # fmt: skip
        actions.cancel_conference(conference, by=other, at=timezone.now())
    with cast.outside_the_walls():
        trail = TrailEntry.objects.get(word="conference.handed_over", binders=[conference])
        assert trail.detail["taken"] is False


def test_it_is_taken_over_with_a_reason_and_both_are_told(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    other, officer = near(aoki), cast.hat("privacy_officer", cast.agency("総務課", "1001"))
    for reason in ("", " 　\n"):
        with pytest.raises(Refused, match="理由を書いて"):
            handed(other, conference, other, reason)
    assert not is_open(other, item)
    handed(other, conference, other, f" {ILL} ")
    assert [is_open(one, item) for one in (other, aoki)] == [True, False]
    for holder in (aoki.membership_id, officer.agency_id):
        assert len(notices(holder)) == 1
    assert notices(other.membership_id) == []
    with wearing(officer):
        one = Handover.objects.get(conference=conference)
        assert (one.before_id, one.reason) == (aoki.membership_id, ILL)
        assert not Conference.objects.exists(), "who reviews reads why, and nothing else"


def test_who_may_not_convene_takes_nothing_over(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    counter, other, third = near(aoki, "counter"), near(aoki), near(aoki)
    elsewhere = cast.hat("promoter", cast.agency("生活福祉課", "1030"))
    invited(aoki, conference, elsewhere)
    for by, to, said in (
        (counter, counter, "招集できる役割"),
        (other, third, "自分が引き継ぐ"),
        (elsewhere, elsewhere, "招集した機関だけ"),
        (aoki, counter, "招集できる役割"),
        (aoki, elsewhere, "招集できる役割"),
    ):
        with pytest.raises(Refused, match=said):
            handed(by, conference, to, ILL)
    with pytest.raises(NotFound):
        handed(baba, conference, baba, ILL)
    assert [is_open(one, item) for one in (aoki, counter, other, third, elsewhere)] == [True, *[False] * 4]
    with cast.outside_the_walls():
        assert not Handover.objects.filter(conference=conference).exists()


def test_done_twice_it_is_done_once_and_a_stale_form_is_told(aoki: Hat, chiba: Hat) -> None:
    conference, _ = sealed_room(aoki, chiba)
    first, second = near(aoki), near(aoki)
    handed(first, conference, first, ILL, version=1)
    handed(first, conference, first, ILL, version=1)
    with pytest.raises(Overtaken):
        handed(second, conference, second, ILL, version=1)
    with cast.outside_the_walls():
        assert Handover.objects.filter(conference=conference).count() == 1


def test_who_is_seated_keeps_the_seat(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    seated(aoki, item, invited(aoki, conference, aoki), classes=BASIC)
    pledged(aoki, conference)
    handed(aoki, conference, near(aoki))
    assert is_open(aoki, item)
    with wearing(aoki):
        found = open_item(aoki, item, word="test")
        assert (found.classes, found.convenes, found.conference.convenes) == (BASIC, True, False)


def test_who_is_shut_out_of_the_person_finds_one_room_less(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    conference, item = sealed_room(aoki, chiba, case=case)
    second = put(aoki, conference, opened(aoki))
    other = near(aoki)
    with wearing(aoki):
        person, now = row(case).resident_id, timezone.now()
        sharing.block_staff(person, staff=other.staff_id, kind=BlockKind.FAMILY, by=aoki, at=now)  # type: ignore[arg-type]
    handed(other, conference, other, ILL)
    assert [is_open(other, one) for one in (item, second)] == [False, True]


def test_a_meeting_that_somebody_left_is_taken_over(aoki: Hat, chiba: Hat, doi: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    other = near(aoki)
    with wearing(doi):
        release_membership(aoki.membership_id, aoki.agency_id, in_days(0), doi, timezone.now())  # type: ignore[arg-type]
    cast.has_left(aoki)
    with cast.outside_the_walls():
        assert [one for one, _ in waiting(aoki.agency_id)] == ["conference.released"]
    with wearing(other):
        listed = conference_list(other, Wanted(whose=CONVENED), at=timezone.now())
        assert [one.open for one in listed.rows] == ["事務局の引き継ぎ"]
    handed(other, conference, other, "異動したため。")
    assert is_open(other, item)
    with wearing(other):
        assert [one.open for one in conference_list(other, Wanted(whose=CONVENED), at=timezone.now()).rows] == [""]


def test_papers_that_are_out_are_for_the_new_one_to_take_back(aoki: Hat, chiba: Hat) -> None:
    conference, _ = sealed_room(aoki, chiba)
    kit_of(aoki, conference)
    from enishi.conferences.models import KitCopy

    with wearing(aoki):
        copy = KitCopy.objects.get(conference=conference, membership=chiba.membership_id).pk
        actions.tick_copies(conference, {copy: (True, False)}, {}, by=aoki, at=timezone.now())
    other = near(aoki)
    handed(aoki, conference, other)
    assert [waiting(one.membership_id) for one in (aoki, other)] == [
        [], [("conference.kit_out", f"/conferences/{conference}/kit/")],
    ]  # fmt: skip
    assert kit_of(other, conference) == 1, "a copy of their own"
    with wearing(other):
        actions.tick_copies(conference, {copy: (True, True)}, {}, by=other, at=timezone.now())
    assert waiting(other.membership_id) == []


def test_what_stood_open_to_the_office_is_moved_to_who_convened(aoki: Hat, chiba: Hat) -> None:
    """The statements of the migration, on rooms as they were before it."""
    from importlib import import_module

    from django.db import connection

    conference, item = sealed_room(aoki, chiba)
    line = decided(aoki, item, chiba)
    other = near(aoki)
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sharing_grant SET grantee_id = %s WHERE binder_id = %s AND kind = 'own_work'", [aoki.agency_id, item]
        )
        Task.objects.create(
            holder_id=aoki.agency_id, word="conference.role", binder_id=item, due_on=in_days(3), made_at=timezone.now()
        )
    assert is_open(other, item)
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(import_module("enishi.conferences.migrations.0018_rooms_of_who_convenes").MOVED)
    assert [is_open(one, item) for one in (other, aoki, chiba)] == [False, True, True]
    assert [len(waiting(one)) for one in (aoki.agency_id, aoki.membership_id)] == [0, 1]
    with wearing(aoki):
        assert open_conference(aoki, conference, word="test").convenes
        actions.cancel_line(line, by=aoki, at=timezone.now())
    with cast.outside_the_walls():
        own = Grant.objects.filter(binder_id=item, kind=GroundKind.OWN_WORK)
        assert own.filter(grantee_id=aoki.agency_id, revoked_at__isnull=True).count() == 0
        assert own.filter(revoked_at__isnull=True).count() == 1
