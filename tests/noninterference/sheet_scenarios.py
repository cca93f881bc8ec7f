"""What the database itself must refuse of assessment sheets, past every verb; judged by ``plan_mutants.py``."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from enishi.agencies.tests import cast
from enishi.cases import actions
from enishi.cases.models import AssessmentAnswer
from enishi.cases.rules.assessment import Value
from enishi.cases.tests.factories import (
    BASIC,
    HEALTH,
    LIVING,
    act,
    member_of,
    on_the_team,
    opened,
)
from enishi.cases.tests.factories import version as version_of_case
from enishi.cases.tests.planning import (
    answered,
    begun,
    confirmed,
)
from tests.noninterference.case_making import leader, refused
from tests.noninterference.plan_making import (
    CONFIRM,
    assessed,
    new,
    sheet,
    signed,
    written,
)


def a_sheet_is_begun_in_a_file_of_its_case_by_who_begins_it() -> None:
    a, b = leader("甲"), leader("乙")
    case, other = assessed(a), opened(a)
    member, elsewhere = member_of(a, case), member_of(a, other)
    usual = sheet(a, case)
    assert new(a, "assessment", usual, binder_id=elsewhere)
    assert new(
        a, "assessment", usual, state="confirmed", confirmed_by=a.membership_id, confirmed_at=timezone.now()
    )
    assert new(a, "assessment", usual, agency_id=b.agency_id)
    assert new(a, "assessment", usual, begun_by=b.membership_id)
    assert new(a, "assessment", usual, begun_at=timezone.now() + timedelta(hours=1))
    for binder in (case, member):
        assert not new(a, "assessment", usual, binder_id=binder)
    act(a, actions.remove_member, case, member, version=version_of_case(case))
    assert new(a, "assessment", usual, binder_id=member), "of somebody who has left the case"
    act(a, actions.end_watch, other, reason="moved", version=version_of_case(other))
    assert new(a, "assessment", sheet(a, other)), "in a case that has ended"


def a_sheet_is_confirmed_by_who_leads_after_consent_and_stays() -> None:
    a, b = leader("甲"), leader("乙")
    case, before_consent = assessed(a), opened(a)
    on_the_team(a, case, b)
    one = begun(a, case)
    answered(a, one, dwelling=Value(codes=("rented",)))
    assert refused(b, CONFIRM, b.membership_id, one)
    assert refused(a, CONFIRM, b.membership_id, one), "in somebody else's name"
    assert refused(a, CONFIRM, a.membership_id, begun(a, before_consent))
    assert refused(a, "UPDATE cases_assessment SET sheet = 'other' WHERE id = %s", one)
    again = "UPDATE cases_assessment SET version = version + 1 WHERE id = %s"
    for sql, values in ((CONFIRM, [a.membership_id, one]), (again, [one])):
        assert not refused(a, sql, *values)
    confirmed(a, one)
    assert refused(a, again, one)


def an_answer_goes_into_an_open_sheet_signed_by_who_reads_its_class() -> None:
    a, b = leader("甲"), leader("乙")
    case, other = assessed(a), assessed(a)
    one, theirs = begun(a, case), begun(a, other)
    on_the_team(a, case, b, classes=BASIC)
    told: dict[str, Any] = {"assessment_id": one, "edition": 2, "item": "summary", "codes": [], "text": "x"}
    usual = signed(a, case, **told)
    assert new(a, "assessmentanswer", usual, assessment_id=theirs)
    assert new(a, "assessmentanswer", usual, author_id=b.membership_id)
    assert new(a, "assessmentanswer", usual, at=timezone.now() + timedelta(hours=1))
    assert new(b, "assessmentanswer", signed(b, case, **told), information_class=HEALTH)
    for hat in (a, b):
        assert not new(hat, "assessmentanswer", signed(hat, case, **told))
    answered(a, one, summary=Value(text="まとめ"))
    confirmed(a, one)
    assert new(a, "assessmentanswer", usual), "into a confirmed sheet"


def an_answer_replaces_one_to_the_same_question_about_the_same_person() -> None:
    a = leader("甲")
    case, other = assessed(a), assessed(a)
    one, theirs = begun(a, case), begun(a, other)
    written(a, "AssessmentAnswer", signed(a, case, assessment_id=one, edition=2, item="wish", text="x"))
    for of in (one, theirs):
        answered(a, of, summary=Value(text="まとめ"))
    another_sheet = written(a, "Assessment", sheet(a, case))
    with cast.outside_the_walls():
        mine = AssessmentAnswer.objects.get(assessment=one, item="summary")
        another = AssessmentAnswer.objects.get(assessment=one, item="wish")
        foreign = AssessmentAnswer.objects.get(assessment=theirs, item="summary")
    usual = signed(a, case, assessment_id=one, edition=3, item="summary", codes=[], text="y")
    usual |= {"information_class": mine.information_class}
    assert new(a, "assessmentanswer", usual, replaces_id=another.pk)
    assert new(a, "assessmentanswer", usual, replaces_id=foreign.pk)
    assert new(a, "assessmentanswer", usual, replaces_id=mine.pk, information_class=LIVING)
    assert new(a, "assessmentanswer", usual, replaces_id=mine.pk, assessment_id=another_sheet)
    assert not new(a, "assessmentanswer", usual, replaces_id=mine.pk)
