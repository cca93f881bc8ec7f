"""Writing rows with content into a consultation's binder."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.intake.models import Caller, Concern, Informant, PlaceOfConcern, Statement
from enishi.intake.queries.vocabulary import entries
from enishi.intake.rules.receiving import NewCaller, NewStatement
from enishi.intake.terms import Vocabulary
from enishi.office.calendar import day_of
from enishi.office.errors import Refused
from enishi.office.ids import in_order
from enishi.office.rows import new
from enishi.sharing.terms import InformationClass


def stamp(consultation: UUID, information_class: int, *, by: Hat, at: datetime) -> dict[str, Any]:
    return {
        "id": in_order(),
        "consultation_id": consultation,
        "information_class": information_class,
        "origin_id": by.agency_id,
        "author_id": by.membership_id,
        "at": at,
    }


def write_statements(
    consultation: UUID,
    statements: Iterable[NewStatement],
    *,
    replaces: UUID | None = None,
    ids: Iterable[UUID] = (),
    by: Hat,
    at: datetime,
) -> list[UUID]:
    """:param ids: of the rows, when they were told before"""
    fresh = iter(ids)
    rows = [
        stamp(consultation, one.information_class, by=by, at=at)
        | {"id": next(fresh, None) or in_order(), "kind": one.kind, "source": one.source, "text": one.text.strip()}
        | {"happened_at": one.happened_at or at, "counterpart": one.counterpart, "minutes": one.minutes, "means": one.means}
        | {"replaces_id": replaces}
        for one in statements
        if one.text.strip()
    ]
    new(Statement, *rows)
    return [row["id"] for row in rows]


def classes_of_issues(issues: Iterable[str], *, on: date) -> dict[str, int]:
    """Issue → information class, by the code list of the day.

    :raises Refused: when an issue is not in it
    """
    known = {one.code: one.information_class for one in entries(Vocabulary.ISSUE, on=on)}
    unknown = [one for one in issues if one not in known]
    if unknown:
        raise Refused("選んだ課題のうち、今の一覧にないものがあります。選び直してください。")
    return known


def write_concerns(consultation: UUID, issues: Iterable[str], worst: str, *, by: Hat, at: datetime) -> None:
    wanted = list(dict.fromkeys(issues))
    if not wanted:
        return
    classes = classes_of_issues(wanted, on=day(at))
    new(
        Concern,
        *(
            stamp(consultation, classes[code], by=by, at=at) | {"code": code, "worst": code == worst}
            for code in wanted
        ),
    )


def write_caller(consultation: UUID, caller: NewCaller, *, by: Hat, at: datetime) -> None:
    if not caller.is_given:
        return
    model, information_class = (
        (Informant, InformationClass.INFORMANT) if caller.confidential else (Caller, InformationClass.BASIC)
    )
    new(
        model,
        stamp(consultation, information_class.value, by=by, at=at)
        | {"name": caller.name.strip(), "relation": caller.relation}
        | {"phone": caller.phone.strip(), "note": caller.note.strip()},
    )


def write_place(consultation: UUID, place: str, landmark: str, *, by: Hat, at: datetime) -> None:
    if place.strip():
        new(
            PlaceOfConcern,
            stamp(consultation, InformationClass.LOCATION.value, by=by, at=at)
            | {"place": place.strip(), "landmark": landmark.strip()},
        )


def day(at: datetime) -> date:
    """The day in Japan."""
    return day_of(at)
