"""Lines of the drawings, and what a search of the journal may find, past every verb; with seeded bugs."""

from typing import Any
from uuid import UUID

from django.db import connection

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.cases import actions
from enishi.cases.actions.finding import count_letters
from enishi.cases.tests.factories import act, member_of, on_the_team, opened, version
from enishi.intake.tests.clerk import as_clerk
from enishi.residents.tests.factories import registered
from enishi.sharing.access import record_search
from enishi.sharing.terms import Purpose
from tests.noninterference.case_making import NOW, leader, refused
from tests.noninterference.mutants import Mutant

BASIC, FAMILY, JUSTICE = 1, 8, 64
TIE = (
    "INSERT INTO cases_tie (id, case_id, binder_id, information_class, origin_id, author_id, at, resident_id, label, relation,"
    f" sex, died, quality, flow, remark) VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, {NOW}, %s, %s, '', 'unknown', false,"
    " 'weak', 'none', '')"
)
REMOVE = f"UPDATE cases_tie SET removed_at = {NOW}, removed_by = %s"


def _tie(hat: Hat, case: UUID, *, cls: int = FAMILY, resident: UUID | None = None) -> list[Any]:
    return [case, case, cls, hat.agency_id, hat.membership_id, resident, "" if resident else "隣の人"]


def a_line_is_drawn_to_whom_one_sees_and_in_a_class_one_reads() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    on_the_team(a, case, b)
    assert not refused(b, TIE, *_tie(b, case))
    assert refused(b, TIE, *_tie(b, case, cls=JUSTICE))
    assert refused(b, TIE, *_tie(b, case, resident=registered(a, name="友人 一")))
    assert not refused(b, TIE, *_tie(b, case, resident=registered(b, name="友人 二")))


def a_line_is_taken_away_by_who_does_it_and_once() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    on_the_team(a, case, b)
    tie = act(a, actions.draw_tie, case, actions.NewTie(case, label="隣の人"))
    assert refused(a, REMOVE, b.membership_id)
    assert refused(a, "UPDATE cases_tie SET removed_at = now() + interval '1 day', removed_by = %s", a.membership_id)
    assert not refused(b, REMOVE, b.membership_id)
    act(a, actions.remove_tie, case, tie)
    assert refused(a, REMOVE, a.membership_id)


def nothing_is_drawn_in_a_case_that_has_ended() -> None:
    a = leader("甲")
    case = opened(a)
    act(a, actions.draw_tie, case, actions.NewTie(case, label="隣の人"))
    assert not refused(a, TIE, *_tie(a, case))
    act(a, actions.end_watch, case, reason="moved", version=version(case))
    assert refused(a, TIE, *_tie(a, case))
    assert refused(a, REMOVE, a.membership_id)


def _found(hat: Hat, word: str = "合言葉", *, searched: bool = True) -> int:
    with wearing(hat):
        if searched:
            record_search(hat, to=Purpose.SUPPORT, word="journal.search")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM cases_find_entries(%s, '-infinity', 'infinity', false, 'infinity', %s, 50)",
                [word, UUID(int=2**128 - 1)],
            )
            return int(cursor.fetchone()[0])


def _wrote(hat: Hat, case: UUID, text: str = "合言葉", **more: Any) -> UUID:
    return act(hat, actions.write_entry, case, actions.NewEntry(text, **more))  # type: ignore[no-any-return]


def a_search_finds_what_may_be_read() -> None:
    a, b, c = leader("甲"), leader("乙"), leader("丙")
    case = opened(a)
    on_the_team(a, case, b)
    _wrote(a, case)
    _wrote(a, case, information_class=JUSTICE)
    _wrote(a, case, file=member_of(a, case))
    _wrote(a, case, "あいあう")
    for _ in range(2):  # through the files held; and once the letters are counted, by the rarest of them
        assert (_found(a), _found(b), _found(c)) == (3, 1, 0)
        assert _found(a, searched=False) == 0
        assert _found(a, "無い語") == 0
        assert _found(a, "あいあい") == 0, "every pair of letters stands there, the word does not"
        with as_clerk():
            count_letters()


def a_correction_takes_the_place_of_what_it_corrects() -> None:
    a, b = leader("甲"), leader("乙")
    case = opened(a)
    on_the_team(a, case, b)
    first = _wrote(a, case)
    act(a, actions.correct_entry, case, first, actions.NewEntry("ほか", information_class=JUSTICE))
    for _ in range(2):
        assert (_found(a), _found(b)) == (0, 1)
        with as_clerk():
            count_letters()


SCENARIOS = [
    a_line_is_drawn_to_whom_one_sees_and_in_a_class_one_reads,
    a_line_is_taken_away_by_who_does_it_and_once,
    nothing_is_drawn_in_a_case_that_has_ended,
    a_search_finds_what_may_be_read,
    a_correction_takes_the_place_of_what_it_corrects,
]
DRAWN, TAKEN, OVER, FOUND, CORRECTED = SCENARIOS
MUTANTS = [
    (Mutant("cases_tie_guard", "(sharing_classes(NEW.binder_id) & NEW.information_class) = 0", "false"), DRAWN),
    (Mutant("policy cases_tie_both_seen", "(resident_id IS NULL)", "true"), DRAWN),
    (Mutant("cases_tie_guard", "OLD.removed_at IS NOT NULL", "false"), TAKEN),
    (Mutant("cases_tie_guard", "OR NEW.removed_by IS DISTINCT FROM hat.membership", ""), TAKEN),
    (Mutant("cases_tie_guard", "PERFORM sharing_not_later(NEW.removed_at);", ""), TAKEN),
    (Mutant("cases_tie_guard", "c.id = NEW.case_id AND c.state = 'ended'", "false"), OVER),
    (Mutant("cases_find_entries", "OR NOT enishi_searched()", ""), FOUND),
    (Mutant("cases_find_entries", "((g.classes & w.information_class) <> 0", "((g.classes & 255) <> 0"), FOUND),
    (Mutant("cases_find_entries", "WHERE g.binder_id = w.binder_id", "WHERE true"), FOUND),
    (Mutant("cases_find_entries", "w.form LIKE ALL (patterns) AND", ""), FOUND),
    (Mutant("cases_find_entries", "n.replaces_id = w.entry_id", "false"), CORRECTED),
    (Mutant("cases_find_entries", "((g.classes & n.information_class) <> 0", "((g.classes & 255) <> 0"), CORRECTED),
]
