"""Draws the room's state diagrams into its README: ``python -m enishi.intake.diagrams``. A test keeps them fresh."""

from collections.abc import Iterator
from pathlib import Path

from enishi.intake.rules.steps import CONSULTATION_STEPS, ENDED, REFERRAL_STEPS, who_may
from enishi.intake.terms import ConsultationState, ReferralKind, ReferralState
from enishi.office.diagrams import Drawn, states, table


def consultation_diagram() -> str:
    steps = [(before, after) for before, found in CONSULTATION_STEPS.items() for after in sorted(found)]
    return states(ConsultationState, steps, first=[ConsultationState.RECEIVED])


def referral_diagram() -> str:
    steps = [(before, after) for before, found in REFERRAL_STEPS.items() for after in found]
    return states(ReferralState, steps, first=[ReferralState.REQUESTED], ended=sorted(ENDED))


def who_table() -> str:
    """Who may set each state: joining and inquiry first, handover where it differs."""
    return table(("from", "to", "who", "after an accepted handover"), _who())


def _who() -> Iterator[tuple[str, str, str, str]]:
    for before, steps in REFERRAL_STEPS.items():
        for after in steps:
            kinds = (ReferralKind.JOIN, ReferralKind.HANDOVER)
            sides = [who_may(before, after, kind) for kind in kinds]
            joined, handed = (", ".join(sorted(one.value for one in each)) or "nobody" for each in sides)
            yield str(before.label), str(after.label), joined, handed if handed != joined else ""


README = Drawn(
    Path(__file__).with_name("README.md"),
    "enishi.intake.diagrams",
    (consultation_diagram, referral_diagram, who_table),
)

if __name__ == "__main__":
    README.draw()
