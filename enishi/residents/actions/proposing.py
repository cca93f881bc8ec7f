"""Blind match: who may be the same person is found out by a job, and told to the coordinator alone.

The asker's page, the time it takes and the trail of their request are the same whether somebody was found or not.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Q

from enishi.office import inbox, trail
from enishi.office.models import Notice
from enishi.residents.matching import PROPOSE_FROM, Likeness, compare
from enishi.residents.models import Joining, MatchCandidate, SearchKey
from enishi.residents.queries.likeness import identities
from enishi.residents.rules.search_keys import BLOCK
from enishi.residents.terms import Decision
from enishi.sharing.actions.kernel import call_first
from enishi.sharing.terms import InformationClass

TASK = "residents.propose_matches"
LOCK = "residents.matching"
MOST_COMPARED = 500
OPEN_FOR = timedelta(days=90)
RENEW_BEFORE = timedelta(days=7)
TOLD = "match.proposed"
BASIC_ONLY = InformationClass.BASIC.value


def propose_later(resident: UUID) -> None:
    """Put the job into the queue, in the transaction of the change that calls for it."""
    call_first("residents_propose_later", TASK, LOCK, resident)


@transaction.atomic
def propose_matches(resident: UUID, *, at: datetime) -> int:
    """Compare one register with all that share a key, and put likely pairs before those who reconcile.

    Runs as ``enishi_clerk``, with nobody at the desk. Only what is BASIC is compared: a reason such as "same address"
    would tell where a protected person lives. Pairs decided before, or joined, are never asked again.

    :returns: how many pairs were proposed
    """
    others = _sharing_a_key(resident)
    known = _pairs_known(resident)
    people = identities([resident, *(one for one in others if one not in known)], classes=BASIC_ONLY)
    asked = people.get(resident)
    if asked is None:
        return 0
    pairs = 0
    for other, theirs in people.items():
        if other == resident:
            continue
        like = compare(asked, theirs)
        if like.score >= PROPOSE_FROM:
            pairs += _propose(resident, other, like, at=at)
    return pairs


@transaction.atomic
def renew_open_candidates(*, at: datetime) -> int:
    """Open the two registers for longer where a pair still waits for its decision."""
    waiting = MatchCandidate.objects.filter(decision=Decision.OPEN, opened_until__lt=at + RENEW_BEFORE)
    for candidate in waiting.order_by("id"):
        _open_for(candidate.agency_id, (candidate.left_id, candidate.right_id), at=at)
    return waiting.update(opened_until=at + OPEN_FOR)


def _sharing_a_key(resident: UUID) -> list[UUID]:
    keys = SearchKey.objects.filter(resident_id=resident, kind=BLOCK).values_list("key", flat=True)
    near = SearchKey.objects.filter(kind=BLOCK, key__in=list(keys)).exclude(resident_id=resident)
    counted = near.values("resident_id").annotate(shared=Count("*")).order_by("-shared", "resident_id")
    return [row["resident_id"] for row in counted[:MOST_COMPARED]]


def _pairs_known(resident: UUID) -> set[UUID]:
    candidates = MatchCandidate.objects.filter(Q(left=resident) | Q(right=resident)).values_list(
        "left_id", "right_id"
    )
    joined = Joining.objects.filter(Q(loser=resident) | Q(winner=resident), undone_at__isnull=True)
    pairs = [*candidates, *joined.values_list("loser_id", "winner_id")]
    return {one for pair in pairs for one in pair} - {resident}


def _propose(resident: UUID, other: UUID, like: Likeness, *, at: datetime) -> int:
    left, right = sorted((resident, other), key=lambda one: one.int)
    agencies = _reconcilers(left, right)
    MatchCandidate.objects.bulk_create(
        MatchCandidate(
            agency_id=agency,
            left_id=left,
            right_id=right,
            score=like.score,
            reasons=list(like.reasons),
            against=list(like.against),
            proposed_at=at,
            opened_until=at + OPEN_FOR,
        )
        for agency in agencies
    )
    for agency in agencies:
        _open_for(agency, (left, right), at=at)
        _tell(agency, at=at)
    if agencies:
        trail.record(TOLD, binders=[left, right], detail={"score": like.score})
    return 1 if agencies else 0


def _reconcilers(left: UUID, right: UUID) -> list[UUID]:
    """Agencies with somebody who reconciles, inside every seal that covers BASIC of either."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency FROM residents_reconcilers(%s, %s) ORDER BY agency", [left, right])
        return [row[0] for row in cursor.fetchall()]


def _open_for(agency: UUID, binders: Iterable[UUID], *, at: datetime) -> None:
    with connection.cursor() as cursor:
        for binder in binders:
            cursor.execute(
                "SELECT sharing_open_for_reconciling(%s, %s, %s, %s)", [binder, agency, at + OPEN_FOR, at]
            )


def _tell(agency: UUID, *, at: datetime) -> None:
    """One unread notice at a time; it names nobody."""
    if not Notice.objects.filter(holder_id=agency, word=TOLD, read_at__isnull=True).exists():
        inbox.tell(agency, TOLD, "名寄せの判断を待つ候補があります。", url="/residents/matches/", at=at)
