"""What is timed as a whole command, from its start to its end: the planner, an import, and the judging of all places alone."""

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.desk import Desk
from bench.measuring import Figures
from bench.servers import PROJECT

PEOPLE, PLACES, CANDIDATES = 10_000, 5_000, 20
INSTANCES = {"gap1-0": 261, "gap1-1": 269, "gap1-2": 256, "gap1-3": 274, "gap1-4": 251}
"""The five published problems (OR-Library, Cattrysse 1994; costs made small) and their proved optimum."""
MAIN = (sys.executable, "-m", "enishi.machine.console")
MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss, flush=True)
sys.exit(code)
"""


@dataclass(frozen=True)
class Command:
    """``ready``: puts the files into a folder and says the words of the command. ``told``: what its output must hold."""

    ready: Callable[[Path], list[str]]
    told: str = ""
    rounds: int = 3


@dataclass(frozen=True)
class Run:
    """``cpu``: milliseconds of the processor; ``itself``: what a command has measured and told itself, in milliseconds."""

    seconds: float
    cpu: list[float]
    mebibytes: float
    itself: list[float]


def measured(command: Command, desk: Desk, rounds: int) -> Figures:
    """Wall and CPU of the whole command, largest memory; several times, but not more often than it can be repeated."""
    found = Figures()
    with tempfile.TemporaryDirectory() as folder:
        words = command.ready(Path(folder))
        for _ in range(min(rounds, command.rounds)):
            one = _run(words, command.told, Path(folder), desk.environment)
            found.milliseconds += one.itself or [one.seconds * 1000]
            found.cpu_app += one.cpu
            found.cpu_database += [0.0] * len(one.cpu)
            found.others.append(0.0)
            found.mebibytes = max(found.mebibytes, one.mebibytes)
    return found


def _run(words: list[str], told: str, folder: Path, environment: dict[str, str]) -> Run:
    """In a process of its own below a small one: a child begins with the memory of its parent, and this one's is large."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *words],
        cwd=folder,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - began
    if done.returncode or told not in done.stdout:
        raise RuntimeError(f"{' '.join(words[2:5])} ended with {done.returncode}: {done.stdout[-400:]!r}")
    lines = done.stdout.splitlines()
    cpu, kilobytes = map(float, lines[-1].split())
    itself = _told(lines, "milliseconds:")
    return Run(seconds, _told(lines, "processor:") or [cpu * 1000], kilobytes / 1024, itself)


def _told(lines: list[str], word: str) -> list[float]:
    return [float(one) for line in lines if line.startswith(word) for one in line.removeprefix(word).split()]


def shared(*parts: str) -> Path | None:
    """A file of the data that lies beside the checkout, which never carries it."""
    for above in PROJECT.parents:
        if (found := above.joinpath("shared", "data", *parts)).exists():
            return found
    return None


def batch(folder: Path) -> list[str]:
    """Ten thousand who wait, five thousand places, twenty candidates each."""
    chance = random.Random(7)
    _write(folder / "N.csv", ["need_id"], ([f"N{need:05}"] for need in range(PEOPLE)))
    _write(
        folder / "P.csv",
        ["place_id", "capacity"],
        ([f"P{place:05}", chance.randint(1, 4)] for place in range(PLACES)),
    )
    _write(
        folder / "C.csv",
        ["need_id", "place_id", "cost"],
        (
            [f"N{need:05}", f"P{place:05}", chance.randint(1, 1000)]
            for need in range(PEOPLE)
            for place in chance.sample(range(PLACES), CANDIDATES)
        ),
    )
    files = ["--needs", "N.csv", "--places", "P.csv", "--pairs", "C.csv", "--out", "A.csv"]
    return [*MAIN, "plan-placements", *files]


def instance(number: int) -> Callable[[Path], list[str]]:
    """The n-th published problem, as the three files that ``plan-placements`` reads."""

    def ready(folder: Path) -> list[str]:
        file = shared("gap_benchmark", "cattrysse1994", f"gap1-{number}")
        if file is None:
            raise LookupError("../shared/data/gap_benchmark is absent")
        numbers = [int(word) for word in file.read_text().split()]
        hosts, people = numbers[:2]
        costs, loads, rooms = numbers[2:][: hosts * people], numbers[2 + hosts * people :][: hosts * people], numbers[-hosts:]
        _write(folder / "N.csv", ["need_id"], ([need] for need in range(people)))
        _write(folder / "P.csv", ["place_id", "capacity"], enumerate(rooms))
        rows = (
            [need, place, costs[place * people + need], loads[place * people + need]]
            for place in range(hosts)
            for need in range(people)
        )
        _write(folder / "C.csv", ["need_id", "place_id", "cost", "load"], rows)
        files = ["--needs", "N.csv", "--places", "P.csv", "--pairs", "C.csv", "--out", "A.csv"]
        return [*MAIN, "plan-placements", *files]

    return ready


def import_resources(folder: Path) -> list[str]:
    """1,611 rows of a national list: read, compared with what is there, taken in."""
    file = shared("wamnet_202503", "toyota_all_services.csv")
    if file is None:
        raise LookupError("../shared/data/wamnet_202503 is absent")
    return [*MAIN, "import", "resources", str(file), "--apply"]


def judging(folder: Path) -> list[str]:
    """Every place of the city judged for one person, with reasons: the function alone, its milliseconds told by itself."""
    return [sys.executable, "-m", "bench.judging"]


def _write(file: Path, heads: list[str], rows: object) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(heads)
        writer.writerows(rows)  # type: ignore[arg-type]
