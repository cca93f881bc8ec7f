"""A meeting that nobody keeps: who is told of it, and who takes it over.

Tried with any SQL, and the guards judged by seeded bugs."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.tests.factories import opened, row
from enishi.conferences.models import Handover
from enishi.conferences.tests import factories as meetings
from enishi.conferences.tests.factories import BASIC, LIVING
from enishi.intake.tests.factories import in_days
from enishi.office.models import Notice, Task
from tests.architecture.accounting_things import asked_by
from tests.noninterference.conference_scenarios import add, people, reach, refused, works
from tests.noninterference.convening_mutants import EVERYTHING, _option, convenes, hand
from tests.noninterference.mutants import Mutant

WHY = "機関がなくなったため"


def asked(sql: str, *values: Any) -> Callable[[], list[Any]]:
    def do() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    return do


def rescue(meeting: UUID, reason: str = WHY) -> Callable[[], object]:
    return asked("SELECT conferences_rescue(%s, %s, 'ABCD-1234', now())", meeting, reason)


def listed(hat: Hat, *, every: bool) -> list[tuple[UUID, bool]]:
    with wearing(hat):
        return asked("SELECT id, colleagues FROM conferences_left(%s)", every)()


def _told(holder: UUID | None, word: str) -> int:
    with outside_the_walls():
        return Notice.objects.filter(holder_id=holder, word=word).count() + Task.objects.filter(holder_id=holder, word=word).count()


def what_nobody_keeps_is_told_to_coordinators_and_taken_over_by_one() -> None:
    _, _, c = people()
    office = cast.agency("なくなる課", "1061")
    a = cast.hat("promoter", office, "去田 昇")
    counter = cast.hat("counter", office)
    rescuer = cast.hat("coordinator", cast.agency("引受課", "1062"))
    beside = meetings.colleague(rescuer, "coordinator")
    elsewhere = cast.hat("promoter", cast.agency("生活福祉課", "1030"))
    reviewers = cast.hat("privacy_officer", cast.agency("総務課", "1001"))
    meeting, room = meetings.sealed_room(a, c)
    kept, _ = meetings.sealed_room(elsewhere, c)
    assert listed(rescuer, every=True) == []
    assert refused(rescuer, rescue(meeting)), "while somebody keeps it"
    near = meetings.colleague(a, "promoter")
    cast.has_left(a)
    assert listed(rescuer, every=False) == []
    assert listed(rescuer, every=True) == listed(reviewers, every=True) == [(meeting, True)]
    assert refused(rescuer, rescue(meeting)), "while a colleague could keep it"
    cast.has_left(near)
    for one in (rescuer, reviewers):
        assert listed(one, every=False) == [(meeting, False)]
    for one in (elsewhere, counter, c):
        assert listed(one, every=True) == []
        assert refused(one, rescue(meeting)), "who does not coordinate"
    assert refused(reviewers, rescue(meeting))
    assert refused(rescuer, rescue(kept))
    assert refused(rescuer, hand(meeting, rescuer.membership_id, WHY)), "a meeting of another office"
    for reason in ("", "　 "):
        assert refused(rescuer, rescue(meeting, reason))
    assert reach(counter, meeting) == EVERYTHING
    assert works(rescuer, rescue(meeting))
    assert [reach(one, room) for one in (rescuer, beside, a, counter, c)] == [EVERYTHING, 0, 0, 0, BASIC | LIVING]
    assert [reach(one, meeting) for one in (rescuer, beside, counter)] == [EVERYTHING, EVERYTHING, 0], "of another office now"
    assert convenes(rescuer, meeting, room) == (True, True)
    assert works(rescuer, add(_option(meeting)))
    assert [_told(one, "conference.rescued") for one in (c.membership_id, rescuer.membership_id)] == [1, 0]
    assert _told(reviewers.agency_id, "conference.handed_over") == 1
    assert listed(rescuer, every=True) == []
    assert refused(rescuer, rescue(meeting)), "again"
    with wearing(reviewers):
        assert Handover.objects.filter(conference=meeting, after=rescuer.membership_id, reason=WHY).count() == 1


def what_is_given_away_inside_is_given_by_nobody_else() -> None:
    a, _, c = people()
    meeting, _ = meetings.sealed_room(a, c)
    for hat in (a, c):
        assert refused(hat, asked("SELECT conferences_give_to(%s, %s, '', '', now())", meeting, hat.membership_id))
        for inside in ("conferences_gone(%s)", "conferences_unkept(%s)"):
            assert refused(hat, asked(f"SELECT id FROM {inside}", in_days(0)))
        assert refused(hat, asked("SELECT conferences_unkept_without(%s, enishi_today())", hat.membership_id))
    administers = cast.hat("administrator", cast.agency("情報システム課", "1090"))
    for one, count in ((a, 0), (administers, 1)):
        with wearing(one):
            assert asked("SELECT conferences_open_at(%s)", a.agency_id)() == [(count,)]


def a_search_for_disclosure_goes_with_the_room_and_is_told_to_who_reviews_when_nobody_keeps_it() -> None:
    a, _, c = people()
    reviewers = cast.hat("privacy_officer", cast.agency("総務課", "1001"))
    case = opened(a)
    meeting, _ = meetings.sealed_room(a, c, case=case)
    near, far = meetings.colleague(a, "promoter"), meetings.colleague(a, "promoter")
    with wearing(a):
        person = row(case).resident_id
    asked_by(near, person, "開-1")
    assert [_searches(one) for one in (a, far)] == [1, 0]
    assert _told(reviewers.agency_id, "disclosure.unkept") == 0
    assert works(a, hand(meeting, far.membership_id))
    assert [_searches(one) for one in (a, far)] == [1, 1], "who keeps the room now searches it"
    cast.has_left(far)
    request = asked_by(near, person, "開-2")
    assert _told(reviewers.agency_id, "disclosure.unkept") == 1
    for one in (near.agency_id, near.membership_id, c.membership_id):
        assert _told(one, "disclosure.unkept") == 0
    tell = asked("SELECT conferences_tell_of_gone(%s, '開-2', now())", request)
    assert refused(c, tell), "about a request of another agency"
    assert works(near, hand(meeting, near.membership_id, WHY))
    assert _searches(near) == 2, "also of their own office's requests: they were copied without the room"


def _searches(hat: Hat) -> int:
    return _told(hat.membership_id, "disclosure.search")


RESCUED = "what_nobody_keeps_is_told_to_coordinators_and_taken_over_by_one"
INSIDE = "what_is_given_away_inside_is_given_by_nobody_else"
SEARCHED = "a_search_for_disclosure_goes_with_the_room_and_is_told_to_who_reviews_when_nobody_keeps_it"
SCENARIOS: dict[str, Callable[[], None]] = {
    RESCUED: what_nobody_keeps_is_told_to_coordinators_and_taken_over_by_one,
    INSIDE: what_is_given_away_inside_is_given_by_nobody_else,
    SEARCHED: a_search_for_disclosure_goes_with_the_room_and_is_told_to_who_reviews_when_nobody_keeps_it,
}
MUTANTS: list[tuple[str, Mutant]] = [
    (RESCUED, Mutant("conferences_left", "NOT (enishi_may('coordinate') OR enishi_may('review'))", "false")),
    (RESCUED, Mutant("conferences_left", "OR enishi_may('review')", "")),
    (RESCUED, Mutant("conferences_left", "WHERE p_all OR u.id IS NOT NULL", "")),
    (RESCUED, Mutant("conferences_unkept", "WHERE NOT EXISTS", "WHERE true OR NOT EXISTS")),
    (RESCUED, Mutant("conferences_gone", "AND (m.ends_on IS NULL OR m.ends_on > p_on)", "")),
    (RESCUED, Mutant("conferences_rescue", "OR NOT enishi_may('coordinate')", "")),
    (RESCUED, Mutant("conferences_rescue", "conferences_unkept(enishi_today()) u", "conferences_conference u")),
    (RESCUED, Mutant("conferences_rescue", "IF btrim(p_reason, E' \\t\\r\\n\\u3000') = ''", "IF false")),
    (RESCUED, Mutant("conferences_rescue", "m.ended_at IS NULL AND m.membership_id <> hat.membership", "false")),
    (RESCUED, Mutant("conferences_give_to", "UNION ALL SELECT c.id WHERE office <> c.agency_id", "")),
    (RESCUED, Mutant("conferences_give_to", "CASE room WHEN c.id THEN office ELSE p_to END", "office")),
    (RESCUED, Mutant("conferences_give_to", "agency_id = office, version", "version")),
    (INSIDE, Mutant("conferences_open_at", "NOT (enishi_may('administer')", "NOT (true")),
    (INSIDE, Mutant("conferences_unkept_without", "NOT (enishi_may('administer')", "NOT (true")),
    (SEARCHED, Mutant("conferences_give_to", "AND t.word = 'disclosure.search' AND t.state = 'open'", "AND false")),
    (SEARCHED, Mutant("conferences_tell_of_gone", "AND origin_id = hat.agency", "")),
    (SEARCHED, Mutant("conferences_tell_of_gone", "AND b.subject_id = one.resident_id", "AND false")),
    (SEARCHED, Mutant("conferences_tell_of_gone", "conferences_gone(enishi_today()) c", "conferences_conference c")),
]
