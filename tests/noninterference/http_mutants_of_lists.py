"""Seeded bugs in the lists and sums of a day: each query that finds by who holds, leads or is asked forgets who may see.

Whoever was shut out of a person is still named as holder, and works beside those who may see: they would notice.
"""

from tests.noninterference.http_mutants import Code, HttpMutant, Wall

HOME, CASES = frozenset({"website:home"}), frozenset({"cases:cases"})
OPEN = '(lambda one, other: one.format(visible={}) + "UNION ALL" + other.format(visible={}))(*{}.split("UNION ALL"))'
ALL, SEEN = '"(true OR " + visible + ")"', "visible"


def _half(query: str, first: str, second: str) -> str:
    """The written statement of two halves, of which one forgets its predicate."""
    return OPEN.format(first, second, query)


MUTANTS = [
    HttpMutant(
        f"今日 shows what is {part}, whoever may see",
        (
            Code("enishi.intake.queries.today:_held_today", "HELD.format(visible=visible)", _half("HELD", *halves)),
            Wall("intake_holding"),
            Wall("intake_consultation"),
        ),
        HOME,
        ("blocked",),
    )
    for part, halves in {"held and due": (ALL, SEEN), "taken by nobody yet": (SEEN, ALL)}.items()
]
MUTANTS += [
    HttpMutant(
        f"今日 shows letters that are {part}, whoever may see",
        (
            Code("enishi.intake.queries.today:_referrals_today", "REFERRALS.format(visible=visible)", _half("REFERRALS", *halves)),
            Wall("intake_referral"),
            Wall("intake_consultation"),
        ),
        HOME,
        (who,),
    )
    for part, halves, who in (("to be answered", (ALL, SEEN), "husband_himself"), ("answered", (SEEN, ALL), "blocked"))
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
            Code("enishi.cases.queries.today:today", 'visible(hat, at, binder="case_id"),\n        membership', "membership"),
            Wall("cases_lead"),
            Wall("cases_case"),
        ),
        HOME,
        ("outreach",),
    ),
    HttpMutant(
        "今日 shows whose part an agency is asked for, whoever may see",
        (
            Code("enishi.cases.queries.today:today", 'visible(hat, at, binder="case_id"), agency', "agency"),
            Wall("cases_teamrole"),
            Wall("cases_case"),
        ),
        HOME,
        ("husband_himself",),
    ),
]
