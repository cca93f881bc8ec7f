"""One offer for one person, with every reason; and all offers for one person, in the order in which support is sought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from enishi.community.rules.offers import Offer
from enishi.community.terms import Consideration
from enishi.participation.rules.conditions import distance, misses
from enishi.participation.rules.wishes import Judgement, Point, Surroundings, Wishes, key_of
from enishi.participation.terms import Condition, Tier, Verdict, Wish
from enishi.participation.words import fold, near_words, plain

POINTS: Mapping[Wish, int] = {
    Wish.INTEREST: 3,
    Wish.STRENGTH: 3,
    Wish.CONTINUITY: 2,
    Wish.CARE: 1,
    Wish.PACE: 1,
    Wish.NEARNESS: 1,
    Wish.ROTATION: 1,
}
"""What each wish that is met counts: the only weights there are, shown beside every list."""
NEAR_KM = 1.0
_CARES = {one.value: str(one.label) for one in Consideration}


class Words:
    """The words of a person, made ready to be looked for in many offers."""

    def __init__(self, wishes: Wishes) -> None:
        own = [(Wish.INTEREST, word) for word in wishes.likes] + [
            (Wish.STRENGTH, word) for word in wishes.can
        ]
        self.of = [[(near, _near(wish, word, near)) for near in near_words(word)] for wish, word in own]

    def points(self, text: str) -> list[Point]:
        """A point for each of the person's words that the text holds, or that is near to a word in it."""
        if not self.of:
            return []
        folded = plain(text)
        found = []
        for nears in self.of:
            for near, point in nears:
                if near in folded:
                    found.append(point)
                    break
        return found


def _near(wish: Wish, word: str, near: str) -> Point:
    told = "があります" if fold(near) == fold(word).strip() else f"に近い「{near}」があります"
    return Point(wish, f"{wish.label}「{word}」{told}。", POINTS[wish])


def judge(
    wishes: Wishes, offer: Offer, around: Surroundings | None = None, words: Words | None = None
) -> Judgement:
    """The verdict on one offer for one person, with at least one reason."""
    around = around or Surroundings()
    km = distance(wishes, offer)
    tier = Tier.PUBLIC if offer.public_service else Tier.LOCAL
    text = f"{offer.name} {offer.host} {around.texts.get(key_of(offer), '')}"
    points = (words or Words(wishes)).points(text)
    points.extend(_more_points(wishes, offer, around, km))
    score = sum(one.points for one in points)
    return Judgement(offer, tier, misses(wishes, offer, around, km), tuple(points), score, km)


def _more_points(wishes: Wishes, offer: Offer, around: Surroundings, km: float | None) -> Iterator[Point]:
    if offer.resource_id in wishes.known_hosts:
        yield KNOWN
    for care in wishes.cared_for:
        if offer.considerations.get(care):
            yield _cared(care)
    if wishes.times_a_week and len(offer.days) >= wishes.times_a_week:
        yield _often(wishes.times_a_week, len(offer.days))
    if km is not None and km <= NEAR_KM:
        yield Point(Wish.NEARNESS, f"約{km:.1f}kmで、歩いて行ける近さです。", POINTS[Wish.NEARNESS])
    if around.lately and not around.lately.get(offer.resource_id):
        yield UNASKED


KNOWN = Point(Wish.CONTINUITY, "前に参加したことのある受入先です。", POINTS[Wish.CONTINUITY])
UNASKED = Point(Wish.ROTATION, "この3か月、依頼していない受入先です。", POINTS[Wish.ROTATION])


@cache
def _cared(care: str) -> Point:
    return Point(Wish.CARE, f"「{_CARES.get(care, care)}」に応えられます。", POINTS[Wish.CARE])


@cache
def _often(wanted: int, days: int) -> Point:
    return Point(Wish.PACE, f"週{wanted}回の希望に、週{days}日開いています。", POINTS[Wish.PACE])


@dataclass(frozen=True)
class WhatIf:
    """What would change if one condition did not count: how many offers would fit, and which first."""

    condition: Condition
    offers: int
    first: Sequence[str]


@dataclass(frozen=True)
class Suggestion:
    """Every offer with its verdict: what fits by tier, what could be negotiated, what does not fit.

    `ask_project` says why the next step is to ask the project, or that it is not yet.
    """

    fitting: Mapping[Tier, Sequence[Judgement]]
    near: Sequence[Judgement]
    rest: Sequence[Judgement]
    what_if: Sequence[WhatIf]
    against: Sequence[tuple[Condition, int]]
    notes: Sequence[str] = field(default_factory=tuple)

    @property
    def count(self) -> int:
        return sum(map(len, self.fitting.values())) + len(self.near) + len(self.rest)

    @property
    def found(self) -> int:
        return sum(map(len, self.fitting.values()))

    @property
    def ask_project(self) -> str:
        if self.found:
            return "先に、公的サービスと地域の資源から考えます。合うものがあるあいだは、プロジェクトには依頼しません。"
        if self.near:
            return f"合うものはありませんが、あと一つで合うものが{len(self.near)}件あります。先に相談してみてください。"
        return "公的サービスにも地域の資源にも、合うものがありません。重層的支援会議に、新しいメニューの依頼をはかれます。"


def suggest(wishes: Wishes, offers: Iterable[Offer], around: Surroundings | None = None) -> Suggestion:
    """All offers judged and put in order: tier, then points, then nearness, then whose turn it is, then name."""
    around, words = around or Surroundings(), Words(wishes)
    return _sorted(wishes, [judge(wishes, offer, around, words) for offer in offers], around)


