"""今日: what needs me today, of this room. The website puts it together with the inbox."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.intake.queries.consultations import LIST_CLASSES
from enishi.intake.queries.listing import MOST_COUNTED, how_late, short_day, short_time
from enishi.intake.queries.vocabulary import labels
from enishi.intake.rules.steps import UNANSWERED
from enishi.intake.terms import NUDGED, About, ReferralKind, ReferralState, Vocabulary
from enishi.office import prepared
from enishi.residents.queries import Called, called
from enishi.sharing.access import record_look
from enishi.sharing.models.visible import Reached
from enishi.sharing.terms import Purpose

MOST_SHOWN = 10
ABOUT = {str(code): str(label) for code, label in About.choices}

TO_ANSWER = ", ".join(f"'{one}'" for one in sorted(UNANSWERED))

# Written out: the ORM took longer to put them together than PostgreSQL to answer (bench). Each table is asked for once, for
# every wall of a statement costs; each row says whether the hat may know of whom it tells ({known}).
HELD = f"""
WITH nudged AS MATERIALIZED (
     SELECT t.binder_id, max(t.made_at) AS at FROM office_task t
      WHERE t.holder_id IN (%(me)s, %(agency)s) AND t.state = 'open' AND t.word = '{NUDGED}' GROUP BY t.binder_id),
held AS MATERIALIZED (
     SELECT h.id, h.consultation_id, h.membership_id IS NULL AS unassigned, h.next_on, h.next_action,
            count(*) OVER (PARTITION BY h.membership_id IS NULL) AS total,
            row_number() OVER (PARTITION BY h.membership_id IS NULL ORDER BY h.next_on, h.id) AS place
       FROM intake_holding h
      WHERE {{visible}} AND h.ended_at IS NULL
        AND (h.membership_id = %(me)s AND (h.next_on <= %(day)s OR h.consultation_id IN (SELECT binder_id FROM nudged))
             OR h.agency_id = %(agency)s AND h.membership_id IS NULL))
SELECT CASE WHEN h.unassigned THEN 'unassigned' ELSE 'due' END, h.consultation_id, c.resident_id, {{known}}, c.about, c.urgency,
       h.next_on, h.next_action, (SELECT n.at FROM nudged n WHERE n.binder_id = h.consultation_id), h.total
  FROM held h JOIN intake_consultation c ON c.id = h.consultation_id
 WHERE h.place <= {MOST_SHOWN} ORDER BY h.next_on, h.id
"""  # noqa: S608
REFERRALS = f"""
WITH referral AS MATERIALIZED (
     SELECT r.*, count(*) OVER (PARTITION BY r.waits) AS total,
            row_number() OVER (PARTITION BY r.waits ORDER BY
                CASE WHEN r.waits THEN r.reply_due_on END, CASE WHEN NOT r.waits THEN r.moved_at END DESC, r.id) AS place
       FROM (SELECT r.id, r.consultation_id, r.state, r.kind, r.priority, r.reply_due_on, r.moved_at, r.sender_agency_id,
                    r.receiver_agency_id, r.answered_at IS NULL AS waits
               FROM intake_referral r
              WHERE {{visible}}
                AND (r.receiver_agency_id = %(agency)s AND r.answered_at IS NULL AND r.state IN ({TO_ANSWER})
                     OR r.sender_agency_id = %(agency)s AND r.answered_at IS NOT NULL AND r.seen_by_sender_at IS NULL)) r)
SELECT CASE WHEN r.waits THEN 'waiting' ELSE 'answered' END, r.id, c.resident_id, {{known}}, c.about, r.state, r.kind, r.priority,
       r.reply_due_on, r.moved_at, r.sender_agency_id, s.name, t.name, r.total
  FROM referral r JOIN intake_consultation c ON c.id = r.consultation_id
  JOIN agencies_agency s ON s.id = r.sender_agency_id JOIN agencies_agency t ON t.id = r.receiver_agency_id
 WHERE r.place <= {MOST_SHOWN} ORDER BY r.place
