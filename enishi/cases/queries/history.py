"""Everything of a case beside its journal, in one query: who leads, the team, consents, requests, steps and their words."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from enishi.agencies.queries.names import Names, names
from enishi.office import drafts, prepared
from enishi.office.prepared import kept_id
from enishi.residents.queries.faces import FACES, Face, face
from enishi.sharing.queries.names import as_seen

# Row-level security gives each row only to who sees the case (consents: who it concerns; words: after a look).
# Who did something stands in it as an id (``person``, ``asked_by``: a hat; ``agency``, ``asking``: an agency); ``_named`` says who
# that is. For thirty names that a process knows, PostgreSQL had joined as many tables.
# Of a long team come first those of ours, those that wait for an answer, and of those that ended the latest; of the others (after
# ``most``) it is only told how many there are and which agencies.
ROWS = """
WITH team AS MATERIALIZED (
    SELECT r.id, r.agency_id, r.agency_id AS agency, r.membership_id AS person, r.duty, r.state, r.asked_at, r.answer_due_on,
           r.answered_at, r.ended_at, r.reason_code, r.version, r.consent_id, r.asked_by,
           row_number() OVER (PARTITION BY r.ended_at IS NULL
                              ORDER BY r.ended_at DESC, r.agency_id <> %(own)s, r.state <> 'asked', r.asked_at, r.id) AS place
      FROM cases_teamrole r WHERE r.case_id = %(case)s)
SELECT 'lead', json_agg(x) FROM (
    SELECT l.agency_id, l.agency_id AS agency, l.membership_id, l.membership_id AS person, l.next_on, l.next_action, l.starts_at,
           l.ended_at
      FROM cases_lead l
     WHERE l.case_id = %(case)s ORDER BY l.ended_at DESC NULLS FIRST, l.starts_at DESC, l.id LIMIT 12) x
UNION ALL
SELECT 'role', json_agg(x) FROM (SELECT * FROM team WHERE place <= %(most)s ORDER BY asked_at, id) x
UNION ALL
SELECT 'team', json_agg(x) FROM (
    SELECT count(*) FILTER (WHERE ended_at IS NULL) AS standing, count(*) FILTER (WHERE ended_at IS NOT NULL) AS former,
           array_agg(agency_id ORDER BY asked_at, id) AS agencies FROM team) x
UNION ALL
SELECT 'request', json_agg(x) FROM (
    SELECT q.id, q.kind, q.state, q.from_agency_id, q.from_agency_id AS asking, q.to_agency_id, q.to_agency_id AS agency,
           q.asked_at, q.answer_due_on, q.answered_at, q.reason_code, q.asked_by
      FROM cases_leadrequest q
     WHERE q.case_id = %(case)s ORDER BY q.asked_at DESC, q.id LIMIT 12) x
UNION ALL
SELECT 'step', json_agg(x) FROM (
    SELECT s.id, s.before, s.after, s.reason_code, s.at, s.membership_id AS person
      FROM cases_casestep s
     WHERE s.case_id = %(case)s ORDER BY s.at DESC, s.id LIMIT 30) x
UNION ALL
SELECT 'closing', json_agg(x) FROM (
    SELECT k.id, k.closed_at, k.follow_up_on, k.reason_code, k.lead_agency_id AS agency
      FROM cases_closing k
     WHERE k.case_id = %(case)s ORDER BY k.closed_at DESC, k.id LIMIT 5) x
UNION ALL
SELECT 'word', json_agg(x) FROM (
    SELECT w.about, w.text, w.at, w.origin_id AS agency, w.author_id AS person
      FROM cases_casewords w
     WHERE w.case_id = %(case)s AND w.about <> ALL (ARRAY(SELECT id FROM team WHERE place > %(most)s))
     ORDER BY w.at DESC, w.id LIMIT 60) x
