"""What is noticed and what is decided about it, past every verb (定例会); with seeded bugs."""

from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.cases.tests.factories import act, opened
from enishi.conferences import actions
from enishi.conferences.access import open_item
from enishi.conferences.models import Concern, Theme
from enishi.conferences.terms import ThemeAnswer
from enishi.conferences.tests.factories import concern, later, meeting, theme
from tests.noninterference.case_making import NOW, leader, refused
from tests.noninterference.mutants import Mutant

DECIDED = (
    "INSERT INTO conferences_themedecision (id, theme_id, answer, text, decided_by, decided_at)"
    f" VALUES (gen_random_uuid(), %s, 'deferred', 'x', %s, {NOW})"
)
RESULT = (
    "INSERT INTO conferences_themeresult (id, theme_id, text, told_by, told_at)"
    f" VALUES (gen_random_uuid(), %s, 'x', %s, {NOW})"
)
RAISED = (
    "INSERT INTO conferences_concern (id, source, text, issue_code, agency_id, raised_by, raised_at, version)"
    f" VALUES (gen_random_uuid(), 'remark', 'x', '', %s, %s, {NOW}, 1)"
)
ORIGIN = "INSERT INTO conferences_concernorigin (id, concern_id, binder_id) VALUES (gen_random_uuid(), %s, %s)"


def _gatherer() -> Hat:
    return cast.hat("coordinator", cast.agency("まとめる課", "T-themes"))


def only_who_gathers_opens_decides_and_tells() -> None:
    gatherer, desk = _gatherer(), leader("甲")
    one = theme(gatherer)
    assert not refused(gatherer, DECIDED, one, gatherer.membership_id)
    assert refused(gatherer, DECIDED, one, desk.membership_id), "in one's own name"
    for sql in (DECIDED, RESULT):
        assert refused(desk, sql, one, desk.membership_id)
    assert refused(desk, "UPDATE conferences_theme SET title = 'x'")
    assert not refused(gatherer, "UPDATE conferences_theme SET title = 'x'")


def a_theme_moves_with_what_it_says() -> None:
    gatherer = _gatherer()
    one, other = theme(gatherer), theme(gatherer, title="ほか")
    new = actions.NewThemeDecision(ThemeAnswer.DEFERRED, "来年度に。")
    act(gatherer, actions.decide_theme, other, new, version=1)
    for state in ("open", "tabled", "decided", "done"):
        assert refused(gatherer, f"UPDATE conferences_theme SET state = '{state}', moved_at = {NOW} WHERE id = %s", one), state
    act(gatherer, actions.decide_theme, one, new, version=1)
    assert refused(gatherer, f"UPDATE conferences_theme SET state = 'done', moved_at = {NOW} WHERE id = %s", one)
    act(gatherer, actions.record_result, one, "できた。", version=2)
    assert refused(gatherer, f"UPDATE conferences_theme SET state = 'tabled', moved_at = {NOW} WHERE id = %s", one)
    assert not refused(gatherer, f"UPDATE conferences_theme SET state = 'open', moved_at = {NOW} WHERE id = %s", one)
    assert refused(gatherer, "UPDATE conferences_theme SET state = 'open', moved_at = now() + interval '1 day' WHERE id = %s", one)


def what_a_desk_noticed_is_its_own() -> None:
    gatherer, a, b = _gatherer(), leader("甲"), leader("乙")
    noticed, one = concern(a), theme(gatherer)
    assert _read(a, Concern) == _read(gatherer, Concern) == 1
    assert _read(b, Concern) == 0
    assert _read(b, Theme) == 1
    assert refused(a, RAISED, b.agency_id, a.membership_id)
    assert refused(a, RAISED, a.agency_id, b.membership_id)
    assert refused(a, "UPDATE conferences_concern SET theme_id = %s", one), "who noticed does not sort"
    assert refused(gatherer, f"UPDATE conferences_concern SET withdrawn_at = {NOW}"), "nor takes back who sorts"
    assert refused(b, f"UPDATE conferences_concern SET withdrawn_at = {NOW}")
    assert not refused(a, f"UPDATE conferences_concern SET withdrawn_at = {NOW}")
    act(gatherer, actions.sort_concern, noticed, one, version=1)
    assert refused(a, f"UPDATE conferences_concern SET withdrawn_at = {NOW}"), "part of a theme"


def where_it_comes_from_is_said_by_who_raised_it_and_counted_for_who_gathers() -> None:
    gatherer, a, b = _gatherer(), leader("甲"), leader("乙")
    case, noticed = opened(a), concern(a)
    assert not refused(a, ORIGIN, noticed, case)
    colleague = cast.hat("promoter", Agency.objects.get(pk=a.agency_id))
    assert refused(colleague, ORIGIN, noticed, case), "a concern of somebody else"
    assert refused(b, ORIGIN, concern(b), case), "a case that is not seen"
    one = theme(gatherer, concern(a, origin=case), concern(a, origin=case), concern(a, origin=opened(a)))
    assert _people(gatherer, one) == 2
    assert _people(a, one) is None


