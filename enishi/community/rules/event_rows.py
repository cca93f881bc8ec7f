"""What one row of a list of events says (推奨データセット イベント一覧), cell by cell."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from enishi.agencies.rules.agency_rows import Problem, identity_text
from enishi.office.wareki.eras import DateProblem
from enishi.office.wareki.reading import read_day

LONGEST = {
    "name": 200, "kana": 300, "opens": 40, "closes": 40, "place": 200, "address": 300, "organiser": 200, "contact": 300,
    "website": 500, "fee": 300, "apply_words": 300,
}  # fmt: skip
TEXTS = {
    "name": ("event",),
    "kana": ("event_kana",),
    "opens": ("opens",),
    "closes": ("closes",),
    "description": ("description",),
    "place": ("place",),
    "organiser": ("organiser",),
    "website": ("website",),
    "fee": ("fee", "fee_note"),
    "contact": ("contact", "contact_phone", "contact_extension"),
    "apply_words": ("apply_by", "apply_time", "apply_how"),
    "note": ("held_note", "access", "parking", "note"),
}
KINDS = (
    ("training", ("研修", "養成講座")),
    ("lecture", ("講演", "学習会", "セミナー", "講座")),
    ("visit", ("出前",)),
)


@dataclass
class EventRow:
    """One row of a list of events."""

    number: int
    values: dict[str, Any]
    cells: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))

    @property
    def identity(self) -> str:
        return event_identity(self.values)


def event_identity(values: Mapping[str, Any]) -> str:
    """Name, day and place: the same event in the next edition of the list."""
    return "|".join(
        identity_text(str(values.get(key) or "")) for key in ("name", "starts_on", "opens", "place")
    )


def read_event(
    number: int, fields: Mapping[str, str], cells: Mapping[str, str], heads: Mapping[str, str]
) -> EventRow:
    """Read one row; days in any usual spelling, everything else to the letter."""
    row = EventRow(number, {}, {head: text for head, text in cells.items() if head != "出力者"})

    def say(key: str, sentence: str, blocking: bool = True) -> None:
        row.problems.append(Problem(number, heads.get(key, key), sentence, blocking))

    def day(key: str) -> datetime.date | None:
        try:
            return read_day(fields[key]) if fields.get(key, "").strip() else None
        except DateProblem as problem:
            say(key, str(problem))
            return None

    for name, keys in TEXTS.items():
        said = [fields[key].strip() for key in keys if fields.get(key, "").strip()]
        row.values[name] = (
            (fields.get(keys[0], "") if len(keys) == 1 else " ".join(said))
            if name != "note"
            else "\n".join(said)
        )
    address, building = fields.get("address", "").strip(), fields.get("building", "").strip()
    row.values["address"] = f"{address}　{building}" if building and building not in address else address
    row.values |= {"starts_on": day("held_from"), "ends_on": day("held_to")}
    row.values["kind"] = next(
        (kind for kind, signs in KINDS if any(sign in row.name for sign in signs)), "fair"
    )
    capacity = unicodedata.normalize("NFKC", fields.get("capacity", "")).strip().rstrip("人名")
    row.values["capacity"] = int(capacity) if re.fullmatch(r"\d{1,6}", capacity) else None
    if capacity and row.values["capacity"] is None:
        say("capacity", f"「{capacity[:60]}」は人数として読めません。元の値に残します。", False)
    _check(row, say)
    return row


def _check(row: EventRow, say: Any) -> None:
    if not row.name.strip():
        say("event", "空です。イベント名を入れてください。")
    first, last = row.values["starts_on"], row.values["ends_on"]
    if first is None and not any(problem.blocking for problem in row.problems):
        say("held_from", "空です。開始日を入れてください。")
    if first and last and last < first:
        say("held_to", "終了日が開始日より前です。")
    for key, longest in LONGEST.items():
        if len(str(row.values[key])) > longest:
            say(
                TEXTS.get(key, (key,))[0],
                f"長いため{longest}文字までを欄に入れ、全文は元の値に残します。",
                False,
            )
            row.values[key] = str(row.values[key])[:longest]
