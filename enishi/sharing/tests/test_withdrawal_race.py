"""Withdrawals against givings and readings on real connections: after a withdrawal nobody's next statement sees anything."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection

from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency, Membership, Staff
from enishi.agencies.tests import cast
from enishi.machine.postgres import Cluster
from enishi.office import gate, trail
from enishi.office.terms import TrailKind
from enishi.sharing import walls

INTERLEAVINGS, BATCH, LONGEST = 10_000, 20, 12.0


@dataclass
class Race:
    """One person, one binder and one consent for each interleaving; who gives, who reads, and what was seen."""

    owner: psycopg.Connection[Any]
    parameters: dict[str, Any]
    giver: Hat
    reader: Hat
    person: UUID = field(default_factory=uuid4)
    binders: list[UUID] = field(default_factory=lambda: [uuid4() for _ in range(INTERLEAVINGS)])
    consents: list[UUID] = field(default_factory=lambda: [uuid4() for _ in range(INTERLEAVINGS)])
    withdrawn: int = 0
    """Batches whose withdrawal has been committed."""
    given: int = 0
    seen: int = 0
    stale: int = 0
    failures: list[Exception] = field(default_factory=list)

    def batch(self, number: int) -> slice:
        return slice(number * BATCH, (number + 1) * BATCH)

    def connect(self, hat: Hat, request: UUID) -> psycopg.Connection[Any]:
        opened = psycopg.connect(**self.parameters, options="-c role=enishi_app", autocommit=True)
        told = "SELECT set_config('enishi.session', %s, false), set_config('enishi.request', %s, false)"
        opened.execute(told, [hat.secret, str(request)])
        return opened


@pytest.fixture
def race(django_db_setup: None, django_db_blocker: Any, cluster: Cluster, database_name: str) -> Iterator[Race]:
    parameters = cluster.parameters(dbname=database_name)
    with django_db_blocker.unblock(), psycopg.connect(**parameters, autocommit=True) as owner:
        hats = [cast.hat("promoter", cast.agency(f"競走{n}", uuid4().hex[:6]), f"競走 {n}") for n in "甲乙"]
        made = Race(owner, parameters, *hats)
        prepare(made)
        try:
            yield made
        finally:
            connection.close()
            clear(made)


def prepare(race: Race) -> None:
    """What the kernel's verbs would have written, in bulk."""
    everything = [race.person, *race.binders]
    with race.owner.transaction():
        race.owner.execute(
            "INSERT INTO sharing_binder (id, kind, opened_by_agency_id, opened_at, subject_id)"
            " SELECT b, CASE WHEN b = %(person)s THEN 'resident' ELSE 'case' END, %(giver)s, now(),"
            " nullif(%(person)s, b) FROM unnest(%(all)s::uuid[]) b",
            {"person": race.person, "giver": race.giver.agency_id, "all": everything},
        )
        race.owner.execute(
            "INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)"
            " SELECT b, 'own_work', b, '', '所管', '', %s, %s, now() FROM unnest(%s::uuid[]) b",
            [race.giver.agency_id, race.giver.membership_id, everything],
        )
        race.owner.execute(
            "INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at)"
            " SELECT gen_random_uuid(), b, 'own_work', b, %s, 255, 0, now() FROM unnest(%s::uuid[]) b",
            [race.giver.agency_id, everything],
        )
        race.owner.execute(
            "INSERT INTO sharing_consent (id, resident_id, stage, classes, recipients, purpose, starts_at, ends_at, given_by,"
            " means, language, evidence, agency_id, recorded_by, recorded_at, withdrawn_means, withdrawal_note)"
            " SELECT c, %s, 'sharing', 3, ARRAY[%s]::uuid[], '競走', now(), now() + interval '90 days', 'self', 'written',"
            " 'ja', '窓口', %s, %s, now(), '', '' FROM unnest(%s::uuid[]) c",
            [race.person, race.reader.agency_id, race.giver.agency_id, race.giver.membership_id, race.consents],
        )
        race.owner.execute("CREATE TABLE race_note (binder_id uuid PRIMARY KEY, information_class int, origin_id uuid)")
        race.owner.execute("ALTER TABLE race_note OWNER TO enishi_owner")
        for statement in walls.content_wall("race_note", binder="binder_id", information_class="information_class"):
            race.owner.execute(statement)
        race.owner.execute(
            "INSERT INTO race_note SELECT b, 1, %s FROM unnest(%s::uuid[]) b", [race.giver.agency_id, race.binders]
        )
    race.owner.execute(PLAYERS)
    race.owner.execute("ANALYZE sharing_grant, sharing_consent, sharing_ground, sharing_binder, race_note")


def clear(race: Race) -> None:
    race.owner.execute("SET session_replication_role = replica")
    race.owner.execute("DROP TABLE race_note; DROP PROCEDURE race_give; DROP PROCEDURE race_withdraw")
    everything = [race.person, *race.binders]
    race.owner.execute("DELETE FROM sharing_grant WHERE binder_id = ANY (%s)", [everything])
    race.owner.execute("DELETE FROM sharing_ground WHERE binder_id = ANY (%s)", [everything])
    race.owner.execute("DELETE FROM sharing_consent WHERE resident_id = %s", [race.person])
    race.owner.execute("DELETE FROM sharing_binder WHERE id = ANY (%s)", [everything])
    for hat in (race.giver, race.reader):
        race.owner.execute("DELETE FROM agencies_signin WHERE id = %s", [hat.sign_in_id])
        for model, key in ((Membership, hat.membership_id), (Staff, hat.staff_id), (Agency, hat.agency_id)):
            race.owner.execute(f"DELETE FROM {model._meta.db_table} WHERE id = %s", [key])
    race.owner.execute("ANALYZE sharing_grant, sharing_consent, sharing_ground, sharing_binder")


