"""Asking the coordinator and monthly reports, past every verb: who steps, who reads, what stays; with seeded bugs."""

from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.cases import actions
from enishi.cases.access import open_advice
from enishi.cases.actions import reporting
from enishi.cases.models import ActivityReport, Advice, AdviceWords
from enishi.cases.queries.figures import window
from enishi.cases.rules import reports as rules
from enishi.cases.terms import AdviceState
from enishi.cases.tests.factories import act, asked_to_lead, led_by, on_the_team, opened, version
from enishi.office.errors import NotFound
from enishi.office.models import Notice
from enishi.sharing import actions as sharing
from enishi.sharing.terms import BlockKind, SealKind
from tests.noninterference.case_making import NOW, leader, refused
from tests.noninterference.mutants import Mutant

ASK = (
    "INSERT INTO cases_advice (id, case_id, agency_id, asked_by, coordinator_id, question, state, due_on, asked_at, moved_at,"
    f" proposals, reason_code, version) VALUES (gen_random_uuid(), %s, %s, %s, %s, 'scheme', %s, enishi_today(), {NOW}, {NOW},"
    " '{}', '', 1)"
)
STEP = f"UPDATE cases_advice SET state = %s, moved_at = {NOW}, reason_code = 'x' WHERE id = %s"
SAY = (
    "INSERT INTO cases_advicewords (id, advice_id, binder_id, information_class, origin_id, author_id, at, kind, text)"
    f" VALUES (gen_random_uuid(), %s, %s, 1, %s, %s, {NOW}, %s, 'x')"
)
REPORT = (
    "INSERT INTO cases_activityreport (id, agency_id, month, number, state, figures, remarks, worries, written_by, made_at,"
    f" answer, version) VALUES (gen_random_uuid(), %s, %s, %s, 'draft', '[]', '', '', %s, {NOW}, '', 1)"
)
SEND = (
    f"UPDATE cases_activityreport SET state = 'sent', sent_at = {NOW}, sent_by = %s, written_by = %s, figures = '[1]'"
    " WHERE id = %s"
)
ANSWER = f"UPDATE cases_activityreport SET state = 'read', answered_at = {NOW}, answered_by = %s, answer = 'x' WHERE id = %s"


def coordinator(name: str = "まとめる課") -> Hat:
    return cast.hat("coordinator", cast.agency(name, f"A-{name}"), f"{name}の管理者")


def _asked(by: Hat, to: Hat, case: UUID) -> UUID:
    return act(by, actions.ask_for_advice, case, actions.NewAdvice(to.agency_id, "scheme", "尋ねる。"))  # type: ignore[no-any-return, arg-type]


def _row(one: UUID) -> Advice:
    with cast.outside_the_walls():
        return Advice.objects.get(pk=one)


def _reads(hat: Hat, one: UUID, *, looking: bool = True) -> tuple[int, int]:
    """How many questions, and how many words of this one."""
    with wearing(hat):
        try:
            if looking:
                open_advice(hat, one, word="case.advice")
        except NotFound:
            pass
        return Advice.objects.count(), AdviceWords.objects.filter(advice=one).count()


def only_who_leads_asks_who_coordinates_and_may_know() -> None:
    a, b, c, d = leader("甲"), leader("乙"), coordinator(), leader("丙")
    case = opened(a)
    given = [case, a.agency_id, a.membership_id]
    assert not refused(a, ASK, *given, c.agency_id, "asked")
    assert refused(a, ASK, *given, c.agency_id, "answered")
    assert refused(a, ASK, *given, d.agency_id, "asked"), "nobody coordinates there"
    assert refused(a, ASK, case, a.agency_id, b.membership_id, c.agency_id, "asked")
    assert refused(b, ASK, case, b.agency_id, b.membership_id, c.agency_id, "asked")
    own = opened(c)
    assert refused(c, ASK, own, c.agency_id, c.membership_id, c.agency_id, "asked"), "not oneself"
    assert _advisers(a, case) == [c.agency_id]
    assert _advisers(b, case) == [], "whom a lead may ask is nobody else's to know"
    act(a, sharing.seal, case, kind=SealKind.OTHER, classes=1)
    assert refused(a, ASK, *given, c.agency_id, "asked"), "sealed to them"