UNION ALL
SELECT 'consent', json_agg(x) FROM (
    SELECT c.id, c.resident_id, c.stage, c.classes, c.purpose, c.starts_at, c.ends_at, c.given_by, c.means, c.language,
           c.evidence, c.withdrawn_at, c.withdrawn_means, c.recorded_at, c.agency_id AS agency, c.recipients AS ids
      FROM sharing_consent c
     WHERE c.resident_id = ANY (%(persons)s::uuid[]) ORDER BY c.withdrawn_at NULLS FIRST, c.ends_at DESC, c.id LIMIT 40) x
UNION ALL
SELECT 'open_consent', json_agg(x) FROM (
    SELECT c.resident AS resident_id, c.consent AS id, c.stage, c.starts_at, c.ends_at
      FROM sharing_open_consents(%(persons)s::uuid[]) c) x
UNION ALL
SELECT 'assessment', json_agg(x) FROM (
    SELECT e.id, e.binder_id, e.state, e.begun_at, e.confirmed_at, coalesce(e.confirmed_by, e.begun_by) AS person
      FROM cases_assessment e
     WHERE e.case_id = %(case)s ORDER BY e.begun_at DESC, e.id LIMIT 6) x
UNION ALL
SELECT 'plan', json_agg(x) FROM (
    SELECT p.id, p.number, p.kind, p.state, p.made_at, p.moved_at, p.monitor_on, p.approve_by, p.decided_on,
           p.meeting_on, p.meeting_kind, p.made_by AS person,
           (SELECT json_build_array(count(*), count(*) FILTER (WHERE g.state = 'met')) FROM cases_plangoal g
             WHERE g.plan_id = p.id AND g.removed_at IS NULL) AS reached
      FROM cases_plan p
     WHERE p.case_id = %(case)s ORDER BY p.number DESC, p.id LIMIT 6) x
UNION ALL
SELECT 'look', json_agg(x) FROM (
    SELECT l.id, l.plan_id, l.at, l.next_on, l.result, p.number, l.by AS person
      FROM (SELECT o.id, o.plan_id, o.done_at AS at, o.next_on, '' AS result, o.done_by AS by FROM cases_monitoring o
             WHERE o.case_id = %(case)s
            UNION ALL
            SELECT v.id, v.plan_id, v.evaluated_at, NULL, v.result, v.evaluated_by FROM cases_evaluation v
             WHERE v.case_id = %(case)s) l
      JOIN cases_plan p ON p.id = l.plan_id
     ORDER BY l.at DESC, l.id LIMIT 8) x
UNION ALL
SELECT 'consultation', json_agg(x) FROM (
    SELECT o.id, o.reference FROM intake_consultation o WHERE o.id = %(consultation)s) x
"""
FACE = "face"
WAITING = drafts.WAITING.format(form="%(draft)s", subject="%(case)s")
WITH_FACES = f"""{ROWS}UNION ALL
SELECT '{FACE}', json_agg(face.told) FROM ({FACES}) face
UNION ALL
SELECT 'draft', json_agg(x) FROM ({WAITING}) x
UNION ALL
SELECT 'guarded', json_agg(x) FROM (
    SELECT g AS resident_id FROM residents_guarded(%(persons)s::uuid[]) g) x
