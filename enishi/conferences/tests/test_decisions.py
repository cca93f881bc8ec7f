"""Decisions that act: role cards, acceptance, the next agenda (G13)."""

from datetime import date
from uuid import UUID

import pytest
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.cases import actions as cases
from enishi.cases.access import open_case
from enishi.cases.models import Closing, TeamRole
from enishi.cases.terms import TeamState
from enishi.cases.tests.factories import closing, opened, row
from enishi.conferences import actions, hooks
from enishi.conferences.actions.enacting import NOT_TICKED
from enishi.conferences.models import AgendaItem, Decision
from enishi.conferences.queries.lines import DECLINED, OVERDUE, WAITING, open_lines
from enishi.conferences.terms import (
    DecisionKind,
    DecisionState,
)
from enishi.conferences.tests.factories import (
    decided,
    held,
    later,
    line,
    meeting,
    open_room,
    put,
    sealed_room,
)
from enishi.intake.tests.factories import in_days
from enishi.office.errors import NotFound, Refused
from enishi.office.models import Task
from enishi.sharing.terms import Purpose

pytestmark = pytest.mark.django_db


def case_of(item: UUID) -> UUID:
    found = AgendaItem.objects.values_list("case", flat=True).get(pk=item)
    assert found
    return found


def test_with_consent_a_role_becomes_a_card_of_the_team(aoki: Hat, chiba: Hat) -> None:
    conference, item = open_room(aoki, chiba)
    one = decided(aoki, item, chiba)
    with wearing(aoki):
        case = case_of(item)
        assert not TeamRole.objects.exists(), "nothing acts before the meeting was held"
        with pytest.raises(Refused, match="開催されてから"):
            actions.enact(one, by=aoki, at=timezone.now())
    assert held(aoki, conference) == {}
    with wearing(aoki):
        assert line(one).state == DecisionState.ASKED
        assert [why.why for why in open_lines(case, on=in_days(0))] == [WAITING]
    with later(minutes=22) as at, wearing(chiba):
        actions.answer_line(one, accept=True, by=chiba, at=at)
        open_case(chiba, case, to=Purpose.SUPPORT, word="test")
    with wearing(aoki):
        role = TeamRole.objects.get(pk=line(one).acted_id)
        assert (role.state, role.agency_id, role.duty) == (TeamState.ACCEPTED, chiba.agency_id, "support")
        assert line(one).state == DecisionState.ACCEPTED
        assert open_lines(case, on=in_days(0)) == []
        assert [why.why for why in open_lines(case, on=in_days(21))] == [OVERDUE]