def _advisers(hat: Hat, case: UUID) -> list[UUID]:
    with wearing(hat), connection.cursor() as cursor:
        cursor.execute("SELECT cases_advisers(%s)", [case])
        return list(cursor.fetchone()[0])


def each_side_takes_its_own_steps() -> None:
    a, c = leader("甲"), coordinator()
    case = opened(a)
    one = _asked(a, c, case)
    for state in ("answered", "returned", "declined"):
        assert refused(a, STEP, state, one), state
        assert not refused(c, STEP, state, one), state
    for state in ("done", "ended"):
        assert refused(a, STEP, state, one), state
        assert refused(c, STEP, state, one), state
    assert refused(c, STEP, "withdrawn", one)
    assert not refused(a, STEP, "withdrawn", one)
    assert refused(c, "UPDATE cases_advice SET state = 'answered', due_on = due_on + 9 WHERE id = %s", one)
    assert refused(a, f"UPDATE cases_advice SET state = 'withdrawn', answered_at = {NOW} WHERE id = %s", one)
    assert refused(a, "UPDATE cases_advice SET state = 'withdrawn', question = 'x' WHERE id = %s", one)
    assert refused(
        c,
        "UPDATE cases_advice SET state = 'answered', moved_at = now() + interval '1 day' WHERE id = %s",
        one,
    )
    colleague = cast.hat("counter", Agency.objects.get(pk=c.agency_id), "窓口")
    assert refused(colleague, STEP, "answered", one)


def words_are_of_ones_own_side_and_of_an_open_question() -> None:
    a, b, c = leader("甲"), leader("乙"), coordinator()
    case, other = opened(a), opened(a)
    one = _asked(a, c, case)

    def said(hat: Hat, kind: str, binder: UUID = case, **more: Any) -> bool:
        given = {"origin": hat.agency_id, "author": hat.membership_id} | more
        return not refused(hat, SAY, one, binder, given["origin"], given["author"], kind)

    assert said(a, "reply")
    assert said(c, "answer")
    assert not said(a, "answer")
    assert not said(c, "reply")
    assert not said(b, "reply")
    assert not said(b, "answer")
    assert not said(a, "reply", other)
    assert not said(a, "reply", author=b.membership_id)
    assert not said(a, "reply", origin=c.agency_id)
    act(a, actions.withdraw_advice, one, version=1)
    assert not said(a, "reply")
    d = coordinator("ほかの課")
    own = opened(d)
    theirs = _asked(d, c, own)
    assert refused(d, SAY, theirs, own, d.agency_id, d.membership_id, "answer"), (
        "who coordinates does not answer itself"
    )


def the_dialogue_is_read_by_two_agencies_after_a_look() -> None:
    a, b, c = leader("甲"), leader("乙"), coordinator()
    other = coordinator("ほかの課")
    colleague = cast.hat("counter", Agency.objects.get(pk=c.agency_id), "窓口")
    case = opened(a)
    one = _asked(a, c, case)
    assert _reads(a, one) == _reads(c, one) == (1, 1)
    assert _reads(a, one, looking=False) == _reads(c, one, looking=False) == (1, 0)
    for hat in (b, other, colleague):
        assert _reads(hat, one) == (0, 0)
    act(a, sharing.block_staff, case, staff=c.staff_id, kind=BlockKind.FAMILY)
    assert _reads(c, one) == (0, 0)
    second = cast.hat("coordinator", Agency.objects.get(pk=c.agency_id), "もう一人")
    assert _reads(second, one) == (1, 1)
    act(a, sharing.seal, case, kind=SealKind.OTHER, classes=1)
    assert _reads(second, one) == (0, 0)
    assert _reads(a, one) == (1, 1)


