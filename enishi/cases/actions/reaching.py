"""Trying to reach somebody who has not agreed yet (アウトリーチ等)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.access import open_case, reach_file
from enishi.cases.actions.journal import NewEntry, correct_entry, write_entry
from enishi.cases.actions.stamping import stamp
from enishi.cases.models import ContactAttempt, JournalEntry, Lead
from enishi.cases.queries.intervals import intervals
from enishi.cases.rules.outreach import (
    TOLD_WITHOUT,
    entry_kind,
    in_vain,
    proposes_meeting,
    result_after,
    result_told,
)
from enishi.cases.rules.reasons import ENDED
from enishi.cases.terms import AttemptResult, CaseState
from enishi.intake.actions.desk import desk
from enishi.intake.actions.once import once
from enishi.intake.rules.deadlines import due_on
from enishi.office import inbox, trail
from enishi.office.city import closing_days
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.rows import put
from enishi.residents.rules.reference import reference
from enishi.sharing.terms import Purpose

AT_A_DISTANCE = "distance"
WORDS = ("place", "reaction", "worked", "caution")
DAYS_TO_DECIDE = 5
"""working days in which who leads decides what a task asks for"""


@dataclass(frozen=True)
class Outcome:
    """What came of it, and what the next one who goes there should know."""

    result: AttemptResult
    place: str = ""
    reaction: str = ""
    worked: str = ""
    caution: str = ""


def record_attempt(
    case: UUID, told: NewEntry, outcome: Outcome, *, by: Hat, at: datetime, submission: UUID | None = None
) -> UUID:
    """Write down that somebody was tried to be reached: a journal entry, and beside it what came of it.

    When nobody was reached so many times in a row as the city has set, who leads is asked to put it to a meeting.

    :param told: the entry; its kind follows from the result and the place
    :returns: the attempt's id
    :raises Refused: without text, in a class not seen, or in an ended case
    """
    kind = entry_kind(outcome.result, at_a_distance=outcome.place == AT_A_DISTANCE)
    entry = NewEntry(**(vars(told) | {"kind": kind}))
    return once(
        submission, "case.attempted", lambda: _attempt(case, entry, outcome, by=by, at=at), by=by, at=at
    )


def _attempt(case: UUID, told: NewEntry, outcome: Outcome, *, by: Hat, at: datetime) -> UUID:
    open_case(by, case, to=Purpose.SUPPORT, word="case.attempt")  # how often in a row is read
    entry = write_entry(case, told, by=by, at=at)
    file = told.file or case
    attempt = ContactAttempt(
        **stamp(case, file, told.information_class, by=by, at=at), entry_id=entry, **_said(outcome)
    )
    was = _times_in_vain(case, file)
    put([attempt])
    _propose(case, file, was, at=at)
    detail = {"result": str(outcome.result)}
    trail.record("case.attempted", binders=list(dict.fromkeys([case, file])), detail=detail)
    return attempt.pk


def write_and_count(case: UUID, told: NewEntry, outcome: Outcome | None = None, *, by: Hat, at: datetime) -> UUID:
    """Write an entry; before consent, what it says by itself of a try (who was met, or nobody) is counted like one.

    :param outcome: what came of a try, where that was said apart
    :returns: the entry's id
    :raises Refused: what forbids an entry
    """
    result = result_told(told.kind, told.counterpart)
    if outcome is None and result and _is_before_consent(case, told.file or case, by):
        outcome = Outcome(result)
    if outcome is None:
        return write_entry(case, told, by=by, at=at)
    attempt = record_attempt(case, told, outcome, by=by, at=at)
    return ContactAttempt.objects.values_list("entry_id", flat=True).get(pk=attempt)


@transaction.atomic
def correct_and_count(case: UUID, replaced: UUID, new: NewEntry, *, by: Hat, at: datetime) -> UUID:
    """Correct an entry; what came of the try that it tells of follows, and with it the count of those in vain.

    :returns: the id of the entry that stands now
    :raises Refused: what forbids a correction, or when words about the try would stand beside an entry that tells of none
    :raises Overtaken: when it was corrected meanwhile
    """
    entry = correct_entry(case, replaced, new, by=by, at=at)
    _follow(case, JournalEntry.objects.get(pk=replaced), JournalEntry.objects.get(pk=entry), by=by, at=at)
    return entry


def _follow(case: UUID, old: JournalEntry, new: JournalEntry, *, by: Hat, at: datetime) -> None:
    """Put what came of a try beside the entry that stands now, as that entry tells it."""
    before, after = (old.kind, old.counterpart), (new.kind, new.counterpart)
    attempt, was = _beside(old), _times_in_vain(case, new.binder_id)
    if attempt is None:
        said = result_told(*after)
        if said is None or said == result_told(*before) or not _is_before_consent(case, new.binder_id, by):
            return
        result: str | None = said
        words: dict[str, str] = {}
    else:
        words = {name: getattr(attempt, name) for name in WORDS}
        result = result_after(attempt.result, before, after, has_words=any(words.values()))
        if result is None and any(words.values()):
            raise Refused(TOLD_WITHOUT)
        _take_back(attempt, by=by, at=at)
    if result is not None:
        stamped = stamp(case, new.binder_id, new.information_class, by=by, at=at)
        put([ContactAttempt(**stamped, entry_id=new.pk, **_said(Outcome(AttemptResult(result), **words)))])
    _propose(case, new.binder_id, was, at=at)


def _beside(entry: JournalEntry | None) -> ContactAttempt | None:
    """The try that stands beside an entry, or beside one that it corrected."""
    while entry is not None:
        found = ContactAttempt.objects.filter(entry=entry, removed_at__isnull=True).first()
        if found is not None:
            return found
        entry = entry.replaces
    return None


def _take_back(attempt: ContactAttempt, *, by: Hat, at: datetime) -> None:
    standing = ContactAttempt.objects.filter(pk=attempt.pk, removed_at__isnull=True)
    if not standing.update(removed_at=at, removed_by=desk(by)[1]):
        raise Overtaken({"結果": "直されています"})


def _is_before_consent(case: UUID, file: UUID, by: Hat) -> bool:
    found = reach_file(by, case, file, word="case.write")
    return found is not None and found.state == CaseState.OUTREACH


@transaction.atomic
def correct_attempt(case: UUID, attempt: UUID, outcome: Outcome, *, by: Hat, at: datetime) -> UUID:
    """Say otherwise what came of it. The text is corrected in the journal.

    :returns: the id of the attempt that stands now
    :raises Refused: unless one's own agency wrote it
    :raises Overtaken: when it was corrected meanwhile
    """
    found = open_case(by, case, to=Purpose.SUPPORT, word="case.attempt")
    row = ContactAttempt.objects.filter(pk=attempt, case=case).first()
    if row is None:
        raise NotFound("case.attempt", attempt)
    if row.origin_id != by.agency_id:
        raise Refused("ほかの機関の記録は直せません。気づいたことは新しい記録として書いてください。")
    if found.row.state == CaseState.ENDED:
        raise Refused(ENDED)
    file = row.binder_id
    was = _times_in_vain(case, file)
    _take_back(row, by=by, at=at)
    new = ContactAttempt(
        **stamp(case, file, row.information_class, by=by, at=at), entry_id=row.entry_id, **_said(outcome)
    )
    put([new])
    _propose(case, file, was, at=at)
    trail.record("case.attempt_corrected", binders=list(dict.fromkeys([case, file])))
    return new.pk


def _said(outcome: Outcome) -> dict[str, str]:
    return {name: str(value).strip() for name, value in vars(outcome).items()}


def _times_in_vain(case: UUID, file: UUID) -> int:
    tried = ContactAttempt.objects.filter(case=case, binder_id=file, removed_at__isnull=True)
    return in_vain(tried.order_by("-entry__happened_at", "-at").values_list("result", flat=True))


def _propose(case: UUID, file: UUID, was: int, *, at: datetime) -> None:
    """Ask who leads for a meeting; or take that back, when it is no longer so many in a row. ``was``: how many there were."""
    times = _times_in_vain(case, file)
    if times == was:
        return
    setting = intervals(on=timezone.localdate(at))["cases.attempts_before_meeting"]
    if times < setting:
        inbox.withdraw_tasks(case, "case.unreached", at=at)
    if not proposes_meeting(times, setting):
        return
    inbox.withdraw_tasks(case, "case.unreached", at=at)
    text = (
        f"続けて会えていません。会議にかけるか、働きかけの方針を見直してください（ケース {reference(case)}）"
    )
    ask_lead(case, "case.unreached", text, at=at)


def ask_lead(case: UUID, word: str, text: str, *, at: datetime) -> None:
    """Give who leads something to decide on the page of アウトリーチ."""
    lead, today = Lead.objects.get(case=case, ended_at__isnull=True), timezone.localdate(at)
    due = due_on(today, DAYS_TO_DECIDE, closing_days())
    holder, url = lead.membership_id or lead.agency_id, f"/cases/{case}/outreach/"
    inbox.assign(holder, word, text, due, binder_id=case, url=url, at=at)
