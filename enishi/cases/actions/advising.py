"""Asking the coordinator and answering (管理者への相談). Nothing of the case is opened by it but what was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.cases.access import OpenedAdvice, OpenedCase, open_advice, open_case
from enishi.cases.models import Advice, AdviceWords
from enishi.cases.queries.advisers import advisers
from enishi.cases.queries.intervals import intervals
from enishi.cases.rules import advice as rules
from enishi.cases.terms import AdviceState, AdviceWord, CaseVocabulary
from enishi.intake.actions.desk import desk
from enishi.intake.actions.entries import day
from enishi.intake.actions.once import once
from enishi.intake.queries.vocabulary import labels
from enishi.intake.rules.deadlines import due_on
from enishi.office import inbox, trail
from enishi.office.city import closing_days
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.residents.rules.reference import reference
from enishi.sharing.actions.kernel import call
from enishi.sharing.terms import InformationClass, Purpose

NO_STEP = "今は「{now}」です。この操作はできません。画面を開き直してください。"


@dataclass(frozen=True)
class NewAdvice:
    """What the lead asks, of which agency, and by when (None: the city's interval)."""

    coordinator: UUID
    question: str
    text: str
    due_on: date | None = None


def ask_for_advice(
    case: UUID, new: NewAdvice, *, by: Hat, at: datetime, submission: UUID | None = None
) -> UUID:
    """Ask the coordinator about a case that one leads (管理者に相談する).

    :returns: the question's id
    :raises Refused: with every reason
    """
    return once(submission, "case.advice_asked", lambda: _ask(case, new, by=by, at=at), by=by, at=at)


def _ask(case: UUID, new: NewAdvice, *, by: Hat, at: datetime) -> UUID:
    found = open_case(by, case, to=Purpose.SUPPORT, word="case.advice_ask", lock=True)
    due = new.due_on or _due("cases.advice_due_days", at)
    reasons = _reasons(found, new, due, at)
    if reasons:
        raise Refused(reasons)
    row = Advice(
        id=uuid4(),
        case_id=case,
        agency_id=desk(by)[0],
        asked_by=desk(by)[1],
        coordinator_id=new.coordinator,
        question=new.question,
        state=AdviceState.ASKED,
        due_on=due,
        asked_at=at,
        moved_at=at,
    )
    row.save(force_insert=True)
    _say(row, AdviceWord.QUESTION, new.text, by=by, at=at)
    trail.record(
        "case.advice_asked", binders=[case], detail={"to": str(new.coordinator), "about": new.question}
    )
    _wait_for_answer(row, at=at)
    return row.pk


def _reasons(found: OpenedCase, new: NewAdvice, due: date, at: datetime) -> list[str]:
    known = labels(CaseVocabulary.QUESTION)[CaseVocabulary.QUESTION]
    return rules.reasons_not_to_ask_for_advice(
        state=found.row.state,
        is_lead=found.is_lead,
        reachable=new.coordinator in advisers(found.id),
        question=new.question if new.question in known else "",
        text=new.text,
        open_ones=Advice.objects.filter(case=found.id, state__in=rules.OPEN).count(),
        due_on=due,
        today=day(at),
    )


@transaction.atomic
def answer_advice(
    advice: UUID, *, text: str, proposals: Sequence[str] = (), version: int, by: Hat, at: datetime
) -> None:
    """Answer, with what is proposed (回答). The lead reads it and says whether that is enough."""
    found = _held(advice, AdviceState.ANSWERED, version, by=by)
    known = labels(CaseVocabulary.PROPOSAL)[CaseVocabulary.PROPOSAL]
    if [one for one in proposals if one not in known]:
        raise Refused("提案を選び直してください。")
    _refuse_for(text, "回答を書いてください。")
    _say(found.row, AdviceWord.ANSWER, text, by=by, at=at)
    row = found.row
    row.proposals, row.answered_at = list(proposals), row.answered_at or at
    _move(row, AdviceState.ANSWERED, at=at)
    _tell_lead(row, "case.advice_answered", "管理者の回答を読んで、次の手を決めてください", at=at)


@transaction.atomic
def ask_back(advice: UUID, *, text: str, version: int, by: Hat, at: datetime) -> None:
    """Ask the lead something first (聞き返し)."""
    found = _held(advice, AdviceState.RETURNED, version, by=by)
    _refuse_for(text, "聞きたいことを書いてください。")
    _say(found.row, AdviceWord.BACK, text, by=by, at=at)
    _move(found.row, AdviceState.RETURNED, at=at)
    _tell_lead(found.row, "case.advice_returned", "管理者から聞き返しがあります。返事をしてください", at=at)


@transaction.atomic
def decline_advice(advice: UUID, *, reason: str, text: str = "", version: int, by: Hat, at: datetime) -> None:
    """Say no, with a reason (受けられない). The lead is told at once and decides what comes next."""
    found = _held(advice, AdviceState.DECLINED, version, by=by)
    if reason not in labels(CaseVocabulary.REFUSAL)[CaseVocabulary.REFUSAL]:
        raise Refused("受けられない理由を選んでください。")
    _say(found.row, AdviceWord.REFUSAL, text, by=by, at=at)
    found.row.reason_code = reason
    _move(found.row, AdviceState.DECLINED, at=at)
    _tell_lead(
        found.row, "case.advice_declined", "管理者が相談を受けられません。次の手を決めてください", at=at
    )


@transaction.atomic
def ask_on(advice: UUID, *, text: str, version: int, by: Hat, at: datetime) -> None:
    """Answer what was asked back, or go on asking (返事・続きの相談). The coordinator has the city's interval again."""
    found = _held(advice, AdviceState.ASKED, version, by=by)
    _refuse_for(text, "返事か、続きの相談を書いてください。")
    _say(found.row, AdviceWord.REPLY, text, by=by, at=at)
    found.row.due_on = max(found.row.due_on, _due("cases.advice_due_days", at))
    _move(found.row, AdviceState.ASKED, at=at)
    _wait_for_answer(found.row, at=at)


@transaction.atomic
def settle_advice(advice: UUID, *, text: str = "", version: int, by: Hat, at: datetime) -> None:
    """It helped and is done (助かった・済んだ)."""
    _close(advice, AdviceState.DONE, text, "相談が済みました", version, by=by, at=at)


@transaction.atomic
def withdraw_advice(advice: UUID, *, text: str = "", version: int, by: Hat, at: datetime) -> None:
    """Take the question back before it was answered (取り下げ)."""
    _close(advice, AdviceState.WITHDRAWN, text, "相談が取り下げられました", version, by=by, at=at)


def _close(
    advice: UUID, state: AdviceState, text: str, told: str, version: int, *, by: Hat, at: datetime
) -> None:
    found = _held(advice, state, version, by=by)
    _say(found.row, AdviceWord.THANKS, text, by=by, at=at)
    _move(found.row, state, at=at)
    row, word = found.row, f"case.advice_{state}"
    text = f"{told}（ケース {reference(row.case_id)}）"
    inbox.tell(row.coordinator_id, word, text, binder_id=row.case_id, url=f"/cases/advice/{row.pk}/", at=at)


def _held(advice: UUID, after: AdviceState, version: int, *, by: Hat) -> OpenedAdvice:
    """The question, held for a step of the hat's side.

    :raises Overtaken: when it is not the version that the form showed
    """
    found = open_advice(by, advice, word="case.advice_step", lock=True)
    if found.row.version != version:
        raise Overtaken({"状態": AdviceState(found.row.state).label})
    if not rules.may_step(found.row.state, after, found.side) or (found.case and not found.case.is_lead):
        raise Refused(NO_STEP.format(now=AdviceState(found.row.state).label))
    return found


def _move(row: Advice, state: AdviceState, *, at: datetime) -> None:
    kept = Advice.objects.filter(pk=row.pk).update(
        state=state,
        moved_at=at,
        due_on=row.due_on,
        answered_at=row.answered_at,
        proposals=row.proposals,
        reason_code=row.reason_code,
        reminded_on=None,
        escalated_on=None,
        version=row.version + 1,
    )
    if not kept:
        raise NotFound("case.advice", row.pk)
    trail.record(f"case.advice_{state}", binders=[row.case_id])


def _say(row: Advice, kind: AdviceWord, text: str, *, by: Hat, at: datetime) -> None:
    if text.strip():
        agency, membership = desk(by)
        AdviceWords(
            id=uuid4(),
            advice_id=row.pk,
            binder_id=row.case_id,
            information_class=InformationClass.BASIC.value,
            origin_id=agency,
            author_id=membership,
            at=at,
            kind=kind,
            text=text.strip(),
        ).save(force_insert=True)


def _refuse_for(text: str, missing: str) -> None:
    if reasons := rules.reasons_about_words(text, missing):
        raise Refused(reasons)


def _due(name: str, at: datetime) -> date:
    today = day(at)
    return due_on(today, intervals(on=today)[name], closing_days())


def _wait_for_answer(row: Advice, *, at: datetime) -> None:
    inbox.assign(
        row.coordinator_id,
        "case.advice",
        f"推進員の相談に答えてください（ケース {reference(row.case_id)}）",
        row.due_on,
        binder_id=row.case_id,
        url=f"/cases/advice/{row.pk}/",
        at=at,
    )


def _tell_lead(row: Advice, word: str, text: str, *, at: datetime) -> None:
    """The lead has something to do: to read it, and to decide."""
    lead = call("cases_advice_lead", row.pk)
    inbox.assign(
        UUID(str(lead)) if lead else row.agency_id,
        word,
        f"{text}（ケース {reference(row.case_id)}）",
        _due("cases.advice_reply_days", at),
        binder_id=row.case_id,
        url=f"/cases/advice/{row.pk}/",
        at=at,
    )
