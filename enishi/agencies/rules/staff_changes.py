"""What a staff file would change. A file speaks the whole truth about everybody it names, and nothing of others.

Somebody named in the file holds from then on exactly the memberships of their rows: 兼務 = several rows,
異動 = the old membership is not in the file any more and ends the day the new one begins.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from enishi.agencies.rules.agency_changes import Difference, Fate, same_name
from enishi.agencies.rules.agency_rows import Problem
from enishi.agencies.rules.staff_rows import StaffRow

NO_END = "なし（続く）"


@dataclass(frozen=True)
class KnownMembership:
    """A membership, past, running or to come."""

    id: UUID
    agency_id: UUID
    agency_name: str
    role: str
    starts_on: datetime.date
    ends_on: datetime.date | None


@dataclass(frozen=True)
class KnownStaff:
    """A member of staff with every membership, past ones too."""

    id: UUID
    staff_number: str
    name: str
    details: Mapping[str, str]
    memberships: tuple[KnownMembership, ...] = ()


@dataclass
class StaffChange:
    """A row and what it would do: found a member of staff, begin, shorten or keep a membership."""

    row: StaffRow
    fate: Fate
    known: KnownStaff | None = None
    membership: KnownMembership | None = None
    differences: list[Difference] = field(default_factory=list)
    sentence: str = ""

    @property
    def told(self) -> str:
        """What somebody who confirms the row was told of it."""
        hat = self.membership and self.membership.id
        person = self.known and self.known.id
        return repr((self.row.number, self.fate.name, person, hat, self.sentence, self.differences))

    @property
    def lifts(self) -> bool:
        """An end that stood goes away with this row."""
        return bool(self.row.no_last_day and self.membership and self.membership.ends_on)

    @property
    def prolongs(self) -> bool:
        """With this row a membership holds longer than it did."""
        ends = self.membership.ends_on if self.membership else None
        return self.lifts or bool(ends and self.row.ends_on and self.row.ends_on > ends)

    @property
    def begins(self) -> bool:
        """A membership begins with this row."""
        return self.fate in (Fate.NEW, Fate.CHANGED) and self.membership is None


@dataclass(frozen=True)
class Ending:
    """A membership that ends because the file no longer has it."""

    staff: KnownStaff
    membership: KnownMembership
    on: datetime.date

    @property
    def sentence(self) -> str:
        return (
            f"{self.staff.name}（{self.staff.staff_number}）の「{self.membership.agency_name}」の所属は"
            f"{self.on:%Y-%m-%d}から無効になります（ファイルにないため）。"
        )


@dataclass
class StaffPlan:
    changes: list[StaffChange]
    endings: list[Ending]

    def days(self, today: datetime.date) -> list[datetime.date]:
        """The days, from today on, on which a running membership ends."""
        return sorted({max(on, today) for on in self.ends().values()})

    def not_oneself(self, staff_id: UUID | None, sentence: str) -> None:
        """Refuse the rows that would give a hat to whoever takes the file in."""
        for change in self.changes:
            if change.known and change.known.id == staff_id and (change.begins or change.prolongs):
                change.fate = Fate.WRONG
                change.row.problems.append(Problem(change.row.number, "所属", sentence))

    def keep_one(
        self,
        able: Collection[UUID],
        roles: Collection[str],
        *,
        on: datetime.date,
        sentence: str,
        today: datetime.date,
    ) -> None:
        """Refuse the rows that would leave nobody with one of the `roles` on a day; `able`: who holds one then."""
        ends = self.ends()
        ending = [membership for membership in able if membership in ends and ends[membership] <= on]
        begins = any(
            one.begins
            and one.row.role in roles
            and (one.row.starts_on or today) <= on
            and (one.row.ends_on is None or one.row.ends_on > on)
            for one in self.changes
        )
        if begins or len(ending) < len(able) or not ending:
            return
        for change in self.changes:
            held = {membership.id for membership in change.known.memberships} if change.known else set()
            if held.intersection(ending) and change.fate is not Fate.WRONG:
                change.fate = Fate.WRONG
                change.row.problems.append(Problem(change.row.number, "役割", sentence))

    def lifted(self) -> set[UUID]:
        """Memberships that hold without an end from now on."""
        return {change.membership.id for change in self.changes if change.membership and change.lifts}

    def ends(self) -> dict[UUID, datetime.date]:
        """Membership → the day from which it does not hold any more."""
        ends = {one.membership.id: one.on for one in self.endings}
        for change in self.changes:
            if change.membership and change.row.last_day and change.row.ends_on:
                ends[change.membership.id] = change.row.ends_on
        return ends


def plan_staff(
    rows: Sequence[StaffRow],
    known: Sequence[KnownStaff],
    *,
    today: datetime.date,
    role_labels: Mapping[str, str],
    renamed: Collection[int] = (),
) -> StaffPlan:
    """What the rows would change. `renamed`: rows whose other name was confirmed as the same person's (改姓)."""
    by_number = {person.staff_number: person for person in known}
    groups: dict[str, list[StaffRow]] = {}
    for row in rows:
        groups.setdefault(row.staff_number, []).append(row)
    changes: list[StaffChange] = []
    endings: list[Ending] = []
    for number, group in groups.items():
        person = by_number.get(number)
        _check_names(group, person, renamed)
        if any(row.wrong for row in group):
            changes += [StaffChange(row, Fate.WRONG, person) for row in group]
            continue
        own = _own_changes(group, person, today, role_labels)
        changes += own
        if person:
            endings += _endings(person, own, today)
    return StaffPlan(sorted(changes, key=lambda change: change.row.number), endings)


