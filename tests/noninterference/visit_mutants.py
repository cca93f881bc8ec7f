"""Notes of visits past every verb: whose they are, how they change, what becomes of them; with seeded bugs."""

from typing import Any
from uuid import UUID

from django.db import connection

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Membership
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.models import VisitNote
from enishi.cases.terms import VisitReason
from enishi.cases.tests.factories import act, opened
from enishi.cases.tests.visiting import entered, filed, notes_of, received
from enishi.intake.tests.clerk import as_clerk
from enishi.intake.tests.factories import in_days
from tests.noninterference.case_making import NOW, leader, refused
from tests.noninterference.mutants import Mutant

WRITE = (
    "INSERT INTO cases_visitnote (id, membership_id, agency_id, sequence, number, finished, received_at, kind, source, whom,"
    f" text, next_step, state, reason) VALUES (gen_random_uuid(), %s, %s, 1, 1, true, {NOW}, 'visit', 'fact', '山田さん',"
    " '話した。', '', 'received', '')"
)
SET = "UPDATE cases_visitnote SET "
FILE = SET + f"state = 'filed', ended_at = {NOW}, entry_id = %s, whom = '', text = '', next_step = ''"


def _beside(hat: Hat, agency: str = "", *, role: str = "counter", ended: bool = False) -> Hat:
    """The same person under another hat: at the same agency, or at another."""
    with outside_the_walls():
        mine = Membership.objects.select_related("staff", "agency").get(pk=hat.membership_id)
        if ended:
            Membership.objects.filter(pk=mine.pk).update(ends_on=in_days(0))
    return cast.sign_in(cast.membership(mine.staff, cast.agency(agency, f"V-{agency}") if agency else mine.agency, role))


def _colleague(hat: Hat) -> Hat:
    with outside_the_walls():
        agency = Membership.objects.select_related("agency").get(pk=hat.membership_id).agency
    return cast.hat("promoter", agency, "隣の席")


def a_note_is_read_by_who_wrote_it() -> None:
    a = leader("甲")
    note = received(a)
    assert notes_of(a) == [note]
    for other in (_colleague(a), _beside(a), _beside(a, "よそ")):
        assert notes_of(other) == []
        with wearing(other), connection.cursor() as cursor:
            cursor.execute("SELECT cases_visit_notes_left(%s)", [a.membership_id])
            assert cursor.fetchone() == (0,)
    assert notes_of(_beside(a, "よそ", role="partner", ended=True)) == []
    assert notes_of(_colleague(a)) == []
    assert notes_of(_beside(a, role="outreach")) == [note]


def a_role_that_sees_nobody_reads_no_note() -> None:
    a = leader("甲")
    received(a)
    assert notes_of(_beside(a, role="administrator", ended=True)) == []


def a_note_is_written_under_ones_own_name() -> None:
    a, b = leader("甲"), leader("乙")
    assert not refused(a, WRITE, a.membership_id, a.agency_id)
    assert refused(b, WRITE, a.membership_id, a.agency_id)
    assert refused(b, WRITE, b.membership_id, a.agency_id)
    assert refused(b, WRITE, a.membership_id, b.agency_id)
    aside = WRITE.replace("reason)", "reason, ended_at)").replace("'received', ''", f"'dropped', 'trial', {NOW}")
    assert refused(a, aside, a.membership_id, a.agency_id)
    assert refused(a, WRITE.replace(NOW, f"{NOW} + interval '1 day'"), a.membership_id, a.agency_id)


def _changes(hat: Hat) -> int:
    with wearing(hat), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_visitnote SET sequence = sequence + 1")
        return int(cursor.rowcount)


def a_note_is_changed_by_who_wrote_it_and_by_a_later_snapshot() -> None:
    a = leader("甲")
    received(a)
    assert _changes(_colleague(a)) == 0
    assert refused(a, SET + "text = 'anders'")
    assert refused(a, SET + "sequence = 0, text = 'anders'")
    assert refused(a, SET + "membership_id = %s", _beside(a).membership_id)
    assert not refused(a, SET + "sequence = 9, text = 'anders'")


def _entry(hat: Hat, case: UUID) -> UUID:
    found: UUID = act(hat, actions.write_entry, case, entered())
    return found


