"""Where everybody stands: generations in rows, couples side by side, children below their parents, nobody on top of another."""

from itertools import combinations, pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from enishi.cases.rules.drawing import SIZE, Stroke, cut, two_lines
from enishi.cases.rules.ecomap import Neighbour, ecomap
from enishi.cases.rules.family import Link
from enishi.cases.rules.genogram import COLUMN, Genogram, Person, Sign, genogram
from enishi.cases.terms import TieFlow, TieQuality
from enishi.residents.terms import Relation


def family(*people: Person, links: list[tuple[str, str, str]]) -> tuple[Genogram, dict[object, tuple[float, float]]]:
    drawn = genogram(people, [Link(*one) for one in links])
    return drawn, {one.person.key: (one.at.x, one.at.y) for one in drawn.signs}


def test_three_generations() -> None:
    _drawn, at = family(
        Person("me", "私", sex="female", client=True, order=19800101),
        Person("son", "子", sex="male", order=20100101),
        Person("daughter", "子", sex="female", order=20120101),
        Person("husband", "夫", sex="male", order=19790101),
        Person("mother", "母", sex="female", order=19500101),
        Person("father", "父", sex="male", order=19480101),
        links=[("me", "husband", "spouse"), ("me", "son", "child"), ("husband", "son", "child"), ("daughter", "me", "mother"),
               ("daughter", "husband", "father"), ("me", "mother", "mother"), ("me", "father", "father")],
    )  # fmt: skip
    assert at["mother"][1] == at["father"][1] < at["me"][1] == at["husband"][1] < at["son"][1] == at["daughter"][1]
    assert at["husband"][0] + COLUMN == at["me"][0], "the man on the left, side by side"
    assert at["son"][0] < at["daughter"][0], "the elder on the left"
    assert at["father"][0] < at["me"][0] + COLUMN
    children = (at["son"][0] + at["daughter"][0]) / 2
    assert children == pytest.approx((at["husband"][0] + at["me"][0]) / 2), "children stand below the middle of their parents"


def test_who_was_married_twice_stands_between_the_two() -> None:
    drawn, at = family(
        Person("me", "私", client=True, order=1), Person("former", "元夫", sex="male", order=2),
        Person("now", "夫", sex="male", order=3),
        links=[("me", "former", "former_spouse"), ("me", "now", "spouse")],
    )  # fmt: skip
    assert sorted(("me", "former", "now"), key=lambda one: at[one][0])[1] == "me"
    slashes = [one for one in drawn.lines if len(one.points) == 2 and abs(one.points[0].x - one.points[1].x) == 8]
    assert len(slashes) == 2


def test_the_line_of_a_third_marriage_does_not_lie_on_that_of_the_second_ones_children() -> None:
    links = [("me", f"man{one}", "spouse") for one in range(3)]
    links += [(f"child{one}", parent, "parent") for one in range(3) for parent in ("me", f"man{one}")]
    others = [Person(f"{who}{one}", who, sex="male", order=10 + one) for who in ("man", "child") for one in range(3)]
    drawn, _ = family(Person("me", "私", sex="female", client=True, order=1), *others, links=links)
    down = [
        (one.x, min(one.y, other.y), max(one.y, other.y))
        for line in drawn.lines
        for one, other in pairwise(line.points)
        if one.x == other.x and one.y != other.y
    ]
    assert [
        (one, other)
        for one, other in combinations(down, 2)
        if one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
    ] == []


def test_partners_have_a_dashed_line_and_parents_without_a_tie_a_dotted_one() -> None:
    drawn, _ = family(Person("a", "a", client=True), Person("b", "b"), links=[("a", "b", "partner")])
    assert [one.dash for one in drawn.lines] == ["7 4"]
    drawn, _ = family(
        Person("child", "子", client=True), Person("a", "a"), Person("b", "b"),
        links=[("child", "a", "mother"), ("child", "b", "father")],
    )  # fmt: skip
    assert {one.dash for one in drawn.lines} == {"2 3", ""}


