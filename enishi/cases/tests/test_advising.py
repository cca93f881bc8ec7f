"""管理者への相談: asking opens nothing; both sides step in their turn; nothing waits without somebody knowing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.access import open_advice
from enishi.cases.actions import chasing_advice
from enishi.cases.models import Advice, AdviceWords, Case
from enishi.cases.rules import advice as rules
from enishi.cases.terms import AdviceState, CaseState
from enishi.cases.tests.factories import (
    act,
    asked_to_lead,
    led_by,
    opened,
    recorded,
    sees,
    told,
    version,
)
from enishi.intake.tests.clerk import as_clerk
from enishi.intake.tests.factories import in_days, now
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.models import Task, TrailEntry
from enishi.sharing import actions as sharing
from enishi.sharing.models import Grant
from enishi.sharing.terms import BlockKind, SealKind

pytestmark = pytest.mark.django_db


def asked(by: Hat, to: Hat, case: UUID | None = None, **more: Any) -> UUID:
    given = {"coordinator": to.agency_id, "question": "proceeding", "text": "三か月会えていません。"} | more
    found: UUID = act(by, actions.ask_for_advice, case or opened(by), actions.NewAdvice(**given))
    return found


def seen(one: UUID) -> Advice:
    with outside_the_walls():
        return Advice.objects.get(pk=one)


def step(by: Hat, verb: Any, one: UUID, **more: Any) -> None:
    act(by, verb, one, version=seen(one).version, **more)


def reads(hat: Hat, one: UUID) -> list[str]:
    with wearing(hat):
        try:
            open_advice(hat, one, word="case.advice")
        except NotFound:
            return list(AdviceWords.objects.values_list("text", flat=True))
        return list(AdviceWords.objects.order_by("at").values_list("text", flat=True))


def test_asking_opens_nothing_but_the_words(ito: Hat, aoki: Hat, chiba: Hat) -> None:
    case = opened(ito)
    with outside_the_walls():
        grants = Grant.objects.count()
    one = asked(ito, aoki, case)
    with outside_the_walls():
        assert Grant.objects.count() == grants
    assert not sees(aoki, case)
    assert reads(aoki, one) == reads(ito, one) == ["三か月会えていません。"]
    assert reads(chiba, one) == []
    assert told(aoki.agency_id, "case.advice") == 1
    assert recorded("case.advice_asked", case) == 1
    with wearing(aoki):
        assert not Case.objects.filter(pk=case).exists()


def test_who_was_asked_reads_no_word_before_a_look_is_recorded(ito: Hat, aoki: Hat) -> None:
    one = asked(ito, aoki)
    with wearing(aoki):
        assert Advice.objects.filter(pk=one).exists()
        assert not AdviceWords.objects.exists()
    reads(aoki, one)
    with outside_the_walls():
        look = TrailEntry.objects.get(kind="look", word="case.advice", membership_id=aoki.membership_id)
    assert look.binders == [seen(one).case_id]


def test_a_colleague_of_who_was_asked_who_does_not_coordinate_sees_nothing(ito: Hat, aoki: Hat) -> None:
    colleague = cast.hat("counter", Agency.objects.get(pk=aoki.agency_id), "窓口の人")
    one = asked(ito, aoki)
    assert reads(colleague, one) == []
    with wearing(colleague):
        assert not Advice.objects.exists()


def test_a_dialogue_ends_when_the_lead_says_so(ito: Hat, aoki: Hat) -> None:
    one = asked(ito, aoki)
    step(aoki, actions.ask_back, one, text="電話は出ますか。")
    assert told(ito.membership_id, "case.advice_returned") == 1
    assert seen(one).state == AdviceState.RETURNED
    step(ito, actions.ask_on, one, text="出ません。")
    assert told(aoki.agency_id, "case.advice") == 2
    step(aoki, actions.answer_advice, one, text="保健師と二人で。", proposals=["join"])
    assert (seen(one).proposals, told(ito.membership_id, "case.advice_answered")) == (["join"], 1)
    step(ito, actions.settle_advice, one, text="助かりました。")
    assert told(aoki.agency_id, "case.advice_done") == 1
    assert len(reads(aoki, one)) == 5
    with outside_the_walls():
        assert not Task.objects.filter(state="open", word__startswith="case.advice").exists()


def test_the_coordinator_may_refuse_and_the_lead_has_the_next_move(ito: Hat, aoki: Hat) -> None:
    one = asked(ito, aoki)
    with pytest.raises(Refused, match="理由"):
        step(aoki, actions.decline_advice, one, reason="")
    step(aoki, actions.decline_advice, one, reason="full", text="来週なら。")
    assert (seen(one).state, seen(one).reason_code) == (AdviceState.DECLINED, "full")
    assert told(ito.membership_id, "case.advice_declined") == 1
    asked(ito, aoki, seen(one).case_id)


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        (actions.answer_advice, {"text": "x"}),
        (actions.ask_back, {"text": "x"}),
        (actions.decline_advice, {"reason": "full"}),
    ],
)
def test_the_lead_does_not_answer_itself(ito: Hat, aoki: Hat, verb: Any, given: dict[str, str]) -> None:
    one = asked(ito, aoki)
    with pytest.raises(Refused, match="回答待ち"):
        step(ito, verb, one, **given)
    with pytest.raises(Refused, match="回答待ち"):
        step(aoki, actions.withdraw_advice, one)


def test_everything_that_stands_in_the_way_is_said_at_once(ito: Hat, aoki: Hat, baba: Hat) -> None:
    case = opened(ito)
    with pytest.raises(Refused) as refused:
        asked(ito, baba, case, question="", text=" ", due_on=timezone.localdate() - timedelta(days=1))
    assert len(refused.value.reasons) == 4
    asked(ito, aoki, case)
    with pytest.raises(Refused, match="もう管理者に相談しています"):
        asked(ito, aoki, case)


def test_the_same_form_twice_asks_once(ito: Hat, aoki: Hat) -> None:
    case, key = opened(ito), UUID(int=7)
    new = actions.NewAdvice(aoki.agency_id, "scheme", "どの制度が使えますか。")  # type: ignore[arg-type]
    first = act(ito, actions.ask_for_advice, case, new, submission=key)
    assert act(ito, actions.ask_for_advice, case, new, submission=key) == first
    assert told(aoki.agency_id, "case.advice") == 1


def test_a_stale_page_is_told_what_stands_now(ito: Hat, aoki: Hat) -> None:
    one = asked(ito, aoki)
    step(ito, actions.withdraw_advice, one)
    with pytest.raises(Overtaken):
        act(aoki, actions.answer_advice, one, text="遅れてすみません。", version=1)


def test_a_question_is_due_in_the_citys_interval_or_on_the_day_that_was_named(ito: Hat, aoki: Hat) -> None:
    assert seen(asked(ito, aoki)).due_on > timezone.localdate()
    assert seen(asked(ito, aoki, due_on=in_days(1))).due_on == in_days(1)


def test_a_silent_coordinator_is_reminded_and_the_lead_is_told(ito: Hat, aoki: Hat) -> None:
    one = asked(ito, aoki)
    assert _chase(0) == 0
    assert _chase(10) == 3
    assert _chase(11) == 0
    assert [told(aoki.agency_id, f"case.advice_{word}") for word in ("reminder", "late")] == [1, 1]
    assert told(ito.membership_id, "case.advice_silent") == 1
    step(aoki, actions.answer_advice, one, text="遅れました。")
    assert _chase(20) == 0


def _chase(days: int) -> int:
    with as_clerk():
        return chasing_advice.chase_advice(at=now() + timedelta(days=days))


def test_a_new_lead_does_not_read_it_and_is_told_that_it_was(ito: Hat, aoki: Hat, ueda: Hat) -> None:
    case = opened(ito)
    one = asked(ito, aoki, case)
    led_by(ueda, asked_to_lead(ito, case, ueda))
    assert (seen(one).state, seen(one).reason_code) == (AdviceState.ENDED, rules.LEAD_CHANGED)
    assert told(aoki.agency_id, "case.advice_ended") == told(ueda.membership_id, "case.advice_ended") == 1
    assert reads(ueda, one) == []
    assert reads(ito, one) == reads(aoki, one) == ["三か月会えていません。"]


def test_a_case_that_ends_ends_its_question(ito: Hat, aoki: Hat) -> None:
    case = opened(ito, state=CaseState.OUTREACH)
    one = asked(ito, aoki, case)
    act(ito, actions.end_watch, case, reason="moved", version=version(case))
    assert seen(one).reason_code == rules.CASE_ENDED
    assert told(aoki.agency_id, "case.advice_ended") == 1


def test_a_sealed_case_is_not_shown_to_who_was_asked_and_the_question_does_not_hang(
    ito: Hat, aoki: Hat
) -> None:
    case = opened(ito)
    one = asked(ito, aoki, case)
    act(ito, sharing.seal, case, kind=SealKind.OTHER, classes=1)
    assert reads(aoki, one) == []
    with as_clerk():
        assert chasing_advice.end_unreachable(at=now()) == 1
    assert told(ito.membership_id, "case.advice_ended") == 1
    assert told(aoki.agency_id, "case.advice_ended") == 0
    with pytest.raises(Refused, match="相談できる管理者"):
        asked(ito, aoki, case)


def test_somebody_who_is_shut_out_reads_nothing(ito: Hat, aoki: Hat) -> None:
    case = opened(ito)
    one = asked(ito, aoki, case)
    act(ito, sharing.block_staff, case, staff=aoki.staff_id, kind=BlockKind.FAMILY)
    assert reads(aoki, one) == []
    with wearing(aoki):
        assert not Advice.objects.exists()