"""  # noqa: S608


class HeldToday(NamedTuple):
    consultation: UUID
    resident: UUID | None
    known: bool | None
    about: str
    urgency: str
    next_on: date
    next_action: str
    nudged: datetime | None
    """since when a coordinator asks to look after it"""
    of: int


class ReferralToday(NamedTuple):
    referral: UUID
    resident: UUID | None
    known: bool | None
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


class Found(Protocol):
    """What a room found for today: of whom it tells, and its parts once it is known how they are called."""

    @property
    def residents(self) -> Iterable[UUID]: ...

    def parts(self, people: Mapping[UUID, Called]) -> Sequence[Part]: ...


def people_of(hat: Hat, rooms: Iterable[Found]) -> dict[UUID, Called]:
    """How those are called of whom the rooms tell: one look at all of them, and one query."""
    residents = list(dict.fromkeys(one for room in rooms for one in room.residents))
    if not residents:
        return {}
    record_look(hat, residents, to=Purpose.OVERVIEW, word="today", classes=LIST_CLASSES, deliberate=False)
    return called(residents)


@dataclass(frozen=True)
class Today:
    """Due and overdue consultations of mine, unassigned ones of my agency, referrals to answer, answers that came."""

    hat: Hat
    day: date
    held: dict[str, list[HeldToday]]
    referrals: dict[str, list[ReferralToday]]

    @property
    def residents(self) -> list[UUID]:
        """Those of whom the hat may know; a letter names nobody before it was opened."""
        known = [one.resident for rows in self.held.values() for one in rows if one.resident and one.known]
        return known + [
            one.resident
            for rows in self.referrals.values()
            for one in rows
            if one.resident
            and one.known
            and (one.sender == self.hat.agency_id or one.state != ReferralState.REQUESTED)
        ]

    def parts(self, people: Mapping[UUID, Called]) -> Sequence[Part]:
        found = self.held | self.referrals
        counts = {part: min(lines[0].of, MOST_COUNTED + 1) for part, lines in found.items() if lines}
        return (
            Part(
                "due",
                "今日までの相談",
                [_held(one, people, self.day) for one in self.held["due"]],
                counts.get("due", 0),
                "/consultations/?show=due",
                "今日までの予定はありません。",
            ),
            Part(
                "answer",
                "回答するつなぎ",
                [_waiting(one, people, self.day) for one in self.referrals["waiting"]],
                counts.get("waiting", 0),
                "/referrals/",
                "届いているつなぎはありません。",
            ),
            Part(
                "answered",
                "返事のあったつなぎ",
                [_answered(one, people) for one in self.referrals["answered"]],
                counts.get("answered", 0),
                "/referrals/?box=sent&show=answered",
                "新しい返事はありません。",
            ),
            Part(
                "unassigned",
                "担当者の決まっていない相談",
                [_held(one, people, self.day) for one in self.held["unassigned"]],
                counts.get("unassigned", 0),
                "/consultations/?whose=agency&show=unassigned",
                "担当者の決まっていない相談はありません。",
            ),
        )


def today(hat: Hat, at: datetime) -> Today:
    """Two queries however much there is. The caller asks how people are called (:func:`people_of`) for all rooms at once."""
    day = timezone.localdate(at)
    return Today(hat, day, _held_today(hat, at, day), _referrals_today(hat, at))


def _held_today(hat: Hat, at: datetime, day: date) -> dict[str, list[HeldToday]]:
    reached = Reached(hat=hat, at=at)
    visible, known = reached.by_name("h.consultation_id"), reached.by_name("c.resident_id")
    found: dict[str, list[HeldToday]] = {"due": [], "unassigned": []}
    values = reached.named | {"me": hat.membership_id, "agency": hat.agency_id, "day": day}
    for part, *row in prepared.rows(HELD.format(visible=visible, known=known), values):
        found[part].append(HeldToday(*row))
    return found


def _referrals_today(hat: Hat, at: datetime) -> dict[str, list[ReferralToday]]:
    reached = Reached(hat=hat, at=at)
    visible, known = reached.by_name("r.id"), reached.by_name("c.resident_id")
    found: dict[str, list[ReferralToday]] = {"waiting": [], "answered": []}
    values = reached.named | {"agency": hat.agency_id}
    for part, *row in prepared.rows(REFERRALS.format(visible=visible, known=known), values):
        found[part].append(ReferralToday(*row))
    return found


def _named(one: HeldToday | ReferralToday, people: Mapping[UUID, Called]) -> tuple[str, str]:
    face = people.get(one.resident) if one.resident else None
    if face:
        return face.name, face.kana
    return (ABOUT[one.about], "") if not one.resident else ("（開くと見えます）", "")


def _held(one: HeldToday, people: Mapping[UUID, Called], day: date) -> Line:
    name, kana = _named(one, people)
    late, tone = how_late(one.next_on, day)
    action = labels(Vocabulary.NEXT_ACTION)[Vocabulary.NEXT_ACTION].get(one.next_action, "")
    return Line(
        f"/consultations/{one.consultation}/",
        name,
        kana,
        f"{action}・{asked_to_look(one.nudged)}" if one.nudged else action,
        f"{short_day(one.next_on)} {late}",
        tone,
        one.urgency == "urgent",
    )


def asked_to_look(since: datetime) -> str:
    return f"調整管理者から確認の依頼（{short_day(timezone.localdate(since))}）"


def _waiting(one: ReferralToday, people: Mapping[UUID, Called], day: date) -> Line:
    name, kana = _named(one, people)
    late, tone = how_late(one.reply_due_on, day)
    text = f"{one.sender_name}から・{ReferralKind(one.kind).label}"
    return Line(
        f"/referrals/{one.referral}/", name, kana, text, f"回答 {late}", tone, one.priority == "urgent"
    )


def _answered(one: ReferralToday, people: Mapping[UUID, Called]) -> Line:
    name, kana = _named(one, people)
    tone = "bad" if one.state in ("rejected", "failed") else "good"
    text = f"{one.receiver_name}：{ReferralState(one.state).label}"
    return Line(f"/referrals/{one.referral}/", name, kana, text, short_time(one.moved_at), tone)
