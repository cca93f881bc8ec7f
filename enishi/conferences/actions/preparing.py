from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.conferences.access import open_item
from enishi.conferences.actions.telling import NewShared, share
from enishi.conferences.models import SharedItem
from enishi.conferences.queries.room import own_sheet
from enishi.conferences.rules.kit import TAKEN_BACK
from enishi.conferences.terms import Question, SharedKind
from enishi.intake.terms import SourceKind
from enishi.office.errors import Overtaken, Refused
from enishi.sharing.terms import InformationClass


@dataclass(frozen=True)
class SheetAnswer:
    """One of the four answers of one's own agency; ``before``: the row that the form showed."""

    text: str
    source: SourceKind = SourceKind.FACT
    information_class: int = InformationClass.BASIC.value
    before: UUID | None = None


@transaction.atomic
def write_sheet(item: UUID, answers: Mapping[Question, SheetAnswer], *, by: Hat, at: datetime) -> int:
    """Write the preparation sheet of one's own agency (準備シート); what was there before stays on record.

    :returns: how many answers are new
    :raises Overtaken: when a colleague answered meanwhile, with what they wrote
    """
    open_item(by, item, word="conference.share")
    standing = own_sheet(item, by)
    theirs = {
        str(question.label): standing[question].text
        for question, new in answers.items()
        if question in standing and standing[question].pk != new.before and new.text.strip()
        and standing[question].text != new.text.strip()
    }  # fmt: skip
    if theirs:
        raise Overtaken(theirs)
    written = 0
    for question, new in answers.items():
        old = standing.get(question)
        if old and not new.text.strip():
            raise Refused(
                f"「{question.label}」は空にできません。なくなったときは「特になし」と書いてください。"
            )
        if not new.text.strip() or (old and _same(old, new)):
            continue
        _answer(item, question, new, old, by=by, at=at)
        written += 1
    return written


def _answer(
    item: UUID, question: Question, new: SheetAnswer, old: SharedItem | None, *, by: Hat, at: datetime
) -> None:
    """An answer that changes its class is taken back in its old class: who sees only that class must not keep it."""

    def told(text: str, information_class: int) -> NewShared:
        return NewShared(text, SharedKind.PREPARED, new.source, information_class, question.value)

    moved = old is not None and old.information_class != new.information_class
    if old and moved:
        share(item, told(TAKEN_BACK, old.information_class), replaces=old.pk, by=by, at=at)
    share(item, told(new.text, new.information_class), replaces=old.pk if old and not moved else None, by=by, at=at)


def _same(old: SharedItem, new: SheetAnswer) -> bool:
    return (old.text, old.source, old.information_class) == (
        new.text.strip(),
        new.source,
        new.information_class,
    )
