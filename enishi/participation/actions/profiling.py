"""Writing with somebody what they like, can and need (強み・希望・配慮)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.access import OpenedCase, open_case
from enishi.cases.actions.stamping import stamp
from enishi.cases.rules.reasons import ENDED
from enishi.cases.terms import CaseState
from enishi.intake.actions.desk import desk
from enishi.intake.actions.once import once
from enishi.office import trail
from enishi.office.errors import Overtaken, Refused
from enishi.office.rows import put
from enishi.participation.models import Profile, ProfileLine
from enishi.participation.models.profile import CLASS_OF
from enishi.participation.terms import Side
from enishi.sharing.terms import InformationClass, Purpose

BASIC = InformationClass.BASIC.value


@dataclass(frozen=True)
class NewLine:
    """One side in the person's words, and what of it is ticked."""

    text: str = ""
    needed: Sequence[str] = ()
    cared_for: Sequence[str] = ()
    accesses: Sequence[str] = ()
    shunned: Sequence[UUID] = ()
    shunned_towns: Sequence[str] = ()


@dataclass(frozen=True)
class NewProfile:
    """How somebody wants to take part. ``lines``: only the sides that the form could show."""

    purposes: Sequence[str] = ()
    days: Sequence[int] = ()
    parts: Sequence[str] = ()
    times_a_week: int | None = None
    max_km: Decimal | None = None
    fields: Sequence[str] = ()
    waits: bool = False
    lines: Mapping[Side, NewLine] = field(default_factory=dict)


def write_profile(
    case: UUID,
    new: NewProfile,
    *,
    file: UUID,
    instead_of: UUID | None,
    by: Hat,
    at: datetime,
    submission: UUID | None = None,
) -> UUID:
    """Write down what somebody wants, can and needs. What stood before is kept, and no longer stands.

    :param instead_of: the profile that the form showed
    :returns: the id of the profile that stands now
    :raises Overtaken: when another one stands meanwhile
    """

    def write() -> UUID:
        return _write(case, new, file, instead_of, by=by, at=at)

    return once(submission, "participation.profile", write, by=by, at=at)


def _write(
    case: UUID, new: NewProfile, file: UUID, instead_of: UUID | None, *, by: Hat, at: datetime
) -> UUID:
    found = open_case(by, case, to=Purpose.SUPPORT, word="participation.profile", lock=True)
    _refuse(found, file, new.lines)
    standing = Profile.objects.filter(case=case, binder_id=file, ended_at__isnull=True)
    before = standing.first()
    if before is not None and before.pk != instead_of:
        raise Overtaken({"参加の希望": f"{timezone.localtime(before.at):%H:%M}に書き直されたもの"})
    _, membership = desk(by)
    standing.update(ended_at=at, ended_by=membership)
    waits_since = (before.waits_since if before else None) or timezone.localdate(at)
    row = Profile(
        **stamp(case, file, BASIC, by=by, at=at),
        **{name: value for name, value in vars(new).items() if name not in ("waits", "lines")},
        waits_since=waits_since if new.waits else None,
        decision_id=before.decision_id if before else None,
    )
    put([row])
    put(_lines(case, file, new.lines, by=by, at=at))
    trail.record("participation.profile_written", binders=list(dict.fromkeys([case, file])))
    return row.pk


def _refuse(found: OpenedCase, file: UUID, lines: Mapping[Side, NewLine]) -> None:
    if found.row.state == CaseState.ENDED:
        raise Refused(ENDED)
    if file not in found.files:
        raise Refused("だれについての希望かを選んでください。")
    held = found.opened.classes.get(file, 0)
    hidden = [str(side.label) for side in lines if not held & CLASS_OF[side]]
    if hidden or not held & BASIC:
        raise Refused(f"「{'」「'.join(hidden) or '参加の希望'}」の区分が見えないため、書けません。")


def _lines(
    case: UUID, file: UUID, lines: Mapping[Side, NewLine], *, by: Hat, at: datetime
) -> list[ProfileLine]:
    """The sides that changed; the one before each is ended."""
    _, membership = desk(by)
    standing = {one.side: one for one in ProfileLine.objects.filter(binder_id=file, ended_at__isnull=True)}
    rows, ended = [], []
    for side, line in lines.items():
        values = _values(line)
        before = standing.get(side)
        if before is not None and all(
            list_or(getattr(before, name)) == value for name, value in values.items()
        ):
            continue
        if before is not None:
            ended.append(before.pk)
        if any(values.values()):
            rows.append(
                ProfileLine(**stamp(case, file, CLASS_OF[side].value, by=by, at=at), side=side, **values)
            )
    if ended:
        ProfileLine.objects.filter(pk__in=ended).update(ended_at=at, ended_by=membership)
    return rows


def _values(line: NewLine) -> dict[str, Any]:
    return {name: list_or(value) for name, value in vars(line).items()}


def list_or(value: Any) -> Any:
    """A sequence as a sorted list, a text without blanks around it."""
    return value.strip() if isinstance(value, str) else sorted(value)


def shun_resource(
    case: UUID, resource: UUID, why: str, *, file: UUID, by: Hat, at: datetime, submission: UUID | None = None
) -> UUID:
    """Say that somebody must never be sent to a resource, and why. It is no candidate from now on, without a word of why.

    :returns: the id of the line that stands now
    """

    def shun() -> UUID:
        return _shun(case, resource, why, file, by=by, at=at)

    return once(submission, "participation.shun", shun, by=by, at=at)


def _shun(case: UUID, resource: UUID, why: str, file: UUID, *, by: Hat, at: datetime) -> UUID:
    found = open_case(by, case, to=Purpose.SUPPORT, word="participation.shun", lock=True)
    before = ProfileLine.objects.filter(binder_id=file, side=Side.AVOIDS, ended_at__isnull=True).first()
    line = NewLine(
        "\n".join(filter(None, [before.text if before else "", why.strip()])),
        shunned=sorted({*(before.shunned if before else ()), resource}),
        shunned_towns=before.shunned_towns if before else (),
    )
    _refuse(found, file, {Side.AVOIDS: line})
    if not why.strip():
        raise Refused("候補にしない理由を書いてください。")
    rows = _lines(case, file, {Side.AVOIDS: line}, by=by, at=at)
    put(rows)
    trail.record("participation.profile_written", binders=list(dict.fromkeys([case, file])))
    return rows[0].pk if rows or before is None else before.pk


@transaction.atomic
def use_participation(case: UUID, decision: UUID, by: Hat, at: datetime) -> UUID:
    """A meeting has decided that 参加支援 is used: the person waits from today, with what is known of their wishes.

    :returns: the id of the profile that stands now
    """
    found = open_case(by, case, to=Purpose.CONFERRING, word="participation.decided", lock=True)
    if found.row.state == CaseState.ENDED:
        raise Refused(ENDED)
    standing = Profile.objects.filter(case=case, binder_id=case, ended_at__isnull=True)
    before = standing.first()
    _, membership = desk(by)
    standing.update(ended_at=at, ended_by=membership)
    kept = ("purposes", "days", "parts", "times_a_week", "max_km", "fields")
    row = Profile(
        **stamp(case, case, BASIC, by=by, at=at),
        **({name: getattr(before, name) for name in kept} if before else {}),
        waits_since=(before.waits_since if before else None) or timezone.localdate(at),
        decision_id=decision,
    )
    put([row])
    trail.record("participation.decided", binders=[case], detail={"decision": str(decision)})
    return row.pk
