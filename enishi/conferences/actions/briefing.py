from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.conferences.access import open_item
from enishi.conferences.actions.telling import NewShared, share
from enishi.conferences.queries.briefing import Piece, standing
from enishi.conferences.rules.kit import TAKEN_BACK
from enishi.conferences.rules.reasons import ONLY_ITS_OFFICE
from enishi.conferences.terms import KitLine, SharedKind
from enishi.intake.terms import SourceKind
from enishi.office.errors import Overtaken, Refused


@dataclass(frozen=True)
class BriefText:
    """One text of the sheet; ``before``: the row that the form showed for it."""

    line: KitLine
    text: str
    information_class: int
    before: UUID | None = None


@transaction.atomic
def write_brief(item: UUID, texts: Sequence[BriefText], *, by: Hat, at: datetime) -> int:
    """Put together what stands on the one A4 of an item (会議キットのまとめ). What was there before stays on record.

    :returns: how many texts are new
    :raises Overtaken: when a colleague wrote meanwhile, with what they wrote
    """
    found = open_item(by, item, word="conference.share")
    if not found.convenes:
        raise Refused(ONLY_ITS_OFFICE)
    there = {one.before: one for one in standing(item)}
    shown = {one.before for one in texts if one.before}
    known = {one.text.strip() for one in texts}
    theirs = {
        str(one.line.label): one.text
        for row, one in there.items()
        if row not in shown and one.text not in known
    }
    if theirs:
        raise Overtaken(theirs)
    written = 0
    for new in texts:
        old = there.get(new.before) if new.before else None
        if new.before and old is None and new.text.strip() not in {one.text for one in there.values()}:
            raise Overtaken({str(new.line.label): "（ほかの人が書き直しました）"})
        written += _write(item, new, old, by=by, at=at)
    return written


def _write(item: UUID, new: BriefText, old: Piece | None, *, by: Hat, at: datetime) -> int:
    """A text that goes or changes its class is taken back in its old class: who sees only that class must not keep it."""
    text, same_class = new.text.strip(), old is not None and old.information_class == new.information_class
    if not (text or old) or (old and same_class and text == old.text):
        return 0
    if old and not (text and same_class):
        gone = NewShared(
            TAKEN_BACK, SharedKind.BRIEF, SourceKind.OPINION, old.information_class, new.line.value
        )
        share(item, gone, replaces=old.before, by=by, at=at)
    if text:
        told = NewShared(text, SharedKind.BRIEF, SourceKind.OPINION, new.information_class, new.line.value)
        share(item, told, replaces=old.before if old and same_class else None, by=by, at=at)
    return 1
