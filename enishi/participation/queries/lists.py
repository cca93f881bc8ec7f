"""Lists of the room: who waits, a proposal for all of them, and the placements whose sides are to be asked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.core.paginator import Page, Paginator

from enishi.agencies.hats import Hat
from enishi.cases.models import Case, CaseMember, Lead
from enishi.community.terms import Purpose
from enishi.intake.queries.exports import Sheet
from enishi.intake.queries.listing import Listing, short_day
from enishi.office.addresses import address
from enishi.participation.models import Placement
from enishi.participation.planning.aside import solve_aside
from enishi.participation.queries.matching import Waits, surroundings, waiting
from enishi.participation.queries.offering import offered
from enishi.participation.queries.page import PlacementLine, placement_line
from enishi.participation.rules.batch import Proposed, Waiting, missing, proposals, to_problem
from enishi.participation.rules.conditions import DAYS
from enishi.participation.rules.judging import judge
from enishi.participation.rules.wishes import Judgement, key_of
from enishi.participation.terms import NoReason, PlacementState
from enishi.residents.queries import called
from enishi.residents.rules.reference import reference
from enishi.sharing.access import open_binders
from enishi.sharing.terms import Purpose as LookPurpose

PAGE_SIZE = 50
SORTS = {"since": lambda one: (one.since, str(one.file)), "name": lambda one: (one.name, str(one.file))}


@dataclass(frozen=True)
class Wanted:
    """Which of those who wait are wanted: by the form that they wish for."""

    purpose: str = ""
    sort: str = "since"
    page: int = 1

    @property
    def filtered(self) -> bool:
        return bool(self.purpose)


class WaitLine(NamedTuple):
    """Somebody who waits, as drawn."""

    file: UUID
    case: UUID
    name: str
    reference: str
    since: str
    days: int
    purposes: str
    can: str
    url: str
    search_url: str


def wait_list(hat: Hat, wanted: Wanted, *, on: date) -> Listing:
    """参加を待つ人: one page. A constant number of queries."""
    rows = _wanted(hat, wanted, on=on)
    page = Paginator(rows, PAGE_SIZE).get_page(wanted.page)
    return Listing([_line(one) for one in page], page)


def _wanted(hat: Hat, wanted: Wanted, *, on: date) -> list[Waits]:
    rows = [
        one
        for one in waiting(hat, on=on)
        if not wanted.purpose or not one.wishes.purposes or wanted.purpose in one.wishes.purposes
    ]
    return sorted(rows, key=SORTS[wanted.sort.removeprefix("-")], reverse=wanted.sort.startswith("-"))


def _line(one: Waits) -> WaitLine:
    file = "" if one.file == one.case else f"?file={one.file}"
    return WaitLine(
        one.file,
        one.case,
        one.name,
        reference(one.case),
        short_day(one.since),
        one.days,
        "・".join(str(each.label) for each in Purpose if each.value in one.wishes.purposes),
        "・".join(DAYS[day] for day in sorted(one.wishes.days)),
        address("participation:page", one.case) + file,
        address("participation:suggestions", one.case) + file,
    )


def wait_sheet(hat: Hat, wanted: Wanted, *, on: date) -> Sheet:
    """The list of the screen, all of it, as it leaves the house."""
    rows = _wanted(hat, wanted, on=on)
    lines = [_line(one) for one in rows]
    columns = ["ケース", "氏名", "待ち始めた日", "待った日数", "希望する形", "行ける曜日"]
    return Sheet(
        "参加を待つ人",
        columns,
        [[one.reference, one.name, one.since, one.days, one.purposes, one.can] for one in lines],
        list(dict.fromkeys(binder for one in rows for binder in (one.case, one.file))),
    )


class BatchLine(NamedTuple):
    """What is proposed for one person of all who wait."""

    file: UUID
    name: str
    days: int
    offer: str
    resource: str
    menu: str
    score: int
    reasons: Sequence[str]
    url: str


@dataclass(frozen=True)
class BatchPage:
    """A proposal for all who wait: nothing of it is decided."""

    lines: Sequence[BatchLine]
    placed: int
    optimal: bool
    missing: Sequence[tuple[str, int]]
    """which condition keeps most places away, and from how many people for whom nothing fits"""


def batch(hat: Hat, *, on: date) -> BatchPage:
    """The best for all at once: capacities, limits and turns of hosts hold. Numbers go to the solver, and no name.

    :raises NoAnswer: when the solver does not come to an end
    """
    people = waiting(hat, on=on)
    known = offered(on=on)
    wait = [Waiting(one.file, one.wishes, one.days) for one in people]
    made = to_problem(wait, known.offers, surroundings(known, on=on))
    answer = solve_aside(made.problem)
    told = proposals(made, answer)
    lines = [_proposed(person, one) for person, one in zip(people, told, strict=True)]
    return BatchPage(lines, answer.placed, answer.optimal, missing(made, answer))


def _proposed(person: Waits, one: Proposed) -> BatchLine:
    url = _line(person).search_url
    if one.judgement is None:
        return BatchLine(person.file, person.name, person.days, "", "", "", 0, [one.reason], url)
    offer = one.judgement.offer
    name = f"{offer.name}（{offer.host}）" if offer.menu_id else offer.host
    return BatchLine(
        person.file,
        person.name,
        person.days,
        name,
        str(offer.resource_id),
        str(offer.menu_id or ""),
        one.judgement.score,
        one.judgement.reasons,
        url,
    )


def picked(hat: Hat, picks: Sequence[tuple[UUID, UUID]], *, on: date) -> list[tuple[Waits, Judgement]]:
    """What was picked of a proposal for all, judged again: only what still fits.

    :param picks: file of whom, and key of the offer
    """
    people = {one.file: one for one in waiting(hat, on=on)}
    all_known = offered(on=on)
    known = {key_of(one): one for one in all_known.offers}
    around = surroundings(all_known, on=on)
    judged = [
        (people[file], judge(people[file].wishes, known[offer], around))
        for file, offer in dict.fromkeys(picks)
        if file in people and offer in known
    ]
    return [(person, one) for person, one in judged if not one.misses]


PLACEMENT_SORTS = ("due", "name", "person")
DUE = {"": "続いている受入れ", "due": "聞く日が来たもの", "ended": "終わったもの"}


@dataclass(frozen=True)
class WantedPlacements:
    """Which placements are wanted."""

    show: str = ""
    state: str = ""
    sort: str = "due"
    page: int = 1
    reason: str = ""

    @property
    def ended(self) -> bool:
        """Of what has ended: asked for so, or by a reason for the end."""
        return self.show == "ended" or bool(self.reason)

    @property
    def filtered(self) -> bool:
        return bool(self.show or self.state or self.reason)


class PlacedLine(NamedTuple):
    """A placement in the list of all that one leads."""

    name: str
    reference: str
    line: PlacementLine


class PlacementListing(NamedTuple):
    """A page of placements; ``reasons``: why those that ended did, by side, with their number, whichever reason is asked for."""

    rows: Sequence[PlacedLine]
    page: Page[Any]
    reasons: Sequence[tuple[str, int]]


def placement_list(hat: Hat, wanted: WantedPlacements, *, on: date) -> PlacementListing:
    """受入れの一覧: of the cases that the hat's agency leads, whoever is to be asked first on top. A constant number of queries."""
    rows, names = _placements(hat, wanted, on=on)
    counted = Counter(one.ended_reason for one in rows)
    page = Paginator(_for_the_reason(rows, wanted), PAGE_SIZE).get_page(wanted.page)
    reasons = [(str(one.label), counted[one.value]) for one in NoReason if counted[one.value]]
    return PlacementListing([_placed(one, names, on) for one in page], page, reasons)


