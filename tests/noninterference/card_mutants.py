"""Cards for outsiders: whose they are, on what they rest, and what the edge gives for a secret; and the bugs they are judged by."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from enishi.agencies.access import wearing
from enishi.agencies.actions import cards
from enishi.agencies.hats import Hat
from enishi.sharing import actions as sharing
from enishi.sharing.terms import ConsentMeans
from tests.noninterference.case_making import NOW, person
from tests.noninterference.mutants import Mutant
from tests.noninterference.participation_world import Taking, does, role, rows, value

RELEASE = (
    "INSERT INTO agencies_releasedcard (id, kind, digest, shown, about, rests_on, agency_id, membership_id, released_at,"
    f" expires_at, carried_at) VALUES (gen_random_uuid(), 'x', %s, '{{}}', %s, %s, %s, %s, {NOW}, now() + interval '900 days', %s)"
)
SEEN = "SELECT count(*) FROM agencies_releasedcard WHERE id = %s"
ANSWERS = "SELECT count(*) FROM agencies_cardanswer WHERE card_id = %s"


def a_card_is_its_agencys_and_seen_by_who_sees_whom_it_tells_of(t: Taking) -> None:
    assert value(t.a, SEEN, t.card) == value(t.a, ANSWERS, t.card) == [(1,)]
    for hat in (t.b, t.c, t.clerk):
        assert value(hat, SEEN, t.card) == value(hat, ANSWERS, t.card) == [(0,)], "another agency's"
    close = f"UPDATE agencies_releasedcard SET closed_at = {NOW}"
    assert does(t.a, close)
    assert not does(t.c, close)


def whoever_is_shut_out_sees_no_card_of_the_own_agency(t: Taking) -> None:
    with transaction.atomic():
        with wearing(t.a):
            sharing.block_staff(t.case, staff=t.a.staff_id, kind="declared", by=t.a, at=timezone.now())
        assert value(t.a, SEEN, t.card) == value(t.a, ANSWERS, t.card) == [(0,)]
        transaction.set_rollback(True)


def a_card_is_released_in_the_own_name_about_whom_one_sees(t: Taking) -> None:
    def new(hat: Hat, **more: Any) -> bool:
        given = {"about": t.case, "rests": t.consent, "agency": hat.agency_id, "by": hat.membership_id, "carried": None} | more
        return does(hat, RELEASE, b"d" * 32, *given.values())

    assert new(t.a)
    assert not new(t.c), "who knows nothing of the case"
    assert not new(t.a, agency=t.b.agency_id)
    assert not new(t.a, by=t.b.membership_id)
    assert not new(t.a, carried=timezone.now()), "nothing is at the edge before the job was there"
    assert not new(t.a, about=t.other), "the consent of somebody else"
    assert not new(t.a, rests=t.other), "no consent"
    with wearing(t.a), transaction.atomic():
        ends = rows(RELEASE + " RETURNING expires_at", b"e" * 32, t.case, t.consent, t.a.agency_id, t.a.membership_id, None)[0][0]
        transaction.set_rollback(True)
    assert ends < timezone.now() + timedelta(days=201), "it ends with the consent"


def a_withdrawal_closes_what_rests_on_it(t: Taking) -> None:
    with transaction.atomic():
        at_the_edge(t)
        with wearing(t.a):
            means = ConsentMeans.PHONE
            sharing.withdraw_consent(t.consent, resident=person(t.case), means=means, note="x", by=t.a, at=timezone.now())
        with role("postgres"):
            assert rows("SELECT closed_at IS NOT NULL FROM agencies_releasedcard WHERE id = %s", t.card) == [(True,)]
            assert rows("SELECT closed_at IS NOT NULL FROM edge.card WHERE id = %s", t.card) == [(True,)]
        again = does(t.a, RELEASE, b"f" * 32, t.case, t.consent, t.a.agency_id, t.a.membership_id, None)
        assert not again, "nothing rests on what was withdrawn"
        transaction.set_rollback(True)


def at_the_edge(t: Taking, ends: str = "1 day") -> None:
    """As the job puts it there."""
    with role("enishi_clerk"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO edge.card (id, digest, shown, expires_at) SELECT id, digest, shown, now() + %s::interval"
            " FROM agencies_releasedcard WHERE id = %s",
            [ends, t.card],
        )


def asked(t: Taking, secret: str) -> bool:
    with role("enishi_edge"):
        return bool(rows("SELECT 1 FROM edge.open_card(%s)", secret))


def answers(secret: str, one: Any) -> bool:
    with role("enishi_edge"):
        return rows("SELECT edge.answer_card(%s, %s, %s)", secret, one, Jsonb({"word": "yes"})) == [(True,)]


def the_edge_gives_one_card_for_its_secret_and_takes_one_answer(t: Taking) -> None:
    with transaction.atomic():
        at_the_edge(t)
        assert asked(t, t.token)
        assert not asked(t, t.token[:-1])
        assert not answers("", t.other)
        assert answers(t.token, t.case)
        assert answers(t.token, t.case), "the same once more is there already"
        assert not answers(t.token, t.other), "answered"
        transaction.set_rollback(True)
    with transaction.atomic():
        at_the_edge(t, "-1 second")
        assert not asked(t, t.token), "ran out"
        assert not answers(t.token, t.case)
        transaction.set_rollback(True)
    with transaction.atomic():
        at_the_edge(t)
        with wearing(t.a):
            cards.close(t.card, at=timezone.now())
        assert not asked(t, t.token), "closed"
        assert not answers(t.token, t.case)
        transaction.set_rollback(True)


def an_open_form_takes_a_few_and_gives_nothing_back(t: Taking) -> None:
    def filled(form: str, sender: bytes = b"x" * 32, one: Any = None) -> str:
        with role("enishi_edge"):
            sql = "SELECT edge.fill_form(%s, %s, %s, %s)"
            return str(rows(sql, form, one or uuid4(), Jsonb({"name": "x"}), sender)[0][0])

    with transaction.atomic():
        with role("postgres"), connection.cursor() as cursor:
            cursor.execute("DELETE FROM edge.entry")
            forms = [("trial", True, 2, 4), ("shut", False, 9, 9)]
            new = "INSERT INTO edge.form (name, shown, takes, most_by_sender, most_in_all) VALUES (%s, '{}', %s, %s, %s)"
            cursor.executemany(new, forms)
        assert [filled("shut"), filled("nowhere")] == ["closed", "closed"]
        assert [filled("trial", one=t.case), filled("trial", one=t.case)] == ["taken", "taken"]
        assert [filled("trial"), filled("trial")] == ["taken", "busy"], "one sender, twice"
        assert filled("trial", b"y" * 32) == "taken"
        assert [filled("trial", b"z" * 32), filled("trial", b"w" * 32)] == ["taken", "busy"], "all together, four times"
        with role("postgres"):
            assert rows("SELECT count(*) FROM edge.entry") == [(4,)]
            rows("UPDATE edge.entry SET at = at - interval '2 hours' RETURNING id")
        assert filled("trial") == "taken", "within the hour"
        transaction.set_rollback(True)


SCENARIOS: list[Callable[[Taking], None]] = [
    a_card_is_its_agencys_and_seen_by_who_sees_whom_it_tells_of,
    whoever_is_shut_out_sees_no_card_of_the_own_agency,
    a_card_is_released_in_the_own_name_about_whom_one_sees,
    a_withdrawal_closes_what_rests_on_it,
    the_edge_gives_one_card_for_its_secret_and_takes_one_answer,
    an_open_form_takes_a_few_and_gives_nothing_back,
]
OWN, SHUT, RELEASED, WITHDRAWN, EDGE, FORM = SCENARIOS
OWN_AGENCY = "(agency_id = ( SELECT enishi_own_agency() AS enishi_own_agency))"
MUTANTS = [
    (Mutant(where, old, new), scenario)
    for scenario, bugs in {
        OWN: [
            ("policy card_seen", OWN_AGENCY, "true"),
            ("policy card_answer_own", OWN_AGENCY, "true"),
        ],
        SHUT: [
            ("policy agencies_releasedcard_about", "(g.binder_id = agencies_releasedcard.about)", "true"),
            ("policy agencies_cardanswer_about", "(g.binder_id = agencies_cardanswer.about)", "true"),
        ],
        RELEASED: [
            ("check agencies_releasedcard_about", "sharing_classes(about)", "1"),
            ("check card_released", OWN_AGENCY, "true"),
            ("check card_released", "(membership_id = (( SELECT enishi_hat() AS enishi_hat)).membership)", "true"),
            ("check card_released", "(carried_at IS NULL)", "true"),
            ("sharing_card_rests", "agreed.id IS NULL OR", "false OR"),
            ("sharing_card_rests", "b.id = NEW.about AND b.subject_id = agreed.resident_id", "b.subject_id = agreed.resident_id"),
            ("sharing_card_rests", "least(NEW.expires_at, agreed.ends_at)", "NEW.expires_at"),
        ],
        WITHDRAWN: [
            ("sharing_card_rests", "OR agreed.withdrawn_at IS NOT NULL", ""),
            ("sharing_cards_end", "WHERE rests_on = NEW.id AND", "WHERE rests_on <> NEW.id AND"),
            ("sharing_card_closed", "WHERE id = NEW.id", "WHERE false"),
        ],
        EDGE: [
            ("open_card", "c.digest = sha256(convert_to(p_secret, 'UTF8')) AND", ""),
            ("open_card", "AND c.closed_at IS NULL", ""),
            ("open_card", "AND c.expires_at > now()", ""),
            ("answer_card", "WHERE c.digest = sha256(convert_to(p_secret, 'UTF8'))", ""),
            ("answer_card", "found.closed_at IS NOT NULL OR", ""),
            ("answer_card", "OR found.expires_at <= now()", ""),
            ("answer_card", "OR found.answered_at IS NOT NULL", ""),
            ("answer_card", "UPDATE edge.card SET answered_at = now() WHERE id = found.id;", ""),
        ],
        FORM: [
            ("fill_form", "IF NOT found.takes THEN RETURN 'closed'; END IF;", ""),
            ("fill_form", "by_sender >= found.most_by_sender OR", ""),
            ("fill_form", "OR in_all >= found.most_in_all", ""),
            ("fill_form", "FILTER (WHERE e.sender = p_sender)", ""),
            ("fill_form", "AND e.at > now() - interval '1 hour'", ""),
            ("fill_form", "e.id = p_entry AND e.form = p_form", "false"),
        ],
    }.items()
    for where, old, new in bugs
]
