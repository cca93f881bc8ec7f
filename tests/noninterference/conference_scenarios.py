"""What somebody tries at the tables of meetings who can send any statement with a live hat, past every verb.

Each scenario makes its own meeting through the verbs, tries what must fail, and does what must work beside it, so that
none can pass because nothing works. The mutants of ``conference_mutants.py`` are judged by them.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.cases.terms import CaseState
from enishi.cases.tests.factories import consented, on_the_team, opened, row
from enishi.conferences import actions, kinds
from enishi.conferences.models import (
    AgendaItem,
    Conference,
    Member,
    Seat,
    SupportDecision,
)
from enishi.conferences.tests import factories as meetings
from enishi.conferences.tests.factories import BASIC, DESK, LIVING, later
from enishi.intake.tests.factories import in_days
from enishi.office.errors import Refused
from enishi.sharing import actions as sharing
from enishi.sharing.access import record_look
from enishi.sharing.models import Consent
from enishi.sharing.terms import BinderKind, ConsentMeans, ConsentStage, GroundKind, Purpose

KIND = {one["code"]: one["id"] for one in kinds.rows()}
HEALTH = 4


def people() -> tuple[Hat, Hat, Hat]:
    """Who convenes, and members of two other agencies."""
    convener = cast.hat("coordinator", cast.agency("福祉総合相談課", "1010"), "青木 恵子")
    counter = cast.hat("counter", cast.agency("高齢福祉課", "1020"), "馬場 直樹")
    partner = cast.hat(
        "partner", cast.agency("相談支援センターひだまり", "9001", kind="contractor"), "千葉 美咲"
    )
    return convener, counter, partner


def works(hat: Hat, do: Callable[[], object], *looks: UUID) -> bool:
    """Whether a statement passes with this hat; it stays."""
    with wearing(hat):
        if looks:
            record_look(hat, looks, to=Purpose.CONFERRING, word="test")
        try:
            with transaction.atomic():
                done = do()
        except (DatabaseError, Refused):
            return False
    return done != 0


def refused(hat: Hat, do: Callable[[], object], *looks: UUID) -> bool:
    return not works(hat, do, *looks)


def add(row_: object) -> Callable[[], object]:
    return lambda: row_.save(force_insert=True)  # type: ignore[attr-defined]


def change(model: type, pk: UUID, **values: object) -> Callable[[], object]:
    return lambda: model.objects.filter(pk=pk).update(**values)  # type: ignore[attr-defined]


def reach(hat: Hat, binder: UUID) -> int:
    with wearing(hat), connection.cursor() as cursor:
        cursor.execute("SELECT sharing_classes(%s)", [binder])
        return int(cursor.fetchone()[0])


def binder(by: Hat, kind: BinderKind, subject: UUID | None = None) -> UUID:
    with wearing(by):
        return sharing.open_new_binder(kind, subject=subject, by=by, at=timezone.now())


def conference(by: Hat, kind: str = "confidential", **more: object) -> Conference:
    begins = timezone.now() + timedelta(minutes=10)
    given: dict = {
        "id": binder(by, BinderKind.CONFERENCE),
        "kind_id": KIND[kind],
        "joint": [],
        "agency_id": by.agency_id,
        "convened_by_id": by.membership_id,
        "place": "会議室",
        "starts_at": begins,
        "ends_at": begins + timedelta(minutes=30),
        "days_before": 7,
        "days_after": 0,
        "state": "planned",
        "moved_at": timezone.now(),
    }
    return Conference(**(given | more))


def who_may_not_convene_does_not() -> None:
    a, b, _ = people()
    assert works(a, add(conference(a)))
    assert refused(b, add(conference(b))), "the counter does not convene"
    assert refused(a, add(conference(a, agency_id=b.agency_id)))
    assert refused(a, add(conference(a, convened_by_id=b.membership_id)))
    assert refused(a, add(conference(a, state="held")))
    assert refused(a, add(conference(a, starts_at=timezone.now() - timedelta(hours=1))))
    assert works(a, add(conference(a, joint=[KIND["child"]])))
    assert refused(a, add(conference(a, joint=[KIND["coordination"]]))), "grounds that differ are never mixed"
    assert refused(a, add(conference(a, id=binder(a, BinderKind.AGENDA))))


def item(by: Hat, meeting: UUID, case: UUID | None, room: UUID, **more: object) -> AgendaItem:
    given: dict = {
        "id": room,
        "conference_id": meeting,
        "case_id": case,
        "order": 1,
        "purpose": "support",
        "put_by": by.membership_id,
        "put_at": timezone.now(),
    }
    return AgendaItem(**(given | more))


def the_law_is_asked_of_every_item() -> None:
    a, _b, c = people()
    case = opened(a)
    with wearing(a):
        person = row(case).resident_id
    sealed, agreed, themes = (meetings.meeting(a, one) for one in ("confidential", "coordination", "regular"))
    assert works(a, add(item(a, sealed, case, binder(a, BinderKind.AGENDA, person))))
    assert refused(a, add(item(a, agreed, case, binder(a, BinderKind.AGENDA, person)))), (
        "nobody asked for support"
    )
    support = SupportDecision(
        id=uuid4(),
        case_id=case,
        decided_on=in_days(0),
        recorded_by=a.membership_id,
        recorded_at=timezone.now(),
    )
    assert refused(a, add(support)), "nothing to decide"
    consented(a, person, stage=ConsentStage.SUPPORT)
    assert refused(a, add(item(a, agreed, case, binder(a, BinderKind.AGENDA, person)))), "nobody decided"
    assert works(a, add(support))
    assert works(a, add(item(a, agreed, case, binder(a, BinderKind.AGENDA, person))))
    assert refused(a, add(item(a, themes, case, binder(a, BinderKind.AGENDA, person)))), "themes name nobody"
    assert refused(a, add(item(a, sealed, None, binder(a, BinderKind.AGENDA))))
    assert works(a, add(item(a, themes, None, binder(a, BinderKind.AGENDA))))
    assert refused(a, add(item(a, sealed, case, binder(a, BinderKind.AGENDA)))), "a room about nobody"
    promoter = cast.hat("promoter", cast.agency("生活福祉課", "1030"))
    theirs = opened(promoter)
    with wearing(promoter):
        their_person, now = row(theirs).resident_id, timezone.now()
        sharing.give(
            GroundKind.REFERRAL, binder=their_person, to=[a.agency_id], classes=BASIC, starts_at=now,
            ends_at=now + timedelta(days=9), purpose="つなぎ", by=promoter, at=now,
        )  # fmt: skip
    assert refused(a, add(item(a, sealed, theirs, binder(a, BinderKind.AGENDA, their_person)))), (
        "a case not seen"
    )
    on_the_team(a, case, promoter)
    own = meetings.meeting(promoter)
    assert refused(promoter, add(item(promoter, own, case, binder(promoter, BinderKind.AGENDA, person)))), (
        "not the lead"
    )
    meetings.invited(a, sealed, promoter)
    foreign = item(promoter, sealed, theirs, binder(promoter, BinderKind.AGENDA, their_person))
    assert refused(promoter, add(foreign)), "in somebody else's meeting"
    with wearing(a):
        record_look(a, [person], to=Purpose.CONFERRING, word="test")
        asked = Consent.objects.get(resident=person, stage=ConsentStage.SUPPORT).pk
        sharing.withdraw_consent(
            asked, resident=person, means=ConsentMeans.PHONE, note="", by=a, at=timezone.now()
        )
    assert refused(a, add(item(a, agreed, case, binder(a, BinderKind.AGENDA, person)))), "no longer asked for"
    assert refused(a, add(item(a, sealed, case, binder(a, BinderKind.CASE, person))))
    meetings.invited(a, sealed, c)
    assert refused(c, add(item(c, sealed, case, binder(c, BinderKind.AGENDA))))


def a_room_that_was_opened_before_is_no_room() -> None:
    a, _, c = people()
    case = opened(a)
    with wearing(a):
        person = row(case).resident_id
    room, now = binder(a, BinderKind.AGENDA, person), timezone.now()
    with wearing(a):
        sharing.convene(
            room, members=[c.membership_id], classes=BASIC, starts_at=now, ends_at=now + timedelta(days=9),
            article="条", purpose="会議", by=a, at=now,
        )  # fmt: skip
    assert refused(a, add(item(a, meetings.meeting(a), case, room)))


def seat(by: Hat, room: UUID, member: UUID, meeting: UUID, **more: object) -> Seat:
    with wearing(by):
        found = Conference.objects.get(pk=meeting)
    given: dict = {
        "id": uuid4(),
        "item_id": room,
        "member_id": member,
        "classes": BASIC,
        "starts_at": timezone.now(),
        "ends_at": found.ends_at,
        "seated_by": by.membership_id,
    }
    return Seat(**(given | more))


def who_may_not_sit_does_not() -> None:
    a, b, c = people()
    meeting = meetings.meeting(a)
    room = meetings.put(a, meeting, opened(a))
    member = meetings.invited(a, meeting, c)
    host = cast.hat("partner", cast.agency("株式会社みほん", "8001", kind="business"))
    assert refused(a, add(seat(a, room, meetings.invited(a, meeting, host), meeting))), "a host business"
    meetings.signed_for_good(b, "volunteer")
    assert refused(a, add(seat(a, room, meetings.invited(a, meeting, b), meeting))), "a volunteer"
    with wearing(a):
        ends = Conference.objects.get(pk=meeting).ends_at
    assert refused(a, add(seat(a, room, member, meeting, ends_at=ends + timedelta(days=1)))), (
        "past the window"
    )
    assert refused(a, add(seat(a, room, member, meeting, starts_at=timezone.now() - timedelta(days=9))))
    assert refused(a, add(seat(a, room, member, meeting, ground_id=uuid4())))
    other = meetings.meeting(a)
    assert refused(a, add(seat(a, room, meetings.invited(a, other, c), meeting))), (
        "invited to another meeting"
    )
    assert refused(a, add(seat(a, room, member, meeting, seated_by=c.membership_id)))
    assert refused(c, add(seat(a, room, member, meeting, seated_by=c.membership_id)))
    assert works(a, add(seat(a, room, member, meeting)))


def with_consent_only_who_was_named_sits() -> None:
    a, b, c = people()
    case = meetings.agreed_case(a, c, classes=BASIC)
    meeting = meetings.meeting(a, "coordination")
    room = meetings.put(a, meeting, case)
    with wearing(a):
        person = row(case).resident_id
        record_look(a, [person], to=Purpose.CONFERRING, word="test")
        shared = Consent.objects.get(resident=person, stage=ConsentStage.SHARING).pk
        support = Consent.objects.get(resident=person, stage=ConsentStage.SUPPORT).pk
    mb, mc = meetings.invited(a, meeting, b), meetings.invited(a, meeting, c)
    assert refused(a, add(seat(a, room, mc, meeting))), "without the consent's name"
    assert refused(a, add(seat(a, room, mc, meeting, consent_id=support))), "another stage"
    planned = consented(a, person, c, stage=ConsentStage.PLAN)
    assert refused(a, add(seat(a, room, mc, meeting, consent_id=planned))), "to the plan, not to sharing"
    assert refused(a, add(seat(a, room, mb, meeting, consent_id=shared))), "an agency not named"
    assert refused(a, add(seat(a, room, mc, meeting, consent_id=shared, classes=BASIC | LIVING))), (
        "more than agreed"
    )
    withdrawn = consented(a, person, c, stage=ConsentStage.SHARING)
    with wearing(a):
        sharing.withdraw_consent(
            withdrawn, resident=person, means=ConsentMeans.PHONE, note="", by=a, at=timezone.now()
        )
    assert refused(a, add(seat(a, room, mc, meeting, consent_id=withdrawn)))
    assert works(a, add(seat(a, room, mc, meeting, consent_id=shared)))


def convene(by: Hat, room: UUID, to: UUID | None, classes: int, ends: datetime) -> Callable[[], object]:
    now = timezone.now()
    return lambda: sharing.convene(
        room,
        members=[to],
        classes=classes,
        starts_at=now,
        ends_at=ends,
        article="条",
        purpose="会議",
        by=by,
        at=now,
    )


def no_seat_no_pledge_no_room() -> None:
    """The convening agency's own work could open its rooms to anybody."""
    a, b, c = people()
    meeting = meetings.meeting(a)
    room = meetings.put(a, meeting, opened(a))
    with wearing(a):
        ends = Conference.objects.get(pk=meeting).ends_at
    assert refused(a, convene(a, meeting, b.membership_id, BASIC, ends)), "not invited"
    member = meetings.invited(a, meeting, c)
    assert refused(a, convene(a, room, c.membership_id, BASIC, ends)), "no seat"
    one = meetings.seated(a, room, member)
    assert refused(a, convene(a, room, c.membership_id, BASIC, ends)), "no pledge"
    meetings.pledged(c, meeting)
    assert refused(a, convene(a, room, b.membership_id, BASIC, ends)), "somebody else"
    assert refused(a, convene(a, room, c.membership_id, BASIC | HEALTH, ends)), "more than the seat"
    assert refused(a, convene(a, room, c.membership_id, BASIC, ends + timedelta(days=1))), (
        "longer than the seat"
    )
    assert works(a, convene(a, room, c.membership_id, BASIC, ends))
    near = meetings.colleague(c)
    assert reach(c, room)
    assert not reach(near, room)
    assert works(a, change(Seat, one, ended_at=timezone.now()))
    assert not reach(c, room), "every grant of the seat ends with it"
    assert refused(a, convene(a, room, c.membership_id, BASIC, ends)), "the seat is gone"


