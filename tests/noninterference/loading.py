"""Putting a world into PostgreSQL, and asking the database and the application's predicate about it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import connection, models, transaction

from enishi.agencies.access import secret_digest
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import CLOCK_IS, LONG_AGO, outside_the_walls
from enishi.office.prepared import array
from enishi.sharing import walls
from enishi.sharing.models import visible
from tests.noninterference.world import Grant, Look, SignIn, World

PROBE = """
CREATE TABLE probe_row (id uuid PRIMARY KEY, binder_id uuid NOT NULL, information_class smallint NOT NULL,
                        origin_id uuid NOT NULL);
CREATE INDEX ON probe_row (binder_id);
CREATE TABLE probe_content (LIKE probe_row INCLUDING ALL);
CREATE TABLE probe_looked (LIKE probe_row INCLUDING ALL);
"""


SEEN, READ = ("probe_row",), ("probe_content", "probe_looked")
PROBES = SEEN + READ


class ProbeRow(models.Model):
    """A table with the walls of every index table, one with those of every content table, one that asks for the look apart."""

    id = models.UUIDField(primary_key=True)
    binder_id = models.UUIDField()
    information_class = models.SmallIntegerField()
    origin_id = models.UUIDField()

    class Meta:
        app_label = "noninterference"
        db_table = "probe_row"
        managed = False

    def __str__(self) -> str:
        return str(self.id)


def make_probes() -> None:
    """Create the probe tables; ``probe_row`` without the need of a look, the others with it."""
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(PROBE)
    build_walls()


def build_walls() -> None:
    """The walls as their texts stand at the moment, around the probe tables; those before them are torn down."""
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SELECT policyname, tablename FROM pg_policies WHERE tablename LIKE 'probe\\_%'")
        for policy, table in cursor.fetchall():
            cursor.execute(f"DROP POLICY {policy} ON {table}")
        seen = walls.reaches("probe_row.binder_id", "probe_row.information_class", "probe_row.origin_id")
        looked = walls.LOOKED.format(binder="probe_looked.binder_id", cls="probe_looked.information_class")
        for statement in [
            *walls.sight(),
            "ALTER TABLE probe_row ENABLE ROW LEVEL SECURITY",
            "GRANT SELECT ON probe_row TO enishi_app",
            f"CREATE POLICY probe_row_seen ON probe_row FOR SELECT TO enishi_app USING ({seen})",
            "ALTER TABLE probe_looked ENABLE ROW LEVEL SECURITY",
            "GRANT SELECT ON probe_looked TO enishi_app",
            "CREATE POLICY probe_looked_seen ON probe_looked FOR SELECT TO enishi_app"
            f" USING ({seen.replace('probe_row.', 'probe_looked.')} AND {looked})",
            *walls.content_wall(
                "probe_content", binder="binder_id", information_class="information_class", write=""
            ),
        ]:
            cursor.execute(statement)


def load(world: World, *, changed: bool = False, rows_of: Iterable[str] = PROBES) -> None:
    """Write the world as the superuser, event by event, and set the database's clock to its moment.

    :param changed: hats were put on while everybody was there, and only then did people and agencies become as they are
    :param rows_of: the probe tables that are asked
    """
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(CLOCK_IS, [world.now.isoformat(), False])
        _load_people(cursor, replace(world, **_once(world)) if changed else world)
        if changed:
            _become(cursor, world)
        before = world.now - timedelta(days=500)
        opener = world.agencies[0].id
        cursor.executemany(
            "INSERT INTO sharing_binder (id, kind, opened_by_agency_id, opened_at) VALUES (%s, 'resident', %s, %s)",
            [(one, opener, before) for one in world.binders],
        )
        _load_events(cursor, world)
        cursor.executemany(
            "INSERT INTO sharing_block (id, binder_id, staff_id, kind, recorded_by, recorded_at, lifted_at)"
            " VALUES (%s, %s, %s, 'declared', %s, %s, %s)",
            [(b.id, b.binder_id, b.staff_id, opener, before, world.now if b.lifted else None) for b in world.blocks],
        )
        for table in rows_of:
            cursor.executemany(
                f"INSERT INTO {table} VALUES (%s, %s, %s, %s)",
                [(one.id, one.binder_id, one.information_class, one.origin_id) for one in world.rows],
            )


def _once(world: World) -> dict[str, list]:
    """Everybody there for ever."""
    return {
        "agencies": [replace(one, starts_on=LONG_AGO, ends_on=None) for one in world.agencies],
        "staff": [replace(one, is_active=True) for one in world.staff],
        "memberships": [replace(one, starts_on=LONG_AGO, ends_on=None) for one in world.memberships],
    }


def _become(cursor, world: World) -> None:
    cursor.executemany(
        "UPDATE agencies_agency SET starts_on = %s, ends_on = %s WHERE id = %s",
        [(one.starts_on, one.ends_on, one.id) for one in world.agencies],
    )
    cursor.executemany(
        "UPDATE agencies_staff SET is_active = %s WHERE id = %s", [(one.is_active, one.id) for one in world.staff]
    )
    cursor.executemany(
        "UPDATE agencies_membership SET starts_on = %s, ends_on = %s WHERE id = %s",
        [(one.starts_on, one.ends_on, one.id) for one in world.memberships],
    )


def _load_people(cursor, world: World) -> None:
    cursor.executemany(
        "INSERT INTO agencies_agency (id, code, name, kana, kind, service, corporation, postcode, address, phone, fax,"
        " email, website, fields_of_work, hours, answering, receives, original, starts_on, ends_on, version)"
        " VALUES (%s, '', 'x', '', 'office', '', '', '', '', '', '', '', '', '', '', 'account', true, '{}', %s, %s, 1)",
        [(one.id, one.starts_on, one.ends_on) for one in world.agencies],
    )
    cursor.executemany(
        "INSERT INTO agencies_staff (id, password, staff_number, name, kana, email, is_active, version)"
        " VALUES (%s, '', %s, 'x', '', '', %s, 1)",
        [(one.id, str(one.id), one.is_active) for one in world.staff],
    )
    cursor.executemany(
        "INSERT INTO agencies_membership (id, staff_id, agency_id, role, contract, starts_on, ends_on)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [(m.id, m.staff_id, m.agency_id, m.role, "", m.starts_on, m.ends_on) for m in world.memberships],
    )
    cursor.executemany(
        "INSERT INTO agencies_answerlink (id, secret_digest, agency_id, binder_id, made_by, made_at, expires_at, ended_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            (one.id, one.id.bytes, one.agency_id, one.binder_id, one.id, world.now, one.expires_at, one.ended_at)
            for one in world.links
        ],
    )
    cursor.executemany(
        "INSERT INTO agencies_signin (id, secret_digest, staff_id, membership_id, link_id, factors, begun_at, expires_at,"
        " ended_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            (s.id, secret_digest(s.secret), s.staff_id, s.membership_id, s.link_id, s.factors, world.now, s.expires_at, s.ended_at)
            for s in world.sign_ins
        ],
    )


def _load_events(cursor, world: World) -> None:
    """One after the other, because the order matters; without waiting for each."""
    somebody, other, now = world.staff[0].id, world.staff[1].id, world.now
    cursor.executemany(
        "INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)"
        " VALUES (%s, %s, %s, 'x', 'x', '', %s, %s, %s)",
        [(one.id, one.kind, one.binder_id, somebody, somebody, now) for one in world.grants],
    )
    grants, seals, keys = ({one.id: one for one in some} for some in (world.grants, world.seals, world.keys))
    rows: dict[str, Callable[[UUID], tuple]] = {
        "grant": lambda one: _grant(grants[one]),
        "seal": lambda one: (one, seals[one].binder_id, seals[one].classes, now, somebody),
        "lift": lambda one: (now, somebody, other, one),
        "key": lambda one: (one, keys[one].seal_id, keys[one].holder_id, now, somebody),
        "withdraw": lambda one: (now, one),
    }
    with connection.connection.pipeline():
        for what, which in world.events:
            cursor.execute(EVENTS[what], rows[what](which))


EVENTS = {
    "grant": "INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at,"
    " ends_at, revoked_at) VALUES (%s, %s, %s, %s, %s, %s, 0, %s, %s, %s)",
    "seal": "INSERT INTO sharing_seal (id, binder_id, kind, classes, sealed_at, sealed_by)"
    " VALUES (%s, %s, 'support_measure', %s, %s, %s)",
    "lift": "UPDATE sharing_seal SET lifted_at = %s, lift_asked_by = %s, lifted_by = %s WHERE id = %s",
    "key": "INSERT INTO sharing_key (id, seal_id, holder_id, given_at, given_by) VALUES (%s, %s, %s, %s, %s)",
    "withdraw": "UPDATE sharing_key SET withdrawn_at = %s WHERE id = %s",
}


def _grant(one: Grant) -> tuple:
    return (one.id, one.id, one.kind, one.binder_id, one.grantee_id, one.classes, one.starts_at, one.ends_at, one.revoked_at)


def record(looks: Iterable[Look]) -> None:
    """Write looks into the trail of the test's own transaction, as old as they say."""
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enishi.session', '', false)")
        cursor.executemany(
            "INSERT INTO office_trailentry (at, kind, word, sign_in_id, request_id, purpose, deliberate, binders, classes,"
            " detail) VALUES (clock_timestamp() - %s, %s, 'test', %s, %s, '', true, %s::uuid[], %s, '{}')",
            [(one.age, one.kind, one.sign_in_id, one.request_id, array(one.binders), one.classes) for one in looks],
        )


