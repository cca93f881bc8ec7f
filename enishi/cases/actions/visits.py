"""Notes of visits (外出先の記録): received from a device, put into a journal, set aside. Each acts once, however often sent."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.models import Membership
from enishi.cases.actions.journal import NewEntry
from enishi.cases.actions.reaching import Outcome, write_and_count
from enishi.cases.models import VisitNote
from enishi.cases.queries.intervals import intervals
from enishi.cases.queries.visits import desks, whose_desk
from enishi.cases.rules.visits import (
    Sealed,
    Told,
    Unreadable,
    later,
    minutes_of,
    moment_of,
    reasons_not_to_file,
    unseal,
)
from enishi.cases.terms import EntryKind, VisitReason, VisitState
from enishi.intake.actions.desk import desk
from enishi.intake.actions.once import once
from enishi.intake.terms import EARLIEST, SourceKind
from enishi.office import inbox, trail
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.keyring import Key, Keyring
from enishi.office.rows import put
from enishi.sharing.actions.kernel import call

UNFILED = "visit.unfiled"
NO_LONGER_THERE = "内容の残る期間が過ぎたため、戻せません。"
LATEST_YEAR = 9998
WORDS = ("whom", "text", "next_step")


class Undelivered(Refused):
    """A note cannot be taken and stays on the device; the sentence says what to do."""


class OfAnother(Undelivered):
    """The device was prepared by somebody else, or under another hat."""


def keyring() -> Keyring:
    return Keyring(settings.VISIT_KEYS)


def current_key() -> Key:
    """The key to which devices seal from now on."""
    return keyring().current()


def receive_note(sealed: Sealed, *, by: Hat, at: datetime) -> UUID:
    """Take in what a device has sealed. The same again changes nothing, a later snapshot takes the place of an earlier one.

    :returns: the note's id, when it is committed together with its line of the trail
    :raises OfAnother: for a desk that is not the hat's
    :raises Undelivered: when it cannot be opened
    """
    if sealed.desk not in desks():
        raise OfAnother(_whose(sealed.desk, by))
    told = _opened(sealed)
    agency, _ = desk(by)
    with transaction.atomic():
        with connection.cursor() as cursor:  # one sending at a time, also before the first row
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"visit {sealed.note}"])
        return _keep(sealed.note, None, sealed, told, agency=agency, at=at)


def _whose(of: UUID, by: Hat) -> str:
    own = whose_desk(of, by.staff_id)
    if own:
        return f"「{own}」で準備した端末の記録です。所属・役割を替えてから送ってください。"
    return "別の職員が準備した端末の記録です。その職員がサインインして送ってください。"


def _opened(sealed: Sealed) -> Told:
    key = keyring().find(sealed.key)
    if key is None:
        raise Undelivered(
            "この記録を開く鍵が、いまサーバーにありません。消さずに、システム管理者に知らせてください。"
        )
    try:
        return unseal(sealed, key.private)
    except Unreadable:
        raise Undelivered(
            "この記録は壊れていて、開けません。消さずに、システム管理者に知らせてください。"
        ) from None


def _keep(
    note: UUID, continues: UUID | None, sealed: Sealed, told: Told, *, agency: UUID, at: datetime
) -> UUID:
    row = VisitNote.objects.select_for_update().filter(pk=note).first()  # it may be filed at this moment
    if row is None:
        put([_row(note, continues, sealed, told, agency=agency, at=at)])
        trail.record("visit.received", binders=[])
        return note
    if sealed.sequence <= row.sequence:
        return note
    if row.state != VisitState.RECEIVED:  # what is in a journal stays; what came after it is shown beside
        return _keep(later(note), note, sealed, told, agency=agency, at=at)
    VisitNote.objects.filter(pk=note).update(sequence=sealed.sequence, received_at=at, **_values(told))
    return note


def _row(
    note: UUID, continues: UUID | None, sealed: Sealed, told: Told, *, agency: UUID, at: datetime
) -> VisitNote:
    return VisitNote(
        id=note,
        membership_id=sealed.desk,
        agency_id=agency,
        sequence=sealed.sequence,
        continues_id=continues,
        received_at=at,
        **_values(told),
    )


def _values(told: Told) -> dict[str, object]:
    """As columns. What is no choice or no time is left to the desk; no word is left out."""
    given = asdict(told)
    return {name: given[name].strip() for name in WORDS} | {
        "number": told.number,
        "finished": told.finished,
        "written_at": _local(told.written),
        "happened_at": _local(told.happened),
        "kind": told.kind if told.kind in EntryKind.values else EntryKind.VISIT.value,
        "source": told.source if told.source in SourceKind.values else SourceKind.FACT.value,
        "minutes": minutes_of(told.minutes),
    }


def _local(written: str) -> datetime | None:
    """In the city's time. A year that cannot be meant is as good as none: the page of the note asks for it."""
    moment = moment_of(written)
    if moment is None or not EARLIEST.year <= moment.year <= LATEST_YEAR:
        return None
    moment = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
    return moment if moment >= EARLIEST else None


