"""Matching of records (名寄せ): keys that bring candidates together, and scores with reasons. Never merges."""

from enishi.residents.matching.likeness import PROPOSE_FROM, Evidence, Likeness
from enishi.residents.matching.persons import Identity, blocking_keys, compare

__all__ = ["PROPOSE_FROM", "Evidence", "Identity", "Likeness", "blocking_keys", "compare"]
