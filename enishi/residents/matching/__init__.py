"""Matching of records (名寄せ): keys that bring candidates together, and scores with reasons. Never merges."""

from enishi.residents.matching.likeness import PROPOSE_FROM, Evidence, Likeness
from enishi.residents.matching.organisations import (
    Organisation,
    compare_organisations,
    organisation_blocking_keys,
    organisation_name_in_list,
)
from enishi.residents.matching.pairs import Matcher, Pair, propose
from enishi.residents.matching.persons import Identity, blocking_keys, compare, name_in_ledger

PERSONS: Matcher[Identity] = Matcher(
    keys=blocking_keys, name=name_in_ledger, compare=lambda a, b, rarity: compare(a, b, rarity=rarity)
)
ORGANISATIONS: Matcher[Organisation] = Matcher(
    keys=organisation_blocking_keys,
    name=organisation_name_in_list,
    compare=lambda a, b, rarity: compare_organisations(a, b, rarity=rarity),
    lesser="service.differs",
)

__all__ = [
    "ORGANISATIONS",
    "PERSONS",
    "PROPOSE_FROM",
    "Evidence",
    "Identity",
    "Likeness",
    "Matcher",
    "Organisation",
    "Pair",
    "blocking_keys",
    "compare",
    "compare_organisations",
    "organisation_blocking_keys",
    "propose",
]