def a_question_ends_with_its_lead_and_with_its_case() -> None:
    a, b, c = leader("甲"), leader("乙"), coordinator()
    case, other = opened(a), opened(a)
    one, two = _asked(a, c, case), _asked(a, c, other)
    act(
        a,
        actions.set_next,
        case,
        next_on=timezone.localdate(),
        next_action="visit",
        person=None,
        version=version(case),
    )
    assert _row(one).state == AdviceState.ASKED, "the same agency leads on"
    led_by(b, asked_to_lead(a, case, b))
    assert (_row(one).state, _row(two).state) == (AdviceState.ENDED, AdviceState.ASKED)
    assert refused(c, STEP, "answered", one)
    act(a, actions.end_watch, other, reason="moved", version=version(other))
    assert _row(two).state == AdviceState.ENDED
    with cast.outside_the_walls():
        told = Notice.objects.filter(word="case.advice_ended")
        assert told.filter(holder_id=c.agency_id).count() == 2
        assert told.filter(holder_id=b.membership_id).count() == 1


def who_leads_is_told_of_an_answer_and_nobody_else_learns_who_that_is() -> None:
    a, c, other = leader("甲"), coordinator(), coordinator("ほかの課")
    one = _asked(a, c, opened(a))
    assert _lead(c, one) == a.membership_id
    assert _lead(other, one) is None
    assert _lead(leader("乙"), one) is None


def _lead(hat: Hat, one: UUID) -> UUID | None:
    with wearing(hat), connection.cursor() as cursor:
        cursor.execute("SELECT cases_advice_lead(%s)", [one])
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def a_report_is_of_ones_own_office_of_a_month_that_is_over_one_after_the_other() -> None:
    a, b = leader("甲"), leader("乙")
    last, now = rules.last_over(timezone.localdate()), rules.month_of(timezone.localdate())
    assert not refused(a, REPORT, a.agency_id, last, 1, a.membership_id)
    assert refused(a, REPORT, b.agency_id, last, 1, a.membership_id)
    assert refused(a, REPORT, a.agency_id, last, 1, b.membership_id)
    assert refused(a, REPORT, a.agency_id, now, 1, a.membership_id)
    assert refused(a, REPORT, a.agency_id, last, 2, a.membership_id)
    partner = cast.hat("partner", Agency.objects.get(pk=a.agency_id), "同じ課の人")
    assert refused(partner, REPORT, a.agency_id, last, 1, partner.membership_id), "who does not lead"
    _begun(a)
    assert refused(a, REPORT, a.agency_id, last, 2, a.membership_id), "the draft goes on"


def what_was_sent_stays_and_is_answered_once_by_who_coordinates_elsewhere() -> None:
    a, b, c = leader("甲"), leader("乙"), coordinator()
    one = _begun(a)
    assert _count(a), "one's own draft"
    assert not _count(c)
    assert refused(b, SEND, b.membership_id, b.membership_id, one)
    assert refused(a, SEND, b.membership_id, a.membership_id, one)
    assert not refused(a, SEND, a.membership_id, a.membership_id, one)
    assert refused(a, "UPDATE cases_activityreport SET answer = 'x' WHERE id = %s", one)
    _sent(a)
    assert _count(a) == _count(c) == 1
    assert not _count(b)
    assert refused(a, ANSWER, a.membership_id, one)
    assert refused(c, ANSWER, b.membership_id, one)
    assert refused(c, "UPDATE cases_activityreport SET figures = '[2]' WHERE id = %s", one)
    assert refused(a, "UPDATE cases_activityreport SET remarks = 'y' WHERE id = %s", one)
    assert refused(c, ANSWER.replace("answer =", "remarks = 'y', answer ="), c.membership_id, one)
    assert not refused(c, ANSWER, c.membership_id, one)
    own = _sent(c)
    assert refused(c, ANSWER, c.membership_id, own), "not one's own"


