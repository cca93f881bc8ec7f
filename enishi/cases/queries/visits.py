"""Notes of visits that wait at the desk (外出先の記録), and the cases into which one could be put."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import DateField, FilteredRelation, Q, QuerySet, Value
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.models import Membership
from enishi.agencies.roles import ROLES
from enishi.cases.models import Case, CaseMember, VisitNote
from enishi.cases.queries.cases import COLUMNS, CaseLine, Listed, drawn
from enishi.cases.terms import AttemptResult, CaseState, EntryKind, VisitReason, VisitState
from enishi.intake.queries.listing import Listing, listing, long_time, short_time, slice_of
from enishi.intake.terms import SourceKind
from enishi.office import prepared
from enishi.office.errors import NotFound
from enishi.residents.queries import find_residents
from enishi.sharing.models import visible
from enishi.sharing.terms import Purpose

SHOW = {"unfiled": "まだ記録していない", "ended": "記録した・使わない"}
SORTS = {"received": ("received_at", "pk"), "happened": ("happened_at", "pk"), "number": ("number", "pk")}
OF_A_LINE = 60
USUAL_RESULT = {EntryKind.VISIT: AttemptResult.MET, EntryKind.ATTEMPT: AttemptResult.UNMET}


@dataclass(frozen=True)
class NoteLine:
    """A note as it is drawn: every string is ready."""

    id: UUID
    url: str
    number: str
    whom: str
    text: str
    happened: str
    written: str
    received: str
    kind: str
    source: str
    minutes: int | None
    next_step: str
    state: str
    tone: str
    finished: bool
    continues: bool
    ended: str
    reason: str
    may_be_filed: bool
    may_be_taken_back: bool


def desks() -> list[UUID]:
    """The memberships whose notes the hat answers for: its own, and ended ones of the same person at the same agency."""
    [(found,)] = prepared.rows("SELECT cases_visit_desks()", [])
    return list(found)


def whose_desk(membership: UUID, staff: UUID | None) -> str:
    """Another hat of the same person, in words; "" when it is somebody else's."""
    own = Membership.objects.filter(pk=membership, staff=staff).values_list("agency__name", "role").first()
    return f"{own[0]} {ROLES[own[1]].label}" if own else ""


def visit_notes(show: str, sort: str, page: int) -> Listing:
    """A page of the hat's own notes. Two queries."""
    waits = Q(state=VisitState.RECEIVED)
    found = VisitNote.objects.filter(~waits if show == "ended" else waits)
    first, *rest = SORTS.get(sort.lstrip("-"), SORTS["received"])
    if not sort and show == "ended":
        first = "-ended_at"
    shown, count, more = slice_of(found.order_by(f"-{first}" if sort.startswith("-") else first, *rest), page)
    return listing([_line(one) for one in shown], count, page, more=more)


def visit_note(note: UUID) -> VisitNote:
    """One of the hat's own notes.

    :raises NotFound: absent, or somebody else's
    """
    row = VisitNote.objects.filter(pk=note).first()
    if row is None:
        raise NotFound("visit.note", note)
    return row


def note_line(row: VisitNote) -> NoteLine:
    return _line(row, whole=True)


def _line(row: VisitNote, *, whole: bool = False) -> NoteLine:
    waits, kept = row.state == VisitState.RECEIVED, bool(row.text or row.whom or row.next_step)
    text = row.text if whole or len(row.text) <= OF_A_LINE else f"{row.text[:OF_A_LINE]}…"
    return NoteLine(
        id=row.pk,
        url=f"/cases/visits/{row.pk}/",
        number=f"{row.number}番" if row.number else "",
        whom=row.whom or ("（だれのことか書いていない）" if kept else ""),
        text=text,
        happened=short_time(row.happened_at),
        written=long_time(row.written_at),
        received=long_time(row.received_at),
        kind=str(EntryKind(row.kind).label),
        source=str(SourceKind(row.source).label),
        minutes=row.minutes,
        next_step=row.next_step,
        state=str(VisitState(row.state).label),
        tone="warn" if waits else "done",
        finished=row.finished,
        continues=row.continues_id is not None,
        ended=long_time(row.ended_at),
        reason=str(VisitReason(row.reason).label) if row.reason else "",
        may_be_filed=waits,
        may_be_taken_back=row.state == VisitState.DROPPED and kept,
    )


def entry_values(row: VisitNote) -> dict[str, object]:
    """What the form of an entry begins with."""
    return {
        "text": row.text,
        "kind": row.kind,
        "source": row.source,
        "happened_at": row.happened_at and timezone.localtime(row.happened_at),
        "minutes": row.minutes,
        "next_step": row.next_step,
        "result": USUAL_RESULT.get(EntryKind(row.kind), ""),
    }


@dataclass(frozen=True)
class Choice:
    """Cases of the people whom a search found. ``problem``: nothing could be looked for."""

    lines: Sequence[CaseLine] = ()
    more: bool = False
    problem: str = ""


def cases_by_name(hat: Hat, text: str, *, at: datetime) -> Choice:
    """Open cases that the hat sees, of people with this name, kana, birth date, telephone number: the person's or a member's.

    Records the search, and the look at what is shown. The same number of queries however many there are.
    """
    found = find_residents(hat, text, to=Purpose.SUPPORT, word="visit.search")
    if found.problem:
        return Choice(problem=found.problem)
    members = CaseMember.objects.filter(resident_id__in=found.residents, left_at__isnull=True)
    of_them = Q(resident_id__in=found.residents) | Q(pk__in=members.values("case_id"))
    rows = [Listed(*one) for one in _every_open(hat, at).filter(of_them)[:51].values_list(*COLUMNS)]
    lines = drawn(hat, rows[:50], timezone.localdate(at), to=Purpose.SUPPORT)
    return Choice(lines, found.more or len(rows) > 50)


def _every_open(hat: Hat, at: datetime) -> "QuerySet[Case]":
    now = FilteredRelation("leads", condition=Q(leads__ended_at__isnull=True))
    found = Case.objects.filter(visible(hat, at)).exclude(state=CaseState.ENDED)
    look = Value(None, output_field=DateField())
    return found.annotate(now=now, look_on=look).order_by("now__next_on", "opened_at", "pk")