def a_note_is_filed_as_ones_own_entry_and_then_stays() -> None:
    a, b = leader("甲"), leader("乙")
    note, entry = received(a), _entry(b, opened(b))
    assert refused(a, FILE, entry)
    assert not refused(a, FILE, _entry(a, opened(a)))
    act(a, actions.drop_note, note, VisitReason.TRIAL)
    assert refused(a, FILE.replace("entry_id", "reason = '', entry_id"), _entry(a, opened(a)))
    act(a, actions.take_back_note, note)
    filed(a, note, opened(a))
    assert refused(a, SET + "sequence = 99")
    assert refused(a, SET + "state = 'received', ended_at = NULL, entry_id = NULL")


def nothing_ends_in_the_future() -> None:
    a = leader("甲")
    received(a)
    assert refused(a, SET + f"state = 'dropped', reason = 'trial', ended_at = {NOW} + interval '1 day'")
    assert not refused(a, SET + f"state = 'dropped', reason = 'trial', ended_at = {NOW}")


def what_waits_is_never_emptied() -> None:
    a = leader("甲")
    waits, aside = received(a), received(a)
    act(a, actions.drop_note, aside, VisitReason.TRIAL)
    with as_clerk(), connection.cursor() as cursor:
        cursor.execute("SELECT cases_clear_visit_notes(now() - interval '1 day')")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT cases_clear_visit_notes(now() + interval '1 day')")
        assert cursor.fetchone() == (1,)
    with outside_the_walls():
        kept: dict[Any, str] = dict(VisitNote.objects.values_list("pk", "text"))
    assert kept[waits]
    assert kept[aside] == ""


SCENARIOS = [
    a_note_is_read_by_who_wrote_it,
    a_role_that_sees_nobody_reads_no_note,
    a_note_is_written_under_ones_own_name,
    a_note_is_changed_by_who_wrote_it_and_by_a_later_snapshot,
    a_note_is_filed_as_ones_own_entry_and_then_stays,
    nothing_ends_in_the_future,
    what_waits_is_never_emptied,
]
READ, UNSEEN, WRITTEN, CHANGED, FILED, LATE, EMPTIED = SCENARIOS
DESKS, GUARD = "cases_visit_desks", "cases_visit_note_guard"
OWN = "(membership_id = ANY (( SELECT cases_visit_desks() AS cases_visit_desks)::uuid[]))"
MUTANTS = [
    (Mutant(DESKS, "m.staff_id = hat.staff AND", ""), READ),
    (Mutant(DESKS, "AND m.agency_id = hat.agency", ""), READ),
    (Mutant(DESKS, "AND m.ends_on IS NOT NULL AND m.ends_on <= enishi_today()", ""), READ),
    (Mutant(DESKS, "OR NOT hat.sees", ""), UNSEEN),
    (Mutant("policy cases_visitnote_seen", OWN, "true"), READ),
    (Mutant("check cases_visitnote_written", OWN, "true"), WRITTEN),
    (Mutant("check cases_visitnote_written", "(agency_id = ( SELECT enishi_own_agency() AS enishi_own_agency))", "true"), WRITTEN),
    (Mutant("cases_visit_notes_left", "AND NOT enishi_may('administer')", "AND false"), READ),
    (Mutant(GUARD, "NEW.state <> 'received' OR", ""), WRITTEN),
    (Mutant(GUARD, "PERFORM sharing_not_later(NEW.received_at);", ""), WRITTEN),
    (Mutant(GUARD, "(NEW.text, NEW.whom, NEW.next_step) IS DISTINCT FROM (OLD.text, OLD.whom, OLD.next_step)", "false"), CHANGED),
    (Mutant(GUARD, "NEW.sequence < OLD.sequence", "false"), CHANGED),
    (Mutant(GUARD, "OLD.state = 'filed'", "false"), FILED),
    (Mutant(GUARD, "AND e.author_id = hat.membership", ""), FILED),
    (Mutant(GUARD, "OLD.state <> 'received'", "false"), FILED),
    (Mutant(GUARD, "PERFORM sharing_not_later(NEW.ended_at);", "NULL;"), LATE),
    (Mutant("cases_clear_visit_notes", "AND ended_at < p_before", ""), EMPTIED),
]