"""  # noqa: S608 - fragments of ours
MOMENTS = (
    "starts_at",
    "ended_at",
    "asked_at",
    "answered_at",
    "at",
    "closed_at",
    "ends_at",
    "withdrawn_at",
    "recorded_at",
    "begun_at",
    "confirmed_at",
    "made_at",
    "moved_at",
    "saved_at",
)
DAYS = ("next_on", "answer_due_on", "follow_up_on", "monitor_on", "approve_by", "decided_on", "meeting_on")
IDS = (
    "id",
    "agency",
    "asking",
    "person",
    "asked_by",
    "agency_id",
    "membership_id",
    "from_agency_id",
    "to_agency_id",
    "about",
    "resident_id",
    "consent_id",
    "binder_id",
    "plan_id",
)

READ: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(MOMENTS, datetime.fromisoformat),
    **dict.fromkeys(DAYS, date.fromisoformat),
    **dict.fromkeys(IDS, kept_id),
    **dict.fromkeys(("ids", "agencies"), lambda found: [kept_id(one) for one in found]),
}
"""JSON has no dates and no ids."""
HATS = {"person": "agency", "asked_by": "asking"}
"""A hat, and where its agency stands."""
AGENCIES = tuple(HATS.values())
EVERYTHING = 10_000
Rows = Sequence[tuple[str, dict[str, Any]]]
"""What each is, and its values."""


@dataclass(frozen=True)
class History:
    """Rows by what they are, as plain values, and the words beside steps by what they are about."""

    case: UUID
    rows: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    faces: Mapping[UUID, Face] = field(default_factory=dict)
    """of its persons, where they were asked for"""
    names: Names = field(default_factory=Names)
    """as the hat is told them"""

    def of(self, what: str) -> list[dict[str, Any]]:
        return self.rows.get(what, [])

    def words(self, about: UUID) -> list[dict[str, Any]]:
        """Oldest first."""
        return self._spoken.get(about, [])

    @cached_property
    def _spoken(self) -> Mapping[UUID, list[dict[str, Any]]]:
        found: dict[UUID, list[dict[str, Any]]] = {}
        for one in reversed(self.of("word")):
            found.setdefault(one["about"], []).append(one)
        return found

    @property
    def lead(self) -> dict[str, Any] | None:
        return next((one for one in self.of("lead") if one["ended_at"] is None), None)


def history(
    case: UUID,
    *,
    consultation: UUID | None,
    persons: Iterable[UUID],
    own: UUID | None,
    seen: int,
    most: int = EVERYTHING,
    faces_on: date | None = None,
    minded: Iterable[UUID] = (),
    draft: str = "",
) -> History:
    """Read it, after a look at the case and its persons. One query.

    :param own: the agency of the hat, whose roles come first
    :param seen: the classes of the case that are open: without 司法 no agency of justice is named
    :param most: so many roles that stand, and so many that ended
    :param faces_on: the day for ages; the faces of the persons are read with the rest
    :param minded: of whom it is also read what to mind when meeting
    :param draft: the form on the page, of which one's own draft may wait; read with the faces
    """
    given = prepared.array(persons)
    asked = {"case": case, "consultation": consultation, "persons": given, "own": own, "most": most}
    if faces_on:
        found = prepared.rows(WITH_FACES, asked | {"residents": given, "minded": prepared.array(minded), "draft": draft})
    else:
        found = prepared.rows(ROWS, asked)
    rows = {what: prepared.read_json(told) or [] for what, told in found}
    shown = dict(face(one, faces_on) for one in rows.pop(FACE)) if faces_on else {}
    told_rows = [(what, _values(row)) for what, told in rows.items() for row in told]
    known = as_seen(_names(told_rows), seen, own)
    return History(case, _called(told_rows, known), shown, known)


def _names(rows: Rows) -> Names:
    agencies = {row[name] for _, row in rows for name in AGENCIES if name in row}
    agencies.update(one for _, row in rows for name in ("ids", "agencies") for one in row.get(name) or ())
    return names(agencies, {row[name] for _, row in rows for name in HATS if name in row})


def _called(rows: Rows, known: Names) -> Mapping[str, list[dict[str, Any]]]:
    """By what they are, with names in the place of ids."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for what, row in rows:
        found[what].append(_named(row, known))
    return found


def _values(row: dict[str, Any]) -> dict[str, Any]:
    for name, value in row.items():
        if value and name in READ:
            row[name] = READ[name](value)
    return row


def _named(row: dict[str, Any], known: Names) -> dict[str, Any]:
    """Ids of who did it become their names; where no agency stands beside a hat, it is the hat's."""
    for person, agency in HATS.items():
        if person in row:
            hat = row[person]
            row[person] = known.person(hat)
            if agency not in row:
                row[agency] = known.agency_of(hat)
                continue
        if agency in row:
            row[agency] = known.agency(row[agency])
    if "agencies" in row:
        row["agencies"] = {one: known.agency(one) for one in row["agencies"] or ()}
    return row
