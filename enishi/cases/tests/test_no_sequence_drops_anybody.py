"""Whatever four agencies do to a case, in whatever order: one lead with a next date, and nobody sees it without a ground."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.actions import chasing
from enishi.cases.models import Case, JournalEntry, Lead, LeadRequest, TeamRole
from enishi.cases.rules.steps import CONSENTED
from enishi.cases.tests.factories import DESK, closing, consented, opened, sees
from enishi.intake.tests.clerk import as_clerk
from enishi.intake.tests.factories import in_days, now
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.sharing import actions as sharing
from enishi.sharing.models import Consent, Grant
from enishi.sharing.terms import ConsentMeans, ConsentStage

pytestmark = pytest.mark.django_db

WHO_LEADS = 4
PLAYERS = st.one_of(st.just(WHO_LEADS), st.integers(0, 3))
STEPS = st.one_of(
    st.tuples(st.sampled_from(["ask", "ask_lead"]), PLAYERS, PLAYERS),
    st.tuples(st.sampled_from(["take", "decline", "leave", "withdraw"]), PLAYERS, st.integers(0, 3)),
    st.tuples(
        st.sampled_from(["lead", "decline_lead", "cancel_lead", "support", "assess", "plan", "suspend", "resume", "close"]),
        PLAYERS,
    ),
    st.tuples(st.sampled_from(["end", "next", "write"]), PLAYERS),
    st.tuples(st.just("clerk")),
)


class World:
    """Four agencies with one case between them; three of them may lead."""

    def __init__(self, players: list[Hat]) -> None:
        self.players = players
        self.case = opened(players[0])
        with outside_the_walls():
            self.person = Case.objects.get(pk=self.case).resident_id

    def do(self, step: tuple[Any, ...]) -> bool:
        """Whether it was done, and not refused."""
        name, *rest = step
        try:
            with transaction.atomic():
                if name == "clerk":
                    with as_clerk():
                        for job in (chasing.end_lapsed, chasing.chase_answers, chasing.chase_leads):
                            job(at=now())
                else:
                    self._play(name, self._player(rest[0]), *rest[1:])
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except (Refused, NotFound, Overtaken):
            return False
        return True

    def _player(self, number: int) -> Hat:
        if number != WHO_LEADS:
            return self.players[number]
        with outside_the_walls():
            agency = Lead.objects.filter(case=self.case).latest("starts_at").agency_id
        return next(one for one in self.players if one.agency_id == agency)

    def _play(self, name: str, hat: Hat, number: int = 0) -> None:
        if name == "support":
            with wearing(hat), transaction.atomic():
                self._seen()
            consented(hat, self.person)
        elif name == "ask":
            to = self._player(number)
            consent = consented(hat, self.person, to, stage=ConsentStage.SHARING)
            new = actions.NewRole(to.agency_id, "support", "お願いします。", DESK, consent)  # type: ignore[arg-type]
            with wearing(hat):
                actions.ask_to_join(self.case, new, by=hat, at=now())
        else:
            with wearing(hat):
                self._move(name, hat, number)

    def _seen(self) -> int:
        found = Case.objects.filter(pk=self.case).values_list("version", flat=True).first()
        if found is None:
            raise NotFound("case.open", self.case)
        return found

    def _move(self, name: str, hat: Hat, number: int) -> None:
        version, more = self._seen(), {"by": hat, "at": now()}
        roles = list(TeamRole.objects.filter(case=self.case).order_by("asked_at", "id"))
        role = roles[number % len(roles)] if roles else None
        request = LeadRequest.objects.filter(case=self.case, state="asked").first()
        ahead: dict[str, Any] = {"next_on": in_days(3), "next_action": "visit"}
        verbs: dict[str, Any] = {
            "ask_lead": lambda: actions.ask_to_lead(
                self.case, self._player(number).agency_id, kind="transfer", text="x", **more
            ),
            "assess": lambda: actions.move_case(self.case, "assessing", version=version, **more),
            "plan": lambda: actions.move_case(self.case, "planning", version=version, **more),
            "suspend": lambda: actions.suspend_case(
                self.case, reason="hospital", next_on=in_days(9), version=version, **more
            ),
            "resume": lambda: actions.resume_case(self.case, state="outreach", version=version, **ahead, **more),
            "close": lambda: actions.close_case(self.case, closing(), version=version, **more),
            "end": lambda: actions.end_watch(self.case, reason="stable", version=version, **more),
            "next": lambda: actions.set_next(self.case, person=None, version=version, **ahead, **more),
            "write": lambda: actions.write_entry(self.case, actions.NewEntry("電話。"), **more),
            "withdraw": lambda: self._withdraw(number, hat),
        }
        if role:
            verbs["take"] = lambda: actions.accept_role(role.pk, version=role.version, **more)
            verbs["decline"] = lambda: actions.decline_role(role.pk, reason="full", version=role.version, **more)
            verbs["leave"] = lambda: actions.end_role(role.pk, version=role.version, **more)
        if request:
            verbs["lead"] = lambda: actions.accept_lead(request.pk, **ahead, **more)
            verbs["decline_lead"] = lambda: actions.decline_lead(request.pk, reason="full", **more)
            verbs["cancel_lead"] = lambda: actions.cancel_lead_request(request.pk, **more)
        if name in verbs:
            verbs[name]()

    def _withdraw(self, number: int, hat: Hat) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT consent FROM sharing_open_consents(ARRAY[%s::uuid])", [self.person])
            standing = [one for (one,) in cursor.fetchall()]
        if standing:
            one = standing[number % len(standing)]
            sharing.withdraw_consent(one, resident=self.person, means=ConsentMeans.PHONE, note="", by=hat, at=now())

    def check(self) -> None:
        with outside_the_walls():
            row = Case.objects.get(pk=self.case)
            leads = list(Lead.objects.filter(case=self.case, ended_at=None))
            assert len(leads) == (0 if row.state == "ended" else 1)
            assert all(one.next_on for one in leads)
            stands = Consent.objects.filter(resident=self.person, stage="support", withdrawn_at=None).exists()
            assert stands or row.state not in CONSENTED, "no support without a request for it"
            withdrawn = Grant.objects.filter(ground__consent__withdrawn_at__isnull=False, revoked_at=None)
            assert not withdrawn.exists(), "nothing rests on what was withdrawn"
            led = set(Lead.objects.filter(case=self.case).values_list("agency_id", flat=True))
            roles = set(TeamRole.objects.filter(case=self.case, ended_at=None).values_list("agency_id", flat=True))
            asked = set(
                LeadRequest.objects.filter(case=self.case, state="asked").values_list("to_agency_id", flat=True)
            )
            own = Grant.objects.filter(binder=self.case, kind="own_work", revoked_at=None, classes__gt=1)
            assert set(own.values_list("grantee_id", flat=True)) == (
                {one.agency_id for one in leads} or {self._last(led)}
            ), "the work is own work of the lead alone"
        for hat in self.players:
            expected = hat.agency_id in led | roles | asked
            assert sees(hat, self.case) is expected, hat.agency_name
            if not expected:
                with wearing(hat):
                    assert not JournalEntry.objects.filter(case=self.case).exists()

    def _last(self, led: set[UUID]) -> UUID | None:
        last = Lead.objects.filter(case=self.case).order_by("-ended_at", "-starts_at").first()
        assert last is not None
        assert last.agency_id in led
        return last.agency_id


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STEPS, min_size=3, max_size=14))
def test_no_sequence_drops_anybody_or_shows_too_much(
    aoki: Hat, ito: Hat, ueda: Hat, chiba: Hat, steps: list[tuple[Any, ...]]
) -> None:
    with transaction.atomic():
        world = World([aoki, ito, ueda, chiba])
        for step in steps:
            world.do(step)
            world.check()
        transaction.set_rollback(True)


ROUND = [
    ("support", 0),
    ("assess", 0),
    ("ask", 0, 3),
    ("take", 3, 0),
    ("write", 3),
    ("ask", 0, 1),
    ("decline", 1, 1),
    ("ask_lead", 0, 1),
    ("decline_lead", 1),
    ("ask_lead", 0, 1),
    ("cancel_lead", 0),
    ("ask_lead", 0, 1),
    ("lead", 1),
    ("ask", 1, 0),
    ("take", 0, 2),
    ("leave", 0, 2),
    ("plan", 1),
    ("suspend", 1),
    ("resume", 1),
    ("assess", 1),
    ("leave", 3, 0),
    ("close", 1),
    ("next", 1),
    ("resume", 1),
    ("assess", 1),
    ("withdraw", 1, 0),
    ("end", 1),
    ("resume", 1),
    ("clerk",),
]


def test_the_usual_round_is_among_them(aoki: Hat, ito: Hat, ueda: Hat, chiba: Hat) -> None:
    """The machine really moves: otherwise every example above could be refused."""
    world = World([aoki, ito, ueda, chiba])
    for step in ROUND:
        assert world.do(step), step
        world.check()
    with outside_the_walls():
        assert Case.objects.get(pk=world.case).state == "outreach"
        assert Lead.objects.get(case=world.case, ended_at=None).agency_id == ito.agency_id
