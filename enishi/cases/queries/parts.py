"""The parts of a case's page as they are drawn: every string is ready."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.models import CaseMember
from enishi.cases.queries.history import History
from enishi.cases.terms import (
    CaseState,
    CaseVocabulary,
    ConsentLanguage,
    LeadRequestKind,
    LeadRequestState,
    TeamState,
)
from enishi.intake.queries.listing import how_late, long_time, short_day, short_time
from enishi.office.addresses import address
from enishi.residents.queries import Face
from enishi.sharing.rules import labels as class_labels
from enishi.sharing.terms import ConsentGiver, ConsentMeans, ConsentStage

Words = Mapping[str, Mapping[str, str]]
SET_BY_THE_HOUSE = {
    "withdrawn": "支援の申込みの撤回",
    "agency_closed": "機関がなくなった",
    "lapsed": "根拠の期間が終わった",
    "rescued": "多機関調整管理者が引き受けた",
}
TONES = {TeamState.ASKED: "warn", TeamState.ACCEPTED: "good"}
LAST_MOMENT = timedelta(seconds=1)
"""before an end: what is given until a day ends at the midnight after it"""


@dataclass(frozen=True)
class Said:
    """Words beside a step."""

    who: str
    when: str
    text: str


@dataclass(frozen=True)
class MemberLine:
    """Another member of the household whose file is open.

    ``follows``: on another; ``out_url``: where it is recorded that the member is no longer part of the case.
    """

    id: UUID
    resident: UUID
    name: str
    kana: str
    age: str
    follows: bool
    out_url: str


@dataclass(frozen=True)
class LeadLine:
    agency_id: UUID
    agency: str
    person_id: UUID | None
    person: str
    since: str
    until: str
    next_on: str
    late: str
    tone: str
    next_action: str
    next_action_code: str
    is_open: bool


@dataclass(frozen=True)
class TeamLine:
    """``words``: what was said of it, in one line."""

    id: UUID
    url: str
    agency_id: UUID
    agency: str
    person: str
    duty: str
    state: str
    state_code: str
    tone: str
    due: str
    due_tone: str
    since: str
    until: str
    reason: str
    asked_by: str
    asked: str
    ours: bool
    stands: bool
    version: int
    consent_id: UUID | None
    said: Sequence[Said]
    words: str


@dataclass(frozen=True)
class RequestLine:
    id: UUID
    kind: str
    state: str
    asking: str
    asked_by: str
    asked: str
    agency: str
    due: str
    due_tone: str
    reason: str
    ours: bool
    """we are asked"""
    stands: bool
    said: Sequence[Said]


@dataclass(frozen=True)
class ConsentLine:
    """``is_told``: the hat may read to whom and what; else only that it is there to be withdrawn."""

    id: UUID
    resident: UUID
    of: str
    stage: str
    stage_code: str
    since: str
    until: str
    ends_at: datetime
    stands: bool
    url: str
    """where its withdrawal is recorded"""
    over: str = ""
    is_told: bool = False
    classes: str = ""
    class_mask: int = 0
    recipients: str = ""
    recipient_ids: Sequence[UUID] = ()
    purpose: str = ""
    given_by: str = ""
    means: str = ""
    language: str = ""
    evidence: str = ""
    recorded: str = ""


@dataclass(frozen=True)
class StepLine:
    when: str
    who: str
    text: str
    reason: str
    said: Sequence[Said] = ()
    url: str = ""


def member(one: CaseMember, face: Face | None, *, follows: bool) -> MemberLine:
    return MemberLine(
        one.pk,
        one.resident_id,
        face.name if face else "（世帯員）",
        face.kana if face else "",
        face.age_text if face else "",
        follows,
        address("cases:member-out", one.case_id, one.pk),
    )


def day_text(day: date) -> str:
    return f"{short_day(day)}（{'月火水木金土日'[day.weekday()]}）"


def reason(code: str, words: Words) -> str:
    """What a reason says, in whichever of the room's lists it stands."""
    if code in SET_BY_THE_HOUSE:
        return SET_BY_THE_HOUSE[code]
    lists = (CaseVocabulary.CLOSING, CaseVocabulary.SUSPENSION, CaseVocabulary.ENDING, CaseVocabulary.DECLINE)
    return next((words[one][code] for one in lists if code in words.get(one, {})), "")


