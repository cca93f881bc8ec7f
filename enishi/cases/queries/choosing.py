"""Whom to choose from: agencies that may be told, agencies that may lead, people of the household."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency, Membership
from enishi.agencies.queries import directory
from enishi.agencies.roles import roles_with
from enishi.agencies.terms import Answering
from enishi.cases.queries.case_page import Brief, CasePage
from enishi.cases.queries.names import names_for
from enishi.residents.queries import Face, faces, household_of
from enishi.sharing.access import open_binders
from enishi.sharing.terms import InformationClass, Purpose

MOST = 20
LEADING = roles_with("lead")
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Recipients:
    """Agencies to tick. ``more``: the search finds more than are shown."""

    choices: Choices
    more: bool = False
    searched: bool = False


def recipients(
    hat: Hat, search: str, *, chosen: Iterable[UUID], usual: Iterable[UUID], at: datetime
) -> Recipients:
    """Agencies that are chosen already, those of the team, and what a search finds."""
    kept = list(dict.fromkeys([*chosen, *usual]))
    known = dict(Agency.objects.filter(pk__in=kept).order_by("kana", "name").values_list("pk", "name"))
    found = directory(search, at=timezone.localtime(at), limit=MOST + 1) if search.strip() else []
    names = known | {one.id: one.name for one in found[:MOST]}
    return Recipients(
        [(str(one), name) for one, name in names.items() if one != hat.agency_id],
        len(found) > MOST,
        bool(search.strip()),
    )


def usual_recipients(page: CasePage) -> list[UUID]:
    """The agencies of the team, as far as the hat is told which they are."""
    return told_agencies(page, [one.agency_id for one in page.team])


def told_agencies(page: CasePage, agencies: Iterable[UUID]) -> list[UUID]:
    """Those of some agencies of which the hat is told that they are there."""
    veiled = names_for(page.brief.found).veiled
    return [one for one in agencies if one not in veiled]


def agencies_with_accounts(hat: Hat, *, on: date) -> Choices:
    """Agencies that may be asked to take a role. One query."""
    found = Agency.objects.active_on(on).filter(receives=True, answering=Answering.ACCOUNT)
    found = found.exclude(pk__in=hat.holders).order_by("kana", "name", "pk")
    return [(str(one), name) for one, name in found.values_list("pk", "name")]


def every_agency(*, on: date) -> Choices:
    """Every agency of the directory on a day. One query."""
    found = Agency.objects.active_on(on).order_by("kana", "name", "pk")
    return [(str(one), name) for one, name in found.values_list("pk", "name")]


def agencies_that_lead(hat: Hat, *, on: date) -> Choices:
    """Agencies with somebody who may lead. One query."""
    people = Membership.objects.at_work(on).filter(agency=OuterRef("pk"), role__in=LEADING)
    found = Agency.objects.active_on(on).filter(Exists(people), receives=True).exclude(pk__in=hat.holders)
    return [(str(one), name) for one, name in found.order_by("kana", "name", "pk").values_list("pk", "name")]


def household(hat: Hat, brief: Brief, *, at: datetime) -> Sequence[Face]:
    """Members of the person's household that the hat may see and that are not in the case yet."""
    there = {brief.row.resident_id, *(one.resident for one in brief.members)}
    known = [one.resident for one in household_of(hat, [brief.row.resident_id]) if one.resident not in there]
    opened = open_binders(
        hat,
        known,
        to=Purpose.SUPPORT,
        word="case.member_add",
        classes=InformationClass.BASIC,
        deliberate=False,
    )
    found = faces(hat, [one for one in known if one in opened], on=timezone.localdate(at))
    return [found[one] for one in known if one in found]
