"""Draws the room's state diagram into its README: ``python -m enishi.cases.diagrams``. A test keeps it fresh."""

from pathlib import Path

from enishi.cases.rules.steps import CASE_STEPS, CONSENTED, FIRST
from enishi.cases.terms import CaseState
from enishi.office.diagrams import Drawn, states, table


def case_diagram() -> str:
    steps = [(before, after) for before, found in CASE_STEPS.items() for after in sorted(found)]
    return states(CaseState, steps, first=sorted(FIRST), ended=[CaseState.ENDED])


def needs_table() -> str:
    """What each state needs: a lead and a date, and the person's request for support."""
    rows = [
        (str(one.label), "no" if one == CaseState.ENDED else "yes", "yes" if one in CONSENTED else "")
        for one in CaseState
    ]
    return table(("state", "led, with a date", "the person has asked for support"), rows)


README = Drawn(Path(__file__).with_name("README.md"), "enishi.cases.diagrams", (case_diagram, needs_table))

if __name__ == "__main__":
    README.draw()
