"""Blind match: the asker learns nothing, the coordinator is asked, nobody else is told."""

import re
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.office.errors import Refused
from enishi.office.models import Notice
from enishi.office.wareki import BirthDate
from enishi.residents import actions
from enishi.residents.access import open_resident, registers_of
from enishi.residents.actions.proposing import propose_matches, renew_open_candidates
from enishi.residents.models import Joining, MatchCandidate, PersonName
from enishi.residents.queries import faces, find_residents, possible_same
from enishi.residents.rules.reference import reference, reference_key
from enishi.residents.rules.registration import NewAddress
from enishi.residents.tests.factories import registered, yamada
from enishi.sharing import actions as sharing
from enishi.sharing.actions.kernel import NotAllowed, call
from enishi.sharing.terms import InformationClass, Purpose, SealKind

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@contextmanager
def as_the_clerk():
    """The role of the jobs, with nobody at the desk."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_clerk")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SET ROLE enishi_app")


def proposed(resident: UUID) -> int:
    with as_the_clerk():
        return propose_matches(resident, at=timezone.now())


def candidate_of(hat: Hat) -> MatchCandidate:
    with wearing(hat):
        return MatchCandidate.objects.get()


@pytest.fixture
def pair(baba: Hat, chiba: Hat, aoki: Hat) -> tuple[UUID, UUID]:
    """One person, registered by two agencies that see nothing of each other; proposed to 青木."""
    known = registered(baba)
    new = registered(chiba, name="山田花子", addresses=())
    assert proposed(new) == 1
    return known, new


def test_the_job_is_queued_in_the_transaction_of_the_registration(baba: Hat) -> None:
    resident = registered(baba)
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs WHERE args->>'resident_id' = %s", [str(resident)])
        assert cursor.fetchall() == [("residents.propose_matches",)]


def test_the_task_is_known_to_the_worker() -> None:
    from procrastinate.contrib.django import app

    assert {"residents.propose_matches", "residents.renew_open_candidates"} <= set(app.tasks)


def test_a_likely_pair_goes_to_the_coordinator_with_reasons(aoki: Hat, pair: tuple[UUID, UUID]) -> None:
    candidate = candidate_of(aoki)
    assert {candidate.left_id, candidate.right_id} == set(pair)
    assert candidate.reasons
    with outside_the_walls():
        assert Notice.objects.filter(holder_id=aoki.agency_id, word="match.proposed").count() == 1


def test_the_coordinator_sees_names_and_no_whereabouts(aoki: Hat, pair: tuple[UUID, UUID]) -> None:
    with wearing(aoki):
        for one in pair:
            opened = open_resident(aoki, one, to=Purpose.IDENTITY, word="test").opened
            assert opened.classes[one] == InformationClass.BASIC
        assert len(faces(aoki, pair, on=TODAY)) == 2


def test_nobody_else_sees_the_pair(baba: Hat, chiba: Hat, pair: tuple[UUID, UUID]) -> None:
    for hat in (baba, chiba):
        with wearing(hat):
            assert not MatchCandidate.objects.exists()
            assert len(find_residents(hat, "ヤマダ").residents) == 1


def test_reasons_never_speak_of_an_address(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    registered(baba)
    proposed(registered(chiba))
    assert "住所" not in str(candidate_of(aoki).reasons)


def test_the_asker_sees_the_same_with_and_without_the_hidden_person(baba: Hat, chiba: Hat) -> None:
    def world() -> tuple:
        with wearing(chiba):
            before = find_residents(chiba, "ヤマダ").residents
            warned = possible_same(chiba, yamada(), on=TODAY).people
        new = registered(chiba)
        proposed(new)
        with wearing(chiba):
            after = len(find_residents(chiba, "ヤマダ").residents)
            person = open_resident(chiba, new, to=Purpose.SUPPORT, word="test")
            return before, warned, after, len(person.registers), faces(chiba, [new], on=TODAY)[new].name

    from django.db import transaction

    point = transaction.savepoint()
    without = world()
    transaction.savepoint_rollback(point)
    registered(baba)
    assert world() == without


def test_a_possible_same_person_of_ones_own_is_warned_of_with_reasons(baba: Hat) -> None:
    known = registered(baba)
    with wearing(baba):
        warned = possible_same(baba, yamada(name="山田　華子", kana="やまだ はなこ"), on=TODAY)
    assert [one.face.id for one in warned.people] == [known]
    assert warned.people[0].reasons
    assert warned.token


def test_somebody_else_is_not_warned_of(baba: Hat) -> None:
    registered(baba)
    other = yamada(
        name="佐藤 次郎",
        kana="サトウ ジロウ",
        birth=BirthDate.read("昭和30年1月1日"),
        sex="male",
        contacts=(),
    )
    with wearing(baba):
        assert possible_same(baba, other, on=TODAY).people == ()


def test_a_sealed_person_goes_to_no_agency_without_a_key(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    known = registered(baba)
    with wearing(baba):
        sharing.seal(known, kind=SealKind.EXIT_SUPPORT, classes=255, by=baba, at=timezone.now())
    assert proposed(registered(chiba)) == 0
    with wearing(aoki):
        assert not MatchCandidate.objects.exists()


def test_a_sealed_person_goes_to_the_agency_that_holds_the_key(aoki: Hat, chiba: Hat) -> None:
    keeper = cast.hat("coordinator", cast.agency("出口支援の窓口", "1075"))
    known = registered(keeper)
    with wearing(keeper):
        sharing.seal(known, kind=SealKind.EXIT_SUPPORT, classes=255, by=keeper, at=timezone.now())
    assert proposed(registered(chiba)) == 1
    assert candidate_of(keeper).score >= 60
    with wearing(aoki):
        assert not MatchCandidate.objects.exists()


def test_protected_whereabouts_do_not_keep_a_pair_from_the_coordinator(
    aoki: Hat, baba: Hat, chiba: Hat
) -> None:
    registered(baba, addresses=(NewAddress("豊田市見本町9", protection="in_force"),))
    assert proposed(registered(chiba)) == 1
    assert candidate_of(aoki).score >= 60


def test_same_links_the_registers_and_enlarges_nobodys_view(
    aoki: Hat, baba: Hat, chiba: Hat, pair: tuple[UUID, UUID]
) -> None:
    known, new = pair
    with wearing(aoki):
        actions.decide_same(MatchCandidate.objects.get().pk, winner=known, by=aoki, at=timezone.now())
        assert registers_of(new) == [known, new]
        assert find_residents(aoki, "ヤマダ").residents == (known,)
    for hat, own, other in ((baba, known, new), (chiba, new, known)):
        with wearing(hat):
            assert registers_of(own) == [own]
            assert open_resident(hat, own, to=Purpose.SUPPORT, word="test").registers == (own,)
            assert not PersonName.objects.filter(resident=other).exists()
            assert not Joining.objects.exists()


def test_undoing_restores_exactly(aoki: Hat, pair: tuple[UUID, UUID]) -> None:
    known, new = pair
    with outside_the_walls():
        before = list(PersonName.objects.order_by("pk").values())
    with wearing(aoki):
        joining = actions.decide_same(
            MatchCandidate.objects.get().pk, winner=known, by=aoki, at=timezone.now()
        )
        actions.undo_joining(joining, by=aoki, at=timezone.now())
        assert registers_of(new) == [new]
        assert MatchCandidate.objects.get().decision == "open"
        assert set(find_residents(aoki, "ヤマダ").residents) == {known, new}
    with outside_the_walls():
        assert list(PersonName.objects.order_by("pk").values()) == before


def test_different_is_remembered_and_closes_both_again(aoki: Hat, pair: tuple[UUID, UUID]) -> None:
    with wearing(aoki):
        actions.decide_different(MatchCandidate.objects.get().pk, remark="双子", by=aoki, at=timezone.now())
        assert find_residents(aoki, "ヤマダ").residents == ()
    assert proposed(pair[1]) == 0
    assert proposed(pair[0]) == 0


@pytest.fixture
def told_apart(aoki: Hat, pair: tuple[UUID, UUID]) -> tuple[str, str]:
    """The numbers of a pair that 青木 decided to be two persons."""
    with wearing(aoki):
        actions.decide_different(MatchCandidate.objects.get().pk, by=aoki, at=timezone.now())
    one, other = (reference_key(reference(register)) for register in pair)
    return one, other


def asked_again(hat: Hat, one: str, other: str) -> bool:
    """Whether the pair is on this hat's list after asking."""
    with wearing(hat):
        actions.ask_again(one, other, reason="家族から同じ人と聞いた", by=hat, at=timezone.now())
        return MatchCandidate.objects.filter(decision="open").exists()


