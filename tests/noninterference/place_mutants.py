"""Places, members, requests to the project and the open form: who reads, who keeps, which steps; no person anywhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import CardAnswer, ReleasedCard
from enishi.agencies.tests import cast
from enishi.community.models import Application, Member, MemberAsk, Network
from enishi.community.tests import factories
from enishi.community.tests import network_factories as network
from tests.noninterference.case_making import leader
from tests.noninterference.mutants import Mutant
from tests.noninterference.participation_world import changed_by, does, role, rows, runs, value

READ_BY_ALL = (
    *("resource", "menu", "town", "boundary", "activity", "session", "attendance", "exchange", "placeneed", "happening"),
    *("capability", "network"),
)
TENDED = (
    *("member", "application", "commission", "projectmeeting", "meetingattendance", "hand", "menudraft", "trial", "contribution"),
    *("menuuse", "resourceload", "seat", "memberask"),
)
OF_A_COMMISSION = (
    "age_band, forms, wishes, strengths, considerations, care, frequency, district, disclosure, consented_on, deadline, search_id,"
    " searched_on, decision_id, decided_on, opened_at, opened_by, moved_at, outcome, evaluation, ended_reason, version, agency_id"
)
LEGS = "gen_random_uuid(), opened_at::date, gen_random_uuid(), opened_at::date, gen_random_uuid(), current_date"
"""Of a request: a search, a decision and a consent that somebody makes up."""
TAKEN_OVER = (
    f"INSERT INTO community_commission (id, reference, state, {OF_A_COMMISSION})"
    f" SELECT gen_random_uuid(), 'ZZZZ-0001', %s, {OF_A_COMMISSION} FROM community_commission LIMIT 1"
)
ON = ("search_id", "searched_on", "decision_id", "decided_on", "rests_on", "consented_until")
LEFT = ", ".join(one for one in OF_A_COMMISSION.split(", ") if one not in ON)
MADE_UP = (
    f"INSERT INTO community_commission (id, reference, state, {LEFT}, {', '.join(ON)})"
    f" SELECT gen_random_uuid(), 'ZZZZ-0001', 'asked', {LEFT}, {LEGS} FROM community_commission LIMIT 1"
)
SENDER = b"f" * 32


@dataclass(frozen=True)
class Keeping:
    """``a`` tends the places, ``b`` does elsewhere, ``p`` works with persons and does not."""

    a: Hat
    b: Hat
    p: Hat
    place: UUID
    commission: UUID
    sent: UUID
    late: UUID
    accepted: UUID
    card: UUID
    """Of the project, for a member: it tells of nobody."""


def make() -> Keeping:
    a, b, p = leader("地域の課"), leader("ほかの課"), cast.hat("partner", cast.agency("受けるだけの所", "U-1"), "受ける人")
    place = factories.resource("みどりサロン")
    of = network.commission(a)
    network.hand(a, of, network.member(a))
    now = timezone.now()
    with cast.outside_the_walls():
        Network.objects.update(keeper=a.agency_id)
        common = {"name": "店", "kind": "company", "received_at": now, "sender_digest": SENDER}
        in_time, late = now + timedelta(days=1), now - timedelta(days=1)
        sent = Application.objects.create(**common, confirm_by=in_time)
        over = Application.objects.create(**common, confirm_by=late)
        done = Application.objects.create(**common, confirm_by=late)
        for state in ("confirmed", "accepted"):
            member = Member.objects.first() if state == "accepted" else None
            Application.objects.filter(pk=done.pk).update(
                state=state, confirmed_at=now, confirmed_how="phone", member=member, decided_at=now if member else None
            )
        ends = {"released_at": now, "expires_at": in_time}
        card = ReleasedCard.objects.create(
            kind="community.member", digest=b"c" * 32, shown={}, agency_id=a.agency_id, membership_id=a.membership_id, **ends
        )
        CardAnswer.objects.create(pk=card.pk, card=card, agency_id=a.agency_id, given={}, at=now)
        asked = {"card_id": card.pk, "day": now.date(), "asked_by": a.membership_id, "at": now}
        MemberAsk.objects.create(commission_id=of, member=Member.objects.first(), **asked)
    return Keeping(a, b, p, place.pk, of, sent.pk, over.pk, done.pk, card.pk)


def what_is_public_by_nature_is_read_by_all_and_kept_by_who_tends(k: Keeping) -> None:
    for hat in (k.a, k.p):
        assert value(hat, "SELECT count(*) FROM community_resource WHERE id = %s", k.place) == [(1,)]
    name = "UPDATE community_resource SET name = 'x'"
    assert does(k.a, name)
    assert not does(k.p, name)
    assert not runs(name), "without a sign-in"
    assert changed_by(k.p, "DELETE FROM community_resource") == 0
    new = (
        "INSERT INTO community_town (id, prefecture, city, code, town, section, kana, postcode, source)"
        " VALUES (gen_random_uuid(), '', 'x', '', 'x', '', '', '', '')"
    )
    assert does(k.a, new)
    assert not does(k.p, new)
    assert not runs(new)
    assert not does(k.p, "UPDATE community_network SET name = 'x'")


def members_and_requests_are_for_who_tends(k: Keeping) -> None:
    for table in ("member", "application", "commission", "hand"):
        count = f"SELECT count(*) FROM community_{table}"
        assert value(k.a, count)[0][0] >= 1, table
        assert value(k.p, count) == [(0,)], table
        assert rows(count) == [(0,)], table
    assert not does(k.p, "UPDATE community_commission SET wishes = 'x'")
    assert not does(k.p, "UPDATE community_application SET message = 'x'")


def a_request_walks_its_road_and_keeps_on_what_it_rests(k: Keeping) -> None:
    def to(state: str) -> bool:
        return does(k.a, "UPDATE community_commission SET state = %s WHERE id = %s", state, k.commission)

    def begun(state: str) -> bool:
        with role("postgres"):
            return runs(TAKEN_OVER, state)

    assert begun("asked"), "the project had it before"
    assert not begun("hands")
    assert not does(k.a, TAKEN_OVER, "asked"), "no hat takes over what stands on nothing"
    assert not does(k.a, MADE_UP), "nor makes up on what it stands"
    with role("postgres"):
        assert not runs(MADE_UP), "nobody at all"
    assert to("design")
    assert not to("trial")
    keep = "UPDATE community_commission SET {} = %s WHERE id = %s"
    with transaction.atomic():
        with role("postgres"):
            rows("SELECT set_config('session_replication_role', 'replica', true)")  # past the guards: as if it stood on three
            assert not runs("UPDATE community_commission SET search_id = gen_random_uuid()"), "on all of them or on none"
            rows(f"UPDATE community_commission SET ({', '.join(ON)}) = ROW({LEGS}) RETURNING id")
            rows("SELECT set_config('session_replication_role', 'origin', true)")
        for one in ("search_id", "decision_id", "opened_by"):
            assert not does(k.a, keep.format(one), uuid4(), k.commission), one
        transaction.set_rollback(True)


def what_was_asked_is_kept_word_by_word(k: Keeping) -> None:
    for column in ("wishes", "strengths", "care", "frequency", "district", "disclosure", "age_band", "reference"):
        assert not does(k.a, f"UPDATE community_commission SET {column} = '?' WHERE id = %s", k.commission), column
    for column in ("forms", "considerations"):
        assert not does(k.a, f"UPDATE community_commission SET {column} = '{{x}}' WHERE id = %s", k.commission), column
    for column in ("consented_on", "deadline"):
        assert not does(k.a, f"UPDATE community_commission SET {column} = current_date + 9 WHERE id = %s", k.commission), column
    assert not does(k.a, "UPDATE community_hand SET idea = 'x' WHERE commission_id = %s", k.commission)
    assert does(k.a, "UPDATE community_hand SET state = 'taken', version = version + 1 WHERE commission_id = %s", k.commission)
    for table in ("member", "application", "commission", "projectmeeting", "hand", "trial", "menudraft", "contribution", "menuuse"):
        assert changed_by(k.a, f"DELETE FROM community_{table}") == -1, table
    for table in ("menudraft", "contribution", "menuuse"):
        assert changed_by(k.a, f"UPDATE community_{table} SET id = id") == -1, table


def an_application_comes_by_the_job_and_is_decided_by_nobody_without_its_mail(k: Keeping) -> None:
    new = (
        "INSERT INTO community_application (id, name, kana, kind, fields, purposes, offers, areas, person, phone, email, address,"
        " state, message, received_at, confirm_by, mailed, confirmed_how, reason, version, confirmed_at) VALUES (gen_random_uuid(),"
        " 'x', '', 'npo', '{}', '{}', '', '{}', '', '', '', '', %s, '', now(), now(), false, '', '', 1, %s)"
    )
    with role("enishi_clerk"):
        assert runs(new, "sent", None)
        assert not runs(new, "sent", timezone.now()), "nobody confirms by handing in"
    assert not runs(new, "sent", None), "nobody without a sign-in writes into the city"
    assert not does(k.p, new, "sent", None)
    assert does(k.a, new, "sent", None)
    assert not does(k.a, new, "sent", timezone.now())
    step = (
        "UPDATE community_application SET state = 'accepted', decided_at = now(), decided_by = %s, confirmed_at = now(),"
        " confirmed_how = 'phone', member_id = (SELECT id FROM community_member LIMIT 1) WHERE id = %s"
    )
    assert not does(k.a, step, k.a.membership_id, k.sent), "not confirmed yet"
    assert not does(k.a, "UPDATE community_application SET received_at = now() WHERE id = %s", k.sent)


def how_much_came_lately_is_told_in_numbers(k: Keeping) -> None:
    now = timezone.now()
    lately = "SELECT by_sender, in_all FROM community_applications_lately(%s, %s)"
    assert rows(lately, SENDER, now) == [(3, 3)]
    assert rows(lately, b"y" * 32, now) == [(0, 3)]
    assert rows(lately, SENDER, now + timedelta(hours=2)) == [(0, 0)]
    assert rows(lately, SENDER, now - timedelta(minutes=50)) == [(0, 0)], "what came later is not of that hour"


def the_job_clears_nothing_that_became_a_member(k: Keeping) -> None:
    with role("postgres"):
        ((member,),) = rows("SELECT id FROM community_member")
    with role("enishi_clerk"):
        assert touched("DELETE FROM community_application") == 2
        assert touched("UPDATE community_application SET message = 'x'") == 2
        said = (
            "INSERT INTO community_contribution (id, member_id, kind, \"on\", note, recorded_at, recorded_by)"
            " VALUES (gen_random_uuid(), %s, %s, current_date, '', now(), %s)"
        )
        assert runs(said, member, "declined", None)
        assert not runs(said, member, "stay", None), "of a member it writes only that it declined"
        assert not runs(said, member, "declined", k.a.membership_id), "in nobody's name"


def touched(sql: str) -> int:
    """How many rows the role of now changes; nothing of it stays."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        changed = cursor.rowcount
        transaction.set_rollback(True)
    return changed


