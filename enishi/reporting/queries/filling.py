"""A form filled from the record: the layout that holds on the day, the lists that it ticks, and what is told."""

from datetime import date

from enishi.intake.queries.vocabulary import labels, terms_of
from enishi.office.papers.blocks import Paper
from enishi.reporting.queries.consultations import Source
from enishi.reporting.rules.fields import Told
from enishi.reporting.rules.filling import Lists, filled
from enishi.reporting.rules.layouts import Layout


def paper(layout: Layout, source: Source, *, on: date) -> Paper:
    """The paper, as far as its reader sees."""
    return filled(
        layout, source.told, lists_of(layout, source.told, on=on), subject=f"番号 {source.reference}"
    )


def lists_of(layout: Layout, told: Told, *, on: date) -> Lists:
    """The choices that hold on the day, and after them those that have ended and are ticked. At most two queries."""
    names = [one.vocabulary for one in layout.fields.values() if one.vocabulary]
    valid = {
        name: [(one.code, one.label) for one in entries] for name, entries in terms_of(names, on=on).items()
    }
    known = labels(*names)
    for one in layout.fields.values():
        offered = dict(valid.get(one.vocabulary, []))
        for code in told.marks.get(one.name, {}):
            if code not in offered:
                valid[one.vocabulary].append((code, known[one.vocabulary].get(code, code)))
    return valid
