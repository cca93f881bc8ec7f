"""The parts of a case's page as they are drawn: every string is ready."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.cases.models import CaseMember
from enishi.cases.queries.history import History
from enishi.cases.terms import (
    CaseState,
    CaseVocabulary,
    LeadRequestKind,
    LeadRequestState,
    TeamState,
)
from enishi.intake.queries.listing import how_late, long_time, short_day, short_time
from enishi.office.addresses import address
from enishi.residents.queries import Face

Words = Mapping[str, Mapping[str, str]]
SET_BY_THE_HOUSE = {
    "withdrawn": "支援の申込みの撤回",
    "agency_closed": "機関がなくなった",
    "lapsed": "根拠の期間が終わった",
    "rescued": "多機関調整管理者が引き受けた",
}
TONES = {TeamState.ASKED: "warn", TeamState.ACCEPTED: "good"}


@dataclass(frozen=True)
class Said:
    """Words beside a step."""

    who: str
    when: str
    text: str


@dataclass(frozen=True)
class MemberLine:
    """Another member of the household whose file is open.

    ``follows``: on another; ``url``: their page in the register, where their name is seen; ``out_url``: where it is recorded that
    the member is no longer part of the case; ``guarded``: the whereabouts are protected, for who holds the key and reads the page.
    """

    id: UUID
    resident: UUID
    name: str
    kana: str
    age: str
    follows: bool
    url: str
    out_url: str
    guarded: bool = False


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
class StepLine:
    when: str
    who: str
    text: str
    reason: str
    said: Sequence[Said] = ()
    url: str = ""


def member(one: CaseMember, face: Face | None, *, follows: bool, guarded: bool = False) -> MemberLine:
    return MemberLine(
        one.pk,
        one.resident_id,
        face.name if face else "（世帯員）",
        face.kana if face else "",
        face.age_text if face else "",
        follows,
        address("residents:resident", one.resident_id) if face else "",
        address("cases:member-out", one.case_id, one.pk),
        guarded,
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
