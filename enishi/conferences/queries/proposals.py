"""What a desk could raise for the 定例会: referrals that were declined, goals that were not reached."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.models import Lead, Plan
from enishi.cases.terms import PlanState
from enishi.conferences.models import ConcernOrigin
from enishi.conferences.terms import ConcernSource
from enishi.intake.models import Referral
from enishi.intake.queries.listing import short_day
from enishi.intake.queries.vocabulary import labels
from enishi.intake.terms import ReferralState, Vocabulary
from enishi.sharing.models import visible

BACK_TO = timedelta(days=180)
MOST = 10


class Proposal(NamedTuple):
    """Something that could be raised: from where, and what is said of it."""

    source: str
    label: str
    text: str
    origin: UUID


def proposals(hat: Hat, *, at: datetime) -> list[Proposal]:
    """What could be raised: own referrals that were declined, and own cases whose plan came to an end. Two queries."""
    return [*_declined(hat, at), *_ended_plans(hat, at)]


def _declined(hat: Hat, at: datetime) -> list[Proposal]:
    rows = Referral.objects.filter(
        visible(hat, at), sender_agency=hat.agency_id, state=ReferralState.REJECTED, ended_at__gte=at - BACK_TO
    )
    rows = rows.exclude(pk__in=ConcernOrigin.objects.values("binder_id")).order_by("-ended_at", "pk")
    reasons = labels(Vocabulary.DECLINE)[Vocabulary.DECLINE]
    return [
        Proposal(
            ConcernSource.REFERRAL,
            f"{receiver}が辞退（{reasons.get(reason, '理由なし')}）{short_day(timezone.localdate(ended))}",
            f"{receiver}につないだが、「{reasons.get(reason, '理由なし')}」で辞退された。",
            one,
        )
        for one, receiver, reason, ended in rows.values_list(
            "pk", "receiver_agency__name", "reason_code", "ended_at"
        )[:MOST]
    ]


def _ended_plans(hat: Hat, at: datetime) -> list[Proposal]:
    """Of a plan that came to its end nothing is read here: which goals were not reached is known to who led it."""
    led = Lead.objects.filter(agency=hat.agency_id, ended_at__isnull=True).values("case")
    rows = Plan.objects.filter(visible(hat, at, binder="case_id"), case__in=led, moved_at__gte=at - BACK_TO)
    rows = rows.filter(state__in=(PlanState.ENDED, PlanState.SUPERSEDED))
    rows = rows.exclude(case__in=ConcernOrigin.objects.values("binder_id")).order_by("-moved_at", "pk")
    found: dict[UUID, str] = {}
    for case, number in rows.values_list("case", "case__reference")[: MOST * 3]:
        found.setdefault(case, f"ケース {number[:4]}-{number[4:]} のプランが終わった。届かなかった目標はないか")
    return [Proposal(ConcernSource.GOAL, label, "", case) for case, label in list(found.items())[:MOST]]
