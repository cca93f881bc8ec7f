"""What somebody tries who can send any SQL as the application's role, with a live hat of their own or with none.

Every attack here once worked, or would work if one line of a wall were gone.
"""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import begin_sign_in, wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.intake.tests import factories as intake
from enishi.sharing import actions as sharing
from enishi.sharing.access import record_look
from enishi.sharing.terms import BinderKind, GroundKind, Purpose

pytestmark = pytest.mark.django_db

ROW = (
    "INSERT INTO {table} (id, resident_id, origin_id, recorded_by, recorded_at, information_class, {more}) VALUES"
    " (gen_random_uuid(), '{resident}', '{agency}', '{membership}', now(), {cls}, {values})"
)
CONTENT = [
    ("residents_consideration", 4, "kind, text, version", "'health', '透析㊙', 1"),
    ("residents_address", 32, "kind, postcode, text, protection, note, version", "'living', '', '㊙町1', 'none', '', 1"),
]


def run(sql: str, *values: object) -> list[tuple]:
    """As the attacker: in a savepoint, an error is an answer of nothing."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]
    except DatabaseError:
        return []


def truth(sql: str, *values: object) -> list[tuple]:
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall()


def opened(by: Hat) -> UUID:
    with wearing(by):
        return sharing.open_new_binder(BinderKind.RESIDENT, by=by, at=timezone.now())


def give(by: Hat, to: UUID, binder: UUID, classes: int = 1, kind: GroundKind = GroundKind.REFERRAL) -> UUID:
    now = timezone.now()
    with wearing(by):
        return sharing.give(
            kind, binder=binder, to=[to], classes=classes, starts_at=now, ends_at=now + timedelta(days=30),
            purpose="つなぎ", by=by, at=now,
        )  # fmt: skip


@pytest.fixture
def register(baba: Hat, chiba: Hat) -> UUID:
    """Baba's register with rows of health and whereabouts; chiba was given BASIC of it."""
    resident = opened(baba)
    with wearing(baba), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO residents_resident (id, state, origin_id, registered_by, registered_at)"
            " VALUES (%s, 'identified', %s, %s, now())",
            [resident, baba.agency_id, baba.membership_id],
        )
        for table, cls, more, values in CONTENT:
            cursor.execute(
                ROW.format(
                    table=table, resident=resident, agency=baba.agency_id, membership=baba.membership_id, cls=cls,
                    more=more, values=values,
                )
            )  # fmt: skip
    give(baba, chiba.agency_id, resident)
    return resident


@pytest.mark.parametrize("table", [one[0] for one in CONTENT])
def test_an_update_that_reads_nothing_reaches_no_hidden_row(table: str, register: UUID, chiba: Hat) -> None:
    """Without WHERE and RETURNING PostgreSQL asks no policy for SELECT: the one for UPDATE must know the classes."""
    mine = opened(chiba)
    before = truth(f"SELECT * FROM {table} ORDER BY id")
    with wearing(chiba):
        for change in (
            f"origin_id = '{chiba.agency_id}'",
            "information_class = 1",
            f"resident_id = '{mine}'",
            "text = ''",
            "ended_at = now(), ended_by = gen_random_uuid()",
        ):
            assert run(f"UPDATE {table} SET {change}") in ([], [(0,)]), change
        record_look(chiba, [register, mine], to=Purpose.SUPPORT, word="resident.page")
        assert run(f"SELECT text FROM {table}") == []
    assert truth(f"SELECT * FROM {table} ORDER BY id") == before


@pytest.mark.parametrize("table", [one[0] for one in CONTENT])
def test_whose_a_row_is_never_changes(table: str, register: UUID, baba: Hat) -> None:
    """Not even by those who see it: author, binder and class of an entry stay what they were."""
    other = opened(baba)
    with wearing(baba):
        record_look(baba, [register, other], to=Purpose.SUPPORT, word="resident.page")
        assert run(f"UPDATE {table} SET text = text") == [(1,)]
        for change in (f"resident_id = '{other}'", "information_class = 1", "recorded_by = gen_random_uuid()"):
            assert run(f"UPDATE {table} SET {change}") == [], change


def test_every_wall_asks_for_the_class_before_a_row_is_changed() -> None:
    loose = truth(
        "SELECT p.tablename FROM pg_policies p WHERE p.cmd = 'UPDATE' AND 'enishi_app' = ANY (p.roles::text[])"
        " AND p.permissive = 'PERMISSIVE' AND p.tablename <> 'office_term'"
        " AND EXISTS (SELECT 1 FROM information_schema.columns c WHERE c.table_name = p.tablename"
        "              AND c.column_name = 'information_class')"
        " AND has_table_privilege('enishi_app', p.tablename, 'UPDATE')"
        " AND NOT (p.qual LIKE '%%sealed_classes%%' AND p.with_check LIKE '%%sealed_classes%%')"
    )
    assert loose == []


