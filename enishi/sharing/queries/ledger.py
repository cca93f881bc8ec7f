"""The ledger of what was given about a person (提供記録): read back from grants, answers and the trail; nothing is typed twice."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from enishi.agencies.hats import Hat
from enishi.agencies.queries.names import names
from enishi.sharing.queries.names import BY_LINK, Called, as_seen, called, called_by, staff_names
from enishi.sharing.rules import labels, law
from enishi.sharing.terms import ALL_CLASSES, BinderKind, EmergencyReason, GroundKind, LineKind, Purpose

LIVE, TO_COME, ENDED, REVOKED = "有効", "これから", "期限で終了", "取り消し"
GIVEN = (
    "SELECT line, binder, binder_kind, kind, article, purpose, giver, recorder, grantee, classes, given_at, starts_at,"
    " ends_at, revoked_at FROM sharing_ledger(%s::uuid[])"
)
TAKEN = "SELECT line, at, word, binder, agency, staff, form, receiver, answer FROM sharing_ledger_taken(%s::uuid[])"
LOOKED = (
    "SELECT binder, agency, staff, purpose, opened, listed, first_at, last_at"
    " FROM sharing_ledger_looks(%s::uuid[], %s)"
)
BINDERS = "SELECT binder, kind, sealed, own FROM sharing_binders_of(%s::uuid[])"
ANSWERED = {"given": "提供した", "refused": "提供しなかった", "not_held": "保有していない"}


@dataclass(frozen=True)
class Line:
    """One giving: who gave, to whom, which classes of what, on which ground and article, when, until when."""

    key: str
    kind: LineKind
    at: datetime
    binder: UUID
    binder_kind: str
    giver: str
    receiver: str
    receiver_agency: str
    justice: bool
    classes: int
    ground: str
    ground_label: str
    article: str
    cited: str
    purpose: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    revoked_at: datetime | None = None
    times: int = 0
    staff: str = ""
    looked_for: str = ""

    @property
    def what(self) -> str:
        return str(BinderKind(self.binder_kind).label)

    @property
    def classes_text(self) -> str:
        return labels(self.classes)

    def state(self, now: datetime) -> str:
        """有効・これから・期限で終了・取り消し; empty for what happened once."""
        if self.kind != LineKind.GIVING:
            return ""
        if self.revoked_at:
            return REVOKED
        if self.starts_at and self.starts_at > now:
            return TO_COME
        return ENDED if self.ends_at and self.ends_at <= now else LIVE


@dataclass(frozen=True)
class OpenBinder:
    """One binder about the person that the hat sees: what is sealed to it, and what is its own work."""

    id: UUID
    kind: str
    sealed: int
    own: int


def binders_about(registers: Iterable[UUID]) -> list[OpenBinder]:
    """The binders about a person whom the hat has looked at. One query."""
    return [OpenBinder(*row) for row in _rows(BINDERS, [list(registers)])]


def rooms_kept(binders: Iterable[OpenBinder]) -> list[OpenBinder]:
    """Those of them that are rooms of meetings which the hat keeps."""
    return [one for one in binders if one.own and one.kind == BinderKind.AGENDA]


def givings(registers: Iterable[UUID], *, classes: int = ALL_CLASSES, own: UUID | None = None) -> list[Line]:
    """Every line of the ledger that the hat may know, the newest first. Five queries. A look must stand.

    :param classes: what is open of the registers to the agency ``own``: without 司法 no agency of justice is named
    """
    asked = list(registers)
    given, taken = _rows(GIVEN, [asked]), _rows(TAKEN, [asked])
    sides = [*((row[6], row[8]) for row in given), *((row[4], row[7]) for row in taken)]
    told = _told(sides, classes, own)
    staff = staff_names(row[5] for row in taken)
    kinds = {one.id: one.kind for one in binders_about(asked)} if taken else {}
    lines = [_given(row, told(row[6], row[8])) for row in given]
    lines += [_taken(row, told(row[4], row[7]), staff, kinds) for row in taken]
    return sorted(lines, key=lambda one: (one.at, one.key), reverse=True)


def _told(
    sides: Iterable[tuple[UUID | None, UUID | None]], classes: int, own: UUID | None
) -> Callable[[UUID | None, UUID | None], Mapping[UUID, Called]]:
    """Of the two sides of a giving, how they are called; each knows the other."""
    ids = {one for pair in sides for one in pair if one}
    known = names(holders=ids)
    whole, seen = called_by(known, ids), called_by(as_seen(known, classes, own), ids)

    def told(giver: UUID | None, receiver: UUID | None) -> Mapping[UUID, Called]:
        return whole if own and own in (known.agency_id(giver), known.agency_id(receiver)) else seen

    return told


def looks(registers: Iterable[UUID], since: datetime, *, named: bool) -> list[Line]:
    """Who looked since a moment, one line for each agency (or member of staff) and binder. Three queries."""
    rows = _rows(LOOKED, [list(registers), since])
    names, staff = called(row[1] for row in rows), staff_names(row[2] for row in rows if named)
    together: dict[tuple[Any, ...], list[Any]] = {}
    for binder, agency, person, purpose, opened, listed, first, last in rows:
        alone = purpose if purpose in (Purpose.EMERGENCY, Purpose.CONFERRING, Purpose.ACCOUNTING) else ""
        key = (binder, agency, person if named else None, alone)
        kept = together.setdefault(key, [0, first, last, []])
        kept[0] += opened + listed
        kept[1], kept[2] = min(kept[1], first), max(kept[2], last)
        kept[3].append(purpose)
    kinds = {one.id: one.kind for one in binders_about(registers)}
    lines = [_looked(key, kept, kinds, names, staff) for key, kept in together.items() if key[0] in kinds]
    return sorted(lines, key=lambda one: (one.at, one.key), reverse=True)


def _rows(sql: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _given(row: Any, names: Mapping[UUID, Called]) -> Line:
    (
        line,
        binder,
        binder_kind,
        kind,
        article,
        purpose,
        giver,
        _,
        grantee,
        classes,
        at,
        starts,
        ends,
        revoked,
    ) = row
    to = names.get(grantee, Called(BY_LINK))
    if kind == GroundKind.EMERGENCY:
        purpose = str(dict(EmergencyReason.choices).get(purpose, purpose))
    return Line(
        key=f"giving:{line}",
        kind=LineKind.GIVING,
        at=at,
        binder=binder,
        binder_kind=binder_kind,
        giver=names[giver].agency if giver in names and kind != GroundKind.OWN_WORK else "",
        receiver=to.text,
        receiver_agency=to.agency,
        justice=to.justice,
        classes=classes,
        ground=kind,
        ground_label=str(GroundKind(kind).label),
        article=article,
        cited=article or str(law.of_ground(kind)),
        purpose=purpose,
        starts_at=starts,
        ends_at=ends,
        revoked_at=revoked,
    )


def _taken(
    row: Any, names: Mapping[UUID, Called], staff: Mapping[UUID, str], kinds: Mapping[UUID, str]
) -> Line:
    """What left is of what it was taken from: a paper of a meeting is of its room, and no paper tells of a room by itself."""
    line, at, word, binder, agency, person, form, receiver, answer = row
    by, answered = names.get(agency, Called("")), word == "conference.answered"
    return Line(
        key=f"taken:{line}",
        kind=LineKind.ANSWER if answered else LineKind.TAKEN,
        at=at,
        binder=binder,
        binder_kind=BinderKind.AGENDA if answered else kinds.get(binder, BinderKind.RESIDENT),
        giver=by.agency,
        receiver=names[receiver].agency
        if receiver in names
        else f"{by.agency} {'' if by.veiled else staff.get(person, '')}".strip(),
        receiver_agency=by.agency,
        justice=by.justice,
        classes=0,
        ground="conference" if answered else "",
        ground_label="情報提供依頼への回答" if answered else "一覧・書類の持ち出し",
        article="",
        cited=str(law.of_ground("answer" if answered else "taken")),
        purpose=ANSWERED.get(answer, "")
        if answered
        else {"csv": "CSV", "xlsx": "Excel", "paper": "紙", "pdf": "紙（PDF）"}.get(form, form),
        times=1,
    )


def _looked(
    key: tuple[Any, ...],
    kept: list[Any],
    kinds: Mapping[UUID, str],
    names: Mapping[UUID, Called],
    staff: Mapping[UUID, str],
) -> Line:
    binder, agency, person, alone = key
    times, first, last, purposes = kept
    by = names.get(agency, Called(""))
    return Line(
        key=f"look:{binder}:{agency}:{person or ''}:{alone}",
        kind=LineKind.LOOK,
        at=last,
        binder=binder,
        binder_kind=kinds[binder],
        giver="",
        receiver=by.agency,
        receiver_agency=by.agency,
        justice=by.justice,
        classes=0,
        ground="",
        ground_label="見た記録",
        article="",
        cited="",
        purpose=alone,
        starts_at=first,
        ends_at=last,
        times=times,
        staff=staff.get(person, ""),
        looked_for="、".join(
            dict.fromkeys(str(Purpose(one).label) for one in purposes if one in Purpose.values)
        ),
    )


def own_work_of(hat: Hat, binders: Iterable[OpenBinder]) -> dict[UUID, int]:
    """Binder → the classes that the hat works with as its own."""
    return {one.id: one.own for one in binders if one.own} if hat.sees_persons else {}
