"""A withdrawal beside a seat, beside a pledge, leaving beside a pledge, an item beside a hand-over: nobody is left inside.

With real commits on connections of their own; every test is about other people, of agencies that no other test knows.
"""

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast, players
from enishi.cases.tests.factories import consented, row
from enishi.conferences import actions
from enishi.conferences.tests import factories as meetings
from enishi.office.errors import NotFound, Refused
from enishi.sharing import actions as sharing
from enishi.sharing.terms import ConsentMeans, ConsentStage


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield
        cast.nobody_asks()


def beside(first: Callable[[], object], second: Callable[[], object]) -> list[str]:
    """``second`` begins when ``first`` is done but not yet committed; what each said in the end."""
    done, said = threading.Event(), ["", ""]

    def leading() -> None:
        with transaction.atomic():
            first()
            done.set()
            time.sleep(0.3)

    def following() -> None:
        done.wait(10)
        second()

    def run(place: int, do: Callable[[], None]) -> None:
        try:
            do()
            said[place] = "done"
        except (Refused, NotFound, ProgrammingError):  # by the verb, or a moment later by the database
            said[place] = "refused"
        finally:
            done.set()

    players.play(partial(run, 0, leading), partial(run, 1, following))
    assert "" not in said, "none may hang or break"
    return said


def inside(room: UUID, hat: Hat) -> int:
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM sharing_grant WHERE binder_id = %s AND grantee_id = %s AND revoked_at IS NULL",
            [room, hat.membership_id],
        )
        return int(cursor.fetchone()[0])


class Round:
    """One case with consents, a meeting about it, and somebody of another agency who is invited."""

    def __init__(self, *, joint: tuple[str, ...] = ()) -> None:
        tag = uuid4().hex[:6]
        self.convener = cast.hat("coordinator", cast.agency(f"招集 {tag}", f"R-{tag}"))
        self.guest = cast.hat("partner", cast.agency(f"参加 {tag}", f"S-{tag}"))
        first = cast.hat("partner", cast.agency(f"はじめ {tag}", f"T-{tag}"))
        case = self.case = meetings.agreed_case(self.convener, first)
        with wearing(self.convener):
            self.person = row(case).resident_id
        self.consent = consented(self.convener, self.person, self.guest, stage=ConsentStage.SHARING)
        self.meeting = meetings.meeting(self.convener, "coordination", joint=joint)
        self.room = meetings.put(self.convener, self.meeting, case)
        self.member = meetings.invited(self.convener, self.meeting, self.guest)

    def withdraw(self) -> None:
        with wearing(self.convener):
            sharing.withdraw_consent(
                self.consent, resident=self.person, means=ConsentMeans.PHONE, note="", by=self.convener,
                at=timezone.now(),
            )  # fmt: skip

    def seat(self) -> None:
        meetings.seated(self.convener, self.room, self.member)

    def pledge(self) -> None:
        meetings.pledged(self.guest, self.meeting, "25-5/2005")

    def leave(self) -> None:
        with wearing(self.convener):
            actions.remove_member(self.member, by=self.convener, at=timezone.now())


@pytest.mark.parametrize("first", ["withdraw", "seat"])
def test_a_withdrawal_beside_a_seat(first: str, committed: None) -> None:
    one = Round()
    if first == "withdraw":
        assert beside(one.withdraw, one.seat) == ["done", "refused"]
    else:
        assert beside(one.seat, one.withdraw) == ["done", "done"]
    assert inside(one.room, one.guest) == 0


@pytest.mark.parametrize("first", ["withdraw", "leave", "pledge before withdraw", "pledge before leave"])
def test_a_pledge_beside_what_ends_it(first: str, committed: None) -> None:
    one = Round(joint=("child",))
    one.seat()
    ending = one.withdraw if "withdraw" in first else one.leave
    beside(*((one.pledge, ending) if "pledge" in first else (ending, one.pledge)))
    assert inside(one.room, one.guest) == 0


@pytest.mark.parametrize("first", ["seat", "pledge"])
def test_a_seat_beside_a_pledge_opens_the_room(first: str, committed: None) -> None:
    """Whichever comes first, the room opens: with the pledge, or with the seat."""
    one = Round(joint=("child",))
    assert beside(*((one.seat, one.pledge) if first == "seat" else (one.pledge, one.seat))) == ["done", "done"]
    assert inside(one.room, one.guest) == 1


@pytest.mark.parametrize("first", ["put", "hand over"])
def test_an_item_beside_a_hand_over_leaves_nobody_with_a_room_of_theirs(first: str, committed: None) -> None:
    """What is put a moment before goes along; a moment after, it is for the other to put."""
    one = Round()
    near = meetings.colleague(one.convener, "promoter")
    made: list[UUID] = []

    def put() -> None:
        made.append(meetings.put(one.convener, one.meeting, one.case))

    def hand_over() -> None:
        assert near.membership_id
        with wearing(one.convener):
            actions.hand_over(one.meeting, near.membership_id, by=one.convener, at=timezone.now())

    if first == "put":
        assert beside(put, hand_over) == ["done", "done"]
    else:
        assert beside(hand_over, put) == ["done", "refused"]
    for room in (one.room, *made):
        assert [inside(room, hat) for hat in (one.convener, near)] == [0, 1]