def a_visit_is_counted_for_who_wrote_it_and_may_see_its_file() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    first = act(a, actions.write_entry, case, actions.NewEntry("訪ねた。", kind="visit"))
    act(a, actions.correct_entry, case, first, actions.NewEntry("二人で訪ねた。", kind="visit"))
    act(a, actions.write_entry, case, actions.NewEntry("電話した。"))
    on_the_team(a, case, b)
    act(b, actions.write_entry, case, actions.NewEntry("先に訪ねた。", kind="visit"))
    act(b, actions.write_entry, case, actions.NewEntry("また訪ねた。", kind="visit"))
    assert (_visits(a), _visits(b)) == (1, 2)
    colleague = cast.hat("promoter", Agency.objects.get(pk=a.agency_id), "同じ課の人")
    assert _visits(colleague) == 1
    act(a, sharing.block_staff, case, staff=colleague.staff_id, kind=BlockKind.FAMILY)
    assert (_visits(a), _visits(colleague)) == (1, 0)


def _visits(hat: Hat) -> int:
    since, until = window(rules.month_of(timezone.localdate()))
    with wearing(hat), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(times), 0) FROM cases_visits_written(%s, %s)", [since, until])
        return int(cursor.fetchone()[0])


def _begun(hat: Hat) -> UUID:
    last = rules.last_over(timezone.localdate())
    return act(hat, reporting.write_report, last, reporting.ReportText("下書き。"), version=0)  # type: ignore[no-any-return]


def _sent(hat: Hat) -> UUID:
    last = rules.last_over(timezone.localdate())
    with wearing(hat):
        row = ActivityReport.objects.filter(agency=hat.agency_id, state="draft").first()
    at = row.version if row else 0
    return act(hat, reporting.send_report, last, reporting.ReportText("送る。"), version=at)  # type: ignore[no-any-return]


def _count(hat: Hat) -> int:
    with wearing(hat):
        return ActivityReport.objects.count()


