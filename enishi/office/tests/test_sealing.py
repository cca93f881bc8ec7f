"""The sealed trail: whatever a superuser does to it afterwards is found, and the first bad entry is named.

Each tampering is done in a savepoint, with triggers off, and taken back. The test counts those that really changed something.
"""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.core.management import call_command

from enishi.machine.postgres import Cluster
from enishi.office import anchor, sealing
from enishi.office.anchor import AnchorBroken
from enishi.office.chain import BEGINNING, columns, link
from enishi.office.management.commands.audit_verify import lines
from enishi.office.verifying import Verdict, verify, verify_here

ENTRIES, RUNS = 24, 4
TAMPERINGS = 2_150
SEED = 20250401
Change = Callable[[psycopg.Connection, random.Random], int]
FILL = """
INSERT INTO office_trailentry (id, at, kind, word, staff_id, membership_id, agency_id, sign_in_id, request_id, purpose,
    deliberate, binders, classes, detail, transaction)
SELECT {first} + n, timestamptz '2025-04-01 09:00+09' + n * interval '1 minute', 'look', 'consultation.page',
       md5('s' || n % 5)::uuid, md5('m' || n % 5)::uuid, md5('a' || n % 3)::uuid, md5('i' || n)::uuid, md5('r' || n)::uuid,
       'overview', n % 2 = 0, ARRAY[md5('b' || n)::uuid, md5('c' || n)::uuid], 1 + n % 63,
       jsonb_build_object('n', n, 'kind', 'x'), {transaction}
  FROM generate_series(1, {count}) n
"""


@pytest.fixture
def trail(django_db_setup: None, cluster: Cluster, database_name: str) -> Iterator[psycopg.Connection]:
    """An empty trail in a transaction of the superuser, triggers off, taken back at the end. Emptied at once: rows that are only
    deleted are gone through again at each reading, and the tests before have left thousands.
    """
    with psycopg.connect(**cluster.parameters(dbname=database_name)) as opened:
        opened.execute("SET session_replication_role = replica")
        opened.execute("TRUNCATE office_trailseal, office_sealing, office_trailentry")
        yield opened
        opened.rollback()


@pytest.fixture
def sealed(trail: psycopg.Connection, tmp_path: Path) -> tuple[psycopg.Connection, Path]:
    """A trail sealed in several runs, with its anchor."""
    path = tmp_path / "anchor" / "trail.jsonl"
    each = ENTRIES // RUNS
    for run in range(RUNS):
        # Numbers leave gaps, so that something could be put in between.
        trail.execute(FILL.format(first=f"{10 * run * each} + 9 * ", count=each, transaction=f"{10 * run * each + 3} + 10 * n"))
        trail.execute("SELECT 1")
        _seal_as_if_until(trail, path, 10 * (run + 1) * each + 4)
    return trail, path


def _seal_as_if_until(opened: psycopg.Connection, path: Path, horizon: int) -> None:
    """Seal, then say that the run ended at a horizon of the made-up transactions."""
    assert sealing.seal(opened, []).entries
    opened.execute(
        "UPDATE office_sealing SET horizon = %s WHERE last_position = (SELECT max(last_position) FROM office_sealing)",
        [horizon],
    )
    anchor.append(path, sealing._runs(opened)[-1:])


def check(opened: psycopg.Connection, path: Path) -> Verdict:
    return verify_here(opened, [path])


def state(opened: psycopg.Connection) -> Any:
    return opened.execute(
        "SELECT (SELECT md5(string_agg(e::text, '' ORDER BY id)) FROM office_trailentry e),"
        " (SELECT md5(string_agg(s::text, '' ORDER BY position)) FROM office_trailseal s),"
        " (SELECT md5(string_agg(r::text, '' ORDER BY last_position)) FROM office_sealing r)"
    ).fetchone()


def entry_at(opened: psycopg.Connection, position: int) -> int:
    row = opened.execute("SELECT entry_id FROM office_trailseal WHERE position = %s", [position]).fetchone()
    assert row is not None
    return int(row[0])


VALUES: dict[str, Callable[[random.Random], object]] = {
    "at": lambda dice: f"2025-04-01 09:{dice.randrange(60):02}:{dice.randrange(60):02}.{dice.randrange(1_000_000):06}+09",
    "kind": lambda dice: dice.choice(["search", "change", "refusal", "egress"]),
    "word": lambda dice: dice.choice(["consultation.list", "consultation.pag", "", "consultation.page "]),
    "purpose": lambda dice: dice.choice(["", "answering", "Overview"]),
    "deliberate": lambda dice: dice.choice([True, False]),
    "binders": lambda dice: [UUID(int=dice.getrandbits(128)) for _ in range(dice.randrange(4))],
    "classes": lambda dice: dice.randrange(256),
    "detail": lambda dice: json.dumps({"n": dice.randrange(1000), "kind": dice.choice(["x", "y"])}),
    "transaction": lambda dice: dice.randrange(10_000),
} | {
    name: lambda dice: dice.choice([None, UUID(int=dice.getrandbits(128))])
    for name in ("staff_id", "membership_id", "agency_id", "sign_in_id", "request_id")
}


