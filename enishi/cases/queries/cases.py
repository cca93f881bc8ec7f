"""Lists of cases: what I lead, what my agency leads, where we are on the team."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case as Chosen
from django.db.models import (
    Count,
    DateField,
    Exists,
    F,
    FilteredRelation,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.queries.names import Names, names
from enishi.cases.models import Case, Lead, Plan, TeamRole
from enishi.cases.terms import CaseState, CaseVocabulary, PlanState, TeamState
from enishi.intake.queries.consultations import LIST_CLASSES
from enishi.intake.queries.listing import Listing, how_late, listing, short_day, slice_of
from enishi.intake.queries.vocabulary import labels
from enishi.residents.queries import Called, called
from enishi.residents.rules.reference import reference_key
from enishi.sharing.access import open_binders
from enishi.sharing.models import visible
from enishi.sharing.queries.names import as_seen
from enishi.sharing.terms import InformationClass, Purpose

MINE, AGENCY, TEAM = "mine", "agency", "team"
WHOSE = {MINE: "自分が主担当", AGENCY: "自分の機関が主担当", TEAM: "チームに入っている"}
SHOW = {
    "open": "続いているものすべて",
    "overdue": "期日を過ぎた",
    "due": "今日まで",
    "waiting": "役割の回答待ち",
    "monitor": "モニタリングの期日が来た",
    "plan": "支援決定を待つプランがある",
    "alone": "チームに一機関もいない",
    "ended": "見守り終了",
}
STATES = {str(code): str(label) for code, label in CaseState.choices}
SORTS: dict[str, tuple[str, ...]] = {
    "next": ("now__next_on", "opened_at", "pk"),
    "opened": ("opened_at", "pk"),
    "moved": ("moved_at", "pk"),
    "lead": ("told_agency", "told_person", "now__next_on", "pk"),
}
TONES = {
    CaseState.OUTREACH: "warn",
    CaseState.SUSPENDED: "warn",
    CaseState.WATCHING: "done",
    CaseState.ENDED: "done",
}
COLUMNS = (
    "pk",
    "resident_id",
    "reference",
    "state",
    "opened_at",
    "now__next_on",
    "now__next_action",
    "now__agency",
    "now__membership",
    "look_on",
)


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for; unknown values mean the default."""

    whose: str = MINE
    show: str = "open"
    state: str = ""
    sort: str = "next"
    reference: str = ""
    page: int = 1

    @property
    def filtered(self) -> bool:
        return bool(self.state) or self.narrowed

    @property
    def narrowed(self) -> bool:
        """Beside the state, which is the list itself before consent."""
        return bool(self.reference or self.show != "open")


class Listed(NamedTuple):
    """What a row is drawn from: columns, not models."""

    case: UUID
    resident: UUID
    reference: str
    state: str
    opened_at: datetime
    next_on: date | None
    next_action: str | None
    agency: UUID | None
    membership: UUID | None
    look_on: date | None


@dataclass(frozen=True)
class CaseLine:
    """One row as it is drawn: every string is ready."""

    id: UUID
    url: str
    reference: str
    name: str
    kana: str
    state: str
    state_tone: str
    lead: str
    person: str
    next_on: str
    late: str
    tone: str
    next_action: str
    team: int
    waiting: int
    opened: str
    look: str
    """when its plan is looked at next, in the list of those that are due"""
    look_tone: str


def case_list(hat: Hat, wanted: Wanted, *, at: datetime) -> Listing:
    """A page of cases with names. Five queries, however many rows; records the look at those shown."""
    found, count, more = slice_of(listed(hat, wanted, at=at), wanted.page)
    rows = [Listed(*columns) for columns in found.values_list(*COLUMNS)]
    return listing(drawn(hat, rows, timezone.localdate(at)), count, wanted.page, more=more)


def drawn(
    hat: Hat,
    rows: Sequence[Listed],
    today: date,
    *,
    to: Purpose = Purpose.OVERVIEW,
    deliberate: bool = False,
) -> list[CaseLine]:
    """The rows with names and teams. Records the look first; three queries."""
    binders = [one for row in rows for one in (row.case, row.resident)]
    shown = open_binders(hat, binders, to=to, word="case.list", classes=LIST_CLASSES, deliberate=deliberate)
    people = called(one.resident for one in rows if one.resident in shown)
    teams = _teams(one.case for one in rows)
    actions = labels(CaseVocabulary.NEXT_ACTION)[CaseVocabulary.NEXT_ACTION]
    known = names((one.agency for one in rows), (one.membership for one in rows))
    return [
        _line(
            one,
            people.get(one.resident),
            teams.get(one.case, (0, 0)),
            actions,
            as_seen(known, shown.classes.get(one.case, 0), hat.agency_id),
            today,
        )
        for one in rows
        if one.case in shown
    ]


def listed(hat: Hat, wanted: Wanted, *, at: datetime) -> "QuerySet[Any]":
    """The cases of a list, each with the lead that is open (``now``)."""
    now = FilteredRelation("leads", condition=Q(leads__ended_at__isnull=True))
    found: QuerySet[Any] = Case.objects.filter(visible(hat, at)).annotate(now=now)
    found = _of(found, hat, wanted)
    found = _narrowed(found, wanted, timezone.localdate(at)).annotate(look_on=_look(wanted))
    first, *rest = SORTS.get(wanted.sort.lstrip("-"), SORTS["next"])
    if first == "told_agency":
        found = _lead_as_told(found, hat)
    lead = F(first).desc(nulls_last=True) if wanted.sort.startswith("-") else F(first).asc(nulls_last=True)
    return found.order_by(lead, *rest)


