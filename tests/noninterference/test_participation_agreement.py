"""The real tables of 参加支援 and the cards of hosts, filled by random worlds: walls show what the naive oracle says.

The probes of `loading` have the walls' texts; here stand the tables themselves, so that one without its wall, with the wrong
column or the wrong class shows.
"""

import random
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection

from enishi.agencies.tests.cast import outside_the_walls
from tests.noninterference import loading, oracle
from tests.noninterference.test_looks import looks_around
from tests.noninterference.world import Maker, Row, SignIn, World

pytestmark = pytest.mark.django_db
SIDES = {1: "likes", 4: "needs", 16: "avoids"}
STAMP = "id, case_id, binder_id, information_class, origin_id, author_id, at"
GIVEN = "%s, %s, %s, %s, %s, gen_random_uuid(), now()"
MORE = {
    "profile": ("purposes, days, parts, fields, ended_at, ended_by", "'{}', '{}', '{}', '{}', now(), gen_random_uuid()"),
    "search": ("offers, fits_public, fits_local, near, against, note", "0, 0, 0, 0, '{}', ''"),
    "proposal": (
        "resource_id, name, reasons, score, road, ask, state, reason, remark, decided_at, decided_by, version",
        "gen_random_uuid(), 'x', '[]', 0, 'one', '', 'dropped', 'full', '', now(), gen_random_uuid(), 2",
    ),
    "placement": (
        "resource_id, name, state, since, person_on, host_on, agreement, insurance, transport, reward, person_word, person_comment,"
        " host_word, host_comment, ended_reason, moved_at, moved_by, version",
        "gen_random_uuid(), 'x', 'arranging', current_date, current_date, current_date, '', '', '', '', '', '', '', '', '', now(),"
        " gen_random_uuid(), 1",
    ),
    "placementrecord": ("placement_id, kind, day, text, settled_text", "gen_random_uuid(), 'attended', current_date, 'x', ''"),
    "hostask": (
        "placement_id, resource_id, kind, card_id, day",
        "gen_random_uuid(), gen_random_uuid(), 'invite', gen_random_uuid(), current_date",
    ),
}
LINE = (
    "side, text, needed, cared_for, accesses, shunned, shunned_towns, ended_at, ended_by",
    "%s, 'x', '{}', '{}', '{}', '{}', '{}', now(), gen_random_uuid()",
)
CARD = (
    "INSERT INTO agencies_releasedcard (id, kind, digest, shown, about, agency_id, membership_id, released_at, expires_at)"
    " VALUES (%s, 'x', %s, '{}', %s, %s, gen_random_uuid(), now(), now() + interval '1 day')"
)
ANSWER = "INSERT INTO agencies_cardanswer (id, card_id, agency_id, about, given, at) VALUES (%s, %s, %s, %s, '{}', now())"


def put(world: World) -> dict[str, list[Row]]:
    """Rows of the world, dealt out to the tables whose classes they can have; no key and no trigger is asked."""
    dealt: dict[str, list[Row]] = {f"participation_{one}": [] for one in (*MORE, "profileline")} | {"agencies_releasedcard": []}
    chance = random.Random(len(world.rows))
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for row in world.rows:
            name = chance.choice([*MORE, "profileline", "card"])
            stamped = [row.id, row.binder_id, row.binder_id, row.information_class, row.origin_id]
            if name == "card":
                cursor.execute(CARD, [row.id, row.id.bytes * 2, row.binder_id, row.origin_id])
                cursor.execute(ANSWER, [row.id, row.id, row.origin_id, row.binder_id])
                dealt["agencies_releasedcard"].append(row)
            elif name == "profileline" and row.information_class in SIDES:
                sql = f"INSERT INTO participation_profileline ({STAMP}, {LINE[0]}) VALUES ({GIVEN}, {LINE[1]})"
                cursor.execute(sql, [*stamped, SIDES[row.information_class]])
                dealt["participation_profileline"].append(row)
            elif name in MORE:
                columns, values = MORE[name]
                stamped[3] = 1
                cursor.execute(f"INSERT INTO participation_{name} ({STAMP}, {columns}) VALUES ({GIVEN}, {values})", stamped)
                dealt[f"participation_{name}"].append(replace(row, information_class=1))
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    return dealt


def ids(rows: Iterable[Row]) -> set[UUID]:
    return {row.id for row in rows}


def cards_of(world: World, sign_in: SignIn, rows: list[Row]) -> set[UUID]:
    """A card is its agency's, and of those only what a grant shows of its binder: that one wrote it opens nothing."""
    hat = oracle._hat(world, sign_in)
    mine = [row for row in rows if hat and row.origin_id == hat.agency_id]
    told = replace(world, rows=[replace(row, information_class=1, origin_id=UUID(int=0)) for row in mine])
    return oracle.visible_rows(told, sign_in)


@pytest.mark.parametrize("seed", range(4000, 4003))
def test_every_table_shows_what_the_oracle_says(seed: int) -> None:
    world, chance = Maker(seed, binders=30).make(), random.Random(seed)
    shown = judged = 0
    with loading.loaded(world):
        dealt = put(world)
        cards = dealt.pop("agencies_releasedcard")
        told = replace(world, rows=[row for rows in dealt.values() for row in rows])
        asked = [(one, uuid4()) for one in world.sign_ins]
        looks = [looks_around(world, one, request, chance) for one, request in asked]
        loading.record(look for some in looks for look in some)
        for (sign_in, request), recorded in zip(asked, looks, strict=True):
            loading.ask_as(sign_in, request)
            expected = oracle.shown_rows(told, sign_in, recorded, request)
            for table, rows in dealt.items():
                assert loading.rows_by_wall(table) == expected & ids(rows), f"{table}, world {seed}, {sign_in}"
            own = cards_of(world, sign_in, cards)
            for table in ("agencies_releasedcard", "agencies_cardanswer"):
                assert loading.rows_by_wall(table) == own, f"{table}, world {seed}, {sign_in}"
            shown += len(expected) + len(own)
            judged += len(told.rows) + 2 * len(cards)
    print(f"{judged} decisions, {shown} of them yes")
    assert shown > 100


def test_all_tables_of_the_room_are_dealt_out() -> None:
    tables = {one._meta.db_table for one in apps.get_app_config("participation").get_models()}
    assert tables == {f"participation_{one}" for one in (*MORE, "profileline")}