def test_who_has_no_generation_stands_below() -> None:
    _, at = family(
        Person("me", "私", client=True), Person("aunt", "おば"), Person("child", "子"), Person("friend", "友人"),
        links=[("me", "aunt", "relative"), ("me", "child", "child"), ("me", "friend", "housemate")],
    )  # fmt: skip
    assert at["aunt"][1] == at["friend"][1] > at["child"][1] > at["me"][1]


def test_a_link_to_somebody_who_is_not_drawn_leaves_no_trace() -> None:
    alone, _ = family(Person("me", "私", client=True), links=[])
    linked, _ = family(Person("me", "私", client=True), links=[("me", "hidden", "spouse"), ("hidden", "me", "child")])
    assert alone == linked


KEYS = [str(number) for number in range(9)]
RELATIONS = st.sampled_from([str(one) for one in Relation])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS), RELATIONS), max_size=25),
    st.lists(st.sampled_from(["male", "female", ""]), min_size=9, max_size=9),
    st.integers(1, 9),
)
def test_whatever_was_written_everybody_stands_somewhere_of_their_own(
    links: list[tuple[str, str, str]], sexes: list[str], count: int
) -> None:
    people = [Person(key, key, sex=sexes[int(key)], client=key == "0", order=int(key)) for key in KEYS[:count]]
    drawn = genogram(people, [Link(*one) for one in links])
    assert sorted(str(one.person.key) for one in drawn.signs) == KEYS[:count]
    for one, other in combinations(drawn.signs, 2):
        assert one.at.y != other.at.y or abs(one.at.x - other.at.x) >= COLUMN - 1
    for sign in drawn.signs:
        assert 0 < sign.at.x < drawn.width
        assert 0 < sign.at.y < drawn.height
    for line in drawn.lines:
        assert all(0 <= point.x <= drawn.width for point in line.points)


def crosses(line: Stroke, left: float, top: float, right: float, bottom: float) -> bool:
    """Whether a line runs through the inside of a box."""
    for one, other in pairwise(line.points):
        enters, leaves = 0.0, 1.0
        for begins, way, low, high in (
            (one.x, other.x - one.x, left + 1, right - 1),
            (one.y, other.y - one.y, top + 1, bottom - 1),
        ):
            if way:
                first, last = sorted(((low - begins) / way, (high - begins) / way))
                enters, leaves = max(enters, first), min(leaves, last)
            elif not low < begins < high:
                leaves = -1.0
        if enters < leaves:
            return True
    return False


def touches(line: Stroke, sign: Sign) -> bool:
    """Whether a line begins or ends at somebody."""
    return any(max(abs(end.x - sign.at.x), abs(end.y - sign.at.y)) <= SIZE / 2 + 1 for end in (line.points[0], line.points[-1]))


def nobody_is_crossed(drawn: Genogram) -> list[str]:
    return [
        f"{line.path} through {sign.person.key}"
        for line in drawn.lines
        for sign in drawn.signs
        if not touches(line, sign)
        and crosses(line, sign.at.x - 50, sign.at.y - SIZE / 2, sign.at.x + 50, sign.at.y + SIZE / 2 + 40)
    ]


def test_no_line_of_a_large_family_runs_through_a_third_person() -> None:
    """Twelve in four generations, as the largest household of the fictional city; and she was married before."""
    ages, men = [58, 61, 87, 36, 34, 31, 28, 16, 13, 9, 6, 2], (1, 3, 5, 7, 10)
    people = [Person(one, f"人{one}", sex="male" if one in men else "female", client=one == 0, order=-age)
              for one, age in enumerate(ages)]  # fmt: skip
    to_her = ["spouse", "parent_in_law", "child", "child_in_law", "child", "child", *["grandchild"] * 5]
    links = [Link(0, number, relation) for number, relation in enumerate(to_her, start=1)]
    born = ((1, 3), (1, 5), (1, 6), (3, 7), (4, 7), (3, 8), (4, 8), (3, 9), (4, 9), (6, 10), (6, 11))
    links += [Link(1, 2, "mother"), Link(3, 4, "spouse"), *(Link(parent, child, "child") for parent, child in born)]
    drawn = genogram(people, links)
    assert len(drawn.signs) == 12
    assert nobody_is_crossed(drawn) == []
    more = [Link(0, "first husband", "former_spouse"), Link("first husband", "his child", "child"), Link(0, "his child", "child")]
    twice = [*people, Person("first husband", "前夫", sex="male", order=-70), Person("his child", "子", order=-30)]
    assert nobody_is_crossed(genogram(twice, [*links, *more])) == []


