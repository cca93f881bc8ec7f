"""The issues (課題) as the ticking component takes them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from enishi.intake.queries.vocabulary import terms_of
from enishi.intake.terms import Vocabulary


@dataclass(frozen=True)
class Issue:
    code: str
    label: str
    ticked: bool
    worst: bool


def issue_groups(
    ticked: Collection[str], worst: str, *, on: date, classes: int = 255
) -> list[tuple[str, list[Issue]]]:
    """[(heading, [issue…])]: those of the classes that the hat sees, in the order of the list."""
    found = terms_of([Vocabulary.ISSUE_GROUP, Vocabulary.ISSUE], on=on)
    headings = {one.code: one.label for one in found.get(Vocabulary.ISSUE_GROUP, [])}
    groups: dict[str, list[Issue]] = {code: [] for code in headings}
    for one in found.get(Vocabulary.ISSUE, []):
        if one.information_class & classes:
            group = one.code.split(".")[0]
            groups.setdefault(group, []).append(
                Issue(one.code, one.label, one.code in ticked, one.code == worst)
            )
    return [(headings.get(code, ""), issues) for code, issues in groups.items() if issues]


def known_issues(*, on: date) -> dict[str, int]:
    """Issue → information class."""
    return {
        one.code: one.information_class
        for one in terms_of([Vocabulary.ISSUE], on=on).get(Vocabulary.ISSUE, [])
    }
