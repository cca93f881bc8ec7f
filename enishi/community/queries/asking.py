"""The members who were asked for a commission: by word or by a card, and what they answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from enishi.agencies.queries.cards import CardState, card_states
from enishi.community.models import Commission, MemberAsk
from enishi.community.queries.commissions import CommissionPage
from enishi.community.queries.members import labels
from enishi.community.rules.asking import ASKS, PARTS, hand_of
from enishi.community.terms import Consideration, HandState, HandWord, Purpose
from enishi.office.cards import told


@dataclass(frozen=True)
class AskedLine:
    """A member that was asked. ``card``: its latest; ``decides``: an answer that waits for somebody to make a hand of it."""

    member_id: UUID
    name: str
    on: date
    card: CardState | None
    answer: Sequence[tuple[str, str]]
    decides: bool
    may_send: bool


def asked_lines(page: CommissionPage, *, goes_on: bool, at: datetime) -> list[AskedLine]:
    """Everybody who was asked, in that order. Three statements, none when nobody was."""
    if not page.asked:
        return []
    latest: dict[UUID, UUID] = {}
    for given_to, card_id in (
        MemberAsk.objects.filter(commission=page.row)
        .order_by("-at", "pk")
        .values_list("member_id", "card_id")
    ):
        latest.setdefault(given_to, card_id)
    states = card_states(list(latest.values()), at=at)
    up = {one.member_id for one in page.hands if one.state in (HandState.RAISED, HandState.TAKEN)}
    lines = []
    for one in page.asked:
        card = states[latest[one.member_id]] if one.member_id in latest else None
        given = card.given if card else {}
        open_still = goes_on and one.member_id not in up
        lines.append(
            AskedLine(
                one.member_id,
                one.member.name,
                one.on,
                card,
                told(ASKS, given),
                decides=open_still and bool(given) and given.get("word") != HandWord.NO,
                may_send=open_still and not given,
            )
        )
    return lines


def answer_of(commission_id: UUID, member_id: UUID, *, at: datetime) -> Mapping[str, str]:
    """What a member answered last for a commission; empty when it did not."""
    asked = MemberAsk.objects.filter(commission=commission_id, member=member_id)
    states = card_states(list(asked.values_list("card_id", flat=True)), at=at)
    return next((one.given for one in states.values() if one.given), {})


def hand_from_answer(commission_id: UUID, member_id: UUID, *, at: datetime) -> tuple[dict[str, Any], str]:
    """The fields of a hand as the member answered, and what it wanted to know."""
    given = answer_of(commission_id, member_id, at=at)
    return hand_of(given), given.get("text", "")


def parts_of(one: Commission) -> dict[str, str]:
    """What of a brief can stand on a card, in words; what is empty is not there."""
    said = {
        "age_band": str(one.get_age_band_display()),
        "forms": labels(Purpose, one.forms),
        "frequency": one.frequency,
        "district": one.district,
        "considerations": labels(Consideration, one.considerations),
        "wishes": one.wishes,
        "strengths": one.strengths,
        "care": one.care,
    }
    return {name: said[name] for name in PARTS if said[name]}
