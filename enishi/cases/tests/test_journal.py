"""支援経過: one's own words in the right file, corrected beside and not over, marked only when seen."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.access import open_case
from enishi.cases.models import CaseWords, JournalEntry, JournalInformant, JournalMark
from enishi.cases.terms import EntryKind, MarkKind
from enishi.cases.tests.factories import (
    BASIC,
    HEALTH,
    LIVING,
    act,
    database_refuses,
    member_of,
    on_the_team,
    opened,
    recorded,
    version,
    without_row,
)
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.sharing.terms import Purpose

pytestmark = pytest.mark.django_db


def written(by: Hat, case: object, text: str = "電話で話した。", **more: object) -> object:
    return act(by, actions.write_entry, case, actions.NewEntry(text, **more))  # type: ignore[arg-type]


def texts(hat: Hat, case: object) -> set[str]:
    with wearing(hat):
        open_case(hat, case, to=Purpose.SUPPORT, word="case.open")  # type: ignore[arg-type]
        return set(JournalEntry.objects.filter(case=case).values_list("text", flat=True))


def test_an_entry_is_kept_as_it_was_said(aoki: Hat) -> None:
    case, at = opened(aoki), timezone.now() - timedelta(days=1)
    one = written(aoki, case, " 訪問した。 ", kind=EntryKind.VISIT, happened_at=at, minutes=40, next_step="来週また行く。")
    with wearing(aoki):
        open_case(aoki, case, to=Purpose.SUPPORT, word="case.open")
        row = JournalEntry.objects.get(pk=one)
        assert (row.text, row.kind, row.happened_at, row.minutes) == ("訪問した。", "visit", at, 40)
        assert (row.origin_id, row.author_id, row.binder_id) == (aoki.agency_id, aoki.membership_id, case)
    assert recorded("case.written", case) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"text": " "}, "内容を書いて"),
        ({"happened_at": datetime(8, 5, 1, tzinfo=UTC)}, "いつのことの年を確かめてください"),
        ({"text": "あ" * 20_001}, "20,000文字まで"),
        ({"minutes": 0}, "1分から"),
        ({"minutes": 1441}, "1分から"),
        ({"happened_at": timezone.now() + timedelta(days=1)}, "今より前"),
        ({"informant": "隣人"}, "第三者から聴取"),
        ({"file": uuid4()}, "だれの記録か"),
    ],
)
def test_writing_refuses_and_says_why(aoki: Hat, more: dict[str, object], said: str) -> None:
    case = opened(aoki)
    with pytest.raises(Refused, match=said):
        written(aoki, case, **more)


def test_the_form_sent_twice_writes_once(aoki: Hat) -> None:
    case, key = opened(aoki), uuid4()
    new = actions.NewEntry("一度だけ。")
    first, second = (act(aoki, actions.write_entry, case, new, submission=key) for _ in range(2))
    assert first == second
    assert texts(aoki, case) == {"一度だけ。"}


def test_the_team_sees_its_classes_and_writes_no_other(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, chiba, classes=BASIC | LIVING)
    written(aoki, case, "家賃の話。", information_class=LIVING)
    written(aoki, case, "病気の話。", information_class=HEALTH)
    assert texts(chiba, case) == {"家賃の話。"}
    with pytest.raises(Refused, match="この区分の情報は見られない"):
        written(chiba, case, information_class=HEALTH)
    written(chiba, case, "家計簿を見た。", information_class=LIVING)
    assert texts(aoki, case) == {"家賃の話。", "病気の話。", "家計簿を見た。"}


def test_without_a_look_there_is_no_row(aoki: Hat) -> None:
    case = opened(aoki)
    written(aoki, case)
    with wearing(aoki):
        assert not JournalEntry.objects.exists()


def test_a_correction_stands_beside_what_it_corrects(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ito)
    one = written(aoki, case, "3時に会った。")
    with pytest.raises(Refused, match="ほかの機関の記録"):
        act(ito, actions.correct_entry, case, one, actions.NewEntry("違う。"))
    two = act(aoki, actions.correct_entry, case, one, actions.NewEntry("4時に会った。"))
    assert texts(ito, case) == {"3時に会った。", "4時に会った。"}
    assert recorded("case.corrected", case) == 1
    with pytest.raises(Overtaken) as overtaken:
        act(aoki, actions.correct_entry, case, one, actions.NewEntry("5時に会った。"))
    assert overtaken.value.theirs == {"内容": "4時に会った。"}
    act(aoki, actions.correct_entry, case, two, actions.NewEntry("5時に会った。"))
    with pytest.raises(NotFound):
        act(aoki, actions.correct_entry, case, uuid4(), actions.NewEntry("?"))


def test_a_correction_stays_in_the_file_of_the_person_it_tells_of(aoki: Hat, chiba: Hat) -> None:
    """Else correcting a word about one member would tell the whole team of another."""
    case = opened(aoki)
    member = member_of(aoki, case)
    on_the_team(aoki, case, chiba)
    one = written(aoki, case, "一郎さんのこと。", file=member)
    act(aoki, actions.correct_entry, case, one, actions.NewEntry("一郎さんのこと、訂正。"))
    assert texts(chiba, case) == set()
    with outside_the_walls():
        assert set(JournalEntry.objects.values_list("binder_id", flat=True)) == {member}


def test_the_informant_is_seen_by_who_wrote_it_down(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, chiba)
    written(aoki, case, "夜に物音がした。", source="heard", informant="隣の佐藤さん")
    for hat, count in ((aoki, 1), (chiba, 0)):
        with wearing(hat):
            open_case(hat, case, to=Purpose.SUPPORT, word="case.open")
            assert JournalInformant.objects.count() == count
            assert JournalEntry.objects.count() == 1


def test_a_mark_is_set_once_and_taken_back_by_who_set_it(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, chiba)
    one = written(aoki, case)
    for _ in range(2):
        act(chiba, actions.mark_entry, case, one, MarkKind.SEEN)
    act(chiba, actions.mark_entry, case, one, MarkKind.THANKS)
    with outside_the_walls():
        assert JournalMark.objects.filter(entry=one, withdrawn_at=None).count() == 2
    assert recorded("case.marked", case) == 2
    act(aoki, actions.unmark_entry, case, one, MarkKind.SEEN)
    with outside_the_walls():
        assert JournalMark.objects.filter(entry=one, withdrawn_at=None).count() == 2, "not one's own"
    act(chiba, actions.unmark_entry, case, one, MarkKind.SEEN)
    act(chiba, actions.mark_entry, case, one, MarkKind.SEEN)
    with outside_the_walls():
        assert JournalMark.objects.filter(entry=one, withdrawn_at=None).count() == 2
    assert recorded("case.unmarked", case) == 1


def test_what_is_not_seen_is_not_marked(aoki: Hat, chiba: Hat) -> None:
    case, other = opened(aoki), opened(aoki)
    on_the_team(aoki, case, chiba, classes=BASIC)
    hidden, elsewhere = written(aoki, case, information_class=HEALTH), written(aoki, other)
    for entry in (hidden, elsewhere, uuid4()):
        with pytest.raises(NotFound):
            act(chiba, actions.mark_entry, case, entry, MarkKind.SEEN)


ENTRY = (
    "INSERT INTO cases_journalentry (id, case_id, binder_id, information_class, origin_id, author_id, at, kind, source,"
    " happened_at, counterpart, means, text, next_step, replaces_id) VALUES (gen_random_uuid(), %s, %s, %s, %s, %s,"
    " clock_timestamp(), 'contact', 'fact', clock_timestamp(), '', '', 'x', '', %s)"
)
MARK = (
    "INSERT INTO cases_journalmark (id, case_id, binder_id, information_class, origin_id, author_id, at, entry_id, kind)"
    " VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, clock_timestamp(), %s, 'seen')"
)


def test_the_database_keeps_entries_in_their_file_and_in_ones_own_name(aoki: Hat, chiba: Hat, ito: Hat) -> None:
    case, foreign = opened(aoki), opened(ito)
    member = member_of(aoki, case)
    on_the_team(aoki, case, chiba, classes=BASIC)
    theirs, mine = written(aoki, case), written(chiba, case)
    by, lead = (chiba.agency_id, chiba.membership_id), (aoki.agency_id, aoki.membership_id)
    for hat, given, said in (
        (aoki, (foreign, case, 1, *lead, None), "a file of another case"),
        (aoki, (case, foreign, 1, *lead, None), "could not read|another case"),
        (chiba, (case, member, 1, *by, None), "could not read|row-level security"),
        (chiba, (case, case, HEALTH, *by, None), "could not read"),
        (chiba, (case, case, 1, *lead, None), "signed by somebody else|row-level security"),
        (chiba, (case, case, 1, chiba.agency_id, aoki.membership_id, None), "signed by somebody else"),
        (chiba, (case, case, 1, *by, theirs), "by its own agency"),
        (aoki, (case, member, 1, *lead, theirs), "in its own file"),
        (ito, (case, case, 1, ito.agency_id, ito.membership_id, None), "could not read|row-level security"),
    ):
        database_refuses(hat, ENTRY, *given, match=said)
    for sql in ("UPDATE cases_journalentry SET text = 'y' WHERE id = %s", "DELETE FROM cases_journalentry WHERE id = %s"):
        database_refuses(chiba, sql, mine, match="permission denied")


def test_the_database_marks_nothing_that_is_not_seen(aoki: Hat, chiba: Hat) -> None:
    case, other = opened(aoki), opened(aoki)
    on_the_team(aoki, case, chiba, classes=BASIC)
    hidden, elsewhere, shown = written(aoki, case, information_class=HEALTH), written(aoki, other), written(aoki, case)
    by = (chiba.agency_id, chiba.membership_id)
    for given, said in (
        ((case, case, HEALTH, *by, hidden), "not seen"),
        ((case, case, BASIC, *by, hidden), "another class"),
        ((case, case, BASIC, *by, elsewhere), "not of this entry"),
        ((case, case, BASIC, chiba.agency_id, aoki.membership_id, shown), "signed by somebody else"),
    ):
        database_refuses(chiba, MARK, *given, match=said)
    act(aoki, actions.mark_entry, case, shown, MarkKind.THANKS)
    with wearing(chiba):
        open_case(chiba, case, to=Purpose.SUPPORT, word="case.open")
        assert JournalMark.objects.count() == 1
    taken = "UPDATE cases_journalmark SET withdrawn_at = clock_timestamp() WHERE entry_id = %s"
    without_row(chiba, taken, shown)


def test_the_database_takes_back_nobody_elses_mark(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, chiba)
    one = written(aoki, case)
    act(aoki, actions.mark_entry, case, one, MarkKind.THANKS)
    with wearing(chiba):
        open_case(chiba, case, to=Purpose.SUPPORT, word="case.open")
        with (
            pytest.raises(ProgrammingError, match="a mark of somebody else"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE cases_journalmark SET withdrawn_at = clock_timestamp() WHERE entry_id = %s", [one])


def test_the_database_writes_nothing_into_an_ended_case(aoki: Hat) -> None:
    case = opened(aoki)
    act(aoki, actions.end_watch, case, reason="moved", version=version(case))
    database_refuses(aoki, ENTRY, case, case, 1, aoki.agency_id, aoki.membership_id, None, match="has ended")


def test_an_outsider_cannot_tell_that_there_is_anything(aoki: Hat, ito: Hat, doi: Hat) -> None:
    case = opened(aoki, text="複数の機関が要る。")
    one = written(aoki, case, source="heard", informant="隣人")
    act(aoki, actions.mark_entry, case, one, MarkKind.SEEN)
    for other in (ito, doi):
        with pytest.raises(NotFound):
            written(other, case)
        with pytest.raises(NotFound):
            act(other, actions.mark_entry, case, one, MarkKind.SEEN)
        with pytest.raises(NotFound):
            act(other, actions.unmark_entry, case, one, MarkKind.SEEN)
        with pytest.raises(NotFound):
            act(other, actions.correct_entry, case, one, actions.NewEntry("?"))
        with wearing(other):
            for model in (JournalEntry, JournalInformant, JournalMark, CaseWords):
                assert not model.objects.exists()  # type: ignore[attr-defined]
