"""Trying to reach somebody who has not agreed yet (アウトリーチ等)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.access import open_case, reach_file
from enishi.cases.actions.journal import NewEntry, write_entry
from enishi.cases.actions.stamping import stamp
from enishi.cases.models import ContactAttempt, Lead
from enishi.cases.queries.intervals import intervals
from enishi.cases.rules.outreach import entry_kind, in_vain, proposes_meeting, result_told
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
    put([attempt])
    _propose(case, file, at=at)
    detail = {"result": str(outcome.result)}
    trail.record("case.attempted", binders=list(dict.fromkeys([case, file])), detail=detail)
    return attempt.pk


def write_and_count(case: UUID, told: NewEntry, *, by: Hat, at: datetime) -> None:
    """Write an entry; before consent, what it says by itself of a try (who was met, or nobody) is counted like one.

    :raises Refused: what forbids an entry
    """
    result = result_told(told.kind, told.counterpart)
    if result and _is_before_consent(case, told.file or case, by):
        record_attempt(case, told, Outcome(result), by=by, at=at)
    else:
        write_entry(case, told, by=by, at=at)


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
    before = ContactAttempt.objects.filter(pk=attempt, removed_at__isnull=True)
    if not before.update(removed_at=at, removed_by=desk(by)[1]):
        raise Overtaken({"結果": "直されています"})
    file = row.binder_id
    new = ContactAttempt(
        **stamp(case, file, row.information_class, by=by, at=at), entry_id=row.entry_id, **_said(outcome)
    )
    put([new])
    _propose(case, file, at=at)
    trail.record("case.attempt_corrected", binders=list(dict.fromkeys([case, file])))
    return new.pk


def _said(outcome: Outcome) -> dict[str, str]:
    return {name: str(value).strip() for name, value in vars(outcome).items()}


def _propose(case: UUID, file: UUID, *, at: datetime) -> None:
    """Ask who leads for a meeting; or take that back, when somebody was reached."""
    tried = ContactAttempt.objects.filter(case=case, binder_id=file, removed_at__isnull=True)
    times = in_vain(tried.order_by("-entry__happened_at", "-at").values_list("result", flat=True))
    if times == 0:
        inbox.withdraw_tasks(case, "case.unreached", at=at)
    if not proposes_meeting(times, intervals(on=timezone.localdate(at))["cases.attempts_before_meeting"]):
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