def _sorted(wishes: Wishes, judged: Sequence[Judgement], around: Surroundings) -> Suggestion:
    fitting: dict[Tier, list[Judgement]] = {Tier.PUBLIC: [], Tier.LOCAL: []}
    near, rest = [], []
    for one in judged:
        if not one.misses:
            fitting[one.tier].append(one)
        elif one.verdict == Verdict.NEAR:
            near.append(one)
        else:
            rest.append(one)
    for group in (*fitting.values(), near, rest):
        group.sort(key=lambda one: _order(one, around))
    against = Counter(miss.condition for one in judged for miss in one.misses)
    return Suggestion(fitting, near, rest, _what_if(near), against.most_common(), _notes(wishes))


def judge_again(wishes: Wishes, found: Suggestion, condition: Condition) -> Suggestion:
    """The same offers, if one condition did not count for this person."""
    judged = [*found.near, *found.rest, *(one for tier in found.fitting.values() for one in tier)]
    loosened = [
        one._replace(misses=tuple(miss for miss in one.misses if miss.condition != condition or miss.firm))
        for one in judged
    ]
    return _sorted(wishes, loosened, Surroundings())


def _order(one: Judgement, around: Surroundings) -> tuple[object, ...]:
    far = one.km if one.km is not None else float("inf")
    turn = around.lately.get(one.offer.resource_id, 0)
    return (
        len(one.misses),
        one.tier == Tier.LOCAL,
        -one.score,
        far,
        turn,
        one.offer.name,
        key_of(one.offer).int,
    )


def _what_if(near: Sequence[Judgement]) -> list[WhatIf]:
    """By condition: the offers that only this one keeps away."""
    kept: dict[Condition, list[str]] = {}
    for one in near:
        kept.setdefault(one.misses[0].condition, []).append(one.offer.name)
    found = [WhatIf(condition, len(names), names[:3]) for condition, names in kept.items()]
    return sorted(found, key=lambda one: (-one.offers, one.condition))


def _notes(wishes: Wishes) -> tuple[str, ...]:
    if wishes.hides_place:
        return ("居所を守るため、距離と地区は使っていません。",)
    if wishes.max_km is not None and wishes.latitude is None:
        return ("本人の地区の位置が分からないため、距離は使っていません。",)
    return ()


def without(wishes: Wishes, condition: Condition) -> Wishes:
    """The same person, if a condition did not count. What safety or the host's side decides stays."""
    nothing: frozenset[str] = frozenset()
    changes: dict[Condition, dict[str, object]] = {
        Condition.PURPOSE: {"purposes": nothing},
        Condition.DAY: {"days": frozenset(), "parts": nothing},
        Condition.DISTANCE: {"max_km": None},
        Condition.AREA: {"town": ""},
        Condition.AGE: {"of_any_age": True},
        Condition.TARGET: {"fields": nothing},
        Condition.NEED: {"needed": nothing},
        Condition.ACCESS: {"accesses": nothing},
    }
    return replace(wishes, **changes.get(condition, {}))  # type: ignore[arg-type]


def as_if(offer: Offer, condition: Condition, wishes: Wishes) -> Offer:
    """The offer, if its host gave way in one condition as far as this person needs it."""
    considerations = {**offer.considerations, **dict.fromkeys(wishes.needed, True)}
    changes: dict[Condition, dict[str, object]] = {
        Condition.PAUSED: {"paused": False},
        Condition.STALE: {"stale": False},
        Condition.FULL: {"available": 1},
        Condition.PURPOSE: {"purposes": offer.purposes | wishes.purposes},
        Condition.DAY: {"days": offer.days | wishes.days, "times": ()},
        Condition.DISTANCE: {"considerations": {**offer.considerations, Consideration.PICKUP.value: True}},
        Condition.AREA: {"areas": frozenset()},
        Condition.AGE: {"age_from": None, "age_to": None},
        Condition.TARGET: {"targets": frozenset()},
        Condition.NEED: {"considerations": considerations},
        Condition.ACCESS: {"barrier_free": {**offer.barrier_free, **dict.fromkeys(wishes.accesses, True)}},
    }
    return replace(offer, **changes.get(condition, {}))  # type: ignore[arg-type]


def people_helped(
    waiting: Sequence[Wishes], offer: Offer, changed: Offer, around: Surroundings | None = None
) -> int:
    """For how many of those who wait an offer would newly fit, if it changed: told before anybody is asked to change it."""
    around = around or Surroundings()
    return sum(
        bool(misses(one, offer, around, distance(one, offer)))
        and not misses(one, changed, around, distance(one, changed))
        for one in waiting
    )


def people_helped_by(
    waiting: Sequence[Wishes],
    offers: Sequence[Offer],
    condition: Condition,
    around: Surroundings | None = None,
) -> int:
    """How many of those who wait have no fitting offer, and would have one if a condition did not count."""
    around = around or Surroundings()
    return sum(
        not _has_one(one, offers, around) and _has_one_but(one, offers, around, condition) for one in waiting
    )


def _has_one(wishes: Wishes, offers: Sequence[Offer], around: Surroundings) -> bool:
    return any(not misses(wishes, offer, around, distance(wishes, offer)) for offer in offers)


def _has_one_but(wishes: Wishes, offers: Sequence[Offer], around: Surroundings, condition: Condition) -> bool:
    for offer in offers:
        found = misses(wishes, offer, around, distance(wishes, offer))
        if found and all(miss.condition == condition and not miss.firm for miss in found):
            return True
    return False
