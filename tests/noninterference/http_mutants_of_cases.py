"""Seeded bugs in what the pages of cases show (see ``http_mutants.py``)."""

from tests.noninterference.http_mutants import GRANT_TO_CLASS, LOOKED, Code, Definer, HttpMutant, Wall

CASE = frozenset({"cases:case"})

KEPT = 'prepared.rows(PAGE, asked | narrowed | {"first": first, "size": PAGE_SIZE})'
# Which entries a page draws the kernel says, and who reads them passes the wall: a bug that shows takes both down.
SHOWN = "cases_entries_shown"
MUTANTS = [
    HttpMutant(
        "entries of a case are shown whatever their class",
        (
            Wall("cases_journalentry", GRANT_TO_CLASS),
            Definer(SHOWN, "(g.classes & alike.information_class) <> 0 OR", "true OR"),
        ),
        CASE,
        ("partner",),
    ),
    HttpMutant(
        "from whom something was heard is shown to the team",
        (Wall("cases_journalinformant", GRANT_TO_CLASS),),
        CASE,
        ("health",),
    ),
    HttpMutant(
        "the mother's consent opens her son's file",
        (Wall("cases_journalentry"), Definer(SHOWN, "WHERE EXISTS (", "WHERE true OR EXISTS (")),
        CASE,
        ("partner",),
    ),
    HttpMutant(
        "a consent is read by whoever sees the person",
        (Wall("sharing_consent"),),
        frozenset({"cases:case", "cases:withdraw"}),
        ("partner",),
    ),
    HttpMutant(
        "what was said to an agency is read after it is gone",
        (Wall("cases_case"), Wall("cases_casewords"), Code("enishi.cases.access:_found", "if case not in opened:", "if False:")),
        CASE,
        ("stranger",),
    ),
    HttpMutant(
        "a number leads to a case that is not theirs",
        (
            Code("enishi.cases.queries.cases:find_by_reference", "visible(hat, at), ", ""),
            Wall("cases_case"),
        ),
        frozenset({"cases:cases"}),
        ("children",),
        search=True,
    ),
    HttpMutant(
        "a look at a case is recorded without the classes that the page shows",
        (
            Code("enishi.sharing.access:open_found", "classes=ALL_CLASSES", "classes=1"),
            Wall("cases_journalentry", LOOKED, ""),
            Definer(SHOWN, "AND (g.looked & alike.information_class) <> 0", ""),
        ),
        CASE,
        ("promoter",),
    ),
    HttpMutant(
        "a note of a visit is read by whoever may write notes",
        (Wall("cases_visitnote"),),
        frozenset({"cases:visits", "cases:visit-note", "cases:visit-file"}),
        ("outreach", "second_hat"),
    ),
    HttpMutant(
        "the journal is kept for the next visitor",
        (Code("enishi.cases.queries.journal:journal", f"rows = {KEPT}", f"rows = journal.__dict__.setdefault(str(case), {KEPT})"),),
        CASE,
        ("promoter", "partner"),
    ),
]
