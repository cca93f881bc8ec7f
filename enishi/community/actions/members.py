"""The project's members: taking in, changing, leaving, their ledger; the project itself and its meetings."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate

from enishi.agencies.actions import cards
from enishi.agencies.hats import Hat
from enishi.community.actions.closing_asks import close_asks
from enishi.community.actions.tending import may_tend
from enishi.community.models import (
    Contribution,
    MeetingAttendance,
    Member,
    Network,
    ProjectMeeting,
    Resource,
)
from enishi.community.rules.joining import Particulars, differences, reasons_not_to_take
from enishi.community.terms import ContributionKind
from enishi.office import trail
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.submissions import once

LEFT = "退会した会員です。入会し直してから記録してください。"


def the_network() -> Network:
    """The city's one project, as it calls it."""
    return Network.objects.order_by("pk")[0]


@transaction.atomic
def change_network(values: Mapping[str, Any], *, version: int, by: Hat, at: datetime) -> None:
    """What the project is called and says of itself.

    :raises Refused: no name
    :raises Overtaken: somebody changed it since
    """
    may_tend(by)
    one = Network.objects.select_for_update().order_by("pk")[0]
    if not str(values.get("name", one.name)).strip():
        raise Refused("プロジェクトの名称を書いてください。")
    changed = _put(one, values, version)
    if changed:
        trail.record("network.changed", detail={"fields": changed})
        cards.soon()


def add_member(
    said: Particulars,
    *,
    joined_on: date,
    asks_per_month: int | None = None,
    resource_id: UUID | None = None,
    note: str = "",
    by: Hat,
    at: datetime,
    key: UUID | None = None,
) -> UUID:
    """Take a member in without the public form (it came to the counter, it was there from the beginning).

    :raises Refused: what is missing
    """
    may_tend(by)
    if reasons := reasons_not_to_take(said):
        raise Refused(reasons)
    made = uuid4()
    with once(key, "member.made", by.membership_id, at=at, answer=str(made)) as first:
        if not first:
            return UUID(first.answer)
        add_row(
            made,
            said,
            joined_on=joined_on,
            asks_per_month=asks_per_month,
            resource_id=_known(resource_id),
            note=note,
        )
        trail.record("member.made", detail={"member": str(made), "kind": said.kind})
    return made


def add_row(made: UUID, said: Particulars, **more: Any) -> None:
    """The member's row itself; the verb around it records and checks."""
    Member(id=made, **said.columns(), **more).save(force_insert=True)


@transaction.atomic
def change_member(
    member_id: UUID,
    said: Particulars,
    *,
    asks_per_month: int | None,
    resource_id: UUID | None,
    note: str,
    version: int,
    by: Hat,
    at: datetime,
) -> list[str]:
    """Change what is told of a member; returns the fields that really changed.

    :raises Overtaken: somebody changed it since
    """
    may_tend(by)
    if reasons := reasons_not_to_take(said):
        raise Refused(reasons)
    one = locked_member(member_id)
    values = said.columns() | {
        "asks_per_month": asks_per_month,
        "resource_id": _known(resource_id),
        "note": note,
    }
    changed = _put(one, values, version)
    if changed:
        trail.record("member.changed", detail={"member": str(member_id), "fields": changed})
    return changed


@transaction.atomic
def let_member_leave(member_id: UUID, *, on: date, reason: str, version: int, by: Hat, at: datetime) -> None:
    """The member belongs no more from ``on``; what it did stays in the ledger.

    :raises Refused: before it joined
    """
    may_tend(by)
    one = locked_member(member_id)
    if on < one.joined_on:
        raise Refused("退会日は入会日以後にしてください。")
    if _put(one, {"left_on": on, "left_reason": reason.strip()}, version):
        close_asks(member_id=one.pk, at=at)
        trail.record("member.left", detail={"member": str(member_id)})


@transaction.atomic
def take_member_back(member_id: UUID, *, version: int, by: Hat, at: datetime) -> None:
    """Leaving was a mistake, or the member comes back."""
    may_tend(by)
    if _put(locked_member(member_id), {"left_on": None, "left_reason": ""}, version):
        trail.record("member.returned", detail={"member": str(member_id)})


