"""Conditions that must hold: each check gives nothing, or the one sentence that says what stands against it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache

from enishi.community.rules.offers import Offer
from enishi.community.terms import BarrierFree, Consideration, Purpose, Target
from enishi.participation.rules.wishes import Miss, Surroundings, Wishes
from enishi.participation.terms import Condition, PartOfDay

DAYS = {1: "月", 2: "火", 3: "水", 4: "木", 5: "金", 6: "土", 7: "日", 8: "祝"}
PARTS = {
    PartOfDay.MORNING: (0, 12 * 60),
    PartOfDay.AFTERNOON: (12 * 60, 17 * 60),
    PartOfDay.EVENING: (17 * 60, 24 * 60),
}
FIRM = frozenset(
    {Consideration.NO_CASH, Consideration.NO_BLADES, Consideration.NO_CHILDREN, Consideration.NO_ALCOHOL}
)
"""Considerations that a duty or somebody's safety asks for: a host that cannot is never talked into it."""
AT_WORK = frozenset({Purpose.WORK.value})
LEAST_AGE_AT_WORK, GROWN = 15, 18
TOO_YOUNG = "15歳になったあとの3月31日までは、働く場は候補にできません（労働基準法56条。許可を受けた軽い仕事だけが例外です）。"
NIGHT = (22 * 60, 5 * 60)
EARTH_KM = 6371.0088
_CARES = {one.value: str(one.label) for one in Consideration}
_ACCESSES = {one.value: str(one.label) for one in BarrierFree}
Check = Callable[[Wishes, Offer, Surroundings, "float | None"], "Miss | None"]


def misses(wishes: Wishes, offer: Offer, around: Surroundings, km: float | None) -> tuple[Miss, ...]:
    """Everything that stands against an offer, what nobody may give way in first."""
    found = [miss for check in CHECKS if (miss := check(wishes, offer, around, km)) is not None]
    found.extend(_cares(wishes, offer))
    return tuple(found)