def _for_the_reason(rows: list[Placement], wanted: WantedPlacements) -> list[Placement]:
    return [one for one in rows if one.ended_reason == wanted.reason] if wanted.reason else rows


def _placed(one: Placement, names: dict[UUID, str], on: date) -> PlacedLine:
    return PlacedLine(names.get(one.binder_id, "本人"), reference(one.case_id), placement_line(one, on))


def placement_sheet(hat: Hat, wanted: WantedPlacements, *, on: date) -> Sheet:
    """The list of the screen, all of it, as it leaves the house."""
    found, names = _placements(hat, wanted, on=on)
    rows = _for_the_reason(found, wanted)
    placed = [_placed(one, names, on) for one in rows]
    return Sheet(
        "受入れの一覧",
        ["ケース", "氏名", "受入先", "段階", "段階に入った日", "本人に次に聞く日", "受入先に次に聞く日", "終わりの理由"],
        [
            [
                one.reference,
                one.name,
                one.line.name,
                one.line.state,
                one.line.since,
                one.line.person,
                one.line.host,
                one.line.reason,
            ]
            for one in placed
        ],
        list(dict.fromkeys(binder for one in rows for binder in (one.case_id, one.binder_id))),
    )


def _placements(hat: Hat, wanted: WantedPlacements, *, on: date) -> tuple[list[Placement], dict[UUID, str]]:
    led = list(
        Lead.objects.filter(agency=hat.agency_id, ended_at__isnull=True).values_list("case", flat=True)
    )
    cases = {one.pk: one.resident_id for one in Case.objects.filter(pk__in=led).order_by("pk")}
    members = CaseMember.objects.filter(case__in=led, left_at__isnull=True).order_by("pk")
    persons = cases | {one.pk: one.resident_id for one in members}
    if not persons:
        return [], {}
    binders = list(dict.fromkeys([*persons, *persons.values()]))
    opened = open_binders(hat, binders, to=LookPurpose.OVERVIEW, word="participation.placements")
    rows = Placement.objects.filter(binder_id__in=[one for one in persons if one in opened])
    rows = (
        rows.filter(state=PlacementState.ENDED) if wanted.ended else rows.exclude(state=PlacementState.ENDED)
    )
    if wanted.state and not wanted.ended:
        rows = rows.filter(state=wanted.state)
    found = list(rows.order_by("pk"))
    if wanted.show == "due":
        found = [one for one in found if min(_days(one)) <= on]
    names = called(person for file, person in persons.items() if person in opened)
    by_file = {file: names[person].name for file, person in persons.items() if person in names}
    keys = {
        "due": lambda one: (min(_days(one), default=on), str(one.pk)),
        "name": lambda one: (one.name, str(one.pk)),
        "person": lambda one: (by_file.get(one.binder_id, ""), str(one.pk)),
    }
    key, backwards = keys[wanted.sort.removeprefix("-")], wanted.sort.startswith("-")
    return sorted(found, key=key, reverse=backwards), by_file


def _days(one: Placement) -> list[date]:
    return [day for day in (one.person_on, one.host_on) if day]
