"""``enishi bench``: how fast is it, beside what stands beside it, in a city of which size?"""

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench import commands, installation, peers
from bench.accounting import SqlCounter
from bench.desk import Desk
from bench.measuring import Contender, checked, count_statements, crowd, interleave
from bench.operations import OPERATIONS
from bench.replay import by_psycopg, logging
from bench.report import Result, growth, table
from bench.servers import PROJECT, private_cluster
from enishi.machine.postgres import Cluster

PEERS = ("bare", "psycopg", "helpdesk")


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="enishi bench", description=__doc__)
    parser.add_argument(
        "--scale", default="0.1", help="0.1, 1 or 10 cities of 420,000; several with commas, smallest first"
    )
    parser.add_argument(
        "--rounds", type=int, default=5, help="interleaved rounds for each operation (default: 5)"
    )
    parser.add_argument("--requests", type=int, default=40, help="requests in a round (default: 40)")
    parser.add_argument(
        "--ops", default="", metavar="NAMES", help="only these operations, with commas; 'help' lists them"
    )
    parser.add_argument(
        "--peers",
        default="bare,psycopg,helpdesk",
        help="what is measured beside us (default: all), or 'none'",
    )
    parser.add_argument(
        "--notes",
        type=int,
        default=0,
        metavar="NUMBER",
        help="entries in the journals of ended cases besides, e.g. 1000000 for note-search (default: none)",
    )
    parser.add_argument("--no-crowd", action="store_true", help="without the eight clients at once")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="figures as JSON (default: bench/results/<time>.json)"
    )
    parser.add_argument(
        "--keep", action="store_true", help="keep the seeded cities below var/bench for the next run"
    )
    return parser


def main() -> int:
    chosen = options().parse_args()
    directory = PROJECT / "var" / "bench"
    directory.mkdir(parents=True, exist_ok=True)
    scales = [float(one) for one in chosen.scale.split(",")]
    wanted = [one for one in chosen.peers.split(",") if one in PEERS]
    with private_cluster(directory) as cluster:
        os.environ.update(installation.environment(cluster, "none", directory))
        import django

        django.setup()
        if chosen.ops == "help":
            return _list_operations()
        runs = [_measure(cluster, scale, wanted, directory, chosen) for scale in scales]
    _write(runs, scales, chosen)
    if not chosen.keep:
        shutil.rmtree(directory / "postgres")
    return int(any(one.missing.startswith("FAILED") for run in runs for one in run))


def _list_operations() -> int:
    for one in OPERATIONS:
        print(f"{one.name:<13}{one.label}{'' if one.is_there() else '   (no page yet)'}")
    return 0


def _measure(
    cluster: Cluster, scale: float, wanted: list[str], directory: Path, chosen: argparse.Namespace
) -> list[Result]:
    name = installation.prepare(cluster, scale, directory, _say, chosen.notes)
    counter = SqlCounter(cluster.parameters(), name)
    with contextlib.ExitStack() as stack:
        ours = stack.enter_context(installation.enishi(cluster, name, directory))
        beside = _Beside(stack, cluster, directory, wanted, scale)
        desk = Desk(ours, counter.connection, installation.commands_environment(cluster, name, directory))
        names = [one for one in chosen.ops.split(",") if one]
        results = []
        for operation in OPERATIONS:
            if names and operation.name not in names:
                continue
            try:
                result = _one(operation, desk, beside, counter, name, scale, chosen)
            except (RuntimeError, LookupError, OSError) as failed:
                result = Result(
                    operation.name, operation.label, scale, operation.writes, missing=f"FAILED: {failed}"
                )
            results.append(result)
            _say(
                f"  {result.name}: " + (result.missing if result.missing else f"{result.ours.cpu:.1f} ms CPU")
            )
        _say(
            f"largest worker of Enishi: {ours.worker_mebibytes():.0f} MiB; {ours.seconds_to_first_page:.1f} s to its first page"
        )
        results_memory.append(
            {
                "scale": scale,
                "worker_mib": ours.worker_mebibytes(),
                "first_page_s": ours.seconds_to_first_page,
            }
            | beside.memory()
        )
    print(f"\nCity x{scale:g}\n{table(results)}\n")
    return results


