"""On which ground the hat sees something (この画面が見える根拠)."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from enishi.office.days import long_day
from enishi.sharing.access import Opened
from enishi.sharing.rules import labels
from enishi.sharing.terms import GroundKind


@dataclass(frozen=True)
class Why:
    text: str
    until: str = ""
    classes: str = ""


def why(opened: Opened, binder: UUID) -> Why:
    """「所管（基本、生活・経済）」 and its end, if there is one; from the look that opened the page."""
    standing = opened.standings.get(binder)
    if standing is None:
        return Why("")
    until = long_day(timezone.localdate(standing.until)) if standing.until else ""
    kinds = "、".join(str(GroundKind(kind).label) for kind in standing.kinds)
    return Why(kinds, until, labels(opened.classes[binder]))