SCENARIOS = [
    only_who_leads_asks_who_coordinates_and_may_know,
    each_side_takes_its_own_steps,
    words_are_of_ones_own_side_and_of_an_open_question,
    the_dialogue_is_read_by_two_agencies_after_a_look,
    a_question_ends_with_its_lead_and_with_its_case,
    who_leads_is_told_of_an_answer_and_nobody_else_learns_who_that_is,
    a_report_is_of_ones_own_office_of_a_month_that_is_over_one_after_the_other,
    what_was_sent_stays_and_is_answered_once_by_who_coordinates_elsewhere,
    a_visit_is_counted_for_who_wrote_it_and_may_see_its_file,
]
ASKED, STEPPED, SAID, READ, ENDED, TOLD, REPORTED, KEPT, VISITED = SCENARIOS
LOOKED = "(binder_id, information_class) IN ( SELECT look.binder,\n    look.class\n   FROM enishi_looks() look(binder, class))"
MUTANTS = [
    (Mutant(where, old, new), scenario)
    for scenario, bugs in {
        ASKED: [
            ("cases_advice_guard", "NEW.state <> 'asked' OR", ""),
            ("cases_advisers", "NOT cases_leads(p_case)", "false"),
            ("cases_advice_guard", "OR NEW.asked_by IS DISTINCT FROM hat.membership", ""),
            ("cases_advice_guard", "NOT (NEW.coordinator_id = ANY (cases_advisers(NEW.case_id)))", "false"),
            (
                "cases_advisers",
                "array_remove(cases_escalates_to(p_case), hat.agency)",
                "cases_escalates_to(p_case)",
            ),
        ],
        STEPPED: [
            ("cases_advice_guard", "hat.agency = OLD.agency_id AND cases_leads(OLD.case_id)", "true"),
            ("cases_advice_guard", "hat.agency = OLD.coordinator_id AND enishi_may('coordinate')", "true"),
            ("cases_advice_guard", "IF NOT asking AND NEW.due_on <> OLD.due_on", "IF false"),
            ("cases_advice_guard", "IF NOT advising AND", "IF false AND"),
            ("cases_advice_guard", "PERFORM sharing_not_later(greatest(NEW.moved_at, NEW.answered_at));", ""),
            ("cases_advice_guard", "NEW.coordinator_id, NEW.question", "NEW.coordinator_id, OLD.question"),
        ],
        SAID: [
            ("cases_advice_words_guard", "NEW.binder_id = asked.case_id AND", ""),
            ("cases_advice_words_guard", "AND NEW.author_id IS NOT DISTINCT FROM hat.membership", ""),
            ("cases_advice_words_guard", "AND asked.state IN ('answered', 'asked', 'returned')", ""),
            (
                "cases_advice_words_guard",
                "hat.agency = asked.agency_id AND cases_leads(asked.case_id)",
                "true",
            ),
            ("cases_advice_words_guard", "AND hat.agency = asked.coordinator_id", ""),
            (
                "check cases_advicewords_written",
                "(origin_id = ( SELECT enishi_own_agency() AS enishi_own_agency))",
                "true",
            ),
        ],
        READ: [
            ("cases_may_know", "AND NOT (c.id = ANY (blocked))", ""),
            ("cases_may_know", "s.lifted_at IS NULL", "false"),
            (
                "policy cases_advice_seen",
                "(coordinator_id = ( SELECT enishi_own_agency() AS enishi_own_agency))",
                "true",
            ),
            ("policy cases_advice_seen", "AND cases_may_know(case_id)", ""),
            ("policy cases_advicewords_seen", LOOKED, "true"),
        ],
        ENDED: [
            ("cases_advice_ends", "agency_id <> NEW.agency_id", "true"),
            ("cases_advice_ends", "WHERE case_id = NEW.case_id", "WHERE true"),
            ("cases_advice_ends", "ELSIF NEW.state = 'ended' THEN", "ELSIF false THEN"),
        ],
        TOLD: [("cases_advice_lead", "AND a.coordinator_id = hat.agency", "")],
        REPORTED: [
            (
                "cases_report_guard",
                "OR NEW.written_by IS DISTINCT FROM hat.membership\n           OR NEW.state <> 'draft'",
                "",
            ),
            ("cases_report_guard", "NEW.number <> coalesce(latest.number, 0) + 1 OR", ""),
            ("cases_report_guard", "OR latest.state = 'draft'", ""),
            (
                "check cases_activityreport_written",
                "( SELECT enishi_may('lead'::text) AS enishi_may)",
                "true",
            ),
            ("cases_report_guard", "NEW.month > enishi_today() - interval '1 month'", "false"),
        ],
        KEPT: [
            (
                "cases_report_guard",
                "NEW.state = 'sent' AND NEW.sent_by IS DISTINCT FROM hat.membership",
                "false",
            ),
            (
                "cases_report_guard",
                "OR (NEW.answer, NEW.answered_by, NEW.answered_at) IS DISTINCT FROM (OLD.answer, OLD.answered_by, OLD.answered_at)",
                "",
            ),
            ("cases_report_guard", "THEN PERFORM sharing_refuse('what was sent stays')", "THEN NULL"),
            ("cases_report_guard", "OR hat.agency IS NOT DISTINCT FROM OLD.agency_id", ""),
            ("policy cases_activityreport_seen", "((state)::text <> 'draft'::text)", "true"),
            (
                "policy cases_activityreport_seen",
                "(agency_id = ( SELECT (enishi_hat()).agency AS agency))",
                "true",
            ),
            ("cases_report_guard", "OR NEW.answered_by IS DISTINCT FROM hat.membership", ""),
        ],
        VISITED: [
            ("cases_visits_written", "e.origin_id = hat.agency AND", ""),
            ("cases_visits_written", "WHERE n.replaces_id = e.id", "WHERE false"),
            ("cases_visits_written", "WHERE g.binder_id = e.binder_id", "WHERE true"),
        ],
    }.items()
    for where, old, new in bugs
]
