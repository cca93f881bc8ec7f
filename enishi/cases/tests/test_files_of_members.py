"""What is assessed and planned for another member of the household lies in that member's file, and is opened by it alone."""

from uuid import UUID

import pytest
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.cases import actions
from enishi.cases.models import Assessment, AssessmentAnswer
from enishi.cases.queries.assessments import assessments_of, read_sheet
from enishi.cases.queries.plans import read_plan
from enishi.cases.rules.assessment import Value
from enishi.cases.terms import CaseState
from enishi.cases.tests.factories import on_the_team, opened
from enishi.cases.tests.planning import BASIC, LIVING, answered, begun, looked, text, version
from enishi.office.errors import NotFound, Refused
from enishi.office.wareki import BirthDate
from enishi.residents.tests.factories import registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(aoki: Hat) -> UUID:
    return opened(aoki, state=CaseState.ASSESSING)


@pytest.fixture
def son(aoki: Hat, case: UUID) -> UUID:
    """Another member of the case, with a file of their own."""
    resident = registered(
        aoki, name="山田 太一", kana="ヤマダ タイチ", sex="male", birth=BirthDate.read("平成12年5月1日")
    )
    with wearing(aoki):
        return actions.add_member(case, resident, by=aoki, at=timezone.now())


def test_a_member_has_a_sheet_of_their_own(aoki: Hat, chiba: Hat, case: UUID, son: UUID) -> None:
    hers, his = begun(aoki, case), begun(aoki, case, file=son)
    answered(aoki, hers, dwelling=Value(codes=("rented",)))
    answered(aoki, his, working=Value(codes=("not_seeking",)))
    with wearing(aoki):
        found, today = looked(aoki, case), timezone.localdate()
        assert {one.pk for one in assessments_of(found)} == {hers, his}
        page = read_sheet(found, his, on=today)
        assert page.line("name").text == "山田 太一"
        assert "complaint" not in [line.item.code for line in page.lines], "what she told is not his"
        assert page.line("dwelling").text == ""
    on_the_team(aoki, case, chiba)
    with wearing(chiba):
        found = looked(chiba, case)
        assert [one.pk for one in assessments_of(found)] == [hers]
        assert not AssessmentAnswer.objects.filter(assessment=his).exists()
        assert not Assessment.objects.filter(pk=his).exists()
        with pytest.raises(NotFound):
            read_sheet(found, his, on=timezone.localdate())
        with pytest.raises(NotFound):
            actions.answer_items(his, {"summary": Value(text="x")}, version=1, by=chiba, at=timezone.now())
        with pytest.raises(Refused, match="だれのアセスメント"):
            actions.begin_assessment(case, file=son, by=chiba, at=timezone.now())


def test_a_goal_for_a_member_lies_in_their_file(aoki: Hat, chiba: Hat, case: UUID, son: UUID) -> None:
    goals = (
        actions.NewGoal(text="家計表をつける。", information_class=LIVING, key="hers"),
        actions.NewGoal(text="仕事を探す。", information_class=LIVING, key="his", file=son),
    )
    steps = [actions.NewStep(text="窓口に行く。", goal="his", file=son, information_class=BASIC)]
    with wearing(aoki):
        plan = actions.begin_plan(case, by=aoki, at=timezone.now())
        actions.write_plan(
            plan, text(goals=goals, steps=steps, parts=()), version=version(plan), by=aoki, at=timezone.now()
        )
        page = read_plan(looked(aoki, case), plan)
        assert [one.binder_id for one in page.rows.goals] == [case, son]
    on_the_team(aoki, case, chiba)
    with wearing(chiba):
        page = read_plan(looked(chiba, case), plan)
        assert [one.text for one in page.rows.goals] == ["家計表をつける。"]
        assert page.rows.steps == []
