"""What somebody tries at what is said, decided, asked and moved in the room of a meeting, past every verb."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.cases import actions as cases
from enishi.cases.tests.factories import consented, on_the_team, opened, row
from enishi.conferences.models import (
    Availability,
    Decision,
    DecisionWords,
    InformationRequest,
    Minutes,
    PartAnswer,
    RebasedItem,
    Rebasing,
    RequestPart,
    SharedItem,
    TimeOption,
)
from enishi.conferences.tests import factories as meetings
from enishi.conferences.tests.factories import BASIC, LIVING
from enishi.intake.tests.factories import in_days
from enishi.sharing.access import record_look
from enishi.sharing.terms import ConsentStage, Purpose
from tests.noninterference.conference_scenarios import HEALTH, add, change, people, refused, works


def line(by: Hat, room: UUID, agency: Hat, **more: object) -> Decision:
    given: dict = {
        "id": uuid4(),
        "item_id": room,
        "kind": "role",
        "agency_id": agency.agency_id,
        "due_on": in_days(9),
        "state": "decided",
        "decided_at": timezone.now(),
        "decided_by": by.membership_id,
    }
    return Decision(**(given | more))


def what_was_decided_is_written_by_who_convened_and_answered_by_who_it_binds() -> None:
    a, b, c = people()
    meeting, room = meetings.sealed_room(a, b, c)
    assert refused(c, add(line(c, room, b))), "an attendee decides nothing"
    assert refused(a, add(line(a, room, c, kind="adopt_plan"))), "not for a meeting without consent"
    stranger = cast.hat("partner", cast.agency("家計相談", "9002"))
    assert refused(a, add(line(a, room, stranger))), "nobody decides for who is not there"
    assert refused(a, add(line(a, room, c, state="accepted")))
    one = line(a, room, c)
    assert works(a, add(one))
    assert refused(a, change(Decision, one.pk, state="asked")), "before the meeting was held"
    assert refused(b, add(words(b, one, "answer")), room)
    assert refused(c, add(words(c, one, "what")), room)
    meetings.held(a, meeting)
    for hat in (a, b):
        assert refused(hat, change(Decision, one.pk, state="accepted")), "for another agency"
    assert refused(c, change(Decision, one.pk, due_on=in_days(90)))
    assert refused(c, change(Decision, one.pk, state="cancelled"))
    assert refused(b, change(Decision, one.pk, carried_to_id=room))
    assert works(c, change(Decision, one.pk, state="accepted"))
    assert works(c, add(words(c, one, "answer")), room)


def words(by: Hat, one: Decision, kind: str) -> DecisionWords:
    return DecisionWords(**stamp(by, one.item_id), decision=one, kind=kind, text="ことば")


def stamp(by: Hat, room: UUID, information_class: int = BASIC) -> dict:
    return {
        "id": uuid4(),
        "item_id": room,
        "information_class": information_class,
        "origin_id": by.agency_id,
        "author_id": by.membership_id,
        "at": timezone.now(),
    }


def what_was_said_is_never_changed() -> None:
    a, b, c = people()
    meeting, room = meetings.sealed_room(a, c)

    def said(by: Hat, **more: object) -> SharedItem:
        return SharedItem(**(stamp(by, room) | {"kind": "told", "source": "fact", "text": "話"} | more))

    first = said(c)
    assert works(c, add(first), room)
    assert refused(c, change(SharedItem, first.pk, text="別の話"), room)
    prepared = {"kind": "prepared", "question": "household"}
    theirs = said(c, **prepared)
    assert works(c, add(theirs), room)
    assert refused(a, add(said(a, **prepared, replaces_id=theirs.pk)), room), "nobody corrects what another agency wrote"
    assert works(c, add(said(c, **prepared, replaces_id=theirs.pk)), room)
    assert refused(c, add(said(c, said_by_id=a.agency_id)), room), "nobody puts words into others' mouths"
    assert refused(a, add(said(a, said_by_id=b.agency_id)), room), "who is not there says nothing"
    assert works(a, add(said(a, said_by_id=c.agency_id)), room), "who convened writes down what was said"
    assert refused(c, add(said(c, kind="person")), room), "who introduces the person is who convened"
    assert refused(c, add(said(c, author_id=a.membership_id)), room)
    assert refused(c, add(said(c, origin_id=a.agency_id)), room)
    assert refused(b, add(said(b)), room)
    assert refused(meetings.colleague(c), add(said(c)), room)

    def minutes(by: Hat, kind: str) -> Minutes:
        return Minutes(**stamp(by, room), kind=kind, text="会議録")

    assert refused(c, add(minutes(c, "draft")), room)
    assert refused(a, add(minutes(a, "confirmed")), room), "not held yet"
    assert refused(a, add(minutes(a, "correction")), room)
    assert works(a, add(minutes(a, "draft")), room)
    meetings.held(a, meeting)
    assert works(a, add(minutes(a, "confirmed")), room)
    assert refused(a, add(minutes(a, "draft")), room)
    assert works(a, add(minutes(a, "correction")), room)
    assert refused(c, add(said(c)), room), "the record is closed"
    assert refused(a, add(line(a, room, c)))


def everybody_answers_for_themselves() -> None:
    a, b, c = people()
    meeting = meetings.meeting(a)
    mb, mc = meetings.invited(a, meeting, b), meetings.invited(a, meeting, c)
    option = TimeOption(id=uuid4(), conference_id=meeting, starts_at=timezone.now(), ends_at=in_days_at(3))
    assert refused(c, add(option))
    assert works(a, add(option))

    def can(member: UUID) -> Availability:
        return Availability(
            id=uuid4(),
            conference_id=meeting,
            option=option,
            member_id=member,
            answer="no",
            answered_at=timezone.now(),
        )

    assert works(c, add(can(mc)))
    assert refused(c, add(can(mb)))
    assert refused(a, add(can(mb)))


def in_days_at(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def an_answer_holds_what_was_asked() -> None:
    a, b, c = people()
    _, room = meetings.sealed_room(a, b, c)

    def request(by: Hat, target: UUID) -> InformationRequest:
        return InformationRequest(
            **stamp(by, target), agency_id=c.agency_id, necessity="必要", not_from_person="会えない",
            due_on=in_days(7), destroy_by=in_days(99),
        )  # fmt: skip

    asked = request(a, room)
    assert refused(b, add(request(b, room)), room)
    assert works(a, add(asked), room)
    part = RequestPart(**stamp(a, room, LIVING), request=asked, text="家賃")
    assert refused(c, add(RequestPart(**stamp(c, room, LIVING), request=asked, text="もっと")), room)
    assert works(a, add(part), room)

    def answer(by: Hat, of: UUID, cls: int = LIVING) -> PartAnswer:
        return PartAnswer(**stamp(by, room, cls), part_id=of, kind="given", text="3か月")

    assert refused(b, add(answer(b, part.pk)), room), "somebody else's answer"
    assert refused(c, add(answer(c, part.pk, HEALTH)), room), "of another class than was asked"
    assert works(c, add(answer(c, part.pk)), room)
    assert refused(a, add(RequestPart(**stamp(a, room), request=asked, text="あとから")), room)
    _, agreed = meetings.open_room(a, c)
    assert refused(a, add(request(a, agreed)), agreed), "106条の6 only"


def moved_and_sealed_are_all() -> None:
    a, _, c = people()
    case = opened(a)
    _, room = meetings.sealed_room(a, c, case=case)
    told = [meetings.told(c, room, text) for text in ("一", "二")]
    with wearing(a):
        person = row(case).resident_id
        record_look(a, [room], to=Purpose.CONFERRING, word="test")
        everything = list(SharedItem.objects.filter(item=room).values_list("pk", flat=True))
    sharing_only = consented(a, person, c, stage=ConsentStage.SHARING)

    def rebasing(consent: UUID, by: Hat = a, **entries: UUID) -> Callable[[], object]:
        left_out = entries.pop("without", None)

        def do() -> object:
            one = Rebasing(
                id=uuid4(), item_id=room, consent_id=consent, done_by=by.membership_id, done_at=timezone.now()
            )
            one.save(force_insert=True)
            for shared in everything:
                if shared != left_out:
                    moved = entries.get("entry") if shared == told[0] else None
                    RebasedItem(
                        id=uuid4(), item_id=room, rebasing=one, shared_id=shared, entry_id=moved
                    ).save(force_insert=True)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS conferences_nothing_lost IMMEDIATE")
                cursor.execute("SET CONSTRAINTS conferences_nothing_lost DEFERRED")
            return True

        return do

    assert refused(a, rebasing(sharing_only)), "without the request for support nothing moves"
    support = consented(a, person)
    assert refused(a, rebasing(support, without=told[1])), "one was lost"
    assert refused(a, rebasing(support, entry=uuid4())), "moved to nowhere"
    other = opened(a)
    with wearing(a):
        elsewhere = cases.write_entry(other, cases.NewEntry("別の人"), by=a, at=timezone.now())
        here = cases.write_entry(case, cases.NewEntry("写し"), by=a, at=timezone.now())
    assert refused(a, rebasing(support, entry=elsewhere)), "into somebody else's case"
    assert refused(c, rebasing(support, by=c)), "by who convened"
    another = cast.hat("coordinator", cast.agency("地域福祉課", "1032"))
    on_the_team(a, case, another)
    foreign = meetings.sealed_room(another, a, case=case)[1]
    line_of = Rebasing(
        id=uuid4(), item_id=foreign, consent_id=support, done_by=a.membership_id, done_at=timezone.now()
    )  # fmt: skip
    assert refused(a, add(line_of)), "also the lead takes nothing out of a room that somebody else convened"
    assert works(a, rebasing(support, entry=here))
    assert refused(a, rebasing(support, entry=here)), "moved once"


SCENARIOS: dict[str, Callable[[], None]] = {
    name: one
    for name, one in list(globals().items())
    if callable(one)
    and getattr(one, "__module__", "") == __name__
    and getattr(one, "__annotations__", {}) == {"return": None}
}