def what_is_said_in_a_room_is_not_given_on() -> None:
    a, b, c = people()
    case = opened(a, state=CaseState.ASSESSING)
    meeting, room = meetings.sealed_room(a, c, case=case)
    now = timezone.now()
    with wearing(a):
        person = row(case).resident_id
    shared = consented(a, person, b, stage=ConsentStage.SHARING)

    def give(target: UUID) -> object:
        return sharing.give(
            GroundKind.REFERRAL, binder=target, to=[b.agency_id], classes=BASIC, starts_at=now,
            ends_at=now + timedelta(days=9), purpose="つなぎ", by=a, at=now,
        )  # fmt: skip

    def by_consent(target: UUID) -> object:
        return sharing.give_by_consent(
            shared, binder=target, to=[b.agency_id], classes=BASIC, by=a, at=timezone.now()
        )

    assert works(a, lambda: give(case))
    assert works(a, lambda: by_consent(case))
    for target in (room, meeting):
        assert refused(a, lambda target=target: give(target))
        assert refused(a, lambda target=target: by_consent(target))
    assert refused(c, convene(c, room, b.membership_id, BASIC, now + timedelta(minutes=5)))


def acknowledge(member: UUID, version: str) -> Callable[[], object]:
    def do() -> object:
        with connection.cursor() as cursor:
            cursor.execute("SELECT conferences_acknowledge(%s, %s, now())", [member, version])
        return True

    return do