def record_contribution(
    member_id: UUID,
    kind: str,
    *,
    on: date,
    amount: int | None = None,
    note: str = "",
    by: Hat,
    at: datetime,
    key: UUID | None = None,
) -> UUID:
    """Write a line into the ledger of a member: a visit, a long stay, costs, thanks.

    :raises Refused: a cost without its amount, a day to come, or a member that left
    """
    may_tend(by)
    made = uuid4()
    with once(key, "contribution.made", by.membership_id, at=at, answer=str(made)) as first:
        if not first:
            return UUID(first.answer)
        one = locked_member(member_id)
        reasons = [LEFT] if one.left_on and one.left_on <= on and kind != ContributionKind.THANKS else []
        if kind == ContributionKind.COST and not amount:
            reasons.append("負担した金額を書いてください。")
        if on > localdate(at):
            reasons.append("日付は今日までにしてください。")
        if reasons:
            raise Refused(reasons)
        write_line(one.pk, ContributionKind(kind), on=on, by=by, at=at, made=made, amount=amount, note=note)
        trail.record("contribution.made", detail={"member": str(member_id), "kind": kind})
    return made


def write_line(
    member_id: UUID,
    kind: ContributionKind,
    *,
    on: date,
    by: Hat,
    at: datetime,
    made: UUID | None = None,
    **more: Any,
) -> None:
    """One line of the ledger; verbs on commissions write theirs with it."""
    Contribution(
        id=made or uuid4(),
        member_id=member_id,
        kind=kind,
        on=on,
        recorded_by=by.membership_id,
        recorded_at=at,
        **more,
    ).save(force_insert=True)


def record_meeting(
    values: Mapping[str, Any], members: Collection[UUID], *, by: Hat, at: datetime, key: UUID | None = None
) -> UUID:
    """A meeting of the project: who came and, in short, what was decided."""
    may_tend(by)
    made = uuid4()
    with once(key, "project_meeting.made", by.membership_id, at=at, answer=str(made)) as first:
        if not first:
            return UUID(first.answer)
        ProjectMeeting(id=made, recorded_by=by.membership_id, **values).save(force_insert=True)
        _attend(made, members)
        trail.record("project_meeting.made", detail={"meeting": str(made), "members": len(set(members))})
    return made


@transaction.atomic
def change_meeting(
    meeting_id: UUID,
    values: Mapping[str, Any],
    members: Collection[UUID],
    *,
    version: int,
    by: Hat,
    at: datetime,
) -> None:
    """Correct the record of a meeting.

    :raises Overtaken: somebody changed it since
    """
    may_tend(by)
    one = ProjectMeeting.objects.select_for_update().filter(pk=meeting_id).first()
    if one is None:
        raise NotFound("project_meeting", meeting_id)
    before = set(MeetingAttendance.objects.filter(meeting=one).values_list("member_id", flat=True))
    changed = _put(one, values, version, also=before != set(members))
    if before != set(members):
        MeetingAttendance.objects.filter(meeting=one).exclude(member_id__in=members).delete()
        _attend(meeting_id, set(members) - before)
    if changed or before != set(members):
        trail.record("project_meeting.changed", detail={"meeting": str(meeting_id), "fields": changed})


def _attend(meeting_id: UUID, members: Collection[UUID]) -> None:
    known = Member.objects.filter(pk__in=members).order_by("pk").values_list("pk", flat=True)
    MeetingAttendance.objects.bulk_create(
        [MeetingAttendance(id=uuid4(), meeting_id=meeting_id, member_id=one) for one in known]
    )


def locked_member(member_id: UUID) -> Member:
    """:raises NotFound: no such member"""
    one = Member.objects.select_for_update().filter(pk=member_id).first()
    if one is None:
        raise NotFound("member", member_id)
    return one


def _known(resource_id: UUID | None) -> UUID | None:
    if resource_id and not Resource.objects.filter(pk=resource_id).exists():
        raise Refused("その地域の資源はありません。一覧から選び直してください。")
    return resource_id


def _put(one: Any, values: Mapping[str, Any], version: int, *, also: bool = False) -> list[str]:
    """Write what changes; nothing is written over somebody else's version."""
    before = {name: getattr(one, name) for name in values}
    changed = differences(before, values)
    if not changed and not also:
        return []
    if version != one.version:
        raise Overtaken({name: str(before[name]) for name in changed})
    for name in changed:
        setattr(one, name, values[name])
    one.version += 1
    one.save()
    return changed
