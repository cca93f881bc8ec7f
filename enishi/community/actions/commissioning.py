"""Asking the project: opening a commission, asking members in turn, hands raised and taken, ending without a menu."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from enishi.agencies.hats import Hat
from enishi.community.actions.closing_asks import close_asks
from enishi.community.actions.members import locked_member, write_line
from enishi.community.actions.tending import may_tend
from enishi.community.city_settings import SEARCHED
from enishi.community.hooks import asked_upstairs
from enishi.community.models import Commission, Contribution, Hand, Member, MemberAsk
from enishi.community.rules.briefs import Brief, reasons_not_to_send
from enishi.community.rules.commissions import (
    ENDED_WITHOUT,
    OPEN,
    FailedSearch,
    MeetingDecision,
    may_move,
    reasons_not_to_open,
)
from enishi.community.rules.rotation import Candidate, reason_not_to_ask
from enishi.community.terms import CommissionState, ContributionKind, HandState
from enishi.office import inbox, trail
from enishi.office.city import setting
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.reference import reference
from enishi.office.submissions import once

UP = [HandState.RAISED, HandState.TAKEN]
NO_CONSENT = "受入先への提供に、本人の同意の記録がありません。同意の記録で「受入先」の同意を書いてください。"


def open_commission(
    brief: Brief,
    *,
    search: FailedSearch | None,
    decision: MeetingDecision | None,
    by: Hat,
    at: datetime,
    submission: UUID | None = None,
) -> UUID:
    """Ask the project to make something new. Called by the room of 参加支援; nothing here knows for whom.

    :param search: the stored search that found nothing, not older than the city's days (30)
    :param decision: of the 重層的支援会議
    :raises Refused: no search, an old one, no decision, or a brief that tells who it is
    """
    may_tend(by)
    made, today = uuid4(), localdate(at)
    with once(submission, "commission.opened", by.membership_id, at=at, answer=str(made)) as first:
        if not first:
            return UUID(first.answer)
        days = setting(SEARCHED.name, on=today)
        reasons = reasons_not_to_open(search, decision, on=today, days=days) + reasons_not_to_send(
            brief, on=today
        )
        if brief.rests_on is None:
            reasons.append(NO_CONSENT)
        if search and Commission.objects.filter(search_id=search.id).exclude(state__in=ENDED_WITHOUT).exists():
            reasons.append("この検索からの依頼は、もう出ています。新しく頼むには、もう一度探して検索を保存してください。")
        if reasons or search is None or decision is None:
            raise Refused(reasons)
        put_commission(made, brief, search.made_on, decision.decided_on, by, at, search_id=search.id, decision_id=decision.id)
        trail.record("commission.opened", detail={"commission": str(made)})
    return made


def put_commission(
    made: UUID,
    brief: Brief,
    searched_on: date | None,
    decided_on: date | None,
    by: Hat,
    at: datetime,
    **legs: UUID,
) -> None:
    """The row of a commission; ``legs``: what it stands on, by id."""
    row = Commission(
        id=made,
        reference=reference(made),
        age_band=brief.age_band,
        forms=list(brief.forms),
        wishes=brief.wishes,
        strengths=brief.strengths,
        considerations=list(brief.considerations),
        care=brief.care,
        frequency=brief.frequency,
        district=brief.district,
        disclosure=brief.disclosure,
        consented_on=brief.consented_on,  # type: ignore[misc]  # asked for by reasons_not_to_send
        rests_on=brief.rests_on,
        consented_until=brief.consented_until,
        deadline=brief.deadline,
        plan_id=brief.plan_id,
        searched_on=searched_on,
        decided_on=decided_on,
        opened_at=at,
        moved_at=at,
        **legs,
    )
    row.opened_by, row.agency_id = by.membership_id, by.agency_id  # type: ignore[assignment]  # who tends has both
    row.save(force_insert=True)


def ask_member(
    commission_id: UUID, member_id: UUID, *, by: Hat, at: datetime, key: UUID | None = None
) -> None:
    """Ask a member for a commission; it goes into the member's ledger.

    :raises Refused: it was asked already, left, or would be asked more often than it wants
    """
    may_tend(by)
    with once(key, "member.asked", by.membership_id, at=at) as first:
        if not first:
            return
        one, member, today = locked(commission_id), locked_member(member_id), localdate(at)
        goes_on(one)
        if reasons := ask_reasons(one, member, at=at):
            raise Refused(reasons)
        write_line(member_id, ContributionKind.ASKED, on=today, by=by, at=at, commission_id=commission_id)
        trail.record("member.asked", detail={"member": str(member_id), "commission": str(commission_id)})


def ask_reasons(one: Commission, member: Member, *, at: datetime, again: bool = False) -> list[str]:
    """Why a member may not be asked for a commission. ``again``: it was asked here, and is only given its card once more."""
    today = localdate(at)
    if member.left_on and member.left_on <= today:
        return ["退会した会員には声をかけられません。"]
    if member.joined_on > today:
        return ["まだ入会していない会員には声をかけられません。"]
    asked = Contribution.objects.filter(member=member, kind=ContributionKind.ASKED)
    elsewhere = asked.exclude(commission=one).filter(on=today).exists()
    given = MemberAsk.objects.filter(member=member, day=today).exclude(commission=one).exists()
    host = [member.resource_id] if member.resource_id else []
    found = Candidate(
        member.pk,
        member.name,
        limit=None if again else member.asks_per_month,
        asked_this_month=asked.filter(on__gte=today.replace(day=1), on__lte=today).count(),
        asked_today=elsewhere or given or bool(asked_upstairs(host, on=today)),
        asked_here=not again and asked.filter(commission=one).exists(),
    )
    return [reason] if (reason := reason_not_to_ask(found)) else []


def raise_hand(
    commission_id: UUID,
    member_id: UUID,
    *,
    idea: str,
    insurance: str = "",
    transport: str = "",
    reward: str = "",
    days: str = "",
    people: int | None = None,
    by: Hat,
    at: datetime,
    key: UUID | None = None,
) -> UUID:
    """A member says what it could do; the first hand moves the commission on.

    :raises Refused: its hand is up already, it left, or the commission is over
    """
    may_tend(by)
    made = uuid4()
    with once(key, "hand.raised", by.membership_id, at=at, answer=str(made)) as first:
        if not first:
            return UUID(first.answer)
        one, member = locked(commission_id), locked_member(member_id)
        goes_on(one)
        if reasons := _reasons_against_a_hand(one, member, idea, on=localdate(at)):
            raise Refused(reasons)
        terms = {"insurance": insurance, "transport": transport, "reward": reward, "days": days}
        Hand(
            id=made, commission=one, member=member, idea=idea.strip(), people=people, raised_at=at, **terms
        ).save(force_insert=True)
        _hand_is_up(one, member, by=by, at=at)
    return made


def _reasons_against_a_hand(one: Commission, member: Member, idea: str, *, on: date) -> list[str]:
    reasons = [] if idea.strip() else ["できそうなことを書いてください。"]
    if member.left_on and member.left_on <= on:
        reasons.append("退会した会員です。")
    if member.joined_on > on:
        reasons.append("まだ入会していない会員です。")
    if Hand.objects.filter(commission=one, member=member, state__in=UP).exists():
        reasons.append("この会員は、もう手を挙げています。")
    return reasons


def _hand_is_up(one: Commission, member: Member, *, by: Hat, at: datetime) -> None:
    """What follows from a hand: the commission goes on, the member is asked no more, the ledger and who asked know."""
    if one.state == CommissionState.ASKED:
        move(one, CommissionState.HANDS, at)
    close_asks(commission_id=one.pk, member_id=member.pk, at=at)
    write_line(member.pk, ContributionKind.OFFER, on=localdate(at), by=by, at=at, commission_id=one.pk)
    trail.record("hand.raised", detail={"commission": str(one.pk), "member": str(member.pk)})
    tell_opener(one, "commission.hand", by, at)


def take_hand(hand_id: UUID, *, version: int, by: Hat, at: datetime, key: UUID | None = None) -> None:
    """Go on with this member; the design begins."""
    may_tend(by)
    with once(key, "hand.taken", by.membership_id, at=at) as first:
        if not first:
            return
        hand, one = _hand(hand_id, version)
        _answer(hand, HandState.TAKEN, "", at)
        if one.state == CommissionState.HANDS:
            move(one, CommissionState.DESIGN, at)
        trail.record("hand.taken", detail={"hand": str(hand_id), "commission": str(one.pk)})


def pass_hand(
    hand_id: UUID, *, reason: str, lowered: bool, version: int, by: Hat, at: datetime, key: UUID | None = None
) -> None:
    """Not this time, with the reason: decided by the office, or the member lowers its hand itself.

    With the last hand down, the commission waits for hands again.
    """
    may_tend(by)
    with once(key, "hand.passed", by.membership_id, at=at) as first:
        if not first:
            return
        if not reason.strip():
            raise Refused("理由を書いてください。会員に伝えるためです。")
        hand, one = _hand(hand_id, version)
        was_taken = hand.state == HandState.TAKEN
        _answer(hand, HandState.LOWERED if lowered else HandState.NOT_TAKEN, reason.strip(), at)
        _step_back(one, was_taken, at)
        trail.record("hand.passed", detail={"hand": str(hand_id), "commission": str(one.pk)})


def _step_back(one: Commission, was_taken: bool, at: datetime) -> None:
    up = Hand.objects.filter(commission=one, state__in=UP)
    if was_taken and one.state == CommissionState.DESIGN and not up.filter(state=HandState.TAKEN).exists():
        move(one, CommissionState.HANDS, at)
    if one.state == CommissionState.HANDS and not up.exists():
        move(one, CommissionState.ASKED, at)


def end_commission(
    commission_id: UUID,
    *,
    taken_back: bool,
    reason: str,
    version: int,
    by: Hat,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """It comes to an end without a menu: the city takes it back, or the project gives it up.

    :raises Refused: no reason, or over already
    """
    may_tend(by)
    with once(key, "commission.ended", by.membership_id, at=at) as first:
        if not first:
            return
        if not reason.strip():
            raise Refused("終える理由を書いてください。")
        one = locked(commission_id, version)
        goes_on(one)
        one.ended_reason, one.ended_at = reason.strip(), at
        move(one, CommissionState.TAKEN_BACK if taken_back else CommissionState.GIVEN_UP, at)
        close_asks(commission_id=one.pk, at=at)
        trail.record("commission.ended", detail={"commission": str(commission_id), "state": one.state})
        tell_opener(one, "commission.ended", by, at)


def locked(commission_id: UUID, version: int | None = None) -> Commission:
    """:raises NotFound: no such commission :raises Overtaken: it moved since the form was opened"""
    one = Commission.objects.select_for_update().filter(pk=commission_id).first()
    if one is None:
        raise NotFound("commission", commission_id)
    if version is not None and version != one.version:
        raise Overtaken({"状態": str(one.get_state_display())})
    return one


def move(one: Commission, after: CommissionState, at: datetime) -> None:
    """Take a step and keep the row.

    :raises Refused: the table of steps knows no such step
    """
    if not may_move(one.state, after):
        raise Refused(f"「{one.get_state_display()}」から「{after.label}」へは進められません。")
    one.state, one.moved_at = after, at
    keep(one)


def keep(one: Commission) -> None:
    one.version += 1
    one.save()


def tell_opener(one: Commission, word: str, by: Hat, at: datetime) -> None:
    """Let the office that asked know; it does not tell itself."""
    if one.opened_by == by.membership_id:
        return
    texts = {
        "commission.hand": f"支援依頼に手が挙がりました（依頼 {one.reference}）",
        "commission.ended": f"支援依頼が終わりました（依頼 {one.reference}）",
        "commission.registered": f"支援依頼が参加メニューになりました（依頼 {one.reference}）",
    }
    inbox.tell(one.agency_id, word, texts[word], url=f"/network/commissions/{one.pk}/", at=at)


def goes_on(one: Commission) -> None:
    """:raises Refused: it is over"""
    if one.state not in OPEN:
        raise Refused(f"この依頼は「{one.get_state_display()}」で終わっています。")


def _hand(hand_id: UUID, version: int) -> tuple[Hand, Commission]:
    found = Hand.objects.filter(pk=hand_id).values_list("commission_id", flat=True).first()
    if found is None:
        raise NotFound("hand", hand_id)
    one = locked(found)
    hand = Hand.objects.select_for_update().get(pk=hand_id)
    if hand.version != version:
        raise Overtaken({"状態": str(hand.get_state_display())})
    goes_on(one)
    if hand.state not in UP:
        raise Refused("この手挙げは、もう終わっています。")
    return hand, one


def _answer(hand: Hand, state: HandState, reason: str, at: datetime) -> None:
    hand.state, hand.reason, hand.decided_at = state, reason, at
    hand.version += 1
    hand.save()
