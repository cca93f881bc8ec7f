"""The pages of an assessment (アセスメント): what stands in it, what it can be compared with, and the form's choices."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.queries.names import Names
from enishi.cases.models import Assessment
from enishi.cases.queries.answers import rows_of, standing, values, vocabularies
from enishi.cases.queries.assessments import FilledSheet, read_sheet
from enishi.cases.queries.case_page import Brief, case_brief
from enishi.cases.queries.names import names_for
from enishi.cases.rules.assessment import Meter, Value, classes_of
from enishi.cases.sheets import CHOSEN, Item, ItemKind, sheet
from enishi.cases.terms import AssessmentState, CaseState
from enishi.intake.queries.listing import short_time
from enishi.office.errors import NotFound
from enishi.sharing.rules import labels as class_labels

TONES = {AssessmentState.DRAFT: "warn", AssessmentState.CONFIRMED: "good"}


@dataclass(frozen=True)
class SheetLine:
    """One item as it is drawn."""

    code: str
    label: str
    text: str
    classes: str
    written: str
    is_told: bool
    is_reported: bool
    is_opinion: bool


@dataclass(frozen=True)
class SheetSection:
    label: str
    lines: Sequence[SheetLine]

    @property
    def said(self) -> list[SheetLine]:
        return [one for one in self.lines if one.text]

    @property
    def empty(self) -> list[str]:
        return [one.label for one in self.lines if not one.text]


@dataclass(frozen=True)
class SheetRow:
    """One filling in a list."""

    id: UUID
    label: str
    of: str
    state: str
    tone: str
    is_draft: bool
    begun: str
    confirmed: str
    agency: str


@dataclass(frozen=True)
class Question:
    """One item of the form: what may be chosen, and what stands there."""

    item: Item
    choices: Sequence[tuple[str, str]]
    hint: str
    value: Value


@dataclass(frozen=True)
class SheetPage:
    """An assessment as one hat sees it: what the hat may not see is not in it."""

    brief: Brief
    row: Assessment
    label: str
    source: str
    of: str
    state: str
    tone: str
    begun: str
    confirmed: str
    sections: Sequence[SheetSection]
    meter: Meter
    others: Sequence[SheetRow]
    may_write: bool
    may_confirm: bool
    unverified: bool

    @property
    def title(self) -> str:
        return f"{self.of}の{self.label}" if self.of else self.label


def case_of_assessment(assessment: UUID) -> UUID:
    """:raises NotFound: hidden and absent alike"""
    found = Assessment.objects.filter(pk=assessment).values_list("case_id", flat=True).first()
    if found is None:
        raise NotFound("assessment", assessment)
    return found


def brief_of_assessment(hat: Hat, assessment: UUID, *, at: datetime, word: str) -> tuple[Brief, Assessment]:
    """Look at the case of an assessment. A sheet about somebody whose file is not open is absent."""
    brief = case_brief(hat, case_of_assessment(assessment), at=at, word=word)
    row = Assessment.objects.filter(pk=assessment, binder_id__in=brief.found.files).first()
    if row is None:
        raise NotFound("assessment", assessment)
    return brief, row


def sheet_page(hat: Hat, assessment: UUID, *, at: datetime, word: str = "assessment.page") -> SheetPage:
    """One assessment with everything that stands in it. The number of queries is constant."""
    brief, row = brief_of_assessment(hat, assessment, at=at, word=word)
    filled = read_sheet(brief.found, assessment, on=timezone.localdate(at))
    rows = Assessment.objects.filter(case=brief.row.pk, binder_id=row.binder_id, sheet=row.sheet)
    others = [one for one in rows if one.pk != row.pk]
    names = names_for(
        brief.found,
        hats=[one.author for one in filled.lines]
        + [row.begun_by, row.confirmed_by]
        + [one.begun_by for one in others],
    )
    is_draft, goes_on = row.state == AssessmentState.DRAFT, brief.row.state != CaseState.ENDED
    return SheetPage(
        brief=brief,
        row=row,
        label=filled.sheet.label,
        source=filled.sheet.source,
        of=called(brief, row.binder_id),
        state=str(AssessmentState(row.state).label),
        tone=TONES[AssessmentState(row.state)],
        begun=f"{names.called(row.begun_by)} {short_time(row.begun_at)}".strip(),
        confirmed=f"{names.called(row.confirmed_by)} {short_time(row.confirmed_at)}".strip(),
        sections=_sections(filled, names),
        meter=filled.meter,
        others=[_row(brief, one, names) for one in others],
        may_write=is_draft and goes_on,
        may_confirm=is_draft and goes_on and brief.is_lead,
        unverified=filled.sheet.unverified,
    )


def called(brief: Brief, file: UUID) -> str:
    """Whose sheet it is; the person of the case by name."""
    return brief.files.get(file) or (brief.face.name if brief.face else "本人")


def _sections(filled: FilledSheet, names: Names) -> list[SheetSection]:
    lines = {one.item.code: one for one in filled.lines}
    found = []
    for section in filled.sheet.sections:
        drawn = [
            SheetLine(
                one.code,
                one.label,
                lines[one.code].text,
                class_labels(one.information_class),
                _written(names.called(lines[one.code].author), lines[one.code].at),
                one.kind == ItemKind.READ,
                one.reported,
                one.is_opinion,
            )
            for one in section.items
            if one.code in lines
        ]
        if drawn:
            found.append(SheetSection(section.label, drawn))
    return found


def _written(who: str, when: datetime | None) -> str:
    return f"{who} {short_time(when)}" if when else ""


def _row(brief: Brief, one: Assessment, names: Names) -> SheetRow:
    state = AssessmentState(one.state)
    return SheetRow(
        one.pk,
        sheet(one.sheet, one.sheet_version).label,
        called(brief, one.binder_id),
        str(state.label),
        TONES[state],
        state == AssessmentState.DRAFT,
        short_time(one.begun_at),
        short_time(one.confirmed_at),
        names.called(one.begun_by),
    )


@dataclass(frozen=True)
class SheetList:
    """Every assessment of a case, and about whom another one can be begun."""

    brief: Brief
    rows: Sequence[SheetRow]
    free: Sequence[tuple[str, str]]
    """files without a sheet in work → whose they are"""


def sheet_list(hat: Hat, case: UUID, *, at: datetime, word: str = "assessment.list") -> SheetList:
    brief = case_brief(hat, case, at=at, word=word)
    rows = list(Assessment.objects.filter(case=case, binder_id__in=brief.found.files))
    names = names_for(brief.found, hats=[one.begun_by for one in rows])
    busy = {one.binder_id for one in rows if one.state == AssessmentState.DRAFT}
    free = [(str(one), called(brief, one)) for one in brief.files if one not in busy]
    return SheetList(brief, [_row(brief, one, names) for one in rows], free)


def questions(brief: Brief, row: Assessment, *, at: datetime) -> list[tuple[str, list[Question]]]:
    """The items that the hat may fill in, section by section, with today's lists and what stands now."""
    form, on = sheet(row.sheet, row.sheet_version), timezone.localdate(at)
    lists = vocabularies(form, on=on)
    stands = values(form, standing(rows_of(row.case_id, row.binder_id, row.sheet)))
    seen = brief.found.opened.classes.get(row.binder_id, 0)
    found = []
    for section in form.sections:
        asked = [
            Question(
                one,
                _choices(one, lists.of(one), lists.labels, stands, seen),
                _hint(one),
                stands.get(one.code, Value()),
            )
            for one in section.items
            if one.kind != ItemKind.READ
            and any(cls & seen for cls in classes_of(one, lists.of(one).values()))
        ]
        if asked:
            found.append((section.label, asked))
    return found


def missing_reported(sections: Iterable[tuple[str, Sequence[Question]]]) -> list[str]:
    """Items for the report to the state that are filled in here and are still empty."""
    return [
        one.item.label for _, asked in sections for one in asked if one.item.reported and one.value.is_empty
    ]


def _choices(
    item: Item,
    offered: Mapping[str, int],
    labels: Mapping[str, Mapping[str, str]],
    stands: Mapping[str, Value],
    seen: int,
) -> list[tuple[str, str]]:
    """What may be ticked: of classes that are seen; what stands and is not offered any more stays."""
    if item.kind not in CHOSEN:
        return []
    names = labels.get(item.vocabulary, {})
    known = [code for code, cls in offered.items() if cls & seen]
    known += [code for code in stands.get(item.code, Value()).codes if code not in known]
    return [(code, names.get(code, code)) for code in known]


def _hint(item: Item) -> str:
    said = [class_labels(item.information_class)]
    if item.is_opinion:
        said.append("所見として残ります")
    if item.reported:
        said.append("国への報告")
    return "・".join(said)
