"""The life cycle of a case. The README's diagram, the CHECK constraints and the database's triggers come from here."""

from enishi.cases.terms import CaseState as S

CASE_STEPS: dict[S, frozenset[S]] = {
    S.OUTREACH: frozenset({S.ASSESSING, S.SUSPENDED, S.ENDED}),
    S.ASSESSING: frozenset({S.OUTREACH, S.PLANNING, S.SUSPENDED, S.WATCHING, S.ENDED}),
    S.PLANNING: frozenset({S.OUTREACH, S.ASSESSING, S.SUPPORTING, S.SUSPENDED, S.WATCHING, S.ENDED}),
    S.SUPPORTING: frozenset({S.OUTREACH, S.ASSESSING, S.PLANNING, S.SUSPENDED, S.WATCHING, S.ENDED}),
    S.SUSPENDED: frozenset({S.OUTREACH, S.ASSESSING, S.WATCHING, S.ENDED}),
    S.WATCHING: frozenset({S.OUTREACH, S.ASSESSING, S.ENDED}),
    S.ENDED: frozenset({S.OUTREACH, S.ASSESSING}),
}

FIRST = frozenset({S.OUTREACH, S.ASSESSING})
LED = frozenset(S) - {S.ENDED}
CONSENTED = frozenset({S.ASSESSING, S.PLANNING, S.SUPPORTING})
"""States in which the person has asked for support; withdrawn, the case goes back to OUTREACH."""

RESTING = frozenset({S.SUSPENDED, S.WATCHING, S.ENDED})
"""States that are left by taking the case up again (再開), which sets the next date anew."""

MAY_END = frozenset({S.OUTREACH, S.WATCHING})
"""States that somebody may end for good: a watch, and contact before consent, which no 終結 can close."""


def may_move(before: str, after: str) -> bool:
    """Whether a case may go from one state to the other."""
    return S(after) in CASE_STEPS[S(before)]


def transitions() -> list[tuple[str, str]]:
    """Every (before, after) that is allowed, for the database's own table."""
    return [(before.value, after.value) for before, steps in CASE_STEPS.items() for after in sorted(steps)]
