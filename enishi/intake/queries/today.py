"""今日: what needs me today, of this room. The website puts it together with the inbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.intake.queries.consultations import LIST_CLASSES
from enishi.intake.queries.listing import MOST_COUNTED, how_late, short_day, short_time
from enishi.intake.queries.vocabulary import labels
from enishi.intake.rules.steps import UNANSWERED
from enishi.intake.terms import About, ReferralKind, ReferralState, Vocabulary
from enishi.office import prepared
from enishi.residents.queries import Face, faces
from enishi.sharing.access import open_binders
from enishi.sharing.models.visible import Reached
from enishi.sharing.terms import Purpose

MOST_SHOWN = 10
ABOUT = {str(code): str(label) for code, label in About.choices}

# Written out, the count with the rows: the ORM took longer to put them together than PostgreSQL to answer (bench).
HELD = f"""
(SELECT 'due', h.consultation_id, c.resident_id, c.about, c.urgency, h.next_on, h.next_action, count(*) OVER ()
   FROM intake_holding h JOIN intake_consultation c ON c.id = h.consultation_id
  WHERE {{visible}} AND h.ended_at IS NULL AND h.membership_id = %s AND h.next_on <= %s
  ORDER BY h.next_on, h.id LIMIT {MOST_SHOWN})
UNION ALL
(SELECT 'unassigned', h.consultation_id, c.resident_id, c.about, c.urgency, h.next_on, h.next_action, count(*) OVER ()
   FROM intake_holding h JOIN intake_consultation c ON c.id = h.consultation_id
  WHERE {{visible}} AND h.ended_at IS NULL AND h.agency_id = %s AND h.membership_id IS NULL
  ORDER BY h.next_on, h.id LIMIT {MOST_SHOWN})
"""  # noqa: S608
REFERRAL = """r.id, c.resident_id, c.about, r.state, r.kind, r.priority, r.reply_due_on, r.moved_at, r.sender_agency_id,
        s.name, t.name, count(*) OVER ()
   FROM intake_referral r JOIN intake_consultation c ON c.id = r.consultation_id
   JOIN agencies_agency s ON s.id = r.sender_agency_id JOIN agencies_agency t ON t.id = r.receiver_agency_id"""
REFERRALS = f"""
(SELECT 'waiting', {REFERRAL}
  WHERE {{visible}} AND r.receiver_agency_id = %s AND r.state IN ({", ".join(f"'{one}'" for one in sorted(UNANSWERED))})
  ORDER BY r.reply_due_on, r.id LIMIT {MOST_SHOWN})
UNION ALL
(SELECT 'answered', {REFERRAL}
  WHERE {{visible}} AND r.sender_agency_id = %s AND r.answered_at IS NOT NULL AND r.seen_by_sender_at IS NULL
  ORDER BY r.moved_at DESC, r.id LIMIT {MOST_SHOWN})