@pytest.fixture
def link(baba: Hat, register: UUID) -> UUID:
    one = uuid4()
    with wearing(baba), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO agencies_answerlink (id, secret_digest, agency_id, binder_id, made_by, made_at, expires_at)"
            " VALUES (%s, sha256('right'), %s, %s, %s, now(), now() + interval '1 day')",
            [one, baba.agency_id, register, baba.membership_id],
        )
    return one


def test_nobody_makes_somebody_elses_link_their_own(link: UUID, register: UUID, chiba: Hat) -> None:
    """Who could set a link's secret, or wake an ended one, would be let in by it."""
    before = truth("SELECT * FROM agencies_answerlink")
    for attempt in ("secret_digest = sha256('mine')", "expires_at = 'infinity', ended_at = NULL", "binder_id = gen_random_uuid()"):
        run(f"UPDATE agencies_answerlink SET {attempt}")
        with wearing(chiba):
            run(f"UPDATE agencies_answerlink SET {attempt}")
    assert truth("SELECT * FROM agencies_answerlink") == before
    forged = (
        "INSERT INTO agencies_answerlink (id, secret_digest, agency_id, binder_id, made_by, made_at, expires_at)"
        " VALUES (gen_random_uuid(), sha256('x'), gen_random_uuid(), '{}', '{}', now(), now() + interval '1 day') RETURNING 1"
    )
    assert run(forged.format(register, chiba.membership_id)) == []
    with wearing(chiba):
        assert run(forged.format(register, uuid4())) == []
        assert run(forged.format(uuid4(), chiba.membership_id)) == []


def test_the_sender_ends_a_link_but_changes_nothing_else_of_it(link: UUID, baba: Hat) -> None:
    with wearing(baba):
        for change in ("secret_digest = sha256('x')", "expires_at = 'infinity'", "made_by = gen_random_uuid()"):
            assert run(f"UPDATE agencies_answerlink SET {change}") == []
        assert run("UPDATE agencies_answerlink SET ended_at = now()") == [(1,)]
        assert run("UPDATE agencies_answerlink SET ended_at = NULL") in ([], [(0,)])


TRAIL = "INSERT INTO office_trailentry ({columns}kind, word, purpose, deliberate, binders, classes, detail) VALUES ({values}"
REST = "'{kind}', 'x', '', true, '{{}}', 0, '{{}}') RETURNING 1"


@pytest.mark.parametrize("columns", ["at", "id", "transaction"])
def test_when_and_where_a_line_of_the_trail_stands_is_not_for_the_writer_to_say(columns: str, baba: Hat) -> None:
    value = "now() - interval '1 year'" if columns == "at" else "9000000000000"
    for hat in (None, baba):
        sql = TRAIL.format(columns=f"{columns}, ", values=f"{value}, ") + REST.format(kind="change")
        sql = sql.removesuffix(" RETURNING 1")
        if hat is None:
            assert run(sql) == []
            continue
        with wearing(hat):
            assert run(sql) == []


@pytest.mark.parametrize("kind", ["emergency", "look", "search"])
def test_what_opens_something_is_committed_first_and_not_rolled_back(kind: str, register: UUID, chiba: Hat) -> None:
    """In the application's own transaction such a line could be taken back after it had opened something."""
    with wearing(chiba):
        sql = TRAIL.format(columns="", values="") + REST.format(kind=kind)
        assert run(sql.removesuffix(" RETURNING 1").replace("'x'", "'emergency.asked'")) == []


def test_no_search_key_without_a_class(register: UUID, chiba: Hat, baba: Hat) -> None:
    """Class 0 is contained in what anybody holds."""
    stranger = opened(baba)
    with wearing(chiba):
        for binder in (register, stranger):
            run("SELECT residents_write_keys(%s, 0, ARRAY['block'], ARRAY['planted'])", binder)
    assert truth("SELECT count(*) FROM residents_searchkey WHERE key = 'planted'") == [(0,)]


def test_an_administrator_takes_no_hat_to_themselves(doi: Hat, baba: Hat) -> None:
    """Who sees no person cannot make themselves somebody who does; a colleague has to."""
    appoint = (
        "INSERT INTO agencies_membership (id, staff_id, agency_id, role, contract, starts_on)"
        " VALUES (gen_random_uuid(), '{}', '{}', 'counter', '', '2026-01-01')"
    )
    with wearing(doi):
        assert run(appoint.format(doi.staff_id, baba.agency_id)) == []
        assert run("UPDATE agencies_membership SET role = 'counter' WHERE id = %s", doi.membership_id) in ([], [(0,)])
        assert run(
            f"UPDATE agencies_membership SET staff_id = '{doi.staff_id}' WHERE id = '{baba.membership_id}'"
        ) in ([], [(0,)])
        assert run(appoint.format(baba.staff_id, doi.agency_id)) == [(1,)]