def change_a_column(opened: psycopg.Connection, dice: random.Random) -> int:
    position, column = dice.randint(1, ENTRIES), dice.choice(sorted(VALUES))
    opened.execute(
        f"UPDATE office_trailentry SET {column} = %s WHERE id = %s", [VALUES[column](dice), entry_at(opened, position)]
    )
    return position


def change_the_number(opened: psycopg.Connection, dice: random.Random) -> int:
    position = dice.randint(1, ENTRIES)
    opened.execute("UPDATE office_trailentry SET id = id + 1000000 WHERE id = %s", [entry_at(opened, position)])
    return position


def delete_an_entry(opened: psycopg.Connection, dice: random.Random) -> int:
    position = dice.randint(1, ENTRIES)
    opened.execute("DELETE FROM office_trailentry WHERE id = %s", [entry_at(opened, position)])
    return position


def delete_with_its_seal(opened: psycopg.Connection, dice: random.Random) -> int:
    """Cleverly: the later links move up, so that no number is missing."""
    position = dice.randint(1, ENTRIES - 1)
    opened.execute("DELETE FROM office_trailentry WHERE id = %s", [entry_at(opened, position)])
    opened.execute("DELETE FROM office_trailseal WHERE position = %s", [position])
    opened.execute("UPDATE office_trailseal SET position = -position WHERE position > %s", [position])
    opened.execute("UPDATE office_trailseal SET position = -position - 1 WHERE position < 0")
    return position


def delete_a_seal(opened: psycopg.Connection, dice: random.Random) -> int:
    position = dice.randint(1, ENTRIES)
    opened.execute("DELETE FROM office_trailseal WHERE position = %s", [position])
    return position


def insert_an_entry(opened: psycopg.Connection, dice: random.Random) -> int:
    """A line of the past, put between two others."""
    position = dice.randint(1, ENTRIES)
    opened.execute(
        "INSERT INTO office_trailentry (id, kind, word, purpose, deliberate, binders, classes, detail, transaction)"
        " SELECT id + 1, kind, word, purpose, deliberate, binders, classes, detail, transaction FROM office_trailentry"
        " WHERE id = %s",
        [entry_at(opened, position)],
    )
    return position + 1


def exchange_entries(opened: psycopg.Connection, dice: random.Random) -> int:
    """Two lines change their numbers, that is their places."""
    one, other = sorted(dice.sample(range(1, ENTRIES + 1), 2))
    left, right = entry_at(opened, one), entry_at(opened, other)
    for before, after in ((left, -1), (right, left), (-1, right)):
        opened.execute("UPDATE office_trailentry SET id = %s WHERE id = %s", [after, before])
    return one


def exchange_digests(opened: psycopg.Connection, dice: random.Random) -> int:
    one, other = sorted(dice.sample(range(1, ENTRIES + 1), 2))
    opened.execute(
        "UPDATE office_trailseal s SET digest = o.digest FROM office_trailseal o"
        " WHERE (s.position, o.position) IN ((%(one)s, %(other)s), (%(other)s, %(one)s))",
        {"one": one, "other": other},
    )
    return one


def change_a_digest(opened: psycopg.Connection, dice: random.Random) -> int:
    position = dice.randint(1, ENTRIES)
    opened.execute(
        "UPDATE office_trailseal SET digest = set_bit(digest, %s, 1 - get_bit(digest, %s)) WHERE position = %s",
        [bit := dice.randrange(256), bit, position],
    )
    return position


def cut_the_end(opened: psycopg.Connection, dice: random.Random) -> int:
    """The last lines, their links and their runs vanish: the chain itself still holds."""
    each = ENTRIES // RUNS
    first = dice.randrange(1, RUNS) * each + 1
    opened.execute(
        "DELETE FROM office_trailentry WHERE id IN (SELECT entry_id FROM office_trailseal WHERE position >= %s)", [first]
    )
    opened.execute("DELETE FROM office_trailseal WHERE position >= %s", [first])
    opened.execute("DELETE FROM office_sealing WHERE last_position >= %s", [first])
    return first