def _check_names(group: Sequence[StaffRow], person: KnownStaff | None, renamed: Collection[int]) -> None:
    for row in group:
        if row.name and not same_name(row.name, group[0].name):
            sentence = f"職員番号「{row.staff_number}」が{group[0].number}行目では「{group[0].name}」です。"
            row.problems.append(Problem(row.number, "氏名", sentence))
        if person is None or row.number in renamed or not row.name:
            continue
        if not same_name(row.name, person.name) and not same_name(row.former_name, person.name):
            sentence = (
                f"職員番号「{row.staff_number}」は「{person.name}」の番号です。改姓なら「旧氏名」の列に前の氏名を"
                "書いてください。別の人なら、番号を確かめてください（前の人の権限を引き継がせないため）。"
            )
            row.problems.append(Problem(row.number, "氏名", sentence))


def _own_changes(
    group: Sequence[StaffRow], person: KnownStaff | None, today: datetime.date, role_labels: Mapping[str, str]
) -> list[StaffChange]:
    changes: list[StaffChange] = []
    seen: dict[tuple[UUID, str, datetime.date | None], StaffRow] = {}
    for row in group:
        assert row.agency is not None  # noqa: S101
        key = (row.agency.id, row.role, row.starts_on)
        if (first := seen.setdefault(key, row)) is not row:
            changes.append(
                StaffChange(row, Fate.DOUBLE, person, sentence=f"{first.number}行目と同じ所属です。")
            )
            continue
        changes.append(_one_change(row, person, today, role_labels, first_of_person=not changes))
    return changes


def _one_change(
    row: StaffRow,
    person: KnownStaff | None,
    today: datetime.date,
    role_labels: Mapping[str, str],
    *,
    first_of_person: bool,
) -> StaffChange:
    assert row.agency is not None  # noqa: S101
    membership = _same_membership(row, person, today) if person else None
    begins = row.starts_on or today
    if membership is None and row.ends_on is not None and row.ends_on <= begins:
        told = "すでに終わった所属で、記録にもないため取り込みません。"
        return StaffChange(row, Fate.UNCHANGED, person, sentence=told)
    if person is None:
        return StaffChange(row, Fate.NEW)
    differences = _details(row, person) if first_of_person else []
    if membership is None:
        label = role_labels.get(row.role, row.role)
        differences.append(Difference("所属", "", f"{row.agency.name} {label}（{begins:%Y-%m-%d}から）"))
    elif row.last_day and row.ends_on != membership.ends_on:
        before = f"{membership.ends_on - datetime.timedelta(days=1):%Y-%m-%d}" if membership.ends_on else ""
        differences.append(
            Difference(f"{membership.agency_name} の終了日", before, f"{row.last_day:%Y-%m-%d}")
        )
    elif row.no_last_day and membership.ends_on:
        before = f"{membership.ends_on - datetime.timedelta(days=1):%Y-%m-%d}"
        differences.append(Difference(f"{membership.agency_name} の終了日", before, NO_END))
    return StaffChange(row, Fate.CHANGED if differences else Fate.UNCHANGED, person, membership, differences)


def _details(row: StaffRow, person: KnownStaff) -> list[Difference]:
    differences = []
    if row.name != person.name:
        differences.append(Difference("氏名", person.name, row.name))
    for key, label in (("kana", "氏名カナ"), ("email", "メール")):
        if key in row.details and row.details[key] != person.details.get(key, ""):
            differences.append(Difference(label, person.details.get(key, ""), row.details[key]))
    return differences


def _same_membership(row: StaffRow, person: KnownStaff, today: datetime.date) -> KnownMembership | None:
    """The membership a row speaks of: same agency and role, running, or ended on the very day the row says."""
    fitting = [
        membership
        for membership in person.memberships
        if row.agency
        and membership.agency_id == row.agency.id
        and membership.role == row.role
        and _overlap(row, membership, today)
    ]
    return max(fitting, key=lambda membership: membership.starts_on, default=None)


def _overlap(row: StaffRow, membership: KnownMembership, today: datetime.date) -> bool:
    if membership.ends_on is not None and membership.ends_on <= today:
        return row.ends_on == membership.ends_on
    if row.ends_on is not None and row.ends_on <= membership.starts_on:
        return False
    return membership.ends_on is None or row.starts_on is None or row.starts_on < membership.ends_on


def _endings(person: KnownStaff, changes: Sequence[StaffChange], today: datetime.date) -> list[Ending]:
    kept = {change.membership.id: change.membership for change in changes if change.membership}
    starts = [change.row.starts_on or today for change in changes if change.begins]
    starts += [membership.starts_on for membership in kept.values() if membership.starts_on > today]
    endings = []
    for membership in person.memberships:
        if membership.id in kept or (membership.ends_on is not None and membership.ends_on <= today):
            continue
        on = min(
            (start for start in starts if start > membership.starts_on),
            default=max(today, membership.starts_on),
        )
        if membership.ends_on is None or membership.ends_on > on:
            endings.append(Ending(person, membership, on))
    return endings
