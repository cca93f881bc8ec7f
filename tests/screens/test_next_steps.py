"""What a worker meets after each step of a case: the next one with where it is done, and nothing that can only be refused."""

from typing import Any

import pytest

from enishi.agencies.hats import Hat
from enishi.cases.forms.moving import MoveForm
from enishi.cases.terms import CaseState
from enishi.cases.tests.factories import opened
from enishi.intake.tests.factories import in_days, received
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import agreement, at, person_of, text

pytestmark = pytest.mark.django_db


def offered(answer: Any, name: str = "state") -> list[str]:
    return [value for value, _ in answer.context["form"].fields[name].choices]


def test_a_case_begins_before_consent_where_none_was_recorded(aoki: Hat) -> None:
    page = visitor(aoki).get(at("open", received(aoki)))
    assert offered(page) == [CaseState.OUTREACH]
    assert "始めたあとで同意を記録する" in text(page)


def test_before_consent_the_next_step_is_the_consent(aoki: Hat) -> None:
    client, case = visitor(aoki), opened(aoki)
    page = client.get(at("move", case))
    assert at("consent", case) in page.content.decode()
    assert 'name="version"' not in page.content.decode()
    assert "プランを作る" not in text(client.get(at("case", case)))
    assert at("consent", case) in client.get(at("plans", case)).content.decode()
    refused = client.post(at("move", case), {"state": CaseState.ASSESSING, "version": "1"})
    assert refused.status_code == 422
    assert "支援の申込み（同意）を先に記録してください" in text(refused)


def test_a_recorded_request_says_where_it_leads(aoki: Hat) -> None:
    client, case = visitor(aoki), opened(aoki)
    answer = client.post(at("consent", case), agreement(person_of(case)), follow=True)
    assert "「進める」で、アセスメントに進めます。" in text(answer)
    assert "「このケースの会議」から、ケースに引き継げます" in text(answer)
    page = client.get(at("move", case))
    assert offered(page) == [CaseState.ASSESSING]
    assert "checked" in page.content.decode()


def test_where_the_request_has_ended_a_case_still_goes_back() -> None:
    form = MoveForm(now=CaseState.ASSESSING, asked=False)
    assert [value for value, _ in form.fields["state"].choices] == [CaseState.OUTREACH]  # type: ignore[attr-defined]
    assert form.waits_for == ["プラン調整"]


def test_each_tick_of_closing_is_told_where_it_stands(aoki: Hat) -> None:
    case = opened(aoki, state=CaseState.ASSESSING)
    answer = visitor(aoki).post(at("close", case), {"version": "1", "reason": "agreed", "follow_up_on": in_days(30).isoformat()})
    assert set(answer.context["form"].errors) == {"sorted_out", "outlook", "roles_agreed"}
