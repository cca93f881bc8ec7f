"""What every verb does with rows: stamp them, end them, correct them with their history."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from enishi.agencies.hats import Hat
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.residents.access import open_register
from enishi.residents.models import Change
from enishi.sharing.access import ONLY_TO_LOOK, Opened

LONGEST_CHANGE = 500
NOT_YOURS = "この区分の情報を書く根拠がありません。"


def stamp(resident: UUID, *, by: Hat, at: datetime) -> dict[str, Any]:
    """Whose row it is, who wrote it and when."""
    return {
        "resident_id": resident,
        "origin_id": by.agency_id,
        "recorded_by": by.membership_id,
        "recorded_at": at,
    }


def registered(*, by: Hat, at: datetime) -> dict[str, Any]:
    """Who opened a register and when."""
    return {"origin_id": by.agency_id, "registered_by": by.membership_id, "registered_at": at}


def current_row(model: type[Any], resident: UUID, entry: UUID) -> Any:
    """A row of this register that has not ended and that the request's look shows.

    :raises NotFound: hidden, ended and absent alike
    """
    row = model.objects.filter(pk=entry, resident_id=resident, ended_at__isnull=True).first()
    if row is None:
        raise NotFound("resident.page", entry)
    return row


def end(row: Any, *, ends_on: date | None, by: Hat, at: datetime) -> None:
    """End a dated row; it stays as history."""
    type(row).objects.filter(pk=row.pk, ended_at__isnull=True).update(
        ends_on=ends_on or row.ends_on or at.date(),
        ended_by=by.membership_id,
        ended_at=at,
        version=F("version") + 1,
    )


def correct(
    row: Any, version: int, new: Mapping[str, Any], labels: Mapping[str, str], *, by: Hat, at: datetime
) -> list[str]:
    """Change columns of a row when its version is still the one that the form showed; remember what stood there.

    :returns: the labels of what changed
    :raises Overtaken: with the present text of every column
    """
    changed = {column: value for column, value in new.items() if getattr(row, column) != value}
    if row.version != version:
        raise Overtaken({column: written(row, column) for column in new})
    if not changed:
        return []
    before = {column: written(row, column) for column in changed if column in labels}
    if not type(row).objects.filter(pk=row.pk, version=version).update(**changed, version=F("version") + 1):
        row.refresh_from_db()
        raise Overtaken({column: written(row, column) for column in new})
    for column, value in changed.items():
        setattr(row, column, value)
    Change.objects.bulk_create(
        Change(
            **stamp(row.resident_id, by=by, at=at),
            information_class=row.information_class,
            entry_id=row.pk,
            what=labels[column],
            before=before[column][:LONGEST_CHANGE],
            after=written(row, column)[:LONGEST_CHANGE],
        )
        for column in before
    )
    return [labels[column] for column in before]


def written(row: Any, column: str) -> str:
    """A column's value as people read it."""
    shown = getattr(row, f"get_{column}_display", None)
    value = shown() if shown else getattr(row, column)
    if value is True or value is False:
        return "はい" if value else "いいえ"
    return "" if value is None else str(value)


def open_to_write(by: Hat, resident: UUID, information_class: int, *, word: str) -> Opened:
    """Look at a register before changing something of a class.

    :raises NotFound: hidden and absent alike
    :raises Refused: one sentence, whether the class is sealed or was never given; another to whom an emergency look shows it
    """
    opened = open_register(by, resident, word=word)
    if not opened.takes(resident, information_class):
        raise Refused(ONLY_TO_LOOK if opened.shows(resident, information_class) else NOT_YOURS)
    return opened
