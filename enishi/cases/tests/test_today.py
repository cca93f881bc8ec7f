"""今日 shows cases, plans and roles of who leads and who is asked, and names only those of whom the hat may know."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.models import Plan
from enishi.cases.queries import today
from enishi.cases.terms import CaseState
from enishi.cases.tests.factories import opened, row
from enishi.cases.tests.planning import decided, proposed
from enishi.cases.tests.test_monitoring import late
from enishi.intake.queries.today import Line, people_of
from enishi.intake.tests.factories import in_days
from enishi.office.models import TrailEntry

pytestmark = pytest.mark.django_db


def shown(hat: Hat) -> dict[str, list[Line]]:
    with wearing(hat):
        room = today(hat, timezone.now())
        people = people_of(hat, [room])
        parts = {part.key: list(part.lines) for part in room.parts(people)}
        assert {key: len(lines) for key, lines in parts.items()} == {
            part.key: part.count for part in room.parts(people)
        }
    return {key: lines for key, lines in parts.items() if lines}


def person_of(case: UUID) -> UUID:
    with outside_the_walls():
        return row(case).resident_id


def test_what_is_due_is_shown_to_who_leads_and_to_nobody_else(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    due = opened(aoki, next_on=in_days(0))
    opened(aoki, next_on=in_days(3))
    case = opened(aoki, state=CaseState.ASSESSING)
    plan = proposed(aoki, case)
    _, running = decided(aoki)
    late(running)
    found = shown(aoki)
    assert {key: [one.url for one in lines] for key, lines in found.items()} == {
        "cases": [f"/cases/{due}/"],
        "looks": [f"/cases/plans/{running}/monitor/"],
        "plans": [f"/cases/plans/{plan}/"],
    }
    assert {one.name for lines in found.values() for one in lines} == {"山田 花子"}
    assert (found["looks"][0].text, found["looks"][0].tone) == ("支援プラン 第1回", "bad")
    assert found["plans"][0].when == "会議で決定"
    assert shown(baba) == shown(chiba) == {}


def test_a_plan_that_goes_ahead_waits_and_is_looked_at(aoki: Hat) -> None:
    _, plan = decided(aoki)
    late(plan)
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE cases_plan SET state = 'ahead', approve_by = %s WHERE id = %s", [in_days(2), plan]
        )
        cursor.execute("SET session_replication_role = origin")
        assert Plan.objects.get(pk=plan).state == "ahead"
    found = shown(aoki)
    assert [one.url for one in found["looks"]] == [f"/cases/plans/{plan}/monitor/"]
    assert [(one.url, one.when) for one in found["plans"]] == [(f"/cases/plans/{plan}/", "事後了承 あと2日")]


def test_all_persons_are_one_look_and_one_question(aoki: Hat) -> None:
    def statements() -> int:
        with wearing(aoki), CaptureQueriesContext(connection) as taken:
            room = today(aoki, timezone.now())
            assert room.parts(people_of(aoki, [room]))
        return len(taken)

    cases = [opened(aoki, next_on=in_days(0))]
    few = statements()
    cases += [opened(aoki, next_on=in_days(0)) for _ in range(3)]
    assert statements() == few == 2
    with outside_the_walls():
        look = TrailEntry.objects.filter(kind="look", word="today").latest("pk")
        assert sorted(look.binders, key=str) == sorted({person_of(one) for one in cases}, key=str)
        assert not look.deliberate
