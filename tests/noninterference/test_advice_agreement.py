"""Who reads a question to the coordinator: the wall and a naive oracle give the same answer in random worlds."""

import random
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.cases import actions
from enishi.cases.access import open_advice
from enishi.cases.models import Advice, AdviceWords, TeamRole
from enishi.cases.tests.factories import act, asked_to_lead, led_by, on_the_team, opened, version
from enishi.office.errors import NotFound
from enishi.sharing import actions as sharing
from enishi.sharing.terms import BlockKind, SealKind
from tests.noninterference.case_making import leader

pytestmark = pytest.mark.django_db
WORLDS, CASES = 12, 4


@dataclass
class Asked:
    """What is known by hand of one question."""

    id: UUID
    case: UUID
    by: UUID
    to: UUID
    shut_out: set[UUID] = field(default_factory=set)
    keys: list[set[UUID]] = field(default_factory=list)

    def read_by(self, hat: Hat) -> bool:
        """As ``docs/explanation/who-sees-what.md`` says it."""
        if hat.staff_id in self.shut_out:
            return False
        if any(not {hat.agency_id, hat.membership_id} & keys for keys in self.keys):
            return False
        return hat.agency_id == self.by or (hat.agency_id == self.to and hat.role == "coordinator")


def a_world(seed: int) -> tuple[list[Hat], list[Asked]]:
    chance = random.Random(seed)
    leaders = [leader(f"{name}{seed}") for name in "甲乙丙"]
    coordinators = [
        cast.hat("coordinator", cast.agency(f"課{one}{seed}", f"Z{seed}-{one}"), f"管理者{one}")
        for one in (1, 2)
    ]
    hats = [*leaders, *coordinators]
    for one in (leaders[0], coordinators[0]):
        agency = Agency.objects.get(pk=one.agency_id)
        hats += [cast.hat("counter", agency, "窓口"), cast.hat(one.role, agency, "もう一人")]
    asked = [_question(chance, leaders, coordinators) for _ in range(CASES)]
    for one in asked:
        _what_happens(chance, one, leaders, hats, coordinators)
    return hats, asked


def _question(chance: random.Random, leaders: list[Hat], coordinators: list[Hat]) -> Asked:
    by, to = chance.choice(leaders), chance.choice(coordinators)
    case = opened(by)
    new = actions.NewAdvice(to.agency_id, "scheme", "尋ねる。")  # type: ignore[arg-type]
    return Asked(act(by, actions.ask_for_advice, case, new), case, by.agency_id, to.agency_id)  # type: ignore[arg-type]


def _what_happens(
    chance: random.Random, one: Asked, leaders: list[Hat], hats: list[Hat], coordinators: list[Hat]
) -> None:
    lead = next(hat for hat in leaders if hat.agency_id == one.by)
    others = [hat for hat in leaders if hat is not lead]
    if chance.random() < 0.4:
        on_the_team(lead, one.case, others[1])
    if chance.random() < 0.4:
        led_by(others[0], asked_to_lead(lead, one.case, others[0]))
        lead = others[0]
    if chance.random() < 0.5:
        shut = chance.choice([hat for hat in hats if hat is not lead])
        act(lead, sharing.block_staff, one.case, staff=shut.staff_id, kind=BlockKind.DECLARED)
        one.shut_out.add(shut.staff_id)  # type: ignore[arg-type]
    if chance.random() < 0.3 and not _team(one):
        act(lead, actions.end_watch, one.case, reason="moved", version=version(one.case))
    if chance.random() < 0.5:
        holders = [hat.agency_id for hat in coordinators if chance.random() < 0.4]
        act(lead, sharing.seal, one.case, kind=SealKind.OTHER, classes=1, holders=holders)
        one.keys.append({lead.agency_id, *holders})  # type: ignore[arg-type]


def _team(one: Asked) -> bool:
    with cast.outside_the_walls():
        return TeamRole.objects.filter(case=one.case, ended_at__isnull=True).exists()


def read(hat: Hat, one: Asked) -> tuple[bool, bool]:
    """Whether the question is there, and a word of it after a look."""
    with wearing(hat):
        there = Advice.objects.filter(pk=one.id).exists()
        try:
            open_advice(hat, one.id, word="case.advice")
        except NotFound:
            assert not there
        return there, AdviceWords.objects.filter(advice=one.id).exists()


def test_wall_and_oracle_agree() -> None:
    decisions = yes = 0
    for seed in range(WORLDS):
        hats, asked = a_world(seed)
        for hat in hats:
            for one in asked:
                expected = one.read_by(hat)
                assert read(hat, one) == (expected, expected), (
                    f"world {seed}, {hat.role} of {hat.agency_name}, {one}"
                )
                decisions += 1
                yes += expected
    assert decisions == WORLDS * CASES * 9
    assert 0.1 < yes / decisions < 0.5
