"""Meetings about cases of fictional people, made through the same verbs that staff use."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency, Membership
from enishi.agencies.tests import cast
from enishi.cases.terms import CaseState
from enishi.cases.tests.factories import BASIC, DESK, LIVING, consented, opened, row
from enishi.conferences import actions
from enishi.conferences.access import open_item
from enishi.conferences.models import Decision, KitCopy, Member
from enishi.conferences.queries.briefing import standing
from enishi.conferences.terms import AgendaPurpose, ConcernSource, DecisionKind, KitLine
from enishi.intake.tests.factories import in_days
from enishi.office.errors import NotFound
from enishi.sharing.terms import ConsentStage

__all__ = ["BASIC", "DESK", "LIVING"]
CONFIDENTIAL_VERSION = "106-6-5/2021"


@contextmanager
def later(**ahead: float) -> Iterator[datetime]:
    """The database's clock, moved ahead; the moment is what a verb gets as ``at``."""
    moment = timezone.now() + timedelta(**ahead)
    with connection.cursor() as cursor:
        cursor.execute(cast.CLOCK_IS, [moment.isoformat(), False])
    try:
        yield moment
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('enishi.test_clock', '', false)")


def meeting(by: Hat, kind: str = "confidential", **more: Any) -> UUID:
    """A meeting that begins in ten minutes and lasts half an hour; the rooms close when it ends."""
    begins = timezone.now() + timedelta(minutes=10)
    given: dict[str, Any] = {
        "kind": kind,
        "place": "市役所第2会議室",
        "starts_at": begins,
        "ends_at": begins + timedelta(minutes=30),
        "days_after": 0,
    }
    with wearing(by):
        return actions.call_conference(actions.NewConference(**(given | more)), by=by, at=timezone.now())


def invited(by: Hat, conference: UUID, member: Hat, **more: Any) -> UUID:
    assert member.membership_id
    with wearing(by):
        return actions.invite(conference, member.membership_id, by=by, at=timezone.now(), **more)


def put(by: Hat, conference: UUID, case: UUID | None, *, who: str = "山田 花子さん（78歳）の世帯") -> UUID:
    purpose = AgendaPurpose.SUPPORT if case else AgendaPurpose.THEME
    with wearing(by):
        return actions.put_item(conference, actions.NewItem(purpose, who, case), by=by, at=timezone.now())


def seated(by: Hat, item: UUID, member: UUID, *, classes: int = BASIC | LIVING) -> UUID:
    with wearing(by):
        return actions.seat_member(item, member, classes=classes, by=by, at=timezone.now())


def pledged(member: Hat, conference: UUID, version: str = CONFIDENTIAL_VERSION) -> int:
    with wearing(member):
        return actions.acknowledge(conference, version=version, by=member, at=timezone.now())


def sealed_room(by: Hat, *members: Hat, case: UUID | None = None) -> tuple[UUID, UUID]:
    """支援会議 about a case without consent, with members who have pledged: the meeting and the item."""
    case = case or opened(by)
    conference = meeting(by)
    item = put(by, conference, case)
    for one in members:
        seated(by, item, invited(by, conference, one))
        pledged(one, conference)
    return conference, item


def agreed_case(by: Hat, *members: Hat, classes: int = DESK) -> UUID:
    """A case with everything that 重層的支援会議 asks for: request, consent to share, the city's decision."""
    case = opened(by, state=CaseState.ASSESSING)
    with wearing(by):
        person = row(case).resident_id
    consented(by, person, *members, stage=ConsentStage.SHARING, classes=classes)
    with wearing(by):
        actions.decide_support(case, decided_on=in_days(0), by=by, at=timezone.now())
    return case


def open_room(by: Hat, *members: Hat, case: UUID | None = None) -> tuple[UUID, UUID]:
    """重層的支援会議 about a case with consent."""
    case = case or agreed_case(by, *members)
    conference = meeting(by, "coordination")
    item = put(by, conference, case)
    for one in members:
        seated(by, item, invited(by, conference, one))
    return conference, item


