"""Two offices at the same moment, one free place: one of them gets it, the other is told; and the queue counts both."""

from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.tests.factories import opened
from enishi.cases.tests.test_at_once import City, at_once, city
from enishi.community.models import Menu, Seat
from enishi.participation import actions
from enishi.participation.tests.factories import host, proposed

__all__ = ["city"]
ROUNDS = 3


def go_on(by: Hat, case: UUID, proposal: UUID) -> None:
    with wearing(by), transaction.atomic():
        actions.choose_proposal(case, proposal, version=1, by=by, at=timezone.now())
        actions.arrange_placement(case, proposal, by=by, at=timezone.now())


def wait(by: Hat, case: UUID, proposal: UUID) -> None:
    with wearing(by):
        actions.wait_for_place(case, proposal, version=1, by=by, at=timezone.now())


def test_the_last_place_is_given_once_and_the_queue_counts_everybody(city: City) -> None:
    hats = (city.lead, city.asked)
    for number in range(ROUNDS):
        menu = host(f"農園{number}", capacity=1, available=1)
        cases = [opened(by) for by in hats]
        wanted = [(by, case, proposed(by, case, menu)) for by, case in zip(hats, cases, strict=True)]
        assert sorted(at_once(*(partial(go_on, *one) for one in wanted))) == [False, True]
        later = [(by, case, proposed(by, case, menu)) for by, case in ((by, opened(by)) for by in hats)]
        assert at_once(*(partial(wait, *one) for one in later)) == [True, True]
        with outside_the_walls():
            assert Menu.objects.values_list("available", "queued").get(pk=menu.pk) == (0, 2)
            assert Seat.objects.filter(menu=menu).count() == 1
