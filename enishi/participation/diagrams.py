"""Draws the steps of a placement into the room's README: ``python -m enishi.participation.diagrams``. A test keeps it fresh."""

from pathlib import Path

from enishi.office.diagrams import Drawn, states, table
from enishi.participation.rules.placing import FOLLOW_UP_DAYS, STEPS
from enishi.participation.terms import PlacementState

NEEDS = {
    PlacementState.REGULAR: "三者の合意の日",
    PlacementState.ENDED: "両方のことば、片づいた困りごと、理由",
}


def diagram() -> str:
    steps = [(before, after) for before in STEPS for after in PlacementState if after in STEPS[before]]
    return states(PlacementState, steps, first=[PlacementState.ARRANGING], ended=[PlacementState.ENDED])


def needs_table() -> str:
    """What each step needs, and after how many days both sides are asked next."""
    rows = [
        (str(one.label), f"{FOLLOW_UP_DAYS[one]}日" if one in FOLLOW_UP_DAYS else "", NEEDS.get(one, ""))
        for one in PlacementState
    ]
    return table(("段階", "次に聞くまで（要確認）", "要るもの"), rows)


README = Drawn(Path(__file__).with_name("README.md"), "enishi.participation.diagrams", (diagram, needs_table))

if __name__ == "__main__":
    README.draw()