def distance(wishes: Wishes, offer: Offer) -> float | None:
    """Kilometres as the crow flies; None when a place is unknown or the person's is protected."""
    if wishes.hides_place or None in (wishes.latitude, wishes.longitude, offer.latitude, offer.longitude):
        return None
    here, there = math.radians(wishes.latitude or 0), math.radians(offer.latitude or 0)
    across = math.radians((offer.longitude or 0) - (wishes.longitude or 0)) / 2
    half = math.sin((there - here) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(across) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def _safety(wishes: Wishes, offer: Offer, around: Surroundings, km: float | None) -> Miss | None:
    if offer.resource_id in wishes.shunned or (offer.town and offer.town in wishes.shunned_towns):
        return Miss(Condition.SAFETY, "本人の安全のため、ここは候補にしません。", firm=True)
    return None


def _paused(wishes: Wishes, offer: Offer, around: Surroundings, km: float | None) -> Miss | None:
    if not offer.paused:
        return None
    until = f"{_day(offer.paused_until)}に再開します" if offer.paused_until else "再開の日は決まっていません"
    return Miss(Condition.PAUSED, f"いまは休止中です（{until}）。")


def _stale(wishes: Wishes, offer: Offer, around: Surroundings, km: float | None) -> Miss | None:
    if offer.stale:
        return Miss(
            Condition.STALE, "情報の確認の期限が過ぎています。いまも同じか、確かめてください。", asks=True
        )
    return None


def _full(wishes: Wishes, offer: Offer, around: Surroundings, km: float | None) -> Miss | None:
    if not offer.full:
        return None
    size = f"（定員{offer.capacity}人" if offer.capacity is not None else "（"
    waits = f"{'、' if len(size) > 1 else ''}{offer.waiting}人が待っています" if offer.waiting else ""
    told = f"{size}{waits}）" if len(size) > 1 or waits else ""
    return Miss(Condition.FULL, f"空きがありません{told}。")


def _limit(wishes: Wishes, offer: Offer, around: Surroundings, km: float | None) -> Miss | None:
    asked = around.asked.get(offer.resource_id, 0)
    if offer.asks_per_month is None or asked < offer.asks_per_month:
        return None
    sentence = (
        f"今月の依頼が、受入先の決めた上限（{offer.asks_per_month}件）に達しています。来月なら頼めます。"
    )
    return Miss(Condition.LIMIT, sentence, firm=True)


def _purpose(wishes: Wishes, offer: Offer, around: Surroundings, km: float | None) -> Miss | None:
    if not wishes.purposes or not offer.purposes or not wishes.purposes.isdisjoint(offer.purposes):
        return None
    return _other_form(offer.purposes, wishes.purposes)


@lru_cache(maxsize=512)
def _other_form(offered: frozenset[str], wished: frozenset[str]) -> Miss:
    told, wanted = _names(Purpose, offered), _names(Purpose, wished)
    return Miss(Condition.PURPOSE, f"{told}の場で、希望する形（{wanted}）ではありません。")


def _days_and_parts(wishes: Wishes, offer: Offer, around: Surroundings, km: float | None) -> Miss | None:
    if not offer.days:
        return None
    if wishes.days and wishes.days.isdisjoint(offer.days):
        return _closed(wishes.days, offer.days)
    if (
        not wishes.parts
        or not offer.times
        or any(_meets(wishes.days, wishes.parts, one.day, one.opens, one.closes) for one in offer.times)
    ):
        return None
    wanted = "・".join(str(PartOfDay(part).label) for part in PARTS if part in wishes.parts)
    return Miss(Condition.DAY, f"行ける時間帯（{wanted}）には開いていません。")


@lru_cache(maxsize=4_096)
def _closed(wished: frozenset[int], open_on: frozenset[int]) -> Miss:
    return Miss(Condition.DAY, f"{_days_of(wished)}曜は休みのため（開いているのは{_days_of(open_on)}）。")


@lru_cache(maxsize=512)
def _days_of(days: frozenset[int]) -> str:
    return "・".join(DAYS[day] for day in sorted(days))


@lru_cache(maxsize=4_096)
def _meets(days: frozenset[int], parts: frozenset[str], day: int, opens: int, closes: int) -> bool:
    """Whether somebody who can on these days, in these parts of a day, can come while it is open."""
    if days and day not in days:
        return False
    return any(opens < end and start < closes for part, (start, end) in PARTS.items() if part in parts)


def _far(wishes: Wishes, offer: Offer, around: Surroundings, km: float | None) -> Miss | None:
    if km is None or wishes.max_km is None or km <= wishes.max_km:
        return None
    if offer.considerations.get(Consideration.PICKUP):
        return None
    return Miss(Condition.DISTANCE, f"約{km:.1f}kmあり、行ける距離（{wishes.max_km:g}km）より遠いです。")


def _area(wishes: Wishes, offer: Offer, around: Surroundings, km: float | None) -> Miss | None:
    if not offer.areas or not wishes.town or wishes.hides_place or wishes.town in offer.areas:
        return None
    return Miss(
        Condition.AREA, f"対象の地区（{'・'.join(sorted(offer.areas)[:3])}）に、本人の地区が入っていません。"
    )


def _age(wishes: Wishes, offer: Offer, around: Surroundings, km: float | None) -> Miss | None:
    if wishes.age is None or wishes.of_any_age:
        return None
    if offer.age_from is not None and wishes.age < offer.age_from:
        return Miss(Condition.AGE, f"{offer.age_from}歳からです（本人は{wishes.age}歳）。")
    if offer.age_to is not None and wishes.age > offer.age_to:
        return Miss(Condition.AGE, f"{offer.age_to}歳までです（本人は{wishes.age}歳）。")
    return None


def _law(wishes: Wishes, offer: Offer, around: Surroundings, km: float | None) -> Miss | None:
    """What no host and no office may give way in: children at work, and work at night before eighteen (要確認)."""
    if wishes.age is None or offer.purposes != AT_WORK or wishes.age >= GROWN:
        return None
    if wishes.age < LEAST_AGE_AT_WORK:
        return Miss(Condition.LAW, TOO_YOUNG, firm=True)
    if offer.times and all(_at_night(one.opens, one.closes) for one in offer.times):
        return Miss(Condition.LAW, "18歳になるまで、夜10時から朝5時までは働けません（労働基準法61条）。", firm=True)
    if wishes.age == LEAST_AGE_AT_WORK:
        return Miss(Condition.LAW, "15歳になったあとの3月31日を過ぎたかどうかを、確かめてください（労働基準法56条）。", asks=True)
    return None


def _at_night(opens: int, closes: int) -> bool:
    """Whether opening times lie between ten in the evening and five in the morning."""
    return (opens >= NIGHT[0] and closes <= NIGHT[1] + 24 * 60) or closes <= NIGHT[1]


def _target(wishes: Wishes, offer: Offer, around: Surroundings, km: float | None) -> Miss | None:
    if not wishes.fields or not offer.targets or not wishes.fields.isdisjoint(offer.targets):
        return None
    return Miss(Condition.TARGET, f"対象は{_names(Target, offer.targets)}の人です。")


CHECKS: tuple[Check, ...] = (
    *(_safety, _law, _limit, _paused, _full, _purpose, _days_and_parts, _far, _area, _age, _target, _stale),
)


def _cares(wishes: Wishes, offer: Offer) -> Iterator[Miss]:
    """Needs that a host cannot meet, or of which nobody has asked it."""
    for condition, needs, said, labels in (
        (Condition.NEED, wishes.needed, offer.considerations, _CARES),
        (Condition.ACCESS, wishes.accesses, offer.barrier_free, _ACCESSES),
    ):
        for need in sorted(needs):
            if (miss := _care(condition, need, said, labels)) is not None:
                yield miss


def _care(
    condition: Condition, need: str, said: Mapping[str, bool], labels: Mapping[str, str]
) -> Miss | None:
    if need not in said:
        return _unasked(condition, labels.get(need, need))
    return None if said[need] else _cannot(condition, labels.get(need, need), need in FIRM)


@lru_cache(maxsize=256)
def _unasked(condition: Condition, label: str) -> Miss:
    return Miss(condition, f"「{label}」かどうか、まだ聞いていません。", asks=True)


@lru_cache(maxsize=256)
def _cannot(condition: Condition, label: str, firm: bool) -> Miss:
    return Miss(condition, f"必要な「{label}」ができません。", firm=firm)


@lru_cache(maxsize=4_096)
def _names(words: type[Purpose] | type[Target], codes: frozenset[str]) -> str:
    return "・".join(str(one.label) for one in words if one.value in codes)


def _day(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day else ""
