from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.models import Membership
from enishi.conferences.access import OpenedConference, facts, open_conference
from enishi.conferences.models import Availability, Conference, Member, TimeOption
from enishi.conferences.queries.intervals import intervals
from enishi.conferences.queries.kinds import kind_on, standing_pledge
from enishi.conferences.rules.reasons import (
    NOT_PLANNED,
    ONLY_CONVENER,
    reasons_not_to_convene,
    reasons_not_to_hold,
)
from enishi.conferences.rules.windows import window
from enishi.conferences.terms import AvailabilityAnswer, ConferenceState
from enishi.intake.actions.desk import desk
from enishi.intake.actions.entries import day
from enishi.intake.actions.once import once
from enishi.office import inbox, trail
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.residents.rules.reference import reference
from enishi.sharing import actions as sharing
from enishi.sharing.actions.kernel import call
from enishi.sharing.terms import BinderKind, InformationClass

LONGEST_INVITATION = timedelta(days=100)


@dataclass(frozen=True)
class NewConference:
    """Which meeting, when and where. The window is the city's, unless this meeting needs a shorter one."""

    kind: str
    place: str
    starts_at: datetime
    ends_at: datetime
    joint: tuple[str, ...] = ()
    days_before: int | None = None
    days_after: int | None = None


def call_conference(new: NewConference, *, by: Hat, at: datetime, submission: UUID | None = None) -> UUID:
    """Call a meeting (招集する). It has a room of its own: nobody knows of it but who is invited, and this agency.

    :returns: the meeting's id
    :raises Refused: with every reason; some kinds are never held together
    """
    return once(submission, "conference.called", lambda: _call(new, by=by, at=at), by=by, at=at)


def _call(new: NewConference, *, by: Hat, at: datetime) -> UUID:
    kind = kind_on(new.kind, day(at))
    joint = [kind_on(one, day(at)) for one in dict.fromkeys(new.joint)]
    reasons = reasons_not_to_convene(
        facts(kind), map(facts, joint), may=by.may, starts_at=new.starts_at, ends_at=new.ends_at, now=at
    )
    if not new.place.strip():
        reasons.append("場所を書いてください。")
    if reasons:
        raise Refused(reasons)
    agency, membership = desk(by)
    setting = intervals(on=day(at))
    conference = sharing.open_new_binder(BinderKind.CONFERENCE, by=by, at=at)
    before = setting["conferences.days_before"] if new.days_before is None else new.days_before
    after = setting["conferences.days_after"] if new.days_after is None else new.days_after
    Conference(
        id=conference,
        kind=kind,
        joint=[one.pk for one in joint],
        agency_id=agency,
        convened_by_id=membership,
        place=new.place.strip(),
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        days_before=min(before, 30),
        days_after=min(after, 60),
        state=ConferenceState.PLANNED,
        moved_at=at,
    ).save(force_insert=True)
    trail.record("conference.called", binders=[conference], detail={"kind": kind.code})
    return conference


@transaction.atomic
def propose_times(
    conference: UUID, times: Iterable[tuple[datetime, datetime]], *, by: Hat, at: datetime
) -> list[UUID]:
    """Propose times for members to answer (日程の候補)."""
    found = own_conference(conference, by, "conference.propose")
    options = [
        TimeOption(id=uuid4(), conference_id=found.id, starts_at=begins, ends_at=ends)
        for begins, ends in times
    ]
    TimeOption.objects.bulk_create(options)
    trail.record("conference.proposed", binders=[conference], detail={"options": len(options)})
    return [one.pk for one in options]


@transaction.atomic
def answer_time(option: UUID, answer: AvailabilityAnswer, *, by: Hat, at: datetime) -> None:
    """Say whether one can come (○△×). The latest answer counts."""
    row = TimeOption.objects.filter(pk=option).first()
    if row is None:
        raise NotFound("conference.answer", option)
    open_conference(by, row.conference_id, word="conference.answer")
    member = _me(row.conference_id, by)
    Availability(
        id=uuid4(),
        conference_id=row.conference_id,
        option=row,
        member=member,
        answer=answer,
        answered_at=at,
    ).save(force_insert=True)


def open_to(found: OpenedConference, member: Member, *, by: Hat, at: datetime) -> None:
    """The meeting itself (time, place, who comes) is known from the invitation until the window closes."""
    if _closes(found, at) > at + LONGEST_INVITATION:
        raise Refused(
            "会議の日が先すぎます。資料を見られる期間の終わりまで100日以内になってから招いてください。"
        )
    ground = sharing.convene(
        found.id,
        members=[member.membership_id],
        classes=InformationClass.BASIC.value,
        starts_at=at,
        ends_at=_closes(found, at),
        article=found.kinds[0].article,
        purpose=found.kinds[0].label,
        by=by,
        at=at,
    )
    Member.objects.filter(pk=member.pk).update(ground_id=ground)


def _closes(found: OpenedConference, at: datetime) -> datetime:
    row = found.row
    return window(row.starts_at, row.ends_at, before=row.days_before, after=row.days_after, now=at)[1]


@transaction.atomic
def acknowledge(conference: UUID, *, version: str, by: Hat, at: datetime) -> int:
    """Say that one has read the secrecy text (守秘を確認する). Rooms in which one has a seat open with it.

    :param version: of the text that was shown; another one holds when the city changed it meanwhile
    :returns: how many rooms opened
    """
    found = open_conference(by, conference, word="conference.pledge")
    member = _me(conference, by)
    if not found.needs.needs_pledge:
        return 0
    if version != found.pledge_version:
        raise Refused("守秘の文が変わっています。もう一度読んで、確認してください。")
    opened = int(call("conferences_acknowledge", member.pk, version, at))
    trail.record("conference.pledged", binders=[conference], detail={"version": version, "opened": opened})
    return opened