def a_card_of_the_project_is_everybodys_who_tends_and_ends_with_its_request(k: Keeping) -> None:
    seen = "SELECT (SELECT count(*) FROM agencies_releasedcard), (SELECT count(*) FROM agencies_cardanswer)"
    assert value(k.a, seen) == value(k.b, seen) == [(1, 1)]
    assert value(k.p, seen) == [(0, 0)]
    close = "UPDATE agencies_releasedcard SET closed_at = now()"
    assert does(k.b, close)
    assert not does(k.p, close)
    with transaction.atomic():
        with wearing(k.a):
            end = "UPDATE community_commission SET state = 'taken_back', ended_reason = 'x', ended_at = now() WHERE id = %s"
            rows(end + " RETURNING id", k.commission)
        assert value(k.a, "SELECT closed_at IS NOT NULL FROM agencies_releasedcard") == [(True,)]
        transaction.set_rollback(True)


TASK = (
    "INSERT INTO office_task (id, holder_id, word, text, binder_id, url, due_on, state, made_at)"
    " VALUES (gen_random_uuid(), gen_random_uuid(), %s, 'x', %s, '', current_date, 'open', now())"
)
DOWN = "UPDATE community_hand SET state = 'lowered', reason = 'x', decided_at = now() WHERE commission_id = %s"
UP = (
    "INSERT INTO community_hand (id, commission_id, member_id, idea, insurance, transport, reward, days, state, reason, raised_at,"
    " version)"
    " SELECT gen_random_uuid(), %s, member_id, 'x', '', '', '', '', 'raised', '', now(), 1 FROM community_memberask"
)
GIVEN_UP = "UPDATE community_commission SET state = 'given_up', ended_reason = 'x', ended_at = now() WHERE id = %s"
LEFT_NOW = "UPDATE community_member SET left_on = current_date, left_reason = 'x'"


