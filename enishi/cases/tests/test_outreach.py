"""Reaching somebody before consent: tries and what came of them, the approach, what lies ready, and who is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions, queries
from enishi.cases.actions import NewApproach, NewEntry, NewSupport, Outcome, chasing
from enishi.cases.models import ApproachPlan, ContactAttempt, JournalEntry, PreparedSupport
from enishi.cases.queries.cases import Wanted
from enishi.cases.queries.outreach import OutreachPage, Tried, outreach_page
from enishi.cases.terms import AttemptResult, CaseState, EntryKind, SupportState
from enishi.cases.tests.factories import (
    HEALTH,
    JUSTICE,
    act,
    consented,
    database_refuses,
    member_of,
    on_the_team,
    opened,
    row,
    told,
    version,
    without_row,
)
from enishi.intake.tests.clerk import as_clerk
from enishi.intake.tests.factories import in_days
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.models import Task

pytestmark = pytest.mark.django_db
UNMET, MET, REFUSED, FAMILY = AttemptResult.UNMET, AttemptResult.MET, AttemptResult.REFUSED, AttemptResult.FAMILY


def tried(by: Hat, case: UUID, result: AttemptResult = UNMET, text: str = "訪ねた。", **more: Any) -> UUID:
    entry = {one: more.pop(one) for one in ("file", "information_class", "happened_at") if one in more}
    return act(by, actions.record_attempt, case, NewEntry(text, **entry), Outcome(result, **more))  # type: ignore[no-any-return]


def planned(by: Hat, case: UUID, aim: str = "手紙から。", *, instead_of: UUID | None = None, **more: Any) -> UUID:
    new = NewApproach(file=more.pop("file", case), aim=aim, review_on=more.pop("review_on", in_days(20)), **more)
    return act(by, actions.plan_approach, case, new, instead_of=instead_of)  # type: ignore[no-any-return]


def prepared(by: Hat, case: UUID, what: str = "食料の配達", **more: Any) -> UUID:
    new = NewSupport(case, what, more.pop("ready_until", in_days(30)), **more)
    return act(by, actions.prepare_support, case, new)  # type: ignore[no-any-return]


def page(hat: Hat, case: UUID, **wanted: Any) -> OutreachPage:
    with wearing(hat):
        brief = queries.case_brief(hat, case, at=timezone.now(), word="case.outreach")
        return outreach_page(hat, brief, Tried(**wanted), at=timezone.now())


def open_tasks(word: str, case: UUID) -> int:
    with outside_the_walls():
        return Task.objects.filter(word=word, binder_id=case, state="open").count()


def test_a_try_is_an_entry_of_the_journal_with_what_came_of_it(aoki: Hat) -> None:
    case = opened(aoki)
    tried(aoki, case, UNMET, "訪問。返事なし。", place="home", caution="犬がいる")
    tried(aoki, case, MET, "玄関で話せた。", place="home", reaction="天気の話に笑った", worked="花の話")
    tried(aoki, case, UNMET, "電話に出ない。", place="distance")
    with outside_the_walls():
        kinds = JournalEntry.objects.filter(case=case).order_by("at").values_list("kind", flat=True)
        assert list(kinds) == [EntryKind.ATTEMPT, EntryKind.VISIT, EntryKind.CONTACT]
    found = page(aoki, case)
    assert [(one.text, one.result, one.how, one.reaction, one.worked, one.caution) for one in found.tried] == [
        ("電話に出ない。", "会えなかった", "離れて(電話・手紙・メール)", "", "", ""),
        ("玄関で話せた。", "会えた・話せた", "自宅", "天気の話に笑った", "花の話", ""),
        ("訪問。返事なし。", "会えなかった", "自宅", "", "", "犬がいる"),
    ]
    assert page(aoki, case, result="met").count == 1


def test_three_in_vain_ask_who_leads_for_a_meeting_and_meeting_takes_it_back(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ito)
    for times in (1, 2):
        tried(ito, case, UNMET if times == 1 else REFUSED)
        assert (open_tasks("case.unreached", case), page(aoki, case).proposes) == (0, False)
    tried(ito, case)
    assert told(aoki.membership_id, "case.unreached") == 1
    found = page(aoki, case)
    assert found.proposes
    assert [(one.times, one.last) for one in found.reached] == [(3, "")]
    tried(aoki, case)
    assert (open_tasks("case.unreached", case), page(ito, case).proposes) == (1, True)
    tried(ito, case, FAMILY)
    assert (open_tasks("case.unreached", case), page(aoki, case).proposes) == (0, False)
    for _ in range(3):
        tried(aoki, case)
    assert open_tasks("case.unreached", case) == 1


def test_who_was_not_met_is_counted_also_where_the_page_of_the_case_was_written_on(
    aoki: Hat, browse: Callable[[Hat], Client]
) -> None:
    case, client = opened(aoki), browse(aoki)
    sent = {"text": "呼び鈴に返事がない。", "source": "fact", "information_class": "1"}
    for kind in ("attempt", "attempt", "visit", "attempt"):
        assert client.post(f"/cases/{case}/", sent | {"kind": kind}).status_code == 302
    assert [(one.times, one.last) for one in page(aoki, case).reached] == [(3, "")]
    assert told(aoki.membership_id, "case.unreached") == 1
    assert client.post(f"/cases/{case}/", sent | {"kind": "visit", "counterpart": "person"}).status_code == 302
    assert [one.times for one in page(aoki, case).reached] == [0]
    agreed = opened(aoki, state=CaseState.ASSESSING)
    assert client.post(f"/cases/{agreed}/", sent | {"kind": "attempt"}).status_code == 302
    with outside_the_walls():
        assert not ContactAttempt.objects.filter(case=agreed).exists(), "after consent nobody counts"
        assert JournalEntry.objects.filter(case=agreed).count() == 1


def test_each_person_of_the_household_is_counted_alone(aoki: Hat) -> None:
    case = opened(aoki)
    son = member_of(aoki, case)
    tried(aoki, case)
    for _ in range(2):
        tried(aoki, case, file=son)
    assert [(one.of, one.times) for one in page(aoki, case).reached] == [("", 1), ("山田 一郎", 2)]
    assert open_tasks("case.unreached", case) == 0
    assert page(aoki, case, file=son).count == 2


def test_an_earlier_day_is_counted_where_it_belongs(aoki: Hat) -> None:
    case = opened(aoki)
    tried(aoki, case)
    tried(aoki, case, MET, happened_at=timezone.now() - timedelta(days=3))
    tried(aoki, case)
    assert page(aoki, case).reached[0].times == 2


def test_what_came_of_it_is_corrected_by_its_own_agency_and_once(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ito)
    for _ in range(3):
        attempt = tried(ito, case)
    with pytest.raises(Refused):
        act(aoki, actions.correct_attempt, case, attempt, Outcome(MET))
    act(ito, actions.correct_attempt, case, attempt, Outcome(MET, reaction="実は話せた"))
    assert next((one.result, one.reaction) for one in page(aoki, case).tried) == ("会えた・話せた", "実は話せた")
    assert (page(aoki, case).count, open_tasks("case.unreached", case)) == (3, 0)
    with pytest.raises(Overtaken):
        act(ito, actions.correct_attempt, case, attempt, Outcome(REFUSED))
    with pytest.raises(NotFound):
        act(ito, actions.correct_attempt, case, UUID(int=7), Outcome(MET))


def test_the_text_is_that_of_the_journal_as_it_was_corrected(aoki: Hat) -> None:
    case = opened(aoki)
    tried(aoki, case, MET, "はじめの文")
    with outside_the_walls():
        entry = JournalEntry.objects.get(case=case).pk
    second = act(aoki, actions.correct_entry, case, entry, NewEntry("直した文", kind=EntryKind.VISIT))
    act(aoki, actions.correct_entry, case, second, NewEntry("もう一度直した文", kind=EntryKind.VISIT))
    assert [one.text for one in page(aoki, case).tried] == ["もう一度直した文"]


def entry_of(attempt: UUID) -> UUID:
    with outside_the_walls():
        return ContactAttempt.objects.values_list("entry_id", flat=True).get(pk=attempt)


def test_an_entry_corrected_to_another_kind_is_counted_as_it_stands(aoki: Hat) -> None:
    case = opened(aoki)
    visit = act(aoki, actions.write_entry, case, NewEntry("玄関先で。", kind=EntryKind.VISIT))
    for _ in range(2):
        act(aoki, actions.write_and_count, case, NewEntry("留守。", kind=EntryKind.ATTEMPT))
    vain = act(aoki, actions.correct_and_count, case, visit, NewEntry("留守だった。", kind=EntryKind.ATTEMPT))
    assert (page(aoki, case).reached[0].times, open_tasks("case.unreached", case)) == (3, 1)
    with outside_the_walls():
        asked = Task.objects.get(word="case.unreached", state="open").pk
    vain = act(aoki, actions.correct_and_count, case, vain, NewEntry("呼んでも返事なし。", kind=EntryKind.ATTEMPT))
    with outside_the_walls():
        assert Task.objects.get(word="case.unreached", state="open").pk == asked, "words alone ask for nothing anew"
    talk = act(aoki, actions.correct_and_count, case, vain, NewEntry("課内で協議。", kind=EntryKind.TALK))
    assert (page(aoki, case).reached[0].times, open_tasks("case.unreached", case)) == (2, 0)
    met = NewEntry("会えた。", kind=EntryKind.VISIT, counterpart="person")
    act(aoki, actions.correct_and_count, case, talk, met)
    assert [(one.text, one.result) for one in page(aoki, case, result="met").tried] == [("会えた。", "会えた・話せた")]


def test_what_came_of_a_try_follows_its_entry_and_no_words_are_lost(aoki: Hat) -> None:
    case = opened(aoki)
    entry, yesterday = entry_of(tried(aoki, case, REFUSED, caution="犬がいる")), timezone.now() - timedelta(days=1)
    new = NewEntry("断られた。", EntryKind.ATTEMPT, happened_at=yesterday, information_class=HEALTH, minutes=20)
    entry = act(aoki, actions.correct_and_count, case, entry, new)
    [line] = page(aoki, case).tried
    assert (line.result, line.information_class, line.caution, line.how) == ("断られた", "健康・障害", "犬がいる", "20分")
    for kind in (EntryKind.NOTE, EntryKind.VISIT):
        with pytest.raises(Refused, match="反応・注意"):
            act(aoki, actions.correct_and_count, case, entry, replace(new, kind=kind))
    act(aoki, actions.correct_and_count, case, entry, replace(new, kind=EntryKind.VISIT, counterpart="family"))
    [line] = page(aoki, case).tried
    assert (line.result, line.caution) == ("家族などと話せた", "犬がいる")


def test_after_consent_a_corrected_kind_begins_no_count(aoki: Hat) -> None:
    case = opened(aoki, state=CaseState.ASSESSING)
    entry = act(aoki, actions.write_entry, case, NewEntry("訪問。", kind=EntryKind.VISIT))
    act(aoki, actions.correct_and_count, case, entry, NewEntry("留守。", kind=EntryKind.ATTEMPT))
    assert page(aoki, case).count == 0


def test_a_try_is_seen_in_its_class_only(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ito)
    before = page(ito, case)
    for _ in range(3):
        tried(aoki, case, information_class=JUSTICE, reaction="司法の反応")
    after = page(ito, case)
    assert replace(after, page=before.page) == before
    assert (after.count, after.proposes) == (0, False)
    assert page(aoki, case).proposes
    with pytest.raises(Refused):
        tried(ito, case, information_class=JUSTICE)


def test_a_new_approach_takes_the_place_of_the_one_that_was_read(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ito)
    first = planned(aoki, case, avoid="仕事の話")
    with pytest.raises(Overtaken) as overtaken:
        planned(ito, case, "電話から。")
    assert overtaken.value.theirs == {"方針": "手紙から。"}
    planned(ito, case, "電話から。", instead_of=first)
    found = page(aoki, case)
    assert [one.words for one in found.approaches] == [[("働きかけの方針", "電話から。")]]
    assert [one.words for one in found.former] == [[("働きかけの方針", "手紙から。"), ("避けること", "仕事の話")]]
    with pytest.raises(Overtaken):
        planned(aoki, case, "はがき。", instead_of=first)


@pytest.mark.parametrize("days", [-1, 1000])
def test_an_approach_is_looked_at_again_on_a_day_in_sight(aoki: Hat, days: int) -> None:
    case = opened(aoki)
    with pytest.raises(Refused):
        planned(aoki, case, review_on=in_days(days))
    with pytest.raises(Refused):
        planned(aoki, case, review_on=None)
    with pytest.raises(Refused):
        prepared(aoki, case, ready_until=in_days(days))


def test_support_lies_ready_until_the_day_of_consent(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    one = prepared(aoki, case, agency=ito.agency_id, first_step="翌日に届ける")
    act(aoki, actions.move_support, case, one, SupportState.READY, ready_until=in_days(40), version=1)
    with pytest.raises(NotFound):
        page(ito, case)
    with wearing(aoki):
        person = row(case).resident_id
    consented(aoki, person)
    act(aoki, actions.move_case, case, CaseState.ASSESSING, version=version(case))
    assert open_tasks("case.support_waits", case) == 1
    with pytest.raises(Refused):
        act(aoki, actions.move_support, case, one, SupportState.DROPPED, version=2)
    act(aoki, actions.move_support, case, one, SupportState.USED, version=2)
    assert (open_tasks("case.support_waits", case), page(aoki, case).waiting) == (0, [])
    with pytest.raises(Refused):
        act(aoki, actions.move_support, case, one, SupportState.READY, ready_until=in_days(5), version=3)


def test_without_anything_ready_the_day_of_consent_asks_nothing(aoki: Hat) -> None:
    case = opened(aoki)
    with wearing(aoki):
        person = row(case).resident_id
    consented(aoki, person)
    act(aoki, actions.move_case, case, CaseState.ASSESSING, version=version(case))
    assert open_tasks("case.support_waits", case) == 0


def test_support_is_moved_by_who_prepared_it_or_leads(aoki: Hat, ito: Hat, ueda: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ito)
    on_the_team(aoki, case, ueda)
    one = prepared(ito, case)
    with pytest.raises(Refused):
        act(ueda, actions.move_support, case, one, SupportState.USED, version=1)
    act(aoki, actions.move_support, case, one, SupportState.READY, ready_until=in_days(9), version=1)
    with pytest.raises(Overtaken):
        act(ito, actions.move_support, case, one, SupportState.USED, version=1)
    act(ito, actions.move_support, case, one, SupportState.USED, version=2)


def test_what_is_due_is_told_to_who_leads_and_once(aoki: Hat) -> None:
    case = opened(aoki)
    plan, support = planned(aoki, case), prepared(aoki, case)
    with as_clerk():
        assert chasing.tell_due_outreach(at=timezone.now()) == 0
    later = timezone.now() + timedelta(days=45)
    with as_clerk():
        assert chasing.tell_due_outreach(at=later) == 2
        assert chasing.tell_due_outreach(at=later) == 0
    assert (open_tasks("case.approach_due", case), open_tasks("case.support_lapses", case)) == (1, 1)
    planned(aoki, case, "次の手。", instead_of=plan)
    act(aoki, actions.move_support, case, support, SupportState.DROPPED, remark="使わなかった", version=1)
    assert (open_tasks("case.approach_due", case), open_tasks("case.support_lapses", case)) == (0, 0)


def test_nothing_is_written_in_a_case_that_has_ended(aoki: Hat) -> None:
    case = opened(aoki)
    attempt, support = tried(aoki, case), prepared(aoki, case)
    act(aoki, actions.end_watch, case, reason="moved", version=version(case))
    for verb in (
        lambda: tried(aoki, case),
        lambda: planned(aoki, case),
        lambda: prepared(aoki, case),
        lambda: act(aoki, actions.correct_attempt, case, attempt, Outcome(MET)),
        lambda: act(aoki, actions.move_support, case, support, SupportState.USED, version=1),
    ):
        with pytest.raises(Refused):
            verb()


def test_a_form_that_is_sent_twice_acts_once(aoki: Hat) -> None:
    case, key = opened(aoki), UUID(int=99)
    for _ in range(2):
        act(aoki, actions.record_attempt, case, NewEntry("訪ねた。"), Outcome(UNMET), submission=key)
        new = NewApproach(case, "手紙から。", in_days(9))
        act(aoki, actions.plan_approach, case, new, instead_of=None, submission=UUID(int=100))
        act(aoki, actions.prepare_support, case, NewSupport(case, "席", in_days(9)), submission=UUID(int=101))
    with outside_the_walls():
        for model in (ContactAttempt, ApproachPlan, PreparedSupport, JournalEntry):
            assert model._default_manager.filter(case=case).count() == 1


def test_nobody_else_sees_or_changes_any_of_it(aoki: Hat, baba: Hat) -> None:
    case = opened(aoki)
    tried(aoki, case)
    planned(aoki, case)
    prepared(aoki, case)
    for table, column in (
        ("contactattempt", "removed_at"), ("approachplan", "ended_at"), ("preparedsupport", "moved_at"),
    ):  # fmt: skip
        without_row(baba, f"UPDATE cases_{table} SET {column} = now() WHERE case_id = %s", case)
        database_refuses(aoki, f"DELETE FROM cases_{table}", match="permission denied")
    with pytest.raises(NotFound):
        page(baba, case)


def test_health_is_told_to_whom_it_concerns(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ito, classes=1)
    tried(aoki, case, MET, "薬の話", information_class=HEALTH)
    assert page(ito, case).count == 0
    assert page(aoki, case).count == 1


def lists(hat: Hat, **wanted: Any) -> list[Any]:
    with wearing(hat):
        asked = queries.before_consent(Wanted(**wanted))
        return list(queries.outreach_list(hat, asked, at=timezone.now()).rows)


def test_the_list_says_how_it_stands(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    tried(aoki, case, MET)
    for _ in range(3):
        tried(aoki, case)
    planned(aoki, case)
    prepared(aoki, case)
    (line,) = lists(aoki)
    assert (line.in_vain, line.full, line.prepared, bool(line.last_reached), bool(line.review_on)) == (3, True, 1, True, True)
    assert lists(ito) == []
    with wearing(aoki):
        sheet = queries.outreach_sheet(aoki, queries.before_consent(Wanted()), at=timezone.now())
    assert [one[9] for one in sheet.rows] == [3]
