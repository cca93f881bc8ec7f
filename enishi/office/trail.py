"""Writing the trail (記録). Nothing here ever holds a value of a person's record, only ids and words."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from enishi.office import gate, rows
from enishi.office.prepared import array
from enishi.office.terms import TrailKind

INSERT = (
    "INSERT INTO office_trailentry (kind, word, staff_id, membership_id, agency_id, sign_in_id, request_id, purpose,"
    " deliberate, binders, classes, detail) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s, %s)"
)

COLUMNS = "INSERT INTO office_trailentry (kind, word, binders, detail, purpose, deliberate, classes)"
CHANGED = rows.Table(f"{COLUMNS} VALUES ", ("", "", "::uuid[]", "::jsonb"), ", '', true, 0")

BY_THE_OPERATOR = (
    "INSERT INTO office_trailentry (kind, word, purpose, deliberate, binders, classes, detail)"
    " VALUES ('change', %s, '', true, '{}', 0, '{}')"
)


def record(
    word: str,
    *,
    binders: Iterable[UUID] = (),
    kind: TrailKind = TrailKind.CHANGE,
    detail: dict[str, Any] | None = None,
) -> None:
    """Write one line in the transaction of what it tells of, with the rows that are put together.

    Who did it is filled in by the database.
    """
    rows.add(CHANGED, [[str(kind), word, array(binders), json.dumps(detail or {})]])


def record_at_once(
    word: str,
    *,
    kind: TrailKind,
    staff_id: UUID | None = None,
    membership_id: UUID | None = None,
    agency_id: UUID | None = None,
    sign_in_id: UUID | None = None,
    request_id: UUID | None = None,
    purpose: str = "",
    deliberate: bool = True,
    binders: Iterable[UUID] = (),
    classes: int = 0,
    detail: dict[str, Any] | None = None,
) -> None:
    """Write one line through the gate: committed before this returns, whatever happens to the request."""
    who = [staff_id, membership_id, agency_id, sign_in_id, request_id]
    gate.append(INSERT, [kind, word, *who, purpose, deliberate, array(binders), classes, Jsonb(detail or {})])
