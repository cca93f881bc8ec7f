"""Support measures (DV等支援措置): what forbids recording one, and how it stands on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enishi.residents.rules.registration import reasons_about_period
from enishi.residents.terms import MeasureAct, OpenReason, Protection


@dataclass(frozen=True)
class NewMeasure:
    """``ends_on``: the day by which it must be renewed. ``renews``: the measure that this one continues."""

    state: str
    applicant: str
    acts: Iterable[str]
    other_party: str = ""
    other_party_staff: UUID | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    note: str = ""
    renews: UUID | None = None


@dataclass(frozen=True)
class WhyOpen:
    """Why somebody who lives with a protected person is not protected with them."""

    reason: str
    note: str = ""


def reasons_not_to_record_measure(measure: NewMeasure) -> list[str]:
    """What forbids recording it, each a Japanese sentence."""
    reasons = []
    if measure.state not in (Protection.APPLIED, Protection.IN_FORCE, Protection.EXPIRED):
        reasons.append("支援措置の状態を選んでください。")
    if not measure.applicant.strip():
        reasons.append("申出者を入れてください。")
    if not set(measure.acts) or set(measure.acts) - set(MeasureAct.values):
        reasons.append("行為の種類を選んでください。")
    if measure.state == Protection.IN_FORCE and measure.starts_on is None:
        reasons.append("支援措置の開始日を入れてください。")
    return reasons + reasons_about_period(measure.starts_on, measure.ends_on)


def reasons_not_to_leave_open(why: WhyOpen) -> list[str]:
    """What forbids leaving the whereabouts of somebody in the household open, each a Japanese sentence."""
    if why.reason not in OpenReason.values:
        return ["いっしょに保護しない理由を選んでください。"]
    if why.reason == OpenReason.OTHER and not why.note.strip():
        return ["「その他」のときは、理由を補足に書いてください。"]
    return []


def standing(state: str, ends_on: date | None, on: date) -> Protection:
    """How a measure stands on a day: past its end it is 期限切れ（未解除）, and protects on."""
    if state == Protection.IN_FORCE and ends_on is not None and ends_on <= on:
        return Protection.EXPIRED
    return Protection(state)
