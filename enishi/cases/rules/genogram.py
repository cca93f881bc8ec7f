"""Where everybody stands in a family drawing (ジェノグラム): a row for each generation, couples side by side, children below.

Signs: □ man, ○ woman, ◇ not known; a double line for the person the case is about; ✕ for who has died; a tint for who lives
in the same household. Couples: a line; dashed without registration, two strokes across it when divorced. Children: a line;
dashed when adopted, dotted when fostered; twins from one point. Who married a parent stands beside that parent.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from enishi.cases.rules.drawing import SIZE, Point, Stroke, Words, cut, stroke
from enishi.cases.rules.family import DASHED, DOTTED, Family, Link, family_of
from enishi.cases.rules.paths import Crowd
from enishi.residents.terms import Relation

COLUMN, ROW, MARGIN = 116, 150, 64
ASIDE = 8
"""how far the line of a third couple stands from where the children of the second begin"""
BARS = 8
"""how many bars find room between two rows"""
LETTERS = 7
COUPLES_DASHED = {Relation.PARTNER: DASHED, "": DOTTED}


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


def genogram(people: Iterable[Person], links: Iterable[Link]) -> Genogram:
    """Place everybody. Who is linked to nobody, or by no generation, stands in the lowest row."""
    known = {one.key: one for one in people}
    family = family_of(known, links)
    rows = _rows(known, family)
    _forget_parents_below(rows, family)
    places = _places(rows, known, family)
    signs = [_sign(known[key], at) for key, at in places.items()]
    width = max((one.at.x for one in signs), default=0) + MARGIN
    height = max((one.at.y for one in signs), default=0) + SIZE / 2 + 44
    return Genogram(width, height, signs, _lines(places, family))


def _sign(person: Person, at: Point) -> Sign:
    lines = cut(person.name, LETTERS), cut(person.note, LETTERS + 2)
    below = Point(at.x, at.y + SIZE / 2 + 17)
    return Sign(person, at, Words(below, lines, f"{person.name} {person.note}".strip()))


def _rows(known: Mapping[Hashable, Person], family: Family) -> list[list[Hashable]]:
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


def _forget_parents_below(rows: Sequence[Sequence[Hashable]], family: Family) -> None:
    """Who stands beside or above the parents of a sibling, by what else was recorded, is drawn as a sibling alone."""
    down = {key: number for number, row in enumerate(rows) for key in row}
    for child in family.by_siblings:
        if any(down[parent] >= down[child] for parent in family.parents[child]):
            del family.parents[child]


def _places(
    rows: Sequence[Sequence[Hashable]], known: Mapping[Hashable, Person], family: Family
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
    row: Sequence[Hashable], known: Mapping[Hashable, Person], family: Family
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


def _lines(places: Mapping[Hashable, Point], family: Family) -> list[Stroke]:
    lines: list[Stroke] = []
    joints, crowd = {}, Crowd(places.values())
    for pair, relation in family.couples.items():
        left, right = sorted((places[one] for one in pair), key=lambda at: at.x)
        drawn, joints[pair] = _couple(left, right, relation, crowd)
        lines += drawn
    groups: dict[tuple[tuple[Hashable, ...], str], list[Hashable]] = defaultdict(list)
    for child, parents in family.parents.items():
        for dash in dict.fromkeys(family.dashes.get((child, one), "") for one in parents):
            groups[tuple(family.bonds(child, dash)), dash].append(child)
    bars: Counter[float] = Counter()
    for (pair_or_one, dash), born in groups.items():
        joint, children = joints.get(frozenset(pair_or_one)), _children(places, born, family)
        bar = _bar([place for place, _ in children], bars)
        if joint is None:
            for one in pair_or_one:
                line, origin = _beside(places[one], [place for place, _ in children], dash)
                lines += [line, *_born(origin, children, bar, crowd, dash)]
        else:
            lines += _born(joint, children, bar, crowd, dash)
    return lines + _alone(places, family, crowd)


def _children(
    places: Mapping[Hashable, Point], born: Sequence[Hashable], family: Family
) -> list[tuple[Point, float]]:
    """Each child with where its line leaves the bar: above itself, twins of a row all between themselves."""
    found, top = [], min(places[one].y for one in born)
    for one in born:
        same = next((twins for twins in family.twins if one in twins and places[one].y == top), {one})
        across = [places[twin].x for twin in same if twin in born and places[twin].y == places[one].y]
        found.append((places[one], sum(across) / len(across)))
    return found


def _alone(places: Mapping[Hashable, Point], family: Family, crowd: Crowd) -> list[Stroke]:
    """Siblings of whom nobody recorded parents that both could have."""
    lines = []
    for one, other in family.siblings:
        if family.parents.get(one) and family.parents.get(other):
            continue
        upper, lower = sorted((places[one], places[other]), key=lambda at: at.y)
        above, top = upper.y - SIZE / 2, upper.y - SIZE / 2 - 8  # below the lines from parents to children
        if upper.y == lower.y and any({one, other} <= twins for twins in family.twins):
            lines.append(stroke((upper.x, above), ((upper.x + lower.x) / 2, above - 22), (lower.x, above)))
        else:
            lines.append(stroke((upper.x, above), (upper.x, top), *crowd.down_to(Point(lower.x, top), lower)))
    return lines


def _couple(left: Point, right: Point, relation: str, crowd: Crowd) -> tuple[list[Stroke], Point]:
    """The line of a couple, and where the line of their children begins."""
    half, dash = SIZE / 2, COUPLES_DASHED.get(relation, "")
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


def _beside(parent: Point, children: Sequence[Point], dash: str) -> tuple[Stroke, Point]:
    """Where the line of one parent's children begins: on their side, for below stand the name and the age."""
    side = 1 if sum(one.x - parent.x for one in children) > 0 else -1
    origin = Point(parent.x + side * COLUMN / 2, parent.y)
    return stroke((parent.x + side * SIZE / 2, parent.y), (origin.x, origin.y), dash=dash), origin


def _bar(children: Sequence[Point], known: Counter[float]) -> float:
    """How high the bar above children lies: each of a row on its own, as long as there is room below the names of the row above."""
    row = min(one.y for one in children)
    known[row] += 1
    return row - SIZE / 2 - 14 - 5 * ((known[row] - 1) % BARS)


def _born(
    origin: Point, children: Sequence[tuple[Point, float]], bar: float, crowd: Crowd, dash: str
) -> list[Stroke]:
    """From the parents down to a bar, along it, and down to each child from where its line leaves it."""
    path = crowd.down(origin, Point(origin.x, bar))
    ends = [path[-1][0], *(x for _, x in children)]
    lines = [stroke(*path, dash=dash), stroke((min(ends), bar), (max(ends), bar), dash=dash)]
    for one, x in children:
        down = crowd.down_to(Point(x, bar), one) if x == one.x else [(x, bar), (one.x, one.y - SIZE / 2)]
        lines.append(stroke(*down, dash=dash))
    return lines
