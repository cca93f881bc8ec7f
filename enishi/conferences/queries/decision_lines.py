"""What was decided, line by line, with its words: in one room, and what of all lines is still open for an agency."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.queries.names import Names
from enishi.cases.models import TeamRole
from enishi.cases.terms import CaseState, CaseVocabulary
from enishi.conferences.models import Decision, DecisionWords, SharedItem
from enishi.conferences.queries.lines import stands, why_open
from enishi.conferences.queries.names import EVERYTHING, Rooms, names_in
from enishi.conferences.terms import ConferenceState, DecisionKind, DecisionState, SharedKind, WordsKind
from enishi.intake.queries.listing import how_late, short_day
from enishi.intake.queries.vocabulary import labels
from enishi.sharing.access import open_binders
from enishi.sharing.models import visible
from enishi.sharing.terms import InformationClass, Purpose

STATES = {str(code): str(label) for code, label in DecisionState.choices}
TONES = {
    DecisionState.DECIDED: "key",
    DecisionState.ASKED: "warn",
    DecisionState.ACCEPTED: "good",
    DecisionState.DECLINED: "bad",
    DecisionState.DONE: "done",
    DecisionState.CANCELLED: "plain",
}
TAKEN_BACK = "依頼の取り消し"
LISTS = (CaseVocabulary.DUTY, CaseVocabulary.DECLINE, CaseVocabulary.CLOSING, CaseVocabulary.SUSPENSION)


@dataclass(frozen=True)
class DecisionLine:
    """One line: which agency does what until when with what it can contribute, and what became of it."""

    id: UUID
    url: str
    item: UUID
    agency_id: UUID
    kind_code: str
    kind: str
    agency: str
    person: str
    what: str
    contribution: str
    answers: Sequence[str]
    due_on: str
    late: str
    late_tone: str
    duty: str
    effect: str
    state_code: str
    state: str
    tone: str
    reason: str
    ours: bool
    version: int
    reason_code: str = ""
    who: str = ""
    why: str = ""
    by_role: bool = False
    """answered on the page of the team's role, not on the line's own"""
    convened: bool = False
    """by the hat itself"""


def lines_of(hat: Hat, rooms: Rooms, *, on: date) -> list[DecisionLine]:
    """The lines of rooms that were looked at. Two queries."""
    rows = Decision.objects.filter(item__in=list(rooms)).select_related("member")
    return _drawn(hat, list(rows), rooms, on)


def _drawn(hat: Hat, rows: Sequence[Decision], rooms: Rooms, on: date) -> list[DecisionLine]:
    said: dict[UUID, list[DecisionWords]] = {}
    for word in DecisionWords.objects.filter(decision__in=[one.pk for one in rows]):
        said.setdefault(word.decision_id, []).append(word)
    words = labels(*LISTS)
    roles = roles_of(rows)
    hats = [one.member.membership_id for one in rows if one.member]
    known = names_in(rooms, (one.agency_id for one in rows), hats)
    return [
        _line(one, said.get(one.pk, []), roles.get(one.acted_id), hat, words, known[one.item_id], on) for one in rows
    ]


def as_typed(line: UUID, item: UUID) -> dict[str, Any] | None:
    """A line of a room that was looked at, in the fields it was typed in; none when it is not there or has acted. Two queries."""
    row = Decision.objects.filter(pk=line, item=item, state=DecisionState.DECIDED).first()
    if row is None:
        return None
    said = list(DecisionWords.objects.filter(decision=line))
    return {
        "kind": row.kind,
        "agency": str(row.agency_id),
        "what": _text(said, WordsKind.WHAT),
        "contribution": _text(said, WordsKind.CONTRIBUTION),
        "due_on": row.due_on,
        "duty": row.duty,
        "about": str(row.about_id or ""),
        "case_state": row.case_state,
        "closing": row.reason_code if row.kind == DecisionKind.CLOSE else "",
        "suspension": row.reason_code if row.kind == DecisionKind.SUSPEND else "",
    }


def roles_of(rows: Sequence[Decision]) -> dict[Any, TeamRole]:
    """Decisions that wait for an answer → the team's role, as far as the hat sees it. One query, none where nothing waits."""
    waiting = [one.acted_id for one in rows if one.acted_id and one.state == DecisionState.ASKED]
    return TeamRole.objects.in_bulk(waiting) if waiting else {}