"""


class HeldToday(NamedTuple):
    consultation: UUID
    resident: UUID | None
    about: str
    urgency: str
    next_on: date
    next_action: str
    of: int


class ReferralToday(NamedTuple):
    referral: UUID
    resident: UUID | None
    about: str
    state: str
    kind: str
    priority: str
    reply_due_on: date
    moved_at: datetime
    sender: UUID
    sender_name: str
    receiver_name: str
    of: int


@dataclass(frozen=True)
class Line:
    """One thing to do: who, what, by when."""

    url: str
    name: str
    kana: str
    text: str
    when: str
    tone: str
    urgent: bool = False


@dataclass(frozen=True)
class Part:
    """One part of the page: its heading, its lines, how many there are, and where all of them stand."""

    key: str
    heading: str
    lines: Sequence[Line]
    count: int
    url: str
    empty: str

    @property
    def count_text(self) -> str:
        return f"{MOST_COUNTED:,}+" if self.count > MOST_COUNTED else f"{self.count:,}"

    @property
    def more(self) -> int:
        return max(0, self.count - len(self.lines))


@dataclass(frozen=True)
class Today:
    parts: Sequence[Part]

    @property
    def total(self) -> int:
        return sum(part.count for part in self.parts)


def today(hat: Hat, at: datetime) -> Today:
    """Due and overdue consultations of mine, unassigned ones of my agency, referrals to answer, answers that came.

    Four queries however much there is; a hat that sees no person gets an empty page. Records one look.
    """
    if not hat.grantees or not hat.agency_id:
        return Today(())
    day = timezone.localdate(at)
    held, referrals = _held_today(hat, at, day), _referrals_today(hat, at)
    people = _people(hat, held, referrals, day)
    counts = {part: min(lines[0].of, MOST_COUNTED + 1) for part, lines in (held | referrals).items() if lines}
    return Today(
        (
            Part(
                "due",
                "今日までの相談",
                [_held(one, people, day) for one in held["due"]],
                counts.get("due", 0),
                "/consultations/?show=due",
                "今日までの予定はありません。",
            ),
            Part(
                "answer",
                "回答するつなぎ",
                [_waiting(one, people, day) for one in referrals["waiting"]],
                counts.get("waiting", 0),
                "/referrals/",
                "届いているつなぎはありません。",
            ),
            Part(
                "answered",
                "返事のあったつなぎ",
                [_answered(one, people) for one in referrals["answered"]],
                counts.get("answered", 0),
                "/referrals/?box=sent&show=answered",
                "新しい返事はありません。",
            ),
            Part(
                "unassigned",
                "担当者の決まっていない相談",
                [_held(one, people, day) for one in held["unassigned"]],
                counts.get("unassigned", 0),
                "/consultations/?whose=agency&show=unassigned",
                "担当者の決まっていない相談はありません。",
            ),
        )
    )


def _held_today(hat: Hat, at: datetime, day: date) -> dict[str, list[HeldToday]]:
    visible, values = Reached(hat=hat, at=at).written("h.consultation_id")
    found: dict[str, list[HeldToday]] = {"due": [], "unassigned": []}
    given = [*values, hat.membership_id, day, *values, hat.agency_id]
    for part, *row in prepared.rows(HELD.format(visible=visible), given):
        found[part].append(HeldToday(*row))
    return found


def _referrals_today(hat: Hat, at: datetime) -> dict[str, list[ReferralToday]]:
    visible, values = Reached(hat=hat, at=at).written("r.id")
    found: dict[str, list[ReferralToday]] = {"waiting": [], "answered": []}
    given = [*values, hat.agency_id, *values, hat.agency_id]
    for part, *row in prepared.rows(REFERRALS.format(visible=visible), given):
        found[part].append(ReferralToday(*row))
    return found


def _people(
    hat: Hat, held: dict[str, list[HeldToday]], referrals: dict[str, list[ReferralToday]], day: date
) -> dict[UUID, Face]:
    residents = [one.resident for rows in held.values() for one in rows]
    residents += [
        one.resident
        for rows in referrals.values()
        for one in rows
        if one.sender == hat.agency_id or one.state != ReferralState.REQUESTED
    ]
    known = [one for one in dict.fromkeys(residents) if one]
    open_binders(hat, known, to=Purpose.OVERVIEW, word="today", classes=LIST_CLASSES, deliberate=False)
    return faces(hat, known, on=day)


def _named(one: HeldToday | ReferralToday, people: dict[UUID, Face]) -> tuple[str, str]:
    face = people.get(one.resident) if one.resident else None
    if face:
        return face.name, face.kana
    return (ABOUT[one.about], "") if not one.resident else ("（開くと見えます）", "")


def _held(one: HeldToday, people: dict[UUID, Face], day: date) -> Line:
    name, kana = _named(one, people)
    late, tone = how_late(one.next_on, day)
    action = labels(Vocabulary.NEXT_ACTION)[Vocabulary.NEXT_ACTION].get(one.next_action, "")
    return Line(
        f"/consultations/{one.consultation}/",
        name,
        kana,
        action,
        f"{short_day(one.next_on)} {late}",
        tone,
        one.urgency == "urgent",
    )


def _waiting(one: ReferralToday, people: dict[UUID, Face], day: date) -> Line:
    name, kana = _named(one, people)
    late, tone = how_late(one.reply_due_on, day)
    text = f"{one.sender_name}から・{ReferralKind(one.kind).label}"
    return Line(f"/referrals/{one.referral}/", name, kana, text, f"回答 {late}", tone, one.priority == "urgent")


def _answered(one: ReferralToday, people: dict[UUID, Face]) -> Line:
    name, kana = _named(one, people)
    tone = "bad" if one.state in ("rejected", "failed") else "good"
    text = f"{one.receiver_name}：{ReferralState(one.state).label}"
    return Line(f"/referrals/{one.referral}/", name, kana, text, short_time(one.moved_at), tone)