@pytest.mark.parametrize("turned", [False, True])
def test_different_by_mistake_is_judged_again_by_both_numbers(
    aoki: Hat, pair: tuple[UUID, UUID], told_apart: tuple[str, str], turned: bool
) -> None:
    assert asked_again(aoki, *(reversed(told_apart) if turned else told_apart))
    with wearing(aoki):
        again = MatchCandidate.objects.get()
        assert again.remark == "家族から同じ人と聞いた"
        assert set(find_residents(aoki, "ヤマダ").residents) == set(pair)
        actions.decide_same(again.pk, winner=pair[0], by=aoki, at=timezone.now())


def test_by_numbers_nobody_opens_what_their_own_agency_did_not_decide(
    aoki: Hat, baba: Hat, chiba: Hat, pair: tuple[UUID, UUID], told_apart: tuple[str, str]
) -> None:
    elsewhere = cast.hat("coordinator", cast.agency("別の調整の課", "1076"))
    never = registered(baba, name="見本 太郎", kana="ミホン タロウ")
    assert not asked_again(elsewhere, *told_apart)
    assert not asked_again(aoki, told_apart[0], reference_key(reference(never)))
    for one in (baba, chiba):
        with wearing(one), pytest.raises(Refused):
            actions.ask_again(*told_apart, reason="同じ人", by=one, at=timezone.now())
        with wearing(one), pytest.raises(NotAllowed), transaction.atomic():
            call("residents_ask_again", *told_apart, "同じ人")
    with wearing(baba):
        sharing.seal(pair[0], kind=SealKind.EXIT_SUPPORT, classes=255, by=baba, at=timezone.now())
    assert not asked_again(aoki, *told_apart), "sealed since then: today the job would not ask either"
    with wearing(aoki):
        assert find_residents(aoki, "ヤマダ").residents == ()


