"""Counts of who came, by age and without a name; and what they add up to over months and programmes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Sessions held and called off, people by age, helpers: of one programme in one month."""

    held: int = 0
    cancelled: int = 0
    helpers: int = 0
    people: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.people.values())


def faults_of_counts(people: Mapping[str, int], *, cancelled: bool) -> list[str]:
    """Why counts cannot be kept."""
    faults = []
    if cancelled and any(people.values()):
        faults.append("中止の回に、来た人数は書けません。")
    if any(number < 0 for number in people.values()):
        faults.append("人数は0以上にしてください。")
    return faults


def fiscal_year(day: datetime.date) -> int:
    """年度: April to March."""
    return day.year if day.month >= 4 else day.year - 1


def months_of(year: int) -> list[datetime.date]:
    """The first days of the twelve months of a fiscal year."""
    return [datetime.date(year + (month > 12), (month - 1) % 12 + 1, 1) for month in range(4, 16)]
