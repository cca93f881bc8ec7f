"""A seeded bug in a page of 参加支援: what the team may not read. Behind its other doors several walls stand (`*_mutants.py`)."""

from tests.noninterference.http_mutants import HttpMutant, Wall

MUTANTS = [
    HttpMutant(
        f"{name} shows the words of every class",
        (Wall("participation_profileline"),),
        frozenset({name}),
        (who,),
    )
    for name, who in (("participation:page", "partner"), ("participation:page", "health"))
]