def rewrite_the_chain(opened: psycopg.Connection, dice: random.Random) -> int:
    """A line changes and everything after it is sealed anew: only the anchor knows. Named to the run."""
    each = ENTRIES // RUNS
    position = dice.randint(1, ENTRIES)
    opened.execute("UPDATE office_trailentry SET classes = classes + 64 WHERE id = %s", [entry_at(opened, position)])
    rows = opened.execute(
        f"SELECT s.position, {columns('e')} FROM office_trailseal s JOIN office_trailentry e ON e.id = s.entry_id ORDER BY 1"
    ).fetchall()
    digest, digests = BEGINNING, []
    for place, *entry in rows:
        digest = link(digest, place, entry)
        digests.append((digest, place))
    with opened.cursor() as cursor:
        cursor.executemany("UPDATE office_trailseal SET digest = %s WHERE position = %s", digests)
    opened.execute(
        "UPDATE office_sealing r SET digest = s.digest FROM office_trailseal s WHERE s.position = r.last_position"
    )
    return (position - 1) // each * each + 1


def change_a_run(opened: psycopg.Connection, dice: random.Random) -> int:
    each, run = ENTRIES // RUNS, dice.randrange(RUNS)
    change = dice.choice(
        [
            "digest = sha256(digest)",
            f"horizon = horizon + {dice.randint(1, 99)}",
            "cluster = '1'",
            f"sealed_at = sealed_at + interval '{dice.randint(1, 999)} microseconds'",
        ]
    )
    opened.execute(f"UPDATE office_sealing SET {change} WHERE last_position = %s", [(run + 1) * each])
    return run * each + 1


def delete_a_run(opened: psycopg.Connection, dice: random.Random) -> int:
    each, run = ENTRIES // RUNS, dice.randrange(RUNS)
    opened.execute("DELETE FROM office_sealing WHERE last_position = %s", [(run + 1) * each])
    return run * each + 1


CHANGES: dict[Change, int] = {
    change_a_column: 12,
    change_the_number: 1,
    delete_an_entry: 2,
    delete_with_its_seal: 2,
    delete_a_seal: 1,
    insert_an_entry: 2,
    exchange_entries: 2,
    exchange_digests: 2,
    change_a_digest: 2,
    cut_the_end: 1,
    rewrite_the_chain: 1,
    change_a_run: 1,
    delete_a_run: 1,
}