def test_without_consent_a_role_is_a_task_and_the_case_stays_shut(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    one = decided(aoki, item, chiba)
    assert held(aoki, conference) == {}
    with wearing(aoki):
        case = case_of(item)
        assert not TeamRole.objects.exists()
    with wearing(chiba):
        task = Task.objects.get(word="conference.role")
        assert task.holder_id == chiba.membership_id
        with pytest.raises(NotFound):
            open_case(chiba, case, to=Purpose.SUPPORT, word="test")
        with later(minutes=25) as at:
            actions.answer_line(one, accept=True, text="週に一度、様子を見ます。", by=chiba, at=at)
            actions.finish_line(one, text="続いています。", by=chiba, at=at)
        assert line(one).state == DecisionState.DONE
        assert Task.objects.get(pk=task.pk).state == "done"


def test_what_was_not_taken_on_stands_on_the_next_agenda(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, baba, chiba)
    refused, silent, done = (decided(aoki, item, one) for one in (chiba, baba, chiba))
    held(aoki, conference)
    with later(minutes=22) as at, wearing(chiba):
        with pytest.raises(Refused, match="理由を選んで"):
            actions.answer_line(refused, accept=False, by=chiba, at=at)
        actions.answer_line(refused, accept=False, reason="full", text="人が足りない。", by=chiba, at=at)
        with pytest.raises(Refused, match="決められた機関だけ"):
            actions.answer_line(silent, accept=True, by=chiba, at=at)
        actions.answer_line(done, accept=True, by=chiba, at=at)
        actions.finish_line(done, by=chiba, at=at)
    with wearing(aoki):
        case = case_of(item)
        still = open_lines(case, on=in_days(0))
        assert {one.decision.pk: one.why for one in still} == {refused: DECLINED, silent: WAITING}
    after = put(aoki, meeting(aoki), case)
    with wearing(aoki):
        carried = set(Decision.objects.filter(carried_to=after).values_list("pk", flat=True))
        assert carried == {refused, silent}


def test_one_line_that_cannot_act_holds_no_other_back(aoki: Hat, chiba: Hat) -> None:
    conference, item = open_room(aoki, chiba)
    plan = decided(aoki, item, aoki, kind=DecisionKind.ADOPT_PLAN, duty="", about=row_id())
    role = decided(aoki, item, chiba)
    reasons = held(aoki, conference)
    assert list(reasons) == [plan]
    assert "このケースに見つかりません" in reasons[plan][0]
    with wearing(aoki):
        assert (line(plan).state, line(role).state) == (DecisionState.DECIDED, DecisionState.ASKED)


def row_id() -> UUID:
    return UUID("5b0d6c0e-6f0f-4a4e-9a44-4f2a36b0c9a2")


def test_a_plan_is_adopted_by_the_room_of_plans(aoki: Hat, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[UUID, UUID]] = []

    def adopt(case: UUID, plan: UUID, decision: UUID, by: Hat, at: object) -> UUID:
        asked.append((case, plan))
        return plan

    monkeypatch.setattr(hooks.adopt_plan, "answers", [adopt])
    conference, item = open_room(aoki, cast.hat("partner", cast.agency("家計相談", "9002")))
    one = decided(aoki, item, aoki, kind=DecisionKind.ADOPT_PLAN, duty="", about=row_id())
    assert held(aoki, conference) == {}
    with wearing(aoki):
        assert asked == [(case_of(item), row_id())]
        assert (line(one).state, line(one).acted_id) == (DecisionState.DONE, row_id())


@pytest.mark.parametrize(("kind", "after", "more"), [
    (DecisionKind.MOVE, "planning", {"case_state": "planning"}),
    (DecisionKind.SUSPEND, "suspended", {"reason_code": "unreachable"}),
])  # fmt: skip
def test_the_meeting_moves_the_case(
    kind: DecisionKind, after: str, more: dict, aoki: Hat, chiba: Hat
) -> None:
    conference, item = open_room(aoki, chiba)
    decided(aoki, item, aoki, kind=kind, duty="", **more)
    assert held(aoki, conference) == {}
    with wearing(aoki):
        assert row(case_of(item)).state == after


def test_closing_is_enacted_with_ticks_a_reason_and_a_first_look_of_its_own(aoki: Hat, chiba: Hat) -> None:
    conference, item = open_room(aoki, chiba)
    one = decided(aoki, item, aoki, kind=DecisionKind.CLOSE, duty="", reason_code="agreed", due_on=in_days(3))
    assert held(aoki, conference) == {one: [NOT_TICKED]}, "nobody ticked anything"
    with wearing(aoki):
        case = case_of(item)
        assert (row(case).state, line(one).state) == ("assessing", DecisionState.DECIDED)
        assert not Closing.objects.exists()
    with later(minutes=22) as at, wearing(aoki):
        with pytest.raises(Refused, match="「支援の見通しがついた」"):
            actions.enact(one, closing=closing(outlook=False), by=aoki, at=at)
        actions.enact(one, closing=closing(follow_up_on=in_days(40)), by=aoki, at=at)
        assert (row(case).state, line(one).state) == ("watching", DecisionState.DONE)
        assert Closing.objects.get().follow_up_on == in_days(40), "not the day by which it was to be done"


def test_what_the_lead_closed_by_hand_is_done_when_it_is_enacted(aoki: Hat, chiba: Hat) -> None:
    conference, item = open_room(aoki, chiba)
    one = decided(aoki, item, aoki, kind=DecisionKind.CLOSE, duty="", reason_code="agreed")
    held(aoki, conference)
    with later(minutes=22) as at, wearing(aoki):
        case = case_of(item)
        version = open_case(aoki, case, to=Purpose.SUPPORT, word="test").row.version
        cases.close_case(case, closing(), version=version, by=aoki, at=at)
        assert actions.enact_all(conference, by=aoki, at=at) == {}
        assert line(one).state == DecisionState.DONE


@pytest.mark.parametrize("due_on", [date(1900, 1, 1), in_days(-400), in_days(4000)])
def test_a_line_is_due_from_the_meeting_on_and_not_in_another_century(aoki: Hat, chiba: Hat, due_on: date) -> None:
    _, item = open_room(aoki, chiba)
    with pytest.raises(Refused, match="「いつまでに」は、"):
        decided(aoki, item, chiba, due_on=due_on)


def test_support_was_decided_within_living_memory(aoki: Hat) -> None:
    case = opened(aoki, state="assessing")  # type: ignore[arg-type]
    for year in (1800, 1900):
        with wearing(aoki), pytest.raises(Refused, match="決定の日は、"):
            actions.decide_support(case, decided_on=date(year, 4, 1), by=aoki, at=timezone.now())


def test_what_a_meeting_may_not_decide(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, chiba)
    with pytest.raises(Refused, match="「支援会議」では「プランの決定」を決められません"):
        decided(aoki, item, chiba, kind=DecisionKind.ADOPT_PLAN)
    with pytest.raises(Refused, match="参加していない機関"):
        decided(aoki, item, baba)
    with pytest.raises(Refused) as refused:
        decided(aoki, item, chiba, what=" ", due_on=None)
    assert len(refused.value.reasons) == 2
