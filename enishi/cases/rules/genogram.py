"""Where everybody stands in a family drawing (ジェノグラム): a row for each generation, couples side by side, children below.

Signs: □ man, ○ woman, ◇ not known; a double line for the person the case is about; ✕ for who has died; a tint for who lives
in the same household. Couples: a line; dashed without registration, two strokes across it when divorced.
"""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from enishi.cases.rules.drawing import SIZE, Point, Stroke, Words, cut, stroke
from enishi.cases.rules.paths import Crowd
from enishi.residents.terms import Relation

COLUMN, ROW, MARGIN = 116, 150, 64
ASIDE = 8
"""how far the line of a third couple stands from where the children of the second begin"""
LETTERS = 7
UP = {Relation.FATHER: -1, Relation.MOTHER: -1, Relation.PARENT: -1, Relation.GRANDPARENT: -2, Relation.PARENT_IN_LAW: -1}
DOWN = {Relation.CHILD: 1, Relation.GRANDCHILD: 2, Relation.CHILD_IN_LAW: 1}
COUPLE = {Relation.SPOUSE: 0, Relation.PARTNER: 0, Relation.FORMER_SPOUSE: 0}
GENERATIONS: Mapping[str, int] = {str(one): step for one, step in (UP | DOWN | COUPLE | {Relation.SIBLING: 0}).items()}
PARENTS = {Relation.FATHER, Relation.MOTHER, Relation.PARENT}
DASHES = {Relation.PARTNER: "7 4", "": "2 3"}


@dataclass(frozen=True)
class Person:
    """Somebody to draw. ``sex``: male, female or anything else; ``order``: the eldest first (days; lower is older)."""

    key: Hashable
    name: str
    note: str = ""
    sex: str = ""
    died: bool = False
    client: bool = False
    together: bool = False
    order: int = 0


@dataclass(frozen=True)
class Link:
    """``other`` is the ``relation`` of ``of``."""

    of: Hashable
    other: Hashable
    relation: str


@dataclass(frozen=True)
class Sign:
    """A person at a place."""

    person: Person
    at: Point
    words: Words

    @property
    def left(self) -> float:
        return self.at.x - SIZE / 2

    @property
    def top(self) -> float:
        return self.at.y - SIZE / 2

    @property
    def diamond(self) -> str:
        x, y, half = self.at.x, self.at.y, SIZE / 2
        return f"{x:.0f},{y - half:.0f} {x + half:.0f},{y:.0f} {x:.0f},{y + half:.0f} {x - half:.0f},{y:.0f}"


@dataclass(frozen=True)
class Genogram:
    width: float
    height: float
    signs: Sequence[Sign]
    lines: Sequence[Stroke]


@dataclass
class _Family:
    """What the links say, whichever side said it."""

    parents: dict[Hashable, list[Hashable]] = field(default_factory=lambda: defaultdict(list))
    couples: dict[frozenset[Hashable], str] = field(default_factory=dict)
    siblings: list[tuple[Hashable, Hashable]] = field(default_factory=list)
    steps: dict[Hashable, list[tuple[Hashable, int]]] = field(default_factory=lambda: defaultdict(list))


def genogram(people: Iterable[Person], links: Iterable[Link]) -> Genogram:
    """Place everybody. Who is linked to nobody, or by no generation, stands in the lowest row."""
    known = {one.key: one for one in people}
    family = _family(known, links)
    rows = _rows(known, family)
    places = _places(rows, known, family)
    signs = [_sign(known[key], at) for key, at in places.items()]
    width = max((one.at.x for one in signs), default=0) + MARGIN
    height = max((one.at.y for one in signs), default=0) + SIZE / 2 + 44
    return Genogram(width, height, signs, _lines(places, family))


def _sign(person: Person, at: Point) -> Sign:
    lines = cut(person.name, LETTERS), cut(person.note, LETTERS + 2)
    below = Point(at.x, at.y + SIZE / 2 + 17)
    return Sign(person, at, Words(below, lines, f"{person.name} {person.note}".strip()))


