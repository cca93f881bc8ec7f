"""実施報告: figures from the record, frozen when sent; one version after the other; read by who coordinates."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency, Membership
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.actions import chasing_reports, reporting
from enishi.cases.actions.reporting import ReportText
from enishi.cases.models import ActivityReport, Case, CaseStep, Lead
from enishi.cases.queries import reports as queries
from enishi.cases.queries.figures import counted, numbers, window
from enishi.cases.rules import reports as rules
from enishi.cases.terms import CaseState, ReportState
from enishi.cases.tests.factories import act, closing, on_the_team, opened, told, version
from enishi.cases.tests.test_advising import asked
from enishi.intake.tests.clerk import as_clerk
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.models import Task
from enishi.sharing import actions as sharing
from enishi.sharing.terms import BlockKind

pytestmark = pytest.mark.django_db


def this_month() -> date:
    return rules.month_of(timezone.localdate())


def last_month() -> date:
    return rules.last_over(timezone.localdate())


def put_back(case: UUID, days: int = 0) -> None:
    """As if it had begun in the month before."""
    began = window(last_month())[0] + timedelta(days=2 + days)
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Case.objects.filter(pk=case).update(opened_at=began)
        Lead.objects.filter(case=case).update(starts_at=began, next_on=began.date())
        CaseStep.objects.filter(case=case).update(at=began)
        cursor.execute("SET session_replication_role = DEFAULT")


def figures(hat: Hat, month: date) -> dict[str, int]:
    with wearing(hat):
        found = numbers(counted(hat, month, at=timezone.now()))
    return {code: number for code, number in found.items() if number}


def sent(by: Hat, **more: Any) -> ActivityReport:
    given = {"version": 0} | more
    one = act(
        by, reporting.send_report, last_month(), ReportText("落ち着いた月。", "人が足りない。"), **given
    )
    return seen(one)


def seen(one: UUID) -> ActivityReport:
    with outside_the_walls():
        return ActivityReport.objects.get(pk=one)


def reads(hat: Hat) -> int:
    with wearing(hat):
        return ActivityReport.objects.count()


def test_the_figures_are_those_of_the_record(ito: Hat, aoki: Hat, chiba: Hat) -> None:
    case, other = opened(ito), opened(ito, state=CaseState.ASSESSING)
    on_the_team(ito, other, chiba)
    act(ito, actions.write_entry, case, actions.NewEntry("訪ねた。", kind="visit"))
    first = act(ito, actions.write_entry, case, actions.NewEntry("留守だつた。", kind="attempt"))
    act(ito, actions.correct_entry, case, first, actions.NewEntry("留守だった。", kind="attempt"))
    asked(ito, aoki, case)
    assert figures(ito, this_month()) == {
        "led": 2,
        "state_outreach": 1,
        "state_assessing": 1,
        "alone": 1,
        "opened": 2,
        "visits": 1,
        "attempts": 1,
        "advice": 1,
    }
    assert figures(aoki, this_month()) == {}, "nothing of another agency"
    assert figures(ito, last_month()) == {}, "nothing of another month"


def test_the_end_of_the_month_counts_and_not_what_stands_now(ito: Hat, chiba: Hat) -> None:
    case = opened(ito)
    put_back(case)
    role = on_the_team(ito, case, chiba)
    act(chiba, actions.end_role, role, version=2)
    act(ito, actions.end_watch, case, reason="moved", version=version(case))
    before = figures(ito, last_month())
    assert before == {"led": 1, "state_outreach": 1, "overdue": 1, "alone": 1, "opened": 1}
    assert figures(ito, this_month()) == {"ended": 1}


def test_a_closed_case_is_counted_by_who_closes_it(ito: Hat) -> None:
    case = opened(ito, state=CaseState.ASSESSING)
    act(ito, actions.close_case, case, closing(), version=version(case))
    found = figures(ito, this_month())
    assert (found["closed"], found["state_watching"], found["led"]) == (1, 1, 1)
    assert "alone" not in found, "who keeps watch is not left alone"


def test_who_is_shut_out_counts_without_it(ito: Hat) -> None:
    colleague = cast.hat("promoter", Agency.objects.get(pk=ito.agency_id), "同じ課の人")
    case = opened(ito)
    act(ito, sharing.block_staff, case, staff=colleague.staff_id, kind=BlockKind.FAMILY)
    assert figures(ito, this_month())["led"] == 1
    assert figures(colleague, this_month()) == {}


def test_what_is_sent_stays_as_it_was(ito: Hat, aoki: Hat) -> None:
    put_back(opened(ito))
    one = sent(ito)
    assert {each["code"]: each["number"] for each in one.figures}["led"] == 1
    assert all(each["definition"] for each in one.figures)
    put_back(opened(ito), 1)
    assert seen(one.pk).figures == one.figures
    assert told(aoki.agency_id, "case.report_sent") == 1
    with pytest.raises(Overtaken):
        act(ito, reporting.send_report, last_month(), ReportText("x"), version=2)
    again = sent(ito, version=0)
    assert (again.number, seen(one.pk).state) == (2, ReportState.SENT)
    assert {each["code"]: each["number"] for each in again.figures}["led"] == 2


def test_a_draft_is_the_agencys_own_until_it_is_sent(ito: Hat, aoki: Hat, ueda: Hat) -> None:
    one = act(ito, reporting.write_report, last_month(), ReportText("書きかけ。"), version=0)
    assert [reads(hat) for hat in (ito, aoki, ueda)] == [1, 0, 0]
    act(ito, reporting.send_report, last_month(), ReportText("書いた。"), version=seen(one).version)
    assert [reads(hat) for hat in (ito, aoki, ueda)] == [1, 1, 0]
    counter = cast.hat("counter", Agency.objects.get(pk=ito.agency_id), "窓口の人")
    assert reads(counter) == 0


def test_two_colleagues_do_not_overwrite_each_other(ito: Hat) -> None:
    colleague = cast.hat("promoter", Agency.objects.get(pk=ito.agency_id), "同じ課の人")
    one = act(ito, reporting.write_report, last_month(), ReportText("一人め。"), version=0)
    for stale in (0, 7):
        with pytest.raises(Overtaken) as overtaken:
            act(colleague, reporting.write_report, last_month(), ReportText("二人め。"), version=stale)
    assert overtaken.value.theirs["この月の様子"] == "一人め。"
    act(colleague, reporting.write_report, last_month(), ReportText("二人め。"), version=1)
    assert seen(one).remarks == "二人め。"


def test_a_month_that_is_not_over_is_not_reported(ito: Hat) -> None:
    with pytest.raises(Refused, match="終わっていない月"):
        act(ito, reporting.write_report, this_month(), ReportText("x"), version=0)


def test_it_is_read_with_an_answer_or_sent_back_and_written_anew(ito: Hat, aoki: Hat) -> None:
    one = sent(ito)
    with pytest.raises(Refused, match="理由"):
        act(aoki, reporting.return_report, one.pk, text=" ", version=one.version)
    act(aoki, reporting.return_report, one.pk, text="訪問の数を確かめてください。", version=one.version)
    assert seen(one.pk).state == ReportState.RETURNED
    assert told(ito.agency_id, "case.report_returned") == 1
    again = sent(ito)
    with outside_the_walls():
        assert not Task.objects.filter(word="case.report_returned", state="open").exists()
    act(aoki, reporting.acknowledge_report, again.pk, text="ありがとうございます。", version=again.version)
    assert (seen(again.pk).state, told(ito.agency_id, "case.report_read")) == (ReportState.READ, 1)
    with pytest.raises(Overtaken):
        act(aoki, reporting.return_report, again.pk, text="やはり。", version=again.version + 1)


def test_nobody_answers_their_own_report(ito: Hat, aoki: Hat) -> None:
    one = sent(ito)
    with pytest.raises(NotFound):
        act(ito, reporting.acknowledge_report, one.pk, version=one.version)
    own = sent(aoki)
    with pytest.raises(NotFound):
        act(aoki, reporting.acknowledge_report, own.pk, version=own.version)


def test_who_owes_a_report_is_reminded_and_who_coordinates_learns_how_many_miss(
    ito: Hat, aoki: Hat, chiba: Hat
) -> None:
    put_back(opened(ito))
    _worked_there_before(ito, aoki, chiba)
    early = window(this_month())[0] + timedelta(hours=9)
    late = early + timedelta(days=20)
    with as_clerk():
        assert chasing_reports.remind_of_reports(at=early) == 1
        assert chasing_reports.remind_of_reports(at=early) == 0
        assert chasing_reports.remind_of_reports(at=late) == 1
        assert chasing_reports.remind_of_reports(at=late) == 0
    assert told(ito.agency_id, "case.report_due") == 1
    assert told(aoki.agency_id, "case.reports_missing") == 1
    assert told(chiba.agency_id, "case.report_due") == 0, "no promoter works there"
    assert told(aoki.agency_id, "case.report_due") == 0, "who collects does not report to itself"
    sent(ito)
    with outside_the_walls():
        assert Task.objects.get(word="case.report_due").state == "done"


def _worked_there_before(*hats: Hat) -> None:
    with outside_the_walls():
        Membership.objects.filter(pk__in=[one.membership_id for one in hats]).update(
            starts_on=date(2020, 1, 1)
        )
        Agency.objects.filter(pk__in=[one.agency_id for one in hats]).update(starts_on=date(2020, 1, 1))


def test_the_table_of_agencies_and_months(ito: Hat, aoki: Hat, ueda: Hat) -> None:
    put_back(opened(ito))
    second = cast.hat("promoter", cast.agency("障がい福祉課", "1040"), "遠藤 明")
    _worked_there_before(ito, aoki, second)
    sent(ito)
    with wearing(aoki):
        found = queries.collected(timezone.now())
        table = queries.month_table(last_month())
    assert [name for name, _ in found.rows] == ["障がい福祉課", "生活福祉課"] or len(found.rows) == 2
    assert (found.waiting, found.missing) == (1, 1)
    assert table.missing == ["障がい福祉課"]
    assert [name for name, _ in table.agencies] == ["生活福祉課"]


def test_what_leaves_hides_small_numbers(ito: Hat, aoki: Hat) -> None:
    put_back(opened(ito))
    sent(ito)
    with wearing(aoki):
        sheet = queries.totals_sheet(timezone.now())
    row = dict(zip(sheet.columns, sheet.rows[0], strict=True))
    assert (row["主担当のケース"], row["うち 同意前のかかわり"], row["訪問"]) == ("5未満", "※", "0")
    assert "生活福祉課" not in str(sheet.rows)


@pytest.mark.parametrize(
    "states", [(3, 9, 0, 0, 0, 0), (1, 1, 1, 1, 1, 1), (12, 2, 0, 0, 0, 6), (0, 0, 0, 0, 0, 0)]
)
def test_no_state_can_be_worked_out_from_the_total(states: tuple[int, ...]) -> None:
    given = dict(zip(rules.STATES, states, strict=True)) | {"led": sum(states)}
    shown = rules.shown_totals(given)
    hidden = [code for code in rules.STATES if shown[code].number is None]
    small = [code for code in rules.STATES if 0 < given[code] < 5]
    assert set(small) <= set(hidden)
    if small and shown["led"].number is not None:
        assert len(hidden) > 1, "one hidden number is the total less the others"