def nobody_pledges_for_somebody_else() -> None:
    a, b, c = people()
    meeting = meetings.meeting(a)
    room = meetings.put(a, meeting, opened(a))
    member = meetings.invited(a, meeting, c)
    meetings.seated(a, room, member)
    version = meetings.CONFIDENTIAL_VERSION
    pledged = {"pledged_at": timezone.now(), "pledge_version": version}
    assert refused(a, change(Member, member, **pledged))
    assert refused(c, change(Member, member, **pledged)), "only with the rooms that open by it"
    forged = Member(
        id=uuid4(), conference_id=meeting, membership_id=b.membership_id, agency_id=b.agency_id,
        invited_at=timezone.now(), **pledged,
    )  # fmt: skip
    assert refused(a, add(forged))
    assert refused(a, acknowledge(member, version))
    assert refused(b, acknowledge(member, version))
    assert refused(c, acknowledge(member, "another text"))
    assert not reach(c, room)
    assert works(c, acknowledge(member, version))
    assert reach(c, room) == BASIC | LIVING
    assert refused(c, change(Member, member, attended=True)), "who came is written down by who convened"
    assert works(a, change(Member, member, ended_at=timezone.now()))
    assert not reach(c, room)
    assert not reach(c, meeting)
    assert refused(a, change(Member, member, ended_at=None))
    assert refused(c, acknowledge(member, version))
    with wearing(a):
        assert Member.objects.get(pk=member).pledge_version == version


