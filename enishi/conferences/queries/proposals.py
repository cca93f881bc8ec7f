"""What a desk could raise for the 定例会: referrals that were declined, goals that were not reached."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.models import Case, Lead, PlanGoal
from enishi.cases.terms import GoalState
from enishi.conferences.models import ConcernOrigin
from enishi.conferences.terms import ConcernSource
from enishi.intake.models import Referral
from enishi.intake.queries.listing import short_day
from enishi.intake.queries.vocabulary import labels
from enishi.intake.terms import ReferralState, Vocabulary
from enishi.sharing.access import open_binders
from enishi.sharing.models import visible
from enishi.sharing.terms import ALL_CLASSES, Purpose

BACK_TO = timedelta(days=180)
MOST = 10


class Proposal(NamedTuple):
    """Something that could be raised: from where, and what is said of it."""

    source: str
    label: str
    text: str
    origin: UUID


def proposals(hat: Hat, *, at: datetime) -> list[Proposal]:
    """What could be raised: own referrals that were declined, and goals of own cases that were not reached. Four queries."""
    return [*_declined(hat, at), *_unmet(hat, at)]


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


def _unmet(hat: Hat, at: datetime) -> list[Proposal]:
    led = Lead.objects.filter(agency=hat.agency_id, ended_at__isnull=True).values("case")
    cases = Case.objects.filter(visible(hat, at), pk__in=led, moved_at__gte=at - BACK_TO)
    cases = cases.exclude(pk__in=ConcernOrigin.objects.values("binder_id")).order_by("-moved_at", "pk")
    wanted = dict(cases.values_list("pk", "reference")[:50])
    opened = open_binders(
        hat, wanted, to=Purpose.SUPPORT, word="theme.proposals", classes=ALL_CLASSES, deliberate=False
    )
    goals = PlanGoal.objects.filter(plan__case__in=list(opened.classes), state=GoalState.UNMET).order_by("at", "pk")
    found = dict(goals.values_list("plan__case", "text"))
    return [
        Proposal(
            ConcernSource.GOAL,
            f"ケース {wanted[case][:4]}-{wanted[case][4:]} の目標「{text[:30]}」が未達成",
            "",
            case,
        )
        for case, text in list(found.items())[:MOST]
    ]
