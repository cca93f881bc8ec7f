"""Adopted, fostered, brought along, born together: each has its own line in the family drawing."""

from itertools import pairwise

import pytest

from enishi.cases.rules.drawing import SIZE
from enishi.cases.rules.family import Link
from enishi.cases.rules.genogram import COLUMN, Genogram, Person, genogram
from enishi.residents.rules.relations import seen_from_the_other
from enishi.residents.terms import Relation, Sex

ME = Person("me", "私", client=True, order=10)
MOTHER, FATHER = Person("mother", "母", sex="female"), Person("father", "父", sex="male")


def drawn(*people: Person, links: list[tuple[str, str, str]]) -> tuple[Genogram, dict[object, tuple[float, float]]]:
    found = genogram(people, [Link(*one) for one in links])
    return found, {one.person.key: (one.at.x, one.at.y) for one in found.signs}


def above(picture: Genogram, at: tuple[float, float]) -> list[str]:
    """How the lines are broken that come down to the top of somebody's sign."""
    ends = [(one.points[-1].x, one.points[-1].y, one.dash) for one in picture.lines]
    return sorted(dash for x, y, dash in ends if (x, y) == (at[0], at[1] - SIZE / 2))


@pytest.mark.parametrize(("relation", "dash"), [("mother", ""), ("adopter", "7 4"), ("foster_parent", "2 3")])
def test_the_line_to_a_child_tells_how_it_came(relation: str, dash: str) -> None:
    picture, at = drawn(ME, MOTHER, links=[("me", "mother", relation)])
    assert at["mother"][1] < at["me"][1]
    assert {one.dash for one in picture.lines} == {dash}
    other_side, _ = drawn(ME, MOTHER, links=[("mother", "me", str(seen_from_the_other(relation, "")))])
    assert other_side.lines == picture.lines


def test_who_was_adopted_has_both_lines_and_the_adopters_are_a_couple() -> None:
    picture, at = drawn(
        ME, MOTHER, Person("one", "養父", sex="male"), Person("other", "養母", sex="female"),
        links=[("me", "mother", "mother"), ("me", "one", "adopter"), ("other", "me", "adoptee")],
    )  # fmt: skip
    assert above(picture, at["me"]) == ["", "7 4"]
    assert abs(at["one"][0] - at["other"][0]) == COLUMN, "side by side"
    assert len({at[one][1] for one in ("one", "other", "mother")}) == 1


def test_who_married_the_only_parent_stands_beside_and_has_no_line_to_the_child() -> None:
    picture, at = drawn(ME, MOTHER, FATHER, links=[("me", "mother", "mother"), ("me", "father", "step_parent")])
    assert at["father"][1] == at["mother"][1]
    assert above(picture, at["me"]) == [""]
    assert [one.dash for one in picture.lines].count("2 3") == 1, "the couple, of whom nothing is recorded"
    both = [("me", "mother", "mother"), ("me", "father", "father")]
    alone, _ = drawn(ME, MOTHER, FATHER, links=both)
    with_one, _ = drawn(ME, MOTHER, FATHER, Person("new", "継母"), links=[*both, ("new", "me", "step_child")])
    assert len(with_one.lines) == len(alone.lines), "whose spouse it is nobody said"


def test_twins_come_from_one_point_and_their_brother_from_his_own() -> None:
    twin, third, brother = Person("twin", "妹", order=10), Person("third", "弟", order=10), Person("brother", "兄", order=1)
    links = [("me", "mother", "mother"), ("twin", "me", "twin"), ("third", "twin", "twin"), ("me", "brother", "sibling")]
    picture, at = drawn(ME, MOTHER, twin, third, brother, links=links)
    starts = {}
    for line in picture.lines:
        for one, other in pairwise(line.points):
            for key in ("me", "twin", "third", "brother"):
                if (other.x, other.y) == (at[key][0], at[key][1] - SIZE / 2):
                    starts[key] = (one.x, one.y)
    assert starts["me"] == starts["twin"] == starts["third"] != starts["brother"]
    assert starts["me"][0] == pytest.approx((at["me"][0] + at["twin"][0] + at["third"][0]) / 3)
    assert starts["brother"][0] == at["brother"][0]


def test_twins_without_recorded_parents_have_a_roof() -> None:
    picture, at = drawn(ME, Person("twin", "妹", order=10), links=[("me", "twin", "twin")])
    (roof,) = picture.lines
    assert [(one.x, one.y) for one in (roof.points[0], roof.points[-1])] == sorted((x, y - SIZE / 2) for x, y in at.values())
    assert roof.points[1].y < roof.points[0].y


@pytest.mark.parametrize("relation", [one for one in Relation if one not in (Relation.SUPPORTER, Relation.CHILD)])
def test_seen_from_there_and_back_it_is_the_same(relation: Relation) -> None:
    there = seen_from_the_other(relation, Sex.UNKNOWN)
    assert there is not None
    back = seen_from_the_other(there, {Relation.FATHER: Sex.MALE, Relation.MOTHER: Sex.FEMALE}.get(relation, Sex.UNKNOWN))
    assert back == relation