results_memory: list[dict[str, Any]] = []


class _Beside:
    """The peers that could be started; a peer that could not says why and is left out."""

    def __init__(
        self, stack: contextlib.ExitStack, cluster: Cluster, directory: Path, wanted: list[str], scale: float
    ) -> None:
        self.cluster, self.wanted = cluster, wanted
        self.bare = stack.enter_context(peers.bare(cluster)) if "bare" in wanted else None
        self.helpdesk = None
        if "helpdesk" in wanted:
            try:
                self.helpdesk = stack.enter_context(
                    peers.helpdesk(cluster, directory, max(5000, round(10_000 * scale)))
                )
            except (subprocess.CalledProcessError, OSError, RuntimeError) as failed:
                _say(f"NO COMPARISON WITH DJANGO-HELPDESK: {failed}")

    def memory(self) -> dict[str, float]:
        servers = {"bare": self.bare, "helpdesk": self.helpdesk}
        return {f"{name}_worker_mib": one[0].worker_mebibytes() for name, one in servers.items() if one}

    def contenders(self, operation: Any, size: int, ours: Contender, name: str) -> list[Contender]:
        found = []
        if self.bare and operation.rows:
            server, client = self.bare
            path = f"/rows/{peers.rows_of(size, operation.rows)}/{size}/"
            found.append(Contender("bare", lambda _: client.get(path), server, (200,)))
        if self.helpdesk and operation.listed:
            peer, browser = self.helpdesk
            found.append(
                Contender("helpdesk", lambda _: peers.helpdesk_my_rows(browser, operation.rows), peer, (200,))
            )
        if "psycopg" in self.wanted and not operation.writes:
            with logging(self.cluster, name) as statements:
                checked(ours, 0)
            found.append(by_psycopg(self.cluster, name, statements))
        return found


def _one(
    operation: Any,
    desk: Any,
    beside: _Beside,
    counter: SqlCounter,
    name: str,
    scale: float,
    chosen: argparse.Namespace,
) -> Result:
    result = Result(operation.name, operation.label, scale, operation.writes)
    if not operation.is_there():
        result.missing = f"missing: there is no page {operation.address} yet"
        return result
    if operation.command is not None:
        result.figures = {"Enishi": commands.measured(operation.command, desk, chosen.rounds)}
        _say(f"  {result.name}: {result.ours.percentile(0.5):.0f} ms, {result.ours.mebibytes:.0f} MiB")
        return result
    ours = operation.make(desk)
    size = len(checked(ours, 0).body)
    contenders = [ours, *beside.contenders(operation, size, ours, name)]
    statements = count_statements(ours, counter)
    result.figures = interleave(
        contenders,
        counter=counter,
        database_pid=beside.cluster.postmaster() or 0,
        rounds=chosen.rounds,
        requests=max(2, round(chosen.requests * operation.share)),
    )
    result.ours.statements = statements
    if operation.most_sql and statements.count > operation.most_sql:
        result.missing = f"FAILED: {statements.count} statements, {operation.most_sql} at most"
        return result
    if not chosen.no_crowd and operation.share == 1.0:
        result.ours.per_second, result.ours.crowded_p95 = crowd(lambda: operation.make(desk))
    return result


def _write(runs: list[list[Result]], scales: list[float], chosen: argparse.Namespace) -> None:
    for smaller, larger in pairwise(runs):
        print(f"From x{smaller[0].scale:g} to x{larger[0].scale:g}\n{growth(smaller, larger)}\n")
    now = datetime.now(UTC)
    out = chosen.out or PROJECT / "bench" / "results" / f"{now:%Y%m%d-%H%M%S}.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    told = {
        "at": now.isoformat(timespec="seconds"),
        "commit": _commit(),
        "rounds": chosen.rounds,
        "requests": chosen.requests,
        "servers": results_memory,
        "results": [one.as_json() for run in runs for one in run],
    }
    out.write_text(json.dumps(told, ensure_ascii=False, indent=1))
    print(f"figures: {out}")


def _commit() -> str:
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    return found.stdout.strip()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