def _lead_as_told(found: "QuerySet[Any]", hat: Hat) -> "QuerySet[Any]":
    """Put in order by the names that are told (``as_seen``), not by those that are not."""
    open_classes: Any = Func("pk", function="sharing_classes", output_field=IntegerField())
    veiled = Q(now__agency__in=names().without_justice(hat.agency_id).veiled, justice=0)

    def told(kana: str) -> Chosen:
        return Chosen(When(veiled, then=Value("")), default=F(kana))

    return found.alias(justice=open_classes.bitand(InformationClass.JUSTICE.value)).alias(
        told_agency=told("now__agency__kana"), told_person=told("now__membership__staff__kana")
    )


def _of(found: "QuerySet[Any]", hat: Hat, wanted: Wanted) -> "QuerySet[Any]":
    if wanted.show == "ended":
        last = Lead.objects.filter(case=OuterRef("pk"), agency=hat.agency_id)
        if wanted.whose == MINE:
            last = last.filter(membership=hat.membership_id)
        if wanted.whose == TEAM:
            return found.filter(Exists(TeamRole.objects.filter(case=OuterRef("pk"), agency=hat.agency_id)))
        return found.filter(Exists(last))
    if wanted.whose == TEAM:
        standing = TeamRole.objects.filter(case=OuterRef("pk"), agency=hat.agency_id, ended_at__isnull=True)
        return found.filter(Exists(standing))
    found = found.filter(now__agency=hat.agency_id)
    return found.filter(now__membership=hat.membership_id) if wanted.whose == MINE else found


def _narrowed(found: "QuerySet[Any]", wanted: Wanted, today: date) -> "QuerySet[Any]":
    roles = TeamRole.objects.filter(case=OuterRef("pk"))
    conditions: dict[str, Q] = {
        "overdue": Q(now__next_on__lt=today),
        "due": Q(now__next_on__lte=today),
        "waiting": Q(Exists(roles.filter(state=TeamState.ASKED))),
        "monitor": Q(Exists(_plans(PlanState.AHEAD, PlanState.DECIDED).filter(monitor_on__lte=today))),
        "plan": Q(Exists(_plans(PlanState.PROPOSED, PlanState.AHEAD))),
        "alone": ~Q(Exists(roles.filter(ended_at__isnull=True))) & ~Q(state=CaseState.WATCHING),
    }
    found = found.filter(conditions.get(wanted.show, Q()))
    found = (
        found.filter(state=CaseState.ENDED)
        if wanted.show == "ended"
        else found.exclude(state=CaseState.ENDED)
    )
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.reference:
        found = found.filter(reference=reference_key(wanted.reference) or "-")
    return found


def _plans(*states: PlanState) -> "QuerySet[Plan]":
    goes_on = [CaseState.ASSESSING, CaseState.PLANNING, CaseState.SUPPORTING]
    return Plan.objects.filter(case=OuterRef("pk"), state__in=states, case__state__in=goes_on).order_by()


def _look(wanted: Wanted) -> Any:
    if wanted.show != "monitor":
        return Value(None, output_field=DateField())
    running = _plans(PlanState.AHEAD, PlanState.DECIDED).order_by("monitor_on")
    return Subquery(running.values("monitor_on")[:1])


def _teams(cases: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
    """Case → agencies that took a role, and roles that wait for an answer. One query."""
    rows = TeamRole.objects.filter(case__in=list(cases), ended_at__isnull=True).order_by().values("case_id")
    counted = rows.annotate(
        accepted=Count("agency", filter=Q(state=TeamState.ACCEPTED), distinct=True),
        asked=Count("pk", filter=Q(state=TeamState.ASKED)),
    )
    return {one["case_id"]: (one["accepted"], one["asked"]) for one in counted}


def _line(
    one: Listed, person: Called | None, team: tuple[int, int], actions: dict[str, str], known: Names, today: date
) -> CaseLine:
    late, tone = how_late(one.next_on, today) if one.next_on else ("", "plain")
    look, look_tone = how_late(one.look_on, today) if one.look_on else ("", "plain")
    return CaseLine(
        id=one.case,
        url=f"/cases/{one.case}/",
        reference=f"{one.reference[:4]}-{one.reference[4:]}",
        name=person.name if person else "（本人）",
        kana=person.kana if person else "",
        state=STATES[one.state],
        state_tone=TONES.get(one.state, "neutral"),  # type: ignore[call-overload]
        lead=known.agency(one.agency),
        person=(known.person(one.membership) or "機関で担当") if one.agency else "",
        next_on=short_day(one.next_on),
        late=late,
        tone=tone,
        next_action=actions.get(one.next_action or "", ""),
        team=team[0],
        waiting=team[1],
        opened=short_day(timezone.localdate(one.opened_at)),
        look=f"{short_day(one.look_on)} {look}".strip(),
        look_tone=look_tone,
    )


def find_by_reference(hat: Hat, text: str, *, at: datetime) -> UUID | None:
    """The case with this number, if the hat may see it."""
    key = reference_key(text)
    if not key:
        return None
    found = Case.objects.filter(visible(hat, at), reference=key)
    return found.order_by("pk").values_list("pk", flat=True).first()


def cases_of_consultation(hat: Hat, consultation: UUID, *, at: datetime) -> list[tuple[UUID, str, str]]:
    """Cases that began with a consultation, as far as the hat may see them: id, number, state. One query."""
    found = Case.objects.filter(visible(hat, at), consultation=consultation).order_by("-opened_at", "pk")
    return [
        (one, f"{number[:4]}-{number[4:]}", STATES[state])
        for one, number, state in found.values_list("pk", "reference", "state")
    ]
