"""Whom to invite: persons with a hat that sees persons, by name or agency; never an agency as a whole."""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from uuid import UUID

from django.db.models import Q

from enishi.agencies.models import Membership
from enishi.agencies.roles import ROLES, SEEING_ROLES
from enishi.conferences.models import Member

MOST = 20
Choices = list[tuple[str, str]]


def persons(search: str, *, chosen: Iterable[UUID], conference: UUID, on: date) -> tuple[Choices, bool]:
    """Persons to tick: those chosen already, then what a search finds that is not invited yet. Two queries.

    :returns: membership → name, agency and role; and whether there are more
    """
    kept = list(chosen)
    known = Member.objects.filter(conference=conference, ended_at__isnull=True).values("membership")
    every = (
        Membership.objects.active_on(on)
        .filter(staff__is_active=True, role__in=SEEING_ROLES)
        .exclude(pk__in=known)
        .select_related("agency", "staff")
        .order_by("agency__kana", "staff__kana", "pk")
    )
    tokens = search.split()
    wanted = reduce(lambda all_, one: all_ & _named(one), tokens, Q())
    found = list(every.filter(wanted).exclude(pk__in=kept)[: MOST + 1]) if tokens else []
    before = list(every.filter(pk__in=kept)) if kept else []
    return [(str(one.pk), _label(one)) for one in [*before, *found[:MOST]]], len(found) > MOST


def _named(token: str) -> Q:
    return (
        Q(staff__name__icontains=token)
        | Q(staff__kana__icontains=token)
        | Q(agency__name__icontains=token)
        | Q(agency__kana__icontains=token)
    )


def _label(one: Membership) -> str:
    return f"{one.agency.name} {one.staff.name}（{ROLES[one.role].label}）"
