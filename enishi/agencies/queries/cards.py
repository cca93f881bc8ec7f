"""Where released cards stand, and what was answered, as the pages of the rooms show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from enishi.agencies.models import CardAnswer, ReleasedCard


@dataclass(frozen=True)
class CardState:
    """``tone``: of the chip. ``given``: the values of the answer, empty while there is none (or it is not the hat's to read)."""

    label: str
    tone: str
    is_open: bool = False
    expires_at: datetime | None = None
    answered_at: datetime | None = None
    given: Mapping[str, str] = field(default_factory=dict)


UNSEEN = CardState("ほかの機関が渡した", "plain")


def card_states(cards: Sequence[UUID], *, at: datetime) -> dict[UUID, CardState]:
    """Every one of the cards, also those that the hat may not see. Two queries, none for no card."""
    if not cards:
        return {}
    rows = {one.pk: one for one in ReleasedCard.objects.filter(pk__in=cards).defer("shown", "digest")}
    answers = {one.card_id: one for one in CardAnswer.objects.filter(card__in=cards)}
    return {one: _state(rows.get(one), answers.get(one), at) for one in cards}


def _state(card: ReleasedCard | None, answer: CardAnswer | None, at: datetime) -> CardState:
    if card is None:
        return UNSEEN
    label, tone = _words(card, at)
    given = dict(answer.given) if answer else {}
    answered_at = answer.at if answer else card.answered_at
    return CardState(label, tone, tone in ("key", "neutral"), card.expires_at, answered_at, given)


def _words(card: ReleasedCard, at: datetime) -> tuple[str, str]:
    if card.stuck_at:
        return "回答あり（取り込めず）", "bad"
    if card.answered_at:
        return "回答あり", "good"
    if card.closed_at:
        return "閉じた", "done"
    if card.expires_at <= at:
        return "期限切れ", "warn"
    return ("回答待ち", "key") if card.carried_at else ("送るところ", "neutral")
