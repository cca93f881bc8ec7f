"""Moving a referral on: opened, accepted, declined, first contact, helped, on hold, failed, recalled."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.agencies.models import Membership
from enishi.intake.access import open_consultation, open_referral
from enishi.intake.actions.entries import day
from enishi.intake.actions.holding import go_on_after_contact, hold_next
from enishi.intake.models import Referral, ReferralRemark
from enishi.intake.queries.intervals import intervals
from enishi.intake.queries.vocabulary import labels
from enishi.intake.rules.deadlines import due_on
from enishi.intake.rules.reasons import may_recall_quietly, reasons_not_to_move
from enishi.intake.rules.receiving import NextStep
from enishi.intake.terms import FIRST_CONTACT, ReferralKind, ReferralState, Side, Vocabulary
from enishi.office import inbox, trail
from enishi.office.city import closing_days
from enishi.office.errors import Overtaken, Refused
from enishi.office.versions import step
from enishi.residents.rules.reference import reference
from enishi.sharing import actions as sharing
from enishi.sharing.actions.kernel import call
from enishi.sharing.models import Grant
from enishi.sharing.terms import GroundKind, Purpose

TOO_LATE = "この操作はもうできません。「やめる」でつなぎの画面に戻り、今の状態から進めてください。"
WRONG = frozenset({"wrong_agency", "wrong_person"})


@dataclass(frozen=True)
class Words:
    """What somebody says with a step. ``signature``: who answered, when it is a partner with a link."""

    text: str = ""
    means: str = ""
    signature: str = ""


NOTHING = Words()


def receive_referral(referral: UUID, *, by: Hat, at: datetime) -> bool:
    """The receiver opens the referral (開封): the sender sees that it arrived. Opening it again changes nothing."""
    with transaction.atomic():
        found = open_referral(by, referral, to=Purpose.ANSWERING, word="referral.receive", lock=True)
        if found.side != Side.RECEIVER or found.row.state != ReferralState.REQUESTED:
            return False
        _move(found.row, ReferralState.RECEIVED, at=at, opened_at=at)
        trail.record("referral.received", binders=[referral])
        return True


@transaction.atomic
def accept(referral: UUID, *, version: int, words: Words = NOTHING, by: Hat, at: datetime) -> None:
    """Accept (受ける). An accepted handover moves the holding and the grants to the receiver in this transaction.

    :raises Overtaken: when the sender recalled it meanwhile
    """
    row = _open(referral, ReferralState.ACCEPTED, version, [], by=by)
    today = day(at)
    contact_due = due_on(today, intervals(on=today)["intake.first_contact_days"], closing_days())
    _move(row, ReferralState.ACCEPTED, at=at, answered_at=at, contact_due_on=contact_due)
    if row.kind == ReferralKind.HANDOVER:
        _take_over(row, contact_due, by=by, at=at)
    elif not by.link_id:
        inbox.assign(
            row.receiver_agency_id,
            "referral.contact",
            f"最初の連絡をして報告してください（番号 {reference(referral)}）",
            contact_due,
            binder_id=referral,
            url=f"/referrals/{referral}/",
            at=at,
        )
    _say(row, ReferralState.ACCEPTED, words, by=by, at=at)
    _tell_sender(row, "referral.accepted", "つなぎが受けられました", at=at)


def _take_over(row: Referral, contact_due: Any, *, by: Hat, at: datetime) -> None:
    """Referral → own work, same classes, on every binder that was given; then the one holding moves."""
    found = open_consultation(
        by, row.consultation_id, to=Purpose.ANSWERING, word="referral.accept", lock=True
    )
    given = Grant.objects.filter(
        grantee_id=row.receiver_agency_id,
        kind=GroundKind.REFERRAL,
        revoked_at__isnull=True,
        binder_id__in=[row.pk, row.consultation_id, found.row.resident_id],
        ends_at__gt=at,
    )
    for binder in dict.fromkeys(given.values_list("binder_id", flat=True)):
        sharing.take_over(binder, by=by, at=at)
    hold_next(found, by.membership_id, contact_due, FIRST_CONTACT, referral=row.pk, by=by, at=at)
    trail.record("holder.changed", binders=[row.consultation_id], detail={"referral": str(row.pk)})


@transaction.atomic
def decline(
    referral: UUID, *, reason: str, words: Words = NOTHING, version: int, by: Hat, at: datetime
) -> None:
    """Decline with a reason (辞退). Every grant ends at once; it is on the sender's list for today."""
    wrong = [] if _is_known(Vocabulary.DECLINE, reason) else ["辞退の理由を選んでください。"]
    row = _open(referral, ReferralState.REJECTED, version, wrong, by=by)
    _say(row, ReferralState.REJECTED, words, by=by, at=at)
    _move(row, ReferralState.REJECTED, at=at, answered_at=at, ended_at=at, reason_code=reason)
    _tell_sender(row, "referral.rejected", "つなぎが辞退されました。次の手を決めてください", at=at)


