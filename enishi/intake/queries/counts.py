"""件数: how many consultations came, for who plans. Small numbers leave this module only as signs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from enishi.agencies.terms import AgencyKind
from enishi.intake.queries.vocabulary import labels
from enishi.intake.rules.small_numbers import Row, Shown, shown_alone, shown_row, shown_sum
from enishi.intake.terms import Channel, Vocabulary
from enishi.office.calendar import fiscal_year_starts_on

MONTHS = 12
TOTAL = "計"
NOT_YET = Shown(sign="―")


@dataclass(frozen=True)
class Line:
    label: str
    cells: Sequence[Shown]
    total: Shown


@dataclass(frozen=True)
class Table:
    """One table as it is shown and taken along: ``lines``, then ``sums`` under them where sums say something."""

    code: str
    title: str
    first: str
    heads: Sequence[str]
    lines: Sequence[Line]
    sums: Line | None = None

    @property
    def columns(self) -> list[str]:
        return [self.first, *self.heads, TOTAL]

    def rows(self) -> list[list[str]]:
        every = [*self.lines, self.sums] if self.sums else self.lines
        return [[one.label, *(cell.text for cell in one.cells), one.total.text] for one in every]


def counts(year: int, *, today: date) -> list[Table]:
    """The tables of a fiscal year as far as its months are over. One query; the database answers only to who plans."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT dimension, starts_on, code, number FROM intake_counts(%s)", [year])
        found = {(dimension, starts_on, code): number for dimension, starts_on, code, number in cursor.fetchall()}
    months = [one for one in _starts(year, 1) if one < today.replace(day=1)]
    return [
        _by_month("channel", "月と受付方法", months, Channel.choices, found),
        _by_month("kind", "月と受けた機関の種別", months, AgencyKind.choices, found),
        _by_issue(year, today, found),
    ]


def _by_month(
    code: str, title: str, months: Sequence[date], columns: Iterable[tuple[str, str]], found: Mapping[tuple[str, date, str], int]
) -> Table:
    named = dict(columns)
    rows = [(month, shown_row([found.get((code, month, one), 0) for one in named])) for month in months]
    lines = [_line(f"{month.year}年{month.month}月", row) for month, row in rows]
    return Table(code, title, "月", [str(one) for one in named.values()], lines, _sums(lines))


def _by_issue(year: int, today: date, found: Mapping[tuple[str, date, str], int]) -> Table:
    quarters = list(_starts(year, 3))
    over = [one for one in quarters if _later(one, 3) <= today]
    lines = []
    for code, label in labels(Vocabulary.ISSUE)[Vocabulary.ISSUE].items():
        row = shown_alone([found.get(("issue", one, code), 0) for one in over])
        lines.append(Line(label, [*row.cells, *[NOT_YET] * (len(quarters) - len(over))], row.total))
    heads = [f"{one.month}〜{one.month + 2}月" for one in quarters]
    return Table("issue", "課題と四半期", "課題", heads, lines)


def _line(label: str, row: Row) -> Line:
    return Line(label, row.cells, row.total)


def _sums(lines: Sequence[Line]) -> Line | None:
    if not lines:
        return None
    columns = zip(*(one.cells for one in lines), strict=True)
    return Line(TOTAL, [shown_sum(one) for one in columns], shown_sum([one.total for one in lines]))


def _starts(year: int, step: int) -> Iterable[date]:
    """The first days of the months or quarters of a fiscal year."""
    return [_later(fiscal_year_starts_on(year), after) for after in range(0, MONTHS, step)]


def _later(day: date, months: int) -> date:
    month = day.month - 1 + months
    return date(day.year + month // MONTHS, month % MONTHS + 1, 1)
