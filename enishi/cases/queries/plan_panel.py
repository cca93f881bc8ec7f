"""Assessment, plan and monitoring on the page of a case: a line each, and what of them stands in the case's timeline."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from enishi.cases.queries.history import History
from enishi.cases.queries.parts import Said, StepLine, day_text
from enishi.cases.rules.planning import IN_PREPARATION, RUNNING
from enishi.cases.terms import AssessmentState, EvaluationResult, MeetingKind, PlanKind, PlanState
from enishi.intake.queries.listing import how_late, long_time, short_day, short_time
from enishi.office.addresses import address

TONES = {PlanState.PROPOSED: "warn", PlanState.AHEAD: "warn", PlanState.DECIDED: "good"}


@dataclass(frozen=True)
class PlanLine:
    """A version that is being prepared or by which support is given; or the last one."""

    url: str
    label: str
    state: str
    tone: str
    more: str
    due: str = ""
    late: str = ""
    late_tone: str = ""
    look_url: str = ""
    goals: str = ""


@dataclass(frozen=True)
class Panels:
    assessment: str
    assessment_url: str
    assessment_draft: bool
    plans: Sequence[PlanLine]
    evaluation: str
    evaluation_url: str
    over: bool = False
    """no plan is prepared or supported by any more"""


def panels(told: History, files: Mapping[UUID, str], today: date, *, leads: bool, rests: bool = False) -> Panels:
    """What the page says in one line each.

    :param rests: nobody takes a step of a plan now (中断), so none is late
    """
    sheets = [one for one in told.of("assessment") if one["binder_id"] in files]
    newest = sheets[0] if sheets else None
    judged = next((one for one in told.of("look") if one["result"]), None)
    return Panels(
        _assessed(newest) if newest else "",
        address("cases:assessment", newest["id"]) if newest else "",
        any(one["state"] == AssessmentState.DRAFT for one in sheets),
        [_plan(one, today, leads=leads, rests=rests) for one in _goes_on(told.of("plan"))],
        f"{EvaluationResult(judged['result']).label}（第{judged['number']}回・{short_time(judged['at'])}）"
        if judged
        else "",
        address("cases:plan", judged["plan_id"]) + "#evaluation" if judged else "",
        not any(_is_on(one) for one in told.of("plan")),
    )


def _goes_on(plans: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Those that are prepared or supported by; where there is none, the one that was the last."""
    return [one for one in plans if _is_on(one)] or plans[:1]


def _is_on(one: Mapping[str, Any]) -> bool:
    return one["state"] in IN_PREPARATION or one["state"] in RUNNING


def _assessed(one: Mapping[str, Any]) -> str:
    when = short_time(one["confirmed_at"] or one["begun_at"])
    return f"{AssessmentState(one['state']).label} {when} {one['agency']}"


def _plan(one: Mapping[str, Any], today: date, *, leads: bool, rests: bool) -> PlanLine:
    state, runs = PlanState(one["state"]), one["state"] in RUNNING
    late, tone = how_late(one["monitor_on"], today) if runs and not rests else ("中断中", "plain") if runs else ("", "")
    more = f"決定 {short_day(one['decided_on'])}" if one["decided_on"] else ""
    if state == PlanState.AHEAD:
        more = f"事後了承 {short_day(one['approve_by'])}まで"
    return PlanLine(
        url=address("cases:plan", one["id"]),
        label=f"第{one['number']}回 {PlanKind(one['kind']).label}",
        state=str(state.label),
        tone=TONES.get(state, "neutral"),
        more=more,
        due=day_text(one["monitor_on"]) if runs else "",
        late=late,
        late_tone=tone,
        look_url=address("cases:plan-monitor", one["id"]) if runs and leads and not rests else "",
        goals="目標{}件のうち{}件達成".format(*one["reached"]) if runs and one["reached"][0] else "",
    )


def events(told: History, files: Collection[UUID]) -> list[tuple[datetime, StepLine]]:
    """What of sheets and plans stands in the case's timeline, each with where it leads."""
    return [*_of_sheets(told, files), *_of_plans(told), *_of_looks(told)]


Event = tuple[datetime, StepLine]


def _line(
    at: datetime, one: Mapping[str, Any], text: str, url: str, *, more: str = "", said: Sequence[Said] = ()
) -> Event:
    return at, StepLine(long_time(at), f"{one['agency']} {one['person']}", text, more, said, url)


def _of_sheets(told: History, files: Collection[UUID]) -> Iterator[Event]:
    for one in told.of("assessment"):
        if one["binder_id"] in files:
            done = one["confirmed_at"]
            said = "アセスメントを確定" if done else "アセスメントを開始"
            yield _line(done or one["begun_at"], one, said, address("cases:assessment", one["id"]))


def _of_plans(told: History) -> Iterator[Event]:
    for one in told.of("plan"):
        url, name = address("cases:plan", one["id"]), f"プラン第{one['number']}回"
        said = [Said("", "", word["text"]) for word in told.words(one["id"])]
        state = PlanState(one["state"])
        if state == PlanState.DRAFT:
            yield _line(one["made_at"], one, f"{name}：作りはじめた", url, said=said)
            continue
        more = ""
        if one["meeting_on"] and state == PlanState.DECIDED:
            more = f"{MeetingKind(one['meeting_kind']).label} {short_day(one['meeting_on'])}"
        elif one["decided_on"]:
            more = f"{short_day(one['decided_on'])}に支援決定"
        yield _line(one["moved_at"], one, f"{name}：{state.label}", url, more=more, said=said)


def _of_looks(told: History) -> Iterator[Event]:
    for one in told.of("look"):
        url, name = address("cases:plan", one["plan_id"]), f"プラン第{one['number']}回"
        if one["result"]:
            said = f"{name}：評価「{EvaluationResult(one['result']).label}」"
            yield _line(one["at"], one, said, f"{url}#evaluation")
        else:
            yield _line(
                one["at"], one, f"{name}：進捗確認", f"{url}#looks", more=f"次回 {short_day(one['next_on'])}"
            )
