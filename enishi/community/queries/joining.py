"""Applications that came by the open form, and the meetings of the project."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from enishi.community.models import Application, MeetingAttendance, Member, ProjectMeeting
from enishi.community.queries.members import labels
from enishi.community.terms import ApplicationState, MemberKind, ProjectMeetingKind, Purpose, Target
from enishi.office.errors import NotFound


def applications(wanted: Mapping[str, str]) -> QuerySet[Application]:
    """Applications by state, what waits for somebody first; to page."""
    found = Application.objects.defer("sender_digest")
    if (state := wanted.get("state", "")) in ApplicationState.values:
        found = found.filter(state=state)
    if (kind := wanted.get("kind", "")) in MemberKind.values:
        found = found.filter(kind=kind)
    return found.order_by("-received_at", "pk")


def application_counts() -> dict[str, int]:
    """State → how many. One statement."""
    return dict(Application.objects.order_by("state").values_list("state").annotate(Count("pk")))


def application_page(application_id: UUID) -> Application:
    """:raises NotFound: no such application"""
    found = Application.objects.select_related("member").filter(pk=application_id).first()
    if found is None:
        raise NotFound("application", application_id)
    return found


def look_alikes(one: Application) -> list[Member]:
    """Members that may be the same: name, telephone or mail. For the reviewer; at most 5."""
    same = Q(name=one.name)
    if one.phone:
        same |= Q(phone=one.phone)
    if one.email:
        same |= Q(email__iexact=one.email)
    others = (
        Member.objects.filter(same)
        if one.member_id is None
        else Member.objects.filter(same).exclude(pk=one.member_id)
    )
    return list(others.order_by("name", "pk")[:5])


APPLICATION_HEADS = (
    "届いた日時",
    "状態",
    "名称",
    "種類",
    "分野",
    "提供できる形",
    "できること",
    "地区",
    "見送った理由",
)


def application_rows(found: Iterable[Application]) -> Iterable[Sequence[object]]:
    """The list to take along, without how to reach anybody: who did not join is not called upon."""
    for one in found:
        yield (
            *(one.received_at, one.get_state_display(), one.name, one.get_kind_display()),
            *(
                labels(Target, one.fields),
                labels(Purpose, one.purposes),
                one.offers,
                "、".join(one.areas),
                one.reason,
            ),
        )


# Meetings


def meetings(wanted: Mapping[str, str]) -> QuerySet[ProjectMeeting]:
    """Meetings with how many members came, the latest first; to page."""
    found = ProjectMeeting.objects.annotate(came=Count("attendances"))
    if (kind := wanted.get("kind", "")) in ProjectMeetingKind.values:
        found = found.filter(kind=kind)
    return found.order_by("-held_on", "pk")


def meeting_page(meeting_id: UUID) -> tuple[ProjectMeeting, list[tuple[UUID, str]]]:
    """A meeting and the members who came.

    :raises NotFound: no such meeting
    """
    found = ProjectMeeting.objects.filter(pk=meeting_id).first()
    if found is None:
        raise NotFound("project_meeting", meeting_id)
    came = MeetingAttendance.objects.filter(meeting=found).order_by("member__kana", "member__name", "pk")
    return found, list(came.values_list("member_id", "member__name"))


MEETING_HEADS = (
    "開催日",
    "種類",
    "名称",
    "場所",
    "出た会員",
    "会員のほか",
    "話したこと",
    "決めたこと",
    "次回",
)


def meeting_rows(found: Iterable[Any]) -> Iterable[Sequence[object]]:
    """The list to take along."""
    for one in found:
        yield (
            *(one.held_on, one.get_kind_display(), one.name, one.place, one.came, one.others),
            *(one.topics, one.decided, one.next_on),
        )
