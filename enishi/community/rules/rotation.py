"""Whom to ask next, so that it is not always the same three; how evenly the asking is spread; who is forgotten."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

WITHIN = 365


@dataclass(frozen=True)
class Candidate:
    """A member as rotation sees it. ``limit``: how often in a month it wants to be asked at most; None: no limit said."""

    member_id: UUID
    name: str
    purposes: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    limit: int | None = None
    asked_this_month: int = 0
    asked_today: bool = False
    asked_in_a_year: int = 0
    last_asked_on: datetime.date | None = None
    asked_here: bool = False


@dataclass(frozen=True)
class Suggestion:
    """A member in the order of asking. Who may not be asked now stands last and says why."""

    member: Candidate
    may_ask: bool
    fits: bool
    reasons: tuple[str, ...]


def reason_not_to_ask(one: Candidate) -> str:
    """Empty when the member may be asked now."""
    if one.asked_here:
        return "この依頼で、もう声をかけました。"
    if one.limit is not None and one.asked_this_month >= one.limit:
        return f"今月は{one.asked_this_month}回声をかけていて、この会員の上限（月{one.limit}回）です。"
    if one.asked_today:
        return "今日は、ほかの依頼か受入れのことで、もう頼んでいます。一つの会員に頼むのは、一日に一度です。"
    return ""


def suggest(
    candidates: Iterable[Candidate], *, purposes: Iterable[str], district: str, on: datetime.date
) -> list[Suggestion]:
    """Every member once: first who may be asked, then who offers what is wished, then who was asked longest ago and least."""
    wished = frozenset(purposes)
    found = [_suggestion(one, wished, district, on) for one in candidates]
    return sorted(found, key=_order)


def _suggestion(one: Candidate, wished: frozenset[str], district: str, on: datetime.date) -> Suggestion:
    refused = reason_not_to_ask(one)
    fits = not wished or not one.purposes or bool(wished & one.purposes)
    near = not district or not one.areas or district in one.areas
    told = [refused] if refused else []
    told.append("希望する形を提供できます。" if fits else "希望する形は、登録した提供内容にありません。")
    if not near:
        told.append(f"{district}は、登録した地区にありません。")
    if one.last_asked_on is None:
        told.append("まだ一度も声をかけていません。")
    else:
        days = (on - one.last_asked_on).days
        told.append(f"最後に声をかけたのは{days}日前、この1年で{one.asked_in_a_year}回です。")
    return Suggestion(one, not refused, fits and near, tuple(told))


def _order(one: Suggestion) -> tuple[bool, bool, datetime.date, int, str, UUID]:
    last = one.member.last_asked_on or datetime.date.min
    return (
        not one.may_ask,
        not one.fits,
        last,
        one.member.asked_in_a_year,
        one.member.name,
        one.member.member_id,
    )


def gini(counts: Sequence[int]) -> float:
    """How unevenly something is spread: 0 all alike, towards 1 all on one. Nobody, or nothing: 0.

    :raises ValueError: a count below zero
    """
    if any(one < 0 for one in counts):
        raise ValueError("a count is never negative")
    total, size = sum(counts), len(counts)
    if not total:
        return 0.0
    ranked = sum(rank * count for rank, count in enumerate(sorted(counts), start=1))
    return (2 * ranked) / (size * total) - (size + 1) / size


def idle_since(joined_on: datetime.date, last_used_on: datetime.date | None) -> datetime.date:
    """From when a member has had nothing to do: since it last did something, else since it joined."""
    return max(joined_on, last_used_on) if last_used_on else joined_on


def months_back(day: datetime.date, months: int) -> datetime.date:
    """The same day some months earlier, or the last of that month."""
    place = day.year * 12 + day.month - 1 - months
    year, month = divmod(place, 12)
    following = datetime.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - datetime.timedelta(days=1)).day
    return datetime.date(year, month + 1, min(day.day, last))


def is_idle(
    joined_on: datetime.date, last_used_on: datetime.date | None, *, on: datetime.date, months: int
) -> bool:
    """Whether a member has been left without anything for so many months."""
    return idle_since(joined_on, last_used_on) <= months_back(on, months)
