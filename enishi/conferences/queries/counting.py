"""How many meetings an agency held in a month, for its 実施報告."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.hooks import Counted
from enishi.conferences.models import Conference
from enishi.conferences.terms import ConferenceState
from enishi.intake.queries.listing import short_day
from enishi.sharing.models import visible

HELD = (ConferenceState.HELD, ConferenceState.CONFIRMED)


def meetings_of_a_month(hat: Hat, since: datetime, until: datetime) -> Sequence[Counted]:
    """Meetings that the hat's agency convened and held, by day and kind. One query."""
    found = Conference.objects.filter(visible(hat, timezone.now()), agency=hat.agency_id, state__in=HELD)
    found = (
        found.filter(starts_at__gte=since, starts_at__lt=until)
        .select_related("kind")
        .order_by("starts_at", "pk")
    )
    return [
        Counted("meetings", f"{short_day(timezone.localdate(one.starts_at))} {one.kind}") for one in found
    ]
