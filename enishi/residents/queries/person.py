from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.residents.access import OpenedResident
from enishi.residents.models import (
    Address,
    Change,
    Consideration,
    Contact,
    Joining,
    Particulars,
    PersonName,
    Resident,
    SupportMeasure,
)
from enishi.residents.queries.faces import Face, faces
from enishi.residents.queries.family import household_of, kin_of
from enishi.residents.queries.grounds import SharedWith, WhySeen, shared_with, why_seen
from enishi.residents.queries.holders import holder_names
from enishi.residents.queries.housemates import Decided, OpenHousemate, open_housemates
from enishi.residents.queries.protection import WhereaboutsSeal, whereabouts_seals
from enishi.residents.rules.measures import standing
from enishi.residents.rules.reference import reference
from enishi.residents.terms import MeasureAct, Protection, ResidentState
from enishi.sharing.access import open_binders
from enishi.sharing.terms import InformationClass, Purpose


@dataclass(frozen=True)
class Line:
    """One row as a page shows it: its words, whose register it stands in, and what may be done with it."""

    entry: UUID
    register: UUID
    label: str
    text: str
    note: str = ""
    since: date | None = None
    until: date | None = None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tie:
    """Another person in the household or among kin."""

    face: Face
    label: str
    note: str = ""
    since: date | None = None
    entry: UUID | None = None
    register: UUID | None = None


@dataclass(frozen=True)
class Past:
    """One line of the history: when, who, what changed."""

    at: datetime
    who: str
    what: str
    text: str


@dataclass(frozen=True)
class Measure:
    line: Line
    state: str
    standing: str
    other_party: str


@dataclass(frozen=True)
class Unprotected:
    """Somebody who lives with a protected person and is not protected: a warning, unless it was decided (``decided``, ``who``)."""

    face: Face
    register: UUID
    decided: Decided | None
    who: str


@dataclass(frozen=True)
class PersonPage:
    """Everything the page of one person shows to one hat; nothing that is not visible is in it."""

    id: UUID
    reference: str
    face: Face
    identified: bool
    birth: str
    birth_note: str
    names: Sequence[Line]
    addresses: Sequence[Line]
    past_addresses: Sequence[Line]
    contacts: Sequence[Line]
    considerations: Sequence[Line]
    measures: Sequence[Measure]
    household: Sequence[Tie]
    kin: Sequence[Tie]
    why: WhySeen
    shared: Sequence[tuple[str, SharedWith]]
    history: Sequence[Past]
    seals: dict[UUID, WhereaboutsSeal]
    unprotected: Sequence[Unprotected] = ()
    others: Sequence[str] = ()
    joinings: Sequence[tuple[UUID, str]] = ()
    shows: dict[str, UUID | None] = field(default_factory=dict)

    @property
    def is_protected(self) -> bool:
        return bool(self.seals)


def person_page(hat: Hat, person: OpenedResident, *, at: datetime, on: date) -> PersonPage:
    """The page of one person after :func:`~enishi.residents.access.open_resident`. The number of queries is constant."""
    registers = person.registers
    everybody = household_of(hat, registers), kin_of(hat, registers)
    met = [one.resident for one in everybody[0]] + [one.other for one in everybody[1]]
    seen = open_binders(
        hat, met, to=Purpose.SUPPORT, word="resident.family", classes=InformationClass.BASIC, deliberate=False
    )
    all_faces = faces(hat, [*registers, *(one for one in met if one in seen)], on=on)
    face = all_faces.get(person.id) or Face(person.id)
    names = list(_rows(PersonName, registers))
    addresses = list(_rows(Address, registers))
    contacts = list(_rows(Contact, registers))
    measures = list(_rows(SupportMeasure, registers))
    changes = list(Change.objects.filter(resident__in=registers).order_by("-recorded_at", "id")[:100])
    shared = shared_with(registers)
    seals = whereabouts_seals(registers)
    beside = _open_beside(person, seals)
    called = holder_names(
        [one.holder for one in shared]
        + [one.recorded_by for one in (*names, *addresses, *contacts, *changes)]
        + [one.decided.by for one in beside if one.decided],
        hat=hat,
        classes=person.classes,
    )
    particulars = Particulars.objects.filter(resident=person.id).order_by("id").first()
    state = Resident.objects.filter(pk=person.id).values_list("state", flat=True).first()
    return PersonPage(
        id=person.id,
        reference=reference(person.id),
        face=face,
        identified=state != ResidentState.UNIDENTIFIED,
        birth=face.birth.display(on) if not face.birth.is_unknown else "",
        birth_note=particulars.birth.note() if particulars else "",
        names=[_name_line(one) for one in names],
        addresses=[_address_line(one) for one in addresses if _is_present(one, on)],
        past_addresses=[_address_line(one) for one in addresses if not _is_present(one, on)],
        contacts=[_contact_line(one) for one in contacts if one.ended_at is None],
        considerations=[
            _consideration_line(one) for one in _rows(Consideration, registers) if one.ended_at is None
        ],
        measures=[_measure(one, on) for one in measures if one.ended_at is None],
        household=[
            Tie(all_faces[one.resident], one.role or "同居", since=one.since)
            for one in everybody[0]
            if one.resident in all_faces
        ],
        kin=[
            Tie(all_faces[one.other], one.relation_label, one.note, one.since, one.id, one.register)
            for one in everybody[1]
            if one.other in all_faces
        ],
        why=why_seen(hat, registers, at=at),
        shared=[(called.get(one.holder, "期限つきリンク"), one) for one in shared],
        history=_history(names, addresses, contacts, changes, called),
        seals=seals,
        unprotected=[
            Unprotected(
                all_faces[one.resident],
                one.register,
                one.decided,
                called.get(one.decided.by, "") if one.decided else "",
            )
            for one in beside
            if one.resident in all_faces
        ],
        others=[reference(one) for one in registers if one != person.id],
        joinings=_joinings(hat, registers),
        shows={
            one.name.lower(): person.register_for(one)
            for one in (
                InformationClass.BASIC,
                InformationClass.LOCATION,
                InformationClass.FAMILY,
                InformationClass.RIGHTS,
                InformationClass.HEALTH,
            )
        },
    )


