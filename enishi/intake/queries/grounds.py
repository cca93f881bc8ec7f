"""On which ground the hat sees something (この画面が見える根拠)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from enishi.agencies.hats import Hat
from enishi.intake.queries.listing import short_day
from enishi.sharing.models import Grant
from enishi.sharing.rules import labels
from enishi.sharing.terms import GroundKind


@dataclass(frozen=True)
class Why:
    text: str
    until: str = ""
    classes: str = ""


def why(hat: Hat, binders: Iterable[UUID], *, at: datetime) -> Why:
    """「所管（基本、生活・経済）」 and its end, if there is one. One query."""
    live = Grant.objects.filter(
        binder__in=list(binders), grantee_id__in=hat.grantees, revoked_at__isnull=True
    )
    live = live.filter(starts_at__lte=at).filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at))
    found = list(live.order_by("starts_at", "id").values_list("kind", "ends_at", "classes", "sealed_classes"))
    if not found:
        return Why("")
    kinds = list(dict.fromkeys(str(GroundKind(kind).label) for kind, *_ in found))
    ends = [end for _, end, *_ in found if end]
    shown = 0
    for *_, classes, sealed in found:
        shown |= classes & ~sealed
    until = short_day(max(ends).date()) if ends and len(ends) == len(found) else ""
    return Why("、".join(kinds), until, labels(shown))