def nobody_is_asked_about_an_answer_when_nothing_is_left_to_decide(k: Keeping) -> None:
    def decides() -> bool:
        with role("enishi_clerk"):
            return bool(rows("SELECT community_answer_decides(%s)", k.card)[0][0])

    def written(by: Hat, sql: str, *values: Any) -> None:
        with wearing(by), connection.cursor() as cursor:
            cursor.execute(sql, values)

    others = [("commission.answered", uuid4()), ("another.word", k.card)]
    with transaction.atomic():
        with role("postgres"), connection.cursor() as cursor:
            for word, about in [("commission.answered", k.card), *others]:
                cursor.execute(TASK, [word, about])
        assert not decides(), "its hand is up"
        written(k.b, DOWN, k.commission)
        assert decides()
        for sql, values in ((UP, [k.commission]), (GIVEN_UP, [k.commission]), (LEFT_NOW, [])):
            with transaction.atomic():
                written(k.b, sql, *values)
                assert not decides(), sql
                with role("postgres"):
                    done = rows("SELECT word, binder_id, ended_by FROM office_task WHERE state <> 'open'")
                by = None if sql == GIVEN_UP else k.b.membership_id  # an end may be a withdrawal: nobody is told by whom
                assert done == [("commission.answered", k.card, by)], sql
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    assert not runs("SELECT community_answer_decides(%s)", k.card), "only for the job"