def test_every_tampering_is_found_and_the_first_bad_entry_is_named(
    sealed: tuple[psycopg.Connection, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    opened, path = sealed
    assert not check(opened, path).faults
    dice, effective, missed = random.Random(SEED), Counter[str](), []
    untouched = state(opened)
    for _ in range(TAMPERINGS):
        change = dice.choices(list(CHANGES), list(CHANGES.values()))[0]
        opened.execute("SAVEPOINT before")
        position = change(opened, dice)
        first = check(opened, path).first
        if first is not None or state(opened) != untouched:  # nobody is asked what has changed where a fault is found
            effective[change.__name__] += 1
            if first is None or first.position != position:
                missed.append((change.__name__, position, first))
        opened.execute("ROLLBACK TO SAVEPOINT before")
    with capsys.disabled():
        print(f"\ntamperings: {TAMPERINGS} tried, {sum(effective.values())} effective, {len(missed)} missed", dict(effective))  # noqa: T201
    assert missed == []
    assert sum(effective.values()) >= 2_000
    assert min(effective[change.__name__] for change in CHANGES) >= 20, "every kind was really tried"


def test_an_old_copy_of_the_database_is_found_by_the_anchor(sealed: tuple[psycopg.Connection, Path]) -> None:
    opened, path = sealed
    cut_the_end(opened, random.Random(1))
    kept = sealing._runs(opened)[-1].position
    opened.execute(FILL.format(first=50_000, count=3 * ENTRIES, transaction="5000 + n"))
    sealing.seal(opened, [])
    verdict = check(opened, path)
    assert verdict.sealed > ENTRIES
    assert verdict.first is not None
    assert verdict.first.position == kept + 1
    with pytest.raises(AnchorBroken):
        sealing.seal(opened, [path])


def test_a_missing_anchor_is_a_fault_and_is_not_quietly_made_anew(sealed: tuple[psycopg.Connection, Path]) -> None:
    opened, path = sealed
    path.unlink()
    assert check(opened, path).faults
    with pytest.raises(AnchorBroken):
        sealing.seal(opened, [path])
    sealing.seal(opened, [path], new_anchor=True)
    assert not check(opened, path).faults


def test_a_line_torn_by_a_power_cut_is_written_again(sealed: tuple[psycopg.Connection, Path]) -> None:
    opened, path = sealed
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    sealing.seal(opened, [path])
    assert path.read_bytes() == whole
    assert not check(opened, path).faults


def test_after_a_restore_into_another_server_the_chain_goes_on(
    sealed: tuple[psycopg.Connection, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers of transactions begin anew there: what was not sealed yet is taken once, and new lines follow."""
    opened, path = sealed
    opened.execute("UPDATE office_sealing SET cluster = '4711'")
    path.unlink()
    anchor.append(path, sealing._runs(opened))
    monkeypatch.setattr(sealing, "AT_ONCE", 5)
    opened.execute(FILL.format(first=80_000, count=12, transaction="9000000000 + n"))
    assert sealing.seal(opened, [path]).entries == 12
    opened.execute(FILL.format(first=90_000, count=7, transaction="1 + n"))
    horizon = opened.execute("SELECT horizon FROM office_sealing ORDER BY last_position DESC LIMIT 1").fetchone()
    opened.execute("UPDATE office_trailentry SET transaction = %s WHERE id > 90000", horizon)
    assert horizon is not None
    assert horizon[0] < 9_000_000_000
    verdict = check(opened, path)
    assert not verdict.faults
    assert verdict.moved == 1
    assert verdict.waiting == 7


def test_the_operator_reads_counts_and_the_first_bad_entry(sealed: tuple[psycopg.Connection, Path]) -> None:
    opened, path = sealed
    assert "異常はありません" in "\n".join(lines(check(opened, path)))
    entry = entry_at(opened, 7)
    opened.execute("UPDATE office_trailentry SET word = 'x' WHERE id = %s", [entry])
    said = "\n".join(lines(check(opened, path)))
    assert f"封じた記録 {ENTRIES}件" in said
    assert f"7番目（記録番号 {entry}）" in said


def test_twenty_thousand_entries_are_sealed_in_two_seconds(trail: psycopg.Connection, capsys: pytest.CaptureFixture[str]) -> None:
    trail.execute(FILL.format(first=0, count=20_000, transaction="n"))
    wall, own = time.perf_counter(), time.process_time()
    assert sealing.seal(trail, []).entries == 20_000
    wall, own = time.perf_counter() - wall, time.process_time() - own
    with capsys.disabled():
        print(f"\nsealed 20,000 entries in {wall:.2f} s ({own:.2f} s of this process)")  # noqa: T201
    assert own < 2


@pytest.fixture
def committed(
    django_db_setup: None, cluster: Cluster, database_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Callable[[], sealing.Opened], psycopg.Connection, Path]]:
    """The real trail of the test's database, sealed for real as the clerk, and everything of it gone afterwards."""

    def connect() -> sealing.Opened:
        return psycopg.connect(**cluster.parameters("enishi_clerk", database_name), autocommit=True)

    path = tmp_path / "anchor" / "trail.jsonl"
    monkeypatch.setattr(sealing, "connect", connect)
    monkeypatch.setattr(anchor, "paths", lambda: [path])
    with psycopg.connect(**cluster.parameters(dbname=database_name), autocommit=True) as owner:
        yield connect, owner, path
        owner.execute("SET session_replication_role = replica")
        for table in ("office_trailseal", "office_sealing"):
            owner.execute(f"DELETE FROM {table}")


LINE = (
    "INSERT INTO office_trailentry (kind, word, purpose, deliberate, binders, classes, detail)"
    " VALUES ('change', 'test.written', '', true, '{}', 0, '{}')"
)


def test_what_is_still_being_written_waits_and_two_sealers_make_one_chain(
    committed: tuple[Callable[[], sealing.Opened], psycopg.Connection, Path], cluster: Cluster, database_name: str
) -> None:
    connect, owner, path = committed
    with psycopg.connect(**cluster.parameters("enishi_clerk", database_name)) as writing:
        writing.execute(LINE)
        owner.execute(LINE)
        with connect() as opened:
            sealing.seal(opened, [path])
            waiting = opened.execute(
                "SELECT count(*) FROM office_trailentry e WHERE NOT EXISTS"
                " (SELECT 1 FROM office_trailseal s WHERE s.entry_id = e.id)"
            ).fetchone()
        assert waiting is not None
        assert waiting[0] >= 1, "the later line waits for the earlier transaction"
        writing.commit()
    for _ in range(200):
        owner.execute(LINE)

    def run() -> None:
        with connect() as opened:
            for _ in range(5):
                opened.execute(LINE)
                sealing.seal(opened, [path])

    sealers = [threading.Thread(target=run) for _ in range(4)]
    for sealer in sealers:
        sealer.start()
    for sealer in sealers:
        sealer.join(30)
    call_command("seal_trail", verbosity=0)
    call_command("audit_verify")
    with connect() as opened:
        verdict = verify(opened, [path])
    assert verdict.waiting == 0
    assert verdict.sealed >= 222


def test_the_command_ends_with_an_error_when_the_chain_is_broken(
    committed: tuple[Callable[[], sealing.Opened], psycopg.Connection, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    _, owner, _ = committed
    owner.execute(LINE)
    call_command("seal_trail", verbosity=0)
    owner.execute("SET session_replication_role = replica")
    owner.execute("UPDATE office_trailseal SET digest = sha256(digest) WHERE position = 1")
    with pytest.raises(SystemExit) as ended:
        call_command("audit_verify")
    assert ended.value.code == 1
    assert "1番目" in capsys.readouterr().out