def test_the_page_answers_alike_whether_there_is_such_a_pair_or_not(
    aoki: Hat, told_apart: tuple[str, str], browse: Callable[[Hat], Client]
) -> None:
    client = browse(aoki)
    wrong = client.post("/residents/matches/again/", {"one": "12", "other": told_apart[1], "reason": "同じ人"})
    assert wrong.status_code == 422
    said = []
    for other in ("K3M7Q2XD", told_apart[1]):
        sent = {"one": told_apart[0], "other": other, "reason": "同じ人と分かった"}
        answer = client.post("/residents/matches/again/", sent, follow=True)
        said.append(re.findall("受け付けました。[^<]*", answer.content.decode()))
    assert said[0] == said[1] != []
    assert "山田 花子" in answer.content.decode()


def test_a_pair_is_proposed_once(aoki: Hat, pair: tuple[UUID, UUID]) -> None:
    assert proposed(pair[0]) == 0
    with outside_the_walls():
        assert MatchCandidate.objects.count() == 1


def test_a_waiting_pair_is_kept_open(aoki: Hat, pair: tuple[UUID, UUID]) -> None:
    from datetime import timedelta

    later = timezone.now() + timedelta(days=85)
    with as_the_clerk():
        assert renew_open_candidates(at=later) == 1
        assert renew_open_candidates(at=later) == 0
