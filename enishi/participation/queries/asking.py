"""The cards of a placement's host, and what the host answered; after a look at the case."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from enishi.agencies.queries.cards import CardState, card_states
from enishi.cases.access import OpenedCase
from enishi.intake.queries.listing import long_time, short_day
from enishi.office import prepared
from enishi.participation.models import HostAsk
from enishi.participation.rules.asking import told
from enishi.residents.queries import written_names
from enishi.sharing.models import Consent
from enishi.sharing.terms import ConsentStage

HOSTS_ASKED = "SELECT resource_id FROM participation_hosts_asked(%s::uuid[], %s)"
_BETWEEN = re.compile(r"[\s・･=＝,，]+")


@dataclass(frozen=True)
class AskLine:
    """A card as the placement's page shows it."""

    kind: str
    day: str
    state: str
    tone: str
    until: str
    answer: Sequence[tuple[str, str]]
    answered: str
    is_open: bool


def asks_of(placement: UUID, *, at: datetime) -> list[AskLine]:
    """The latest first. Three queries, one when nothing was asked."""
    rows = list(HostAsk.objects.filter(placement=placement).order_by("-at", "pk"))
    states = card_states([one.card_id for one in rows], at=at)
    return [_line(one, states[one.card_id]) for one in rows]


def _line(one: HostAsk, card: CardState) -> AskLine:
    return AskLine(
        kind=str(one.get_kind_display()),
        day=short_day(one.day),
        state=card.label,
        tone=card.tone,
        until=long_time(card.expires_at) if card.expires_at else "",
        answer=told(one.kind, card.given) if card.given else [],
        answered=long_time(card.answered_at) if card.answered_at and card.given else "",
        is_open=card.is_open,
    )


def names_of(found: OpenedCase) -> list[str]:
    """Parts of every name (氏名・通称・旧姓) of everybody in the case whom the hat sees."""
    people = [found.row.resident_id, *(one.resident_id for one in found.members)]
    written = written_names(one for one in people if one)
    return list(dict.fromkeys(part for name in written for part in _BETWEEN.split(name) if part))


def hosts_asked(resources: Sequence[UUID], on: date) -> Collection[UUID]:
    """Which of these hosts were given a card that day for somebody: of hosts, naming nobody. One query."""
    return [one for (one,) in prepared.rows(HOSTS_ASKED, [prepared.array(resources), on])]


def host_consent(resident: UUID, *, at: datetime) -> Consent | None:
    """The consent to be presented to hosts that stands and lasts longest; None when there is none."""
    standing = Consent.objects.filter(
        resident=resident, stage=ConsentStage.HOST, withdrawn_at__isnull=True, starts_at__lte=at, ends_at__gt=at
    )
    return standing.order_by("-ends_at", "pk").first()
