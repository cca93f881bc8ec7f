from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.intake.access import OpenedConsultation, open_consultation, reach_consultation
from enishi.intake.actions.entries import classes_of_issues, day, stamp, write_statements
from enishi.intake.actions.once import once_as
from enishi.intake.models import Concern, Consultation, Statement
from enishi.intake.queries.vocabulary import labels
from enishi.intake.rules.reasons import LONGEST_TEXT, reasons_about_minutes, reasons_about_when
from enishi.intake.rules.receiving import NewStatement
from enishi.intake.terms import About, ConsultationState, Vocabulary
from enishi.office import trail
from enishi.office.errors import NotFound, Refused
from enishi.office.rows import together
from enishi.office.versions import bump
from enishi.residents.actions import register_resident
from enishi.residents.rules.registration import Registration
from enishi.sharing.access import open_binder
from enishi.sharing.actions import set_subject
from enishi.sharing.terms import Purpose

ONLY_HOLDER = "この相談を担当している機関だけができます。"
CLOSED = "終了した相談です。先に再開してください。"


def add_statement(
    consultation: UUID, statement: NewStatement, *, by: Hat, at: datetime, submission: UUID | None = None
) -> UUID:
    """Write down what was said or done (記載). Also the other agencies that work on it may.

    :raises Refused: without text, or when the consultation is closed
    """
    return once_as(
        submission,
        "consultation.stated",
        lambda one: _state(consultation, statement, None, by=by, at=at, as_id=one),
        by=by,
        at=at,
    )


@transaction.atomic
def correct_statement(
    consultation: UUID, replaced: UUID, statement: NewStatement, *, by: Hat, at: datetime
) -> UUID:
    """Correct a statement: a new row that names the one it replaces, which stays readable.

    :raises Refused: unless one's own agency wrote it, or when it was corrected meanwhile
    """
    return _state(consultation, statement, replaced, by=by, at=at)


def _state(
    consultation: UUID,
    statement: NewStatement,
    replaced: UUID | None,
    *,
    by: Hat,
    at: datetime,
    as_id: UUID | None = None,
) -> UUID:
    state, classes = _to_state(consultation, replaced, by)
    reasons = []
    if not statement.text.strip():
        reasons.append("内容を書いてください。")
    if len(statement.text) > LONGEST_TEXT:
        reasons.append(f"内容は{LONGEST_TEXT:,}文字までです。分けて書いてください。")
    reasons += _reasons_about_circumstances(statement, at)
    if state == ConsultationState.CLOSED and replaced is None:
        reasons.append(CLOSED)
    if not statement.information_class & classes:
        reasons.append("この区分の情報は見られないため、書けません。別の区分を選んでください。")
    if replaced is not None:
        reasons += _reasons_not_to_correct(consultation, replaced, by)
    if reasons:
        raise Refused(reasons)
    with together():
        (written,) = write_statements(
            consultation, [statement], replaces=replaced, by=by, at=at, ids=[as_id or uuid4()]
        )
        trail.record("statement.corrected" if replaced else "consultation.stated", binders=[consultation])
    return written


def _to_state(consultation: UUID, replaced: UUID | None, by: Hat) -> tuple[str, int]:
    """Its state and the classes that are open. What is corrected is read, so that is a look, at a row that is held."""
    word = "consultation.state"
    if replaced is None:
        reached = reach_consultation(by, consultation, word=word)
        return reached.state, reached.classes
    found = open_consultation(by, consultation, to=Purpose.SUPPORT, word=word, lock=True)
    return found.row.state, found.classes


def _reasons_about_circumstances(statement: NewStatement, at: datetime) -> list[str]:
    """When, with whom, how long."""
    reasons = reasons_about_when("いつのことか", statement.happened_at, at) + reasons_about_minutes(statement.minutes)
    if statement.counterpart and statement.counterpart not in labels(Vocabulary.COUNTERPART)[Vocabulary.COUNTERPART]:
        reasons.append("相手を選び直してください。")
    return reasons


def _reasons_not_to_correct(consultation: UUID, replaced: UUID, by: Hat) -> list[str]:
    row = Statement.objects.filter(pk=replaced, consultation=consultation).first()
    if row is None:
        raise NotFound("statement", replaced)
    if row.origin_id != by.agency_id:
        return ["ほかの機関の記載は直せません。気づいたことは新しい記載として書いてください。"]
    if Statement.objects.filter(replaces=replaced).exists():
        return ["この記載はすでに直されています。新しいほうを直してください。"]
    return []


