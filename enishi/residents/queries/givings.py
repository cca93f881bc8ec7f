"""The list of what was given about a person (提供記録): filtered, sorted and paged; the same rows leave as a sheet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.residents.access import OpenedResident
from enishi.residents.rules.reference import reference
from enishi.sharing.queries.ledger import ENDED, LIVE, REVOKED, TO_COME, Line, givings
from enishi.sharing.terms import GroundKind, LineKind

PAGE_SIZE = 50
SHOW = {"live": "いま見られるもの", "past": "終わったもの", "out": "持ち出しと回答", "": "すべて"}
GROUNDS = {str(one): str(one.label) for one in GroundKind if one is not GroundKind.IDENTITY}
SORTS = {
    "at": lambda one: (one.at, one.key),
    "to": lambda one: (one.receiver, one.at, one.key),
    "until": lambda one: (one.ends_at is None, one.ends_at or one.at, one.key),
}
HEADS = [
    "いつ",
    "与えた機関",
    "相手",
    "何の",
    "情報の区分",
    "根拠",
    "条文",
    "目的",
    "いつから",
    "いつまで",
    "状態",
]


@dataclass(frozen=True)
class Wanted:
    """What somebody asked to see of the ledger."""

    show: str = ""
    ground: str = ""
    agency: str = ""
    sort: str = "-at"
    page: int = 1

    @property
    def filtered(self) -> bool:
        return bool(self.show or self.ground or self.agency)


@dataclass(frozen=True)
class Shown:
    """One line as the screen draws it."""

    line: Line
    state: str
    tone: str
    reference: str


@dataclass(frozen=True)
class Listing:
    page: Page
    rows: Sequence[Shown]
    agencies: Sequence[tuple[str, str]] = field(default_factory=tuple)


TONES = {LIVE: "good", TO_COME: "key", ENDED: "neutral", REVOKED: "warn", "": "plain"}


def wanted_lines(lines: Sequence[Line], wanted: Wanted, now: datetime) -> list[Line]:
    """The lines that somebody asked for, in the order asked for."""
    chosen = [
        one
        for one in lines
        if _shows(one, wanted.show, now)
        and (not wanted.ground or one.ground == wanted.ground)
        and (not wanted.agency or wanted.agency in (one.receiver_agency, one.giver))
    ]
    sort = SORTS.get(wanted.sort.lstrip("-"), SORTS["at"])
    return sorted(chosen, key=sort, reverse=wanted.sort.startswith("-"))


def _shows(one: Line, show: str, now: datetime) -> bool:
    if show == "out":
        return one.kind != LineKind.GIVING
    if show == "live":
        return one.state(now) in (LIVE, TO_COME)
    return one.state(now) in (ENDED, REVOKED) if show == "past" else True


def ledger(hat: Hat, person: OpenedResident, wanted: Wanted, *, at: datetime) -> Listing:
    """One page of the ledger. The number of queries is constant. A look must stand."""
    lines = _told(hat, person)
    page = Paginator(wanted_lines(lines, wanted, at), PAGE_SIZE).get_page(wanted.page)
    agencies = sorted({name for one in lines for name in (one.receiver_agency, one.giver) if name})
    rows = [Shown(one, one.state(at), TONES[one.state(at)], reference(one.binder)) for one in page]
    return Listing(page, rows, [(one, one) for one in agencies])


def _told(hat: Hat, person: OpenedResident) -> list[Line]:
    return givings(person.registers, classes=person.classes, own=hat.agency_id)


def ledger_rows(
    hat: Hat, person: OpenedResident, wanted: Wanted, *, at: datetime
) -> tuple[list[Sequence[object]], list[UUID]]:
    """Every line that the screen would show, for a sheet, and the binders that it names."""
    lines = wanted_lines(_told(hat, person), wanted, at)
    rows: list[Sequence[object]] = [
        [
            *(_day(one.at), one.giver, one.receiver, f"{one.what} {reference(one.binder)}", one.classes_text),
            *(
                one.ground_label,
                one.cited,
                one.purpose,
                _day(one.starts_at),
                _day(one.ends_at),
                one.state(at),
            ),
        ]
        for one in lines
    ]
    return rows, [one.binder for one in lines]


def _day(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y/%m/%d %H:%M}" if moment else ""
