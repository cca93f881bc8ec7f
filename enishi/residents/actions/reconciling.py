from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.office import trail
from enishi.office.errors import NotFound, Refused
from enishi.residents.access import registers_of
from enishi.residents.models import Joining, MatchCandidate
from enishi.residents.terms import Decision
from enishi.sharing import actions as sharing
from enishi.sharing.actions.kernel import call
from enishi.sharing.models import Grant
from enishi.sharing.terms import GroundKind

ALREADY = "この候補は、すでに判断されています。"


@transaction.atomic
def decide_same(candidate: UUID, *, winner: UUID, remark: str = "", by: Hat, at: datetime) -> UUID:
    """The two registers are one person (同じ人): link them. Nothing moves, nobody's view grows.

    :param winner: the register that will stand for both
    :returns: the joining
    :raises NotFound: hidden and absent alike
    """
    pair = _open_candidate(candidate)
    if winner not in (pair.left_id, pair.right_id):
        raise Refused("代表にする登録を選んでください。")
    loser = pair.right_id if winner == pair.left_id else pair.left_id
    stands_for = registers_of(winner)[0]
    moved = registers_of(loser)[0]
    if stands_for == moved:
        raise Refused("この二つの登録は、すでに一人としてまとめられています。")
    who = {"origin_id": by.agency_id, "joined_by": by.membership_id, "joined_at": at}
    joining = Joining.objects.create(winner_id=stands_for, loser_id=moved, **who)
    _decide(pair, Decision.SAME, remark, by=by, at=at)
    if not Joining.objects.filter(pk=joining.pk, undone_at__isnull=True).exists():
        raise RuntimeError("a joining that its maker cannot see")
    trail.record("match.same", binders=[stands_for, moved], detail={"joining": str(joining.pk)})
    return joining.pk


@transaction.atomic
def decide_different(candidate: UUID, *, remark: str = "", by: Hat, at: datetime) -> None:
    """The two registers are two persons (別の人): remembered and not asked by itself again; both close again."""
    pair = _open_candidate(candidate)
    _decide(pair, Decision.DIFFERENT, remark, by=by, at=at)
    trail.record("match.different", binders=[pair.left_id, pair.right_id])
    for binder in (pair.left_id, pair.right_id):
        _close_again(binder, by=by, at=at)


@transaction.atomic
def ask_again(one: str, other: str, *, reason: str, by: Hat, at: datetime) -> None:
    """Put two registers before the agency again that it decided to be two persons. Nothing happens where it did not, and nothing
    tells whether it did: the pair is on the list then, for those who see both.

    :param one: the number that people read (整理番号) of either register, as :func:`rules.reference_key` reads it
    """
    if "reconcile" not in by.may:
        raise Refused("名寄せを判断する役割ではありません。")
    pair = call("residents_ask_again", one, other, reason)
    trail.record("match.asked_again", detail={"candidate": str(pair or "")})


@transaction.atomic
def undo_joining(joining: UUID, *, by: Hat, at: datetime) -> None:
    """Take a joining back (名寄せの取り消し): both registers are as they were, and the pair is open again."""
    link = Joining.objects.filter(pk=joining, undone_at__isnull=True).first()
    if link is None:
        raise NotFound("match.page", joining)
    if "reconcile" not in by.may:
        raise Refused("名寄せを判断する役割ではありません。")
    Joining.objects.filter(pk=joining, undone_at__isnull=True).update(
        undone_at=at, undone_by=by.membership_id
    )
    left, right = sorted((link.winner_id, link.loser_id), key=lambda one: one.int)
    MatchCandidate.objects.filter(left=left, right=right, decision=Decision.SAME).update(
        decision=Decision.OPEN, decided_at=None, decided_by=None
    )
    trail.record("match.undone", binders=[link.winner_id, link.loser_id], detail={"joining": str(joining)})


def _open_candidate(candidate: UUID) -> MatchCandidate:
    pair = MatchCandidate.objects.filter(pk=candidate).first()
    if pair is None:
        raise NotFound("match.page", candidate)
    if pair.decision != Decision.OPEN:
        raise Refused(ALREADY)
    return pair


def _decide(pair: MatchCandidate, decision: Decision, remark: str, *, by: Hat, at: datetime) -> None:
    decided = MatchCandidate.objects.filter(pk=pair.pk, decision=Decision.OPEN).update(
        decision=decision, decided_by=by.membership_id, decided_at=at, remark=remark.strip()[:300]
    )
    if not decided:
        raise Refused(ALREADY)


def _close_again(binder: UUID, *, by: Hat, at: datetime) -> None:
    """End what was opened for reconciling, unless another pair with this register still waits."""
    waiting = MatchCandidate.objects.filter(decision=Decision.OPEN)
    if waiting.filter(left=binder).exists() or waiting.filter(right=binder).exists():
        return
    opened = Grant.objects.filter(
        binder=binder, kind=GroundKind.IDENTITY, grantee_id__in=by.grantees, revoked_at__isnull=True
    )
    for ground in opened.order_by("ground_id").values_list("ground_id", flat=True).distinct():
        sharing.end_ground(ground, by=by, at=at)