def test_the_server_does_not_tell_what_other_sessions_ask(baba: Hat) -> None:
    """All workers are one role: their statements, with secrets of sessions and names searched for, would be readable."""
    assert truth("SELECT count(*) FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole"
                 " WHERE r.rolname IN ('enishi_app', 'enishi_gate', 'enishi_clerk', 'enishi_owner')"
                 " AND 'track_activities=off' = ANY (s.setconfig)") == [(4,)]  # fmt: skip


def test_the_planner_keeps_no_values_of_persons(register: UUID) -> None:
    """EXPLAIN estimates from most common values and histograms, past every wall; of contents none are kept."""
    kept = truth(
        "SELECT a.attrelid::regclass::text || '.' || a.attname FROM pg_attribute a"
        "  JOIN pg_policies p ON p.tablename = a.attrelid::regclass::text AND p.cmd = 'SELECT'"
        "   AND 'enishi_app' = ANY (p.roles::text[]) AND p.qual ~ 'enishi_looks|sharing_opened'"
        " WHERE a.attnum > 0 AND NOT a.attisdropped AND coalesce(a.attstattarget, -1) <> 0"
        "   AND a.atttypid::regtype::text NOT IN ('uuid', 'boolean', 'smallint', 'integer', 'timestamp with time zone')"
    )
    assert kept == []


def test_a_stored_file_is_known_to_those_who_see_what_it_hangs_on(register: UUID, baba: Hat, chiba: Hat) -> None:
    with wearing(baba), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO office_storedfile (id, digest, size, media_type, stored_at)"
            " VALUES (gen_random_uuid(), sha256('letter'), 6, 'text/plain', now())"
        )
    for hat in (chiba, baba):
        with wearing(hat):
            assert run("SELECT 1 FROM office_storedfile WHERE digest = sha256('letter')") == []


@pytest.mark.parametrize("kind", ["handover", "join"])
def test_nothing_is_taken_over_before_it_was_accepted(kind: str, baba: Hat, chiba: Hat) -> None:
    """Own work has no end and cannot be ended: who took it first and declined then would keep it."""
    consultation = intake.received(baba)
    referral = intake.sent(baba, chiba, consultation, kind=kind)
    for step in (intake.opened, *([intake.accepted] if kind == "join" else [])):
        with wearing(chiba):
            run("SELECT sharing_take_over(%s, now())", consultation)
            run("SELECT sharing_take_over(%s, now())", referral)
        step(chiba, referral)
    own = "SELECT count(*) FROM sharing_grant WHERE grantee_id = %s AND kind = 'own_work'"
    assert truth(own, chiba.agency_id) == [(0,)]


def test_a_link_answers_and_changes_nothing_else(baba: Hat, register: UUID, link: UUID) -> None:
    give(baba, link, register, 255)
    sign_in, secret = begin_sign_in(staff_id=None, membership_id=None, link_id=link, factors=2, at=timezone.now())
    by_link = Hat(sign_in_id=sign_in, secret=secret, link_id=link)
    tables = [one for (one,) in truth(
        "SELECT DISTINCT tablename::text FROM pg_policies WHERE cmd = 'UPDATE' AND 'enishi_app' = ANY (roles::text[])"
        " AND tablename LIKE 'residents_%%'")]  # fmt: skip
    assert len(tables) > 8
    with wearing(by_link):
        record_look(by_link, [register], to=Purpose.ANSWERING, word="referral.answer")
        assert run("SELECT count(*) FROM residents_consideration") == [(1,)]
        for table in tables:
            assert run(f"UPDATE {table} SET id = id") in ([], [(0,)]), table
            assert run(f"UPDATE {table} SET origin_id = gen_random_uuid()") in ([], [(0,)]), table


def factor(of: Hat, kind: str, data: str) -> None:
    truth(
        "INSERT INTO mfa_authenticator (user_id, type, data, created_at) VALUES (%s, %s, %s, now()) RETURNING 1",
        of.staff_id, kind, data,
    )  # fmt: skip