def a_meeting_is_held_by_who_convened_and_with_pledges() -> None:
    a, _, c = people()
    meeting = meetings.meeting(a)
    room = meetings.put(a, meeting, opened(a))
    member = meetings.invited(a, meeting, c)
    meetings.seated(a, room, member)
    assert refused(a, change(Conference, meeting, agency_id=c.agency_id))
    assert refused(a, change(Conference, meeting, kind_id=KIND["regular"]))
    assert refused(c, change(Conference, meeting, place="わたしの部屋"))
    with later(minutes=20) as at:
        assert refused(a, change(Conference, meeting, state="held", moved_at=at)), "nobody came"
        assert works(a, change(Member, member, attended=True))
        assert refused(a, change(Conference, meeting, state="held", moved_at=at)), "without a pledge"
    assert works(c, acknowledge(member, meetings.CONFIDENTIAL_VERSION))
    assert refused(a, change(Conference, meeting, state="held", moved_at=timezone.now())), "not begun"
    with later(minutes=20) as at:
        assert refused(a, change(Conference, meeting, state="confirmed", moved_at=at))
        assert works(a, change(Conference, meeting, state="held", moved_at=at))
        assert refused(a, change(Conference, meeting, ends_at=at + timedelta(days=50))), "after it was held"
        assert refused(a, change(Conference, meeting, state="confirmed", moved_at=at)), "without minutes"


