"""Timing one operation on one server, interleaved with others so that noise falls on all alike."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench import accounting
from bench.client import Answer
from bench.servers import Server

Once = Callable[[int], Answer]


@dataclass
class Contender:
    """One way to do an operation: a server's page, or the same SQL by psycopg alone (then ``server`` is None)."""

    name: str
    once: Once
    server: Server | None
    accept: Sequence[int] = (200, 302)


@dataclass
class Figures:
    milliseconds: list[float] = field(default_factory=list)
    cpu_app: list[float] = field(default_factory=list)
    cpu_database: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    size: int = 0
    sql: int = 0
    repeated: int = 0
    repeated_text: str = ""

    def percentile(self, part: float) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))]

    @property
    def cpu(self) -> float:
        """Median over the rounds of CPU milliseconds per request, application and database together."""
        return statistics.median(map(sum, zip(self.cpu_app, self.cpu_database, strict=True)))


def interleave(
    contenders: Sequence[Contender], *, database_pid: int, rounds: int, requests: int
) -> dict[str, Figures]:
    """Run the contenders in turn, forwards and backwards (ABBA), and collect their figures."""
    figures = {one.name: Figures() for one in contenders}
    for one in contenders:
        for warm in range(3):
            _checked(one, -1 - warm)
    for number in range(rounds):
        for one in contenders if number % 2 == 0 else reversed(contenders):
            _round(one, figures[one.name], number, requests, database_pid)
    return figures


def _round(one: Contender, into: Figures, number: int, requests: int, database_pid: int) -> None:
    own = one.server.pids() if one.server else []
    database = accounting.descendants(database_pid)
    before = accounting.cpu_seconds(own), accounting.cpu_seconds(database), accounting.machine_busy_seconds()
    spent = 0.0
    for turn in range(requests):
        answer = _checked(one, number * requests + turn)
        into.milliseconds.append(answer.seconds * 1000)
        into.size, spent = len(answer.body), spent + answer.seconds
    after = (
        accounting.cpu_seconds(own),
        accounting.cpu_seconds(accounting.descendants(database_pid)),
        accounting.machine_busy_seconds(),
    )
    into.cpu_app.append((after[0] - before[0]) * 1000 / requests)
    into.cpu_database.append((after[1] - before[1]) * 1000 / requests)
    ours = (after[0] - before[0]) + (after[1] - before[1])
    into.others.append(max(0.0, (after[2] - before[2]) - ours) / max(spent, 1e-6))


def _checked(one: Contender, number: int) -> Answer:
    answer = one.once(number)
    if answer.status not in one.accept:
        raise RuntimeError(f"{one.name} answered {answer.status}: {answer.body[:300]!r}")
    return answer
