"""What a meeting decided acts: each line in a transaction of its own, so that one refusal holds nothing else back."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.cases import actions as cases
from enishi.cases.access import OpenedCase, open_case
from enishi.cases.models import TeamRole
from enishi.cases.terms import CaseState, CaseVocabulary, TeamState
from enishi.conferences import hooks
from enishi.conferences.access import OpenedItem, open_conference
from enishi.conferences.actions.deciding import opened_line, say
from enishi.conferences.models import Decision, DecisionWords, Seat
from enishi.conferences.queries.intervals import intervals
from enishi.conferences.rules.reasons import ONLY_CONVENER
from enishi.conferences.terms import ConferenceState, DecisionKind, DecisionState, WordsKind
from enishi.intake.actions.entries import day
from enishi.intake.queries.vocabulary import labels
from enishi.intake.rules.deadlines import due_on
from enishi.office import inbox, trail
from enishi.office.city import closing_days
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.residents.rules.reference import reference
from enishi.sharing.terms import InformationClass, Purpose

NOT_TICKED = (
    "終結は、3つの確認と最初の見守りの日を入れて実行します。「終結の判断」の行を開いて、「終結する」を押してください。"
)
CHANGED = "決定のもとになったケースやプランが変わっています。ケースのページで確かめてください。"


def enact_all(conference: UUID, *, by: Hat, at: datetime) -> dict[UUID, list[str]]:
    """Let every line of a meeting act that has not yet (決定を実行する).

    :returns: line → why it did not act; empty when all did
    """
    open_conference(by, conference, word="conference.enact")
    refused: dict[UUID, list[str]] = {}
    lines = Decision.objects.filter(item__conference=conference, state=DecisionState.DECIDED)
    for line in lines.order_by("decided_at", "id").values_list("pk", flat=True):
        try:
            enact(line, by=by, at=at)
        except Refused as reasons:
            refused[line] = list(reasons.reasons)
        except (NotFound, Overtaken):
            refused[line] = [CHANGED]
    return refused


@transaction.atomic
def enact(line: UUID, *, closing: cases.NewClosing | None = None, by: Hat, at: datetime) -> None:
    """Let one line act: ask for the role, adopt the plan, move the case. Only after the meeting was held.

    :param closing: for 終結: what is ticked and said as in closing by hand; it is never taken as given
    :raises Refused: with the reasons of the verb that it calls
    """
    row, found = opened_line(line, by=by, word="conference.enact")
    if not found.conference.convenes:
        raise Refused(ONLY_CONVENER)
    if found.conference.row.state not in (ConferenceState.HELD, ConferenceState.CONFIRMED):
        raise Refused("会議が開催されてから実行できます。")
    if row.state != DecisionState.DECIDED:
        raise Refused("この決定は、もう実行されています。")
    if row.kind == DecisionKind.CLOSE:
        acted, state = _close(found, closing, by, at)
    else:
        acted, state = ACTS[DecisionKind(row.kind)](row, found, by, at)
    Decision.objects.filter(pk=line).update(state=state, acted_at=at, acted_id=acted, version=row.version + 1)
    trail.record(
        "conference.enacted", binders=[row.item_id], detail={"line": str(line), "kind": str(row.kind)}
    )


Acted = tuple[UUID | None, DecisionState]


def _assign(row: Decision, found: OpenedItem, by: Hat, at: datetime) -> Acted:
    """A role: of the team by the person's consent; without consent a task to the person seated (of the office
    that convened, else to who did: the others know of no item), and the case stays shut."""
    if found.conference.needs.needs_consent and row.agency_id != by.agency_id and found.row.case_id:
        seat = Seat.objects.filter(item=found.id, member=row.member_id, ended_at__isnull=True).first()
        if seat is None:
            raise Refused("この機関は、もう議題に参加していません。同意を確かめて、役割を依頼してください。")
        case = open_case(by, found.row.case_id, to=Purpose.CONFERRING, word="conference.enact")
        what = DecisionWords.objects.filter(decision=row, kind=WordsKind.WHAT).first()
        new = cases.NewRole(
            agency=row.agency_id,
            duty=row.duty or "participation",
            text=what.text if what else "",
            classes=seat.classes & case.classes & ~InformationClass.INFORMANT,
            consent=seat.consent_id,
        )
        return cases.ask_to_join(found.row.case_id, new, by=by, at=at), DecisionState.ASKED
    holder = row.member.membership_id if row.member else found.conference.row.convened_by_id
    today = day(at)
    task = inbox.assign(
        holder,
        "conference.role",
        f"会議で決まった役割に回答してください（議題 {reference(found.id)}）",
        due_on(today, intervals(on=today)["conferences.line_due_days"], closing_days()),
        binder_id=found.id,
        url=f"/conferences/items/{found.id}/lines/{row.pk}/",
        at=at,
    )
    return task, DecisionState.ASKED


def _adopt(row: Decision, found: OpenedItem, by: Hat, at: datetime) -> Acted:
    if row.about_id is None or found.row.case_id is None:
        raise Refused("どのプランを決定したかを選んでください。")
    adopted = next(hooks.adopt_plan.ask(found.row.case_id, row.about_id, row.pk, by, at), None)
    if adopted is None:
        raise Refused("プランの決定を記録する部屋が、まだつながっていません。")
    return adopted, DecisionState.DONE


def _participate(row: Decision, found: OpenedItem, by: Hat, at: datetime) -> Acted:
    if found.row.case_id:
        for used in hooks.use_participation.ask(found.row.case_id, row.pk, by, at):
            return used, DecisionState.DONE
    return _assign(row, found, by, at)


def _move(row: Decision, found: OpenedItem, by: Hat, at: datetime) -> Acted:
    case = _case(found, by)
    cases.move_case(case.id, CaseState(row.case_state), version=case.row.version, by=by, at=at)
    return None, DecisionState.DONE


def _suspend(row: Decision, found: OpenedItem, by: Hat, at: datetime) -> Acted:
    case = _case(found, by)
    cases.suspend_case(
        case.id, reason=row.reason_code, next_on=row.due_on, version=case.row.version, by=by, at=at
    )
    return None, DecisionState.DONE


def _close(found: OpenedItem, new: cases.NewClosing | None, by: Hat, at: datetime) -> Acted:
    """Closing, by who leads afterwards. Where that agency has closed the case by hand, the decision is done."""
    case = _case(found, by)
    if case.row.state != CaseState.WATCHING:
        if new is None:
            raise Refused(NOT_TICKED)
        cases.close_case(case.id, new, version=case.row.version, by=by, at=at)
    return None, DecisionState.DONE


def _case(found: OpenedItem, by: Hat) -> OpenedCase:
    if found.row.case_id is None:
        raise Refused("どのケースについての議題かが分かりません。")
    return open_case(by, found.row.case_id, to=Purpose.CONFERRING, word="conference.enact", lock=True)


ACTS: dict[DecisionKind, Callable[[Decision, OpenedItem, Hat, datetime], Acted]] = {
    DecisionKind.ROLE: _assign,
    DecisionKind.OTHER: _assign,
    DecisionKind.ADOPT_PLAN: _adopt,
    DecisionKind.PARTICIPATION: _participate,
    DecisionKind.MOVE: _move,
    DecisionKind.SUSPEND: _suspend,
}


@transaction.atomic
def answer_line(line: UUID, *, accept: bool, reason: str = "", text: str = "", by: Hat, at: datetime) -> None:
    """Take a role on, or refuse it with a reason (引き受ける・引き受けられない): the agency itself. Its role card follows."""
    row, _ = opened_line(line, by=by, word="conference.answer_line")
    reasons = []
    if row.agency_id != by.agency_id or "answer" not in by.may:
        reasons.append("役割を決められた機関だけが回答できます。")
    if row.state != DecisionState.ASKED:
        reasons.append("この役割は、回答を待っていません。画面を開き直してください。")
    if not accept and reason not in labels(CaseVocabulary.DECLINE)[CaseVocabulary.DECLINE]:
        reasons.append("引き受けられない理由を選んでください。")
    if reasons:
        raise Refused(reasons)
    role = TeamRole.objects.filter(pk=row.acted_id).first() if row.acted_id else None
    if role and accept:
        cases.accept_role(role.pk, version=role.version, by=by, at=at)
    elif role:
        cases.decline_role(role.pk, reason=reason, text=text, version=role.version, by=by, at=at)
    say(row, WordsKind.ANSWER, text, by=by, at=at)
    Decision.objects.filter(pk=line).update(
        state=DecisionState.ACCEPTED if accept else DecisionState.DECLINED,
        reason_code=row.reason_code if accept else reason,
        answered_at=at,
        version=row.version + 1,
    )
    inbox.finish_tasks(row.item_id, "conference.role", by=by.membership_id, at=at)
    trail.record(
        "conference.line_answered", binders=[row.item_id], detail={"line": str(line), "accept": accept}
    )


@transaction.atomic
def finish_line(line: UUID, *, text: str = "", by: Hat, at: datetime) -> None:
    """Say that a line is done (実施済みにする): the agency, or the one that convened."""
    row, found = opened_line(line, by=by, word="conference.finish_line")
    if row.agency_id != by.agency_id and not found.convenes:
        raise Refused("役割を引き受けた機関と、会議を招集した機関だけができます。")
    if row.state == DecisionState.ASKED and row.agency_id == by.agency_id and _taken_on(row):
        Decision.objects.filter(pk=line).update(state=DecisionState.ACCEPTED, answered_at=at)
    elif row.state != DecisionState.ACCEPTED:
        raise Refused("引き受けられた役割だけを、実施済みにできます。")
    say(row, WordsKind.ANSWER, text, by=by, at=at)
    Decision.objects.filter(pk=line).update(state=DecisionState.DONE, version=row.version + 1)
    trail.record("conference.line_done", binders=[row.item_id], detail={"line": str(line)})


def _taken_on(row: Decision) -> bool:
    """Whether the role of the team was accepted on its own page."""
    if row.acted_id is None:
        return False
    return TeamRole.objects.filter(pk=row.acted_id, state=TeamState.ACCEPTED).exists()
