"""Opening a case, and who sees it from then on."""

import pytest
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.cases import actions
from enishi.cases.access import open_case
from enishi.cases.models import Case, CaseStep, JournalEntry, TeamRole
from enishi.cases.terms import CaseState, TeamState
from enishi.cases.tests.factories import consented, lead, on_the_team, opened, resident_of, row
from enishi.intake.tests.factories import in_days, received
from enishi.office.errors import NotFound, Refused
from enishi.sharing import actions as sharing
from enishi.sharing.terms import ConsentMeans, ConsentStage, Purpose

pytestmark = pytest.mark.django_db


def test_a_case_begins_led_by_the_agency_that_opened_it(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    with wearing(aoki):
        assert row(case).state == CaseState.OUTREACH
        assert (lead(case).agency_id, lead(case).membership_id) == (aoki.agency_id, aoki.membership_id)
        assert [one.after for one in CaseStep.objects.filter(case=case)] == ["outreach"]
    with wearing(chiba):
        assert not Case.objects.filter(pk=case).exists()
        with pytest.raises(NotFound):
            open_case(chiba, case, to=Purpose.SUPPORT, word="test")


def test_without_a_request_for_support_nothing_is_assessed(aoki: Hat) -> None:
    consultation = received(aoki)
    new = actions.NewCase(consultation, CaseState.ASSESSING, in_days(7), "assess")
    with wearing(aoki), pytest.raises(Refused, match="支援の申込み"):
        actions.open_new_case(new, by=aoki, at=timezone.now())
    with wearing(aoki):
        person = resident_of(consultation)
    consented(aoki, person)
    with wearing(aoki):
        case = actions.open_new_case(new, by=aoki, at=timezone.now())
        assert row(case).state == CaseState.ASSESSING


def test_the_counter_does_not_lead(baba: Hat) -> None:
    with pytest.raises(Refused, match="始められるのは"):
        opened(baba)


def test_who_joins_by_consent_sees_until_the_consent_is_withdrawn(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki, state=CaseState.ASSESSING)
    role = on_the_team(aoki, case, chiba)
    with wearing(chiba):
        open_case(chiba, case, to=Purpose.SUPPORT, word="test")
        entry = actions.write_entry(
            case, actions.NewEntry("家計簿を一緒に見た。"), by=chiba, at=timezone.now()
        )
    with wearing(aoki):
        open_case(aoki, case, to=Purpose.SUPPORT, word="test")
        assert JournalEntry.objects.filter(pk=entry).exists()
        shared = TeamRole.objects.get(pk=role).consent_id
        person = row(case).resident_id
        sharing.withdraw_consent(
            shared, resident=person, means=ConsentMeans.PHONE, note="", by=aoki, at=timezone.now()
        )
        assert TeamRole.objects.get(pk=role).state == TeamState.LEFT
        assert row(case).state == CaseState.ASSESSING, "only the sharing was withdrawn"
    with wearing(chiba):
        with pytest.raises(NotFound):
            open_case(chiba, case, to=Purpose.SUPPORT, word="test")
        assert not JournalEntry.objects.filter(pk=entry).exists()


def test_a_withdrawn_request_for_support_leads_back_before_consent(aoki: Hat) -> None:
    case = opened(aoki, state=CaseState.ASSESSING)
    with wearing(aoki):
        open_case(aoki, case, to=Purpose.SUPPORT, word="test")
        person = row(case).resident_id
        from enishi.sharing.models import Consent

        consent = Consent.objects.get(resident=person, stage=ConsentStage.SUPPORT)
        sharing.withdraw_consent(
            consent.pk, resident=person, means=ConsentMeans.SPOKEN, note="", by=aoki, at=timezone.now()
        )
        assert row(case).state == CaseState.OUTREACH
        assert lead(case).agency_id == aoki.agency_id
