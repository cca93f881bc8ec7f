"""Rows of sheets and plans as raw SQL writes them, and the plans that the scenarios begin with."""

from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.cases import actions
from enishi.cases.models import Plan, PlanGoal
from enishi.cases.terms import CaseState
from enishi.cases.tests.factories import BASIC, HEALTH, LIVING, act, asked_to_lead, led_by, member_of, opened
from enishi.cases.tests.planning import version
from enishi.intake.tests.factories import in_days
from enishi.office.models import Task
from enishi.sharing import actions as sharing
from enishi.sharing.models import Consent
from enishi.sharing.terms import ConsentMeans, ConsentStage, SealKind
from tests.noninterference.case_making import NOW, classes, person, refused


def new(hat: Hat, table: str, row: dict[str, Any], **other: Any) -> bool:
    """Whether a hat's row is refused, with other values than the usual ones."""
    row = {"id": uuid4(), **row, **other}
    places = ", ".join(["%s"] * len(row))
    return refused(hat, f"INSERT INTO cases_{table} ({', '.join(row)}) VALUES ({places})", *row.values())


def signed(hat: Hat, case: UUID, **more: Any) -> dict[str, Any]:
    whose = {"case_id": case, "binder_id": case, "information_class": BASIC, "origin_id": hat.agency_id}
    return {**whose, "author_id": hat.membership_id, "at": timezone.now(), **more}


def sheet(hat: Hat, case: UUID) -> dict[str, Any]:
    begins = {"agency_id": hat.agency_id, "begun_by": hat.membership_id, "begun_at": timezone.now()}
    form = {"sheet": "other", "sheet_version": 1, "state": "draft", "version": 1}
    return {"case_id": case, "binder_id": case, **form, **begins}


def plan_row(hat: Hat, case: UUID) -> dict[str, Any]:
    now = timezone.now()
    made = {"agency_id": hat.agency_id, "made_by": hat.membership_id, "made_at": now, "moved_at": now}
    return {
        "case_id": case,
        "number": 1,
        "kind": "first",
        "state": "draft",
        "meeting_kind": "",
        "version": 1,
        **made,
    }


def part(hat: Hat, case: UUID, plan: UUID) -> dict[str, Any]:
    return signed(hat, case, plan_id=plan, position=9, kind="issue", code="", text="x")


def look(hat: Hat, case: UUID, plan: UUID) -> dict[str, Any]:
    done = {"done_at": timezone.now(), "done_by": hat.membership_id, "next_on": in_days(60)}
    return {"case_id": case, "plan_id": plan, "due_on": in_days(30), **done}


def judged(hat: Hat, case: UUID, plan: UUID) -> dict[str, Any]:
    done = {"evaluated_at": timezone.now(), "evaluated_by": hat.membership_id}
    return {"case_id": case, "plan_id": plan, "sheet_version": 1, "result": "ended", **done}


def written(hat: Hat, model: str, row: dict[str, Any]) -> UUID:
    """A row that the database takes, past the verbs."""
    with wearing(hat):
        made = apps.get_model("cases", model)(id=uuid4(), **row)
        made.save(force_insert=True)
    found: UUID = made.pk
    return found


def assessed(hat: Hat) -> UUID:
    return opened(hat, state=CaseState.ASSESSING)


def stands(plan: UUID) -> str:
    with cast.outside_the_walls():
        return str(Plan.objects.get(pk=plan).state)


def consent_of(case: UUID, stage: ConsentStage) -> UUID:
    who = person(case)
    with cast.outside_the_walls():
        found: UUID = Consent.objects.get(resident=who, stage=stage, withdrawn_at=None).pk
    return found


def withdrawn(hat: Hat, case: UUID, consent: UUID) -> None:
    act(hat, sharing.withdraw_consent, consent, resident=person(case), means=ConsentMeans.PHONE, note="")


def goal_of(plan: UUID, information_class: int = LIVING) -> UUID:
    with cast.outside_the_walls():
        found: UUID = PlanGoal.objects.get(plan=plan, information_class=information_class, removed_at=None).pk
    return found


def ahead(hat: Hat, plan: UUID) -> None:
    act(hat, actions.go_ahead, plan, text="今週中に電気が止まる。", version=version_of(plan))


def version_of(plan: UUID) -> int:
    with cast.outside_the_walls():
        return version(plan)


def led_without_health(a: Hat, b: Hat, case: UUID) -> UUID:
    """``b`` leads a case, and does not see what is about health in the file of a member."""
    member = member_of(a, case)
    act(a, sharing.seal, member, kind=SealKind.OTHER, classes=HEALTH, holders=[])
    led_by(b, asked_to_lead(a, case, b))
    assert classes(b, member) & (BASIC | HEALTH) == BASIC
    return member


def awaits(hat: Hat, case: UUID) -> int:
    with cast.outside_the_walls():
        return Task.objects.filter(
            holder_id=hat.agency_id, binder_id=case, word="plan.approval", state="open"
        ).count()


CONFIRM = (
    f"UPDATE cases_assessment SET state = 'confirmed', confirmed_by = %s, confirmed_at = {NOW} WHERE id = %s"
)
STEP = f"UPDATE cases_plan SET state = %s, moved_at = {NOW} WHERE id = %s"
AHEAD = (
    f"UPDATE cases_plan SET state = 'ahead', approve_by = enishi_today() + 9, moved_at = {NOW} WHERE id = %s"
)
ADOPT = (
    "UPDATE cases_plan SET state = 'decided', meeting_id = gen_random_uuid(), meeting_kind = 'multi_agency',"
    f" meeting_on = enishi_today(), decided_on = enishi_today(), moved_at = {NOW}, consent_id = %s WHERE id = %s"
)
