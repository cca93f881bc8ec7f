"""A plan is decided by a meeting, with the person's consent, or begun ahead and approved in time. No other way."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.cases import actions
from enishi.cases.models import Case, CaseStep, Plan
from enishi.cases.queries.plans import awaiting_approval
from enishi.cases.rules.planning import transitions
from enishi.cases.terms import CaseState, LeadRequestKind, MeetingKind, PlanState
from enishi.cases.tests.factories import on_the_team, opened, row
from enishi.cases.tests.planning import (
    adopted,
    ago,
    agreed,
    decided,
    decision,
    drafted,
    looked,
    proposed,
    text,
    version,
)
from enishi.intake.tests.factories import in_days
from enishi.office.errors import Overtaken, Refused
from enishi.office.models import Notice, Task
from enishi.sharing import actions as sharing
from enishi.sharing.models import Consent
from enishi.sharing.terms import ConsentMeans, ConsentStage

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(aoki: Hat) -> UUID:
    return opened(aoki, state=CaseState.ASSESSING)


def ahead(by: Hat, plan: UUID) -> None:
    with wearing(by):
        actions.go_ahead(plan, text="今週中に電気が止まる。", version=version(plan), by=by, at=timezone.now())


def test_an_empty_plan_is_not_put_to_a_meeting(aoki: Hat, case: UUID) -> None:
    with wearing(aoki):
        plan = actions.begin_plan(case, by=aoki, at=timezone.now())
        with pytest.raises(Refused) as said:
            actions.propose_plan(plan, version=1, by=aoki, at=timezone.now())
        assert len(said.value.reasons) == 3
        assert row(case).state == CaseState.ASSESSING


def test_the_case_goes_along_with_its_plan(aoki: Hat, case: UUID) -> None:
    plan = proposed(aoki, case)
    with wearing(aoki):
        assert row(case).state == CaseState.PLANNING
        actions.take_back_plan(plan, version=version(plan), by=aoki, at=timezone.now())
        actions.write_plan(plan, text(), version=version(plan), by=aoki, at=timezone.now())
        actions.propose_plan(plan, version=version(plan), by=aoki, at=timezone.now())
    agreed(aoki, case)
    adopted(aoki, plan)
    with wearing(aoki):
        assert row(case).state == CaseState.SUPPORTING
        assert [one.after for one in CaseStep.objects.filter(case=case)] == [
            "assessing", "planning", "supporting",
        ]  # fmt: skip


def test_a_plan_is_decided_with_a_meeting_and_consent_only(aoki: Hat, case: UUID) -> None:
    plan = proposed(aoki, case)
    for wrong in ({"decision": None}, {"meeting": None}, {"meeting_on": None}):
        with pytest.raises(Refused) as said:
            adopted(aoki, plan, **wrong)
        assert [one[:12] for one in said.value.reasons] == [
            "支援決定には、会議での決",
            "プランへの本人の同意（署",
        ]
    agreed(aoki, case)
    with pytest.raises(Refused, match="今日以前"):
        adopted(aoki, plan, meeting_on=in_days(1))
    adopted(aoki, plan, meeting_on=ago(3))
    with wearing(aoki):
        one = Plan.objects.get(pk=plan)
        assert (one.state, one.meeting_on, one.meeting_kind) == (
            PlanState.DECIDED, ago(3), MeetingKind.MULTI_AGENCY,
        )  # fmt: skip
        assert one.meeting_id
        assert one.consent_id


def test_a_draft_is_not_decided(aoki: Hat, case: UUID) -> None:
    plan = drafted(aoki, case)
    agreed(aoki, case)
    with pytest.raises(Refused, match="支援決定」にはできません"):
        adopted(aoki, plan)


def test_what_was_begun_ahead_is_approved_in_time(aoki: Hat, case: UUID) -> None:
    plan = proposed(aoki, case)
    with wearing(aoki), pytest.raises(Refused, match="理由を書いて"):
        actions.go_ahead(plan, text="", version=version(plan), by=aoki, at=timezone.now())
    ahead(aoki, plan)
    with wearing(aoki):
        one = Plan.objects.get(pk=plan)
        assert (one.state, one.approve_by) == (PlanState.AHEAD, in_days(31))
        assert row(case).state == CaseState.SUPPORTING
        assert Task.objects.get(word="plan.approval").due_on == in_days(31)
        assert [found.pk for found in awaiting_approval(aoki, timezone.now())] == [plan]
    agreed(aoki, case)
    adopted(aoki, plan)
    with wearing(aoki):
        assert Plan.objects.get(pk=plan).state == PlanState.DECIDED
        assert not Task.objects.filter(word="plan.approval", state="open").exists()
        assert not awaiting_approval(aoki, timezone.now())


def test_a_later_approval_that_comes_too_late_goes_back_to_the_meeting(aoki: Hat, case: UUID) -> None:
    plan = proposed(aoki, case)
    ahead(aoki, plan)
    agreed(aoki, case)
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE cases_plan SET approve_by = %s WHERE id = %s", [ago(2), plan])
        cursor.execute("SET session_replication_role = origin")
    with pytest.raises(Refused, match="事後了承の期限"):
        adopted(aoki, plan)
    adopt = (
        "UPDATE cases_plan SET state = 'decided', meeting_id = gen_random_uuid(), meeting_kind = 'multi_agency',"
        " meeting_on = enishi_today(), decided_on = enishi_today(), moved_at = now(), consent_id = %s {} WHERE id = %s"
    )
    with wearing(aoki):
        looked(aoki, case)
        consent = Consent.objects.get(stage=ConsentStage.PLAN).pk
        for trick in ("", ", approve_by = NULL", ", approve_by = enishi_today()"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(adopt.format(trick), [consent, plan])
        actions.return_to_meeting(plan, version=version(plan), by=aoki, at=timezone.now())
    adopted(aoki, plan)
    with wearing(aoki):
        assert Plan.objects.get(pk=plan).state == PlanState.DECIDED


def test_the_later_approval_is_for_who_leads_now(aoki: Hat, case: UUID) -> None:
    emi = cast.hat("promoter", cast.agency("生活福祉課", "1030"), "江見 透")
    plan = proposed(aoki, case)
    ahead(aoki, plan)
    with wearing(aoki):
        request = actions.ask_to_lead(
            case,
            emi.agency_id,
            kind=LeadRequestKind.TRANSFER,
            text="お願いします。",
            by=aoki,
            at=timezone.now(),
        )
    with wearing(emi):
        assert not Task.objects.filter(word="plan.approval").exists()
        actions.accept_lead(request, next_on=in_days(5), next_action="meeting", by=emi, at=timezone.now())
        assert Task.objects.get(word="plan.approval", state="open").holder_id == emi.agency_id
    agreed(emi, case)
    adopted(emi, plan)
    with wearing(emi):
        assert Plan.objects.get(pk=plan).state == PlanState.DECIDED
        assert not Task.objects.filter(word="plan.approval", state="open").exists()


def test_the_team_is_told_that_a_plan_was_decided(aoki: Hat, chiba: Hat, case: UUID) -> None:
    on_the_team(aoki, case, chiba)
    plan = proposed(aoki, case)
    agreed(aoki, case)
    adopted(aoki, plan)
    with wearing(chiba):
        assert Notice.objects.filter(holder_id=chiba.agency_id, word="plan.decided").count() == 1
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM office_trailentry WHERE %s = ANY (binders) AND kind = 'change'", [case]
        )
        words = {one for (one,) in cursor.fetchall()}
    assert {"plan.begun", "plan.written", "plan.proposed", "plan.decided", "case.moved"} <= words


def test_only_who_leads_decides_and_only_what_it_saw(aoki: Hat, chiba: Hat, case: UUID) -> None:
    on_the_team(aoki, case, chiba)
    plan = proposed(aoki, case)
    agreed(aoki, case)
    with wearing(chiba):
        for verb in (actions.propose_plan, actions.take_back_plan, actions.end_plan):
            with pytest.raises(Refused, match="主担当の機関だけ"):
                verb(plan, version=version(plan), by=chiba, at=timezone.now())
        with pytest.raises(Refused, match="主担当の機関だけ"):
            actions.adopt_plan(plan, decision(), version=version(plan), by=chiba, at=timezone.now())
    with wearing(aoki), pytest.raises(Overtaken):
        actions.adopt_plan(plan, decision(), version=1, by=aoki, at=timezone.now())


def test_a_case_that_was_stopped_is_not_planned(aoki: Hat, case: UUID) -> None:
    plan = proposed(aoki, case)
    agreed(aoki, case)
    with wearing(aoki):
        actions.suspend_case(
            case,
            reason="unreachable",
            next_on=in_days(10),
            version=row(case).version,
            by=aoki,
            at=timezone.now(),
        )
    with pytest.raises(Refused, match="再開"):
        adopted(aoki, plan)


def test_while_a_new_version_is_discussed_the_case_is_supported(aoki: Hat) -> None:
    case, first = decided(aoki)
    proposed(aoki, case)
    with wearing(aoki):
        assert row(case).state == CaseState.SUPPORTING
        assert Plan.objects.get(pk=first).state == PlanState.DECIDED


def test_a_plan_ends_with_the_consent_it_rests_on(aoki: Hat) -> None:
    case, plan = decided(aoki)
    with wearing(aoki):
        looked(aoki, case)
        person = row(case).resident_id
        consent = Plan.objects.get(pk=plan).consent_id
        sharing.withdraw_consent(
            consent, resident=person, means=ConsentMeans.PHONE, note="", by=aoki, at=timezone.now()
        )
        assert Plan.objects.get(pk=plan).state == PlanState.ENDED
        assert row(case).state == CaseState.SUPPORTING, "the request for support stands"


def test_a_plan_ends_with_the_request_for_support(aoki: Hat) -> None:
    case, plan = decided(aoki)
    with wearing(aoki):
        looked(aoki, case)
        person = row(case).resident_id
        consent = Consent.objects.get(resident=person, stage=ConsentStage.SUPPORT)
        sharing.withdraw_consent(
            consent.pk, resident=person, means=ConsentMeans.SPOKEN, note="", by=aoki, at=timezone.now()
        )
        assert Plan.objects.get(pk=plan).state == PlanState.ENDED
        assert row(case).state == CaseState.OUTREACH


def test_a_draft_is_given_up_with_a_reason_and_a_decided_plan_is_not(aoki: Hat, case: UUID) -> None:
    plan = drafted(aoki, case)
    with wearing(aoki):
        with pytest.raises(Refused, match="やめる理由"):
            actions.end_plan(plan, version=version(plan), by=aoki, at=timezone.now())
        actions.end_plan(plan, text="状況が変わった。", version=version(plan), by=aoki, at=timezone.now())
        assert Plan.objects.get(pk=plan).state == PlanState.ENDED
    other, running = decided(aoki)
    with wearing(aoki):
        with pytest.raises(Refused, match="評価"):
            actions.end_plan(running, text="x", version=version(running), by=aoki, at=timezone.now())
        assert row(other).state == CaseState.SUPPORTING


def test_the_database_knows_the_same_steps() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a, b FROM unnest(%s::text[]) a, unnest(%s::text[]) b WHERE cases_plan_may_step(a, b)",
            [PlanState.values, PlanState.values],
        )
        assert set(cursor.fetchall()) == set(transitions())


ADOPT = (
    "UPDATE cases_plan SET state = 'decided', meeting_id = %s, meeting_kind = 'multi_agency', meeting_on = %s,"
    " decided_on = enishi_today(), moved_at = now(), consent_id = %s WHERE id = %s"
)


def test_raw_sql_decides_nothing_without_a_meeting_and_consent(aoki: Hat, chiba: Hat, case: UUID) -> None:
    plan = proposed(aoki, case)
    on_the_team(aoki, case, chiba)
    today = timezone.localdate()

    def refused(sql: str, *values: object) -> bool:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.rowcount == 0
        except DatabaseError:
            return True

    with wearing(aoki):
        looked(aoki, case)
        assert refused(ADOPT, uuid4(), today, uuid4(), plan), "a consent that is none"
        support = Consent.objects.get(stage=ConsentStage.SUPPORT).pk
        assert refused(ADOPT, uuid4(), today, support, plan), "a consent to something else"
    consent = agreed(aoki, case)
    other = opened(aoki, state=CaseState.ASSESSING)
    foreign = agreed(aoki, other)
    with wearing(chiba):
        looked(chiba, case)
        assert refused(ADOPT, uuid4(), today, consent, plan), "only who leads"
    with wearing(aoki):
        looked(aoki, case)
        assert refused(ADOPT, uuid4(), today, foreign, plan), "somebody else's consent"
        assert refused(ADOPT, uuid4(), today, support, plan), (
            "the request for support is not the consent to the plan"
        )
        assert refused(ADOPT, None, today, consent, plan), "no decision"
        assert refused(ADOPT, uuid4(), today + timedelta(days=1), consent, plan), "a meeting to come"
        assert refused("UPDATE cases_plan SET state = 'ahead', moved_at = now() WHERE id = %s", plan)
        assert refused(
            "INSERT INTO cases_plan (id, case_id, number, kind, state, moved_at, agency_id, made_by, made_at, meeting_kind,"
            " version) VALUES (gen_random_uuid(), %s, 7, 'first', 'draft', now(), %s, %s, now(), '', 1)",
            case, aoki.agency_id, aoki.membership_id,
        ), "a second one in preparation"  # fmt: skip
        assert not refused(ADOPT, uuid4(), today, consent, plan), "and with all of it, it is decided"
        for change in (
            "UPDATE cases_plan SET state = 'draft' WHERE id = %s",
            "UPDATE cases_plan SET meeting_on = meeting_on - 1 WHERE id = %s",
            "UPDATE cases_plan SET state = 'ended', moved_at = now() WHERE id = %s",
            "UPDATE cases_plan SET state = 'superseded', moved_at = now() WHERE id = %s",
            "UPDATE cases_plan SET monitor_on = monitor_on + 5 WHERE id = %s",
            "UPDATE cases_plan SET monitor_on = NULL WHERE id = %s",
        ):
            assert refused(change, plan), change
        assert Case.objects.get(pk=case).state == CaseState.PLANNING


def test_a_plan_does_not_begin_on_a_request_that_has_run_out(aoki: Hat) -> None:
    case, first = decided(aoki)
    plan = proposed(aoki, case)
    agreed(aoki, case)
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sharing_consent SET ends_at = starts_at + interval '1 microsecond' WHERE stage = 'support'"
        )
    with pytest.raises(Refused, match="支援の申込み"):
        adopted(aoki, plan)
    with pytest.raises(Refused, match="支援の申込み"):
        ahead(aoki, plan)
    with wearing(aoki):
        assert Plan.objects.get(pk=first).state == PlanState.DECIDED