@transaction.atomic
def remove_member(member: UUID, *, by: Hat, at: datetime) -> None:
    """Take somebody off the members (構成員から外す). The papers are gone for the next request; the pledge stays."""
    row = Member.objects.filter(pk=member).first()
    if row is None:
        raise NotFound("conference.remove", member)
    own_conference(row.conference_id, by, "conference.remove")
    end_member(member, row.conference_id, at)
    trail.record("conference.removed", binders=[row.conference_id], detail={"member": str(member)})


def new_member(found: OpenedConference, person: Membership, at: datetime, instead: UUID | None = None) -> Member:
    version = standing_pledge(found.id, person.pk) if found.needs.needs_pledge else None
    member = Member(
        id=uuid4(),
        conference_id=found.id,
        membership=person,
        agency_id=person.agency_id,
        substitute_for_id=instead,
        invited_at=at,
        pledged_at=at if version else None,
        pledge_version=version or "",
    )
    member.save(force_insert=True)
    return member


def _were_there(found: OpenedConference, own: Iterable[UUID], at: datetime) -> list[UUID]:
    """People of the convening office who came without an invitation: on the list of who came, with nothing opened to them."""
    wanted = set(own)
    people = Membership.objects.at_work(day(at)).filter(pk__in=wanted, agency=found.row.agency_id)
    listed = list(people.order_by("pk"))
    if len(listed) < len(wanted):
        raise Refused("招集した機関から出た人を選び直してください。")
    invited = Member.objects.filter(conference=found.id, ended_at__isnull=True, membership__in=wanted)
    there = dict(invited.values_list("membership", "pk"))
    return [there.get(one.pk) or new_member(found, one, at).pk for one in listed]


def end_member(member: UUID, conference: UUID, at: datetime) -> None:
    Member.objects.filter(pk=member, conference=conference, ended_at__isnull=True).update(ended_at=at)


@transaction.atomic
def hold_conference(
    conference: UUID,
    *,
    attended: Iterable[UUID],
    own: Iterable[UUID] = (),
    version: int | None = None,
    by: Hat,
    at: datetime,
) -> None:
    """Record that the meeting was held, and who came (開催を記録する).

    :param attended: members; the others are recorded as absent
    :param own: hats of the convening office who were there without being invited
    :raises Refused: nobody sits in a room without the pledge that its law asks for
    """
    found = own_conference(conference, by, "conference.hold", lock=True)
    same_version(found.row, version)
    came = {*attended, *_were_there(found, own, at)}
    members = list(Member.objects.filter(conference=conference, ended_at__isnull=True))
    reasons = reasons_not_to_hold(
        state=found.row.state,
        starts_at=found.row.starts_at,
        now=at,
        items=found.row.items.filter(withdrawn_at__isnull=True).count(),
        attended=sum(one.pk in came for one in members),
        without_pledge=sum(one.pk in came and one.pledged_at is None for one in members)
        if found.needs.needs_pledge
        else 0,
    )
    if reasons:
        raise Refused(reasons)
    for one in members:
        Member.objects.filter(pk=one.pk).update(attended=one.pk in came)
    _move(found.row, ConferenceState.HELD, at)
    trail.record("conference.held", binders=[conference], detail={"attended": len(came)})


@transaction.atomic
def cancel_conference(conference: UUID, *, version: int | None = None, by: Hat, at: datetime) -> None:
    """Cancel (中止). Every room closes; who was invited is told."""
    found = own_conference(conference, by, "conference.cancel", lock=True)
    same_version(found.row, version)
    if found.row.state != ConferenceState.PLANNED:
        raise Refused(NOT_PLANNED)
    invited = list(Member.objects.filter(conference=conference, ended_at__isnull=True))
    _move(found.row, ConferenceState.CANCELLED, at)
    for one in invited:
        inbox.tell(
            one.membership_id,
            "conference.cancelled",
            f"会議が中止されました（会議 {reference(conference)}）",
            at=at,
        )
    trail.record("conference.cancelled", binders=[conference])


def same_version(row: Conference, version: int | None) -> None:
    """:raises Overtaken: when the meeting was changed since the form was opened"""
    if version is not None and row.version != version:
        begins = timezone.localtime(row.starts_at)
        raise Overtaken({"会議": f"{row.get_state_display()} {begins:%Y/%m/%d %H:%M} {row.place}"})


def _move(row: Conference, state: ConferenceState, at: datetime) -> None:
    Conference.objects.filter(pk=row.pk).update(state=state, moved_at=at, version=row.version + 1)


def address(conference: UUID) -> str:
    """Where the inbox leads."""
    return f"/conferences/{conference}/"


def own_conference(conference: UUID, by: Hat, word: str, *, lock: bool = False) -> OpenedConference:
    found = open_conference(by, conference, word=word, lock=lock)
    if not found.convenes:
        raise Refused(ONLY_CONVENER)
    return found


def _me(conference: UUID, by: Hat) -> Member:
    member = Member.objects.filter(
        conference=conference, membership=by.membership_id, ended_at__isnull=True
    ).first()
    if member is None:
        raise Refused("この会議の構成員だけができます。")
    return member