def _family(known: Mapping[Hashable, Person], links: Iterable[Link]) -> _Family:
    family = _Family()
    for one in links:
        if one.of in known and one.other in known and one.of != one.other:
            _add(family, one)
    for pair in family.siblings:
        for child, sibling in (pair, pair[::-1]):
            if family.parents.get(child) and not family.parents.get(sibling):
                family.parents[sibling] = list(family.parents[child])
    for parents in family.parents.values():
        if len(parents) == 2:
            family.couples.setdefault(frozenset(parents), "")
    return family


def _add(family: _Family, one: Link) -> None:
    if one.relation in GENERATIONS:
        step = GENERATIONS[one.relation]
        family.steps[one.of].append((one.other, step))
        family.steps[one.other].append((one.of, -step))
    if one.relation in PARENTS or one.relation == Relation.CHILD:
        child, parent = (one.other, one.of) if one.relation == Relation.CHILD else (one.of, one.other)
        if parent not in family.parents[child]:
            family.parents[child].append(parent)
    elif one.relation in COUPLE:
        family.couples.setdefault(frozenset((one.of, one.other)), one.relation)
    elif one.relation == Relation.SIBLING:
        family.siblings.append((one.of, one.other))


def _rows(known: Mapping[Hashable, Person], family: _Family) -> list[list[Hashable]]:
    """Generations from the oldest; whoever has none comes in a row of their own at the end."""
    levels: dict[Hashable, int] = {}
    for start in sorted(known, key=lambda key: not known[key].client):
        if start in levels or (levels and not family.steps.get(start)):
            continue
        levels[start] = 0
        waiting = deque([start])
        while waiting:
            here = waiting.popleft()
            for other, step in family.steps.get(here, []):
                if other not in levels:
                    levels[other] = levels[here] + step
                    waiting.append(other)
    rows: dict[int, list[Hashable]] = defaultdict(list)
    for key in known:
        rows[levels.get(key, 10_000)].append(key)
    return [rows[level] for level in sorted(rows)]


def _places(
    rows: Sequence[Sequence[Hashable]], known: Mapping[Hashable, Person], family: _Family
) -> dict[Hashable, Point]:
    """Three passes: down below the parents, up above the children, down again."""
    across: dict[Hashable, float] = {}
    units = [_units(row, known, family) for row in rows]
    children: dict[Hashable, list[Hashable]] = defaultdict(list)
    for child, parents in family.parents.items():
        for parent in parents:
            children[parent].append(child)
    for row in units:
        _set(row, across, family.parents)
    for row in reversed(units[:-1]):
        _set(row, across, children)
    for row in units[1:]:
        _set(row, across, family.parents)
    left = min(across.values(), default=0.0)
    down = {key: number for number, row in enumerate(rows) for key in row}
    return {key: Point(MARGIN + x - left, SIZE + down[key] * ROW) for key, x in across.items()}


def _units(
    row: Sequence[Hashable], known: Mapping[Hashable, Person], family: _Family
) -> list[list[Hashable]]:
    """Couples stand together, the man on the left; who was married twice between the two."""
    partners = {
        key: [other for pair in family.couples if key in pair for other in pair if other != key and other in row]
        for key in row
    }
    units, seen = [], set()
    for key in sorted(row, key=lambda one: (len(partners[one]) < 2, known[one].order)):
        if key in seen:
            continue
        others = [one for one in partners[key] if one not in seen]
        unit = [*others[:1], key, *others[1:]]
        if len(unit) == 2:
            unit.sort(key=lambda one: (known[one].sex != "male", known[one].sex == "female"))
        seen.update(unit)
        units.append(unit)
    return sorted(units, key=lambda unit: min(known[one].order for one in unit))


def _set(
    units: Sequence[Sequence[Hashable]], across: dict[Hashable, float], towards: Mapping[Hashable, Sequence[Hashable]]
) -> None:
    """Set the units of a row from the left, each as near as there is room to those whom it belongs to."""
    wished: list[tuple[float, Sequence[Hashable]]] = []
    for number, unit in enumerate(units):
        near = [across[one] for key in unit for one in towards.get(key, []) if one in across]
        now = [across[key] for key in unit if key in across]
        usual = sum(now) / len(now) if now else float(number * COLUMN)
        wished.append((sum(near) / len(near) if near else usual, unit))
    wished.sort(key=lambda one: one[0])
    starts = [sum(len(unit) for _, unit in wished[:number]) * COLUMN for number in range(len(wished))]
    lefts = [middle - (len(unit) - 1) * COLUMN / 2 for middle, unit in wished]
    shifts = _rising([left - start for left, start in zip(lefts, starts, strict=True)])
    for start, shift, (_, unit) in zip(starts, shifts, wished, strict=True):
        for number, key in enumerate(unit):
            across[key] = start + shift + number * COLUMN


