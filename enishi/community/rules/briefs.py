"""The brief of a commission names nobody: what somebody types is checked for what would tell who it is."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from enishi.community.terms import AgeBand
from enishi.office.text import telling

LONGEST = 1_000
BANDS = (
    (6, AgeBand.INFANT),
    (12, AgeBand.PRIMARY),
    (18, AgeBand.SECONDARY),
    (39, AgeBand.YOUNG),
    (64, AgeBand.MIDDLE),
    (74, AgeBand.OLDER),
    (200, AgeBand.OLDEST),
)
"""The oldest of each band."""


@dataclass(frozen=True)
class Brief:
    """What members read of somebody: wishes and strengths, never who it is."""

    age_band: str
    forms: tuple[str, ...]
    wishes: str
    strengths: str
    considerations: tuple[str, ...]
    care: str
    frequency: str
    district: str
    disclosure: str
    consented_on: datetime.date | None
    deadline: datetime.date | None
    plan_id: UUID | None = None
    rests_on: UUID | None = None
    consented_until: datetime.date | None = None

    def texts(self) -> Mapping[str, str]:
        """Label, as the form of participation says it → what was typed freely."""
        return {
            "本人の希望": self.wishes,
            "強み": self.strengths,
            "配慮してほしいこと": self.care,
            "曜日・回数": self.frequency,
            "中学校区": self.district,
            "開示してよい範囲": self.disclosure,
        }


def age_band(age: int | None) -> AgeBand:
    """The band that members read instead of an age."""
    if age is None:
        return AgeBand.UNKNOWN
    return next(band for until, band in BANDS if age <= until)


def reasons_to_rewrite(texts: Mapping[str, str]) -> list[str]:
    """One sentence for each text that tells who it is, or is too long."""
    found = []
    for label, text in texts.items():
        if len(text) > LONGEST:
            found.append(f"「{label}」は{LONGEST:,}字までにしてください（いま{len(text):,}字）。")
        found += telling.reasons_to_rewrite(label, text)
    return found


def reasons_not_to_send(brief: Brief, *, on: datetime.date) -> list[str]:
    """Everything that is wrong with a brief, at once."""
    found = []
    if not brief.forms:
        found.append("希望する形（就労・生きがい・居場所・体験など）を一つ以上選んでください。")
    if not brief.wishes.strip():
        found.append("本人の希望を書いてください。")
    if not brief.disclosure.strip():
        found.append("会員に開示してよい範囲を書いてください。")
    if brief.consented_on is None:
        found.append("本人が開示に同意した日を書いてください。")
    elif brief.consented_on > on:
        found.append("同意した日が、今日より後になっています。")
    if brief.consented_until is not None and brief.consented_until < on:
        found.append("同意の期限が切れています。もう一度、本人に確かめてください。")
    if brief.deadline is not None and brief.deadline < on:
        found.append("期限は、今日より後の日にしてください。")
    return found + reasons_to_rewrite(brief.texts())
