"""All resources for one person, with every reason; and everybody who waits, at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from enishi.agencies.hats import Hat
from enishi.cases.models import Case, CaseMember, Lead
from enishi.cases.queries import Brief
from enishi.cases.terms import CaseState
from enishi.community.rules.offers import Offer
from enishi.participation.models import Placement
from enishi.participation.queries.offering import Offered, offered
from enishi.participation.queries.profile import Told, person_of, wishes
from enishi.participation.rules.judging import (
    Suggestion,
    as_if,
    judge,
    people_helped,
    people_helped_by,
    suggest,
)
from enishi.participation.rules.wishes import Judgement, Surroundings, Wishes, key_of
from enishi.participation.terms import Condition, PlacementState, Tier, Wish
from enishi.residents.queries import called
from enishi.sharing.access import open_binders
from enishi.sharing.terms import Purpose

LATELY = timedelta(days=92)
OF_NEEDS = frozenset({Condition.NEED, Condition.ACCESS, Condition.SAFETY})
OF_CARE = frozenset({Wish.CARE})
OF_THE_PLACE = frozenset({Condition.DISTANCE, Condition.AREA, Wish.NEARNESS})
"""What tells where somebody lives: on the screen of who sees the place now, kept nowhere (tomorrow it may be protected)."""


@dataclass(frozen=True)
class Matched:
    """What was found for one person: the profile, the wishes taken from it, and every offer judged."""

    profile: Told
    wishes: Wishes
    found: Suggestion


def surroundings(known: Offered, *, on: date) -> Surroundings:
    """What is written about the offers, and how often hosts were asked. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM participation_asked(%s, %s)", [on.replace(day=1), on - LATELY])
        rows = cursor.fetchall()
    return Surroundings(
        known.texts,
        {resource: asked for resource, asked, _ in rows},
        {resource: lately for resource, _, lately in rows},
    )


def matched(brief: Brief, file: UUID, *, on: date) -> Matched:
    """Every offer for one person, after a look at the case. A constant number of queries."""
    classes, resident = brief.found.opened.classes, person_of(brief.found, file)
    profile, mine = wishes(brief.found.hat, classes, {file: resident}, on=on)[file]
    known = offered(on=on)
    return Matched(profile, mine, suggest(mine, known.offers, surroundings(known, on=on)))


def judged(brief: Brief, file: UUID, resource: UUID, menu: UUID | None, *, on: date) -> Judgement | None:
    """One offer for one person; None where there is no such offer any more."""
    classes, resident = brief.found.opened.classes, person_of(brief.found, file)
    _, mine = wishes(brief.found.hat, classes, {file: resident}, on=on)[file]
    wanted = menu or resource
    known = offered(on=on)
    offer = next((one for one in known.offers if key_of(one) == wanted), None)
    return judge(mine, offer, surroundings(known, on=on)) if offer else None


def told_reasons(one: Judgement) -> list[str]:
    """The reasons that may be kept in class BASIC: those that speak of needs, safety or the place stay on the screen."""
    said = [miss.sentence for miss in one.misses if miss.condition not in OF_NEEDS | OF_THE_PLACE]
    said += [point.sentence for point in one.points if point.wish not in OF_CARE | OF_THE_PLACE]
    return said or ["受入先と相談することがあります。" if one.misses else "希望する条件に合っています。"]


def told_against(found: Suggestion) -> dict[str, int]:
    """Condition → how many offers it stands against, as it may be kept in class BASIC."""
    return {condition.value: count for condition, count in found.against if condition not in OF_NEEDS | OF_THE_PLACE}


class Waits(NamedTuple):
    """Somebody who waits for a place."""

    case: UUID
    file: UUID
    name: str
    since: date
    days: int
    wishes: Wishes


