"""Numbers that name nobody (小さな数の秘匿): a count under five is not shown, and cannot be worked out from what is.

One row of a table is judged by itself, so that a month that was shown stays as it was when other months come:

* 1 to 4 is shown as 「5未満」; 0 is shown, nobody stands behind it.
* Whoever knows the total and the other numbers must still think each of 1, 2, 3 and 4 possible. Where they could not, the
  smallest number that is enough is hidden as well (「※」); where nothing is enough, the whole row is.
* A total under five hides its whole row. A total over rows is the sum of what is shown, and says 「以上」 where something is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

LEAST = 5
SMALL, HIDDEN = f"{LEAST}未満", "※"


@dataclass(frozen=True)
class Shown:
    """A cell as it is read: a number, or why there is none. ``more``: at least that many."""

    number: int | None = None
    sign: str = ""
    more: bool = False

    @property
    def text(self) -> str:
        if self.number is None:
            return self.sign
        if self.more and not self.number:  # 「0以上」 would say nothing
            return HIDDEN
        return f"{self.number:,}{'以上' if self.more else ''}"


@dataclass(frozen=True)
class Row:
    cells: tuple[Shown, ...]
    total: Shown


def shown_row(numbers: Sequence[int]) -> Row:
    """A row whose numbers add up to its total, with the total."""
    total = sum(numbers)
    if 0 < total < LEAST:
        return Row(_blank(numbers), Shown(sign=SMALL))
    hidden = {place for place, number in enumerate(numbers) if 0 < number < LEAST}
    while hidden and not _keeps(numbers, hidden):
        visible = sorted((number, place) for place, number in enumerate(numbers) if number and place not in hidden)
        if not visible:
            return Row(_blank(numbers), Shown(total))
        enough = [place for _, place in visible if _keeps(numbers, hidden | {place})]
        hidden.add(enough[0] if enough else visible[-1][1])
    return Row(tuple(_cell(number, place in hidden) for place, number in enumerate(numbers)), Shown(total))


def shown_alone(numbers: Sequence[int]) -> Row:
    """A row whose total is not known from elsewhere; its total is at least what is shown."""
    cells = tuple(_cell(number, 0 < number < LEAST) for number in numbers)
    return Row(cells, shown_sum(cells))


def shown_sum(cells: Sequence[Shown]) -> Shown:
    """What cells come to, as far as they are shown: worked out from nothing else."""
    known = [one.number for one in cells if one.number is not None]
    return Shown(sum(known), more=len(known) < len(cells) or any(one.more for one in cells))


def _blank(numbers: Sequence[int]) -> tuple[Shown, ...]:
    return tuple(Shown(sign=HIDDEN) for _ in numbers)


def _cell(number: int, hidden: bool) -> Shown:
    if not hidden:
        return Shown(number)
    return Shown(sign=SMALL if number < LEAST else HIDDEN)


def _keeps(numbers: Sequence[int], hidden: set[int]) -> bool:
    """Whether each small number could still be any from 1 to 4 for who knows the rest: 「5未満」 is 1–4, 「※」 is 5 or more."""
    left = sum(numbers[place] for place in hidden)
    small = sum(numbers[place] < LEAST for place in hidden)
    large = len(hidden) - small
    # With one small number held at 1 or at 4, the others must still be able to come to what is left.
    lowest, highest = (small - 1) + LEAST * large, None if large else (LEAST - 1) * (small - 1)
    return left - (LEAST - 1) >= lowest and (highest is None or left - 1 <= highest)
