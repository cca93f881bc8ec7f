"""From what workers notice to what the city does about it: raise, sort, table, decide, tell what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.conferences.actions.agenda import NewItem, put_item, seat_everybody
from enishi.conferences.models import (
    AgendaItem,
    Concern,
    ConcernOrigin,
    Conference,
    Theme,
    ThemeDecision,
    ThemeItem,
    ThemeResult,
)
from enishi.conferences.rules.themes import ONLY_COORDINATOR, may_move, reasons_not_to_decide
from enishi.conferences.terms import AgendaPurpose, ConcernSource, ConferenceState, ThemeAnswer, ThemeState
from enishi.intake.actions.desk import desk
from enishi.intake.actions.entries import day
from enishi.intake.actions.once import once
from enishi.office import inbox, trail
from enishi.office.days import reasons_about_day, years
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.versions import bump, step
from enishi.sharing.access import open_binders
from enishi.sharing.terms import InformationClass, Purpose


@dataclass(frozen=True)
class NewConcern:
    """What was noticed, without a person in it. ``origin``: the consultation, referral or case it comes from."""

    source: ConcernSource
    text: str
    issue_code: str = ""
    origin: UUID | None = None


@dataclass(frozen=True)
class NewThemeDecision:
    answer: ThemeAnswer
    text: str
    agency: UUID | None = None
    due_on: date | None = None


def raise_concern(new: NewConcern, *, by: Hat, at: datetime, submission: UUID | None = None) -> UUID:
    """Raise what was noticed (課題の気づきを挙げる).

    :returns: the concern's id
    :raises Refused: without text, or about a record that is not seen
    """
    return once(submission, "theme.raised", lambda: _raise(new, by=by, at=at), by=by, at=at)


def _raise(new: NewConcern, *, by: Hat, at: datetime) -> UUID:
    agency, membership = desk(by)
    if not new.text.strip():
        raise Refused("気づいたことを書いてください。")
    if new.origin and new.origin not in open_binders(
        by, [new.origin], to=Purpose.SUPPORT, word="theme.raise", classes=InformationClass.BASIC
    ):
        raise Refused("もとの記録が見つかりません。")
    concern = Concern(
        id=uuid4(),
        source=new.source,
        text=new.text.strip(),
        issue_code=new.issue_code,
        agency_id=agency,
        raised_by=membership,
        raised_at=at,
    )
    concern.save(force_insert=True)
    if new.origin:
        ConcernOrigin(id=uuid4(), concern=concern, binder_id=new.origin).save(force_insert=True)
    trail.record("theme.raised", binders=[new.origin] if new.origin else [])
    return concern.pk


@transaction.atomic
def withdraw_concern(concern: UUID, *, by: Hat, at: datetime) -> None:
    """Take back what one's agency raised, before it is part of a theme."""
    row = _concern(concern)
    if row.agency_id != desk(by)[0]:
        raise Refused("取り下げられるのは、挙げた機関だけです。")
    if row.theme_id:
        raise Refused("もう地域の課題に入っています。多機関調整管理者に伝えてください。")
    if row.withdrawn_at:
        raise Refused("もう取り下げられています。")
    step(row, withdrawn_at=at)
    trail.record("theme.concern_withdrawn")


@transaction.atomic
def sort_concern(concern: UUID, theme: UUID | None, *, version: int, by: Hat, at: datetime) -> None:
    """Make a concern part of a theme, or (``None``) of none.

    :raises Overtaken: when somebody sorted it meanwhile
    """
    _coordinates(by)
    row = _concern(concern, lock=True)
    if row.withdrawn_at:
        raise Refused("取り下げられた気づきです。")
    bump(row, version, lambda: {"地域の課題": row.theme.title if row.theme else "（まだない）"}, theme=theme)
    if theme:
        _theme(theme)
    trail.record("theme.sorted", detail={"theme": str(theme or "")})


def open_theme(
    title: str,
    text: str,
    *,
    concerns: Iterable[UUID] = (),
    by: Hat,
    at: datetime,
    submission: UUID | None = None,
) -> UUID:
    """Open a theme (地域の課題を立てる), with concerns that belong to no theme yet."""
    chosen = list(concerns)
    return once(submission, "theme.opened", lambda: _open(title, text, chosen, by=by, at=at), by=by, at=at)


def _open(title: str, text: str, concerns: list[UUID], *, by: Hat, at: datetime) -> UUID:
    _coordinates(by)
    if not title.strip():
        raise Refused("題を書いてください。")
    theme = Theme(
        id=uuid4(), title=title.strip(), text=text.strip(), opened_by=desk(by)[1], opened_at=at, moved_at=at
    )
    theme.save(force_insert=True)
    for one in concerns:
        sort_concern(one, theme.pk, version=_concern(one).version, by=by, at=at)
    trail.record("theme.opened")
    return theme.pk


@transaction.atomic
def write_theme(theme: UUID, title: str, text: str, *, version: int, by: Hat, at: datetime) -> None:
    """Change the words of a theme.

    :raises Overtaken: with both texts, when somebody changed it meanwhile
    """
    row = _own(theme, version, by)
    if not title.strip():
        raise Refused("題を書いてください。")
    step(row, title=title.strip(), text=text.strip())
    trail.record("theme.written")


