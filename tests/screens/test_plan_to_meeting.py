"""A plan that waits for a decision leads to the meeting, and the meeting's form to its adoption: nothing is chosen twice."""

from typing import Any

import pytest
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.cases.models import Plan
from enishi.cases.terms import PlanState
from enishi.cases.tests import planning
from enishi.conferences import actions as conferences
from enishi.conferences.models import Decision
from enishi.conferences.terms import AgendaPurpose, DecisionKind
from enishi.conferences.tests.factories import agreed_case, held, invited, meeting, seated
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import at as case_at
from tests.screens.conference_forms import at, line

pytestmark = pytest.mark.django_db


def drawn(answer: Any) -> dict[str, Any]:
    form = answer.context["form"]
    return {name: form[name].value() for name in ("kind", "agency", "what")}


def test_from_a_proposed_plan_to_its_adoption(aoki: Hat, chiba: Hat) -> None:
    case, client = agreed_case(aoki, chiba), visitor(aoki)
    plan = planning.proposed(aoki, case)
    planning.agreed(aoki, case)
    assert at("for-case", case) in client.get(case_at("plan", plan)).content.decode()
    conference = meeting(aoki, "coordination")
    put = client.get(at("for-case", case)).context["form"]
    assert put["purpose"].value() == AgendaPurpose.PLAN
    with wearing(aoki):
        new = conferences.NewItem(AgendaPurpose.PLAN, "山田 花子さん", case)
        item = conferences.put_item(conference, new, by=aoki, at=timezone.now())
    seated(aoki, item, invited(aoki, conference, chiba))
    form = drawn(client.get(at("decide", item)))
    assert form == {"kind": DecisionKind.ADOPT_PLAN, "agency": str(aoki.agency_id), "what": "プランのとおり支援する。"}
    assert client.post(at("decide", item), line(aoki.agency_id, duty="") | form).status_code == 302
    with wearing(aoki):
        assert Decision.objects.get(item=item).about_id == plan, "the only plan need not be chosen"
    assert drawn(client.get(at("decide", item)))["kind"] != DecisionKind.ADOPT_PLAN, "once is enough"
    held(aoki, conference)
    with wearing(aoki):
        assert Plan.objects.get(pk=plan).state == PlanState.DECIDED
    assert at("for-case", case) not in client.get(case_at("plan", plan)).content.decode()
