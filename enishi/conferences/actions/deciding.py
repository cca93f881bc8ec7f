from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.conferences.access import OpenedItem, open_item
from enishi.conferences.actions.telling import stamp
from enishi.conferences.models import Decision, DecisionWords, Seat
from enishi.conferences.rules.reasons import ONLY_ITS_OFFICE, reasons_not_to_decide
from enishi.conferences.terms import DecisionKind, DecisionState, WordsKind
from enishi.intake.actions.desk import desk
from enishi.intake.actions.entries import day
from enishi.intake.actions.once import once
from enishi.office import trail
from enishi.office.days import reasons_about_day, years
from enishi.office.errors import NotFound, Refused
from enishi.sharing.terms import InformationClass


@dataclass(frozen=True)
class NewDecision:
    """One line: which agency does what until when, and what it can contribute; and what the line does to the case."""

    kind: DecisionKind
    agency: UUID | None
    what: str
    due_on: date | None
    contribution: str = ""
    member: UUID | None = None
    duty: str = ""
    case_state: str = ""
    reason_code: str = ""
    about: UUID | None = None


def decide(
    item: UUID, new: NewDecision, *, instead: UUID | None = None, by: Hat, at: datetime, submission: UUID | None = None
) -> UUID:
    """Write down one line of what was decided (決定を記録する), in the meeting. It acts when the meeting was held.

    :param instead: a line of the item that was written wrongly and has not acted; it is taken back in the same step (書き直す)
    :returns: the line's id
    :raises Refused: with every reason; nobody decides for an agency that is not there
    """
    return once(submission, "conference.decided", lambda: _decide(item, new, instead, by=by, at=at), by=by, at=at)


def _decide(item: UUID, new: NewDecision, instead: UUID | None, *, by: Hat, at: datetime) -> UUID:
    found = open_item(by, item, word="conference.decide")
    if not found.convenes:
        raise Refused(ONLY_ITS_OFFICE)
    member = new.member or _seated(found, new.agency)
    reasons = reasons_not_to_decide(
        found.conference.needs,
        state=found.state,
        kind=new.kind,
        kind_label=str(DecisionKind(new.kind).label),
        what=new.what,
        has_agency=new.agency is not None,
        has_date=new.due_on is not None,
        seated=member is not None or new.agency == found.conference.row.agency_id,
    )
    earliest = min(day(found.conference.row.starts_at), day(at))
    reasons += reasons_about_day("「いつまでに」", new.due_on, earliest, years(day(at), 3))
    if found.is_confirmed:
        reasons.append("会議録が確定しています。決定は次の会議で行ってください。")
    if new.kind == DecisionKind.ROLE and found.conference.needs.needs_consent and not new.duty:
        reasons.append("お願いする役割を選んでください。")
    if reasons or new.agency is None or new.due_on is None:
        raise Refused(reasons)
    if instead is not None:
        _give_way(instead, item, by=by)
    line = Decision(
        id=uuid4(),
        item_id=item,
        kind=new.kind,
        agency_id=new.agency,
        member_id=member,
        due_on=new.due_on,
        duty=new.duty,
        case_state=new.case_state,
        reason_code=new.reason_code,
        about_id=new.about,
        state=DecisionState.DECIDED,
        decided_at=at,
        decided_by=desk(by)[1],
    )
    line.save(force_insert=True)
    say(line, WordsKind.WHAT, new.what, by=by, at=at)
    say(line, WordsKind.CONTRIBUTION, new.contribution, by=by, at=at)
    trail.record("conference.decided", binders=[item], detail={"line": str(line.pk), "kind": str(new.kind)})
    return line.pk


def _give_way(line: UUID, item: UUID, *, by: Hat) -> None:
    row, _ = opened_line(line, by=by, word="conference.decide")
    if row.item_id != item:
        raise NotFound("conference.decide", line)
    if row.state != DecisionState.DECIDED:
        raise Refused("書き直す前の決定は、もう実行されたか、取り消されています。議題のページで確かめてください。")
    _take_back(row)


def _seated(found: OpenedItem, agency: UUID | None) -> UUID | None:
    seats = Seat.objects.filter(item=found.id, member__agency=agency, ended_at__isnull=True)
    return seats.values_list("member", flat=True).first()


def say(line: Decision, kind: WordsKind, text: str, *, by: Hat, at: datetime) -> None:
    """Keep words of a line, in the room."""
    if text.strip():
        DecisionWords(
            **stamp(line.item_id, InformationClass.BASIC.value, by=by, at=at),
            decision=line,
            kind=kind,
            text=text.strip(),
        ).save(force_insert=True)


def opened_line(line: UUID, *, by: Hat, word: str) -> tuple[Decision, OpenedItem]:
    """A line with its room.

    :raises NotFound: hidden and absent alike
    """
    known = Decision.objects.filter(pk=line).first()
    if known is None:
        raise NotFound(word, line)
    found = open_item(by, known.item_id, word=word)
    return Decision.objects.select_for_update().get(pk=line), found


@transaction.atomic
def cancel_line(line: UUID, *, by: Hat, at: datetime) -> None:
    """Take a line back that is no longer needed (取り消し)."""
    row, found = opened_line(line, by=by, word="conference.cancel_line")
    if not found.convenes:
        raise Refused(ONLY_ITS_OFFICE)
    if row.state == DecisionState.DONE:
        raise Refused("実施済みの決定は取り消せません。")
    _take_back(row)


def _take_back(row: Decision) -> None:
    Decision.objects.filter(pk=row.pk).update(state=DecisionState.CANCELLED, version=row.version + 1)
    trail.record("conference.line_cancelled", binders=[row.item_id], detail={"line": str(row.pk)})
