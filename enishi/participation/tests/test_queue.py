"""Free places are taken and given back; who waits for a full one keeps the turn, over all cases, and is told when it is free."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.agencies.tests.test_clearing import as_clerk
from enishi.cases.tests.factories import opened
from enishi.community.models import Menu, Seat
from enishi.office.errors import Refused
from enishi.office.models import Task
from enishi.participation import actions
from enishi.participation.access import open_proposal
from enishi.participation.actions.reminding import tell_who_is_next
from enishi.participation.models import Placement, Proposal
from enishi.participation.queries.page import reasons_not_to_end
from enishi.participation.queries.queueing import turns
from enishi.participation.tests.factories import host, placed, proposed, refused

pytestmark = pytest.mark.django_db


def free(menu: Menu) -> tuple[int | None, int]:
    with outside_the_walls():
        found: tuple[int | None, int] = Menu.objects.values_list("available", "queued").get(pk=menu.pk)
    return found


def waits(by: Hat, case: uuid.UUID, menu: Menu) -> uuid.UUID:
    proposal = proposed(by, case, menu)
    with wearing(by):
        actions.wait_for_place(case, proposal, version=1, by=by, at=timezone.now())
    return proposal


def ended(by: Hat, case: uuid.UUID, placement: uuid.UUID) -> None:
    with wearing(by):
        new = actions.NewEnd("agrees", "agrees", "achieved")
        actions.end_placement(case, placement, new, version=1, by=by, at=timezone.now())


def next_told() -> int:
    with as_clerk():
        return tell_who_is_next(at=timezone.now())


def test_a_placement_takes_a_free_place_and_gives_it_back(aoki: Hat) -> None:
    case, menu = opened(aoki), host(capacity=2, available=1)
    placement = placed(aoki, case, menu)
    assert free(menu) == (0, 0)
    with outside_the_walls():
        assert Seat.objects.get().source_id == placement
    ended(aoki, case, placement)
    assert free(menu) == (1, 0)
    with outside_the_walls():
        Menu.objects.filter(pk=menu.pk).update(available=2)
    other = placed(aoki, case, menu)
    with outside_the_walls():
        Menu.objects.filter(pk=menu.pk).update(available=2)
    ended(aoki, case, other)
    assert free(menu) == (2, 0), "never more than there are"


def test_where_nobody_counts_places_none_is_taken(aoki: Hat) -> None:
    case, menu = opened(aoki), host()
    ended(aoki, case, placed(aoki, case, menu))
    assert free(menu) == (None, 0)
    with outside_the_walls():
        assert not Seat.objects.exists()


def test_a_full_place_is_waited_for_or_talked_over(aoki: Hat) -> None:
    case, menu = opened(aoki), host(capacity=1, available=0)
    with pytest.raises(Refused, match="空きがなくなりました"):
        placed(aoki, case, menu)
    with outside_the_walls():
        assert not Placement.objects.exists()
    other = opened(aoki)
    made = placed(aoki, other, menu, ask="もう一人、受けられるか。")
    assert free(menu) == (0, 0)
    ended(aoki, other, made)
    assert free(menu) == (0, 0), "one more than there are gives none back"


def test_nobody_overtakes(aoki: Hat, chiba: Hat) -> None:
    menu = host(capacity=1, available=0)
    cases = [opened(aoki) for _ in range(3)]
    first, second = (waits(aoki, case, menu) for case in cases[:2])
    assert free(menu) == (0, 2)
    with wearing(aoki):
        rows = [open_proposal(aoki, *one, word="participation.decide").row for one in zip(cases, (first, second), strict=False)]
        lines = turns(rows)
        assert [lines[one].words for one in (first, second)] == [
            "1番目（2人が待っています）",
            "2番目（2人が待っています）",
        ]
        assert reasons_not_to_end(cases[0]) == ["「畑の手伝い（みどり農園）」の空きを待っています。先に見送ってください。"]
    with outside_the_walls():
        Menu.objects.filter(pk=menu.pk).update(available=1)
    third = proposed(aoki, cases[2], menu)
    for proposal, case, version, ahead in ((second, cases[1], 2, 1), (third, cases[2], 1, 2)):
        with wearing(aoki), pytest.raises(Refused, match=f"先に順番を待っている人が{ahead}人"):
            actions.choose_proposal(case, proposal, version=version, by=aoki, at=timezone.now())
    with wearing(aoki):
        open_proposal(aoki, cases[2], third, word="participation.decide")
        mine = Proposal.objects.filter(pk=third)
        step = {"state": "chosen", "version": 2, "decided_at": timezone.now(), "decided_by": aoki.membership_id}
        assert refused(lambda: mine.update(**step)), "not past every verb either"
        actions.wait_for_place(cases[2], third, version=1, by=aoki, at=timezone.now())
        actions.choose_proposal(cases[0], first, version=2, by=aoki, at=timezone.now())
        actions.arrange_placement(cases[0], first, by=aoki, at=timezone.now())
    assert free(menu) == (0, 2)


def test_who_is_first_is_told_once_when_a_place_is_free(aoki: Hat) -> None:
    menu = host(capacity=1, available=1)
    case, waiting = opened(aoki), opened(aoki)
    placement = placed(aoki, case, menu)
    proposal = waits(aoki, waiting, menu)
    waits(aoki, opened(aoki), menu)
    assert next_told() == 0
    ended(aoki, case, placement)
    assert [next_told(), next_told()] == [1, 0]
    with outside_the_walls():
        task = Task.objects.get(word="participation.place_free")
    assert str(proposal) in task.url
    with wearing(aoki):
        actions.drop_proposal(waiting, proposal, "person", version=2, by=aoki, at=timezone.now())
    with outside_the_walls():
        assert Task.objects.get(pk=task.pk).state == "withdrawn"
    assert free(menu) == (1, 1)
    assert next_told() == 1, "the next one's turn"


def test_the_queue_is_joined_at_its_end_and_not_left_backwards(aoki: Hat, chiba: Hat) -> None:
    menu, case = host(capacity=1, available=0), opened(aoki)
    proposal = proposed(aoki, case, menu)
    now = timezone.now()
    step: dict[str, Any] = {"state": "waiting", "decided_by": aoki.membership_id, "version": 2}
    with wearing(aoki):
        open_proposal(aoki, case, proposal, word="participation.decide")
        mine = Proposal.objects.filter(pk=proposal)
        assert refused(lambda: mine.update(**step, decided_at=now - timedelta(days=9))), "ahead of others"
        actions.wait_for_place(case, proposal, version=1, by=aoki, at=now)
        assert refused(lambda: mine.update(**step | {"version": 3}, decided_at=now)), "waits already"
        assert refused(lambda: mine.update(state="open", version=3, decided_at=None, decided_by=None))
        with pytest.raises(Refused, match="もう順番を待っています"):
            actions.wait_for_place(case, proposal, version=2, by=aoki, at=now)
    with wearing(chiba):
        assert not Proposal.objects.exists(), "of others' cases nothing but the number"


def test_a_place_that_is_free_is_not_waited_for(aoki: Hat) -> None:
    case = opened(aoki)
    for menu in (host(capacity=1, available=1), host("ねこの家")):
        proposal = proposed(aoki, case, menu)
        with wearing(aoki), pytest.raises(Refused, match="空きがあるか"):
            actions.wait_for_place(case, proposal, version=1, by=aoki, at=timezone.now())
