"""今日: what needs me today, of this room. The website puts it together with the inbox."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.intake.models import Holding, Referral
from enishi.intake.queries.consultations import LIST_CLASSES
from enishi.intake.queries.listing import MOST_COUNTED, how_late, short_day, short_time
from enishi.intake.queries.vocabulary import labels
from enishi.intake.rules.steps import UNANSWERED
from enishi.intake.terms import About, ReferralState, Vocabulary
from enishi.residents.queries import Face, faces
from enishi.sharing.access import open_binders
from enishi.sharing.models import visible
from enishi.sharing.terms import Purpose

MOST_SHOWN = 10


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

    Nine queries however much there is; a hat that sees no person gets an empty page. Records one look.
    """
    if not hat.grantees or not hat.agency_id:
        return Today(())
    day = timezone.localdate(at)
    due = Holding.objects.filter(
        visible(hat, at, binder="consultation_id"),
        ended_at__isnull=True,
        next_on__lte=day,
        membership=hat.membership_id,
    ).order_by("next_on", "pk")
    unassigned = Holding.objects.filter(
        visible(hat, at, binder="consultation_id"),
        ended_at__isnull=True,
        agency=hat.agency_id,
        membership__isnull=True,
    ).order_by("next_on", "pk")
    waiting = Referral.objects.filter(
        visible(hat, at), receiver_agency=hat.agency_id, state__in=sorted(UNANSWERED)
    ).order_by("reply_due_on", "pk")
    answered = Referral.objects.filter(
        visible(hat, at),
        Q(answered_at__isnull=False),
        sender_agency=hat.agency_id,
        seen_by_sender_at__isnull=True,
    ).order_by("-moved_at", "pk")
    held = [list(one.select_related("consultation")[:MOST_SHOWN]) for one in (due, unassigned)]
    referrals = [
        list(one.select_related("consultation", "sender_agency", "receiver_agency")[:MOST_SHOWN])
        for one in (waiting, answered)
    ]
    people = _people(hat, held, referrals, day)
    counts = [
        _count(len(held[0]), due),
        _count(len(held[1]), unassigned),
        _count(len(referrals[0]), waiting),
        _count(len(referrals[1]), answered),
    ]
    return Today(
        (
            Part(
                "due",
                "今日までの相談",
                [_held(one, people, day) for one in held[0]],
                counts[0],
                "/consultations/?show=due",
                "今日までの予定はありません。",
            ),
            Part(
                "answer",
                "回答するつなぎ",
                [_waiting(one, people, day) for one in referrals[0]],
                counts[2],
                "/referrals/",
                "届いているつなぎはありません。",
            ),
            Part(
                "answered",
                "返事のあったつなぎ",
                [_answered(one, people) for one in referrals[1]],
                counts[3],
                "/referrals/?box=sent&show=answered",
                "新しい返事はありません。",
            ),
            Part(
                "unassigned",
                "担当者の決まっていない相談",
                [_held(one, people, day) for one in held[1]],
                counts[1],
                "/consultations/?whose=agency&show=unassigned",
                "担当者の決まっていない相談はありません。",
            ),
        )
    )


def _count(shown: int, found: QuerySet[Any]) -> int:
    """How many there are; a query only when not all are shown."""
    return shown if shown < MOST_SHOWN else found.order_by().values("pk")[: MOST_COUNTED + 1].count()


def _people(
    hat: Hat, held: Iterable[Iterable[Holding]], referrals: Iterable[Iterable[Referral]], day: date
) -> dict[UUID, Face]:
    readable = [
        one
        for rows in referrals
        for one in rows
        if one.sender_agency_id == hat.agency_id or one.state != ReferralState.REQUESTED
    ]
    residents = [one.consultation.resident_id for rows in held for one in rows]
    residents += [one.consultation.resident_id for one in readable]
    known = [one for one in dict.fromkeys(residents) if one]
    open_binders(hat, known, to=Purpose.OVERVIEW, word="today", classes=LIST_CLASSES, deliberate=False)
    return faces(hat, known, on=day)


def _named(one: Holding | Referral, people: dict[UUID, Face]) -> tuple[str, str]:
    resident = one.consultation.resident_id
    face = people.get(resident) if resident else None
    if face:
        return face.name, face.kana
    return (str(About(one.consultation.about).label), "") if not resident else ("（開くと見えます）", "")


def _held(one: Holding, people: dict[UUID, Face], day: date) -> Line:
    name, kana = _named(one, people)
    late, tone = how_late(one.next_on, day)
    action = labels(Vocabulary.NEXT_ACTION)[Vocabulary.NEXT_ACTION].get(one.next_action, "")
    urgent = one.consultation.urgency == "urgent"
    return Line(
        f"/consultations/{one.consultation_id}/",
        name,
        kana,
        action,
        f"{short_day(one.next_on)} {late}",
        tone,
        urgent,
    )


def _waiting(one: Referral, people: dict[UUID, Face], day: date) -> Line:
    name, kana = _named(one, people)
    late, tone = how_late(one.reply_due_on, day)
    text = f"{one.sender_agency.name}から・{one.get_kind_display()}"
    return Line(f"/referrals/{one.pk}/", name, kana, text, f"回答 {late}", tone, one.priority == "urgent")


def _answered(one: Referral, people: dict[UUID, Face]) -> Line:
    name, kana = _named(one, people)
    tone = "bad" if one.state in ("rejected", "failed") else "good"
    text = f"{one.receiver_agency.name}：{one.get_state_display()}"
    return Line(f"/referrals/{one.pk}/", name, kana, text, short_time(one.moved_at), tone)