@transaction.atomic
def set_concerns(
    consultation: UUID, issues: Iterable[str], worst: str, *, version: int, by: Hat, at: datetime
) -> None:
    """Set the ticked issues (課題) as the hat sees them; issues of classes that it does not see stay as they are.

    :raises Overtaken: when somebody changed the consultation meanwhile, with the issues ticked now
    """
    found = open_consultation(by, consultation, to=Purpose.SUPPORT, word="consultation.concerns", lock=True)
    wanted = list(dict.fromkeys(issues))
    classes = classes_of_issues(wanted, on=day(at))
    standing = list(Concern.objects.filter(consultation=consultation, ended_at__isnull=True))
    _check(found, wanted, worst, classes)
    bump(found.row, version, lambda: {"課題": _as_text(standing)})
    keep = {one.code for one in standing if one.code in wanted and one.worst == (one.code == worst)}
    gone = [one.pk for one in standing if one.code not in keep]
    Concern.objects.filter(pk__in=gone).update(ended_at=at)
    Concern.objects.bulk_create(
        Concern(**stamp(consultation, classes[code], by=by, at=at), code=code, worst=code == worst)
        for code in wanted
        if code not in keep
    )
    trail.record("concerns.set", binders=[consultation], detail={"count": len(wanted)})


def _check(found: OpenedConsultation, wanted: list[str], worst: str, classes: dict[str, int]) -> None:
    reasons = []
    if found.row.state == ConsultationState.CLOSED:
        reasons.append(CLOSED)
    if worst and worst not in wanted:
        reasons.append("いちばん困っていること(◎)は、選んだ課題の中から一つにしてください。")
    if any(not classes[code] & found.classes for code in wanted):
        reasons.append("見られない区分の課題は選べません。")
    if reasons:
        raise Refused(reasons)


def _as_text(standing: list[Concern]) -> str:
    names = labels(Vocabulary.ISSUE)[Vocabulary.ISSUE]
    marked = [f"{'◎' if one.worst else '○'}{names.get(one.code, one.code)}" for one in standing]
    return "、".join(marked) or "なし"


@transaction.atomic
def screen_consultation(consultation: UUID, screening: str, *, version: int, by: Hat, at: datetime) -> None:
    """Decide how it goes on (スクリーニング). May be decided anew.

    :raises Overtaken: with the result that stands now
    """
    found = open_consultation(by, consultation, to=Purpose.SUPPORT, word="consultation.screen", lock=True)
    names = labels(Vocabulary.SCREENING)[Vocabulary.SCREENING]
    reasons = []
    if screening not in names:
        reasons.append("スクリーニング結果を選んでください。")
    if found.row.state == ConsultationState.CLOSED:
        reasons.append(CLOSED)
    elif not found.is_holder:
        reasons.append(ONLY_HOLDER)
    if reasons:
        raise Refused(reasons)
    bump(
        found.row,
        version,
        lambda: {"スクリーニング結果": names.get(found.row.screening, "まだ")},
        screening=screening,
        screened_at=at,
        state=ConsultationState.ACTIVE,
    )
    trail.record("consultation.screened", binders=[consultation], detail={"result": screening})


@transaction.atomic
def identify_person(
    consultation: UUID,
    *,
    version: int,
    resident: UUID | None = None,
    registration: Registration | None = None,
    search_token: str = "",
    by: Hat,
    at: datetime,
) -> UUID:
    """Say who it is about (匿名・気になる家 → 本人が分かる): a register open to the hat, or a new one.

    :returns: the resident's id
    """
    found = open_consultation(by, consultation, to=Purpose.SUPPORT, word="consultation.identify", lock=True)
    reasons = [] if found.is_holder else [ONLY_HOLDER]
    if found.row.about == About.KNOWN:
        reasons.append("この相談の本人はすでに分かっています。")
    if not resident and not registration:
        reasons.append("本人を選ぶか、新しく登録してください。")
    if reasons:
        raise Refused(reasons)
    if resident:
        open_binder(by, resident, to=Purpose.SUPPORT, word="consultation.identify")
    elif registration:
        resident = register_resident(registration, search_token=search_token, by=by, at=at)
    assert resident is not None  # noqa: S101
    set_subject(consultation, subject=resident, by=by, at=at)
    bump(
        found.row,
        version,
        lambda: {"本人": Consultation(about=found.row.about).get_about_display()},
        about=About.KNOWN,
        resident_id=resident,
    )
    trail.record("consultation.identified", binders=[consultation, resident])
    return resident