def no_person_enters(k: Keeping) -> None:
    """No table of the room points at a person, a case or a binder; who came is counted by age, and nothing else is kept."""
    found = rows(
        "SELECT a.relname, b.relname FROM pg_constraint c"
        " JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b ON b.oid = c.confrelid WHERE c.contype = 'f'"
        " AND a.relname LIKE 'community\\_%%' AND b.relname NOT LIKE 'community\\_%%'"
    )
    assert {there for _, there in found} <= {"agencies_agency"}, found
    columns = rows("SELECT column_name FROM information_schema.columns WHERE table_name = 'community_attendance'")
    assert {name for (name,) in columns} == {"id", "session_id", "age_band", "people"}


def every_table_has_a_wall(k: Keeping) -> None:
    """A table that is new must say who reads it."""
    walled = "SELECT relname FROM pg_class WHERE relname LIKE 'community\\_%%' AND relkind = 'r' AND relrowsecurity"
    tables = {name.removeprefix("community_") for (name,) in rows(walled)}
    assert tables == {*READ_BY_ALL, *TENDED}, tables ^ {*READ_BY_ALL, *TENDED}
    read = (
        "SELECT tablename FROM pg_policies WHERE tablename LIKE 'community\\_%%' AND cmd = 'SELECT' AND qual = 'true'"
        " AND NOT roles && ARRAY['enishi_clerk', 'enishi_kernel']::name[]"
    )
    open_to_all = {name.removeprefix("community_") for (name,) in rows(read)}
    assert open_to_all == set(READ_BY_ALL), open_to_all ^ set(READ_BY_ALL)


