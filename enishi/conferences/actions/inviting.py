"""Who comes to a meeting: somebody is invited, or comes instead of another."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.agencies.models import Membership
from enishi.conferences.actions.agenda import seat_member
from enishi.conferences.actions.convening import address, end_member, new_member, open_to, own_conference
from enishi.conferences.models import Member, Seat
from enishi.conferences.rules.reasons import NOT_PLANNED
from enishi.conferences.terms import About, ConferenceState
from enishi.intake.actions.entries import day
from enishi.office import inbox, trail
from enishi.office.errors import NotFound, Refused
from enishi.residents.rules.reference import reference
from enishi.sharing.terms import InformationClass


@transaction.atomic
def invite(
    conference: UUID, membership: UUID, *, substitute_for: UUID | None = None, by: Hat, at: datetime
) -> UUID:
    """Invite one person (構成員にする). They know of the meeting at once, of its items by a seat; at
    themes (定例会), which are about nobody, they sit with it.

    :param substitute_for: the member who cannot come; that member loses the papers, the pledge stays
    :returns: the member's id
    """
    found = own_conference(conference, by, "conference.invite", lock=True)
    if found.row.state not in (ConferenceState.PLANNED, ConferenceState.HELD):
        raise Refused(NOT_PLANNED)
    person = Membership.objects.at_work(day(at)).filter(pk=membership).first()
    if person is None:
        raise Refused("招く人を選び直してください。")
    known = Member.objects.filter(conference=conference, membership=membership, ended_at__isnull=True).first()
    if known:
        return known.pk
    member = new_member(found, person, at, substitute_for)
    open_to(found, member, by=by, at=at)
    if substitute_for:
        end_member(substitute_for, conference, at)
    elif found.needs.about == About.THEME:
        for item in found.row.items.filter(withdrawn_at__isnull=True).values_list("pk", flat=True):
            seat_member(item, member.pk, classes=InformationClass.BASIC.value, by=by, at=at)
    trail.record("conference.invited", binders=[conference], detail={"member": str(member.pk)})
    told = "定例会に招かれました" if found.needs.about == About.THEME else "会議に招かれました。守秘の確認と準備をお願いします"
    inbox.tell(
        membership,
        "conference.invited",
        f"{told}（会議 {reference(conference)}）",
        binder_id=conference,
        url=address(conference),
        at=at,
    )
    return member.pk


@transaction.atomic
def substitute(member: UUID, membership: UUID, *, by: Hat, at: datetime) -> UUID:
    """Somebody else comes instead (代理): invited, seated where the member was seated; the member loses the papers.

    :returns: the new member's id
    :raises Refused: where the new one may not sit
    """
    row = Member.objects.filter(pk=member, ended_at__isnull=True).first()
    if row is None:
        raise NotFound("conference.invite", member)
    seats = list(Seat.objects.filter(member=member, ended_at__isnull=True).values_list("item", "classes"))
    new = invite(row.conference_id, membership, substitute_for=member, by=by, at=at)
    for item, classes in seats:
        seat_member(item, new, classes=classes, by=by, at=at)
    return new
