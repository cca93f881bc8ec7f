"""外出先の記録: received once, read by who wrote it, put into one journal once, set aside and taken back."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from enishi.agencies import hooks
from enishi.agencies.access import wearing
from enishi.agencies.actions.staff import appoint_staff, end_membership
from enishi.agencies.hats import Hat
from enishi.agencies.models import Membership
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.actions import Outcome, visits
from enishi.cases.actions.visits import OfAnother, Undelivered, keyring
from enishi.cases.models import ContactAttempt, JournalEntry, VisitNote
from enishi.cases.rules.visits import later
from enishi.cases.terms import AttemptResult, EntryKind, VisitReason
from enishi.cases.tests.factories import (
    act,
    database_refuses,
    on_the_team,
    opened,
    recorded,
    told,
    without_row,
)
from enishi.cases.tests.test_journal import texts
from enishi.cases.tests.visiting import entered, filed, notes_of, received, row, sealed
from enishi.intake.tests.clerk import as_clerk
from enishi.intake.tests.factories import in_days
from enishi.office.errors import NotFound, Refused
from enishi.office.models import Task, TrailEntry

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path) -> None:
    settings.VISIT_KEYS = tmp_path / "visit-keys"


def trail(word: str) -> int:
    with outside_the_walls():
        return TrailEntry.objects.filter(word=word).count()


# Receiving


def test_what_was_typed_arrives_as_it_was(aoki: Hat) -> None:
    note = row(received(aoki))
    assert (note.text, note.whom, note.next_step) == ("玄関先で10分話した。眠れないと言う。", "山田さん宅", "来週また行く。")
    assert (note.kind, note.source, note.minutes, note.number, note.finished) == ("visit", "fact", 25, 3, True)
    assert note.happened_at
    assert timezone.localtime(note.happened_at).isoformat() == "2026-01-05T14:30:00+09:00"
    assert note.written_at
    assert timezone.localtime(note.written_at).isoformat() == "2026-01-05T14:40:00+09:00"
    assert (note.membership_id, note.agency_id, note.state) == (aoki.membership_id, aoki.agency_id, "received")
    assert trail("visit.received") == 1


def test_nothing_typed_is_thrown_away_whatever_the_page_sends(aoki: Hat) -> None:
    strange = {"kind": "flight", "source": "rumour", "happened": "昨日", "minutes": "たくさん"}
    note = row(received(aoki, text="あ" * 30_000, whom="い" * 900, **strange))
    assert (note.kind, note.source, note.happened_at, note.minutes) == ("visit", "fact", None, None)
    assert (len(note.text), len(note.whom)) == (30_000, 900)


@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "0008-05-01T10:00", "1989-12-31T23:59", "9999-12-31T23:59-12:00"])
def test_a_year_that_cannot_be_meant_is_asked_for_at_the_desk(aoki: Hat, typed: str) -> None:
    note = row(received(aoki, happened=typed, written=typed))
    assert (note.happened_at, note.written_at, note.text) == (None, None, "玄関先で10分話した。眠れないと言う。")


def test_the_same_twice_is_one(aoki: Hat) -> None:
    one = sealed(aoki)
    assert {act(aoki, actions.receive_note, one) for _ in range(3)} == {one.note}
    assert notes_of(aoki) == [one.note]
    assert trail("visit.received") == 1


def test_a_later_snapshot_takes_the_place_and_an_earlier_one_does_not(aoki: Hat) -> None:
    note = uuid4()
    for sequence, text in ((2, "玄関先で話し"), (5, "玄関先で話した。また行く。"), (3, "玄関先で話した")):
        received(aoki, note=note, sequence=sequence, text=text, finished=sequence == 5)
    found = row(note)
    assert (found.sequence, found.text, found.finished) == (5, "玄関先で話した。また行く。", True)
    assert notes_of(aoki) == [note]


@pytest.mark.parametrize("ended", ["filed", "dropped"])
def test_what_comes_after_it_was_filed_or_set_aside_stands_beside_once(aoki: Hat, ended: str) -> None:
    note = received(aoki, text="玄関先で話し")
    if ended == "filed":
        filed(aoki, note, opened(aoki), entered("玄関先で話し"))
    else:
        act(aoki, actions.drop_note, note, VisitReason.TRIAL)
    for sequence in (4, 4, 6, 5):
        received(aoki, note=note, sequence=sequence, text=f"玄関先で話した。{sequence}")
    assert notes_of(aoki) == sorted([note, later(note)])
    rest = row(later(note))
    assert (rest.text, rest.continues_id, rest.state) == ("玄関先で話した。6", note, "received")
    assert row(note).state == ended
    received(aoki, note=note, sequence=1)
    assert len(notes_of(aoki)) == 2


def test_a_note_of_another_is_refused_and_said_so(aoki: Hat, baba: Hat) -> None:
    with pytest.raises(OfAnother, match="別の職員が準備した端末"):
        act(baba, actions.receive_note, sealed(aoki))
    assert notes_of(baba) == notes_of(aoki) == []


def test_a_note_of_my_other_hat_says_which(aoki: Hat) -> None:
    with outside_the_walls():
        person = Membership.objects.select_related("staff").get(pk=aoki.membership_id).staff
    other = cast.sign_in(cast.membership(person, cast.agency("社会福祉協議会", "9002"), "outreach"))
    with pytest.raises(OfAnother, match="「福祉総合相談課 多機関調整管理者」で準備した端末"):
        act(other, actions.receive_note, sealed(aoki))


def test_somebody_else_cannot_send_it_as_their_own(aoki: Hat, baba: Hat) -> None:
    assert baba.membership_id
    with pytest.raises(Undelivered, match="壊れていて"):
        act(baba, actions.receive_note, replace(sealed(aoki), desk=baba.membership_id))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"content": b"\x04" + b"x" * 300}, "壊れていて"),
        ({"sequence": 9}, "壊れていて"),
        ({"note": uuid4()}, "壊れていて"),
        ({"key": "0123456789abcdef"}, "鍵が"),
    ],
)
def test_what_cannot_be_opened_is_not_taken(aoki: Hat, change: dict[str, Any], said: str) -> None:
    with pytest.raises(Undelivered, match=said):
        act(aoki, actions.receive_note, replace(sealed(aoki), **change))
    assert notes_of(aoki) == []


def test_what_was_sealed_to_an_old_key_is_opened_still(aoki: Hat) -> None:
    before, old = sealed(aoki, text="前の鍵で。"), keyring().current().id
    assert keyring().renew().id != old
    after = sealed(aoki, text="新しい鍵で。")
    assert (before.key == old, after.key == old) == (True, False)
    assert row(act(aoki, actions.receive_note, before)).text == "前の鍵で。"
    assert row(act(aoki, actions.receive_note, after)).text == "新しい鍵で。"
    next(iter(keyring().folder.glob(f"*-{old}.pem"))).unlink()
    with pytest.raises(Undelivered, match="鍵が"):
        act(aoki, actions.receive_note, replace(before, note=uuid4()))


def test_the_command_renews_the_key_and_keeps_the_old(aoki: Hat, capsys: pytest.CaptureFixture[str]) -> None:
    before = sealed(aoki)
    call_command("renew_visit_key")
    now = keyring().current().id
    assert now != before.key
    assert now in capsys.readouterr().out
    assert row(act(aoki, actions.receive_note, before)).state == "received"


# Who reads it


def test_nobody_beside_reads_a_note(aoki: Hat, baba: Hat, ito: Hat) -> None:
    note = received(ito)
    with outside_the_walls():
        mine = Membership.objects.select_related("staff", "agency").get(pk=ito.membership_id)
    colleague = cast.hat("promoter", mine.agency, "伊藤の同僚")
    elsewhere = cast.sign_in(cast.membership(mine.staff, cast.agency("社会福祉協議会", "9002"), "outreach"))
    beside = cast.sign_in(cast.membership(mine.staff, mine.agency, "counter"))
    for hat in (aoki, baba, colleague, elsewhere, beside):
        assert notes_of(hat) == []
        with pytest.raises(NotFound):
            act(hat, actions.drop_note, note, VisitReason.TRIAL)
        with pytest.raises(NotFound):
            filed(hat, note, opened(aoki), entered())
        without_row(hat, "UPDATE cases_visitnote SET sequence = 99, text = 'x'")
        database_refuses(
            hat,
            "INSERT INTO cases_visitnote (id, membership_id, agency_id, sequence, number, finished, received_at, kind, source,"
            " whom, text, next_step, state, reason) VALUES (gen_random_uuid(), %s, %s, 1, 1, true, now(), 'visit', 'fact', '', '',"
            " '', 'received', '')",
            ito.membership_id,
            ito.agency_id,
            match="row-level security",
        )
    assert notes_of(ito) == [note]


def test_a_later_desk_of_the_same_person_at_the_same_agency_goes_on(ito: Hat, doi: Hat) -> None:
    note, waiting = received(ito), sealed(ito, text="まだ端末に。")
    with outside_the_walls():
        mine = Membership.objects.select_related("staff", "agency").get(pk=ito.membership_id)
    later_desk = cast.sign_in(cast.membership(mine.staff, mine.agency, "coordinator"))
    assert notes_of(later_desk) == []
    with wearing(doi):
        end_membership(mine.pk, on=in_days(0), by=doi, at=NOW())
    assert notes_of(later_desk) == [note]
    act(later_desk, actions.receive_note, waiting)
    case = opened(later_desk)
    entry = filed(later_desk, note, case, entered())
    assert row(note).entry_id == entry
    assert notes_of(later_desk) == sorted([note, waiting.note])
    elsewhere = cast.sign_in(cast.membership(mine.staff, cast.agency("社会福祉協議会", "9002"), "outreach"))
    assert notes_of(elsewhere) == []


def test_when_somebody_leaves_the_agency_is_told_how_many(ito: Hat, doi: Hat) -> None:
    received(ito)
    received(ito, text="二つめ。")
    with wearing(doi):
        hooks.tell_membership_ends(ito.membership_id, ito.agency_id, in_days(3), doi, NOW())
        assert VisitNote.objects.count() == 0
    with outside_the_walls():
        task = Task.objects.get(holder_id=ito.agency_id, word="visit.left")
    assert "2件" in task.text
    assert not any(word in task.text for word in ("山田", "眠れない"))
    with wearing(ito), connection.cursor() as cursor:
        cursor.execute("SELECT cases_visit_notes_left(%s)", [ito.membership_id])
        assert cursor.fetchone() == (0,), "counted for administrators only"


# Filing


def test_a_note_becomes_an_entry_and_is_empty_here(aoki: Hat) -> None:
    note, case = received(aoki), opened(aoki)
    new = entered(kind=EntryKind.ATTEMPT, minutes=25, next_step="来週また行く。")
    entry = filed(aoki, note, case, new)
    found = row(note)
    assert (found.state, found.entry_id, found.text, found.whom, found.next_step) == ("filed", entry, "", "", "")
    with outside_the_walls():
        written = JournalEntry.objects.get(pk=entry)
        assert ContactAttempt.objects.get(entry=entry).result == "unmet", "said by its kind, and counted"
    assert (written.case_id, written.text, written.kind, written.minutes) == (case, new.text, "attempt", 25)
    assert written.author_id == aoki.membership_id
    assert recorded("visit.filed", case) == recorded("case.written", case) == 1


def test_a_try_before_consent_is_counted_as_one(aoki: Hat) -> None:
    case = opened(aoki)
    for _ in range(3):
        note = received(aoki, kind="attempt")
        outcome = Outcome(AttemptResult.UNMET, caution="犬がいる。")
        entry = filed(aoki, note, case, entered(), outcome=outcome)
        with outside_the_walls():
            attempt = ContactAttempt.objects.get(entry=entry)
            assert JournalEntry.objects.get(pk=entry).kind == "attempt"
        assert (attempt.result, attempt.caution, row(note).entry_id) == ("unmet", "犬がいる。", entry)
    assert told(aoki.membership_id, "case.unreached") == 1


def test_the_form_sent_twice_files_once(aoki: Hat) -> None:
    note, case, key = received(aoki), opened(aoki), uuid4()
    both = {filed(aoki, note, case, entered(), submission=key) for _ in range(2)}
    assert len(both) == 1
    assert texts(aoki, case) == {entered().text}


def test_a_note_stands_in_one_journal(aoki: Hat) -> None:
    note, case, other = received(aoki), opened(aoki), opened(aoki)
    filed(aoki, note, case, entered())
    with pytest.raises(Refused, match="もうケースに記録"):
        filed(aoki, note, other, entered())
    assert texts(aoki, other) == set()


def test_what_forbids_an_entry_forbids_filing_and_loses_nothing(aoki: Hat, chiba: Hat, ito: Hat) -> None:
    note, case = received(chiba), opened(aoki)
    with pytest.raises(NotFound):
        filed(chiba, note, case, entered())
    on_the_team(aoki, case, chiba)
    with pytest.raises(Refused, match="この区分"):
        filed(chiba, note, case, entered(information_class=64))
    with pytest.raises(Refused, match="今より前"):
        filed(chiba, note, case, replace(entered(), happened_at=NOW() + timedelta(hours=1)))
    assert (row(note).state, row(note).whom) == ("received", "山田さん宅")
    assert texts(aoki, case) == set()
    filed(chiba, note, case, entered())
    assert texts(aoki, case) == {entered().text}


# Setting aside


def test_a_note_is_set_aside_with_a_reason_and_taken_back(aoki: Hat) -> None:
    note = received(aoki)
    for _ in range(2):
        act(aoki, actions.drop_note, note, VisitReason.WRITTEN)
    found = row(note)
    assert (found.state, found.reason, found.whom) == ("dropped", "written", "山田さん宅")
    assert trail("visit.dropped") == 1
    with pytest.raises(Refused, match="先に戻して"):
        filed(aoki, note, opened(aoki), entered())
    for _ in range(2):
        act(aoki, actions.take_back_note, note)
    assert (row(note).state, row(note).reason, row(note).ended_at) == ("received", "", None)
    filed(aoki, note, opened(aoki), entered())
    for verb in (actions.take_back_note, lambda one, **by: actions.drop_note(one, VisitReason.TRIAL, **by)):
        with pytest.raises(Refused, match="もうケースに記録"):
            act(aoki, verb, note)


def test_what_was_set_aside_long_ago_is_emptied_and_nothing_else(aoki: Hat) -> None:
    old, waits = received(aoki), received(aoki)
    act(aoki, actions.drop_note, old, VisitReason.NOTHING)
    with as_clerk():
        assert visits.clear_dropped(NOW() + timedelta(days=29)) == 0
        assert visits.clear_dropped(NOW() + timedelta(days=31)) == 1
        assert visits.clear_dropped(NOW() + timedelta(days=31)) == 0
    assert (row(old).text, row(old).whom, row(old).reason) == ("", "", "nothing")
    assert row(waits).text
    with pytest.raises(Refused, match="期間が過ぎた"):
        act(aoki, actions.take_back_note, old)


# Reminding


def test_who_leaves_notes_unfiled_gets_one_task_until_all_are_done(aoki: Hat, ito: Hat) -> None:
    note, other = received(aoki), received(aoki)
    filed(ito, received(ito), opened(ito), entered())
    with as_clerk():
        assert [visits.remind_of_notes(at=NOW() + timedelta(hours=hours)) for hours in (1, 25, 26, 50)] == [0, 1, 0, 0]
    assert told(aoki.membership_id, visits.UNFILED) == 1
    assert told(ito.membership_id, visits.UNFILED) == 0
    received(aoki, text="三つめ。")
    with as_clerk():
        assert visits.remind_of_notes(at=NOW() + timedelta(hours=25)) == 1
    assert told(aoki.membership_id, visits.UNFILED) == 1, "the task that stands says it already"
    act(aoki, actions.drop_note, note, VisitReason.TRIAL)
    with outside_the_walls():
        assert Task.objects.get(holder_id=aoki.membership_id, word=visits.UNFILED).state == "open"
    for one in notes_of(aoki):
        if row(one).state == "received":
            filed(aoki, one, opened(aoki), entered())
    assert row(other).state == "filed"
    with outside_the_walls():
        assert Task.objects.get(holder_id=aoki.membership_id, word=visits.UNFILED).state == "done"


def test_who_has_left_is_reminded_at_the_next_desk_of_the_same_agency(ito: Hat, doi: Hat) -> None:
    received(ito)
    with outside_the_walls():
        mine = Membership.objects.select_related("staff", "agency").get(pk=ito.membership_id)
    cast.membership(mine.staff, cast.agency("社会福祉協議会", "9002"), "outreach")
    with wearing(doi):
        end_membership(mine.pk, on=in_days(0), by=doi, at=NOW())
    later_on = NOW() + timedelta(hours=25)
    with as_clerk():
        assert visits.remind_of_notes(at=later_on) == 0
    back = cast.membership(mine.staff, mine.agency, "outreach")
    with as_clerk():
        assert [visits.remind_of_notes(at=later_on) for _ in range(2)] == [1, 0]
    assert told(back.pk, visits.UNFILED) == 1
    assert told(mine.pk, visits.UNFILED) == 0


def test_the_clerk_reads_no_word(aoki: Hat) -> None:
    received(aoki)
    with as_clerk():
        assert VisitNote.objects.values_list("state", flat=True).get() == "received"
        for column in ("text", "whom", "next_step", "happened_at"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                list(VisitNote.objects.values_list(column, flat=True))


# Past every verb


def test_the_database_keeps_a_note_as_it_was_sealed(aoki: Hat) -> None:
    note, case = received(aoki), opened(aoki)
    entry = act(aoki, actions.write_entry, case, entered())
    set_to = "UPDATE cases_visitnote SET "
    emptied = "text = '', whom = '', next_step = ''"
    for values, said in (
        ("text = 'anders'", "are the device's"),
        ("sequence = 0", "an earlier snapshot"),
        ("agency_id = gen_random_uuid()", "whose it is does not change"),
        (f"state = 'filed', ended_at = now(), entry_id = gen_random_uuid(), {emptied}", "nobody wrote"),
        (f"state = 'filed', ended_at = now(), entry_id = '{entry}'", "filed_is_in_the_journal"),
        ("state = 'dropped', ended_at = now()", "dropped_for_a_reason"),
        ("state = 'dropped', reason = 'trial'", "ended_some_time"),
        ("state = 'dropped', reason = 'trial', ended_at = now() + interval '1 day'", "in the future"),
    ):
        database_refuses(aoki, set_to + values, match=said)
    database_refuses(aoki, "DELETE FROM cases_visitnote", match="permission denied")
    filed(aoki, note, case, entered())
    database_refuses(aoki, set_to + "state = 'received', ended_at = NULL, entry_id = NULL", match="does not change")
    assert row(note).state == "filed"


def test_one_entry_is_of_one_note(aoki: Hat) -> None:
    first, second = received(aoki), received(aoki)
    entry = filed(aoki, first, opened(aoki), entered())
    with wearing(aoki), pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_visitnote SET state = 'filed', ended_at = now(), entry_id = %s, text = '', whom = '', next_step = ''"
            " WHERE id = %s",
            [entry, second],
        )


def test_appointing_again_is_the_way_back_to_what_was_left(ito: Hat, doi: Hat) -> None:
    """Somebody has left with notes unfiled: one day back at the same agency, and they can be put where they belong."""
    note = received(ito)
    with outside_the_walls():
        mine = Membership.objects.select_related("staff").get(pk=ito.membership_id)
    with wearing(doi):
        end_membership(mine.pk, on=in_days(0), by=doi, at=NOW())
        again = appoint_staff(
            staff_number=mine.staff.staff_number, name=mine.staff.name, agency_id=mine.agency_id, role="promoter",
            starts_on=in_days(0), by=doi, at=NOW(),
        )  # fmt: skip
        again_id: UUID = again.pk
    with outside_the_walls():
        back = cast.sign_in(Membership.objects.select_related("staff", "agency").get(pk=again_id))
    assert notes_of(back) == [note]
