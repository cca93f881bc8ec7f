"""What is said of a family, put together for its drawing: parents of each kind, couples, siblings, twins, generations."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from enishi.residents.terms import Relation

DASHED, DOTTED = "7 4", "2 3"
UPWARDS = {
    Relation.FATHER: "",
    Relation.MOTHER: "",
    Relation.PARENT: "",
    Relation.ADOPTER: DASHED,
    Relation.FOSTER_PARENT: DOTTED,
}
"""parents of each kind → how the line to their child is broken"""
DOWNWARDS = {Relation.CHILD: "", Relation.ADOPTEE: DASHED, Relation.FOSTER_CHILD: DOTTED}
STEPS = {Relation.STEP_PARENT: -1, Relation.PARENT_IN_LAW: -1, Relation.GRANDPARENT: -2} | {
    Relation.STEP_CHILD: 1,
    Relation.CHILD_IN_LAW: 1,
    Relation.GRANDCHILD: 2,
}
COUPLE = {Relation.SPOUSE, Relation.PARTNER, Relation.FORMER_SPOUSE}
SIBLINGS = {Relation.SIBLING, Relation.TWIN}
GENERATIONS: Mapping[str, int] = {
    **{str(one): -1 for one in UPWARDS},
    **{str(one): 1 for one in DOWNWARDS},
    **{str(one): step for one, step in STEPS.items()},
    **{str(one): 0 for one in COUPLE | SIBLINGS},
}


@dataclass(frozen=True)
class Link:
    """``other`` is the ``relation`` of ``of``."""

    of: Hashable
    other: Hashable
    relation: str


@dataclass
class Family:
    """Who belongs to whom, whichever side said it."""

    parents: dict[Hashable, list[Hashable]] = field(default_factory=lambda: defaultdict(list))
    dashes: dict[tuple[Hashable, Hashable], str] = field(default_factory=dict)
    """child and parent → how their line is broken"""
    beside: list[tuple[Hashable, Hashable]] = field(default_factory=list)
    """child and who married a parent of it"""
    couples: dict[frozenset[Hashable], str] = field(default_factory=dict)
    siblings: list[tuple[Hashable, Hashable]] = field(default_factory=list)
    by_siblings: set[Hashable] = field(default_factory=set)
    """whose parents are known by their siblings' only"""
    twins: list[set[Hashable]] = field(default_factory=list)
    steps: dict[Hashable, list[tuple[Hashable, int]]] = field(default_factory=lambda: defaultdict(list))

    def belongs(self, child: Hashable, parent: Hashable, dash: str) -> None:
        if parent not in self.parents[child]:
            self.parents[child].append(parent)
            self.dashes[child, parent] = dash

    def bonds(self, child: Hashable, dash: str) -> list[Hashable]:
        """The parents of a child whose line is broken like this."""
        return [one for one in self.parents.get(child, []) if self.dashes.get((child, one), "") == dash]

    def are_twins(self, one: Hashable, other: Hashable) -> None:
        apart = [born for born in self.twins if not born & {one, other}]
        together = [born for born in self.twins if born & {one, other}]
        self.twins = [*apart, {one, other}.union(*together)]


def family_of(known: Collection[Hashable], links: Iterable[Link]) -> Family:
    """What the links between people that are drawn say."""
    family = Family()
    for one in links:
        if one.of in known and one.other in known and one.of != one.other:
            _add(family, one)
    _born_together(family)
    _couples(family)
    return family


def _add(family: Family, one: Link) -> None:
    if one.relation in GENERATIONS:
        step = GENERATIONS[one.relation]
        family.steps[one.of].append((one.other, step))
        family.steps[one.other].append((one.of, -step))
    if one.relation in UPWARDS:
        family.belongs(one.of, one.other, UPWARDS[Relation(one.relation)])
    elif one.relation in DOWNWARDS:
        family.belongs(one.other, one.of, DOWNWARDS[Relation(one.relation)])
    elif one.relation == Relation.STEP_PARENT:
        family.beside.append((one.of, one.other))
    elif one.relation == Relation.STEP_CHILD:
        family.beside.append((one.other, one.of))
    elif one.relation in COUPLE:
        family.couples.setdefault(frozenset((one.of, one.other)), one.relation)
    elif one.relation in SIBLINGS:
        family.siblings.append((one.of, one.other))
        if one.relation == Relation.TWIN:
            family.are_twins(one.of, one.other)


def _born_together(family: Family) -> None:
    """Siblings have the parents that one of them is said to have."""
    for pair in family.siblings:
        for child, sibling in (pair, pair[::-1]):
            if family.bonds(child, "") and not family.parents.get(sibling):
                family.parents[sibling] = family.bonds(child, "")
                family.by_siblings.add(sibling)


def _couples(family: Family) -> None:
    """Parents of the same child are a couple, whatever they are to each other; so are a parent alone and who married a parent."""
    for child in family.parents:
        for dash in ("", DASHED, DOTTED):
            if len(couple := family.bonds(child, dash)) == 2:
                family.couples.setdefault(frozenset(couple), "")
    for child, spouse in family.beside:
        parents = family.parents.get(child, [])
        if len(parents) == 1 and spouse not in parents and not any(spouse in pair for pair in family.couples):
            family.couples.setdefault(frozenset((spouse, *parents)), "")
