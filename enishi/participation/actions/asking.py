"""Asking a host by a link: a card with abilities and needs, resting on the person's consent to be presented to hosts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from enishi.agencies.actions import cards
from enishi.agencies.hats import Hat
from enishi.agencies.models import ReleasedCard
from enishi.cases.actions.stamping import stamp
from enishi.office import inbox, prepared, trail
from enishi.office.cards import Card
from enishi.office.errors import NotFound, Refused
from enishi.office.rows import put
from enishi.office.submissions import in_one_transaction, once
from enishi.participation.access import Opened, open_placement
from enishi.participation.actions.proposing import leads
from enishi.participation.models import HostAsk, Placement
from enishi.participation.models.profile import CLASS_OF
from enishi.participation.queries.asking import host_consent, names_of
from enishi.participation.queries.profile import person_of
from enishi.participation.queries.project import districts_named
from enishi.participation.rules.asking import card, reasons_about_words
from enishi.participation.terms import AskKind, PlacementState, Side
from enishi.residents.rules.reference import reference
from enishi.sharing.models import Consent
from enishi.sharing.terms import InformationClass

BASIC = InformationClass.BASIC.value
CARD = "participation.host"
DISTRICT_NAMED = "居所が守られている人と、確かめていない人では、地区の名前（{}）を書きません。書き直してください。"
PLACEMENTS = "/participation/placements/"
"""Where the answers of hosts are found by who has to look for one."""
ANSWERED = "participation.host_answered"
OF_A_CARD = "SELECT case_id, placement_id FROM participation_of_card(%s)"


@dataclass(frozen=True)
class NewAsk:
    """What stands on the card. ``days``: how long the link lives."""

    kind: AskKind
    lead: str
    able: str = ""
    needs: str = ""
    when: str = ""
    sender: str = ""
    days: int = 14


@in_one_transaction()
def ask_host(
    case: UUID, placement: UUID, new: NewAsk, *, by: Hat, at: datetime, key: UUID | None = None
) -> cards.Released:
    """Send a host a card. A card that is still open for the placement is closed by the new one.

    :returns: the card with its token, which is told this once
    :raises Refused: with every reason
    """
    found = open_placement(by, case, placement, word="participation.ask", lock=True)
    row = found.row
    leads(found.case, row.binder_id)
    with once(key, "participation.host_asked", by.membership_id, at=at) as first:
        cards.only_once(first)
    consent = host_consent(person_of(found.case, row.binder_id), at=at)
    reasons = _reasons(found, new, consent, at=at)
    if reasons:
        raise Refused(reasons)
    _close_open(placement, at=at)
    settled(row, by=by, at=at)
    released = cards.release(
        CARD,
        _card(row, new, by),
        about=row.binder_id,
        rests_on=consent.pk if consent else None,
        expires_at=at + timedelta(days=new.days),
        by=by,
        at=at,
    )
    _keep(row, new, released.id, by=by, at=at)
    return released


def _card(row: Placement, new: NewAsk, by: Hat) -> Card:
    return card(
        new.kind,
        offer=row.name,
        sender=new.sender.strip() or by.agency_name,
        lead=new.lead.strip(),
        facts=[("曜日・回数", new.when.strip())],
        texts=[("好きなこと・できること", new.able.strip()), ("配慮してほしいこと", new.needs.strip())],
    )


def _keep(row: Placement, new: NewAsk, card_id: UUID, *, by: Hat, at: datetime) -> None:
    """That the host was asked, and on which day: one host, one day."""
    ask = HostAsk(
        **stamp(row.case_id, row.binder_id, BASIC, by=by, at=at),
        placement_id=row.pk,
        resource_id=row.resource_id,
        kind=new.kind,
        card_id=card_id,
        day=timezone.localdate(at),
    )
    put([ask])
    binders = list(dict.fromkeys([row.case_id, row.binder_id]))
    trail.record("participation.host_asked", binders=binders, detail={"kind": str(new.kind)})


def _reasons(found: Opened, new: NewAsk, consent: Consent | None, *, at: datetime) -> list[str]:
    row, reasons = found.row, []
    if row.state == PlacementState.ENDED:
        reasons.append("この受入れは、もう終わっています。")
    if consent is None:
        reasons.append("受入先への提供に、本人の同意がありません。先に同意の記録で「受入先」の同意を書いてください。")
    elif new.needs.strip() and not consent.classes & CLASS_OF[Side.NEEDS]:
        reasons.append("受入先への同意の範囲に「健康」がありません。配慮の欄を空にするか、本人に範囲を確かめてください。")
    if not new.lead.strip():
        reasons.append("お願いの文を書いてください。")
    texts = {"お願いの文": new.lead, "好きなこと・できること": new.able, "配慮してほしいこと": new.needs, "曜日・回数": new.when}
    reasons += reasons_about_words(texts, names_of(found.case))
    if named := districts_named(found.case, row.binder_id, texts.values(), on=timezone.localdate(at)):
        reasons.append(DISTRICT_NAMED.format("、".join(named)))
    if _asked_today(row, at):
        reasons.append("この受入先には、今日もう紙面を渡すか、プロジェクトの会員として声をかけています。一つの受入先に頼むのは、一日に一度です。")
    return reasons


def _asked_today(row: Placement, at: datetime) -> bool:
    """Asked for somebody else, or answered already; a link that was lost is made anew the same day."""
    asked = [row.resource_id, row.pk, timezone.localdate(at)]
    return bool(prepared.rows("SELECT participation_host_is_asked(%s, %s, %s)", asked)[0][0])


@in_one_transaction()
def close_host_ask(case: UUID, placement: UUID, *, by: Hat, at: datetime) -> None:
    """The host's link opens nothing any more.

    :raises NotFound: there is no open card of this placement
    """
    found = open_placement(by, case, placement, word="participation.ask_close", lock=True)
    leads(found.case, found.row.binder_id)
    if not _close_open(placement, at=at):
        raise NotFound("participation.ask_close", placement)


def _close_open(placement: UUID, *, at: datetime) -> bool:
    asked = HostAsk.objects.filter(placement=placement).values_list("card_id", flat=True)
    return bool(cards.close_open(asked, at=at))


def host_answered(row: ReleasedCard, given: dict[str, str], at: datetime) -> None:
    """The job brought an answer home: whoever sent the card reads it and writes down what follows."""
    if row.agency_id is None:
        return
    [(case, placement)] = prepared.rows(OF_A_CARD, [row.pk])
    text = f"受入先から回答が届きました（ケース {reference(case)}）"
    url = address_of(case, placement)
    inbox.assign(row.agency_id, ANSWERED, text, timezone.localdate(at), binder_id=row.about, url=url, at=at)


def address_of(case: UUID, placement: UUID) -> str:
    return f"/cases/{case}/placements/{placement}/#asks"


def settled(row: Placement, *, by: Hat, at: datetime) -> None:
    """Something was written down that follows from what the host answered, or the host was asked anew."""
    url = address_of(row.case_id, row.pk)
    inbox.finish_tasks(row.binder_id, ANSWERED, url=url, by=by.membership_id, at=at)
