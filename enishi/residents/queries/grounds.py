from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from enishi.agencies.hats import Hat
from enishi.sharing.models import Grant
from enishi.sharing.rules import labels
from enishi.sharing.terms import GroundKind


@dataclass(frozen=True)
class WhySeen:
    """On what grounds the hat sees somebody, the earliest first, and until when (None: no end)."""

    kinds: tuple[GroundKind, ...]
    until: datetime | None

    @property
    def text(self) -> str:
        """「所管、つなぎ」"""
        return "、".join(str(one.label) for one in self.kinds)

    @property
    def as_own_work(self) -> bool:
        """Whether one of the grounds is the hat's own work (所管)."""
        return GroundKind.OWN_WORK in self.kinds

    @property
    def only_to_look(self) -> bool:
        """Whether an emergency look is all there is: it shows, and changes nothing."""
        return self.kinds == (GroundKind.EMERGENCY,)


@dataclass(frozen=True)
class SharedWith:
    """To whom a register is shown, on what ground, which classes, until when."""

    holder: UUID
    ground: str
    purpose: str
    classes: str
    until: datetime | None


def why_seen(hat: Hat, residents: Iterable[UUID], *, at: datetime) -> WhySeen:
    """The grounds and the latest end, over all registers of one person. One query."""
    live = Grant.objects.filter(
        binder__in=list(residents), grantee_id__in=hat.grantees, revoked_at__isnull=True
    )
    live = live.filter(starts_at__lte=at).filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at))
    found = list(live.order_by("starts_at", "id").values_list("kind", "ends_at"))
    kinds = tuple(dict.fromkeys(GroundKind(kind) for kind, _ in found))
    ends = [end for _, end in found]
    return WhySeen(kinds, None if None in ends or not ends else max(end for end in ends if end))


def shared_with(residents: Iterable[UUID]) -> list[SharedWith]:
    """Who sees the registers of one person, as far as the kernel tells the hat. One query.

    The kernel leaves out what the job of matching opened to the coordinator: it would tell that a namesake is known. Of others'
    classes those are told that are open to the hat itself: one that is sealed later would be seen to go.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.grantee, s.kind, s.purpose, s.classes & sharing_shown(b.id), s.ends_at"
            " FROM unnest(%s::uuid[]) WITH ORDINALITY AS b(id, place), LATERAL sharing_shared_with(b.id) AS s"
            " ORDER BY b.place, s.starts_at, s.ground",
            [list(residents)],
        )
        rows = cursor.fetchall()
    shown = (
        SharedWith(grantee, str(GroundKind(kind).label), purpose, labels(classes), until)
        for grantee, kind, purpose, classes, until in rows
    )
    return list(dict.fromkeys(shown))