def _open_beside(person: OpenedResident, seals: dict[UUID, WhereaboutsSeal]) -> list[OpenHousemate]:
    """Who lives unprotected with whom, asked where the hat holds a key alone: elsewhere there is nothing to warn of."""
    sealed = [one for one in person.registers if one in seals and person.opened.shows(one, InformationClass.LOCATION)]
    return [one for one in open_housemates(person.registers) if one.register in sealed] if sealed else []


def _rows(model: type[Any], registers: Sequence[UUID]) -> Iterable[Any]:
    return model.objects.filter(resident__in=registers).order_by("-recorded_at", "id")


def _is_present(row: Address, on: date) -> bool:
    return row.ended_at is None and (row.ends_on is None or row.ends_on > on)


def _line(row: Any, text: str, *, note: str = "", marks: Iterable[str] = ()) -> Line:
    return Line(
        row.pk, row.resident_id, row.get_kind_display(), text, note, row.starts_on, row.ends_on, tuple(marks)
    )


def _name_line(row: PersonName) -> Line:
    marks = ["以前の名前"] if row.ended_at else []
    return _line(row, str(row), note=row.kana if row.text else "", marks=marks)


def _address_line(row: Address) -> Line:
    text = f"〒{row.postcode} {row.text}" if row.postcode else row.text
    marks = [row.get_protection_display()] if row.protection != Protection.NONE else []
    return _line(row, text, note=row.note, marks=marks)


def _contact_line(row: Contact) -> Line:
    marks = [
        label for told, label in ((row.no_voicemail, "留守電不可"), (row.no_name, "本人名を出さない")) if told
    ]
    note = "・".join(one for one in (row.whose, row.note) if one)
    return _line(row, row.text, note=note, marks=marks)


def _consideration_line(row: Consideration) -> Line:
    health = row.information_class == InformationClass.HEALTH
    return _line(row, row.text, marks=["健康・障害"] if health else [])


def _measure(row: SupportMeasure, on: date) -> Measure:
    acts = dict(MeasureAct.choices)
    line = Line(
        row.pk,
        row.resident_id,
        "、".join(str(acts.get(one, one)) for one in row.acts),
        row.applicant,
        row.note,
        row.starts_on,
        row.ends_on,
    )
    now = standing(row.state, row.ends_on, on)
    return Measure(line, now.value, str(now.label), row.other_party)


def _history(
    names: list[PersonName],
    addresses: list[Address],
    contacts: list[Contact],
    changes: list[Change],
    called: Any,
) -> list[Past]:
    lines = [
        Past(
            one.recorded_at,
            called.get(one.recorded_by, ""),
            f"{one.what}を訂正",
            f"「{one.before}」→「{one.after}」",
        )
        for one in changes
    ]
    for what, rows in (("名前", names), ("住所", addresses), ("連絡先", contacts)):
        lines += [
            Past(one.recorded_at, called.get(one.recorded_by, ""), f"{what}を記録", one.get_kind_display())
            for one in rows
        ]
        lines += [
            Past(one.ended_at, called.get(one.ended_by, ""), f"{what}を終了", one.get_kind_display())
            for one in rows
            if one.ended_at
        ]
    return sorted(lines, key=lambda one: one.at, reverse=True)


def _joinings(hat: Hat, registers: Sequence[UUID]) -> list[tuple[UUID, str]]:
    """The links that the hat may take back."""
    if "reconcile" not in hat.may or len(registers) < 2:
        return []
    links = Joining.objects.filter(loser__in=registers, undone_at__isnull=True).order_by("joined_at", "id")
    return [(pk, reference(loser)) for pk, loser in links.values_list("pk", "loser")]
