"""主担当: one agency, moved by an accepted request only; what the lead saw passes, and a trace stays."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.access import open_case
from enishi.cases.models import Case, JournalEntry, JournalInformant, Lead, LeadRequest
from enishi.cases.terms import LeadRequestState, TeamState
from enishi.cases.tests.factories import (
    BASIC,
    HEALTH,
    act,
    asked_to_lead,
    database_refuses,
    lead,
    led_by,
    member_of,
    on_the_team,
    opened,
    recorded,
    role,
    row,
    sees,
    told,
    without_row,
)
from enishi.intake.tests.factories import in_days
from enishi.office.errors import NotFound, Refused
from enishi.sharing.models import Grant
from enishi.sharing.terms import Purpose

pytestmark = pytest.mark.django_db
HEARD = {"source": "heard", "informant": "隣の人"}


def classes(hat: Hat, binder: object) -> int:
    found = 0
    with outside_the_walls():
        for one in Grant.objects.filter(binder=binder, grantee_id=hat.agency_id, revoked_at=None):
            found |= one.classes
    return found


def test_asking_opens_the_basics_only_and_leaves_the_lead(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    member = member_of(aoki, case)
    request = asked_to_lead(aoki, case, ito)
    with outside_the_walls():
        assert lead(case).agency_id == aoki.agency_id
        person = row(case).resident_id
    assert [classes(ito, one) for one in (case, person, member)] == [BASIC, BASIC, 0]
    assert told(ito.agency_id, "case.lead") == 1
    assert recorded("case.lead_asked", case) == 1
    assert sees(ito, case)
    with wearing(ito):
        assert LeadRequest.objects.get(pk=request).state == LeadRequestState.ASKED


def test_accepting_moves_the_lead_and_what_it_saw_in_one_statement(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    member = member_of(aoki, case)
    secret = act(aoki, actions.write_entry, case, actions.NewEntry("通院をやめた。", information_class=HEALTH, **HEARD))
    own = act(aoki, actions.write_entry, case, actions.NewEntry("電話した。"))
    led_by(ito, asked_to_lead(aoki, case, ito))
    with outside_the_walls():
        one = lead(case)
        assert (one.agency_id, one.membership_id) == (ito.agency_id, ito.membership_id)
        assert Lead.objects.filter(case=case).count() == 2
        person = row(case).resident_id
    assert [classes(ito, binder) for binder in (case, person, member)] == [127, 127, 127]
    assert [classes(aoki, binder) for binder in (case, member)] == [BASIC, 0]
    assert classes(aoki, person) == 255, "the register stays own work of who opened it"
    assert seen_entries(ito, case) == {secret, own}
    assert seen_entries(aoki, case) == {secret, own}, "what one's own agency wrote"
    later = act(ito, actions.write_entry, case, actions.NewEntry("服薬を確かめた。", information_class=HEALTH))
    assert later not in seen_entries(aoki, case)
    assert told(aoki.agency_id, "case.lead_accepted") == 1
    assert recorded("case.lead_accepted", case) == 1


def seen_entries(hat: Hat, case: object) -> set[object]:
    with wearing(hat):
        open_case(hat, case, to=Purpose.SUPPORT, word="case.open")  # type: ignore[arg-type]
        return set(JournalEntry.objects.filter(case=case).values_list("pk", flat=True))


def test_the_informant_does_not_travel_with_the_lead(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    act(aoki, actions.write_entry, case, actions.NewEntry("物音がした。", **HEARD))
    led_by(ito, asked_to_lead(aoki, case, ito))
    for hat, count in ((ito, 0), (aoki, 1)):
        with wearing(hat):
            open_case(hat, case, to=Purpose.SUPPORT, word="case.open")
            assert JournalInformant.objects.filter(case=case).count() == count


def test_what_the_new_lead_did_on_the_team_ends(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    one = on_the_team(aoki, case, ito)
    led_by(ito, asked_to_lead(aoki, case, ito))
    assert role(one).state == TeamState.LEFT
    grounds = role(one).grounds
    with outside_the_walls():
        assert grounds
        assert not Grant.objects.filter(ground_id__in=grounds, revoked_at=None).exists()
    assert sees(ito, case)


def test_the_lead_comes_back_and_an_old_acceptance_moves_nothing(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    led_by(ito, asked_to_lead(aoki, case, ito))
    led_by(aoki, asked_to_lead(ito, case, aoki))
    with outside_the_walls():
        assert lead(case).agency_id == aoki.agency_id
    taken = (
        "WITH gone AS (UPDATE cases_lead SET ended_at = clock_timestamp() WHERE case_id = %s AND ended_at IS NULL RETURNING 1)"
        " INSERT INTO cases_lead (id, case_id, agency_id, next_on, next_action, request_id, starts_at)"
        " SELECT gen_random_uuid(), %s, %s, enishi_today(), 'contact', id, clock_timestamp() FROM cases_leadrequest"
        " WHERE to_agency_id = %s AND state = 'accepted'"
    )
    database_refuses(ito, taken, case, case, ito.agency_id, ito.agency_id, match="only an accepted request")


@pytest.mark.parametrize("answer", ["decline", "cancel"])
def test_a_request_that_comes_to_nothing_closes_what_it_opened(aoki: Hat, ito: Hat, answer: str) -> None:
    case = opened(aoki)
    request = asked_to_lead(aoki, case, ito)
    if answer == "decline":
        with pytest.raises(Refused, match="理由"):
            act(ito, actions.decline_lead, request, reason="")
        act(ito, actions.decline_lead, request, reason="full", text="今は受けられません。")
        assert told(aoki.agency_id, "case.lead_declined") == 1
    else:
        act(aoki, actions.cancel_lead_request, request)
        assert told(ito.agency_id, "case.lead_cancelled") == 1
    assert recorded(f"case.lead_{answer}{'led' if answer == 'cancel' else 'd'}", case) == 1
    assert not sees(ito, case)
    with outside_the_walls():
        assert lead(case).agency_id == aoki.agency_id
    with pytest.raises(NotFound):
        act(ito, actions.accept_lead, request, next_on=in_days(3), next_action="contact")
    asked_to_lead(aoki, case, ito)


def test_asking_says_everything_that_stands_in_the_way(aoki: Hat, ito: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    for agency, said in ((chiba.agency_id, "主担当になれる職員がいません"), (aoki.agency_id, "自分の機関")):
        with pytest.raises(Refused, match=said) as refused:
            act(aoki, actions.ask_to_lead, case, agency, kind="transfer", text=" ")
        assert any("経過を書いて" in one for one in refused.value.reasons)
    asked_to_lead(aoki, case, ito)
    with pytest.raises(Refused, match="回答を待っている"):
        asked_to_lead(aoki, case, ito)
    with pytest.raises(Refused, match="主担当の機関だけ"):
        asked_to_lead(ito, case, aoki)


def test_accepting_needs_a_date_and_something_to_do_and_answers_once(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    request = asked_to_lead(aoki, case, ito)
    for day, what, said in ((None, "contact", "期日"), (in_days(-1), "contact", "今日以後"), (in_days(1), "?", "次にする")):
        with pytest.raises(Refused, match=said):
            act(ito, actions.accept_lead, request, next_on=day, next_action=what)
    with pytest.raises(Refused, match="依頼を受けた機関"):
        act(aoki, actions.accept_lead, request, next_on=in_days(1), next_action="contact")
    led_by(ito, request)
    with pytest.raises(Refused, match="もう回答"):
        led_by(ito, request)


def test_the_form_sent_twice_asks_once(aoki: Hat, ito: Hat) -> None:
    case, key = opened(aoki), uuid4()
    assert asked_to_lead(aoki, case, ito, submission=key) == asked_to_lead(aoki, case, ito, submission=key)


def test_the_new_lead_is_not_bound_by_a_clock_that_runs_behind(aoki: Hat, ito: Hat) -> None:
    """Two verbs waited for each other: the one with the earlier ``at`` comes second."""
    case = opened(aoki)
    request = asked_to_lead(aoki, case, ito)
    early = timezone.now() - timedelta(seconds=2)
    act(aoki, actions.set_next, case, person=None, next_on=in_days(2), next_action="visit", version=1)
    act(ito, actions.accept_lead, request, next_on=in_days(3), next_action="contact", at=early)
    with outside_the_walls():
        assert lead(case).agency_id == ito.agency_id


SECOND = (
    "INSERT INTO cases_lead (id, case_id, agency_id, next_on, next_action, starts_at)"
    " VALUES (gen_random_uuid(), %s, %s, enishi_today(), 'contact', clock_timestamp())"
)
NO_LEAD = "UPDATE cases_lead SET ended_at = clock_timestamp() WHERE case_id = %s AND ended_at IS NULL"


def test_the_database_keeps_one_lead(aoki: Hat, ito: Hat, ueda: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ito)
    database_refuses(aoki, SECOND, case, aoki.agency_id, match="lead_only_one_open")
    database_refuses(aoki, NO_LEAD, case, match="主担当がちょうど一つ")
    database_refuses(ito, NO_LEAD, case, match="only an accepted request")
    database_refuses(ito, SECOND, case, ito.agency_id, match="only an accepted request")
    database_refuses(aoki, SECOND, case, ito.agency_id, match="led by another agency")
    database_refuses(aoki, "UPDATE cases_lead SET next_on = enishi_today() + 900 WHERE case_id = %s", case, match="a change is")
    database_refuses(ueda, SECOND, case, ueda.agency_id, match="row-level security|who opens")
    without_row(ueda, NO_LEAD, case)


ANSWER = "UPDATE cases_leadrequest SET state = %s, answered_at = clock_timestamp(), reason_code = 'full' WHERE id = %s"
FORGED = (
    "INSERT INTO cases_leadrequest (id, case_id, kind, state, from_agency_id, to_agency_id, asked_by, asked_at,"
    " answer_due_on, reason_code, grounds) SELECT gen_random_uuid(), %s, 'transfer', 'asked', %s, %s, %s, clock_timestamp(),"
    " enishi_today(), '', %s"
)


def test_the_database_lets_nobody_answer_or_ask_for_another(aoki: Hat, ito: Hat, ueda: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ueda)
    request = asked_to_lead(aoki, case, ito)
    for hat, state in ((aoki, "accepted"), (aoki, "declined"), (ueda, "declined"), (ueda, "accepted"), (ito, "cancelled")):
        database_refuses(hat, ANSWER, state, request, match="not an answer")
    act(aoki, actions.cancel_lead_request, request)
    forged = (case, ueda.agency_id, ito.agency_id, ueda.membership_id, [])
    database_refuses(ueda, FORGED, *forged, match="only who leads asks")
    other = opened(ueda)
    with outside_the_walls():
        foreign = list(Grant.objects.filter(binder=other).values_list("ground_id", flat=True))
    for grounds in ([], foreign):
        asked = (case, aoki.agency_id, ito.agency_id, aoki.membership_id, grounds)
        database_refuses(aoki, FORGED, *asked, match="without a ground of this case")


def test_a_counter_of_the_asked_agency_declines_but_does_not_accept(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    request = asked_to_lead(aoki, case, ito)
    counter = cast.hat("counter", Agency.objects.get(pk=ito.agency_id), "窓口 花")
    with pytest.raises(Refused, match="主担当になれる職員"):
        act(counter, actions.accept_lead, request, next_on=in_days(2), next_action="contact")
    database_refuses(counter, ANSWER, "accepted", request, match="not an answer")
    act(counter, actions.decline_lead, request, reason="full")


def test_an_outsider_cannot_tell_that_there_is_anything(aoki: Hat, ito: Hat, ueda: Hat, doi: Hat) -> None:
    case = opened(aoki)
    request = asked_to_lead(aoki, case, ito)
    for other in (ueda, doi):
        with wearing(other):
            assert not Case.objects.exists()
            assert not Lead.objects.exists()
            assert not LeadRequest.objects.exists()
        for verb, given in (
            (actions.ask_to_lead, {"agency": ito.agency_id, "kind": "transfer", "text": "x"}),
            (actions.set_next, {"person": None, "next_on": in_days(1), "next_action": "visit", "version": 1}),
        ):
            with pytest.raises(NotFound):
                act(other, verb, case, **given)
        with pytest.raises(NotFound):
            act(other, actions.accept_lead, request, next_on=in_days(1), next_action="contact")
        with pytest.raises(NotFound):
            act(other, actions.decline_lead, request, reason="full")
