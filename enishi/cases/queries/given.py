"""Consents as the pages of a case draw them: those that hold first, the person's own before those of others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from enishi.cases.queries.history import EVERYTHING, History
from enishi.cases.terms import ConsentLanguage
from enishi.intake.queries.listing import short_day, short_time
from enishi.office.addresses import address
from enishi.office.days import long_day
from enishi.sharing.rules import labels as class_labels
from enishi.sharing.terms import ConsentGiver, ConsentMeans, ConsentStage

LAST_MOMENT = timedelta(seconds=1)
"""before an end: what is given until a day ends at the midnight after it"""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class ConsentLine:
    """``is_told``: the hat may read to whom and what; else only that it is there to be withdrawn."""

    id: UUID
    resident: UUID
    of: str
    stage: str
    stage_code: str
    since: str
    until: str
    ends_at: datetime
    stands: bool
    url: str
    """where its withdrawal is recorded"""
    over: str = ""
    is_told: bool = False
    classes: str = ""
    class_mask: int = 0
    recipients: str = ""
    others: int = 0
    """beside those that are named"""
    recipient_ids: Sequence[UUID] = ()
    purpose: str = ""
    given_by: str = ""
    means: str = ""
    language: str = ""
    evidence: str = ""
    recorded: str = ""


def consent_rows(told: History, own: UUID, at: datetime) -> list[Row]:
    """Those that hold first, the person's own before those of others. Of those that concern others only the step is told."""
    known = told.of("consent")
    ids = {one["id"] for one in known}
    found = [*known, *(one for one in told.of("open_consent") if one["id"] not in ids)]
    return sorted(found, key=lambda one: (not _holds(one, at), one["resident_id"] != own))


def support_stands(rows: Iterable[Row], own: UUID, at: datetime) -> bool:
    """支援の申込み of the person the case is about."""
    return any(
        one["resident_id"] == own and one["stage"] == ConsentStage.SUPPORT and _holds(one, at) for one in rows
    )


def unconsented(rows: Iterable[Row], persons: Mapping[UUID, str], at: datetime) -> list[str]:
    """Whoever of those whose file is open has agreed to nothing that holds."""
    agreed = {one["resident_id"] for one in rows if _holds(one, at)}
    return [name for person, name in persons.items() if person not in agreed]


def _holds(row: Row, at: datetime) -> bool:
    return not row.get("withdrawn_at") and bool(row["starts_at"] <= at < row["ends_at"])


def consents(told: History, persons: Mapping[UUID, str], own: UUID, at: datetime) -> list[ConsentLine]:
    return [consent(one, persons, told, at) for one in consent_rows(told, own, at)]


def consent(row: Row, persons: Mapping[UUID, str], told: History, at: datetime, *, most: int = EVERYTHING) -> ConsentLine:
    """:param row: of :func:`consent_rows`; of one that concerns others that it can be withdrawn is all that the hat is told
    :param most: so many of whom it may be told to are named, the others are counted
    """
    return ConsentLine(
        id=row["id"],
        url=address("cases:withdraw", told.case, row["id"]),
        resident=row["resident_id"],
        of=persons.get(row["resident_id"], ""),
        stage=str(ConsentStage(row["stage"]).label),
        stage_code=row["stage"],
        since=date_text(row["starts_at"]),
        until=date_text(row["ends_at"] - LAST_MOMENT),
        ends_at=row["ends_at"],
        stands=_holds(row, at),
        **(_told(row, told, at, most) if "purpose" in row else {}),
    )


def _told(row: Row, told: History, at: datetime, most: int) -> dict[str, Any]:
    """What only they are told whom the consent concerns."""
    recipients = told.names.in_order(row["ids"])
    over = f"{short_day(timezone.localdate(row['ends_at']))}に期限切れ" if row["ends_at"] <= at else ""
    if row["withdrawn_at"]:
        over = f"{short_time(row['withdrawn_at'])}に撤回（{ConsentMeans(row['withdrawn_means']).label}）"
    return {
        "is_told": True,
        "over": over,
        "classes": class_labels(row["classes"]),
        "class_mask": row["classes"],
        "recipients": "、".join(recipients[:most]),
        "others": max(len(recipients) - most, 0),
        "recipient_ids": row["ids"],
        "purpose": row["purpose"],
        "given_by": str(ConsentGiver(row["given_by"]).label),
        "means": str(ConsentMeans(row["means"]).label),
        "language": str(dict(ConsentLanguage.choices).get(row["language"], row["language"])),
        "evidence": row["evidence"],
        "recorded": f"{row['agency']} {short_time(row['recorded_at'])}",
    }


def date_text(moment: datetime) -> str:
    return long_day(timezone.localdate(moment))
