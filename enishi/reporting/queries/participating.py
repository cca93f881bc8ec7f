"""What the room of 参加支援 says for the plan's form: what somebody wishes for, in their words, and where they take part."""

from enishi.cases.queries import Brief
from enishi.participation.models import Placement
from enishi.participation.queries.profile import told
from enishi.participation.terms import PlacementState, Side
from enishi.reporting.queries.persons import day_text
from enishi.reporting.rules.fields import Told

PRINTED = (Side.LIKES, Side.CAN, Side.NEEDS)
"""Where somebody may not go stands on no paper."""


def taking_part(brief: Brief) -> Told:
    """Of the person of the case, after a look at it. Three queries."""
    file = brief.row.pk
    profile = told(brief.found.opened.classes, [file])[file]
    words = [f"{side.label}：{profile.words(side)}" for side in PRINTED if profile.words(side)]
    going_on = Placement.objects.filter(case=file, binder_id=file).exclude(state=PlacementState.ENDED).order_by("at", "pk")
    places = [f"{one.name}（{one.get_state_display()}・{day_text(one.since)}から）" for one in going_on]
    return Told({"plan.participation_text": "\n".join(words), "case.places": "\n".join(places)})
