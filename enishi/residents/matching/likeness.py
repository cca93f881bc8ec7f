"""How alike two records are: weighed evidence, a score from 0 to 100, and the reasons in Japanese.

Weights are bits, as in the method of Fellegi and Sunter: log2 of how much more often the observation is made on one
and the same person than on two different ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf

PRIOR_IN_BITS = 12.5
BITS_PER_STEP = 2.5
PROPOSE_FROM = 60


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation: its weight in bits, its reason for a reader, and the highest score it allows.

    `kind` names the field and what was seen (name.same, birth.swapped …), for filters and counts.
    """

    kind: str
    bits: float
    reason: str = ""
    at_most: float = inf


@dataclass(frozen=True, slots=True)
class Likeness:
    """Result of a comparison: score 0–100, reasons for and against, and the evidence behind them."""

    score: int
    reasons: tuple[str, ...]
    against: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)

    def saw(self, kind: str) -> bool:
        """True when evidence of that kind (or its group: "name") was found."""
        return any(found.kind == kind or found.kind.startswith(kind + ".") for found in self.evidence)

    @property
    def summary(self) -> str:
        """Reasons joined by ；, the most telling first, those against behind."""
        return "；".join((*self.reasons, *self.against))


def weigh(evidence: Iterable[Evidence]) -> Likeness:
    """Sum up the evidence. Reasons are ordered by weight, ceilings are kept."""
    found = tuple(evidence)
    bits = sum(one.bits for one in found)
    score = min(_score(bits), *(one.at_most for one in found)) if found else 0
    telling = sorted((one for one in found if one.reason), key=lambda one: -abs(one.bits))
    return Likeness(
        score=max(0, min(100, round(score))),
        reasons=tuple(dict.fromkeys(one.reason for one in telling if one.bits >= 0)),
        against=tuple(dict.fromkeys(one.reason for one in telling if one.bits < 0)),
        evidence=found,
    )


def _score(bits: float) -> float:
    return float(100 / (1 + 2 ** (-(bits - PRIOR_IN_BITS) / BITS_PER_STEP)))
