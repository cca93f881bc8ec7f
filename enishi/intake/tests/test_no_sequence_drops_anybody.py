"""Whatever people do to a consultation, in whatever order: one holder, one next date, and nobody sees beyond a ground."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.intake import actions
from enishi.intake.actions import chasing
from enishi.intake.models import Consultation, Holding, Referral
from enishi.intake.rules.steps import CAME_BACK, RUNNING
from enishi.intake.tests.clerk import as_clerk
from enishi.intake.tests.factories import in_days, letter, now, received
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.sharing.models import Grant

pytestmark = pytest.mark.django_db

PLAYERS = st.integers(0, 2)
STEPS = st.one_of(
    st.tuples(st.just("send"), PLAYERS, PLAYERS, st.sampled_from(["handover", "join", "inquiry"])),
    st.tuples(
        st.sampled_from(
            ["receive", "accept", "decline", "contact", "helped", "hold", "resume", "fail", "recall"]
        ),
        PLAYERS,
        st.integers(0, 3),
    ),
    st.tuples(st.sampled_from(["close", "reopen", "next", "agency"]), PLAYERS),
    st.tuples(st.just("coordinate"), st.integers(0, 3)),
    st.tuples(st.just("chase")),
)


class World:
    """Three agencies with one consultation between them, and a coordinator."""

    def __init__(self, players: list[Hat], coordinator: Hat) -> None:
        self.players, self.coordinator = players, coordinator
        self.one = received(players[0])

    def referrals(self) -> list[Referral]:
        with outside_the_walls():
            return list(Referral.objects.filter(consultation=self.one).order_by("sent_at", "id"))

    def version(self) -> int:
        with outside_the_walls():
            return Consultation.objects.values_list("version", flat=True).get(pk=self.one)

    def do(self, step: tuple[Any, ...]) -> None:
        name, *rest = step
        try:
            with transaction.atomic():
                if name == "chase":
                    with as_clerk():
                        chasing.chase_referrals(at=now())
                        chasing.chase_needs(at=now())
                elif name == "coordinate":
                    self._coordinate(rest[0])
                else:
                    with wearing(self.players[rest[0]]):
                        self._play(name, self.players[rest[0]], rest[1:])
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except (Refused, NotFound, Overtaken):
            return

    def _coordinate(self, number: int) -> None:
        waiting = self.referrals()
        if waiting:
            with wearing(self.coordinator):
                one = waiting[number % len(waiting)].pk
                actions.coordinator_ends(one, reason="elsewhere", by=self.coordinator, at=now())

    def _play(self, name: str, hat: Hat, rest: tuple[Any, ...] | list[Any]) -> None:
        at = now()
        if name == "send":
            to = self.players[rest[0]]
            actions.send_referral(self.one, letter(to, kind=rest[1]), by=hat, at=at)
        elif name == "close":
            actions.close_consultation(self.one, reason="moved", version=self._seen(), by=hat, at=at)
        elif name == "reopen":
            actions.reopen(
                self.one, next_on=in_days(1), next_action="phone", version=self._seen(), by=hat, at=at
            )
        elif name == "next":
            actions.set_next_date(
                self.one, next_on=in_days(2), next_action="phone", version=self._seen(), by=hat, at=at
            )
        elif name == "agency":
            actions.change_holder(
                self.one,
                holder=None,
                next_on=in_days(2),
                next_action="phone",
                version=self._seen(),
                by=hat,
                at=at,
            )
        else:
            self._move(name, hat, rest[0])

    def _seen(self) -> int:
        return Consultation.objects.filter(pk=self.one).values_list("version", flat=True).first() or 0

    def _move(self, name: str, hat: Hat, number: int) -> None:
        seen = list(Referral.objects.filter(consultation=self.one).order_by("sent_at", "id"))
        if not seen:
            return
        row, more = seen[number % len(seen)], {"by": hat, "at": now()}
        verbs: dict[str, Any] = {
            "receive": lambda: actions.receive_referral(row.pk, **more),
            "accept": lambda: actions.accept(row.pk, version=row.version, **more),
            "decline": lambda: actions.decline(row.pk, reason="full", version=row.version, **more),
            "contact": lambda: actions.report_first_contact(row.pk, version=row.version, **more),
            "helped": lambda: actions.report_helped(row.pk, version=row.version, **more),
            "hold": lambda: actions.hold(row.pk, reason="papers", version=row.version, **more),
            "resume": lambda: actions.resume(row.pk, version=row.version, **more),
            "fail": lambda: actions.fail(row.pk, reason="no_match", version=row.version, **more),
            "recall": lambda: actions.recall(row.pk, reason="changed", version=row.version, **more),
        }
        verbs[name]()

    def check(self) -> None:
        with outside_the_walls():
            row = Consultation.objects.get(pk=self.one)
            held = list(Holding.objects.filter(consultation=self.one, ended_at__isnull=True))
            assert len(held) == (0 if row.state == "closed" else 1)
            agencies = {one.agency_id for one in self.players}
            live = Grant.objects.filter(binder_id=self.one, revoked_at__isnull=True)
            grounds = {(one.grantee_id, one.kind) for one in live}
            if held:
                assert held[0].agency_id in agencies
                assert (held[0].agency_id, "own_work") in grounds, "who is accountable sees it"
            given = {}
            for one in Referral.objects.filter(consultation=self.one):
                if one.state in CAME_BACK:
                    assert not Grant.objects.filter(
                        ground_id__in=one.grounds, revoked_at__isnull=True
                    ).exists()
                given.setdefault(one.receiver_agency_id, []).append(one.state)
            started = self.players[0].agency_id
            for grantee, kind in grounds:
                took_over = any(
                    state in RUNNING or state in {"completed", "failed"} for state in given.get(grantee, [])
                )
                assert grantee == started or kind == "referral" or took_over
            assert (
                sum(
                    one.state in {"requested", "received"} and one.kind == "handover"
                    for one in Referral.objects.filter(consultation=self.one)
                )
                <= 1
            )


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STEPS, min_size=3, max_size=14))
def test_no_sequence_drops_anybody_or_shows_too_much(
    baba: Hat, chiba: Hat, aoki: Hat, saeki: Hat, steps: list[tuple[Any, ...]]
) -> None:
    with transaction.atomic():
        world = World([baba, chiba, aoki], aoki)
        for step in steps:
            world.do(step)
            world.check()
        transaction.set_rollback(True)


def test_the_usual_round_is_among_them(baba: Hat, chiba: Hat, aoki: Hat, saeki: Hat) -> None:
    """The machine really moves: otherwise every example above could be refused."""
    world = World([baba, chiba, aoki], aoki)
    done: list[UUID | None] = []
    for step in (
        ("send", 0, 1, "handover"),
        ("receive", 1, 0),
        ("accept", 1, 0),
        ("send", 1, 2, "handover"),
        ("receive", 2, 1),
        ("decline", 2, 1),
        ("send", 1, 0, "handover"),
        ("receive", 0, 1),
        ("accept", 0, 1),
        ("contact", 0, 1),
        ("helped", 0, 1),
        ("close", 0),
        ("reopen", 0),
    ):
        world.do(step)
        world.check()
        with outside_the_walls():
            held = Holding.objects.filter(consultation=world.one, ended_at__isnull=True).first()
            done.append(held.agency_id if held else None)
    assert done[2] == chiba.agency_id
    assert done[8] == baba.agency_id
    assert done[11] is None
    assert done[12] == baba.agency_id
    assert [one.state for one in world.referrals()] == ["accepted", "rejected", "completed"]
