"""Whom to hand on to: the directory as the referral form needs it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.queries import AgencyEntry, districts
from enishi.agencies.queries.directory import entries, offered_by_receivers, staffed_first
from enishi.agencies.terms import AgencyKind, Answering
from enishi.intake.queries.listing import listing, slice_of


@dataclass(frozen=True)
class Receivers:
    entries: list[AgencyEntry]
    page: "Page[Any]"
    kinds: list[tuple[str, str]]
    districts: list[tuple[str, str]]
    offered: list[tuple[str, str]]


def receivers(
    hat: Hat, *, search: str, kind: str, district: str, offered: str, number: int, at: datetime
) -> Receivers:
    """A page of the agencies that take referrals now, without one's own. A constant number of queries."""
    local = timezone.localtime(at)
    rows = staffed_first(search, district, kind, offered, on=local.date()).exclude(pk__in=hat.grantees)
    found, count, more = slice_of(rows, number)
    return Receivers(
        entries(found, at=local),
        listing([], count, number, more=more).page,
        list(AgencyKind.choices),
        [(one, one) for one in districts(on=local.date())],
        [(one, one) for one in offered_by_receivers(on=local.date())],
    )


def receiver(agency: UUID, *, at: datetime) -> AgencyEntry | None:
    """One agency as the form and its confirmation show it."""
    local = timezone.localtime(at)
    return next(iter(entries(Agency.objects.filter(pk=agency), at=local)), None)


def answers_by_link(entry: AgencyEntry) -> bool:
    return entry.answering == Answering.LINK
