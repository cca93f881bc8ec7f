"""Whom to invite: persons with a hat that sees persons, by name or agency; never an agency as a whole."""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from uuid import UUID

from django.db import connection
from django.db.models import Q

from enishi.agencies.models import Membership
from enishi.agencies.roles import ROLES, SEEING_ROLES
from enishi.agencies.rules.searching import typed_words
from enishi.conferences.access import OpenedConference
from enishi.conferences.models import Member

MOST = 20
SIGNED = "SELECT m FROM unnest(%s::uuid[]) AS m WHERE conferences_standing_pledge(%s, m) IS NOT NULL"
Choices = list[tuple[str, str]]


def persons(search: str, *, chosen: Iterable[UUID], conference: UUID, on: date) -> tuple[Choices, bool]:
    """Persons to tick: those chosen already, then what a search finds that is not invited yet. Two queries.

    :returns: membership → name, agency and role; and whether there are more
    """
    kept = list(chosen)
    known = Member.objects.filter(conference=conference, ended_at__isnull=True).values("membership")
    every = (
        Membership.objects.at_work(on)
        .filter(role__in=SEEING_ROLES)
        .exclude(pk__in=known)
        .select_related("agency", "staff")
        .order_by("agency__kana", "staff__kana", "pk")
    )
    tokens = typed_words(search)
    wanted = reduce(lambda all_, one: all_ & _named(one), tokens, Q())
    found = list(every.filter(wanted).exclude(pk__in=kept)[: MOST + 1]) if tokens else []
    before = list(every.filter(pk__in=kept)) if kept else []
    return [(str(one.pk), _label(one)) for one in [*before, *found[:MOST]]], len(found) > MOST


def own_people(found: OpenedConference, on: date) -> Choices:
    """Who of the convening office may have been there without being invited. Two queries.

    Where the law asks for a pledge, only who has one on record: everybody else confirms on the screen, invited.
    """
    known = Member.objects.filter(conference=found.id, ended_at__isnull=True).values("membership")
    every = (
        Membership.objects.at_work(on)
        .filter(agency=found.row.agency_id, role__in=SEEING_ROLES)
        .exclude(pk__in=known)
        .select_related("staff")
        .order_by("staff__kana", "pk")
    )
    people = [(str(one.pk), one.staff.name) for one in every]
    if not found.needs.needs_pledge:
        return people
    with connection.cursor() as cursor:
        cursor.execute(SIGNED, [[one for one, _ in people], found.id])
        signed = {str(one) for (one,) in cursor.fetchall()}
    return [one for one in people if one[0] in signed]


def _named(token: str) -> Q:
    return (
        Q(staff__name__icontains=token)
        | Q(staff__kana__icontains=token)
        | Q(agency__name__icontains=token)
        | Q(agency__kana__icontains=token)
    )


def _label(one: Membership) -> str:
    return f"{one.agency.name} {one.staff.name}（{ROLES[one.role].label}）"