@dataclass(frozen=True)
class Altered:
    """A bug in the shape of the database."""

    where: str
    statement: str

    @property
    def name(self) -> str:
        return self.statement

    @contextmanager
    def at_work(self) -> Iterator[None]:
        with cast.outside_the_walls(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(self.statement)
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield


SCENARIOS: list[Callable[[Keeping], None]] = [
    what_is_public_by_nature_is_read_by_all_and_kept_by_who_tends,
    members_and_requests_are_for_who_tends,
    a_request_walks_its_road_and_keeps_on_what_it_rests,
    what_was_asked_is_kept_word_by_word,
    an_application_comes_by_the_job_and_is_decided_by_nobody_without_its_mail,
    how_much_came_lately_is_told_in_numbers,
    the_job_clears_nothing_that_became_a_member,
    a_card_of_the_project_is_everybodys_who_tends_and_ends_with_its_request,
    nobody_is_asked_about_an_answer_when_nothing_is_left_to_decide,
    no_person_enters,
    every_table_has_a_wall,
]
PUBLIC, MEMBERS, ROAD, KEPT, HANDED, LATELY, CLEARED, CARD, SETTLED, NOBODY, WALLED = SCENARIOS
MAY_TEND = "( SELECT enishi_may('tend'::text) AS enishi_may)"
MUTANTS: list[tuple[Any, Callable[[Keeping], None]]] = [
    (Mutant(where, old, new), scenario)
    for scenario, bugs in {
        PUBLIC: [
            ("policy community_resource_kept", MAY_TEND, "true"),
            ("policy community_resource_cleared", MAY_TEND, "true"),
            ("check community_town_made", MAY_TEND, "true"),
            ("policy community_network_kept", MAY_TEND, "true"),
            ("policy community_resource_read", "true", "( SELECT enishi_may('tend'))"),
        ],
        MEMBERS: [
            *((f"policy community_{one}_read", MAY_TEND, "true") for one in ("member", "application", "commission", "hand")),
        ],
        ROAD: [
            ("community_commission_steps", "NEW.state <> 'asked'", "false"),
            ("community_commission_steps", "'asked>hands'", "'asked>hands', 'asked>trial', 'hands>trial'"),
            ("community_commission_steps", "NEW.search_id IS DISTINCT FROM OLD.search_id OR", ""),
            ("community_commission_steps", "NEW.decision_id IS DISTINCT FROM OLD.decision_id OR", ""),
            ("community_commission_steps", "NEW.opened_by IS DISTINCT FROM OLD.opened_by OR", ""),
        ],
        KEPT: [("community_keeps", "before -> kept IS DISTINCT FROM after -> kept", "false")],
        HANDED: [
            ("check community_application_made", "(confirmed_at IS NULL)", "true"),
            ("check community_application_made", MAY_TEND, "true"),
            ("check community_application_clerk_takes", "(confirmed_at IS NULL)", "true"),
            ("community_application_steps", "'sent>confirmed'", "'sent>confirmed', 'sent>accepted'"),
            ("community_application_steps", "NEW.received_at IS DISTINCT FROM OLD.received_at OR", ""),
        ],
        LATELY: [
            ("community_applications_lately", "FILTER (WHERE sender_digest = p_sender)", ""),
            ("community_applications_lately", "received_at > p_at - interval '1 hour' AND", ""),
            ("community_applications_lately", "AND received_at <= p_at", ""),
        ],
        CLEARED: [
            ("policy community_application_clerk_clears", "((state)::text <> 'accepted'::text)", "true"),
            ("policy community_application_clerk_keeps", "((state)::text <> 'accepted'::text)", "true"),
            ("check community_contribution_answered", "((kind)::text = 'declined'::text)", "true"),
            ("check community_contribution_answered", "(recorded_by IS NULL)", "true"),
        ],
        CARD: [
            ("policy card_of_the_project", MAY_TEND, "true"),
            ("policy card_of_the_project_closed", MAY_TEND, "true"),
            ("policy card_answer_of_the_project", "'community.%'::text", "'other.%'::text"),
            ("policy card_of_the_project", "((kind)::text ~~ 'community.%'::text)", "((kind)::text ~~ 'other.%'::text)"),
            ("community_cards_end", "a.commission_id = NEW.id", "a.commission_id <> NEW.id"),
        ],
        SETTLED: [
            ("community_answers_settled", "binder_id = ANY (p_cards) AND", ""),
            ("community_answers_settled", "word = 'commission.answered' AND", ""),
            ("community_hand_settles", "(enishi_hat()).membership", "NULL"),
            ("community_cards_end", "a.commission_id = NEW.id), NULL)", "a.commission_id = NEW.id), (enishi_hat()).membership)"),
            ("community_cards_end", "PERFORM community_answers_settled(ARRAY(SELECT a.card_id", "PERFORM (ARRAY(SELECT a.card_id"),
            ("community_hand_settles", "a.commission_id = NEW.commission_id AND", "a.commission_id <> NEW.commission_id AND"),
            ("community_leaving_settles", "a.member_id = NEW.id", "a.member_id <> NEW.id"),
            ("community_answer_decides", "AND c.state NOT IN ('registered', 'taken_back', 'given_up')", ""),
            ("community_answer_decides", "AND m.left_on IS NULL", ""),
            ("community_answer_decides", "AND h.state IN ('raised', 'taken')", ""),
            ("community_answer_decides", "a.card_id = p_card AND", "a.card_id <> p_card AND"),
        ],
    }.items()
    for where, old, new in bugs
]
MUTANTS += [
    (Altered("community_commission", "ALTER TABLE community_commission DROP CONSTRAINT commission_stands_on_three"), ROAD),
    (Altered("community_commission", "GRANT DELETE ON community_commission TO enishi_app"), KEPT),
    (Altered("community_hand", "DROP TRIGGER community_hand_keeps ON community_hand"), KEPT),
    (Altered("community_attendance", "ALTER TABLE community_attendance ADD who varchar(40)"), NOBODY),
    (Altered("community_contribution", "ALTER TABLE community_contribution ADD person uuid REFERENCES residents_resident"), NOBODY),
    (Altered("community_commission", "ALTER TABLE community_commission ADD of uuid REFERENCES sharing_binder"), NOBODY),
    (Altered("community_trial", "ALTER TABLE community_trial DISABLE ROW LEVEL SECURITY"), WALLED),
    (Altered("community_hand", "CREATE POLICY x ON community_hand FOR SELECT USING (true)"), WALLED),
]
