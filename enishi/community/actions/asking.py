"""Asking a member by a link: a card with what of the brief may be told, and what its answer does."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

from django.utils.timezone import localdate, make_aware

from enishi.agencies.actions import cards
from enishi.agencies.hats import Hat
from enishi.agencies.models import ReleasedCard
from enishi.community.actions.closing_asks import ANSWERED, close_asks, decides
from enishi.community.actions.commissioning import UP, ask_reasons, goes_on, locked
from enishi.community.actions.members import locked_member, write_line
from enishi.community.actions.tending import may_tend
from enishi.community.models import Commission, Contribution, Hand, Member, MemberAsk
from enishi.community.queries.asking import parts_of
from enishi.community.rules.asking import PARTS, card
from enishi.community.rules.briefs import reasons_to_rewrite
from enishi.community.terms import ContributionKind, HandWord
from enishi.office import inbox, trail
from enishi.office.cards import Card
from enishi.office.errors import NotFound, Refused
from enishi.office.reference import reference
from enishi.office.submissions import in_one_transaction, once

CARD = "community.member"


@dataclass(frozen=True)
class NewMemberAsk:
    """``parts``: names of what of the brief stands on the card; ``days``: how long the link lives."""

    lead: str
    parts: tuple[str, ...]
    sender: str = ""
    days: int = 14


def ask_by_card(
    commission_id: UUID,
    member_id: UUID,
    new: NewMemberAsk,
    *,
    by: Hat,
    at: datetime,
    key: UUID | None = None,
) -> cards.Released:
    """Give a member a card of a commission. It goes into the ledger as being asked, once for a commission.

    A card of the member for this commission that is still open is closed by the new one.

    :returns: the card with its token, which is told this once
    :raises Refused: with every reason
    """
    may_tend(by)
    with once(key, "member.asked_by_card", by.membership_id, at=at) as first:
        cards.only_once(first)
        one, member = locked(commission_id), locked_member(member_id)
        goes_on(one)
        asked = Contribution.objects.filter(commission=one, member=member, kind=ContributionKind.ASKED)
        again = asked.exists()
        if reasons := _reasons(one, member, new, at) + ask_reasons(one, member, at=at, again=again):
            raise Refused(reasons)
        return _given(one, member, new, again=again, by=by, at=at)


def _given(
    one: Commission, member: Member, new: NewMemberAsk, *, again: bool, by: Hat, at: datetime
) -> cards.Released:
    close_asks(commission_id=one.pk, member_id=member.pk, at=at)
    released = cards.release(
        CARD, _card(one, new, by), about=None, expires_at=_until(one, new, at), by=by, at=at
    )
    MemberAsk(
        id=uuid4(),
        commission=one,
        member=member,
        card_id=released.id,
        day=localdate(at),
        asked_by=by.membership_id,  # type: ignore[misc]  # who tends has one
        at=at,
    ).save(force_insert=True)
    if not again:
        write_line(member.pk, ContributionKind.ASKED, on=localdate(at), by=by, at=at, commission_id=one.pk)
    trail.record("member.asked_by_card", detail={"member": str(member.pk), "commission": str(one.pk)})
    return released


def _reasons(one: Commission, member: Member, new: NewMemberAsk, at: datetime) -> list[str]:
    reasons = [] if new.lead.strip() else ["お願いの文を書いてください。"]
    if not new.parts or set(new.parts) - set(PARTS):
        reasons.append("紙面に載せるものを、一覧から選んでください。")
    reasons += reasons_to_rewrite({"お願いの文": new.lead})
    if Hand.objects.filter(commission=one, member=member, state__in=UP).exists():
        reasons.append("この会員は、もう手を挙げています。")
    given = MemberAsk.objects.filter(commission=one, member=member).values("card_id")
    if ReleasedCard.objects.filter(pk__in=given, answered_at__isnull=False).exists():
        reasons.append("この会員からは、もう回答が届いています。話の続きは、電話などでしてください。")
    if _until(one, new, at) <= at:
        reasons.append("依頼か同意の期限が過ぎています。")
    return reasons


def _until(one: Commission, new: NewMemberAsk, at: datetime) -> datetime:
    """So many days, and never after the day by which the commission wants its answer, or the last of the consent."""
    last = [day for day in (one.deadline, one.consented_until) if day]
    ends = [make_aware(datetime.combine(day + timedelta(days=1), time())) for day in last]
    return min([at + timedelta(days=new.days), *ends])


def _card(one: Commission, new: NewMemberAsk, by: Hat) -> Card:
    told = {name: words for name, words in parts_of(one).items() if name in new.parts}
    sender = new.sender.strip() or by.agency_name
    return card(told, reference=one.reference, deadline=one.deadline, sender=sender, lead=new.lead.strip())


@in_one_transaction()
def close_member_ask(commission_id: UUID, member_id: UUID, *, by: Hat, at: datetime) -> None:
    """The member's link opens nothing any more.

    :raises NotFound: there is no open card of this member
    """
    may_tend(by)
    if not close_asks(commission_id=commission_id, member_id=member_id, at=at):
        raise NotFound("member.ask_close", member_id)


def answer_page(row: ReleasedCard) -> str:
    """Where the answer to a card is read."""
    of = MemberAsk.objects.filter(card_id=row.pk).values_list("commission_id", flat=True).first()
    return f"/network/commissions/{of}/#asked" if of else ""


def member_answered(row: ReleasedCard, given: dict[str, str], at: datetime) -> None:
    """The job brought an answer home. "Not this time" goes into the ledger; of anything else somebody decides, if that is left."""
    ask = MemberAsk.objects.filter(card_id=row.pk).first()
    if ask is None or row.agency_id is None:
        return
    number, url = reference(ask.commission_id), answer_page(row)
    if given.get("word") != HandWord.NO:
        said = f"会員から回答が届きました（依頼 {number}）"
        if decides(row.pk):
            inbox.assign(row.agency_id, ANSWERED, said, localdate(at), binder_id=row.pk, url=url, at=at)
        else:
            inbox.tell(row.agency_id, ANSWERED, said, url=url, at=at)
        return
    Contribution(
        id=uuid4(),
        member_id=ask.member_id,
        commission_id=ask.commission_id,
        kind=ContributionKind.DECLINED,
        on=localdate(at),
        note=given.get("reason", "")[:400],
        recorded_at=at,
    ).save(force_insert=True)
    said = f"会員が、こんどは見送ると答えました（依頼 {number}）"
    inbox.tell(row.agency_id, "commission.passed_on", said, url=url, at=at)
