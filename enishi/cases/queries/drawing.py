"""The drawings of a case (家族図・エコマップ) as one hat may see them. Whoever is sealed is not there, nor is a line to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.models import Tie
from enishi.cases.queries.case_page import Brief, history_of
from enishi.cases.queries.names import names_for
from enishi.cases.rules.ecomap import Ecomap, Neighbour, ecomap
from enishi.cases.rules.family import Link
from enishi.cases.rules.genogram import Genogram, Person, genogram
from enishi.cases.terms import TeamState, TieFlow, TieQuality
from enishi.residents.queries import Face, Kin, called, faces, household_of, kin_of
from enishi.residents.terms import Relation, Sex
from enishi.sharing.access import open_binders
from enishi.sharing.rules import labels as class_labels
from enishi.sharing.terms import InformationClass, Purpose

SHOWN = InformationClass.BASIC | InformationClass.FAMILY
SEX = {str(label): str(code) for code, label in Sex.choices}


@dataclass(frozen=True)
class PersonLine:
    """Somebody of the family drawing, in words."""

    name: str
    kana: str
    relation: str
    about: str
    together: bool


@dataclass(frozen=True)
class TieLine:
    """A line of the ecomap, in words; ``id`` where somebody drew it."""

    label: str
    tie: str
    flow: str
    remark: str
    id: UUID | None = None
    information_class: str = ""


@dataclass(frozen=True)
class Drawing:
    """Both drawings around one person of the case, and the same in words."""

    file: UUID
    name: str
    genogram: Genogram
    ecomap: Ecomap
    people: Sequence[PersonLine]
    ties: Sequence[TieLine]


@dataclass
class _Family:
    faces: Mapping[UUID, Face]
    kin: Sequence[Kin]
    together: set[UUID]
    order: list[UUID] = field(default_factory=list)


def drawing(hat: Hat, brief: Brief, file: UUID, *, at: datetime) -> Drawing:
    """Draw the person of one file, after a look at the case. Nine queries, however many people and agencies.

    :param file: the case's binder or a member's whose file is open
    """
    subject = _subjects(brief).get(file, brief.row.resident_id)
    family = _family(hat, brief, subject, at=at)
    ties = [one for one in _ties(brief) if one.resident_id is None or one.resident_id in family.faces]
    own = [one for one in ties if one.binder_id == file]
    name = family.faces[subject].name if subject in family.faces else "（本人）"
    neighbours = _neighbours(brief, file, subject, family, own)
    return Drawing(
        file=file,
        name=name,
        genogram=genogram(_people(family, subject, name, ties), _links(family, ties, brief)),
        ecomap=ecomap(name, [one for one, _ in neighbours]),
        people=_in_words(family, subject, ties, brief),
        ties=[line for _, line in neighbours],
    )


def _subjects(brief: Brief) -> dict[UUID, UUID]:
    """File → whose it is."""
    return {brief.row.pk: brief.row.resident_id} | {one.id: one.resident for one in brief.members}


def _family(hat: Hat, brief: Brief, subject: UUID, *, at: datetime) -> _Family:
    """The persons of the case, whom they live with and who is kin to them, as far as the hat may see each."""
    known = list(brief.persons)
    home = household_of(hat, [subject])
    kin = kin_of(hat, known)
    others = [one for one in dict.fromkeys([*(one.resident for one in home), *(one.other for one in kin)]) if one not in known]
    opened = open_binders(
        hat, others, to=Purpose.SUPPORT, word="case.drawing", classes=SHOWN, deliberate=False
    )
    shown = [*known, *(one for one in others if one in opened)]
    kin += kin_of(hat, [one for one in others if opened.shows(one, InformationClass.FAMILY)])
    return _Family(
        faces(hat, shown, on=timezone.localdate(at)),
        [one for one in kin if one.register in shown and one.other in shown],
        {subject, *(one.resident for one in home)},
        shown,
    )


def _ties(brief: Brief) -> list[Tie]:
    return list(Tie.objects.filter(case=brief.row.pk, binder_id__in=brief.found.files, removed_at__isnull=True))


def _people(family: _Family, subject: UUID, name: str, ties: Iterable[Tie]) -> list[Person]:
    died = {one.resident_id for one in ties if one.died}
    found = [
        Person(
            one,
            face.name,
            face.age_text,
            sex=SEX.get(face.sex, ""),
            died=one in died,
            client=one == subject,
            together=one in family.together,
            order=_order(face),
        )
        for one in family.order
        if (face := family.faces.get(one)) is not None
    ]
    if subject not in family.faces:
        found.append(Person(subject, name, client=True))
    return found + [
        Person(one.pk, one.label, sex=one.sex, died=one.died, order=100_000_000)
        for one in ties
        if one.label and one.relation
    ]


def _order(face: Face) -> int:
    birth = face.birth
    return (birth.year or 9999) * 10_000 + (birth.month or 0) * 100 + (birth.day or 0)


def _links(family: _Family, ties: Iterable[Tie], brief: Brief) -> list[Link]:
    subjects = _subjects(brief)
    drawn = [Link(subjects[one.binder_id], one.pk, one.relation) for one in ties if one.label and one.relation]
    return [Link(one.register, one.other, one.relation) for one in family.kin] + drawn


def _in_words(family: _Family, subject: UUID, ties: Iterable[Tie], brief: Brief) -> list[PersonLine]:
    """Everybody of the drawing but the person, with who they are to whom."""
    told: dict[UUID, list[str]] = {}
    for one in family.kin:
        of = "" if one.register == subject else f"{family.faces[one.register].name}の" if one.register in family.faces else ""
        told.setdefault(one.other, []).append(f"{of}{one.relation_label}")
    lines = [
        PersonLine(
            face.name,
            face.kana,
            "、".join(dict.fromkeys(told.get(one, []))) or ("同じ世帯の人" if one in family.together else "ケースの世帯員"),
            f"{face.age_text} {face.sex}".strip(),
            one in family.together,
        )
        for one in family.order
        if one != subject and (face := family.faces.get(one)) is not None
    ]
    subjects = _subjects(brief)
    for tie in ties:
        if tie.label and tie.relation:
            whose = subjects[tie.binder_id]
            of = "" if whose == subject else f"{family.faces[whose].name}の" if whose in family.faces else ""
            about = "亡くなっている" if tie.died else ""
            lines.append(PersonLine(tie.label, "", f"{of}{Relation(tie.relation).label}", about, False))
    return lines


def _neighbours(
    brief: Brief, file: UUID, subject: UUID, family: _Family, ties: Sequence[Tie]
) -> list[tuple[Neighbour, TieLine]]:
    """Agencies that work with the case, people of the family, and what was drawn; a drawn line says how the tie is."""
    drawn = {one.resident_id or one.agency_id or one.pk: one for one in ties}
    agencies = _agencies(brief, ties)
    near = {one.other: one.relation_label for one in family.kin if one.register == subject}
    near |= {one: "同じ世帯" for one in family.order if one in family.together and one not in near}
    found = [_neighbour(name, "agency", drawn.get(one)) for one, name in agencies.items()]
    found += [
        _neighbour(f"{family.faces[one].name} {label}", "person", drawn.get(one))
        for one, label in near.items()
        if one != subject and one in family.faces
    ]
    found += [
        _neighbour(family.faces[one.resident_id].name, "person", one)
        for one in ties
        if one.resident_id and one.resident_id not in near
    ]
    return found + [
        _neighbour(f"{one.label} {Relation(one.relation).label}" if one.relation else one.label, "other", one)
        for one in ties
        if one.label
    ]


def _agencies(brief: Brief, ties: Iterable[Tie]) -> dict[UUID, str]:
    history = history_of(brief)
    found = {one["agency_id"]: one["agency"] for one in history.of("lead") if one["ended_at"] is None}
    found |= {one["agency_id"]: one["agency"] for one in history.of("role") if one["state"] == TeamState.ACCEPTED}
    more = [one.agency_id for one in ties if one.agency_id and one.agency_id not in found]
    names = names_for(brief.found, more)
    return found | {one: names.agency(one) for one in names.by_kana(more)}


def _neighbour(label: str, kind: str, tie: Tie | None) -> tuple[Neighbour, TieLine]:
    quality = TieQuality(tie.quality) if tie else TieQuality.ORDINARY
    flow = TieFlow(tie.flow) if tie else TieFlow.NONE
    line = TieLine(
        label,
        str(quality.label) if tie else "",
        str(flow.label) if flow != TieFlow.NONE else "",
        tie.remark if tie else "",
        tie.pk if tie else None,
        class_labels(tie.information_class) if tie else "",
    )
    return Neighbour(label, kind, quality.value, flow.value), line


def people_to_draw(hat: Hat, brief: Brief, *, at: datetime) -> list[tuple[UUID, str]]:
    """Registered people to whom a line can be drawn: of the case, of the household, and kin."""
    family = _family(hat, brief, brief.row.resident_id, at=at)
    return [(one, family.faces[one].name) for one in family.order if one in family.faces]


def tie_label(hat: Hat, brief: Brief, tie: UUID) -> str | None:
    """To whom a line is, also one that was taken away; None where there is none that the hat may see."""
    row = Tie.objects.filter(pk=tie, case=brief.row.pk, binder_id__in=brief.found.files).first()
    if row is None or row.label:
        return row.label if row else None
    if row.agency_id:
        return names_for(brief.found, [row.agency_id]).agency(row.agency_id)
    open_binders(hat, [one for one in [row.resident_id] if one], to=Purpose.SUPPORT, word="case.draw")
    return next((one.name for one in called([row.resident_id]).values()), "（この人）") if row.resident_id else None