def ask_as(sign_in: SignIn, request_id: UUID | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('enishi.session', %s, false), set_config('enishi.request', %s, false)",
            [sign_in.secret, str(request_id or uuid4())],
        )


def rows_by_wall(table: str = "probe_row") -> set[UUID]:
    """What a bare SELECT gives the application's role now."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table}")
        return {row[0] for row in cursor.fetchall()}


def hat_in_database() -> Hat | None:
    """The hat that the database recognises now, as the application would load it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (h).sign_in, (h).staff, (h).membership, (h).agency, (h).role, (h).link FROM enishi_hat() h")
        sign_in, staff, membership, agency, role, link = cursor.fetchone()
    if sign_in is None:
        return None
    return Hat(
        sign_in_id=sign_in, secret="", staff_id=staff, membership_id=membership, agency_id=agency, role=role or "",
        link_id=link,
    )


ALIKE = """
SELECT me.grantees = enishi_grantees() AND me.own IS NOT DISTINCT FROM enishi_own_agency() AND me.blocked = enishi_blocks()
  FROM enishi_sight() me
"""


def sight_is_told_alike() -> bool:
    """Whether what the walls look through is what the verbs ask for, part by part."""
    with connection.cursor() as cursor:
        cursor.execute(ALIKE)
        return bool(cursor.fetchone()[0])


def rows_by_predicate(world: World) -> set[UUID]:
    """What the application's predicate gives on its own, the walls stepped out of."""
    hat = hat_in_database()
    if hat is None:
        return set()
    predicate = visible(
        hat, world.now, binder="binder_id", information_class="information_class", origin="origin_id"
    )
    with outside_the_walls():
        return set(ProbeRow.objects.filter(predicate).values_list("id", flat=True))


@contextmanager
def loaded(world: World, *, changed: bool = False, rows_of: Iterable[str] = PROBES) -> Iterator[None]:
    """A world that is gone again afterwards, with fresh probe tables; the rest as in :func:`load`."""
    with transaction.atomic():
        make_probes()
        load(world, changed=changed, rows_of=rows_of)
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('enishi.session', '', false), set_config('enishi.request', '', false),"
                    " set_config('enishi.test_clock', '', false)"
                )
            transaction.set_rollback(True)
