from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.cases.access import open_case
from enishi.cases.models import JournalEntry
from enishi.conferences.access import OpenedItem, open_item
from enishi.conferences.models import Seat, SharedItem
from enishi.conferences.queries.room import who_said
from enishi.conferences.rules.reasons import ONLY_ITS_OFFICE, reasons_not_to_share
from enishi.conferences.terms import KitLine, Question, SharedKind
from enishi.intake.actions.desk import desk
from enishi.intake.terms import SourceKind
from enishi.office import trail
from enishi.office.errors import NotFound, Refused
from enishi.sharing.terms import InformationClass, Purpose


@dataclass(frozen=True)
class NewShared:
    """What somebody brings into the room: said, written on the sheet, or a year of the family."""

    text: str
    kind: SharedKind = SharedKind.TOLD
    source: SourceKind = SourceKind.FACT
    information_class: int = InformationClass.BASIC.value
    question: str = ""
    year: int | None = None
    month: int | None = None
    said_by: UUID | None = None
    """the agency that said it, where who convened writes it down in the meeting"""


@transaction.atomic
def share(item: UUID, new: NewShared, *, replaces: UUID | None = None, by: Hat, at: datetime) -> UUID:
    """Bring something into the room of one item (情報を共有する). It stays in there, with the agency that brought it.

    :param replaces: a row of one's own agency that this one corrects; the old one stays
    :raises Refused: without text, with an informant, or after the minutes were confirmed
    """
    found = open_item(by, item, word="conference.share")
    return _share(found, new, None, replaces, by=by, at=at)


@transaction.atomic
def share_entry(item: UUID, case: UUID, entry: UUID, *, by: Hat, at: datetime) -> UUID:
    """Copy an entry of the journal into the room: only what one's own agency wrote and still sees.

    What others wrote is theirs to bring, and what stands in a household member's file is not about the person of the
    item: the consent of one opens nothing of another. The informant of an entry is never copied.
    """
    found = open_item(by, item, word="conference.share")
    open_case(by, case, to=Purpose.CONFERRING, word="conference.share")
    row = JournalEntry.objects.filter(pk=entry, case=case).first()
    if row is None or found.row.case_id != case:
        raise NotFound("conference.share", entry)
    if row.origin_id != by.agency_id:
        raise Refused("ほかの機関の記録は写せません。その機関に共有してもらってください。")
    if row.binder_id != case:
        raise Refused("世帯員の記録は写せません。議題の本人についてのことだけを書いてください。")
    new = NewShared(row.text, source=SourceKind(row.source), information_class=row.information_class)
    return _share(found, new, entry, None, by=by, at=at)


@transaction.atomic
def bring_along(item: UUID, before: UUID, chosen: Iterable[UUID], *, by: Hat, at: datetime) -> list[UUID]:
    """Bring chosen rows of an earlier meeting about the same case into this one (前回から持ってくる).

    From a room without consent nothing goes into one with consent this way: that is what re-basing is for.

    :raises Refused: between rooms of different cases, or with and without consent
    """
    found = open_item(by, item, word="conference.share")
    earlier = open_item(by, before, word="conference.share")
    if not (found.convenes and earlier.convenes):
        raise Refused(ONLY_ITS_OFFICE)
    if found.row.case_id is None or found.row.case_id != earlier.row.case_id:
        raise Refused("同じケースの会議からだけ持ってこられます。")
    if found.conference.needs.needs_consent != earlier.conference.needs.needs_consent:
        raise Refused(
            "同意のある会議と、ない会議の間では持ってこられません。同意のあとは、引き継ぎを使ってください。"
        )
    open_item(by, item, word="conference.share", also=[before])
    wanted = set(chosen)
    rows = list(SharedItem.objects.filter(item=before, pk__in=wanted))
    if len(rows) < len(wanted):
        raise NotFound("conference.share", before)
    held = earlier.conference.row.starts_at
    return [
        _share(
            found,
            _again(one, f"{held:%Y/%m/%d} {who_said(one)}"),
            None,
            None,
            by=by,
            at=at,
        )
        for one in rows
    ]


def _again(row: SharedItem, whence: str) -> NewShared:
    return NewShared(
        f"【前回 {whence}から】\n{row.text}",
        kind=SharedKind.YEAR if row.kind == SharedKind.YEAR else SharedKind.TOLD,
        source=SourceKind(row.source),
        information_class=row.information_class,
        year=row.year,
        month=row.month,
    )


def _share(
    found: OpenedItem, new: NewShared, copied: UUID | None, replaces: UUID | None, *, by: Hat, at: datetime
) -> UUID:
    reasons = reasons_not_to_share(
        state=found.state,
        text=new.text,
        information_class=new.information_class,
        confirmed=found.is_confirmed,
    )
    if new.kind == SharedKind.PREPARED and new.question not in Question.values:
        reasons.append("準備シートの問いを選んでください。")
    if new.kind == SharedKind.BRIEF and new.question not in KitLine.values:
        reasons.append("まとめの行を選んでください。")
    if new.kind == SharedKind.YEAR and new.year is None:
        reasons.append("いつのことか（年）を入れてください。")
    if new.kind in (SharedKind.PERSON, SharedKind.BRIEF) and not found.convenes:
        reasons.append(ONLY_ITS_OFFICE)
    if new.said_by and not (
        found.convenes
        and Seat.objects.filter(item=found.id, member__agency=new.said_by, ended_at__isnull=True).exists()
    ):
        reasons.append(
            "話した機関を選び直してください。記録できるのは招集した機関、話せるのは参加している機関です。"
        )
    if replaces and not SharedItem.objects.filter(pk=replaces, item=found.id, origin_id=desk(by)[0]).exists():
        reasons.append("ほかの機関が共有した情報は直せません。")
    if reasons:
        raise Refused(reasons)
    row = SharedItem(
        **stamp(found.id, new.information_class, by=by, at=at),
        kind=new.kind,
        question=new.question,
        year=new.year,
        month=new.month,
        source=new.source,
        text=new.text.strip(),
        said_by_id=new.said_by,
        copied_entry_id=copied,
        replaces_id=replaces,
    )
    row.save(force_insert=True)
    trail.record("conference.shared", binders=[found.id], detail={"kind": str(new.kind)})
    return row.pk


def stamp(item: UUID, information_class: int, *, by: Hat, at: datetime) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "item_id": item,
        "information_class": information_class,
        "origin_id": by.agency_id,
        "author_id": by.membership_id,
        "at": at,
    }
