"""Draws the steps of a placement into the room's README: ``python -m enishi.participation.diagrams``. A test keeps it fresh."""

from pathlib import Path

from enishi.participation.rules.placing import FOLLOW_UP_DAYS, STEPS
from enishi.participation.terms import PlacementState

PAGE = Path(__file__).resolve().parent / "README.md"
BEGIN, END = "<!-- drawn by python -m enishi.participation.diagrams -->", "<!-- end of what is drawn -->"


def diagram() -> str:
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {PlacementState.ARRANGING.value}"]
    lines += [f"    {one.value}: {one.label}" for one in PlacementState]
    lines += [
        f"    {before.value} --> {after.value}"
        for before in STEPS
        for after in PlacementState
        if after in STEPS[before]
    ]
    return "\n".join([*lines, f"    {PlacementState.ENDED.value} --> [*]", "```"])


def needs_table() -> str:
    """What each step needs, and after how many days both sides are asked next."""
    lines = ["| 段階 | 次に聞くまで（要確認） | 要るもの |", "|---|---|---|"]
    for one in PlacementState:
        needs = {
            PlacementState.REGULAR: "三者の合意の日",
            PlacementState.ENDED: "両方のことば、片づいた困りごと、理由",
        }
        days = f"{FOLLOW_UP_DAYS[one]}日" if one in FOLLOW_UP_DAYS else ""
        lines.append(f"| {one.label} | {days} | {needs.get(one, '')} |")
    return "\n".join(lines)


def drawn() -> str:
    return "\n\n".join([BEGIN, diagram(), needs_table(), END])


def fresh(page: str) -> str:
    """The page with its drawn part anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + drawn() + after


if __name__ == "__main__":
    PAGE.write_text(fresh(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