def a_withdrawal_ends_seats_at_once() -> None:
    a, b, c = people()
    case = meetings.agreed_case(a, b)
    with wearing(a):
        person = row(case).resident_id
    shared = consented(a, person, c, stage=ConsentStage.SHARING, classes=DESK)
    meeting, room = meetings.open_room(a, b, c, case=case)
    assert reach(b, room)
    assert reach(c, room)
    with wearing(a):
        sharing.withdraw_consent(
            shared, resident=person, means=ConsentMeans.PHONE, note="", by=a, at=timezone.now()
        )
    assert not reach(c, room)
    assert reach(b, room)
    with wearing(a):
        record_look(a, [person], to=Purpose.CONFERRING, word="test")
        support = Consent.objects.get(resident=person, stage=ConsentStage.SUPPORT).pk
        sharing.withdraw_consent(
            support, resident=person, means=ConsentMeans.PHONE, note="", by=a, at=timezone.now()
        )
    assert not reach(b, room)
    with wearing(a):
        again = Member.objects.get(conference=meeting, membership=b.membership_id).pk
        record_look(a, [person], to=Purpose.CONFERRING, word="test")
        still = (
            Consent.objects.filter(resident=person, stage=ConsentStage.SHARING, withdrawn_at=None).get().pk
        )
    assert refused(a, add(seat(a, room, again, meeting, consent_id=still))), (
        "sharing stands, support does not"
    )


def what_the_guards_ask_is_not_for_others_to_ask() -> None:
    a, b, c = people()
    meeting, room = meetings.sealed_room(a, c)
    for question in (
        f"SELECT conferences_kinds('{meeting}')",
        f"SELECT conferences_state_of('{room}')",
        f"SELECT conferences_is_confirmed('{room}')",
        f"SELECT conferences_is_seated('{room}', '{c.agency_id}', NULL)",
        f"SELECT conferences_not_opened_yet('{room}')",
    ):
        assert refused(b, lambda question=question: connection.cursor().execute(question))
    with wearing(b), connection.cursor() as cursor:
        cursor.execute("SELECT conferences_convenes(%s), conferences_convenes_item(%s)", [meeting, room])
        assert cursor.fetchone() == (False, False)
        cursor.execute("SELECT conferences_standing_pledge(%s, %s)", [meeting, c.membership_id])
        assert cursor.fetchone() == (None,)


def a_cancelled_meeting_closes_its_rooms() -> None:
    a, _, c = people()
    meeting, room = meetings.sealed_room(a, c)
    with wearing(a):
        actions.cancel_conference(meeting, by=a, at=timezone.now())
    assert not reach(c, room)
    assert not reach(c, meeting)


SCENARIOS: dict[str, Callable[[], None]] = {
    name: one
    for name, one in list(globals().items())
    if callable(one)
    and getattr(one, "__module__", "") == __name__
    and getattr(one, "__annotations__", {}) == {"return": None}
}
