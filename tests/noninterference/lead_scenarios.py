"""What the database itself must refuse of who leads a case, past every verb: one scenario for each guard."""

from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.cases import actions
from enishi.cases.models import Case, CaseMember
from enishi.cases.tests.factories import (
    BASIC,
    act,
    asked_to_lead,
    consented,
    led_by,
    member_of,
    on_the_team,
    opened,
    role,
    version,
)
from enishi.sharing import actions as sharing
from enishi.sharing.terms import ConsentMeans, GroundKind, SealKind
from tests.noninterference.case_making import (
    ANSWER,
    ASK_LEAD,
    END_LEAD,
    HAND,
    LEAD,
    MOVE,
    classes,
    end_agency,
    leader,
    person,
    refused,
    settle,
)


def only_the_lead_moves_a_case() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    on_the_team(a, case, b)
    counter = cast.hat("counter", Agency.objects.get(pk=a.agency_id), "窓口")
    assert refused(b, MOVE, "suspended", case)
    assert refused(counter, MOVE, "suspended", case)
    assert not refused(a, MOVE, "suspended", case)


def who_led_before_moves_nothing_and_asks_nobody() -> None:
    a, b, c = leader("甲"), leader("乙"), leader("丙")
    case = opened(a)
    request = asked_to_lead(a, case, b)
    led_by(b, request)
    assert refused(a, MOVE, "suspended", case)
    with wearing(a):
        given = sharing.give(
            GroundKind.REFERRAL,
            binder=case,
            to=[c.agency_id],
            classes=BASIC,
            starts_at=timezone.now(),
            ends_at=timezone.now() + timedelta(days=30),
            purpose="x",
            by=a,
            at=timezone.now(),
        )
    assert refused(a, ASK_LEAD, case, a.agency_id, c.agency_id, a.membership_id, [given])
    act(b, actions.end_watch, case, reason="stable", version=version(case))
    assert refused(a, MOVE, "outreach", case)
    for one in (None, request):
        assert refused(a, LEAD, case, a.agency_id, one)
    assert not refused(b, MOVE, "outreach", case)


def one_lead_and_never_none_at_commit() -> None:
    a = leader("甲")
    case = opened(a)
    settle()
    assert refused(a, END_LEAD, case, at_commit=True)
    assert not refused(a, END_LEAD, case)
    assert refused(a, LEAD, case, a.agency_id, None)


def the_lead_is_taken_by_acceptance_only() -> None:
    a, b, c = leader("甲"), leader("乙"), leader("丙")
    case = opened(a)
    on_the_team(a, case, c)
    request = asked_to_lead(a, case, b)
    assert refused(b, END_LEAD, case), "asked is not accepted"
    assert refused(c, END_LEAD, case)
    for hat in (a, c):
        assert refused(hat, ANSWER, "accepted", request)
    assert refused(a, HAND, case, case, b.agency_id), "nobody makes another lead"
    with wearing(b), connection.cursor() as cursor:
        cursor.execute(ANSWER, ["accepted", request])
    assert refused(c, END_LEAD, case), "somebody else's acceptance"
    assert not refused(b, END_LEAD, case)


def what_was_opened_for_an_answer_is_not_taken_over_before_it() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    asked_to_lead(a, case, b)
    take = "SELECT sharing_take_over(%s, clock_timestamp())"
    for binder in (case, person(case)):
        assert refused(b, take, binder)
    with wearing(a):
        now = timezone.now()
        sharing.give(
            GroundKind.REFERRAL,
            binder=person(case),
            to=[b.agency_id],
            classes=BASIC,
            starts_at=now,
            ends_at=now + timedelta(days=30),
            purpose="つなぎ",
            by=a,
            at=now,
        )
    assert not refused(b, take, person(case)), "what another referral handed over is taken over all the same"


def an_acceptance_moves_the_lead_once() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    led_by(b, asked_to_lead(a, case, b))
    led_by(a, asked_to_lead(b, case, a))
    assert refused(b, END_LEAD, case)


def with_the_lead_passes_its_work_without_informant_and_seal() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    member = member_of(a, case)
    with cast.outside_the_walls():
        relative = CaseMember.objects.get(pk=member).resident_id
    act(a, sharing.seal, member, kind=SealKind.SUPPORT_MEASURE, classes=255, holders=[])
    request = asked_to_lead(a, case, b)
    assert (classes(b, case), classes(b, member)) == (BASIC, 0)
    led_by(b, request)
    assert [classes(b, one) for one in (case, person(case), member, relative)] == [127, 127, 0, 0]
    assert [classes(a, one) for one in (case, member)] == [BASIC, 0]


def what_was_opened_for_an_answer_ends_with_a_no() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    act(a, actions.cancel_lead_request, asked_to_lead(a, case, b))
    assert classes(b, case) == 0
    act(b, actions.decline_lead, asked_to_lead(a, case, b), reason="full")
    assert classes(b, case) == 0
    one = on_the_team(a, case, b)
    act(b, actions.end_role, one, version=2)
    assert (classes(b, case), classes(b, person(case))) == (0, 0)


def a_withdrawal_ends_roles_and_leads_back_before_consent() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    support = consented(a, person(case))
    act(a, actions.move_case, case, "assessing", version=1)
    one = on_the_team(a, case, b)
    for consent in (role(one).consent_id, support):
        act(a, sharing.withdraw_consent, consent, resident=person(case), means=ConsentMeans.PHONE, note="")
    assert role(one).state == "left"
    with cast.outside_the_walls():
        assert Case.objects.get(pk=case).state == "outreach"


def only_a_coordinator_rescues_and_only_what_nobody_leads() -> None:
    a, b = leader("甲"), leader("乙")
    boss = cast.hat("coordinator", cast.agency("総合", uuid4().hex[:6]), "管理者")
    case = opened(a)
    rescue = "SELECT cases_rescue(%s, enishi_today(), clock_timestamp())"
    assert refused(boss, rescue, case), "its agency still works"
    end_agency(a)
    assert refused(b, rescue, case)
    assert not refused(boss, rescue, case)
