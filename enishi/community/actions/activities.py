"""Verbs on what happens: activities, their sessions with counts, exchanges, needs seen, events, what agencies can do."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import models, transaction
from django.utils.timezone import localdate

from enishi.agencies.hats import Hat
from enishi.community.actions.tending import may_tend
from enishi.community.city_settings import VERIFY
from enishi.community.models import Activity, Attendance, Capability, Exchange, Happening, PlaceNeed, Session
from enishi.community.rules.attendance import faults_of_counts
from enishi.community.terms import AgeBand, NeedState
from enishi.office import trail
from enishi.office.city import setting
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.submissions import once

Kept = TypeVar("Kept", Activity, Exchange, PlaceNeed, Happening, Capability)


def add_activity(values: Mapping[str, Any], *, by: Hat | None, at: datetime, key: UUID | None = None) -> UUID:
    """Register something that is held again and again."""
    return _made(Activity(**values), "activity.made", by, at, key)


def change_activity(
    activity_id: UUID, values: Mapping[str, Any], *, version: int | None = None, by: Hat | None, at: datetime
) -> list[str]:
    """:raises Overtaken: somebody changed it since the form was opened"""
    return _put(Activity, activity_id, values, version, "activity.changed", by)


@transaction.atomic
def record_session(
    activity_id: UUID,
    *,
    held_on: date,
    people: Mapping[str, int],
    part: str = "",
    helpers: int = 0,
    cancelled: bool = False,
    note: str = "",
    by: Hat | None,
    at: datetime,
) -> UUID:
    """Keep one time an activity was held: how many of which age, never who. The same day again corrects it.

    :raises Refused: a day to come, people at a session that was called off
    """
    may_tend(by)
    if Activity.objects.select_for_update().filter(pk=activity_id).first() is None:
        raise NotFound("activity", activity_id)
    counted = {band: number for band, number in people.items() if number}
    faults = faults_of_counts(people, cancelled=cancelled)
    if held_on > localdate(at) and not cancelled:
        faults.append("これからの日は、まだ記録できません。")
    if strange := set(people) - set(AgeBand.values):
        raise TypeError(f"no such ages: {sorted(strange)}")
    if faults:
        raise Refused(faults)
    session = Session.objects.filter(activity_id=activity_id, held_on=held_on, part=part).first()
    session = session or Session(activity_id=activity_id, held_on=held_on, part=part, version=0)
    session.helpers, session.cancelled, session.note = 0 if cancelled else helpers, cancelled, note
    session.recorded_by, session.recorded_at = by.membership_id if by else None, at
    session.version += 1
    session.save()
    session.counts.all().delete()  # type: ignore[attr-defined]
    Attendance.objects.bulk_create(
        Attendance(session=session, age_band=band, people=number) for band, number in sorted(counted.items())
    )
    trail.record("session.recorded", detail={"session": str(session.pk), "people": sum(counted.values())})
    return session.pk


def record_exchange(
    values: Mapping[str, Any], *, by: Hat | None, at: datetime, key: UUID | None = None
) -> UUID:
    """Keep what the programmes of 地域づくり talked about and agreed when they met."""
    return _made(
        Exchange(recorded_by=by.membership_id if by else None, **values), "exchange.made", by, at, key
    )


def raise_need(values: Mapping[str, Any], *, by: Hat | None, at: datetime, key: UUID | None = None) -> UUID:
    """Tell of a need that shows in a place, without anybody's name."""
    return _made(
        PlaceNeed(raised_by=by.membership_id if by else None, raised_at=at, **values),
        "place_need.raised",
        by,
        at,
        key,
    )


@transaction.atomic
def answer_need(
    need_id: UUID, *, state: str, answer: str, version: int | None = None, by: Hat | None, at: datetime
) -> None:
    """Say what came of a need.

    :raises Refused: an answer without words
    """
    may_tend(by)
    if state not in NeedState.values:
        raise TypeError(f"no such state: {state}")
    if state != NeedState.OPEN and not answer.strip():
        raise Refused("どうなったかを書いてください。")
    _put(PlaceNeed, need_id, {"state": state, "answer": answer}, version, "place_need.answered", by)


def record_happening(
    values: Mapping[str, Any], *, by: Hat | None, at: datetime, key: UUID | None = None
) -> UUID:
    """Keep an event or a training; how many came is written afterwards."""
    return _made(Happening(**values), "happening.made", by, at, key)


def change_happening(
    happening_id: UUID, values: Mapping[str, Any], *, version: int | None = None, by: Hat | None, at: datetime
) -> list[str]:
    """:raises Overtaken: somebody changed it since the form was opened"""
    return _put(Happening, happening_id, values, version, "happening.made", by)


def add_capability(
    values: Mapping[str, Any], *, by: Hat | None, at: datetime, key: UUID | None = None
) -> UUID:
    """Tell what an agency can do; whoever tells it has confirmed it today."""
    one = Capability(**values)
    _confirmed(one, by, at)
    return _made(one, "capability.made", by, at, key)


def change_capability(
    capability_id: UUID,
    values: Mapping[str, Any],
    *,
    version: int | None = None,
    by: Hat | None,
    at: datetime,
) -> list[str]:
    """:raises Overtaken: somebody changed it since the form was opened"""
    return _put(Capability, capability_id, values, version, "capability.made", by)


@transaction.atomic
def confirm_capability(capability_id: UUID, *, by: Hat, at: datetime) -> None:
    """It is still so."""
    may_tend(by)
    one = Capability.objects.select_for_update().filter(pk=capability_id).first()
    if one is None:
        raise NotFound("capability", capability_id)
    _confirmed(one, by, at)
    one.version += 1
    one.save()
    trail.record("capability.confirmed", detail={"capability": str(capability_id)})


def _confirmed(one: Capability, by: Hat | None, at: datetime) -> None:
    today = localdate(at)
    one.confirmed_on, one.verify_by = today, today + timedelta(days=setting(VERIFY.name, on=today))
    one.confirmed_name = (f"{by.agency_name} {by.staff_name}" if by else "サーバーの端末")[:200]


def _made(one: models.Model, word: str, by: Hat | None, at: datetime, key: UUID | None) -> UUID:
    may_tend(by)
    if not str(getattr(one, "name", "") or getattr(one, "title", "") or getattr(one, "what", "")).strip():
        raise Refused("名称を入れてください。")
    one.pk = uuid4()
    with once(key, word, by.membership_id if by else None, at=at, answer=str(one.pk)) as first:
        if not first:
            return UUID(first.answer)
        one.save(force_insert=True)
        trail.record(word, detail={"id": str(one.pk)})
    return UUID(str(one.pk))


@transaction.atomic
def _put(
    model: type[Kept], pk: UUID, values: Mapping[str, Any], version: int | None, word: str, by: Hat | None
) -> list[str]:
    may_tend(by)
    one = model._default_manager.select_for_update().filter(pk=pk).first()
    if one is None:
        raise NotFound(word.split(".")[0], pk)
    changed = [name for name, value in values.items() if getattr(one, name) != value]
    if not changed:
        return []
    if version is not None and version != one.version:
        raise Overtaken({name: str(getattr(one, name) or "") for name in changed})
    for name in changed:
        setattr(one, name, values[name])
    one.version += 1
    one.save()
    trail.record(word, detail={"id": str(pk), "fields": sorted(changed)})
    return changed
