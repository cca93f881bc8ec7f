"""Requests for disclosure: the agency's list, one request with its lines, and the dates for the privacy officer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.queries.people import colleagues_who_may
from enishi.sharing.models import DisclosureLine, DisclosureRequest, Grant
from enishi.sharing.queries.names import staff_names
from enishi.sharing.rules.disclosure import outcome_of, sentences, shown
from enishi.sharing.rules.law import Article, withholding
from enishi.sharing.terms import GroundKind, LineDecision, Nature


@dataclass(frozen=True)
class RequestRow:
    """One request in the agency's list; whom it is about is looked up by the caller."""

    id: UUID
    resident: UUID | None
    number: str
    received_on: date
    due_on: date
    decided_at: datetime | None
    read: bool
    lines: int
    undecided: int
    room: UUID | None
    """The room of a meeting whose lines it holds."""

    @property
    def title(self) -> str:
        return f"{self.number}（会議の記録）" if self.room else self.number

    def state(self) -> str:
        if self.decided_at:
            return "決定済み"
        if self.undecided:
            return f"判断が残り{self.undecided}行"
        return "決定待ち" if self.read else "読み合わせ待ち"


def own_requests() -> list[RequestRow]:
    """The requests that the hat's agency works on, the most urgent first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT request, resident, number, received_on, due_on, decided_at, read, lines, undecided, room"
            " FROM sharing_own_requests()"
        )
        return [RequestRow(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class Dates:
    """One request as the privacy officer sees it: no person, no requester, no outcome."""

    number: str
    agency: str
    received_on: date
    due_on: date
    extended_to: date | None
    decided_at: datetime | None
    read: bool

    @property
    def until(self) -> date:
        return self.extended_to or self.due_on


def dates() -> list[Dates]:
    """The dates of every request of the city; nothing for a hat that does not audit. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, agency, received_on, due_on, extended_to, decided_at, read FROM sharing_requests_by_date()"
        )
        rows = cursor.fetchall()
    names = dict(
        Agency.objects.filter(pk__in={row[1] for row in rows}).order_by("pk").values_list("pk", "name")
    )
    return [Dates(row[0], names.get(row[1], ""), *row[2:]) for row in rows]


def request(resident: UUID | None, request_id: UUID) -> DisclosureRequest | None:
    """One request of the hat's agency. One query; a look must stand."""
    return DisclosureRequest.objects.filter(pk=request_id, resident=resident).first()


def parts(request_id: UUID) -> list[DisclosureRequest]:
    """The parts of a request that are worked through apart, of rooms that are open to the hat. One query."""
    return list(DisclosureRequest.objects.filter(of=request_id).order_by("made_at", "id"))


def keeps(room: UUID, membership: UUID) -> bool:
    """Whether a membership itself keeps a room, and was not only asked to read over what it holds. One query."""
    grants = Grant.objects.filter(binder=room, kind=GroundKind.OWN_WORK, grantee_id=membership)
    return grants.filter(revoked_at__isnull=True, ends_at__isnull=True).exists()


def could_read_over(hat: Hat, *, on: date) -> list[tuple[str, str]]:
    """Colleagues who could read over a request, as choices. One query."""
    return colleagues_who_may("receive", hat.agency_id, on=on, but=Q(staff=hat.staff_id))


def binders_of(request_id: UUID) -> list[UUID]:
    """Binders of the lines that are shown already, for further looks. One query."""
    found = (
        DisclosureLine.objects.filter(request=request_id)
        .order_by("binder_id")
        .values_list("binder_id", flat=True)
    )
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Progress:
    """How far a request is, and what its lines come to."""

    lines: int
    undecided: int
    ready: int
    outcome: str


def progress(request_id: UUID) -> Progress:
    """Two queries."""
    found = DisclosureLine.objects.filter(request=request_id).aggregate(
        lines=Count("id"),
        undecided=Count("id", filter=Q(decision="")),
        ready=Count("id", filter=Q(decision="", proposed="")),
    )
    decisions = list(
        DisclosureLine.objects.filter(request=request_id)
        .order_by("decision")
        .values_list("decision", flat=True)
    )
    return Progress(found["lines"], found["undecided"], found["ready"], outcome_of(decisions))


def lines(request_id: UUID, show: str = "") -> QuerySet[DisclosureLine]:
    """The lines of a request in the order of time, all of them or those in one state."""
    found = DisclosureLine.objects.filter(request=request_id).order_by("happened_at", "id")
    if show == "undecided":
        return found.filter(decision="")
    if show == "proposed":
        return found.exclude(proposed="")
    return found.filter(decision=show) if show in LineDecision.values else found


def line(request_id: UUID, line_id: UUID) -> DisclosureLine | None:
    return DisclosureLine.objects.filter(pk=line_id, request=request_id).first()


@dataclass(frozen=True)
class Printed:
    """One line of the copy that goes out: what is left of it, and nothing of what is not."""

    title: str
    at: datetime | None
    text: str


def copy(request_id: UUID) -> list[Printed]:
    """The lines that are disclosed, wholly or in part. One query."""
    found = DisclosureLine.objects.filter(
        request=request_id, decision__in=[LineDecision.FULL, LineDecision.PART]
    )
    return [
        Printed(one.title, one.happened_at, shown(one.text, one.decision, one.withheld))
        for one in found.order_by("happened_at", "id")
    ]


def articles(request_id: UUID) -> list[Article]:
    """The articles on which something is not disclosed, each once; how often, and of what, is not told. One query."""
    found = set(
        DisclosureLine.objects.filter(request=request_id)
        .exclude(article="")
        .order_by("article")
        .values_list("article", flat=True)
    )
    return [one for code, one in withholding().items() if code in found]


def readers(rows: Iterable[DisclosureRequest]) -> dict[UUID, str]:
    """Member of staff → name, of those who read and decided. One query."""
    return dict(staff_names(one for row in rows for one in (row.read_by, row.decided_by)))


def pieces(one: DisclosureLine) -> list[tuple[str, bool]]:
    """The sentences of a line, each with whether it is withheld."""
    black = set(one.withheld)
    whole = one.decision == LineDecision.NONE
    return [(text, whole or place in black) for place, text in enumerate(sentences(one.text))]


def nature(one: DisclosureLine) -> str:
    return "" if one.nature == Nature.UNKNOWN else one.get_nature_display()
