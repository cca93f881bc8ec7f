"""What lies in the room of one item, for who has looked at it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from enishi.agencies.hats import Hat
from enishi.agencies.queries.names import names
from enishi.conferences.models import RebasedItem, SharedItem
from enishi.conferences.rules.kit import TAKEN_BACK
from enishi.conferences.terms import Question, SharedKind
from enishi.sharing.queries.names import as_seen


def shared(item: UUID) -> QuerySet[SharedItem]:
    """What was brought in, without what was replaced since, or taken back from who sees one class only."""
    replaced = SharedItem.objects.filter(item=item, replaces__isnull=False).values("replaces")
    return SharedItem.objects.filter(item=item).exclude(pk__in=replaced).exclude(text=TAKEN_BACK)


def who_said(row: SharedItem) -> str:
    """The agency, as a text of the row's class may name it: who reads the text need not read about justice."""
    one = row.whose
    return as_seen(names([one]), row.information_class).agency(one)


def sheets(item: UUID) -> dict[Question, dict[UUID, list[str]]]:
    """The preparation sheets laid side by side: question → agency → what it wrote."""
    found: dict[Question, dict[UUID, list[str]]] = {one: {} for one in Question}
    for row in shared(item).filter(kind=SharedKind.PREPARED):
        found[Question(row.question)].setdefault(row.origin_id, []).append(row.text)
    return found


def own_sheet(item: UUID, hat: Hat) -> dict[Question, SharedItem]:
    """What one's own agency answers now, each question's latest row."""
    if hat.agency_id is None:
        return {}
    rows = shared(item).filter(kind=SharedKind.PREPARED, origin_id=hat.agency_id)
    return {Question(one.question): one for one in rows}


def family_years(item: UUID) -> QuerySet[SharedItem]:
    """家族年表: what happened in the family, by year and month."""
    return shared(item).filter(kind=SharedKind.YEAR).order_by("year", "month", "at", "id")


def receipt(rebasing: UUID) -> Iterable[SharedItem]:
    """What the person is shown: the items that moved into the case, of those that the hat sees."""
    moved = RebasedItem.objects.filter(rebasing=rebasing, entry_id__isnull=False).values("shared")
    return SharedItem.objects.filter(pk__in=moved)
