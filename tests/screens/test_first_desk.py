"""The desk where everybody comes first: its agency may see a good part of the city. A page reads what it shows, not all of that."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.conferences.queries import names as names_of_rooms
from enishi.conferences.queries.names import Told, names_in
from enishi.intake.queries.held import Wanted, held
from enishi.intake.tests.factories import received
from enishi.residents.tests.factories import registered
from enishi.sharing.access import open_binders
from enishi.sharing.terms import Purpose
from tests.reading import pages_read, pages_read_as_planned_once

pytestmark = pytest.mark.django_db
MANY = 5_000
CITY = """
INSERT INTO sharing_binder (id, kind, opened_by_agency_id, opened_at)
SELECT md5('binder ' || n)::uuid, 'resident', %(agency)s, now() FROM generate_series(1, %(many)s) n;
INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
SELECT md5('ground ' || n)::uuid, 'own_work', md5('binder ' || n)::uuid, '', '', '', %(agency)s, %(membership)s, now()
  FROM generate_series(1, %(many)s) n;
INSERT INTO sharing_grant (id, ground_id, kind, binder_id, binder_kind, grantee_id, classes, sealed_classes, starts_at)
SELECT md5('grant ' || n || whose)::uuid, md5('ground ' || n)::uuid, 'own_work', md5('binder ' || n)::uuid, 'resident',
       CASE WHEN whose = 1 THEN %(agency)s::uuid ELSE md5('agency ' || n)::uuid END, 255, 0, now() - interval '1 day'
  FROM generate_series(1, %(many)s) n, generate_series(1, 2) whose;
"""
# Consultations of others, like the one that there is.
OTHERS = """
INSERT INTO intake_consultation SELECT (jsonb_populate_record(NULL::intake_consultation, to_jsonb(c) || jsonb_build_object(
       'id', md5('consultation ' || n)::uuid, 'reference', left(upper(md5('consultation ' || n)), 8)))).*
  FROM (SELECT * FROM intake_consultation LIMIT 1) c, generate_series(1, %(many)s) n;
INSERT INTO intake_holding SELECT (jsonb_populate_record(NULL::intake_holding, to_jsonb(h) || jsonb_build_object(
       'id', md5('holding ' || n)::uuid, 'consultation_id', md5('consultation ' || n)::uuid,
       'agency_id', md5('agency ' || n %% 20)::uuid))).*
  FROM (SELECT * FROM intake_holding LIMIT 1) h, generate_series(1, %(many)s) n;
"""


def with_much_to_see(hat: Hat) -> None:
    """Thousands of registers that the hat's agency works with, each beside some other agency."""
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in filter(str.strip, f"{CITY}{OTHERS}".split(";")):
            cursor.execute(statement, {"agency": hat.agency_id, "membership": hat.membership_id, "many": MANY})
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        cursor.execute("ANALYZE sharing_binder, sharing_grant, intake_consultation, intake_holding")


def more_read(hat: Hat, read: Callable[[], int]) -> int:
    """How many pages more are read when the hat's agency may see thousands of registers."""
    with wearing(hat):
        read()  # what PostgreSQL reads of itself when it plans
        before = read()
    with_much_to_see(hat)
    with wearing(hat):
        read()
        return read() - before


@pytest.mark.parametrize("show", ["open", "closed", "all"])
def test_a_list_of_consultations_reads_those_and_not_every_grant(aoki: Hat, show: str) -> None:
    for _ in range(3):
        received(aoki)
    asked = held(aoki, Wanted(whose="agency", show=show), at=timezone.now(), counted=", count(*) OVER ()")
    assert more_read(aoki, lambda: pages_read_as_planned_once(*asked)) < 2 * MANY, "to go through all grants takes three for each"


def test_the_ledger_of_a_person_finds_the_binders_by_the_person(aoki: Hat) -> None:
    person = registered(aoki)

    def read() -> int:
        open_binders(aoki, [person], to=Purpose.SUPPORT, word="resident.page")
        return pages_read("SELECT * FROM sharing_binders_of(ARRAY[%s]::uuid[])", [person])

    assert more_read(aoki, read) < 25


def test_a_request_with_many_lines_of_one_binder_weighs_it_once(aoki: Hat) -> None:
    def lines(count: int) -> int:
        """Pages read for the list with one request of so many lines."""
        with cast.outside_the_walls(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("DELETE FROM sharing_disclosureline")
            cursor.execute(
                "INSERT INTO sharing_disclosureline (id, binder_id, information_class, source, source_id, title, nature, text,"
                " proposed, proposed_reason, decision, article, reason, withheld, version, request_id)"
                " SELECT gen_random_uuid(), %s, 1, 'x', gen_random_uuid(), '', 'fact', 'x', '', '', '', '', '', '[]', 1, %s"
                "   FROM generate_series(1, %s)",
                [person, request, count],
            )
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        with wearing(aoki), connection.cursor() as cursor:
            cursor.execute("SELECT lines, undecided FROM sharing_own_requests()")
            assert cursor.fetchall() == [(count, count)]
            return pages_read("SELECT * FROM sharing_own_requests()")

    person = registered(aoki)
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "INSERT INTO sharing_disclosurerequest (id, origin_id, number, requester, requester_name, identity, authority,"
            " asked, received_on, due_on, extension_reason, outcome, outcome_note, made_by, made_at, version, resident_id)"
            " VALUES (gen_random_uuid(), %s, 'R8-1', 'self', 'x', 'x', '', 'x', enishi_today(), enishi_today() + 30, '', '', '',"
            " %s, now(), 1, %s) RETURNING id",
            [aoki.agency_id, aoki.membership_id, person],
        )
        request: UUID = cursor.fetchone()[0]
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    assert lines(400) - lines(1) < 100


def test_names_are_asked_for_once_however_many_rooms_there_are(aoki: Hat, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    found = names_of_rooms.names
    monkeypatch.setattr(names_of_rooms, "names", lambda *given: asked.append(given) or found(*given))
    rooms = {UUID(int=number): Told(255) for number in range(5)}
    with wearing(aoki):
        assert {one.agency(aoki.agency_id) for one in names_in(rooms, [aoki.agency_id]).values()} == {aoki.agency_name}
    assert len(asked) == 1
