"""Seeded bugs in what is printed (see ``http_mutants.py``): found in the text of the pages of a PDF."""

from tests.noninterference.http_mutants import GRANT_TO_CLASS, Code, HttpMutant, Wall

JOURNAL = frozenset({"reporting:case-paper-file"})
CONSENT = frozenset({"reporting:consent"})

MUTANTS = [
    HttpMutant(
        "entries of a case are printed whatever their class",
        (Wall("cases_journalentry", GRANT_TO_CLASS),),
        JOURNAL,
        ("partner",),
    ),
    HttpMutant(
        "who asked not to be named is printed on the reception form",
        (
            Code(
                "enishi.reporting.queries.consultations:_page",
                "[one for one in said.callers if not one.confidential]",
                "list(said.callers)",
            ),
            Wall("intake_informant", GRANT_TO_CLASS),
        ),
        frozenset({"reporting:consultation-paper-file"}),
        ("health", "children", "counter"),
    ),
    HttpMutant(
        "a scan of what was signed is told of to whoever sees the person",
        (Wall("sharing_consent"), Wall("sharing_consentevidence")),
        CONSENT,
        ("health",),
    ),
    HttpMutant(
        "a printed copy is kept for the next visitor",
        (
            Code(
                "enishi.reporting.queries.cases:case_told",
                'brief = case_brief(hat, case, at=at, word="paper.case", to=to)',
                'brief = case_told.__dict__.setdefault(str(case), case_brief(hat, case, at=at, word="paper.case", to=to))',
            ),
            Code(
                "enishi.reporting.queries.journal:_entries",
                "rows = cursor.fetchall()",
                "rows = _entries.__dict__.setdefault(str(brief.row.pk), cursor.fetchall())",
            ),
        ),
        JOURNAL,
        ("promoter", "partner"),
    ),
]