def lead(row: Mapping[str, Any], today: date, words: Words) -> LeadLine:
    late, tone = how_late(row["next_on"], today)
    return LeadLine(
        agency_id=row["agency_id"],
        agency=row["agency"],
        person_id=row["membership_id"],
        person=row["person"] or "機関で担当",
        since=short_time(row["starts_at"]),
        until=short_time(row["ended_at"]),
        next_on=day_text(row["next_on"]),
        late=late,
        tone=tone,
        next_action=words[CaseVocabulary.NEXT_ACTION].get(row["next_action"], ""),
        next_action_code=row["next_action"],
        is_open=row["ended_at"] is None,
    )


def role(row: Mapping[str, Any], today: date, words: Words, told: History, hat: Hat) -> TeamLine:
    spoken = said(told, row["id"])
    asked = row["state"] == TeamState.ASKED
    due, due_tone = how_late(row["answer_due_on"], today) if asked else ("", "plain")
    return TeamLine(
        id=row["id"],
        url=address("cases:role", told.case, row["id"]),
        agency_id=row["agency_id"],
        agency=row["agency"],
        person=row["person"] or "",
        duty=words[CaseVocabulary.DUTY].get(row["duty"], row["duty"]),
        state=str(TeamState(row["state"]).label),
        state_code=row["state"],
        tone=TONES.get(row["state"], "plain"),
        due=f"回答 {day_text(row['answer_due_on'])}まで・{due}" if asked else "",
        due_tone=due_tone,
        since=short_time(row["answered_at"]) if row["state"] != TeamState.DECLINED else "",
        until=short_time(row["ended_at"]),
        reason=reason(row["reason_code"], words),
        asked_by=f"{row['asking'] or ''} {row['asked_by'] or ''}".strip(),
        asked=long_time(row["asked_at"]),
        ours=row["agency_id"] == hat.agency_id,
        stands=row["ended_at"] is None,
        version=row["version"],
        consent_id=row["consent_id"],
        said=spoken,
        words=" / ".join(one.text for one in spoken),
    )


def request(row: Mapping[str, Any], today: date, words: Words, told: History, hat: Hat) -> RequestLine:
    asked = row["state"] == LeadRequestState.ASKED
    due, tone = how_late(row["answer_due_on"], today) if asked else ("", "plain")
    return RequestLine(
        id=row["id"],
        kind=str(LeadRequestKind(row["kind"]).label),
        state=str(LeadRequestState(row["state"]).label),
        asking=row["asking"],
        asked_by=f"{row['asking']} {row['asked_by'] or ''}".strip(),
        asked=long_time(row["asked_at"]),
        agency=row["agency"],
        due=f"回答 {day_text(row['answer_due_on'])}まで・{due}" if asked else "",
        due_tone=tone,
        reason=reason(row["reason_code"], words),
        ours=row["to_agency_id"] == hat.agency_id,
        stands=asked,
        said=said(told, row["id"]),
    )


def said(told: History, about: UUID) -> list[Said]:
    return [
        Said(f"{one['agency']} {one['person'] or ''}".strip(), long_time(one["at"]), one["text"])
        for one in told.words(about)
    ]


Row = Mapping[str, Any]


def consent_rows(told: History, own: UUID, at: datetime) -> list[Row]:
    """Those that hold first, the person's own before those of others. Of those that concern others only the step is told."""
    known = told.of("consent")
    ids = {one["id"] for one in known}
    found = [*known, *(one for one in told.of("open_consent") if one["id"] not in ids)]
    return sorted(found, key=lambda one: (not _holds(one, at), one["resident_id"] != own))


def support_stands(rows: Iterable[Row], own: UUID, at: datetime) -> bool:
    """支援の申込み of the person the case is about."""
    return any(
        one["resident_id"] == own and one["stage"] == ConsentStage.SUPPORT and _holds(one, at) for one in rows
    )


def _holds(row: Row, at: datetime) -> bool:
    return not row.get("withdrawn_at") and bool(row["starts_at"] <= at < row["ends_at"])


