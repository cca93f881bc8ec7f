"""A placement: arranged, visited, tried, regular, ended by both sides' word; both sides asked again and again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.access import open_case
from enishi.cases.actions.stamping import stamp
from enishi.community.actions.designing import count_use
from enishi.community.actions.seats import free_seat, take_seat
from enishi.community.queries.offers import free_places
from enishi.intake.actions.desk import desk
from enishi.intake.actions.once import once
from enishi.intake.queries.colleagues import colleagues
from enishi.office import inbox, trail
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.rows import put
from enishi.office.versions import step
from enishi.participation.access import Opened, open_placement
from enishi.participation.actions.asking import settled
from enishi.participation.actions.proposing import leads
from enishi.participation.models import Placement, PlacementRecord, Proposal
from enishi.participation.rules.placing import (
    INCIDENT_DAYS,
    Agreed,
    next_day,
    reasons_about_next_days,
    reasons_about_record,
    reasons_not_to_end,
    reasons_not_to_move,
)
from enishi.participation.terms import PlacementState, ProposalState, RecordKind
from enishi.residents.rules.reference import reference
from enishi.sharing.terms import InformationClass, Purpose

BASIC = InformationClass.BASIC.value
NONE_FREE = "空きがなくなりました。「空きを待つ」を選ぶか、受入先と相談して、その内容を案に書いてから進めてください。"
IS_OVER = "この受入れは、もう終わっています。"


@dataclass(frozen=True)
class NewAgreement:
    """What the three sides agree to (取り決め), and when each of them said so."""

    agreement: str
    insurance: str = ""
    transport: str = ""
    reward: str = ""
    person_agreed_on: date | None = None
    host_agreed_on: date | None = None
    agency_agreed_on: date | None = None


@dataclass(frozen=True)
class NewRecord:
    """What happened on a day. ``next_on``: after a follow-up, when this side is asked next; for trouble, by when.
    ``owner``: the membership that deals with trouble; nobody named: who writes it down.
    """

    kind: RecordKind
    day: date | None
    text: str = ""
    next_on: date | None = None
    owner: UUID | None = None


@dataclass(frozen=True)
class NewEnd:
    """Both sides' word about the end, and the reason."""

    person_word: str
    host_word: str
    reason: str
    person_comment: str = ""
    host_comment: str = ""


def arrange_placement(
    case: UUID, proposal: UUID, *, by: Hat, at: datetime, submission: UUID | None = None
) -> UUID:
    """Begin to arrange the place that was chosen. Both sides have a day on which they are asked, from the first day on."""

    def arrange() -> UUID:
        return _arrange(case, proposal, by=by, at=at)

    return once(submission, "participation.arrange", arrange, by=by, at=at)


def _arrange(case: UUID, proposal: UUID, *, by: Hat, at: datetime) -> UUID:
    found = open_case(by, case, to=Purpose.SUPPORT, word="participation.arrange", lock=True)
    chosen = Proposal.objects.filter(pk=proposal, case=case, binder_id__in=found.files).first()
    if chosen is None:
        raise NotFound("participation.arrange", proposal)
    leads(found, chosen.binder_id)
    if chosen.state != ProposalState.CHOSEN:
        raise Refused("先に、この案で「進める」と決めてください。")
    if Placement.objects.filter(proposal=proposal).exists():
        raise Refused("この案の受入れは、もう始まっています。")
    today = timezone.localdate(at)
    day = next_day(PlacementState.ARRANGING, today)
    row = Placement(
        **stamp(case, chosen.binder_id, BASIC, by=by, at=at),
        proposal_id=proposal,
        resource_id=chosen.resource_id,
        menu_id=chosen.menu_id,
        name=chosen.name,
        state=PlacementState.ARRANGING,
        since=today,
        person_on=day,
        host_on=day,
        moved_at=at,
        moved_by=desk(by)[1],
    )
    _sit(row, chosen, by=by)
    put([row])
    _note(row, RecordKind.STEP, "受入れ調整を始めた", by=by, at=at)
    _told("participation.arranged", row)
    return row.pk


def _sit(row: Placement, chosen: Proposal, *, by: Hat) -> None:
    """One of the host's free places; where none is left, only what was talked over with the host goes on."""
    took = take_seat(row.resource_id, row.menu_id, source=row.pk, on=row.since, by=by)
    if not took and not chosen.ask and free_places(row.resource_id, row.menu_id) == 0:
        raise Refused(NONE_FREE)


