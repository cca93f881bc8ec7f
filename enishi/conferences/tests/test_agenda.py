"""Items in another order and off the agenda again; the sheet of one's own agency; the plan that a meeting adopts."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.models import Plan
from enishi.cases.tests import planning
from enishi.cases.tests.factories import opened, row
from enishi.conferences import actions
from enishi.conferences.access import open_item
from enishi.conferences.actions import SheetAnswer
from enishi.conferences.models import AgendaItem, Conference, Member, Seat, SharedItem
from enishi.conferences.queries.room import sheets
from enishi.conferences.terms import DecisionKind, DecisionState, Question
from enishi.conferences.tests.factories import (
    agreed_case,
    decided,
    held,
    invited,
    later,
    line,
    meeting,
    open_room,
    put,
    sealed_room,
    seated,
    told,
)
from enishi.office.errors import NotFound, Overtaken, Refused

pytestmark = pytest.mark.django_db


def order(conference) -> list:
    return list(
        AgendaItem.objects.filter(conference=conference).order_by("order").values_list("pk", flat=True)
    )


def test_items_are_put_in_another_order(aoki: Hat, chiba: Hat) -> None:
    conference, first = sealed_room(aoki, chiba)
    second, third = (put(aoki, conference, opened(aoki)) for _ in range(2))
    with wearing(aoki):
        actions.order_items(conference, [third, first, second], by=aoki, at=timezone.now())
        assert order(conference) == [third, first, second]
        with pytest.raises(Refused, match="議題が変わって"):
            actions.order_items(conference, [third, first], by=aoki, at=timezone.now())
        with pytest.raises(Overtaken):
            actions.order_items(conference, [first, second, third], version=9, by=aoki, at=timezone.now())
    with wearing(chiba), pytest.raises(Refused, match="招集した人"):
        actions.order_items(conference, [first], by=chiba, at=timezone.now())


def test_a_withdrawn_item_is_closed_and_stays_on_record(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    other = put(aoki, conference, opened(aoki))
    told(chiba, item)
    with wearing(chiba), pytest.raises(Refused, match="招集した人"):
        actions.withdraw_item(item, by=chiba, at=timezone.now())
    with wearing(aoki):
        actions.withdraw_item(item, by=aoki, at=timezone.now())
        with pytest.raises(Refused, match="もう取り下げられて"):
            actions.withdraw_item(item, by=aoki, at=timezone.now())
        with pytest.raises(Refused, match="中止"):
            actions.share(item, actions.NewShared("あとから"), by=aoki, at=timezone.now())
        member = Member.objects.get(conference=conference).pk
        with pytest.raises(Refused, match="会議録は確定"):
            actions.seat_member(item, member, classes=1, by=aoki, at=timezone.now())
        open_item(aoki, item, word="test")
        assert SharedItem.objects.filter(item=item).count() == 2, "nothing is lost"
        assert not Seat.objects.filter(item=item, ended_at__isnull=True).exists()
    with wearing(chiba):
        with pytest.raises(NotFound):
            open_item(chiba, item, word="test")
        assert not AgendaItem.objects.filter(pk=item).exists()
    assert held(aoki, conference) == {}, "the other item is still there"
    with wearing(aoki), later(minutes=30) as at:
        actions.write_minutes(other, "確定", kind="confirmed", by=aoki, at=at)  # type: ignore[arg-type]
        actions.confirm_conference(conference, by=aoki, at=at)
        assert Conference.objects.get(pk=conference).state == "confirmed"


def test_a_meeting_without_an_item_that_stands_was_not_held(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    with wearing(aoki):
        actions.withdraw_item(item, by=aoki, at=timezone.now())
    with pytest.raises(Refused, match="議題がありません"):
        held(aoki, conference)


@pytest.mark.parametrize("change", [
    "purpose = 'share'", "case_id = NULL", "put_at = now()", "withdrawn_at = NULL",
    "withdrawn_at = now() + interval '1 day'",
])  # fmt: skip
def test_the_database_lets_nothing_else_of_an_item_change(change: str, aoki: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, chiba)
    with wearing(aoki):
        if change == "withdrawn_at = NULL":
            actions.withdraw_item(item, by=aoki, at=timezone.now())
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE conferences_agendaitem SET {change} WHERE id = %s", [item])


def test_only_who_convenes_moves_an_item_in_the_database(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    with wearing(chiba), connection.cursor() as cursor, pytest.raises(ProgrammingError), transaction.atomic():
        cursor.execute('UPDATE conferences_agendaitem SET "order" = 9 WHERE id = %s', [item])
    held(aoki, conference)
    with wearing(aoki), connection.cursor() as cursor, pytest.raises(ProgrammingError), transaction.atomic():
        cursor.execute("UPDATE conferences_agendaitem SET withdrawn_at = now() WHERE id = %s", [item])


def test_nobody_is_seated_at_a_withdrawn_item_behind_the_verbs(aoki: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, chiba)
    with wearing(aoki):
        seat = Seat.objects.get(item=item)
        actions.withdraw_item(item, by=aoki, at=timezone.now())
        with pytest.raises(ProgrammingError), transaction.atomic():
            Seat(
                item_id=item, member_id=seat.member_id, classes=1, starts_at=seat.starts_at,
                ends_at=seat.ends_at, seated_by=aoki.membership_id,
            ).save(force_insert=True)  # fmt: skip


def test_a_sheet_replaces_its_own_answer_and_shows_a_colleagues(aoki: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, chiba)
    with wearing(chiba):
        sent = {Question.HOUSEHOLD: SheetAnswer("母と二人"), Question.WORK: SheetAnswer("")}
        assert actions.write_sheet(item, sent, by=chiba, at=timezone.now()) == 1
        assert actions.write_sheet(item, sent, by=chiba, at=timezone.now()) == 0, (
            "the same again is nothing new"
        )
        with pytest.raises(Overtaken) as overtaken:
            actions.write_sheet(
                item, {Question.HOUSEHOLD: SheetAnswer("母と娘")}, by=chiba, at=timezone.now()
            )
        assert overtaken.value.theirs == {"把握している世帯像": "母と二人"}
        before = SharedItem.objects.get(item=item, kind="prepared").pk
        known = {Question.HOUSEHOLD: SheetAnswer("母と娘", before=before)}
        assert actions.write_sheet(item, known, by=chiba, at=timezone.now()) == 1
        with pytest.raises(Refused, match="空にできません"):
            actions.write_sheet(item, {Question.HOUSEHOLD: SheetAnswer(" ")}, by=chiba, at=timezone.now())


def test_an_answer_that_moves_to_a_narrower_class_is_gone_for_who_sees_the_old_one_only(aoki: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, chiba)

    def answers(hat: Hat) -> list[str]:
        with wearing(hat):
            open_item(hat, item, word="conference.item")
            return [text for told in sheets(item).values() for texts in told.values() for text in texts]

    with wearing(aoki):
        sent = {Question.HOUSEHOLD: SheetAnswer("母は通院している")}
        actions.write_sheet(item, sent, by=aoki, at=timezone.now())
        before = SharedItem.objects.get(item=item, kind="prepared").pk
    assert answers(chiba) == ["母は通院している"]
    with wearing(aoki):
        narrower = {Question.HOUSEHOLD: SheetAnswer("母は通院している", information_class=64, before=before)}
        assert actions.write_sheet(item, narrower, by=aoki, at=timezone.now()) == 1
    assert (answers(chiba), answers(aoki)) == ([], ["母は通院している"])


def test_the_meeting_adopts_the_plan_with_its_day_and_its_decision(aoki: Hat, chiba: Hat) -> None:
    case = agreed_case(aoki, chiba)
    plan = planning.proposed(aoki, case)
    planning.agreed(aoki, case)
    conference, item = open_room(aoki, chiba, case=case)
    one = decided(aoki, item, aoki, kind=DecisionKind.ADOPT_PLAN, duty="", about=plan)
    assert held(aoki, conference) == {}
    with wearing(aoki):
        adopted, meeting_ = Plan.objects.get(pk=plan), Conference.objects.get(pk=conference)
        assert (adopted.state, adopted.meeting_id, adopted.meeting_kind) == ("decided", one, "multi_agency")
        assert adopted.meeting_on == timezone.localdate(meeting_.starts_at)
        assert row(case).state == "supporting"
        assert (line(one).state, line(one).acted_id) == (DecisionState.DONE, plan)


def test_without_the_persons_consent_to_it_a_plan_is_not_adopted(aoki: Hat, chiba: Hat) -> None:
    case = agreed_case(aoki, chiba)
    plan = planning.proposed(aoki, case)
    conference, item = open_room(aoki, chiba, case=case)
    one = decided(aoki, item, aoki, kind=DecisionKind.ADOPT_PLAN, duty="", about=plan)
    role = decided(aoki, item, chiba)
    refused = held(aoki, conference)
    assert list(refused) == [one]
    assert any("同意" in reason for reason in refused[one]), refused
    with wearing(aoki):
        assert (Plan.objects.get(pk=plan).state, line(role).state) == ("proposed", DecisionState.ASKED)


def test_a_plan_of_another_case_is_not_adopted(aoki: Hat, chiba: Hat) -> None:
    other = agreed_case(aoki, chiba)
    plan = planning.proposed(aoki, other)
    planning.agreed(aoki, other)
    conference, item = open_room(aoki, chiba)
    one = decided(aoki, item, aoki, kind=DecisionKind.ADOPT_PLAN, duty="", about=plan)
    assert "このケースに見つかりません" in held(aoki, conference)[one][0]
    with outside_the_walls():
        assert Plan.objects.get(pk=plan).state == "proposed"


def test_who_is_asked_for_information_is_told_and_no_colleague(aoki: Hat, chiba: Hat) -> None:
    from enishi.conferences.tests.factories import colleague
    from enishi.intake.tests.factories import in_days
    from enishi.office import inbox

    _, item = sealed_room(aoki, chiba)
    near = colleague(chiba, "partner")
    new = actions.NewRequest(
        chiba.agency_id, ((1, "回数"),), "必要。", "とれない。", in_days(7), in_days(300)
    )  # type: ignore[arg-type]
    with wearing(aoki):
        actions.request_information(item, new, by=aoki, at=timezone.now())
    with wearing(chiba):
        assert inbox.notices(chiba.holders).filter(word="conference.requested").count() == 1
    with wearing(near):
        assert not inbox.notices(near.holders).filter(word="conference.requested").exists()


def test_a_meeting_that_was_changed_meanwhile_is_shown_as_it_is(aoki: Hat, chiba: Hat) -> None:
    conference = meeting(aoki)
    seated(aoki, put(aoki, conference, opened(aoki)), invited(aoki, conference, chiba))
    with wearing(aoki):
        with pytest.raises(Overtaken) as overtaken:
            actions.cancel_conference(conference, version=7, by=aoki, at=timezone.now())
        assert "予定" in overtaken.value.theirs["会議"]
        assert "市役所第2会議室" in overtaken.value.theirs["会議"]
        actions.cancel_conference(conference, version=1, by=aoki, at=timezone.now())