def consents(told: History, persons: Mapping[UUID, str], own: UUID, at: datetime) -> list[ConsentLine]:
    return [consent(one, persons, told.case, at) for one in consent_rows(told, own, at)]


def consent(row: Row, persons: Mapping[UUID, str], case: UUID, at: datetime) -> ConsentLine:
    """:param row: of :func:`consent_rows`"""
    return (_told if "purpose" in row else _untold)(row, persons, case, at)


def _told(row: Mapping[str, Any], persons: Mapping[UUID, str], case: UUID, at: datetime) -> ConsentLine:
    ended = row["ends_at"] <= at
    over = f"{short_day(timezone.localdate(row['ends_at']))}に期限切れ" if ended else ""
    if row["withdrawn_at"]:
        over = f"{short_time(row['withdrawn_at'])}に撤回（{ConsentMeans(row['withdrawn_means']).label}）"
    return ConsentLine(
        id=row["id"],
        url=address("cases:withdraw", case, row["id"]),
        resident=row["resident_id"],
        of=persons.get(row["resident_id"], ""),
        stage=str(ConsentStage(row["stage"]).label),
        stage_code=row["stage"],
        classes=class_labels(row["classes"]),
        class_mask=row["classes"],
        recipients=row["recipients"] or "",
        recipient_ids=row["ids"],
        purpose=row["purpose"],
        since=date_text(row["starts_at"]),
        until=date_text(row["ends_at"] - LAST_MOMENT),
        ends_at=row["ends_at"],
        is_told=True,
        stands=_holds(row, at),
        over=over,
        given_by=str(ConsentGiver(row["given_by"]).label),
        means=str(ConsentMeans(row["means"]).label),
        language=str(dict(ConsentLanguage.choices).get(row["language"], row["language"])),
        evidence=row["evidence"],
        recorded=f"{row['agency']} {short_time(row['recorded_at'])}",
    )


def _untold(row: Mapping[str, Any], persons: Mapping[UUID, str], case: UUID, at: datetime) -> ConsentLine:
    """A consent that concerns others: that it can be withdrawn is all that the hat is told."""
    return ConsentLine(
        id=row["id"],
        url=address("cases:withdraw", case, row["id"]),
        resident=row["resident_id"],
        of=persons.get(row["resident_id"], ""),
        stage=str(ConsentStage(row["stage"]).label),
        stage_code=row["stage"],
        since=date_text(row["starts_at"]),
        until=date_text(row["ends_at"] - LAST_MOMENT),
        ends_at=row["ends_at"],
        stands=_holds(row, at),
    )


def date_text(moment: datetime) -> str:
    day = timezone.localdate(moment)
    return f"{day.year}年{day.month}月{day.day}日"


def steps(told: History, words: Words, more: Sequence[tuple[datetime, StepLine]] = ()) -> list[StepLine]:
    """What was done with the case: its states, what was said of it, and ``more`` of its sheets and plans, newest first."""
    found: list[tuple[datetime, StepLine]] = list(more)
    others = _about_others(told)
    own = [(one["at"], one) for one in told.of("word") if one["about"] not in others]
    for one in told.of("step"):
        beside = [word for at, word in own if at == one["at"]]
        own = [(at, word) for at, word in own if at != one["at"]]
        line = StepLine(
            long_time(one["at"]),
            f"{one['agency'] or ''} {one['person'] or ''}".strip(),
            f"{CaseState(one['before']).label} → {CaseState(one['after']).label}"
            if one["before"]
            else f"始まり：{CaseState(one['after']).label}",
            reason(one["reason_code"], words),
            [Said("", "", word["text"]) for word in reversed(beside)],
        )
        found.append((one["at"], line))
    for at, word in own:
        who = f"{word['agency']} {word['person'] or ''}".strip()
        found.append((at, StepLine(long_time(at), who, "ことば", "", [Said("", "", word["text"])])))
    found.sort(key=lambda pair: pair[0], reverse=True)
    return [line for _, line in found]


def _about_others(told: History) -> set[UUID]:
    return {one["id"] for what in ("role", "request", "plan") for one in told.of(what)}