def _rising(wished: Sequence[float]) -> list[float]:
    """The rising numbers nearest to those wished (least squares): neighbours that would overlap share their mean."""
    blocks: list[list[float]] = []
    for one in wished:
        blocks.append([one])
        while len(blocks) > 1 and sum(blocks[-2]) / len(blocks[-2]) > sum(blocks[-1]) / len(blocks[-1]):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    return [sum(block) / len(block) for block in blocks for _ in block]


def _lines(places: Mapping[Hashable, Point], family: _Family) -> list[Stroke]:
    lines: list[Stroke] = []
    joints, crowd = {}, Crowd(places.values())
    for pair, relation in family.couples.items():
        left, right = sorted((places[one] for one in pair), key=lambda at: at.x)
        drawn, joints[pair] = _couple(left, right, relation, crowd)
        lines += drawn
    groups: dict[tuple[Hashable, ...], list[Hashable]] = defaultdict(list)
    for child, parents in family.parents.items():
        if parents:
            groups[tuple(parents)].append(child)
    for number, (pair_or_one, born) in enumerate(groups.items()):
        joint, children = joints.get(frozenset(pair_or_one)), [places[one] for one in born]
        if joint is None:
            for one in pair_or_one:
                line, origin = _beside(places[one], children)
                lines += [line, *_born(origin, children, number, crowd)]
        else:
            lines += _born(joint, children, number, crowd)
    for one, other in family.siblings:
        if not family.parents.get(one) and not family.parents.get(other):
            upper, lower = sorted((places[one], places[other]), key=lambda at: at.y)
            top = upper.y - SIZE / 2 - 8  # below the lines from parents to children
            path = crowd.down_to(Point(lower.x, top), lower)
            lines.append(stroke((upper.x, upper.y - SIZE / 2), (upper.x, top), *path))
    return lines


def _couple(left: Point, right: Point, relation: str, crowd: Crowd) -> tuple[list[Stroke], Point]:
    """The line of a couple, and where the line of their children begins."""
    half, dash = SIZE / 2, DASHES.get(relation, "")
    if left.y == right.y and not crowd.stand_between(left, right):
        middle = Point((left.x + right.x) / 2, left.y)
        lines = [stroke((left.x + half, left.y), (right.x - half, right.y), dash=dash)]
    else:
        low = max(left.y, right.y) + half + 48
        there = crowd.down(Point(left.x + COLUMN / 2 - ASIDE, left.y), Point(left.x, low))
        back = crowd.down(Point(right.x - COLUMN / 2 + ASIDE, right.y), Point(right.x, low))
        middle = Point((there[-1][0] + back[-1][0]) / 2, low)
        lines = [stroke((left.x + half, left.y), *there, *reversed(back), (right.x - half, right.y), dash=dash)]
    if relation == Relation.FORMER_SPOUSE:
        lines += [stroke((middle.x + x - 4, middle.y + 9), (middle.x + x + 4, middle.y - 9)) for x in (-4, 4)]
    return lines, middle


def _beside(parent: Point, children: Sequence[Point]) -> tuple[Stroke, Point]:
    """Where the line of one parent's children begins: on their side, for below stand the name and the age."""
    side = 1 if sum(one.x - parent.x for one in children) > 0 else -1
    origin = Point(parent.x + side * COLUMN / 2, parent.y)
    return stroke((parent.x + side * SIZE / 2, parent.y), (origin.x, origin.y)), origin


def _born(origin: Point, children: Sequence[Point], number: int, crowd: Crowd) -> list[Stroke]:
    """From the parents down to a bar, along it, and down to each child."""
    bar = min(one.y for one in children) - SIZE / 2 - 14 - 5 * (number % 3)
    path = crowd.down(origin, Point(origin.x, bar))
    ends = [path[-1][0], *(one.x for one in children)]
    lines = [stroke(*path), stroke((min(ends), bar), (max(ends), bar))]
    return lines + [stroke(*crowd.down_to(Point(one.x, bar), one)) for one in children]