def _line(
    one: Decision,
    said: Sequence[DecisionWords],
    role: TeamRole | None,
    hat: Hat,
    words: Mapping[str, Mapping[str, str]],
    known: Names,
    on: date,
) -> DecisionLine:
    state, refused = stands(one, role)
    still = state in (DecisionState.DECIDED, DecisionState.ASKED, DecisionState.ACCEPTED)
    late, tone = how_late(one.due_on, on) if still else ("", "plain")
    declined = state == DecisionState.DECLINED
    reasons = {**words[CaseVocabulary.CLOSING], **words[CaseVocabulary.SUSPENSION]}
    return DecisionLine(
        id=one.pk,
        url=f"/conferences/items/{one.item_id}/lines/{one.pk}/",
        item=one.item_id,
        agency_id=one.agency_id,
        kind_code=one.kind,
        kind=one.get_kind_display(),
        agency=known.agency(one.agency_id),
        person=known.person(one.member.membership_id) if one.member else "",
        what=_text(said, WordsKind.WHAT),
        contribution=_text(said, WordsKind.CONTRIBUTION),
        answers=[word.text for word in said if word.kind == WordsKind.ANSWER],
        due_on=short_day(one.due_on),
        late=late,
        late_tone=tone,
        duty=words[CaseVocabulary.DUTY].get(one.duty, ""),
        effect=str(CaseState(one.case_state).label)
        if one.case_state
        else ("" if declined else reasons.get(one.reason_code, "")),
        state_code=state,
        state=STATES[state],
        tone=TONES[state],  # type: ignore[index]
        reason=(words[CaseVocabulary.DECLINE].get(refused, "") if refused else TAKEN_BACK)
        if declined
        else "",
        ours=one.agency_id == hat.agency_id,
        version=one.version,
        reason_code=one.reason_code,
        by_role=state != one.state,
    )


def _text(said: Sequence[DecisionWords], kind: WordsKind) -> str:
    return next((one.text for one in said if one.kind == kind), "")


class OpenRow(NamedTuple):
    """A line that is open, by what a list finds and orders it; a list may have a thousand, of which a page is read."""

    pk: UUID
    item: UUID
    state: str
    due_on: date
    role: UUID | None
    agency: UUID
    agency_name: str
    agency_kana: str
    convened_by: UUID


COLUMNS = (
    *("pk", "item_id", "state", "due_on", "acted_id"),
    *("agency_id", "agency__name", "agency__kana", "item__conference__convened_by_id"),
)


def open_rows(hat: Hat, at: datetime, *, most: int) -> list[tuple[OpenRow, str]]:
    """The lines without their words, and why each is open: nothing of a room is read for it. Two queries."""
    day = timezone.localdate(at)
    rows = [OpenRow(*one) for one in _open_rows(hat, at).values_list(*COLUMNS)[:most]]
    roles = _roles(rows)
    why = [why_open(one.state, roles.get(one.role) if one.role else None, one.due_on, day) for one in rows]
    return [(one, told) for one, told in zip(rows, why, strict=True) if told]


def read_open(
    hat: Hat,
    found: Sequence[tuple[OpenRow, str]],
    at: datetime,
    *,
    to: Purpose = Purpose.OVERVIEW,
    deliberate: bool = False,
) -> list[DecisionLine]:
    """Those lines with their words, after a look at the rooms that they lie in. Four queries."""
    if not found:
        return []
    rows, waiting = [one for one, _ in found], {one.pk: told for one, told in found}
    opened = open_binders(
        hat,
        [one.item for one in rows],
        to=to,
        word="conference.lines",
        classes=InformationClass.BASIC,
        deliberate=deliberate,
    )
    who = dict(
        SharedItem.objects.filter(item__in=list(opened.classes), kind=SharedKind.PERSON)
        .order_by("at", "id")
        .values_list("item", "text")
    )
    # Each is of my agency, or of a meeting that I convened.
    rooms = dict.fromkeys(opened.classes, EVERYTHING)
    seen = Decision.objects.select_related("member").in_bulk([one.pk for one in rows if one.item in opened])
    shown = _drawn(hat, [seen[one.pk] for one in rows if one.pk in seen], rooms, timezone.localdate(at))
    convened = {one.pk: is_convened(hat, one) for one in rows}
    return [
        replace(one, who=_first(who.get(one.item, "")), why=waiting[one.id], convened=convened[one.id])
        for one in shown
    ]


def is_convened(hat: Hat, one: OpenRow) -> bool:
    return one.convened_by == hat.membership_id


def is_ours(hat: Hat, one: OpenRow) -> bool:
    """What my agency is to do: what it has declined is not its any more."""
    return one.agency == hat.agency_id and one.state != DecisionState.DECLINED


def _open_rows(hat: Hat, at: datetime) -> "QuerySet[Decision]":
    mine = Q(item__conference__convened_by=hat.membership_id) | Q(agency=hat.agency_id)
    return (
        Decision.objects.filter(visible(hat, at, binder="item_id"))
        .filter(mine, item__conference__state__in=[ConferenceState.HELD, ConferenceState.CONFIRMED])
        .exclude(state__in=[DecisionState.DONE, DecisionState.CANCELLED])
        .order_by("due_on", "pk")
    )


def _roles(rows: Sequence[OpenRow]) -> dict[UUID, str]:
    acted = [one.role for one in rows if one.role]
    return dict(TeamRole.objects.filter(pk__in=acted).values_list("pk", "state")) if acted else {}


def _first(text: str) -> str:
    return text.splitlines()[0] if text else "（議題）"


def split(found: Iterable[DecisionLine]) -> tuple[list[DecisionLine], list[DecisionLine]]:
    """What my agency is to do, and what is left of meetings that I convened."""
    ours: list[DecisionLine] = []
    theirs: list[DecisionLine] = []
    for one in found:
        if one.ours and one.state_code != DecisionState.DECLINED:
            ours.append(one)
        elif one.convened:
            theirs.append(one)
    return ours, theirs