@transaction.atomic
def move_placement(
    case: UUID, placement: UUID, to: PlacementState, *, version: int, by: Hat, at: datetime
) -> None:
    """Go on to a step, or back to the one before. The end has a verb of its own."""
    opened = _opened(case, placement, version, by=by)
    row = opened.row
    agreed = Agreed(row.person_agreed_on, row.host_agreed_on, row.agency_agreed_on)
    if to == PlacementState.ENDED:
        raise Refused("終わりには、本人と受入先の両方のことばが要ります。「終わる」から進めてください。")
    if reasons := reasons_not_to_move(row.state, to, agreed):
        raise Refused(reasons)
    today = timezone.localdate(at)
    day = next_day(to, today)
    _step(row, by=by, at=at, state=to, since=today, person_on=day, host_on=day)
    _note(row, RecordKind.STEP, f"「{to.label}」に進んだ", by=by, at=at)
    _no_more_reminders(row, at=at)
    settled(row, by=by, at=at)
    if row.menu_id and to in (PlacementState.TRIAL, PlacementState.REGULAR):
        count_use(row.menu_id, source=row.pk, on=today, by=by, at=at)
    _told("participation.moved", row, state=str(to))


@transaction.atomic
def agree_placement(
    case: UUID, placement: UUID, new: NewAgreement, *, version: int, by: Hat, at: datetime
) -> None:
    """Write down what the three sides agree to, and when each of them said so."""
    opened = _opened(case, placement, version, by=by)
    today, reasons = timezone.localdate(at), []
    if not new.agreement.strip():
        reasons.append("取り決めの内容を書いてください。")
    days = (new.person_agreed_on, new.host_agreed_on, new.agency_agreed_on)
    if any(day and day > today for day in days):
        reasons.append("合意の日は、今日までの日を入れてください。")
    if opened.row.state == PlacementState.REGULAR and None in days:
        reasons.append("本格のあいだは、三者の合意の日を消せません。")
    if opened.row.state == PlacementState.TRIAL and new.person_agreed_on is None:
        reasons.append("試行のあいだは、本人の合意の日を消せません。")
    if reasons:
        raise Refused(reasons)
    _step(
        opened.row, by=by, at=at, **{n: v.strip() if isinstance(v, str) else v for n, v in vars(new).items()}
    )
    settled(opened.row, by=by, at=at)
    _told("participation.agreed", opened.row)


@transaction.atomic
def set_next_days(
    case: UUID,
    placement: UUID,
    *,
    person_on: date | None,
    host_on: date | None,
    version: int,
    by: Hat,
    at: datetime,
) -> None:
    """Say when each side is asked next. Neither is ever empty."""
    opened = _opened(case, placement, version, by=by)
    if reasons := reasons_about_next_days(person_on, host_on, timezone.localdate(at)):
        raise Refused(reasons)
    _step(opened.row, by=by, at=at, person_on=person_on, host_on=host_on)
    _no_more_reminders(opened.row, at=at)


def record_day(
    case: UUID, placement: UUID, new: NewRecord, *, by: Hat, at: datetime, submission: UUID | None = None
) -> UUID:
    """Write down attendance, a follow-up of one side, or trouble; a follow-up puts off the next one, trouble gets an owner."""

    def write() -> UUID:
        return _record(case, placement, new, by=by, at=at)

    return once(submission, "participation.record", write, by=by, at=at)


def _record(case: UUID, placement: UUID, new: NewRecord, *, by: Hat, at: datetime) -> UUID:
    opened = open_placement(by, case, placement, word="participation.record", lock=True)
    row, today = opened.row, timezone.localdate(at)
    leads(opened.case, row.binder_id)
    if row.state == PlacementState.ENDED:
        raise Refused(IS_OVER)
    reasons = reasons_about_record(new.kind, new.day, new.text, today)
    next_on = new.next_on or next_day(row.state, today)
    if new.kind in (RecordKind.PERSON, RecordKind.HOST):
        reasons += reasons_about_next_days(next_on, next_on, today)[:1]
    trouble = new.kind == RecordKind.INCIDENT
    owner = new.owner or desk(by)[1]
    if trouble and owner not in dict(colleagues(by, on=today)):
        reasons.append("対応する人は、自分の機関の職員から選んでください。")
    if reasons or new.day is None:
        raise Refused(reasons)
    due = max(new.next_on or today + timedelta(days=INCIDENT_DAYS), today) if trouble else None
    made = _note(row, new.kind, new.text.strip(), by=by, at=at, day=new.day, owner=owner if due else None, due=due)
    if new.kind == RecordKind.PERSON:
        _step(row, by=by, at=at, person_on=next_on)
        inbox.withdraw_tasks(row.binder_id, "participation.person_due", at=at)
    elif new.kind == RecordKind.HOST:
        _step(row, by=by, at=at, host_on=next_on)
        inbox.withdraw_tasks(row.binder_id, "participation.host_due", at=at)
        settled(row, by=by, at=at)
    elif due is not None:
        _ask_owner(row, owner, due, at=at)
    _told("participation.recorded", row, kind=str(new.kind))
    return made


