"""A journal's number and the entries of a page are what its walls give, without what was corrected as far as the hat sees it; with
seeded bugs."""

from typing import Any
from uuid import UUID

from django.db import connection

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.cases import actions
from enishi.cases.access import open_case
from enishi.cases.tests.factories import BASIC, HEALTH, LIVING, act, member_of, on_the_team, opened
from enishi.sharing.access import record_look
from enishi.sharing.terms import ALL_CLASSES, Purpose
from tests.noninterference.case_making import leader
from tests.noninterference.mutants import Mutant

BY_THE_WALLS = """
SELECT count(*), array_agg(e.id ORDER BY e.happened_at DESC, e.id) FROM cases_journalentry e
 WHERE e.case_id = %(case)s AND (%(file)s::uuid IS NULL OR e.binder_id = %(file)s)
   AND (%(kind)s = '' OR e.kind = %(kind)s) AND (%(agency)s::uuid IS NULL OR e.origin_id = %(agency)s)
   AND NOT EXISTS (SELECT 1 FROM cases_journalentry n WHERE n.replaces_id = e.id)
"""
TOLD = "SELECT total, ids FROM cases_entries_shown(%(case)s, %(file)s, %(kind)s, %(agency)s, %(first)s, %(size)s)"


def counted(
    hat: Hat,
    case: UUID,
    *beside: UUID,
    look: int = ALL_CLASSES,
    file: UUID | None = None,
    kind: str = "",
    agency: UUID | None = None,
) -> int:
    """What the function tells; it must be what a hat that looked would count and read row by row, in whole and in pages of two.

    :param beside: cases at which the same request looks, too
    :param look: at which classes; 0: at nothing
    """
    wanted = {"case": case, "file": file, "kind": kind, "agency": agency}
    with wearing(hat), connection.cursor() as cursor:
        if look == ALL_CLASSES:
            for one in (case, *beside):
                open_case(hat, one, to=Purpose.SUPPORT, word="case.open")
        elif look:
            record_look(hat, [case], to=Purpose.SUPPORT, word="case.open", classes=look)
        cursor.execute(BY_THE_WALLS, wanted)
        count, ids = cursor.fetchone()
        for first, size in [(0, 100), *((place, 2) for place in range(0, count + 2, 2))]:
            cursor.execute(TOLD, wanted | {"first": first, "size": size})
            total, page = cursor.fetchone()
            assert total == count, "the number beside the journal is not what the journal shows"
            begin = min(first, max(count - 1, 0) // size * size)
            assert page == (ids or [])[begin : begin + size], "the page draws other entries than the walls give"
    return int(count)


def written(by: Hat, case: UUID, text: str, **more: Any) -> UUID:
    entry: UUID = act(by, actions.write_entry, case, actions.NewEntry(text, **more))
    return entry


def a_journal_is_counted_as_it_is_read() -> None:
    a, b, stranger = leader("甲"), leader("乙"), leader("丙")
    case = opened(a)
    member = member_of(a, case)
    on_the_team(a, case, b, classes=BASIC | LIVING)
    written(a, case, "家賃の話。", information_class=LIVING)
    written(a, case, "病気の話。", information_class=HEALTH)
    visited = written(a, case, "訪ねた。", kind="visit")
    written(a, case, "一郎さんのこと。", file=member)
    written(b, case, "家計簿を見た。", information_class=LIVING)
    other, third = opened(a), leader("丁")
    written(a, other, "別のケース。")
    role = on_the_team(a, case, third, classes=BASIC | HEALTH)
    assert (counted(a, case), counted(b, case)) == (5, 3)
    assert counted(stranger, case, look=0) == counted(a, case, look=0) == 0
    assert (counted(a, case, file=member), counted(b, case, file=member)) == (1, 0)
    assert (counted(a, case, kind="visit"), counted(a, case, agency=b.agency_id)) == (1, 1)
    act(a, actions.correct_entry, case, visited, actions.NewEntry("訪ねた。留守。", kind="visit"))
    assert (counted(a, case), counted(b, case)) == (5, 3)
    hidden = written(a, case, "訪ねた。二度目。")
    act(
        a,
        actions.correct_entry,
        case,
        hidden,
        actions.NewEntry("訪ねた。薬のこと。", information_class=HEALTH),
    )
    assert (counted(a, case), counted(b, case)) == (6, 4), (
        "who does not see the correction counts what stood before"
    )
    assert (counted(a, other), counted(a, other, case), counted(a, case, other)) == (1, 1, 6)
    assert counted(a, case, look=LIVING) == 2, "of what was not looked at there is no number"
    written(third, case, "薬を見た。", information_class=HEALTH)
    act(third, actions.end_role, role, version=2)
    on_the_team(a, case, third, classes=BASIC)
    assert counted(third, case) == 3, "its own, and not what another wrote of the same class"


SHOWN = "cases_entries_shown"
LATER = "FROM unnest(alike.classes) AS later(information_class) WHERE"
MUTANTS = [
    (Mutant(SHOWN, old, new), a_journal_is_counted_as_it_is_read)
    for old, new in [
        ("WHERE e.case_id = p_case AND", "WHERE true AND"),
        ("(p_file IS NULL OR e.binder_id = p_file)", "true"),
        ("(p_kind = '' OR e.kind = p_kind)", "true"),
        ("(p_agency IS NULL OR e.origin_id = p_agency)", "true"),
        ("(g.classes & alike.information_class) <> 0 OR", "true OR"),
        ("AND (g.looked & alike.information_class) <> 0", "AND g.looked IS NOT NULL"),
        ("g.binder_id = alike.binder_id", "true"),
        (LATER, f"{LATER} true OR"),
        (LATER, f"{LATER} false AND"),
        ("AND e.id NOT IN (SELECT c.id FROM corrected c)", ""),
        ("e.information_class, e.origin_id, NULL", "1::smallint AS information_class, e.origin_id, NULL"),
        ("s.binder_id = e.binder_id AND", ""),
        ("AND s.information_class = e.information_class", ""),
        ("AND s.origin_id = e.origin_id", ""),
        ("AND s.id IS NOT DISTINCT FROM (SELECT c.id FROM corrected c WHERE c.id = e.id)", ""),
        ("ORDER BY e.happened_at DESC", "ORDER BY e.happened_at"),
        ("least(p_first,", "least(0,"),
        ("least(p_first,", "greatest(p_first,"),
    ]
]