@transaction.atomic
def table_theme(theme: UUID, conference: UUID, *, version: int, by: Hat, at: datetime) -> UUID:
    """Put a theme on the agenda of a 定例会 that one has called. Whoever is invited sits there.

    :returns: the agenda item's id
    """
    row = _own(theme, version, by)
    _step(row, ThemeState.TABLED)
    who = f"{row.title}\n{row.text}".strip()
    item = put_item(conference, NewItem(AgendaPurpose.THEME, who), by=by, at=at)
    seat_everybody(item, by=by, at=at)
    held_on = Conference.objects.values_list("starts_at", flat=True).get(pk=conference)
    ThemeItem(id=uuid4(), theme=row, item_id=item, held_on=day(held_on), put_at=at).save(force_insert=True)
    _move(row, ThemeState.TABLED, at)
    trail.record("theme.tabled", binders=[conference])
    return item


@transaction.atomic
def decide_theme(theme: UUID, new: NewThemeDecision, *, version: int, by: Hat, at: datetime) -> None:
    """Record what was decided (方針), and tell everybody who raised a concern.

    :raises Refused: with every reason
    """
    row = _own(theme, version, by)
    reasons = reasons_not_to_decide(
        state=row.state,
        answer=new.answer,
        text=new.text,
        has_agency=new.agency is not None,
        has_due=new.due_on is not None,
        meets_on=_meets_on(row),
        today=day(at),
    )
    if new.answer != ThemeAnswer.DEFERRED:
        reasons += reasons_about_day("期日", new.due_on, day(at), years(day(at), 5))
    if reasons:
        raise Refused(reasons)
    deferred = new.answer == ThemeAnswer.DEFERRED
    ThemeDecision(
        id=uuid4(),
        theme=row,
        answer=new.answer,
        text=new.text.strip(),
        agency_id=None if deferred else new.agency,
        due_on=None if deferred else new.due_on,
        decided_by=desk(by)[1],
        decided_at=at,
    ).save(force_insert=True)
    _move(row, ThemeState.DECIDED, at)
    _tell(row, "theme.decided", "挙げた課題に、方針が出ました", at=at)
    trail.record("theme.decided", detail={"answer": str(new.answer)})


@transaction.atomic
def record_result(theme: UUID, text: str, *, version: int, by: Hat, at: datetime) -> None:
    """Record what came of it (結果), and tell everybody who raised a concern."""
    row = _own(theme, version, by)
    _step(row, ThemeState.DONE)
    if not text.strip():
        raise Refused("結果を書いてください。")
    ThemeResult(id=uuid4(), theme=row, text=text.strip(), told_by=desk(by)[1], told_at=at).save(
        force_insert=True
    )
    _move(row, ThemeState.DONE, at)
    _tell(row, "theme.done", "挙げた課題に、結果が出ました", at=at)
    trail.record("theme.done")


@transaction.atomic
def reopen_theme(theme: UUID, *, version: int, by: Hat, at: datetime) -> None:
    """Take a theme up again (検討に戻す); what was decided stays readable."""
    row = _own(theme, version, by)
    _step(row, ThemeState.OPEN)
    _move(row, ThemeState.OPEN, at)
    trail.record("theme.reopened")


def _meets_on(row: Theme) -> date | None:
    """On which day the 定例会 is whose agenda it stands on; None once it is off the agenda."""
    if row.state != ThemeState.TABLED:
        return None
    tabled = ThemeItem.objects.filter(theme=row).order_by("-put_at", "-pk").first()
    if tabled is None:
        return None
    item = AgendaItem.objects.filter(pk=tabled.item_id).select_related("conference").first()
    if item is None:
        return tabled.held_on
    off = item.withdrawn_at or item.conference.state == ConferenceState.CANCELLED
    return None if off else day(item.conference.starts_at)


def _own(theme: UUID, version: int, by: Hat) -> Theme:
    _coordinates(by)
    row = _theme(theme, lock=True)
    if row.version != version:
        raise Overtaken({"題": row.title, "どんな課題か": row.text, "状態": row.get_state_display()})
    return row


def _coordinates(by: Hat) -> None:
    if "coordinate" not in by.may:
        raise Refused(ONLY_COORDINATOR)


def _step(row: Theme, after: ThemeState) -> None:
    if not may_move(row.state, after):
        raise Refused(f"いまは「{row.get_state_display()}」のため、「{after.label}」にはできません。")


def _move(row: Theme, state: ThemeState, at: datetime) -> None:
    step(row, state=state, moved_at=at)


def _tell(row: Theme, word: str, text: str, *, at: datetime) -> None:
    raised = Concern.objects.filter(theme=row, withdrawn_at__isnull=True).order_by("raised_by")
    for membership in raised.values_list("raised_by", flat=True).distinct():
        inbox.tell(membership, word, text, url=f"/conferences/themes/{row.pk}/", at=at)


def _concern(concern: UUID, *, lock: bool = False) -> Concern:
    return _found(Concern, concern, "theme.concern", lock)  # type: ignore[no-any-return]


def _theme(theme: UUID, *, lock: bool = False) -> Theme:
    return _found(Theme, theme, "theme.open", lock)  # type: ignore[no-any-return]


def _found(model: Any, one: UUID, word: str, lock: bool) -> Any:
    rows = model.objects.select_for_update() if lock else model.objects
    row = rows.filter(pk=one).first()
    if row is None:
        raise NotFound(word, one)
    return row