@transaction.atomic
def report_first_contact(
    referral: UUID, *, words: Words = NOTHING, then: NextStep | None = None, version: int, by: Hat, at: datetime
) -> None:
    """Report that the person was reached (初回接触).

    :param then: what happens next and by when, where the receiver has taken the need over
    :raises Refused: for a date that may not stand
    """
    row = _open(referral, ReferralState.IN_PROGRESS, version, [], by=by)
    _say(row, ReferralState.IN_PROGRESS, words, by=by, at=at)
    _move(row, ReferralState.IN_PROGRESS, at=at, contacted_at=row.contacted_at or at)
    go_on_after_contact(row, then, by=by, at=at)
    _tell_sender(row, "referral.contacted", "つなぎ先が最初の連絡をしました", at=at)


@transaction.atomic
def report_helped(
    referral: UUID, *, words: Words = NOTHING, then: NextStep | None = None, version: int, by: Hat, at: datetime
) -> None:
    """Report that support has begun (支援につながった). Arrived and helped are two different things.

    :param then: as in :func:`report_first_contact`, where that was not reported before
    """
    row = _open(referral, ReferralState.COMPLETED, version, [], by=by)
    _say(row, ReferralState.COMPLETED, words, by=by, at=at)
    _move(row, ReferralState.COMPLETED, at=at, contacted_at=row.contacted_at or at, ended_at=at)
    go_on_after_contact(row, then, by=by, at=at)
    _tell_sender(row, "referral.completed", "支援につながりました", at=at)


@transaction.atomic
def hold(referral: UUID, *, reason: str, words: Words = NOTHING, version: int, by: Hat, at: datetime) -> None:
    """Put on hold with a reason (保留), e.g. a waiting list."""
    wrong = [] if _is_known(Vocabulary.HOLD, reason) else ["保留の理由を選んでください。"]
    row = _open(referral, ReferralState.ON_HOLD, version, wrong, by=by)
    _say(row, ReferralState.ON_HOLD, words, by=by, at=at)
    _move(row, ReferralState.ON_HOLD, at=at, reason_code=reason)
    _tell_sender(row, "referral.on_hold", "つなぎが保留になりました", at=at)


@transaction.atomic
def resume(referral: UUID, *, version: int, words: Words = NOTHING, by: Hat, at: datetime) -> None:
    """Go on after a hold (再開): to where it was."""
    found = open_referral(by, referral, to=Purpose.ANSWERING, word="referral.resume", lock=True)
    after = ReferralState.IN_PROGRESS if found.row.contacted_at else ReferralState.ACCEPTED
    row = _open(referral, after, version, [], by=by)
    _say(row, after, words, by=by, at=at)
    _move(row, after, at=at, reason_code="")
    _tell_sender(row, "referral.resumed", "保留していたつなぎが再開しました", at=at)


@transaction.atomic
def fail(referral: UUID, *, reason: str, words: Words = NOTHING, version: int, by: Hat, at: datetime) -> None:
    """End an accepted referral that did not work out (不調). Who holds the need goes on holding it."""
    wrong = [] if _is_known(Vocabulary.FAILURE, reason) else ["不調の理由を選んでください。"]
    row = _open(referral, ReferralState.FAILED, version, wrong, by=by)
    _say(row, ReferralState.FAILED, words, by=by, at=at)
    _move(row, ReferralState.FAILED, at=at, ended_at=at, reason_code=reason)
    _tell_sender(row, "referral.failed", "つなぎが不調に終わりました。次の手を決めてください", at=at)


