from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.conferences.access import OpenedConference, facts, open_item
from enishi.conferences.actions.agenda import take_seat
from enishi.conferences.actions.convening import address, open_to, own_conference, same_version
from enishi.conferences.models import AgendaItem, Conference, Member, Seat
from enishi.conferences.rules.reasons import NOT_PLANNED, reasons_not_to_convene
from enishi.conferences.terms import ConferenceState
from enishi.office import inbox, trail
from enishi.office.errors import Refused
from enishi.residents.rules.reference import reference
from enishi.sharing import actions as sharing
from enishi.sharing.models import Consent


@transaction.atomic
def reschedule(
    conference: UUID,
    *,
    starts_at: datetime,
    ends_at: datetime,
    place: str = "",
    version: int | None = None,
    by: Hat,
    at: datetime,
) -> None:
    """Move a meeting to another time (日時を変える). Windows move with it; pledges stand.

    :raises Refused: also when a consent on which somebody's seat rests ends before the new day
    """
    found = own_conference(conference, by, "conference.reschedule", lock=True)
    same_version(found.row, version)
    reasons = reasons_not_to_convene(
        facts(found.kinds[0]),
        map(facts, found.kinds[1:]),
        may=by.may,
        starts_at=starts_at,
        ends_at=ends_at,
        now=at,
    )
    if found.row.state != ConferenceState.PLANNED:
        reasons = [NOT_PLANNED]
    if reasons:
        raise Refused(reasons)
    Conference.objects.filter(pk=conference).update(
        starts_at=starts_at,
        ends_at=ends_at,
        place=place.strip() or found.row.place,
        version=found.row.version + 1,
    )
    found.row.refresh_from_db()
    for member in Member.objects.filter(conference=conference, ended_at__isnull=True):
        if member.ground_id:
            sharing.end_ground(member.ground_id, by=by, at=at)
        open_to(found, member, by=by, at=at)
        inbox.tell(
            member.membership_id,
            "conference.rescheduled",
            f"会議の日時が変わりました（会議 {reference(conference)}）",
            binder_id=conference,
            url=address(conference),
            at=at,
        )
    for item in AgendaItem.objects.filter(conference=conference, withdrawn_at__isnull=True).select_related(
        "case"
    ):
        _move_seats(found, item, by=by, at=at)
    trail.record("conference.rescheduled", binders=[conference])


def _move_seats(found: OpenedConference, item: AgendaItem, *, by: Hat, at: datetime) -> None:
    person = [item.case.resident_id] if item.case else []
    room = open_item(by, item.pk, word="conference.reschedule", also=person)
    for seat in list(Seat.objects.filter(item=item, ended_at__isnull=True).select_related("member")):
        Seat.objects.filter(pk=seat.pk).update(ended_at=max(at, seat.starts_at))
        consent = Consent.objects.get(pk=seat.consent_id) if seat.consent_id else None
        take_seat(room, seat.member, seat.classes, consent, by=by, at=at)
