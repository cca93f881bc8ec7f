"""The figures as people read them: ratios first, then milliseconds, then what grows."""

import math
from dataclasses import dataclass, field
from typing import Any

from bench.measuring import Figures


@dataclass
class Result:
    """One operation at one scale: our figures, and those of whatever stood beside it."""

    name: str
    label: str
    scale: float
    writes: bool
    figures: dict[str, Figures] = field(default_factory=dict)
    missing: str = ""

    @property
    def ours(self) -> Figures:
        return self.figures["Enishi"]

    def ratio(self, other: str) -> float | None:
        """Our CPU over theirs; None without the other."""
        if other not in self.figures or not self.figures[other].cpu:
            return None
        return self.ours.cpu / self.figures[other].cpu

    def as_json(self) -> dict[str, Any]:
        if self.missing:
            return {"name": self.name, "scale": self.scale, "missing": self.missing}
        return {
            "name": self.name,
            "label": self.label,
            "scale": self.scale,
            "ratios": {name: self.ratio(name) for name in self.figures if name != "Enishi"},
            "contenders": {name: _figures(one) for name, one in self.figures.items()},
        }


def _figures(one: Figures) -> dict[str, Any]:
    return {
        "cpu_ms": one.cpu,
        "cpu_app_ms": one.cpu_app,
        "cpu_database_ms": one.cpu_database,
        "p50_ms": one.percentile(0.50),
        "p95_ms": one.percentile(0.95),
        "p99_ms": one.percentile(0.99),
        "c8_per_second": one.per_second,
        "c8_p95_ms": one.crowded_p95,
        "sql": one.statements.count if one.statements else None,
        "repeated": one.statements.most if one.statements else None,
        "repeated_text": one.statements.text if one.statements else "",
        "bytes": one.size,
        "gzip": one.gzipped,
        "wal_bytes": one.wal,
        "others": one.others,
        "mib": one.mebibytes or None,
    }


HEAD = (
    f"{'operation':<13}{'/bare':>6}{'/psycopg':>9}{'/helpdesk':>10}{'CPU ms':>8}{'app':>7}{'db':>6}{'p50':>7}{'p95':>7}"
    f"{'p99':>7}{'c8/s':>7}{'c8p95':>7}{'SQL':>5}{'rep':>4}{'kB':>7}{'gz kB':>7}{'WAL kB':>7}{'noisy':>7}"
)


def table(results: list[Result]) -> str:
    """One line for each operation; ratios are CPU over CPU, under 1 means that we are cheaper."""
    lines = [HEAD, "-" * len(HEAD)]
    for one in results:
        if one.missing:
            lines.append(f"{one.name:<13} {one.missing}")
            continue
        ours = one.ours
        counted = ours.statements
        repeated = f"{counted.most}{'!' if counted.most > 2 else ''}" if counted else ""
        wal = f"{_median(ours.wal) / 1024:.1f}" if one.writes else ""
        lines.append(
            f"{one.name:<13}{_ratio(one, 'bare'):>6}{_ratio(one, 'psycopg'):>9}{_ratio(one, 'helpdesk'):>10}{ours.cpu:>8.1f}"
            f"{_median(ours.cpu_app):>7.1f}{_median(ours.cpu_database):>6.1f}{ours.percentile(0.5):>7.1f}{ours.percentile(0.95):>7.1f}"
            f"{ours.percentile(0.99):>7.1f}{ours.per_second:>7.0f}{ours.crowded_p95:>7.0f}{counted.count if counted else '':>5}"
            f"{repeated:>4}{ours.size / 1024:>7.1f}{ours.gzipped / 1024:>7.1f}{wal:>7}"
            f"{f'{ours.noisy_rounds}/{len(ours.others)}':>7}"
        )
    repeats = [
        one for one in results if not one.missing and one.ours.statements and one.ours.statements.most > 2
    ]
    if repeats:
        lines += ["", "Repeated statements (more than twice in one request):"]
        lines += [
            f"  {one.name}: {one.ours.statements.most} x {one.ours.statements.text[:200]}"
            for one in repeats
            if one.ours.statements
        ]
    return "\n".join(lines)


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2] if values else 0.0


def _ratio(one: Result, other: str) -> str:
    found = one.ratio(other)
    return "" if found is None else f"{found:.2f}"


def growth(smaller: list[Result], larger: list[Result]) -> str:
    """Exponents per operation: 0 is constant, 1 grows with the data."""
    lines = [f"{'operation':<13}{'CPU x':>8}{'exponent':>10}{'SQL':>10}{'bytes':>10}"]
    before = {one.name: one for one in smaller if not one.missing}
    for one in larger:
        if one.missing or one.name not in before:
            continue
        old = before[one.name]
        sql = (
            (one.ours.statements.count - old.ours.statements.count)
            if one.ours.statements and old.ours.statements
            else 0
        )
        times = one.ours.cpu / old.ours.cpu if old.ours.cpu else math.nan
        lines.append(
            f"{one.name:<13}{times:>8.2f}{exponent(old.ours.cpu, one.ours.cpu, one.scale / old.scale):>10.2f}{sql:>+10d}"
            f"{exponent(old.ours.size, one.ours.size, one.scale / old.scale):>10.2f}"
        )
    return "\n".join(lines)


def exponent(before: float, after: float, data: float) -> float:
    """log(after / before) / log(data)."""
    if before <= 0 or after <= 0 or data == 1:
        return math.nan
    return math.log(after / before) / math.log(data)
