"""What a room draws into its README from its own rules: state diagrams and tables between two marks. A test keeps each fresh."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

END = "<!-- end of what is drawn -->"


@dataclass(frozen=True)
class Drawn:
    """The drawn part of a page. ``by``: the module that draws it; ``parts``: one below the other."""

    page: Path
    by: str
    parts: Sequence[Callable[[], str]]

    @property
    def begin(self) -> str:
        return f"<!-- drawn by python -m {self.by} -->"

    def fresh(self, page: str) -> str:
        """The page with its drawn part anew."""
        before, _, rest = page.partition(self.begin)
        _, _, after = rest.partition(END)
        return before + "\n\n".join([self.begin, *(part() for part in self.parts), END]) + after

    def draw(self) -> None:
        self.page.write_text(self.fresh(self.page.read_text(encoding="utf-8")), encoding="utf-8")


def states(
    of: Iterable[Any], steps: Iterable[tuple[Any, Any]], *, first: Iterable[Any], ended: Iterable[Any] = ()
) -> str:
    """A state diagram: where it begins, every state with its label, every step, where it ends."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    [*] --> {one.value}" for one in first]
    lines += [f"    {one.value}: {one.label}" for one in of]
    lines += [f"    {before.value} --> {after.value}" for before, after in steps]
    return "\n".join([*lines, *(f"    {one.value} --> [*]" for one in ended), "```"])


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])
