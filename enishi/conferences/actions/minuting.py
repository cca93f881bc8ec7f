from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.conferences.access import open_conference, open_item
from enishi.conferences.actions.telling import stamp
from enishi.conferences.models import (
    AgendaItem,
    Conference,
    Member,
    Minutes,
    Seat,
    ThemeItem,
    ThemeMinutes,
)
from enishi.conferences.rules.reasons import ONLY_CONVENER, ONLY_ITS_OFFICE
from enishi.conferences.terms import ConferenceState, MinutesKind
from enishi.office import inbox, trail
from enishi.office.errors import Overtaken, Refused
from enishi.residents.rules.reference import reference
from enishi.sharing.access import open_binders
from enishi.sharing.terms import InformationClass, Purpose


class Unseen:
    """No form was seen before."""


UNSEEN = Unseen()


@transaction.atomic
def write_minutes(
    item: UUID, text: str, *, kind: MinutesKind, after: UUID | Unseen | None = UNSEEN, by: Hat, at: datetime
) -> UUID:
    """Write the minutes of one item: drafts, once the confirmed text, then only corrections (会議録).

    :param after: the text that the form began with; whoever wrote another one meanwhile is not overwritten unseen
    :raises Overtaken: with what was written meanwhile
    """
    found = open_item(by, item, word="conference.minutes")
    latest = (
        Minutes.objects.filter(item=item).exclude(kind=MinutesKind.CORRECTION).order_by("at", "id").last()
    )
    if after is not UNSEEN and kind != MinutesKind.CORRECTION and latest and latest.pk != after:
        raise Overtaken({"会議録": latest.text})
    said = {
        ONLY_ITS_OFFICE: not found.convenes,
        "会議録を書いてください。": not text.strip(),
        "会議録は確定しています。訂正を書き加えてください。": found.is_confirmed
        and kind != MinutesKind.CORRECTION,
        "会議録が確定する前は、案を直してください。": not found.is_confirmed
        and kind == MinutesKind.CORRECTION,
        "会議が開催されてから確定できます。": kind == MinutesKind.CONFIRMED
        and found.conference.row.state != ConferenceState.HELD,
    }
    if reasons := [sentence for sentence, stands in said.items() if stands]:
        raise Refused(reasons)
    row = Minutes(**stamp(item, InformationClass.BASIC.value, by=by, at=at), kind=kind, text=text.strip())
    row.save(force_insert=True)
    trail.record("conference.minuted", binders=[item], detail={"kind": str(kind)})
    theme = ThemeItem.objects.filter(item=item).values_list("theme", flat=True).first()
    if kind != MinutesKind.DRAFT:
        _tell(found.conference.row, row, theme, by=by, at=at)
    return row.pk


def _tell(meeting: Conference, row: Minutes, theme: UUID | None, *, by: Hat, at: datetime) -> None:
    """Confirmed minutes are told to whoever is to read them: who is seated; of a theme, which keeps them, everybody invited."""
    number, members = reference(meeting.pk), Member.objects.filter(conference=meeting, ended_at__isnull=True)
    seats = Seat.objects.filter(item=row.item_id, ended_at__isnull=True).values("member")
    text, url = f"会議録が確定しました（会議 {number}）", f"/conferences/items/{row.item_id}/minutes/"
    if theme:
        put = {"kind": row.kind, "text": row.text, "told_by": row.author_id, "told_at": at}
        ThemeMinutes(id=uuid4(), theme_id=theme, item_id=row.item_id, **put).save(force_insert=True)
        text, url = f"定例会の会議録が確定しました（会議 {number}）", f"/conferences/themes/{theme}/#minutes"
    else:
        members = members.filter(pk__in=seats)
    if row.kind == MinutesKind.CORRECTION:
        text = text.replace("会議録が確定しました", "会議録に訂正があります")
    binder = {} if theme else {"binder_id": row.item_id}
    for one in members.exclude(membership=by.membership_id):
        inbox.tell(one.membership_id, "conference.minuted", text, url=url, at=at, **binder)


@transaction.atomic
def confirm_conference(conference: UUID, *, by: Hat, at: datetime) -> None:
    """Close the record of a meeting when every item has confirmed minutes (会議録確定)."""
    found = open_conference(by, conference, word="conference.confirm", lock=True)
    items = AgendaItem.objects.filter(conference=conference, withdrawn_at__isnull=True)
    open_binders(
        by,
        items.values_list("pk", flat=True),
        to=Purpose.CONFERRING,
        word="conference.confirm",
    )
    confirmed = Minutes.objects.filter(item__in=items, kind=MinutesKind.CONFIRMED).count()
    said = {
        ONLY_CONVENER: not found.convenes,
        "会議が開催されてから確定できます。": found.row.state != ConferenceState.HELD,
    }
    reasons = [sentence for sentence, stands in said.items() if stands]
    if not reasons and confirmed < items.count():
        reasons = ["会議録が確定していない議題があります。"]
    if reasons:
        raise Refused(reasons)
    Conference.objects.filter(pk=conference).update(
        state=ConferenceState.CONFIRMED, moved_at=at, version=found.row.version + 1
    )
    trail.record("conference.confirmed", binders=[conference])
