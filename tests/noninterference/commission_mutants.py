"""On what a request to the project stands, against any SQL of who tends and leads; and the bugs that it is judged by."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.participation.tests.factories import meeting_decided
from enishi.sharing import actions as sharing
from enishi.sharing.terms import ConsentMeans
from tests.noninterference.case_making import NOW, person
from tests.noninterference.mutants import Mutant
from tests.noninterference.participation_world import Taking, does, role, rows, runs
from tests.noninterference.place_mutants import OF_A_COMMISSION

LEGS = ("search_id", "searched_on", "decision_id", "decided_on", "opened_by", "agency_id")
COPIED = ", ".join(one for one in OF_A_COMMISSION.split(", ") if one not in (*LEGS, "district"))
RESTS = (
    f"INSERT INTO community_commission (id, reference, state, {COPIED}, {', '.join(LEGS)}, rests_on, consented_until, district)"
    f" SELECT gen_random_uuid(), 'ZZZZ-0001', 'asked', {COPIED}, %s, %s, %s, %s, %s, %s, %s, enishi_today() + %s, ''"
    " FROM community_commission WHERE rests_on IS NULL"
)
PROFILE = (
    "INSERT INTO participation_profile (id, case_id, binder_id, information_class, origin_id, author_id, at, purposes, days, parts,"
    f" fields, decision_id) VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, {NOW}, '{{}}', '{{}}', '{{}}', '{{}}', %s)"
)
KEPT = "information_class, origin_id, author_id, at, offers, fits_public, fits_local, near, against, note"
A_SECOND_LATER = KEPT.replace(" at,", " at + interval '1 second',")
LATER = (
    f"INSERT INTO participation_search (id, case_id, binder_id, {KEPT}) SELECT gen_random_uuid(), case_id, %s,"
    f" {A_SECOND_LATER} FROM participation_search WHERE id = %s"
)


def legs(t: Taking, by: Hat, **more: Any) -> list[Any]:
    today = timezone.localdate()
    given = {"search": t.search, "searched": today, "decision": t.decision, "decided": today}
    given |= {"by": by.membership_id, "agency": by.agency_id, "consent": t.consent, "days": 10}
    return list((given | more).values())


def asks(t: Taking, by: Hat | None = None, **more: Any) -> bool:
    hat = by or t.a
    return does(hat, RESTS, *legs(t, hat, **more))


@contextmanager
def had(sql: str, *values: Any) -> Iterator[None]:
    """A world in which something else was written before; past every guard, and taken back."""
    with transaction.atomic():
        with role("postgres"), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(sql, values)
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        yield
        transaction.set_rollback(True)


def a_request_rests_on_a_consent_that_stands(t: Taking) -> None:
    assert asks(t)
    assert not asks(t, consent=t.support), "another kind of consent"
    assert not asks(t, consent=t.other), "none"
    assert not asks(t, consent=None, search=None, decision=None), "what was there before is taken over by no hat"
    keeps = "UPDATE community_commission SET {} WHERE id = %s"
    with transaction.atomic():
        with wearing(t.a):
            until, one = rows(RESTS + " RETURNING consented_until, id", *legs(t, t.a, days=900))[0]
        assert until < timezone.localdate() + timedelta(days=202), "it ends with the consent"
        assert not does(t.a, keeps.format(f"rests_on = '{t.support}'"), one), "what it rests on is not written later"
        assert not does(t.a, keeps.format("consented_until = consented_until + 1"), one)
        with wearing(t.a):
            means = ConsentMeans.PHONE
            sharing.withdraw_consent(t.consent, resident=person(t.case), means=means, note="x", by=t.a, at=timezone.now())
        with role("postgres"):
            told = "SELECT id, state FROM community_commission ORDER BY state"
            assert rows(told) == [(t.commission, "asked"), (one, "taken_back")]
        assert not asks(t), "nothing rests on what was withdrawn"
        transaction.set_rollback(True)


def a_request_stands_on_a_search_that_found_nothing(t: Taking) -> None:
    def ago(days: int) -> date:
        return timezone.localdate() - timedelta(days=days)

    assert asks(t)
    assert not asks(t, search=uuid4()), "none"
    assert not asks(t, searched=ago(1)), "another day"
    assert not asks(t, by=t.c), "somebody else leads"
    of = "UPDATE participation_search SET {} WHERE id = %s"
    for found in ("fits_local = 1, offers = 9", "fits_public = 1, offers = 9"):
        with had(of.format(found), t.search):
            assert not asks(t), "it found something"
    for days, fresh in ((30, True), (31, False)):
        with had(of.format(f"at = at - interval '{days} days'"), t.search):
            assert asks(t, searched=ago(days)) == fresh, days
    ten = of.format("at = at - interval '10 days'")
    setting = "INSERT INTO office_citysetting (id, name, value, starts_on, set_at) VALUES (gen_random_uuid(), %s, '9', %s, now())"
    for name, since, fresh in (
        ("community.search_days", ago(0), False),
        ("community.search_days", ago(-1), True),
        ("community.verify_days", ago(0), True),
    ):
        with had(setting, name, since), had(ten, t.search):
            assert asks(t, searched=ago(10)) == fresh, (name, since)
    with had("UPDATE cases_case SET state = 'ended', reason_code = 'x' WHERE id = %s", t.case):
        assert not asks(t), "nothing is asked for a case that ended"
    with had(LATER, t.case, t.search):
        assert not asks(t), "there is a later one"
    with had(LATER, t.other, t.search):
        assert asks(t), "the later one is about somebody else"


def one_request_at_a_time_and_for_who_agreed(t: Taking) -> None:
    with transaction.atomic():
        with wearing(t.a):
            (one,) = rows(RESTS + " RETURNING id", *legs(t, t.a))[0]
        with had(LATER, t.case, t.search), role("postgres"):
            (later,) = rows("SELECT id FROM participation_search WHERE case_id = %s ORDER BY at DESC LIMIT 1", t.case)[0]
            assert not asks(t, search=later), "one goes on"
            with had("UPDATE community_commission SET state = 'given_up', ended_reason = 'x', ended_at = now() WHERE id = %s", one):
                assert asks(t, search=later)
        transaction.set_rollback(True)
    with had("UPDATE participation_search SET binder_id = %s WHERE id = %s", t.other, t.search):
        assert not asks(t), "somebody else agreed"


def a_request_stands_on_a_decision_of_a_meeting_about_the_case(t: Taking) -> None:
    assert asks(t)
    assert not asks(t, decision=uuid4())
    assert not asks(t, decided=timezone.localdate() - timedelta(days=1)), "another day"
    with had("UPDATE participation_profile SET case_id = %s WHERE decision_id = %s", t.other, t.decision):
        assert not asks(t), "of another case"


def a_request_is_asked_in_the_own_name(t: Taking) -> None:
    assert asks(t)
    assert not asks(t, by=t.a, agency=t.c.agency_id)
    values = legs(t, t.a)
    values[4] = t.b.membership_id
    assert not does(t.a, RESTS, *values)
    assert not does(t.a, _opened("enishi_now() + interval '1 day'"), *legs(t, t.a)), "not yet"
    assert does(t.a, _opened("enishi_now()"), *legs(t, t.a))


def _opened(when: str) -> str:
    before, after = RESTS.split(" SELECT ", 1)
    return f"{before} SELECT {after.replace('opened_at', when, 1)}"


def of_a_place_that_is_not_confirmed_free_no_district_goes_out(t: Taking) -> None:
    resident = person(t.case)

    with_district = RESTS.replace("+ %s, ''", "+ %s, 'みのり中'")

    def asks_with_district() -> bool:
        return does(t.a, with_district, *legs(t, t.a))

    def district() -> list[Any]:
        with role("postgres"):
            return rows("SELECT district, version FROM community_commission WHERE rests_on = %s", t.consent)

    free = "UPDATE residents_address SET protection = 'none' WHERE resident_id = %s"
    sealed = (
        "INSERT INTO sharing_seal (id, binder_id, kind, classes, sealed_at, sealed_by)"
        " VALUES (gen_random_uuid(), %s, 'support_measure', %s, now(), gen_random_uuid())"
    )
    lifted = "lifted_at = now(), lifted_by = gen_random_uuid(), lift_asked_by = gen_random_uuid(), lift_asked_at = now()"
    with had(free, resident):
        assert asks_with_district()
        with had("UPDATE residents_address SET protection = 'unknown' WHERE resident_id = %s", resident):
            assert not asks_with_district()
            assert asks(t)
        with had("UPDATE residents_address SET ended_at = now() WHERE resident_id = %s", resident):
            assert not asks_with_district(), "no address that stands"
        with had(sealed, resident, 32):
            assert not asks_with_district()
            with had(f"UPDATE sharing_seal SET {lifted} WHERE binder_id = %s", resident):
                assert asks_with_district(), "lifted"
        with had(sealed, resident, 4):
            assert asks_with_district(), "another class"
        with had(sealed, t.other, 32):
            assert asks_with_district(), "somebody else"
        for later, forgets in (
            ("UPDATE residents_address SET protection = 'in_force' WHERE resident_id = %s", True),
            ("UPDATE residents_address SET protection = 'none' WHERE resident_id = %s", False),
            (sealed.replace("%s, now()", "32, now()"), True),
            (sealed.replace("%s, now()", "4, now()"), False),
        ):
            with transaction.atomic():
                with wearing(t.a), connection.cursor() as cursor:
                    cursor.execute(with_district, legs(t, t.a))
                with role("postgres"), connection.cursor() as cursor:
                    cursor.execute(later, [resident])
                ((now, version),) = district()
                assert (now, version) == (("", 2) if forgets else ("みのり中", 1)), later
                transaction.set_rollback(True)


def a_decision_on_a_profile_is_of_a_meeting(t: Taking) -> None:
    def writes(decision: UUID, case: UUID = t.other) -> bool:
        given = [case, case, 1, t.a.agency_id, t.a.membership_id, decision]
        with had("UPDATE participation_profile SET ended_at = now(), ended_by = %s WHERE ended_at IS NULL", t.a.membership_id):
            return does(t.a, PROFILE, *given)

    assert writes(t.decision, t.case), "the decision stays with the next profile"
    assert not writes(t.decision), "of another case"
    assert not writes(uuid4()), "of no meeting"
    assert writes(meeting_decided(t.a, t.other))
    assert not writes(meeting_decided(t.a, t.case))
    assert not writes(meeting_decided(t.a, t.other, kind="role")), "something else was decided"
    one = meeting_decided(t.a, t.other)
    with had("UPDATE conferences_conference SET state = 'planned' WHERE id = %s", one):
        assert not writes(one), "the meeting is still to come"


def what_no_consent_carries_any_more_is_taken_back_at_night(t: Taking) -> None:
    lapse = "SELECT commission_id FROM participation_lapse_commissions(%s, %s)"
    with transaction.atomic():
        with wearing(t.a):
            one = rows(RESTS + " RETURNING id", *legs(t, t.a))[0][0]
        with role("enishi_clerk"):
            assert rows(lapse, timezone.now(), timezone.localdate() + timedelta(days=10)) == []
            late = timezone.localdate() + timedelta(days=11)
            assert rows(lapse, timezone.now(), late) == [(one,)]
            assert rows(lapse, timezone.now(), late) == [], "once"
        transaction.set_rollback(True)
    with wearing(t.a):
        assert not runs(lapse, timezone.now(), timezone.localdate()), "not for the web server"


SCENARIOS: list[Callable[[Taking], None]] = [
    a_request_rests_on_a_consent_that_stands,
    a_request_stands_on_a_search_that_found_nothing,
    one_request_at_a_time_and_for_who_agreed,
    a_request_stands_on_a_decision_of_a_meeting_about_the_case,
    a_request_is_asked_in_the_own_name,
    of_a_place_that_is_not_confirmed_free_no_district_goes_out,
    a_decision_on_a_profile_is_of_a_meeting,
    what_no_consent_carries_any_more_is_taken_back_at_night,
]
RESTING, SEARCHED, ONE, DECIDED, NAMED, PLACE, MEETING, NIGHT = SCENARIOS
STANDS = "participation_commission_stands"
MUTANTS = [
    (Mutant(where, old, new), scenario)
    for scenario, bugs in {
        RESTING: [
            ("participation_commission_rests", "OR agreed.stage <> 'host'", ""),
            ("participation_commission_rests", "OR agreed.withdrawn_at IS NOT NULL", ""),
            ("participation_commission_rests", "PERFORM sharing_refuse('a commission keeps", "RETURN NEW; PERFORM ('"),
            ("participation_commission_rests", "least(NEW.consented_until,", "greatest(NEW.consented_until,"),
            ("participation_commissions_end", "WHERE rests_on = NEW.id AND", "WHERE"),
            ("participation_commissions_end", "WHERE rests_on = NEW.id AND", "WHERE false AND"),
            ("check community_commission_made", "(rests_on IS NOT NULL)", "true"),
        ],
        SEARCHED: [
            (STANDS, "looked.fits_public + looked.fits_local = 0", "looked.fits_public = 0"),
            (STANDS, "looked.fits_public + looked.fits_local = 0", "looked.fits_local = 0"),
            (STANDS, "AND participation_leads(looked.case_id)", ""),
            (STANDS, "AND (looked.at AT TIME ZONE 'Asia/Tokyo')::date = p_searched_on", ""),
            (STANDS, "AND p_searched_on >= enishi_today() - participation_search_days()", ""),
            (STANDS, "c.id = looked.case_id AND c.state <> 'ended'", "c.id = looked.case_id"),
            (STANDS, "AND s.at > looked.at", "AND false"),
            (STANDS, "AND s.binder_id = looked.binder_id AND s.at > looked.at", "AND s.at > looked.at"),
            ("participation_search_days", "s.name = 'community.search_days' AND", ""),
            ("participation_search_days", "AND s.starts_on <= enishi_today()", ""),
            ("participation_search_days", ", 30)", ", 31)"),
        ],
        ONE: [
            (STANDS, "AND k.state NOT IN ('registered', 'taken_back', 'given_up')", "AND false"),
            (STANDS, "AND k.state NOT IN ('registered', 'taken_back', 'given_up')", ""),
            (STANDS, "AND b.subject_id = p_resident", ""),
        ],
        DECIDED: [
            (STANDS, "AND p.decision_id = p_decision", ""),
            (STANDS, "p.case_id = looked.case_id AND p.decision_id", "p.decision_id"),
            (STANDS, ") = p_decided_on, false)", ") IS NOT NULL, false)"),
        ],
        NAMED: [
            ("participation_commission_rests", "NEW.agency_id IS DISTINCT FROM hat.agency OR", ""),
            ("participation_commission_rests", "OR NEW.opened_by IS DISTINCT FROM hat.membership", ""),
            ("participation_commission_rests", "PERFORM sharing_not_later(NEW.opened_at);", ""),
        ],
        PLACE: [
            ("participation_commission_rests", "NEW.district <> '' AND participation_place_hidden(agreed.resident_id)", "false"),
            ("participation_place_hidden", "a.protection = 'none'", "true"),
            ("participation_place_hidden", "a.ended_at IS NULL", "true"),
            ("participation_place_hidden", "s.binder_id = p_resident AND", ""),
            ("participation_place_hidden", "AND s.lifted_at IS NULL", ""),
            ("participation_place_hidden", "AND (s.classes & 32) <> 0", ""),
            ("participation_forget_district", "s.resident_id = p_resident AND", "s.resident_id <> p_resident AND"),
            ("participation_address_protected", "PERFORM participation_forget_district(NEW.resident_id);", ""),
            ("participation_place_sealed", "PERFORM participation_forget_district(NEW.binder_id);", ""),
        ],
        MEETING: [
            ("participation_decided_guard", "p.case_id = NEW.case_id AND p.decision_id", "p.decision_id"),
            ("participation_decided_guard", "d.id = NEW.decision_id AND", ""),
            ("participation_decided_guard", "AND d.kind = 'participation'", ""),
            ("participation_decided_guard", "AND i.case_id = NEW.case_id", ""),
            ("participation_decided_guard", "AND c.state IN ('held', 'confirmed')", ""),
        ],
        NIGHT: [
            ("participation_lapse_commissions", "c.consented_until < p_today AND", ""),
            ("participation_lapse_commissions", "c.consented_until < p_today AND", "c.consented_until <= p_today AND"),
            ("participation_lapse_commissions", "AND c.state NOT IN ('registered', 'taken_back', 'given_up')", ""),
        ],
    }.items()
    for where, old, new in bugs
]
