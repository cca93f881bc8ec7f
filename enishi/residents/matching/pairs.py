"""Candidate pairs out of one or two ledgers: block, compare, keep what is likely. Knows no field of a record."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from math import log2
from typing import Generic, TypeVar

from enishi.residents.matching.likeness import PROPOSE_FROM, Likeness

LARGEST_BLOCK = 60_000
BETTER_BY = 12
UNIQUE_NAME_BITS = 1.5
FEWEST_FOR_RARITY = 20

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Pair:
    """Positions of two records and how alike they are."""

    left: int
    right: int
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Matcher(Generic[Record]):
    """What `propose` has to know of a kind of record.

    keys: blocking keys; name: what makes a name common or rare (None: unknown); compare(a, b, rarity)
    lesser: evidence that marks a pair as second choice where both records also have a first choice
    """

    keys: Callable[[Record], set[str]]
    name: Callable[[Record], Hashable | None]
    compare: Callable[[Record, Record, float], Likeness]
    lesser: str = ""


def propose(
    matcher: Matcher[Record],
    left: Sequence[Record],
    right: Sequence[Record] | None = None,
    *,
    threshold: int = PROPOSE_FROM,
) -> list[Pair]:
    """Likely pairs across two ledgers, or inside one (each pair once, left before right), best first."""
    within = right is None
    others = left if right is None else right
    rarity = _rarity(matcher, left, None if within else others)
    found = []
    for i, j in sorted(_candidates(matcher, left, others, within=within)):
        likeness = matcher.compare(left[i], others[j], rarity.get(matcher.name(left[i]), 0.0))
        if likeness.score >= threshold:
            found.append(Pair(i, j, likeness))
    kept = list(_without_beaten(found, within=within))
    if matcher.lesser and not within:
        kept = _first_choices(kept, matcher.lesser)
    return sorted(kept, key=lambda pair: (-pair.likeness.score, pair.left, pair.right))


def _candidates(
    matcher: Matcher[Record], left: Sequence[Record], right: Sequence[Record], *, within: bool
) -> set[tuple[int, int]]:
    mine, theirs = _blocks(matcher, left), _blocks(matcher, right)
    candidates: set[tuple[int, int]] = set()
    for key, positions in mine.items():
        others = theirs.get(key, [])
        if len(positions) * len(others) > LARGEST_BLOCK:
            continue
        candidates.update((i, j) for i in positions for j in others if not within or i < j)
    return candidates


def _blocks(matcher: Matcher[Record], records: Sequence[Record]) -> dict[str, list[int]]:
    blocks: dict[str, list[int]] = defaultdict(list)
    for position, record in enumerate(records):
        for key in matcher.keys(record):
            blocks[key].append(position)
    return blocks


def _rarity(
    matcher: Matcher[Record], left: Sequence[Record], right: Sequence[Record] | None
) -> dict[Hashable | None, float]:
    """Bits by name: a name met once in each ledger tells more, one borne by many tells less."""
    if len(left) + len(right or ()) < FEWEST_FOR_RARITY:
        return {}
    mine = Counter(matcher.name(record) for record in left)
    theirs = Counter(matcher.name(record) for record in right) if right is not None else mine
    expected = 1 if right is not None else 2
    bits = {}
    for name in mine.keys() | theirs.keys():
        bearers = max(mine[name], theirs[name])
        if right is not None and bearers == expected:
            bits[name] = UNIQUE_NAME_BITS
        elif bearers > expected:
            bits[name] = -log2(bearers / expected) * 0.7
    bits.pop(None, None)
    return bits


def _without_beaten(pairs: list[Pair], *, within: bool) -> Iterator[Pair]:
    """Leave out a pair when both its records have a clearly better partner: siblings, branches, namesakes."""
    best: dict[tuple[str, int], int] = {}
    for pair in pairs:
        for side in _sides(pair, within=within):
            best[side] = max(best.get(side, 0), pair.likeness.score)
    for pair in pairs:
        if not all(best[side] >= pair.likeness.score + BETTER_BY for side in _sides(pair, within=within)):
            yield pair


def _first_choices(pairs: list[Pair], lesser: str) -> list[Pair]:
    """Across two lists, leave out second choices (another service of one facility) where both sides have a first."""
    first = {side for pair in pairs if not pair.likeness.saw(lesser) for side in _sides(pair, within=False)}
    return [
        pair
        for pair in pairs
        if not pair.likeness.saw(lesser) or not all(side in first for side in _sides(pair, within=False))
    ]


def _sides(pair: Pair, *, within: bool) -> tuple[tuple[str, int], tuple[str, int]]:
    return ("left", pair.left), ("left" if within else "right", pair.right)
