"""Whom to hand on to: the directory as the referral form needs it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.queries import AgencyEntry, directory, districts
from enishi.agencies.queries.directory import entries
from enishi.agencies.terms import AgencyKind, Answering

MOST = 30


@dataclass(frozen=True)
class Receivers:
    entries: list[AgencyEntry]
    more: bool
    kinds: list[tuple[str, str]]
    districts: list[tuple[str, str]]


def receivers(hat: Hat, *, search: str, kind: str, district: str, at: datetime) -> Receivers:
    """Agencies that take referrals now, without one's own. A constant number of queries."""
    local = timezone.localtime(at)
    found = directory(search, district, kind, at=local, limit=MOST + 2)
    others = [one for one in found if one.id != hat.agency_id]
    return Receivers(
        others[:MOST],
        len(others) > MOST,
        list(AgencyKind.choices),
        [(one, one) for one in districts(on=local.date())],
    )


def receiver(agency: UUID, *, at: datetime) -> AgencyEntry | None:
    """One agency as the form and its confirmation show it."""
    local = timezone.localtime(at)
    return next(iter(entries(Agency.objects.filter(pk=agency), at=local)), None)


def answers_by_link(entry: AgencyEntry) -> bool:
    return entry.answering == Answering.LINK