def file_note(
    note: UUID,
    case: UUID,
    new: NewEntry,
    *,
    sequence: int,
    outcome: Outcome | None = None,
    by: Hat,
    at: datetime,
    submission: UUID | None = None,
) -> UUID:
    """Put a note into the journal of a case, as an entry like every other; its words are then there and no longer here.

    :param sequence: of the snapshot that was read
    :param outcome: what came of it, where somebody was tried to be reached before consent
    :returns: the entry's id
    :raises Refused: what forbids an entry, or a note that is filed or set aside
    :raises Overtaken: when a later snapshot came meanwhile, with its text
    """

    def file() -> UUID:
        return _file(note, case, new, sequence, outcome, by=by, at=at)

    return once(submission, "visit.filed", file, by=by, at=at)


def _file(
    note: UUID, case: UUID, new: NewEntry, sequence: int, outcome: Outcome | None, *, by: Hat, at: datetime
) -> UUID:
    row = _locked(note)
    if reasons := reasons_not_to_file(row.state):
        raise Refused(reasons)
    if row.sequence != sequence:
        raise Overtaken({"外出先の記録": row.text})
    entry = write_and_count(case, new, outcome, by=by, at=at)
    VisitNote.objects.filter(pk=note).update(
        state=VisitState.FILED, ended_at=at, entry_id=entry, **dict.fromkeys(WORDS, "")
    )
    trail.record("visit.filed", binders=[case])
    _finish_task(by=by, at=at)
    return entry


@transaction.atomic
def drop_note(note: UUID, reason: VisitReason, *, by: Hat, at: datetime) -> None:
    """Set a note aside (使わない). Its words stay for the days that the city sets, and it can be taken back."""
    row = _locked(note)
    if row.state == VisitState.DROPPED:
        return
    if reasons := reasons_not_to_file(row.state):
        raise Refused(reasons)
    VisitNote.objects.filter(pk=note).update(state=VisitState.DROPPED, reason=reason, ended_at=at)
    trail.record("visit.dropped", binders=[], detail={"reason": str(reason)})
    _finish_task(by=by, at=at)


@transaction.atomic
def take_back_note(note: UUID, *, by: Hat, at: datetime) -> None:
    """A note that was set aside waits again (戻す)."""
    row = _locked(note)
    if row.state == VisitState.RECEIVED:
        return
    if row.state == VisitState.FILED:
        raise Refused(reasons_not_to_file(row.state))
    if not (row.text or row.whom or row.next_step):
        raise Refused(NO_LONGER_THERE)
    VisitNote.objects.filter(pk=note).update(state=VisitState.RECEIVED, reason="", ended_at=None)
    trail.record("visit.taken_back", binders=[])


def _locked(note: UUID) -> VisitNote:
    row = VisitNote.objects.select_for_update().filter(pk=note).first()
    if row is None:
        raise NotFound("visit.note", note)
    return row


def _finish_task(*, by: Hat, at: datetime) -> None:
    if not VisitNote.objects.filter(state=VisitState.RECEIVED).exists():
        inbox.finish_tasks(None, UNFILED, by=by.membership_id, at=at)


@transaction.atomic
def remind_of_notes(*, at: datetime) -> int:
    """Give who has notes unfiled for longer than a day one task (the clerk, hourly). Returns how many were told."""
    today = timezone.localdate(at)
    since = at - timedelta(days=intervals(on=today)["cases.visit_unfiled_days"])
    waiting = VisitNote.objects.filter(state=VisitState.RECEIVED, received_at__lt=since, told_on__isnull=True)
    told = 0
    for written_by, holder in _desks_now(set(waiting.values_list("membership_id", flat=True)), today).items():
        waiting.filter(membership_id=written_by).update(told_on=today)
        told += 1
        if not inbox.is_asked(holder, UNFILED):
            text = "外出先の記録が残っています。ケースに記録するか、「使わない」にしてください。"
            inbox.assign(holder, UNFILED, text, today, url="/cases/visits/", at=at)
    return told


def _desks_now(memberships: Iterable[UUID], today: date) -> dict[UUID, UUID]:
    """Where the notes of a membership are read now: there, or at a later desk of the same person at the same agency."""
    wrote = list(Membership.objects.filter(pk__in=list(memberships)).order_by("pk"))
    people, agencies = {one.staff_id for one in wrote}, {one.agency_id for one in wrote}
    open_now = Membership.objects.active_on(today).filter(staff__in=people, agency__in=agencies).order_by("pk")
    desks_of: dict[tuple[UUID, UUID], list[UUID]] = {}
    for one in open_now:
        desks_of.setdefault((one.staff_id, one.agency_id), []).append(one.pk)
    found = {one.pk: desks_of.get((one.staff_id, one.agency_id), []) for one in wrote}
    return {one: one if one in at else at[0] for one, at in found.items() if at}


def clear_dropped(at: datetime) -> int:
    """Empty what was set aside long ago (the clerk, at night). Returns how many."""
    days = intervals(on=timezone.localdate(at))["cases.visit_dropped_days"]
    return int(call("cases_clear_visit_notes", at - timedelta(days=days)))
