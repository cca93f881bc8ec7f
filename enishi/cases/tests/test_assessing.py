"""Filling in the shared sheet: append-only, class by class, and nothing that was told already is asked again."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.cases import actions
from enishi.cases.models import Assessment, AssessmentAnswer
from enishi.cases.queries.assessments import compare, compare_days, history, read_sheet
from enishi.cases.rules.assessment import Value
from enishi.cases.rules.differences import Change
from enishi.cases.terms import AssessmentState, CaseState
from enishi.cases.tests.factories import on_the_team, opened
from enishi.cases.tests.planning import (
    BASIC,
    HEALTH,
    LIVING,
    answered,
    begun,
    confirmed,
    looked,
)
from enishi.intake.tests.factories import in_days
from enishi.office.errors import NotFound, Overtaken, Refused

pytestmark = pytest.mark.django_db

RENTED, POOR = Value(codes=("rented",)), Value(codes=("poor_not_seeing",))


@pytest.fixture
def case(aoki: Hat) -> UUID:
    return opened(aoki, state=CaseState.ASSESSING)


def today():
    return timezone.localdate()


def test_what_was_told_is_read_and_not_typed_again(aoki: Hat, case: UUID) -> None:
    one = begun(aoki, case)
    with wearing(aoki):
        page = read_sheet(looked(aoki, case), one, on=today())
        assert page.line("name").text == "山田 花子"
        assert page.line("kana").text
        assert "収入・生活費" in page.line("issues").text
        assert page.line("issues").text.startswith("◎")
        assert not AssessmentAnswer.objects.exists()
        assert page.meter.answered >= 2, "sex or birth, and issues, are told already"


def test_an_answer_is_written_once_and_a_changed_one_replaces_it(aoki: Hat, case: UUID) -> None:
    one = begun(aoki, case)
    assert answered(aoki, one, dwelling=RENTED, children_number=Value(number=Decimal(2))) == 2
    assert answered(aoki, one, dwelling=RENTED) == 0, "nothing has changed"
    assert answered(aoki, one, dwelling=Value(codes=("public",))) == 1
    with wearing(aoki):
        found = looked(aoki, case)
        assert read_sheet(found, one, on=today()).line("dwelling").text == "公営住宅"
        assert read_sheet(found, one, on=today()).line("children_number").text == "2"
        lines = history(found, one, "dwelling", on=today())
        assert [line.text for line in lines] == ["公営住宅", "借家(民間賃貸)"]
        assert lines[0].author == aoki.membership_id
        new, old = AssessmentAnswer.objects.filter(item="dwelling").order_by("-edition")
        assert new.replaces_id == old.pk


def test_a_number_is_kept_to_the_hundredth(aoki: Hat, case: UUID) -> None:
    one = begun(aoki, case)
    assert answered(aoki, one, children_number=Value(number=Decimal("1.234"))) == 1
    assert answered(aoki, one, children_number=Value(number=Decimal("1.234"))) == 0


def test_an_emptied_answer_is_history_too(aoki: Hat, case: UUID) -> None:
    one = begun(aoki, case)
    answered(aoki, one, dwelling=RENTED)
    answered(aoki, one, dwelling=Value())
    with wearing(aoki):
        found = looked(aoki, case)
        assert read_sheet(found, one, on=today()).line("dwelling").text == ""
        assert len(history(found, one, "dwelling", on=today())) == 2


def test_ticks_of_several_classes_are_kept_apart(aoki: Hat, chiba: Hat, case: UUID) -> None:
    one = begun(aoki, case)
    answered(aoki, one, benefit=Value(codes=("child", "disability")))
    on_the_team(aoki, case, chiba, classes=BASIC | LIVING)
    with wearing(aoki):
        found = {row.information_class: row.codes for row in _answers(aoki, case)}
        assert found == {LIVING: ["child"], HEALTH: ["disability"]}
    with wearing(chiba):
        page = read_sheet(looked(chiba, case), one, on=today())
        assert page.line("benefit").text == "児童手当"
        assert "health_state" not in [line.item.code for line in page.lines]
    answered(chiba, one, benefit=Value(codes=("child", "employment")))
    with wearing(aoki):
        page = read_sheet(looked(aoki, case), one, on=today())
        assert set(page.line("benefit").value.codes) == {"child", "employment", "disability"}, (
            "who does not see a tick does not take it away"
        )


def _answers(by: Hat, case: UUID) -> list[AssessmentAnswer]:
    looked(by, case)
    return list(AssessmentAnswer.objects.filter(case=case))


def test_nobody_writes_into_a_class_that_they_do_not_see(aoki: Hat, chiba: Hat, case: UUID) -> None:
    one = begun(aoki, case)
    on_the_team(aoki, case, chiba, classes=BASIC | LIVING)
    with pytest.raises(Refused, match="見られないため"):
        answered(chiba, one, health_state=POOR)
    with pytest.raises(Refused, match="見られないため"):
        answered(chiba, one, benefit=Value(codes=("disability",)))
    with wearing(chiba):
        looked(chiba, case)
        row = _stamped(chiba, case, one) | {"information_class": HEALTH}
        with pytest.raises(DatabaseError), transaction.atomic():
            AssessmentAnswer(**row).save(force_insert=True)
        AssessmentAnswer(**row | {"information_class": LIVING}).save(force_insert=True)


def _stamped(by: Hat, case: UUID, one: UUID) -> dict[str, object]:
    return {
        "id": uuid4(), "case_id": case, "binder_id": case, "information_class": BASIC, "origin_id": by.agency_id,
        "author_id": by.membership_id, "at": timezone.now(), "assessment_id": one, "edition": 2, "item": "summary",
        "text": "まとめ",
    }  # fmt: skip


def test_the_team_fills_one_sheet_and_each_answer_bears_its_origin(aoki: Hat, chiba: Hat, case: UUID) -> None:
    one = begun(aoki, case)
    on_the_team(aoki, case, chiba)
    seen = 1
    answered(aoki, one, dwelling=RENTED)
    assert answered(chiba, one, version=seen, health_state=POOR) == 1, "another item: nobody is in the way"
    with wearing(aoki):
        page = read_sheet(looked(aoki, case), one, on=today())
        assert page.line("health_state").origin == chiba.agency_id
        assert page.line("dwelling").origin == aoki.agency_id


def test_what_somebody_may_not_read_is_not_said_to_be_missing(aoki: Hat, chiba: Hat, case: UUID) -> None:
    """The partner sees the case and the register, and not the consultation."""
    one = begun(aoki, case)
    on_the_team(aoki, case, chiba)
    with wearing(aoki):
        assert "consultation.issues" in [
            line.item.reads for line in read_sheet(looked(aoki, case), one, on=today()).lines
        ]
    with wearing(chiba):
        page = read_sheet(looked(chiba, case), one, on=today())
        assert "課題と特性" not in page.meter.missing
        assert not [line for line in page.lines if line.item.reads.startswith("consultation.")]
        assert page.line("name").text == "山田 花子"


def test_two_answers_to_one_item_are_both_shown(aoki: Hat, chiba: Hat, case: UUID) -> None:
    one = begun(aoki, case)
    on_the_team(aoki, case, chiba)
    answered(aoki, one, dwelling=RENTED)
    with pytest.raises(Overtaken) as told:
        answered(chiba, one, version=1, dwelling=Value(codes=("public",)))
    assert told.value.theirs == {"住居": "借家(民間賃貸)"}
    assert answered(chiba, one, version=1, dwelling=RENTED) == 0, "the same answer is no conflict"


@pytest.mark.parametrize(
    ("item", "value", "said"),
    [
        ("dwelling", Value(codes=("castle",)), "選べないもの"),
        ("dwelling", Value(codes=("rented", "public")), "一つだけ"),
        ("dwelling", Value(text="城"), "答え方ではありません"),
        ("children_number", Value(number=Decimal(-1)), "0以上"),
        ("children_number", Value(number=Decimal("NaN")), "0以上"),
        ("left_work_on", Value(day=in_days(1)), "今日以前"),
        ("name", Value(text="山田"), "様式にない項目"),
        ("no_such", Value(text="x"), "様式にない項目"),
    ],
)
def test_what_does_not_fit_is_refused(aoki: Hat, case: UUID, item: str, value: Value, said: str) -> None:
    one = begun(aoki, case)
    with pytest.raises(Refused, match=said):
        answered(aoki, one, **{item: value})
    with wearing(aoki):
        assert not _answers(aoki, case)


def test_a_confirmed_sheet_stays_and_the_next_goes_on_from_it(aoki: Hat, case: UUID) -> None:
    first = begun(aoki, case)
    answered(aoki, first, dwelling=RENTED, health_state=POOR)
    with pytest.raises(Refused, match="記入中のアセスメント"):
        begun(aoki, case)
    confirmed(aoki, first)
    between = timezone.now()
    with pytest.raises(Refused, match="確定したアセスメント"):
        answered(aoki, first, dwelling=Value(codes=("public",)))
    second = begun(aoki, case)
    answered(aoki, second, dwelling=Value(codes=("public",)), summary=Value(text="落ち着いた。"))
    with wearing(aoki):
        found = looked(aoki, case)
        assert read_sheet(found, first, on=today()).line("dwelling").text == "借家(民間賃貸)"
        now = read_sheet(found, second, on=today())
        assert now.line("dwelling").text == "公営住宅"
        assert now.line("health_state").text == "良くない・通院していない", "not asked again"
        changes = compare(found, second, first, on=today())
        assert [(one.key.code, one.change, one.before, one.after) for one in changes] == [
            ("dwelling", Change.CHANGED, "借家(民間賃貸)", "公営住宅"),
            ("summary", Change.ADDED, None, "落ち着いた。"),
        ]
        assert compare_days(found, second, between, on=today()) == changes


def test_who_leads_confirms_and_not_before_consent(aoki: Hat, chiba: Hat, case: UUID) -> None:
    one = begun(aoki, case)
    with pytest.raises(Refused, match="記入がありません"):
        confirmed(aoki, one)
    on_the_team(aoki, case, chiba)
    answered(chiba, one, dwelling=RENTED)
    with pytest.raises(Refused, match="主担当の機関だけ"):
        confirmed(chiba, one)
    before_consent = opened(aoki)
    other = begun(aoki, before_consent)
    answered(aoki, other, dwelling=RENTED)
    with pytest.raises(Refused, match="同意前"):
        confirmed(aoki, other)
    with wearing(aoki), pytest.raises(Overtaken) as told:
        actions.confirm_assessment(one, version=1, by=aoki, at=timezone.now())
    assert told.value.theirs == {"住居": "借家(民間賃貸)"}


def test_an_outsider_learns_nothing(aoki: Hat, chiba: Hat, doi: Hat, case: UUID) -> None:
    one = begun(aoki, case)
    answered(aoki, one, dwelling=RENTED)
    for hat in (chiba, doi):
        with wearing(hat):
            assert not Assessment.objects.exists()
            assert not AssessmentAnswer.objects.exists()
            for there in (one, uuid4()):
                with pytest.raises(NotFound):
                    actions.answer_items(there, {"dwelling": RENTED}, version=1, by=hat, at=timezone.now())


def test_what_was_written_is_in_the_trail_without_what_it_says(aoki: Hat, case: UUID) -> None:
    one = begun(aoki, case)
    answered(aoki, one, dwelling=RENTED)
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SELECT word, detail::text FROM office_trailentry WHERE word LIKE 'assessment.%'")
        found = dict(cursor.fetchall())
    assert {"assessment.begun", "assessment.answered"} <= set(found)
    assert "rented" not in str(found)


def test_raw_sql_is_refused(aoki: Hat, chiba: Hat, case: UUID) -> None:
    one = begun(aoki, case)
    answered(aoki, one, dwelling=RENTED)
    on_the_team(aoki, case, chiba)
    other = opened(aoki, state=CaseState.ASSESSING)
    theirs = begun(aoki, other)

    def refused(sql: str, *values: object) -> bool:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.rowcount == 0
        except DatabaseError:
            return True

    answered(aoki, one, neighbourhood=Value(text="近所づきあいがある。"))
    with wearing(aoki):
        looked(aoki, case)
        looked(aoki, other)
        begin = (
            "INSERT INTO cases_assessment (id, case_id, binder_id, sheet, sheet_version, state, agency_id, begun_by,"
            " begun_at, version) VALUES (gen_random_uuid(), %s, %s, 'other', 1, %s, %s, %s, now(), 1)"
        )
        mine = (aoki.agency_id, aoki.membership_id)
        assert not refused(begin, case, case, "draft", *mine)
        assert refused(begin, case, other, "draft", *mine), "a file of another case"
        assert refused(begin, other, case, "draft", *mine)
        assert refused(begin, other, other, "confirmed", *mine), "confirmed from the beginning"
        assert refused(begin, other, other, "draft", chiba.agency_id, chiba.membership_id)
        assert refused("UPDATE cases_assessmentanswer SET codes = '{public}'")
        assert refused("DELETE FROM cases_assessmentanswer")
        assert refused("UPDATE cases_assessment SET binder_id = %s WHERE id = %s", other, one)
        for wrong in (
            {"assessment_id": theirs},
            {"binder_id": other},
            {"author_id": chiba.membership_id},
            {"origin_id": chiba.agency_id},
            {"at": timezone.now() + timedelta(days=1)},
            {"text": ""},
            {"replaces_id": AssessmentAnswer.objects.get(item="dwelling").pk},
            {"replaces_id": AssessmentAnswer.objects.get(item="neighbourhood").pk},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                AssessmentAnswer(**_stamped(aoki, case, one) | wrong).save(force_insert=True)
    with wearing(chiba):
        looked(chiba, case)
        confirm = "UPDATE cases_assessment SET state = 'confirmed', confirmed_by = %s, confirmed_at = now() WHERE id = %s"
        assert refused(confirm, chiba.membership_id, one), "only who leads"
    confirmed(aoki, one)
    with wearing(aoki):
        looked(aoki, case)
        assert refused(
            "UPDATE cases_assessment SET state = 'draft', confirmed_by = NULL, confirmed_at = NULL WHERE id = %s",
            one,
        )
        with pytest.raises(DatabaseError), transaction.atomic():
            AssessmentAnswer(**_stamped(aoki, case, one)).save(force_insert=True)
        assert Assessment.objects.get(pk=one).state == AssessmentState.CONFIRMED


def test_reading_a_sheet_takes_a_constant_number_of_statements(aoki: Hat, case: UUID) -> None:
    one = begun(aoki, case)
    answered(aoki, one, dwelling=RENTED)

    def statements() -> int:
        with wearing(aoki):
            found = looked(aoki, case)
            read_sheet(found, one, on=today())
            with CaptureQueriesContext(connection) as made:
                read_sheet(found, one, on=today())
            return len(made)

    few = statements()
    answered(
        aoki, one, health_state=POOR, benefit=Value(codes=("child", "disability")), summary=Value(text="a")
    )
    answered(aoki, one, dwelling=Value(codes=("public",)), summary=Value(text="b"))
    assert statements() == few
    assert few <= 16
