"""Draws the room's state diagram into its README: ``python -m enishi.cases.diagrams``. A test keeps it fresh."""

from pathlib import Path

from enishi.cases.rules.steps import CASE_STEPS, CONSENTED, FIRST
from enishi.cases.terms import CaseState

PAGE = Path(__file__).resolve().parent / "README.md"
BEGIN, END = "<!-- drawn by python -m enishi.cases.diagrams -->", "<!-- end of what is drawn -->"


def case_diagram() -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    [*] --> {one.value}" for one in sorted(FIRST)]
    lines += [f"    {one.value}: {one.label}" for one in CaseState]
    lines += [
        f"    {before.value} --> {after.value}"
        for before, steps in CASE_STEPS.items()
        for after in sorted(steps)
    ]
    return "\n".join([*lines, f"    {CaseState.ENDED.value} --> [*]", "```"])


def needs_table() -> str:
    """What each state needs: a lead and a date, and the person's request for support."""
    lines = ["| state | led, with a date | the person has asked for support |", "|---|---|---|"]
    lines += [
        f"| {one.label} | {'no' if one == CaseState.ENDED else 'yes'} | {'yes' if one in CONSENTED else ''} |"
        for one in CaseState
    ]
    return "\n".join(lines)


def drawn() -> str:
    return "\n\n".join([BEGIN, case_diagram(), needs_table(), END])


def fresh(page: str) -> str:
    """The page with its drawn part anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + drawn() + after


if __name__ == "__main__":
    PAGE.write_text(fresh(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