def test_a_sibling_who_is_said_to_stand_above_the_parents_is_drawn_as_a_sibling() -> None:
    people = [Person(one, f"人{one}", client=one == 0, order=one) for one in range(5)]
    links = [(0, 2, "child"), (1, 4, "sibling"), (2, 4, "child"), (3, 4, "child"), (0, 1, "spouse")]
    drawn = genogram(people, [Link(*one) for one in links])
    places = {one.person.key: one.at for one in drawn.signs}
    assert nobody_is_crossed(drawn) == []
    assert any(
        (line.points[0].x, line.points[-1].x) == (places[1].x, places[4].x) and line.points[-1].y > line.points[0].y
        for line in drawn.lines
    )


CHILDREN = ["child", "adoptee", "foster_child", "step_child"]
DOWNWARDS = st.sampled_from([*CHILDREN, "spouse", "partner", "former_spouse", "sibling", "twin"])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), DOWNWARDS), max_size=12))
def test_no_line_runs_through_a_third_person(links: list[tuple[int, int, str]]) -> None:
    """Children stand below their parents and couples in one row, whatever the rest is."""
    people = [Person(one, f"人{one}", client=one == 0, order=one) for one in range(9)]
    drawn = genogram(people, [Link(*one) for one in links if one[0] < one[1]])
    rows = {one.person.key: one.at.y for one in drawn.signs}
    for one, other, relation in links:
        assume(one >= other or rows[other] > rows[one] or relation not in CHILDREN)
    assert nobody_is_crossed(drawn) == []


@pytest.mark.parametrize("count", [*range(1, 16), 24, 25, 37, 44, 60])
def test_no_line_around_a_person_runs_through_another_box(count: int) -> None:
    qualities, flows = list(TieQuality), list(TieFlow)
    for quality, flow in zip([*qualities, *qualities], [*flows, *flows], strict=False):
        drawn = ecomap("山田 花子", [Neighbour(f"機関{one}", "agency", quality.value, flow.value) for one in range(count)])
        crossed = [
            (line.path, spot.words.full)
            for line in drawn.lines
            for spot in drawn.spots
            if crosses(line, spot.left, spot.top, spot.left + 132, spot.top + 46)
        ]
        assert crossed == []
    assert drawn.width < 1_750
    assert count <= 12 or drawn.width > drawn.height


@pytest.mark.parametrize("count", [0, 1, 2, 12, 13, 24, 25, 36, 37, 40, 43, 48, 60])
def test_nobody_around_a_person_stands_on_another(count: int) -> None:
    qualities, flows = list(TieQuality), list(TieFlow)
    around = [
        Neighbour(f"機関{one}", "agency", qualities[one % 5].value, flows[one % 4].value) for one in range(count)
    ]
    drawn = ecomap("山田 花子", around)
    assert len(drawn.spots) == count
    for one, other in combinations(drawn.spots, 2):
        apart = abs(one.left - other.left) >= 132 or abs(one.top - other.top) >= 46
        assert apart, (one.words.full, other.words.full)
    for spot in drawn.spots:
        assert spot.left >= 0
        assert spot.left + 132 <= drawn.width
        assert spot.top >= 0
        assert spot.top + 46 <= drawn.height
    heads = sum({"none": 0, "in": 1, "out": 1, "both": 2}[one.flow] for one in around)
    assert len(drawn.arrows) == heads


def test_long_names_are_cut_where_they_are_drawn_and_whole_where_they_are_told() -> None:
    assert cut("あいうえお", 5) == "あいうえお"
    assert cut("あいうえおか", 5) == "あいうえ…"
    assert two_lines("一二三四五六七八九十", 9) == ("一二三四五六七八九", "十")
    name = "社会福祉法人さくら市障害者就労生活支援センターひまわり"
    assert ecomap("私", [Neighbour(name)]).spots[0].words.full == name
