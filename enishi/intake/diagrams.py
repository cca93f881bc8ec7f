"""Draws the room's state diagrams into its README: ``python -m enishi.intake.diagrams``. A test keeps them fresh."""

from pathlib import Path

from enishi.intake.rules.steps import CONSULTATION_STEPS, ENDED, REFERRAL_STEPS, who_may
from enishi.intake.terms import ConsultationState, ReferralKind, ReferralState

PAGE = Path(__file__).resolve().parent / "README.md"
BEGIN, END = "<!-- drawn by python -m enishi.intake.diagrams -->", "<!-- end of what is drawn -->"


def consultation_diagram() -> str:
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> received"]
    lines += [f"    {one.value}: {one.label}" for one in ConsultationState]
    lines += [
        f"    {before.value} --> {after.value}"
        for before, steps in CONSULTATION_STEPS.items()
        for after in sorted(steps)
    ]
    return "\n".join([*lines, "```"])


def referral_diagram() -> str:
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> requested"]
    lines += [f"    {one.value}: {one.label}" for one in ReferralState]
    lines += [
        f"    {before.value} --> {after.value}" for before, steps in REFERRAL_STEPS.items() for after in steps
    ]
    lines += [f"    {one.value} --> [*]" for one in sorted(ENDED)]
    return "\n".join([*lines, "```"])


def who_table() -> str:
    """Who may set each state: joining and inquiry first, handover where it differs."""
    lines = ["| from | to | who | after an accepted handover |", "|---|---|---|---|"]
    for before, steps in REFERRAL_STEPS.items():
        for after in steps:
            joined, handed = (
                who_may(before, after, ReferralKind.JOIN),
                who_may(before, after, ReferralKind.HANDOVER),
            )
            words = [", ".join(sorted(one.value for one in sides)) or "nobody" for sides in (joined, handed)]
            lines.append(
                f"| {before.label} | {after.label} | {words[0]} | {words[1] if words[1] != words[0] else ''} |"
            )
    return "\n".join(lines)


def drawn() -> str:
    return "\n\n".join([BEGIN, consultation_diagram(), referral_diagram(), who_table(), END])


def fresh(page: str) -> str:
    """The page with its drawn part anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + drawn() + after


if __name__ == "__main__":
    PAGE.write_text(fresh(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