@transaction.atomic
def recall(
    referral: UUID, *, reason: str, words: Words = NOTHING, version: int, by: Hat, at: datetime
) -> ReferralState:
    """Take a referral back (取り消し); 誤送付 is told to those who review.

    Just sent and unopened it troubles nobody; otherwise the receiver is told. All grants end at once.

    :returns: cancelled or entered_in_error
    """
    after = ReferralState.ENTERED_IN_ERROR if reason in WRONG else ReferralState.CANCELLED
    wrong = [] if _is_known(Vocabulary.RECALL, reason) else ["取り消しの理由を選んでください。"]
    row = _open(referral, after, version, wrong, by=by)
    _say(row, after, words, by=by, at=at)
    minutes = (at - row.sent_at).total_seconds() / 60
    quiet = may_recall_quietly(row.state, minutes, within=intervals(on=day(at))["intake.recall_minutes"])
    _move(row, after, at=at, ended_at=at, reason_code=reason, seen_by_sender_at=at)
    if not quiet:
        text = f"つなぎが取り消されました（番号 {reference(referral)}）"
        inbox.tell(row.receiver_agency_id, "referral.recalled", text, at=at)
    if after == ReferralState.ENTERED_IN_ERROR:
        for agency in agencies_with("privacy_officer", at):
            text = f"つなぎの誤送付がありました（番号 {reference(referral)}・{'開封済み' if row.opened_at else '未開封'}）"
            inbox.tell(agency, "referral.entered_in_error", text, at=at)
    return after


def coordinator_ends(referral: UUID, *, reason: str, failed: bool = False, by: Hat, at: datetime) -> None:
    """A coordinator takes back an unanswered referral or ends one that stands still, without seeing it.

    :raises Refused: unless the hat coordinates and the referral is one it may know of
    """
    after = ReferralState.FAILED if failed else ReferralState.CANCELLED
    if not _is_known(Vocabulary.FAILURE if failed else Vocabulary.RECALL, reason):
        raise Refused("理由を選んでください。")
    with transaction.atomic():
        call("intake_coordinator_ends", referral, str(after), reason, at)
        trail.record(f"referral.{after}", binders=[referral], detail={"by": "coordinator", "reason": reason})


@transaction.atomic
def acknowledge(referral: UUID, *, by: Hat, at: datetime) -> None:
    """The sender has seen how it ended; it leaves today's list, and what was told about it is read."""
    found = open_referral(by, referral, to=Purpose.REFERRING, word="referral.acknowledge", lock=True)
    if found.side == Side.SENDER and found.row.seen_by_sender_at is None and found.row.answered_at:
        Referral.objects.filter(pk=referral).update(seen_by_sender_at=at)
        inbox.read_about(referral, at=at)


def _open(referral: UUID, after: ReferralState, version: int, wrong: list[str], *, by: Hat) -> Referral:
    found = open_referral(by, referral, to=Purpose.ANSWERING, word=f"referral.{after}", lock=True)
    row = found.row
    closed = reasons_not_to_move(row.state, after, row.kind, found.side)
    if row.version != version:
        raise Overtaken({"状態": row.get_state_display()}, instead=TOO_LATE if closed else "")
    if wrong or closed:
        raise Refused(wrong + closed)
    return row


def _move(row: Referral, after: ReferralState, *, at: datetime, **changes: Any) -> None:
    """One step; the database checks the side, writes the step, ends the grants and closes the tasks."""
    changes = {"seen_by_sender_at": None} | changes
    step(row, state=after, moved_at=at, **changes)
    if after != ReferralState.RECEIVED:
        trail.record(f"referral.{after}", binders=[row.pk, row.consultation_id])


def _say(row: Referral, state: ReferralState, words: Words, *, by: Hat, at: datetime) -> None:
    if words.text.strip():
        ReferralRemark(
            id=uuid4(),
            referral_id=row.pk,
            state=state,
            means=words.means,
            text=words.text.strip(),
            side="",
            signature=words.signature.strip() or by.staff_name,
            at=at,
        ).save(force_insert=True)


def _tell_sender(row: Referral, word: str, text: str, *, at: datetime) -> None:
    inbox.tell(
        row.sender_agency_id,
        word,
        f"{text}（番号 {reference(row.pk)}）",
        binder_id=row.pk,
        url=f"/referrals/{row.pk}/",
        at=at,
    )


def _is_known(vocabulary: str, code: str) -> bool:
    return code in labels(vocabulary)[vocabulary]


def agencies_with(role: str, at: datetime) -> list[UUID]:
    """Agencies where somebody wears this role today."""
    rows = Membership.objects.at_work(day(at)).filter(role=role)
    return list(rows.order_by("agency_id").values_list("agency_id", flat=True).distinct())