def _ask_owner(row: Placement, owner: UUID, due: date, *, at: datetime) -> None:
    text = f"受入れの困りごとに対応してください（ケース {reference(row.case_id)}）"
    url = f"/cases/{row.case_id}/placements/{row.pk}/"
    inbox.assign(owner, "participation.trouble", text, due, binder_id=row.binder_id, url=url, at=at)


@transaction.atomic
def settle_trouble(case: UUID, placement: UUID, record: UUID, text: str, *, by: Hat, at: datetime) -> None:
    """Say how trouble was settled."""
    opened = open_placement(by, case, placement, word="participation.settle", lock=True)
    leads(opened.case, opened.row.binder_id)
    if not text.strip():
        raise Refused("どう片づいたかを書いてください。")
    open_ones = PlacementRecord.objects.filter(
        pk=record, placement=placement, kind=RecordKind.INCIDENT, settled_at__isnull=True
    )
    if not open_ones.update(settled_at=at, settled_by=desk(by)[1], settled_text=text.strip()):
        raise Overtaken({"困りごと": "片づいています"})
    if not open_troubles(placement):
        inbox.withdraw_tasks(opened.row.binder_id, "participation.trouble", at=at)
    _told("participation.settled", opened.row)


@transaction.atomic
def end_placement(case: UUID, placement: UUID, new: NewEnd, *, version: int, by: Hat, at: datetime) -> None:
    """End it by both sides' word. What a side says against it is written down, and does not keep it from ending."""
    opened = _opened(case, placement, version, by=by)
    reasons = reasons_not_to_end(**vars(new), open_troubles=open_troubles(placement))
    if reasons:
        raise Refused(reasons)
    today = timezone.localdate(at)
    _note(opened.row, RecordKind.STEP, "終わった", by=by, at=at)
    _step(
        opened.row,
        by=by,
        at=at,
        state=PlacementState.ENDED,
        since=today,
        person_on=None,
        host_on=None,
        person_word=new.person_word,
        host_word=new.host_word,
        person_comment=new.person_comment.strip(),
        host_comment=new.host_comment.strip(),
        person_word_on=today,
        host_word_on=today,
        ended_reason=new.reason,
        ended_on=today,
    )
    free_seat(opened.row.pk, on=today, by=by)
    _no_more_reminders(opened.row, at=at)
    settled(opened.row, by=by, at=at)
    _told("participation.ended", opened.row, reason=new.reason)


def _no_more_reminders(row: Placement, *, at: datetime) -> None:
    for word in ("participation.person_due", "participation.host_due"):
        inbox.withdraw_tasks(row.binder_id, word, at=at)


def open_troubles(placement: UUID) -> int:
    """How many troubles of a placement are not settled, after a look."""
    found = PlacementRecord.objects.filter(
        placement=placement, kind=RecordKind.INCIDENT, settled_at__isnull=True
    )
    return found.count()


def _opened(case: UUID, placement: UUID, version: int, *, by: Hat) -> Opened:
    opened = open_placement(by, case, placement, word="participation.placement", lock=True)
    leads(opened.case, opened.row.binder_id)
    if opened.row.version != version:
        raise Overtaken({"段階": str(opened.row.get_state_display())})
    if opened.row.state == PlacementState.ENDED:
        raise Refused(IS_OVER)
    return opened


def _step(row: Placement, *, by: Hat, at: datetime, **changes: Any) -> None:
    step(row, moved_at=at, moved_by=desk(by)[1], **changes)
    row.version += 1


def _note(
    row: Placement,
    kind: RecordKind,
    text: str,
    *,
    by: Hat,
    at: datetime,
    day: date | None = None,
    owner: UUID | None = None,
    due: date | None = None,
) -> UUID:
    made = PlacementRecord(
        **stamp(row.case_id, row.binder_id, BASIC, by=by, at=at),
        placement_id=row.pk,
        kind=kind,
        day=day or timezone.localdate(at),
        text=text,
        owner_id=owner,
        due_on=due,
    )
    put([made])
    return made.pk


def _told(word: str, row: Placement, **detail: str) -> None:
    more: Mapping[str, str] = {"placement": str(row.pk), **detail}
    trail.record(word, binders=list(dict.fromkeys([row.case_id, row.binder_id])), detail=dict(more))