def test_nobody_makes_their_factor_somebody_elses(baba: Hat, chiba: Hat) -> None:
    """Signing in happens before there is a hat: rows of factors are within reach, but not to be changed."""
    factor(baba, "totp", '{"secret": "of baba", "last_step": 7}')
    factor(baba, "recovery_codes", '{"seed": "of baba", "used_mask": 5}')
    factor(chiba, "webauthn", '{"credential": {}}')
    before = truth("SELECT * FROM mfa_authenticator ORDER BY id")
    attempts = [
        f"UPDATE mfa_authenticator SET user_id = '{chiba.staff_id}' WHERE type = 'totp'",
        """UPDATE mfa_authenticator SET data = jsonb_set(data, '{secret}', '"mine"') WHERE type = 'totp'""",
        "UPDATE mfa_authenticator SET data = jsonb_set(data, '{last_step}', '6') WHERE type = 'totp'",
        "UPDATE mfa_authenticator SET data = jsonb_set(data, '{used_mask}', '4') WHERE type = 'recovery_codes'",
        """UPDATE mfa_authenticator SET data = '{"seed": "mine"}' WHERE type = 'recovery_codes'""",
        "INSERT INTO mfa_authenticator (user_id, type, data, created_at) VALUES"
        f""" ('{chiba.staff_id}', 'totp', '{{"secret": "mine"}}', now())""",
    ]
    for attempt in attempts:
        assert run(attempt) == [], attempt
        with wearing(chiba) if "INSERT" not in attempt else wearing(baba):
            assert run(attempt) == [], attempt
    assert truth("SELECT * FROM mfa_authenticator ORDER BY id") == before
    assert run("UPDATE mfa_authenticator SET data = jsonb_set(data, '{last_step}', '8') WHERE type = 'totp'") == [(1,)]


def test_a_task_or_notice_leads_nowhere_else(baba: Hat, chiba: Hat) -> None:
    task = (
        "INSERT INTO office_task (id, holder_id, word, text, url, due_on, state, made_at)"
        " VALUES (gen_random_uuid(), %s, 'x', 'x', %s, '2026-01-01', 'open', now())"
    )
    notice = (
        "INSERT INTO office_notice (id, holder_id, word, text, url, made_at)"
        " VALUES (gen_random_uuid(), %s, 'x', 'x', %s, now())"
    )
    with wearing(baba):
        for sql in (task, notice):
            assert run(sql, chiba.agency_id, "/inbox/") == [(1,)]
            for url in ("https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"):
                assert run(sql, chiba.agency_id, url) == [], url


def test_a_referral_goes_without_the_register_that_its_sender_only_borrows(baba: Hat, chiba: Hat) -> None:
    """The need is handed on all the same; the register stays with those who hold it."""
    consultation = intake.received(baba)
    ((resident,),) = truth("SELECT resident_id FROM intake_consultation WHERE id = %s", consultation)
    truth(
        "UPDATE sharing_grant SET kind = 'consent', ends_at = now() + interval '1 day' WHERE binder_id = %s RETURNING 1",
        resident,
    )
    referral = intake.sent(baba, chiba, consultation)
    given = "SELECT 1 FROM sharing_grant WHERE binder_id = %s AND grantee_id = %s"
    assert truth(given, resident, chiba.agency_id) == []
    assert truth(given, consultation, chiba.agency_id) == truth(given, referral, chiba.agency_id) == [(1,)]


# Cases, meetings and what is taken part in lie in binders of their own: no emergency opens one.
OF_REGISTERS = """
SELECT a.attrelid::regclass::text, d.command FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' AND c.relname ~ '^(residents|sharing|agencies)_'
 CROSS JOIN (VALUES ('INSERT'), ('UPDATE')) AS d(command)
 WHERE (a.attname IN ('resident_id', 'loser_id', 'left_id', 'about') OR c.relname = 'residents_resident' AND a.attname = 'id')
   AND has_table_privilege('enishi_app', c.oid, d.command)
 ORDER BY 1, 2
"""
JUDGED_BY = "sharing_may_write|sharing_giveable|sharing_classes"


def test_every_wall_of_a_register_asks_before_a_write_for_more_than_an_emergency_look() -> None:
    """By its rules together: one that shuts out asks, or each that lets in."""
    walled = truth(OF_REGISTERS)
    assert len(walled) > 30
    for table, command in walled:
        asking = truth(
            "SELECT permissive = 'PERMISSIVE', coalesce(with_check, qual) ~ %s FROM pg_policies WHERE tablename = %s"
            " AND cmd IN (%s, 'ALL') AND 'enishi_app' = ANY (roles::text[])",
            JUDGED_BY, table, command,
        )  # fmt: skip
        letting_in = [asks for lets_in, asks in asking if lets_in]
        assert all(letting_in) or any(asks for lets_in, asks in asking if not lets_in), f"{table}: {command}"
