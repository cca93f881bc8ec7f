"""What a file would change: the file read, compared with what stands in the database, nothing written."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from enishi.agencies import hooks
from enishi.agencies.models import Agency, Catchment, ImportBatch, Membership, Staff
from enishi.agencies.queries.administrators import (
    ADMINISTERING,
    NOBODY_LEFT,
    NOT_ONESELF,
    administrators,
    reasons_to_keep,
)
from enishi.agencies.roles import ROLES
from enishi.agencies.rules.agency_changes import Change, Fate, KnownAgency, plan
from enishi.agencies.rules.agency_rows import Problem, read_agency
from enishi.agencies.rules.layouts import FIELDS, Layout, recognise
from enishi.agencies.rules.staff_changes import (
    Ending,
    KnownMembership,
    KnownStaff,
    StaffChange,
    plan_staff,
)
from enishi.agencies.rules.staff_rows import STAFF_FIELDS, AgenciesToday, AgencyToday, read_staff
from enishi.agencies.terms import AgencyKind, ImportKind
from enishi.office.errors import NotFound
from enishi.office.sheets.faults import SheetRefused
from enishi.office.sheets.reading import Table, read_sheet, read_table

VALUES = (
    *(
        "code",
        "name",
        "kana",
        "kind",
        "service",
        "corporation",
        "postcode",
        "address",
        "phone",
        "fax",
        "email",
    ),
    *("website", "hours", "starts_on", "ends_on"),
)
LABELS = {key: names[0] for key, names in FIELDS.items()} | {
    "hours": "開所日時",
    "ends_on": "終了（この日から）",
}
STAFF_LABELS = {key: names[0] for key, names in STAFF_FIELDS.items()}
ROLE_LABELS = {role.code: role.label for role in ROLES.values()}


@dataclass
class Preview:
    """A file compared with the database."""

    file_name: str
    digest: str
    form: str
    notes: list[str]
    other_sheets: tuple[str, ...]
    rows: int
    counts: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.blocking]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.blocking]

    @property
    def fingerprint(self) -> str:
        """The same only while every row would do the very same to the very same agencies and staff."""
        return digest_of("\n".join(self._told()).encode())

    def _told(self) -> list[str]:
        return [self.digest]


@dataclass
class AgencyPreview(Preview):
    layout: Layout | None = None
    changes: list[Change] = field(default_factory=list)

    def _told(self) -> list[str]:
        return [*super()._told(), *(one.told for one in self.changes)]


@dataclass
class StaffPreview(Preview):
    changes: list[StaffChange] = field(default_factory=list)
    endings: list[Ending] = field(default_factory=list)
    ends: dict[UUID, date] = field(default_factory=dict)
    lifted: set[UUID] = field(default_factory=set)

    def _told(self) -> list[str]:
        ends = [f"{one.membership.id} {one.on}" for one in self.endings]
        return [*super()._told(), *(one.told for one in self.changes), *ends]


def preview_of(
    kind: ImportKind | str,
    content: bytes,
    file_name: str,
    *,
    today: date,
    renamed: Collection[int] = (),
    by_staff: UUID | None = None,
) -> AgencyPreview | StaffPreview:
    """What a file of one kind would change, taken in by one member of staff.

    :raises SheetRefused: the file cannot be read
    """
    if kind == ImportKind.AGENCIES:
        return preview_agencies(content, file_name, today=today, renamed=renamed)
    return preview_staff(content, file_name, today=today, renamed=renamed, by_staff=by_staff)


def preview_agencies(
    content: bytes,
    file_name: str,
    *,
    today: date,
    sheet: str | None = None,
    encoding: str | None = None,
    renamed: Collection[int] = (),
) -> AgencyPreview:
    """What a file of agencies would change.

    :param renamed: row numbers confirmed as 名称変更 of the agency that holds their code
    :raises SheetRefused: the file cannot be read, or holds no column of names
    """
    page = read_sheet(content, sheet=sheet, encoding=encoding)
    table = read_table(page, FIELDS, required=("name",))
    layout = recognise(set(table.heads.columns))
    if layout is None:
        raise SheetRefused("機関の一覧として読める見出しがありません。")
    heads = {key: table.names[column] for key, column in table.heads.columns.items()}
    kinds = {str(label): value for value, label in AgencyKind.choices} | {
        value: value for value in AgencyKind.values
    }
    rows = [
        read_agency(row.number, row.fields, row.cells, layout=layout, heads=heads, kinds=kinds)
        for row in table.rows
    ]
    changes = plan(rows, known_agencies(today), layout=layout, labels=LABELS, renamed=renamed)
    _refuse_closing(changes, heads, today)
    preview = AgencyPreview(
        file_name, digest_of(content), page.form, _notes(page.notes, table, LABELS), page.other_titles, len(rows)
    )
    preview.layout, preview.changes = layout, changes
    preview.counts = _counts(change.fate for change in changes)
    preview.problems = [problem for change in changes for problem in change.row.problems]
    return preview


def _refuse_closing(changes: list[Change], heads: Mapping[str, str], today: date) -> None:
    """Whoever still holds something (``hooks``), or administers alone, cannot end by a file either."""
    for change in changes:
        ends = change.fate is Fate.REPLACED or (
            change.fate is Fate.CHANGED and change.row.values.get("ends_on")
        )
        if not (ends and change.known):
            continue
        head = heads.get("code" if change.fate is Fate.REPLACED else "ends_on", "機関コード")
        last = change.row.values.get("ends_on")
        on = last if isinstance(last, date) and change.fate is Fate.CHANGED else today
        own = reasons_to_keep(on=on, agency=change.known.id)
        for reason in [*own, *hooks.reasons_not_to_close(change.known.id)]:
            sentence = f"「{change.known.name}」を終了できません。{reason}"
            change.row.problems.append(Problem(change.row.number, head, sentence))
            change.fate = Fate.WRONG


def preview_staff(
    content: bytes,
    file_name: str,
    *,
    today: date,
    sheet: str | None = None,
    encoding: str | None = None,
    renamed: Collection[int] = (),
    by_staff: UUID | None = None,
) -> StaffPreview:
    """What a staff file would change; see ``rules.staff_changes`` for what a file means.

    :param by_staff: who takes it in, and so can begin no hat of their own; None at the terminal of the server
    :raises SheetRefused: the file cannot be read, or lacks 職員番号, 氏名 or 役割
    """
    page = read_sheet(content, sheet=sheet, encoding=encoding)
    table = read_table(page, STAFF_FIELDS, required=("staff_number", "name", "role"))
    heads = {key: table.names[column] for key, column in table.heads.columns.items()}
    working = AgenciesToday.of(
        AgencyToday(*one)
        for one in Agency.objects.filter(_not_ended(today)).values_list("id", "code", "name").order_by("id")
    )
    roles = {role.label: role.code for role in ROLES.values()} | {code: code for code in ROLES}
    rows = [
        read_staff(row.number, row.fields, heads=heads, agencies=working, roles=roles) for row in table.rows
    ]
    numbers = {row.staff_number for row in rows}
    planned = plan_staff(rows, known_staff(numbers), today=today, role_labels=ROLE_LABELS, renamed=renamed)
    for day in planned.days(today):
        able = administrators(on=day).values_list("id", flat=True)
        planned.keep_one(able, ADMINISTERING, on=day, sentence=NOBODY_LEFT, today=today)
    planned.not_oneself(by_staff, NOT_ONESELF)
    preview = StaffPreview(
        file_name, digest_of(content), page.form, _notes(page.notes, table, STAFF_LABELS), page.other_titles, len(rows)
    )
    preview.changes, preview.endings, preview.ends = planned.changes, planned.endings, planned.ends()
    preview.lifted = planned.lifted()
    preview.counts = _counts(change.fate for change in planned.changes) | {"所属の終了": len(planned.endings)}
    preview.problems = [problem for change in planned.changes for problem in change.row.problems]
    return preview


def known_agencies(today: date) -> list[KnownAgency]:
    """Every agency that has not ended, in the fields a file can have."""
    served: dict[UUID, list[str]] = {}
    for agency_id, district in Catchment.objects.filter(_not_ended(today)).values_list(
        "agency_id", "district"
    ):
        served.setdefault(agency_id, []).append(district)
    found = Agency.objects.filter(_not_ended(today)).select_related("parent").order_by("starts_on", "id").iterator(2_000)
    return [
        KnownAgency(
            agency.pk,
            {key: getattr(agency, key) for key in VALUES},
            str(agency.original.get("layout", "")),
            str(agency.original.get("source_number", "")),
            dict(agency.original.get("row", [])),
            agency.parent.code if agency.parent else "",
            tuple(served.get(agency.pk, ())),
        )
        for agency in found
    ]


def known_staff(numbers: Collection[str]) -> list[KnownStaff]:
    """Staff with these numbers and every membership of theirs."""
    hats: dict[UUID, list[KnownMembership]] = {}
    for hat in (
        Membership.objects.filter(staff__staff_number__in=numbers).select_related("agency").order_by("id")
    ):
        hats.setdefault(hat.staff_id, []).append(
            KnownMembership(hat.pk, hat.agency_id, hat.agency.name, hat.role, hat.starts_on, hat.ends_on)
        )
    return [
        KnownStaff(
            staff.pk,
            staff.staff_number,
            staff.name,
            {"kana": staff.kana, "email": staff.email},
            tuple(hats.get(staff.pk, ())),
        )
        for staff in Staff.objects.filter(staff_number__in=numbers).order_by("staff_number")
    ]


def import_batch(batch_id: UUID) -> ImportBatch:
    """:raises NotFound: no such file, or not for this hat"""
    batch = ImportBatch.objects.filter(pk=batch_id).first()
    if batch is None:
        raise NotFound("import", batch_id)
    return batch


def import_batches(kind: str = "", state: str = "") -> QuerySet[ImportBatch]:
    """Files that were read, the latest first, without their content."""
    found = ImportBatch.objects.defer("content")
    found = found.filter(kind=kind) if kind in ImportKind.values else found
    return found.filter(applied_at__isnull=state == "read") if state in ("read", "applied") else found


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _not_ended(today: date) -> Q:
    return Q(ends_on__isnull=True) | Q(ends_on__gt=today)


def _notes(notes: Collection[str], table: Table, labels: Mapping[str, str]) -> list[str]:
    told = [*notes, *table.notes]
    if table.heads.unknown:
        told.append(f"取り込む欄のない列（元の値として残します）: {'、'.join(table.heads.unknown)}")
    if table.heads.twice:
        told.append(
            f"同じ意味の列が二つあります（使うのは一つだけ）: {'、'.join(labels[key] for key in table.heads.twice)}"
        )
    return told


def _counts(fates: Iterable[Fate]) -> dict[str, int]:
    counted = Counter(fate.value for fate in fates)
    return {fate.value: counted.get(fate.value, 0) for fate in Fate}
