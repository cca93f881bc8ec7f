"""Cases of fictional people, made through the same verbs that staff use."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.cases import actions
from enishi.cases.models import Case, Lead, TeamRole
from enishi.cases.terms import CaseState
from enishi.intake.models import Consultation
from enishi.intake.tests.factories import in_days, received
from enishi.sharing import actions as sharing
from enishi.sharing.rules import NewConsent
from enishi.sharing.terms import ConsentGiver, ConsentMeans, ConsentStage

BASIC, LIVING, HEALTH, FAMILY, RIGHTS, LOCATION, JUSTICE = 1, 2, 4, 8, 16, 32, 64
DESK = BASIC | LIVING | HEALTH | FAMILY


def consented(
    by: Hat, resident: UUID, *to: Hat, stage: ConsentStage = ConsentStage.SUPPORT, classes: int = DESK
) -> UUID:
    """A consent of the person, written down by ``by``."""
    now = timezone.now()
    new = NewConsent(
        stage=stage,
        classes=classes,
        recipients=tuple(one.agency_id for one in to if one.agency_id),
        purpose="多機関協働による支援",
        starts_at=now,
        ends_at=now + timedelta(days=200),
        given_by=ConsentGiver.SELF,
        means=ConsentMeans.WRITTEN,
        evidence="窓口で署名を受けた。",
    )
    with wearing(by):
        return sharing.record_consent(resident, new, by=by, at=now)


def resident_of(consultation: UUID) -> UUID:
    found = Consultation.objects.values_list("resident_id", flat=True).get(pk=consultation)
    assert found is not None
    return found


def opened(by: Hat, *, state: CaseState = CaseState.OUTREACH, **more: Any) -> UUID:
    """A case about 山田 花子, who has just been received by the same desk."""
    consultation = received(by)
    if state == CaseState.ASSESSING:
        with wearing(by):
            person = resident_of(consultation)
        consented(by, person)
    given: dict[str, Any] = {
        "consultation": consultation,
        "state": state,
        "next_on": in_days(7),
        "next_action": "contact",
        "text": "世帯全体への支援が必要。",
    }
    with wearing(by):
        return actions.open_new_case(actions.NewCase(**(given | more)), by=by, at=timezone.now())


def row(case: UUID) -> Case:
    return Case.objects.get(pk=case)


def lead(case: UUID) -> Lead:
    return Lead.objects.get(case=case, ended_at__isnull=True)


def on_the_team(by: Hat, case: UUID, member: Hat, *, accept: bool = True, **more: Any) -> UUID:
    """``member``'s agency is asked by consent to take a role, and takes it."""
    with wearing(by):
        person = row(case).resident_id
    consent = consented(by, person, member, stage=ConsentStage.SHARING)
    given: dict[str, Any] = {
        "agency": member.agency_id,
        "duty": "support",
        "text": "家計の相談をお願いします。",
        "classes": DESK,
        "consent": consent,
    }
    with wearing(by):
        role = actions.ask_to_join(case, actions.NewRole(**(given | more)), by=by, at=timezone.now())
    if accept:
        with wearing(member):
            actions.accept_role(
                role, version=TeamRole.objects.get(pk=role).version, by=member, at=timezone.now()
            )
    return role
