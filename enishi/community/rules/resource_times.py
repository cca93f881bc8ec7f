"""Opening times and closing days of a row, as a table of resources keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from enishi.agencies.rules.agency_rows import schedule_of
from enishi.agencies.rules.opening_times import EVERY_DAY, EVERY_WEEK, MIDNIGHT, Opening, Schedule
from enishi.agencies.rules.opening_words import parse_days, parse_hours, parse_words
from enishi.community.rules.closing_days import Closings


def times_of(fields: Mapping[str, str]) -> Schedule:
    """Opening times of whichever columns there are; 「24時間対応」 and prose in a column of times are known for what they are."""
    opens, closes = fields.get("opens", "").strip(), fields.get("closes", "").strip()
    if opens and not closes and parse_hours(opens) == [(0, MIDNIGHT)]:
        days = parse_days(fields.get("days", "")) or [(EVERY_WEEK, day) for day in EVERY_DAY]
        note = fields.get("days_note", "").strip()
        return Schedule(tuple(Opening(day, weeks) for weeks, day in days), left_over=note)
    if opens and not closes and len(parse_hours(opens) or []) == 1:
        (one,) = parse_hours(opens) or [(0, MIDNIGHT)]
        written = [f"{minute // 60}:{minute % 60:02d}" for minute in one]
        return schedule_of({**fields, "opens": written[0], "closes": written[1]}) or Schedule()
    if fields.get("hours", "").strip() and not opens:
        return parse_words(fields["hours"])
    return schedule_of(fields) or Schedule()


def days_alone(words: str) -> list[int]:
    """Days that are said without any hours (「平日」「毎週火曜」): then it is known when, though not from when to when."""
    return sorted({day for _weeks, day in parse_days(words) or []})


def closings_kept(found: Closings) -> dict[str, Any]:
    """As the table keeps it; empty where nothing was written."""
    if not (found.days or found.spans or found.seasons or found.left_over):
        return {"reading": found.reading.value} if found.reading.name == "NONE" else {}
    return {
        "reading": found.reading.value,
        "days": [list(day) for day in found.days],
        "spans": [list(span) for span in found.spans],
        "seasons": list(found.seasons),
        "left_over": found.left_over,
    }
