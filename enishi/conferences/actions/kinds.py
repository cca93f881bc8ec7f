"""The kinds of meeting as a city names them: a new version from a coming day, an end, a sentence that was confirmed."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.terms import AgencyKind
from enishi.conferences.models import ConferenceKind
from enishi.office import trail
from enishi.office.errors import NotFound, Overtaken, Refused


@dataclass(frozen=True)
class NewVersion:
    """What a city may say of a kind of meeting. Consent, decision, pledge and who convenes are the law's."""

    label: str
    secrecy: str
    penalty: str
    excluded_agencies: tuple[str, ...]
    source: str
    unverified: bool
    starts_on: date | None


@transaction.atomic
def change_kind(code: str, new: NewVersion, *, instead_of: uuid.UUID, by: Hat, at: datetime) -> uuid.UUID:
    """A new version of a kind, from a coming day on; meetings convened before keep the version they were convened under.

    With another text of secrecy everybody pledges anew.

    :param instead_of: the version that the form showed
    :raises Refused: with every reason
    :raises Overtaken: another version came meanwhile
    """
    before = latest_kind(code, by, lock=True)
    if before.pk != instead_of:
        raise Overtaken({"会議の種類": f"{before.label}（{before.starts_on}から）"})
    today = timezone.localdate(at)
    if reasons := _reasons(before, new, today):
        raise Refused(reasons)
    starts_on = new.starts_on or today
    ConferenceKind.objects.filter(pk=before.pk).update(ends_on=starts_on)
    row = ConferenceKind(**_kept(before), id=uuid.uuid4(), ends_on=None)
    for name in ("label", "secrecy", "penalty", "source"):
        setattr(row, name, getattr(new, name).strip())
    row.excluded_agencies = sorted({*before.excluded_agencies, *new.excluded_agencies})
    row.unverified, row.starts_on = new.unverified, starts_on
    if before.needs_pledge and (row.secrecy, row.penalty) != (before.secrecy, before.penalty):
        row.pledge_version = f"{before.pledge_version.split('@')[0]}@{starts_on.isoformat()}"[:40]
    row.save(force_insert=True)
    trail.record("conference_kind.changed", detail={"code": code, "from": starts_on.isoformat()})
    return row.pk


def _kept(before: ConferenceKind) -> dict[str, object]:
    names = [one.attname for one in ConferenceKind._meta.concrete_fields if one.attname not in ("id", "ends_on")]
    return {name: getattr(before, name) for name in names}


def _reasons(before: ConferenceKind, new: NewVersion, today: date) -> list[str]:
    found = []
    if before.ends_on is not None:
        found.append("この種類は、もう終わることになっています。")
    if not new.label.strip():
        found.append("市での呼び名を書いてください。")
    if not new.secrecy.strip():
        found.append("守秘の文を書いてください。")
    if not new.unverified and not new.source.strip():
        found.append("確かめた出典を書いてください。")
    if set(new.excluded_agencies) - set(AgencyKind.values):
        found.append("構成員になれない機関は、一覧から選んでください。")
    if new.starts_on is None or new.starts_on <= today or new.starts_on <= before.starts_on:
        found.append("使い始める日は、明日か、そのあとの日にしてください。招集した会議の決まりは、途中で変わりません。")
    return found


@transaction.atomic
def end_kind(code: str, *, on: date, instead_of: uuid.UUID, by: Hat, at: datetime) -> None:
    """The city holds no more meetings of this kind from a coming day on.

    :raises Refused: over already, or not a coming day
    """
    before = latest_kind(code, by, lock=True)
    if before.pk != instead_of:
        raise Overtaken({"会議の種類": before.label})
    reasons = ["この種類は、もう終わることになっています。"] if before.ends_on else []
    if on <= timezone.localdate(at) or on <= before.starts_on:
        reasons.append("終わりの日は、明日か、そのあとの日にしてください。")
    if reasons:
        raise Refused(reasons)
    ConferenceKind.objects.filter(pk=before.pk).update(ends_on=on)
    trail.record("conference_kind.ended", detail={"code": code, "on": on.isoformat()})


def latest_kind(code: str, by: Hat, *, lock: bool = False) -> ConferenceKind:
    """:raises NotFound: no such kind, or not for this hat"""
    if "administer" not in by.may:
        raise NotFound("conference_kind")
    rows = ConferenceKind.objects.filter(code=code).order_by("-starts_on", "pk")
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NotFound("conference_kind")
    return found
