"""Where rooms upstairs add to what this room tells."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.office.hooks import Hook


class Counted(NamedTuple):
    """One thing that a figure of a 実施報告 counts: the figure's code, its number or name as it is listed, and how often."""

    figure: str
    label: str
    times: int = 1


figures_of_a_month: Hook[[Hat, datetime, datetime], Sequence[Counted]] = Hook(
    "cases.figures_of_a_month",
    "When a 実施報告 is filled: hat, first moment of the month, first moment after it. Answers what else is counted.",
)
reasons_not_to_end: Hook[[UUID], Sequence[str]] = Hook(
    "cases.reasons_not_to_end",
    "Before a case ends for good, after a look at it: case. Answers what goes on upstairs and must end first, in sentences.",
)
