"""The page of 参加支援 of a case, and of one placement: as one hat may see them, after a look at the case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils.timezone import localdate

from enishi.agencies.queries.names import Names
from enishi.cases.queries import Brief
from enishi.cases.queries.names import names_for
from enishi.community.city_settings import SEARCHED
from enishi.intake.queries.listing import how_late, long_time, short_day
from enishi.office.addresses import address
from enishi.office.city import setting
from enishi.participation.models import Placement, PlacementRecord, Proposal, Search
from enishi.participation.models.proposal import STANDING
from enishi.participation.queries.matching import names_of
from enishi.participation.queries.profile import ProfileShown, shown, told
from enishi.participation.queries.project import CommissionLine, asked_of_the_project, commission_lines
from enishi.participation.queries.queueing import Turn, turns
from enishi.participation.terms import EndWord, PlacementState, ProposalState, RecordKind

PROPOSAL_TONES = {
    ProposalState.OPEN: "key",
    ProposalState.WAITING: "warn",
    ProposalState.CHOSEN: "good",
    ProposalState.DROPPED: "done",
}
STATE_TONES = {
    PlacementState.ARRANGING: "key",
    PlacementState.VISITING: "key",
    PlacementState.TRIAL: "warn",
    PlacementState.REGULAR: "good",
    PlacementState.ENDED: "done",
}


class ProposalLine(NamedTuple):
    id: UUID
    name: str
    state: str
    tone: str
    reasons: Sequence[str]
    ask: str
    why: str
    when: str
    is_open: bool
    version: int
    url: str
    turn: str


class PlacementLine(NamedTuple):
    id: UUID
    name: str
    state: str
    tone: str
    since: str
    person: str
    person_late: str
    person_tone: str
    host: str
    host_late: str
    host_tone: str
    url: str
    reason: str


class SearchLine(NamedTuple):
    when: str
    offers: int
    fits: int
    near: int
    failed: bool
    fresh: bool
    may_ask: bool
    note: str
    against: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class ParticipationPage:
    """Everything the page of 参加支援 shows to one hat for one person of the case."""

    profile: ProfileShown
    hidden: Sequence[str]
    proposals: Sequence[ProposalLine]
    placements: Sequence[PlacementLine]
    searches: Sequence[SearchLine]
    commissions: Sequence[CommissionLine]
    fresh_days: int


def participation_page(brief: Brief, file: UUID, *, on: date) -> ParticipationPage:
    """Eight queries at most, however much was written. Whose placement goes on is not said to wait, as in the list of who waits."""
    profile = told(brief.found.opened.classes, [file])[file]
    proposals = list(Proposal.objects.filter(case=brief.row.pk, binder_id=file).order_by("-at", "pk"))
    queue = turns(proposals)
    placements = list(Placement.objects.filter(case=brief.row.pk, binder_id=file).order_by("-at", "pk"))
    going_on = any(one.state != PlacementState.ENDED for one in placements)
    searches = list(Search.objects.filter(case=brief.row.pk, binder_id=file).order_by("-at", "pk"))
    fresh, lines = setting(SEARCHED.name, on=on), commission_lines([one.pk for one in searches])
    asking = searches[0].pk if searches and searches[0].pk not in {one.search for one in lines} else None
    return ParticipationPage(
        shown(profile)._replace(waits="") if going_on else shown(profile),
        profile.hidden,
        [proposal_line(one, queue.get(one.pk)) for one in proposals],
        [placement_line(one, on) for one in placements],
        [_search(one, on, fresh, may_ask=one.pk == asking) for one in searches],
        lines,
        fresh,
    )


def reasons_not_to_end(case: UUID) -> list[str]:
    """What keeps a case from ending: placements that go on, places waited for, what the project was asked. After a look."""
    names = Placement.objects.filter(case=case).exclude(state=PlacementState.ENDED).order_by("at", "pk")
    waiting = Proposal.objects.filter(case=case, state=ProposalState.WAITING).order_by("at", "pk")
    return [
        f"「{name}」の受入れが続いています。先に終えてください。"
        for name in names.values_list("name", flat=True)
    ] + [
        *(f"「{name}」の空きを待っています。先に見送ってください。" for name in waiting.values_list("name", flat=True)),
        *(f"プロジェクトへの依頼 {one} が続いています。先に終えてください。" for one in asked_of_the_project(case)),
    ]


def proposal_line(one: Proposal, turn: Turn | None = None) -> ProposalLine:
    why = "：".join(filter(None, [one.get_reason_display(), one.remark]))
    return ProposalLine(
        one.pk,
        one.name,
        str(one.get_state_display()),
        PROPOSAL_TONES[ProposalState(one.state)],
        one.reasons,
        one.ask,
        why,
        long_time(one.decided_at or one.at),
        one.state in STANDING,
        one.version,
        address("participation:proposal", one.case_id, one.pk),
        turn.words if turn else "",
    )


def placement_line(one: Placement, on: date) -> PlacementLine:
    person, host = _due(one.person_on, on), _due(one.host_on, on)
    return PlacementLine(
        one.pk,
        one.name,
        str(one.get_state_display()),
        STATE_TONES[PlacementState(one.state)],
        short_day(one.since),
        *person,
        *host,
        address("participation:placement", one.case_id, one.pk),
        str(one.get_ended_reason_display()),
    )


def _due(day: date | None, on: date) -> tuple[str, str, str]:
    return (short_day(day), *how_late(day, on)) if day else ("", "", "plain")


def _search(one: Search, on: date, fresh: int, *, may_ask: bool) -> SearchLine:
    return SearchLine(
        long_time(one.at),
        one.offers,
        one.fits_public + one.fits_local,
        one.near,
        one.failed,
        (on - localdate(one.at)).days <= fresh,
        may_ask,
        one.note,
        names_of(one.against),
    )


class RecordLine(NamedTuple):
    id: UUID
    day: str
    kind: str
    tone: str
    text: str
    due: str
    late: str
    late_tone: str
    is_open: bool
    settled: str
    owner: str


@dataclass(frozen=True)
class PlacementPage:
    """One placement as it is drawn."""

    row: Placement
    line: PlacementLine
    steps: Sequence[Mapping[str, str]]
    agreement: Sequence[tuple[str, str]]
    agreed: Sequence[tuple[str, str]]
    records: Sequence[RecordLine]
    attended: int
    absent: int
    words: Sequence[tuple[str, str, str]]

    @property
    def is_over(self) -> bool:
        return self.row.state == PlacementState.ENDED

    @property
    def troubles(self) -> int:
        return sum(one.is_open for one in self.records)


RECORD_TONES = {
    RecordKind.ATTENDED: "good",
    RecordKind.ABSENT: "warn",
    RecordKind.INCIDENT: "bad",
    RecordKind.PERSON: "key",
    RecordKind.HOST: "key",
    RecordKind.STEP: "neutral",
}


def placement_page(brief: Brief, row: Placement, *, on: date) -> PlacementPage:
    """One query more, however much was recorded."""
    rows = list(PlacementRecord.objects.filter(placement=row.pk).order_by("-day", "-at", "pk"))
    names = names_for(brief.found, hats=[one.owner_id for one in rows])
    return PlacementPage(
        row,
        placement_line(row, on),
        _steps(row),
        [
            (label, text)
            for label, text in (
                ("取り決め", row.agreement),
                ("保険", row.insurance),
                ("交通・送迎", row.transport),
                ("報酬・工賃", row.reward),
            )
            if text
        ],
        [
            (side, short_day(day) if day else "まだ")
            for side, day in (
                ("本人", row.person_agreed_on),
                ("受入先", row.host_agreed_on),
                ("支援機関", row.agency_agreed_on),
            )
        ],
        [_record(one, on, names) for one in rows],
        sum(one.kind == RecordKind.ATTENDED for one in rows),
        sum(one.kind == RecordKind.ABSENT for one in rows),
        _end_words(row),
    )


def _steps(row: Placement) -> list[Mapping[str, str]]:
    order = list(PlacementState)
    at = order.index(PlacementState(row.state))
    return [
        {
            "label": str(one.label),
            "state": "done" if place <= at else "",
            "note": "いまここ" if place == at else "",
            "at": short_day(row.since) if place == at else "",
        }
        for place, one in enumerate(order)
    ]


def _end_words(row: Placement) -> list[tuple[str, str, str]]:
    if row.state != PlacementState.ENDED:
        return []
    return [
        ("本人", str(EndWord(row.person_word).label), row.person_comment),
        ("受入先", str(EndWord(row.host_word).label), row.host_comment),
    ]


def _record(one: PlacementRecord, on: date, names: Names) -> RecordLine:
    is_open = one.kind == RecordKind.INCIDENT and one.settled_at is None
    late, tone = how_late(one.due_on, on) if is_open and one.due_on else ("", "plain")
    return RecordLine(
        one.pk,
        short_day(one.day),
        str(one.get_kind_display()),
        RECORD_TONES[RecordKind(one.kind)],
        one.text,
        short_day(one.due_on) if one.due_on else "",
        late,
        tone,
        is_open,
        one.settled_text,
        names.called(one.owner_id),
    )
