"""Seeded bugs in the lists and sums of a day: each query that finds by who holds, leads or is asked forgets who may see.

Whoever was shut out of a person is still named as holder, and works beside those who may see: they would notice.
"""

from tests.noninterference.http_mutants import Code, HttpMutant, Wall

HOME, CASES = frozenset({"website:home"}), frozenset({"cases:cases"})


def _but(condition: str) -> str:
    """The predicate, forgotten for the rows of one half."""
    return f'visible="({condition} OR " + visible + ")"'


MUTANTS = [
    HttpMutant(
        f"今日 shows what is {part}, whoever may see",
        (
            Code("enishi.intake.queries.today:_held_today", "visible=visible", _but(half)),
            Wall("intake_holding"),
            Wall("intake_consultation"),
        ),
        HOME,
        ("blocked",),
    )
    for part, half in {
        "held and due": "h.membership_id IS NOT NULL",
        "taken by nobody yet": "h.membership_id IS NULL",
    }.items()
]
MUTANTS += [
    HttpMutant(
        f"今日 shows letters that are {part}, whoever may see",
        (
            Code("enishi.intake.queries.today:_referrals_today", "visible=visible", _but(half)),
            Wall("intake_referral"),
            Wall("intake_consultation"),
        ),
        HOME,
        (who,),
    )
    for part, half, who in (
        ("to be answered", "r.answered_at IS NULL", "husband_himself"),
        ("answered", "r.answered_at IS NOT NULL", "blocked"),
    )
]
MUTANTS += [
    HttpMutant(
        "the list of cases forgets who may see",
        (
            Code("enishi.cases.queries.cases:listed", "filter(visible(hat, at))", "all()"),
            Code("enishi.cases.queries.cases:drawn", "if one.case in shown", ""),
            Wall("cases_case"),
            Wall("cases_lead"),
        ),
        CASES,
        ("outreach",),
    ),
    HttpMutant(
        "where a case is begun, those that began with the same consultation are named, seen or not",
        (
            Code("enishi.cases.queries.cases:cases_of_consultation", "visible(hat, at), ", ""),
            Wall("cases_case"),
        ),
        frozenset({"cases:open"}),
        ("outreach",),
    ),
    HttpMutant(
        "今日 shows cases that are due, whoever may see",
        (
            Code("enishi.cases.queries.today:_waiting", "lead=lead", 'lead="(true OR " + lead + ")"'),
            Wall("cases_lead"),
            Wall("cases_case"),
        ),
        HOME,
        ("outreach",),
    ),
    HttpMutant(
        "今日 shows whose part an agency is asked for, whoever may see",
        (
            Code("enishi.cases.queries.today:_waiting", "role=role", 'role="(true OR " + role + ")"'),
            Wall("cases_teamrole"),
            Wall("cases_case"),
        ),
        HOME,
        ("husband_himself",),
    ),
]