MINUTED = (
    "INSERT INTO conferences_thememinutes (id, theme_id, item_id, kind, text, told_by, told_at)"
    f" VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, {NOW})"
)


def minuted(gatherer: Hat, one: UUID) -> UUID:
    """The item of a theme in a 定例会 that was held, with confirmed minutes."""
    regular = meeting(gatherer, "regular")
    item: UUID = act(gatherer, actions.table_theme, one, regular, version=1)
    with later(minutes=20) as at:
        act(gatherer, actions.hold_conference, regular, attended=[], own=[gatherer.membership_id], at=at)
        act(gatherer, actions.write_minutes, item, "定まった文", kind="confirmed", at=at)
    return item


def a_theme_keeps_the_minutes_that_were_confirmed_and_no_others() -> None:
    gatherer, desk = _gatherer(), leader("甲")
    one, other = theme(gatherer), theme(gatherer, title="ほか")
    item = minuted(gatherer, one)
    for theme_id, kind, text, who in (
        (one, "confirmed", "ほかの文", gatherer),
        (other, "confirmed", "定まった文", gatherer),
        (one, "correction", "定まった文", gatherer),
        (one, "confirmed", "定まった文", desk),
    ):
        assert _refused_in_the_room(gatherer, item, theme_id, item, kind, text, who.membership_id), text
    assert not _refused_in_the_room(gatherer, item, one, item, "confirmed", "定まった文", gatherer.membership_id)


def _refused_in_the_room(hat: Hat, room: UUID, *values: Any) -> bool:
    with wearing(hat):
        open_item(hat, room, word="conference.minutes")
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(MINUTED, values)
                transaction.set_rollback(True)
        except DatabaseError:
            return True
    return False


def _people(hat: Hat, one: UUID) -> int | None:
    with wearing(hat), connection.cursor() as cursor:
        cursor.execute("SELECT conferences_theme_people(%s)", [one])
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def _read(hat: Hat, model: Any) -> int:
    with wearing(hat):
        return int(model.objects.count())


GATHERED, MOVED, OWN, ORIGINS, KEPT = (
    only_who_gathers_opens_decides_and_tells,
    a_theme_moves_with_what_it_says,
    what_a_desk_noticed_is_its_own,
    where_it_comes_from_is_said_by_who_raised_it_and_counted_for_who_gathers,
    a_theme_keeps_the_minutes_that_were_confirmed_and_no_others,
)
SCENARIOS = {one.__name__: one for one in (GATHERED, MOVED, OWN, ORIGINS, KEPT)}
MAY = "( SELECT enishi_may('coordinate'::text) AS enishi_may)"
MUTANTS = [
    (scenario.__name__, Mutant(where, old, new))
    for scenario, bugs in {
        GATHERED: [
            ("check conferences_themedecision_written", MAY, "true"),
            ("check conferences_themedecision_written", "(decided_by = ", "(decided_by IS NOT NULL OR decided_by = "),
            ("check conferences_themeresult_written", MAY, "true"),
        ],
        MOVED: [
            ("conferences_theme_guard", "(OLD.state, NEW.state) NOT IN", "false AND (OLD.state, NEW.state) NOT IN"),
            ("conferences_theme_guard", "d.theme_id = NEW.id AND d.decided_at = NEW.moved_at", "true"),
            ("conferences_theme_guard", "PERFORM sharing_not_later(NEW.moved_at);", ""),
            ("conferences_theme_guard", "NEW.state = 'done' AND NOT EXISTS", "false AND NOT EXISTS"),
            ("conferences_theme_guard", "NEW.state = 'tabled' AND NOT EXISTS", "false AND NOT EXISTS"),
        ],
        OWN: [
            ("conferences_concern_guard", "NOT coalesce(enishi_role_may(hat.role, 'coordinate'), false)", "false"),
            ("conferences_concern_guard", "OR OLD.theme_id IS NOT NULL", ""),
            ("conferences_concern_guard", "OR OLD.agency_id IS DISTINCT FROM hat.agency", ""),
        ],
        ORIGINS: [
            ("conferences_origin_guard", "c.raised_by = (enishi_hat()).membership AND", ""),
            ("conferences_theme_people", "NOT enishi_may('coordinate')", "false"),
            ("conferences_theme_people", "DISTINCT coalesce(b.subject_id, b.id)", "*"),
        ],
        KEPT: [
            ("check conferences_thememinutes_written", "(m.text = conferences_thememinutes.text)", "true"),
            ("check conferences_thememinutes_written", "(i.theme_id = conferences_thememinutes.theme_id)", "true"),
            ("check conferences_thememinutes_written", "((m.kind)::text = (conferences_thememinutes.kind)::text)", "true"),
            ("check conferences_thememinutes_written", "(told_by = ", "(told_by IS NOT NULL OR told_by = "),
        ],
    }.items()
    for where, old, new in bugs
]
