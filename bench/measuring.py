"""Timing one operation on several servers, interleaved so that noise falls on all alike."""

import gzip
import re
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench import accounting
from bench.accounting import SqlCounter, Statements
from bench.client import Answer
from bench.servers import Server

Once = Callable[[int], Answer]
NOISY = 0.25
WRONG = re.compile(r"(?:error-summary|field-error)[^>]*>(.*?)</(?:div|section|p|ul)>", re.DOTALL)


def nothing(_: int) -> None:
    """Most operations need no getting ready."""


@dataclass
class Contender:
    """One way to do an operation: a server's page, or the same SQL by psycopg alone (then ``server`` is None).

    ``get_ready(n)``: what n requests need and a person did before (opening the form); not measured.
    """

    name: str
    once: Once
    server: Server | None
    accept: Sequence[int] = (200, 302)
    get_ready: Callable[[int], None] = nothing


@dataclass
class Figures:
    milliseconds: list[float] = field(default_factory=list)
    cpu_app: list[float] = field(default_factory=list)
    cpu_database: list[float] = field(default_factory=list)
    wal: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    size: int = 0
    gzipped: int = 0
    statements: Statements | None = None
    per_second: float = 0.0
    crowded_p95: float = 0.0
    mebibytes: float = 0.0
    """Largest memory of a command."""

    def percentile(self, part: float) -> float:
        return percentile(self.milliseconds, part)

    @property
    def cpu(self) -> float:
        """Median over the rounds of CPU milliseconds per request, application and database together."""
        return statistics.median(map(sum, zip(self.cpu_app, self.cpu_database, strict=True)))

    @property
    def noisy_rounds(self) -> int:
        """Rounds in which other programs used more than a quarter of a core."""
        return sum(one > NOISY for one in self.others)


def percentile(values: Sequence[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def interleave(
    contenders: Sequence[Contender], *, counter: SqlCounter, database_pid: int, rounds: int, requests: int
) -> dict[str, Figures]:
    """Run the contenders in turn, forwards and backwards (ABBA), and collect their figures."""
    figures = {one.name: Figures() for one in contenders}
    for one in contenders:
        one.get_ready(6)
        for warm in range(6):
            checked(one, -1 - warm)
    for number in range(rounds):
        for one in contenders if number % 2 == 0 else reversed(contenders):
            _round(one, figures[one.name], number, requests, database_pid, counter)
    return figures


def count_statements(one: Contender, counter: SqlCounter) -> Statements:
    """What one request runs: the middle one of three."""
    found = []
    for turn in range(3):
        one.get_ready(1)
        counter.reset()
        checked(one, -100 - turn)
        found.append(counter.read())
    return sorted(found, key=lambda statements: statements.count)[1]


def crowd(make: Callable[[], Contender], *, clients: int = 8, seconds: float = 3.0) -> tuple[float, float]:
    """Requests per second and p95 in milliseconds with ``clients`` at once (they share the machine with the server)."""
    contenders = [make() for _ in range(clients)]
    for one in contenders:
        one.get_ready(40)
        checked(one, -1)
    taken: list[float] = []
    end = time.perf_counter() + seconds

    def work(one: Contender, first: int) -> None:
        turn = 0
        while time.perf_counter() < end:
            answer = checked(one, first + turn)
            taken.append(answer.seconds * 1000)
            turn += 1

    threads = [
        threading.Thread(target=work, args=(one, 100_000 * place)) for place, one in enumerate(contenders, 1)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(taken) / (time.perf_counter() - began), percentile(taken, 0.95)


def _round(
    one: Contender, into: Figures, number: int, requests: int, database_pid: int, counter: SqlCounter
) -> None:
    one.get_ready(requests)
    own = one.server.pids() if one.server else []
    wal = counter.wal_position()
    before, began = _spent(own, database_pid), time.perf_counter()
    body = b""
    for turn in range(requests):
        answer = checked(one, number * requests + turn)
        into.milliseconds.append(answer.seconds * 1000)
        body = answer.body
    wall = time.perf_counter() - began
    after = _spent(own, database_pid)
    app, database, client, busy = (late - early for early, late in zip(before, after, strict=True))
    into.size, into.gzipped = len(body), len(gzip.compress(body, 6))
    into.cpu_app.append((app if one.server else client) * 1000 / requests)
    into.cpu_database.append(database * 1000 / requests)
    into.wal.append((counter.wal_position() - wal) / requests)
    into.others.append(max(0.0, busy - app - database - client) / wall)


def _spent(own: Sequence[int], database_pid: int) -> tuple[float, float, float, float]:
    """CPU seconds of the application, the database, this program, and the whole machine."""
    return (
        accounting.cpu_seconds(own),
        accounting.cpu_seconds(accounting.descendants(database_pid)),
        time.process_time(),
        accounting.machine_busy_seconds(),
    )


def checked(one: Contender, number: int) -> Answer:
    answer = one.once(number)
    if answer.status not in one.accept:
        said = WRONG.findall(answer.body.decode(errors="replace")) or [
            answer.body[:300].decode(errors="replace")
        ]
        text = " ".join(" ".join(one.split()) for one in said)[:500]
        raise RuntimeError(f"{one.name} answered {answer.status}: {text!r}")
    return answer
