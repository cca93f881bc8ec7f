"""Putting together what was typed and what stands: nothing typed is lost, nothing of others is overwritten unseen."""

from hypothesis import given
from hypothesis import strategies as st

from enishi.cases.rules.merging import merged, same, touched

NAMES = st.sampled_from(["a", "b", "c", "d"])
FIELDS = st.dictionaries(NAMES, st.tuples(st.sampled_from(["", "x", "y", "z"])))


@given(FIELDS, FIELDS, FIELDS)
def test_each_field_is_mine_theirs_or_a_clash(shown: dict, mine: dict, now: dict) -> None:
    together = merged(shown, mine, now)
    wrote, clashing = touched(shown, mine), {one.field for one in together.clashes}
    for name in {*shown, *mine, *now}:
        said = together.values.get(name, ())
        if name in wrote:
            assert same(said, mine.get(name, ())), "what was typed stands"
            others = not same(shown.get(name, ()), now.get(name, ())) and not same(mine.get(name, ()), now.get(name, ()))
            assert (name in clashing) == others
        else:
            assert same(said, now.get(name, ())), "what was not touched follows the others"
            assert name not in clashing


@given(FIELDS, FIELDS)
def test_without_others_the_form_is_what_was_typed(shown: dict, mine: dict) -> None:
    together = merged(shown, mine, shown)
    assert not together.clashes
    assert not together.followed
    assert all(same(together.values.get(name, ()), mine.get(name, ())) for name in {*shown, *mine})


def test_lines_of_a_browser_and_ticks_in_any_order_are_the_same() -> None:
    assert same(("a\r\nb",), ("a\nb ",))
    assert same(("x", "y"), ("y", "x"))
    assert same(("",), ())
    assert not same(("x",), ("x", "y"))