# In procedures that commit after each one, so that the interpreter is not what is measured.
PLAYERS = """
CREATE PROCEDURE race_give(p_to uuid, p_consents uuid[], p_binders uuid[], INOUT p_given integer) LANGUAGE plpgsql AS $$
BEGIN
    p_given := 0;
    FOR n IN 1 .. cardinality(p_consents) LOOP
        BEGIN
            PERFORM sharing_give_by_consent(gen_random_uuid(), p_consents[n], p_binders[n], ARRAY[p_to], 1, now());
            p_given := p_given + 1;
        EXCEPTION WHEN insufficient_privilege THEN NULL;
        END;
        COMMIT;
    END LOOP;
END $$;
CREATE PROCEDURE race_withdraw(p_consents uuid[]) LANGUAGE plpgsql AS $$
BEGIN
    FOR n IN 1 .. cardinality(p_consents) LOOP
        PERFORM sharing_withdraw_consent(p_consents[n], 'phone', '', now());
        COMMIT;
    END LOOP;
END $$;
"""
READ = "SELECT binder_id FROM race_note WHERE binder_id = ANY (%s)"


def giving(race: Race, barrier: threading.Barrier, rounds: int) -> None:
    """Each binder on its consent, one commit each; the database refuses a consent that is withdrawn."""
    with race.connect(race.giver, uuid4()) as database:
        for number in range(rounds):
            barrier.wait(30)
            one = race.batch(number)
            given = [race.reader.agency_id, race.consents[one], race.binders[one]]
            row = database.execute("CALL race_give(%s, %s, %s, NULL)", given).fetchone()
            assert row is not None
            race.given += row[0]


def withdrawing(race: Race, barrier: threading.Barrier, rounds: int) -> None:
    """From the front, behind the givings, or from the back, so that the two meet in the middle."""
    with race.connect(race.giver, uuid4()) as database:
        for number in range(rounds):
            barrier.wait(30)
            wanted = race.consents[race.batch(number)]
            database.execute("CALL race_withdraw(%s)", [wanted if number % 2 else wanted[::-1]])
            race.withdrawn = number + 1


def reading(race: Race, barrier: threading.Barrier, rounds: int) -> None:
    """All the while, and once more when the withdrawal is known to be committed."""
    with race.connect(race.reader, uuid4()) as database:
        for number in range(rounds):
            wanted, request = race.binders[race.batch(number)], uuid4()
            database.execute("SELECT set_config('enishi.request', %s, false)", [str(request)])
            look(race, request, wanted)
            barrier.wait(30)
            known = False
            while not known:
                known = race.withdrawn > number
                found = database.execute(READ, [wanted], prepare=True).fetchall()
                if known:
                    race.stale += len(found)
                else:
                    race.seen += len(found)


def look(race: Race, request: UUID, binders: list[UUID]) -> None:
    trail.record_at_once(
        "case.open",
        kind=TrailKind.LOOK,
        purpose="support",
        staff_id=race.reader.staff_id,
        membership_id=race.reader.membership_id,
        agency_id=race.reader.agency_id,
        sign_in_id=race.reader.sign_in_id,
        request_id=request,
        binders=binders,
        classes=255,
    )


def run(race: Race, rounds: int) -> int:
    """Play the rounds until the time is up; return how many interleavings there were."""
    started = time.monotonic()

    def in_time() -> None:
        if time.monotonic() - started > LONGEST:
            raise threading.BrokenBarrierError

    barrier = threading.Barrier(3, action=in_time)

    def player(play: Any) -> None:
        try:
            play(race, barrier, rounds)
        except threading.BrokenBarrierError:
            return
        except Exception as failed:
            race.failures.append(failed)
            barrier.abort()
        finally:
            gate.close()

    threads = [threading.Thread(target=player, args=(one,)) for one in (giving, withdrawing, reading)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return race.withdrawn * BATCH


def test_ten_thousand_withdrawals_and_nothing_stale(race: Race, record_property: Callable[[str, object], None]) -> None:
    """As many as fit into the time: all of them in 9 s on two quiet cores. The number stands in the report (--junit-xml)."""
    played = run(race, INTERLEAVINGS // BATCH)
    record_property("interleavings", played)
    assert race.failures == []
    assert played >= 1_000, "too few to say anything"
    assert race.given, "the givings came first sometimes"
    assert race.given < played, "and the withdrawals sometimes"
    assert race.seen, "what was given was really seen"
    assert race.stale == 0
    left = race.owner.execute(
        "SELECT count(*) FROM sharing_grant g JOIN sharing_ground r ON r.id = g.ground_id JOIN sharing_consent c"
        " ON c.id = r.consent_id WHERE c.withdrawn_at IS NOT NULL AND g.revoked_at IS NULL AND c.resident_id = %s",
        [race.person],
    ).fetchone()
    assert left == (0,)