def told(by: Hat, item: UUID, text: str = "家賃を3か月滞納している。", **more: Any) -> UUID:
    with wearing(by):
        return actions.share(item, actions.NewShared(text, **more), by=by, at=timezone.now())


def decided(by: Hat, item: UUID, agency: Hat, **more: Any) -> UUID:
    given: dict[str, Any] = {
        "kind": DecisionKind.ROLE,
        "agency": agency.agency_id,
        "what": "家計の相談に乗る。",
        "due_on": in_days(20),
        "duty": "support",
    }
    with wearing(by):
        return actions.decide(item, actions.NewDecision(**(given | more)), by=by, at=timezone.now())


def held(by: Hat, conference: UUID) -> dict[UUID, list[str]]:
    """The meeting is held with everybody who was invited, and its decisions act."""
    with later(minutes=20) as at, wearing(by):
        came = Member.objects.filter(conference=conference, ended_at__isnull=True).values_list(
            "pk", flat=True
        )
        actions.hold_conference(conference, attended=list(came), by=by, at=at)
        return actions.enact_all(conference, by=by, at=at)


def is_open(hat: Hat, item: UUID) -> bool:
    """Whether a room is open to somebody."""
    with wearing(hat):
        try:
            open_item(hat, item, word="test")
        except NotFound:
            return False
    return True


def kit_of(by: Hat, conference: UUID) -> int:
    with wearing(by):
        return actions.make_kit(conference, by=by, at=timezone.now())


def table_copy(by: Hat, conference: UUID, of: Hat, name: str = "外来 医師") -> UUID:
    """A copy on paper for somebody without an account, of an agency that sits at the meeting."""
    assert of.agency_id
    with wearing(by):
        new = actions.NewTableCopy(name, of.agency_id, in_days(0))
        actions.copy_for_the_table(conference, new, by=by, at=timezone.now())
        return KitCopy.objects.get(conference=conference, holder_name=name).pk


def briefed(by: Hat, item: UUID, text: str, line: KitLine = KitLine.QUESTION, *, cls: int = BASIC) -> None:
    """One text more of what the convener puts together; what stands is sent along, as the form does."""
    with wearing(by):
        open_item(by, item, word="test")
        kept = [actions.BriefText(one.line, one.text, one.information_class, one.before) for one in standing(item)]
        actions.write_brief(item, [*kept, actions.BriefText(line, text, cls)], by=by, at=timezone.now())


def line(one: UUID) -> Decision:
    return Decision.objects.get(pk=one)


def colleague(of: Hat, role: str = "counter") -> Hat:
    """Somebody else of the same agency."""
    return cast.sign_in(cast.membership(cast.staff("同僚 次郎"), Agency.objects.get(pk=of.agency_id), role))


def signed_for_good(of: Hat, kind: str = "conference", version: str = "誓約書2026") -> None:
    """A pledge on record (誓約)."""
    staff = Membership.objects.get(pk=of.membership_id).staff_id
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO agencies_pledge (id, staff_id, kind, text_version, signed_on, recorded_at)"
            " VALUES (gen_random_uuid(), %s, %s, %s, '2026-04-01', now())",
            [staff, kind, version],
        )


def concern(by: Hat, text: str = "高齢の親と暮らす人が日中に行ける場所がない。", **more: Any) -> UUID:
    given: dict[str, Any] = {"source": ConcernSource.REMARK, "text": text}
    with wearing(by):
        return actions.raise_concern(actions.NewConcern(**(given | more)), by=by, at=timezone.now())


def theme(by: Hat, *concerns: UUID, title: str = "日中に行ける場所") -> UUID:
    with wearing(by):
        return actions.open_theme(title, "", concerns=concerns, by=by, at=timezone.now())
