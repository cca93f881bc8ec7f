"""Filling in the sheet that the team shares (アセスメント): every agency its own answers, who leads confirms."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.cases.access import OpenedCase, open_case
from enishi.cases.actions.stamping import stamp
from enishi.cases.models import Assessment, AssessmentAnswer
from enishi.cases.queries.answers import (
    Standing,
    Vocabularies,
    rows_of,
    standing,
    value_of,
    values,
    vocabularies,
)
from enishi.cases.rules.assessment import (
    EMPTY,
    Value,
    by_class,
    reasons_about_value,
    reasons_not_to_confirm,
    reasons_not_to_fill,
)
from enishi.cases.sheets import Item, Sheet, sheet, sheets
from enishi.cases.terms import AssessmentState
from enishi.intake.actions.desk import desk
from enishi.intake.actions.entries import day
from enishi.intake.actions.once import once
from enishi.office import trail
from enishi.office.errors import NotFound, On, Overtaken, Refused
from enishi.office.versions import step
from enishi.sharing.terms import Purpose

INTAKE = "intake_assessment"


def begin_assessment(
    case: UUID,
    code: str = INTAKE,
    *,
    file: UUID | None = None,
    by: Hat,
    at: datetime,
    submission: UUID | None = None,
) -> UUID:
    """Begin to fill in a sheet about the person of a case, or about a member (``file``). Earlier answers go on.

    :returns: the assessment's id
    :raises Refused: in an ended case, or when one is being filled in already
    """
    return once(
        submission, "assessment.begun", lambda: _begin(case, code, file or case, by=by, at=at), by=by, at=at
    )


def _begin(case: UUID, code: str, file: UUID, *, by: Hat, at: datetime) -> UUID:
    found = open_case(by, case, to=Purpose.SUPPORT, word="assessment.begin")
    agency, membership = desk(by)
    reasons = reasons_not_to_fill(case_state=found.row.state, state=AssessmentState.DRAFT)
    if file not in found.files:
        reasons.append("だれのアセスメントかを選び直してください。")
    elif Assessment.objects.filter(binder_id=file, sheet=code, state=AssessmentState.DRAFT).exists():
        reasons.append("記入中のアセスメントがあります。そこに続けて記入してください。")
    if not any(known == code for known, _ in sheets()):
        reasons.append("様式を選び直してください。")
    if reasons:
        raise Refused(reasons)
    row = Assessment(
        id=uuid4(),
        case_id=case,
        binder_id=file,
        sheet=code,
        sheet_version=sheet(code).version,
        state=AssessmentState.DRAFT,
        agency_id=agency,
        begun_by=membership,
        begun_at=at,
    )
    row.save(force_insert=True)
    trail.record("assessment.begun", binders=list(dict.fromkeys([case, file])), detail={"sheet": code})
    return row.pk


@transaction.atomic
def answer_items(
    assessment: UUID, answers: Mapping[str, Value], *, version: int, by: Hat, at: datetime
) -> int:
    """Answer items, as many as the form has. Only what changed is written; the old answer stays readable.

    Two agencies may write at once into different items. Ticks of a class that the hat does not see stay as they are.

    :param answers: item → what it says now
    :param version: the assessment's version that the form showed
    :returns: how many answers were written
    :raises Overtaken: when somebody changed one of these items meanwhile, with what stands there now
    """
    found, row = _open(assessment, word="assessment.answer", by=by)
    form, today = sheet(row.sheet, row.sheet_version), day(at)
    lists = vocabularies(form, on=today)
    now = standing(rows_of(row.case_id, row.binder_id, row.sheet))
    seen = found.opened.classes.get(row.binder_id, 0)
    reasons = reasons_not_to_fill(case_state=found.row.state, state=row.state)
    items = []
    for code, value in answers.items():
        item = form.item(code)
        if item is None or item not in form.filled:
            reasons.append("様式にない項目です。画面を開き直してください。")
            continue
        items.append((item, value))
        allowed = {*lists.of(item), *(one for key, old in now.items() if key[0] == code for one in old.codes)}
        reasons += reasons_about_value(item, value, allowed, today)
    pieces = list(_pieces(items, lists, now, seen, reasons))
    if reasons:
        raise Refused(reasons)
    changed = _changed(now, row, version)
    _refuse_overtaken(form, lists, [one for one in items if one[0].code in changed], now)
    for item, information_class, piece in pieces:
        old = now.get((item.code, information_class))
        AssessmentAnswer(
            **stamp(row.case_id, row.binder_id, information_class, by=by, at=at),
            assessment_id=row.pk,
            edition=row.version + 1,
            item=item.code,
            codes=list(piece.codes),
            number=piece.number,
            day=piece.day,
            text=piece.text.strip(),
            replaces_id=old.pk if old else None,
        ).save(force_insert=True)
    if pieces:
        step(row)
        binders = list(dict.fromkeys([row.case_id, row.binder_id]))
        trail.record(
            "assessment.answered", binders=binders, detail={"assessment": str(row.pk), "items": len(pieces)}
        )
    return len(pieces)


def _pieces(
    items: list[tuple[Item, Value]], lists: Vocabularies, now: Standing, seen: int, reasons: list[str]
) -> Iterator[tuple[Item, int, Value]]:
    """What is not yet so, for each item and class that the hat sees; a tick beyond that is a reason."""
    for item, value in items:
        known = {
            code: row.information_class
            for key, row in now.items()
            if key[0] == item.code
            for code in row.codes
        }
        for information_class, piece in by_class(item, value, {**known, **lists.of(item)}).items():
            if not information_class & seen:
                if not piece.is_empty:
                    unseen = f"{item.label}: この区分の情報は見られないため、書けません。"
                    reasons.append(On(f"a-{item.code}", unseen))
                continue
            old = now.get((item.code, information_class))
            before = value_of(old) if old else EMPTY
            if _plain(before) != _plain(piece):
                yield item, information_class, piece


def _plain(value: Value) -> Value:
    number = None if value.number is None else value.number.quantize(Decimal("0.01"))
    return Value(tuple(sorted(value.codes)), number, value.day, value.text.strip())


def _changed(now: Standing, row: Assessment, version: int) -> set[str]:
    """The items that were written into after the form was opened."""
    return {code for (code, _), one in now.items() if one.assessment_id == row.pk and one.edition > version}


def _refuse_overtaken(
    form: Sheet, lists: Vocabularies, items: list[tuple[Item, Value]], now: Standing
) -> None:
    stands = values(form, now)
    theirs = {
        item.label: lists.text(item, stands.get(item.code, EMPTY))
        for item, value in items
        if _plain(stands.get(item.code, EMPTY)) != _plain(value)
    }
    if theirs:
        raise Overtaken(theirs)


@transaction.atomic
def confirm_assessment(assessment: UUID, *, version: int, by: Hat, at: datetime) -> None:
    """Confirm what stands in the sheet (確定): from now on it is what stood on this day. Who leads does so.

    :raises Overtaken: when somebody wrote into it meanwhile
    """
    found, row = _open(assessment, word="assessment.confirm", by=by)
    now = standing(rows_of(row.case_id, row.binder_id, row.sheet))
    form = sheet(row.sheet, row.sheet_version)
    reasons = reasons_not_to_confirm(
        case_state=found.row.state, state=row.state, is_lead=found.is_lead, answered=len(values(form, now))
    )
    if reasons:
        raise Refused(reasons)
    if row.version != version:
        lists, stands, changed = (
            vocabularies(form, on=day(at)),
            values(form, now),
            _changed(now, row, version),
        )
        raise Overtaken(
            {
                item.label: lists.text(item, stands.get(item.code, EMPTY))
                for item in form.filled
                if item.code in changed
            }
        )
    step(row, state=AssessmentState.CONFIRMED, confirmed_at=at, confirmed_by=desk(by)[1])
    trail.record(
        "assessment.confirmed",
        binders=list(dict.fromkeys([row.case_id, row.binder_id])),
        detail={"assessment": str(row.pk)},
    )


def _open(assessment: UUID, *, word: str, by: Hat) -> tuple[OpenedCase, Assessment]:
    known = Assessment.objects.filter(pk=assessment).first()
    if known is None:
        raise NotFound("assessment", assessment)
    found = open_case(by, known.case_id, to=Purpose.SUPPORT, word=word)
    if known.binder_id not in found.files:
        raise NotFound("assessment", assessment)
    return found, Assessment.objects.select_for_update().get(pk=assessment)
