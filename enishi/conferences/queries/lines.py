"""What meetings decided and what became of it: open lines put themselves on the next agenda of the case (G13)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enishi.cases.models import TeamRole
from enishi.cases.terms import TeamState
from enishi.conferences.models import Decision
from enishi.conferences.terms import ConferenceState, DecisionState

NOT_ACTED, WAITING, DECLINED, OVERDUE = "実行されていない", "回答待ち", "引き受けられなかった", "期日を過ぎた"

ANSWERED = {
    TeamState.ACCEPTED: DecisionState.ACCEPTED,
    TeamState.DECLINED: DecisionState.DECLINED,
    TeamState.CANCELLED: DecisionState.DECLINED,
    TeamState.LEFT: DecisionState.DONE,
}


@dataclass(frozen=True)
class OpenLine:
    """One line that is not settled, and why."""

    decision: Decision
    why: str


def open_lines(case: UUID, *, on: date) -> list[OpenLine]:
    """Lines of held meetings on a case that nobody has taken on, was refused, or whose day has passed. Two queries.

    What the hat sees: of the meetings that it convened, and of the items at which it is seated now.
    """
    lines = list(
        Decision.objects.filter(item__case=case)
        .exclude(state__in=[DecisionState.DONE, DecisionState.CANCELLED])
        .filter(item__conference__state__in=[ConferenceState.HELD, ConferenceState.CONFIRMED])
        .select_related("agency", "item__conference")
    )
    roles = dict(
        TeamRole.objects.filter(pk__in=[one.acted_id for one in lines if one.acted_id]).values_list(
            "pk", "state"
        )
    )
    found = (
        (one, why_open(one.state, roles.get(one.acted_id) if one.acted_id else None, one.due_on, on))
        for one in lines
    )
    return [OpenLine(one, why) for one, why in found if why]


def stands(line: Decision, role: TeamRole | None) -> tuple[str, str]:
    """Where a line stands, and the reason that was given, whose role of the team was answered on the role's own page; the line
    itself still waits there."""
    if line.state != DecisionState.ASKED or role is None:
        return line.state, line.reason_code
    state = str(ANSWERED.get(TeamState(role.state), DecisionState.ASKED))
    return state, role.reason_code if state != line.state else line.reason_code


def why_open(state: str | None, role: str | None, due_on: date, on: date) -> str:
    """Why a line is open; empty when it is on its way. A role of the team says itself how it stands."""
    if state == DecisionState.DECIDED:
        return NOT_ACTED
    if role == TeamState.LEFT:
        return ""
    if role in (TeamState.DECLINED, TeamState.CANCELLED) or state == DecisionState.DECLINED:
        return DECLINED
    if role == TeamState.ASKED or (role is None and state == DecisionState.ASKED):
        return WAITING
    return OVERDUE if due_on < on else ""
