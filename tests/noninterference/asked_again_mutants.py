"""A pair that was said to be two persons is opened again to who said so, and to nobody else; the bugs that is judged by."""

from uuid import UUID

from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.residents.models import MatchCandidate
from enishi.residents.rules.reference import reference, reference_key
from enishi.residents.tests.factories import registered
from enishi.sharing import actions as sharing
from enishi.sharing.terms import SealKind
from tests.noninterference.case_making import refused
from tests.noninterference.http_mutants import Definer, HttpMutant

FUNCTION = "residents_ask_again"
ASK = "SELECT residents_ask_again(%s, %s, 'test')"


def pair(owner: Hat, judge: Hat, decision: str) -> tuple[str, str]:
    """The numbers of two registers of ``owner`` that ``judge`` has decided about."""
    left, right = sorted((registered(owner), registered(owner)), key=lambda one: one.int)
    now = timezone.now()
    with outside_the_walls():
        MatchCandidate.objects.create(
            agency_id=judge.agency_id, left_id=left, right_id=right, score=90, proposed_at=now, opened_until=now,
            decision=decision, decided_at=now, decided_by=judge.membership_id,
        )  # fmt: skip
    return number(left), number(right)


def number(register: UUID) -> str:
    return reference_key(reference(register))


def sealed(owner: Hat, numbers: tuple[str, str]) -> tuple[str, str]:
    with outside_the_walls():
        found = [one.left_id for one in MatchCandidate.objects.all() if number(one.left_id) == numbers[0]]
    with wearing(owner):
        sharing.seal(found[0], kind=SealKind.EXIT_SUPPORT, classes=255, by=owner, at=timezone.now())
    return numbers


def asked(hat: Hat, numbers: tuple[str, str]) -> bool:
    """Whether asking opens the pair."""
    with wearing(hat), connection.cursor() as cursor:
        cursor.execute(ASK, numbers)
        return cursor.fetchone() != (None,)


def a_pair_is_opened_again_to_who_decided_it_alone() -> None:
    owner = cast.hat("counter", cast.agency("登録の課", "AGAIN-owner"))
    desk = cast.agency("調整の課", "AGAIN-judge")
    judge, colleague = cast.hat("coordinator", desk), cast.hat("counter", desk)
    elsewhere = cast.hat("coordinator", cast.agency("別の課", "AGAIN-other"))
    told_apart, same = pair(owner, judge, "different"), pair(owner, judge, "same")
    behind = sealed(owner, pair(owner, judge, "different"))
    assert not asked(elsewhere, told_apart), "another agency decided nothing"
    assert not asked(judge, same), "what is joined is undone where it is joined"
    assert not asked(judge, behind), "sealed since then"
    assert not asked(judge, (told_apart[0], same[1])), "two numbers of two pairs"
    assert refused(colleague, ASK, *told_apart), "not everybody of the agency reconciles"
    assert asked(judge, told_apart)


SCENARIOS = (a_pair_is_opened_again_to_who_decided_it_alone,)
MUTANTS = [
    (HttpMutant(name, (Definer(FUNCTION, old, new),), frozenset(), ()), a_pair_is_opened_again_to_who_decided_it_alone)
    for name, old, new in (
        ("what others decided is opened", "c.agency_id = own AND", ""),
        ("what is joined is opened", "AND c.decision = 'different'", "AND c.decision <> 'open'"),
        ("one number is enough", "(l.key, r.key) IN ((p_one, p_other), (p_other, p_one))", "p_one IN (l.key, r.key)"),
        ("what was sealed is opened", "AND own IN (SELECT agency FROM residents_reconcilers(c.left_id, c.right_id))", ""),
        ("everybody of the agency asks", "OR NOT enishi_may('reconcile')", ""),
    )
]