def waiting(hat: Hat, *, on: date) -> list[Waits]:
    """Everybody in the cases that the hat's agency leads who waits, the longest first. A constant number of queries.

    Whoever has a placement that goes on waits no longer; when it ends they are here again, since when they waited.
    """
    led = Lead.objects.filter(agency=hat.agency_id, ended_at__isnull=True).values_list("case", flat=True)
    cases = {
        one.pk: one for one in Case.objects.filter(pk__in=led).exclude(state=CaseState.ENDED).order_by("pk")
    }
    members = list(CaseMember.objects.filter(case__in=list(cases), left_at__isnull=True).order_by("pk"))
    files = {one: (one, row.resident_id) for one, row in cases.items()}
    files |= {one.pk: (one.case_id, one.resident_id) for one in members}
    if not files:
        return []
    binders = list(dict.fromkeys([*files, *(resident for _, resident in files.values())]))
    opened = open_binders(hat, binders, to=Purpose.OVERVIEW, word="participation.list")
    going_on = set(
        Placement.objects.filter(binder_id__in=list(files))
        .exclude(state=PlacementState.ENDED)
        .values_list("binder_id", flat=True)
    )
    persons = {file: one for file, (_, one) in files.items() if file in opened and file not in going_on}
    if not persons:
        return []
    names = called(resident for resident in persons.values() if resident in opened)
    found = []
    for file, (profile, mine) in wishes(hat, opened.classes, persons, on=on).items():
        if profile.row is not None and profile.row.waits_since is not None:
            since, resident = profile.row.waits_since, persons[file]
            name = names[resident].name if resident in names else "本人"
            found.append(Waits(files[file][0], file, name, since, (on - since).days, mine))
    return sorted(found, key=lambda one: (one.since, str(one.file)))


MOST_WAITING = 100
"""of how many who wait it is told whom a change would help: a number to decide by, not a statistic"""


def helped_without(hat: Hat, condition: Condition, *, on: date) -> tuple[int, int]:
    """Of those who wait and have nothing that fits: how many would have something if a condition did not count; of how many."""
    people = [one.wishes for one in waiting(hat, on=on)[:MOST_WAITING]]
    known = offered(on=on)
    return people_helped_by(people, known.offers, condition, surroundings(known, on=on)), len(people)


def helped_by_host(hat: Hat, one: Judgement, *, on: date) -> tuple[int, int]:
    """How many of those who wait a place would newly fit, if its host gave way as this person needs it; of how many."""
    people = [each.wishes for each in waiting(hat, on=on)[:MOST_WAITING]]
    offer, condition = one.offer, one.misses[0].condition
    helped = sum(people_helped([each], offer, as_if(offer, condition, each)) for each in people)
    return helped, len(people)


class OfferLine(NamedTuple):
    """One offer as it is drawn for one person."""

    key: UUID
    resource: UUID
    menu: str
    name: str
    host: str
    tier: str
    verdict: str
    score: int
    km: str
    against: Sequence[str]
    points: Sequence[tuple[str, int]]
    condition: str
    asks: bool


def lines_of(found: Sequence[Judgement]) -> list[OfferLine]:
    """Judgements as they are drawn."""
    return [_line(one) for one in found]


def _line(one: Judgement) -> OfferLine:
    offer: Offer = one.offer
    name, host = (offer.name, offer.host) if offer.menu_id else (offer.host, "")
    points = [(point.sentence, point.points) for point in one.points]
    return OfferLine(
        key_of(offer),
        offer.resource_id,
        str(offer.menu_id or ""),
        name,
        host,
        str(Tier(one.tier).label),
        str(one.verdict.label),
        one.score,
        f"約{one.km:.1f}km" if one.km is not None else "",
        [miss.sentence for miss in one.misses],
        points or ([] if one.misses else [(one.reasons[0], 0)]),
        str(one.misses[0].condition.label) if one.misses else "",
        any(miss.asks for miss in one.misses),
    )


def names_of(against: Mapping[str, int]) -> list[tuple[str, int]]:
    """Conditions of a kept search in words."""
    return [(str(Condition(code).label), count) for code, count in against.items()]
