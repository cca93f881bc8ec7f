"""What a file would change: read, compared with what stands in the database, nothing written."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from enishi.agencies.queries.imports import Preview, digest_of
from enishi.community.models import Happening, Resource, ResourceLoad
from enishi.community.queries.towns import town_register
from enishi.community.rules.event_rows import EventRow, event_identity, read_event
from enishi.community.rules.resource_changes import Change, Fate, KnownResource, plan_resources
from enishi.community.rules.resource_layouts import FIELDS, ResourceLayout, recognise_resources
from enishi.community.rules.resource_rows import Reader
from enishi.community.terms import LoadKind
from enishi.office.errors import NotFound
from enishi.office.sheets.faults import SheetRefused
from enishi.office.sheets.reading import Table, read_sheet, read_table

VALUES = (
    *(
        "name",
        "kana",
        "common_name",
        "kind",
        "poi_code",
        "service",
        "purposes",
        "description",
        "public_service",
        "public",
    ),
    *(
        "organisation",
        "corporation_number",
        "office_number",
        "postcode",
        "address",
        "prefecture",
        "city",
        "town",
        "block",
    ),
    *(
        "building",
        "latitude",
        "longitude",
        "place_from",
        "phone",
        "phone_digits",
        "fax",
        "email",
        "website",
        "access",
    ),
    *(
        "fee",
        "hours",
        "times",
        "open_days",
        "on_holidays",
        "left_over",
        "closing_words",
        "closings",
        "capacity",
    ),
    *(
        "available",
        "capacity_words",
        "barrier_free",
        "barrier_words",
        "areas",
        "targets",
        "age_from",
        "age_to",
    ),
    *("considerations", "note"),
)
UNDERSTOOD = (
    "times",
    "open_days",
    "on_holidays",
    "closings",
    "phone_digits",
    "place_from",
    "prefecture",
    "city",
    "town",
    "block",
)
"""Columns that follow from others: a difference in them alone is told, and done, but seldom read by anybody."""
EVENT_VALUES = (
    *("kind", "name", "kana", "starts_on", "ends_on", "opens", "closes", "description", "place", "address"),
    *("organiser", "contact", "website", "fee", "capacity", "apply_words", "note"),
)
LABELS = {key: names[0] for key, names in FIELDS.items()} | {
    field.name: str(field.verbose_name) for field in Resource._meta.local_fields if field.name in VALUES
}


@dataclass
class EventChange:
    """A row of a list of events and what becomes of it."""

    row: EventRow
    fate: Fate
    known: UUID | None = None
    sentence: str = ""
    differences: list[str] = field(default_factory=list)

    @property
    def told(self) -> str:
        return repr((self.row.number, self.fate.name, self.known, self.sentence))


@dataclass
class ResourcePreview(Preview):
    """A file of resources, or of events, compared with the database."""

    layout: ResourceLayout | None = None
    changes: list[Change] = field(default_factory=list)
    events: list[EventChange] = field(default_factory=list)
    credit: str = ""
    without_register: bool = False

    def _told(self) -> list[str]:
        return [*super()._told(), *(one.told for one in self.changes), *(one.told for one in self.events)]


def preview_resources(
    content: bytes,
    file_name: str,
    *,
    today: date,
    sheet: str | None = None,
    encoding: str | None = None,
    as_new: Collection[int] = (),
) -> ResourcePreview:
    """What a file of resources or events would change.

    :param as_new: numbers of rows that are another resource than the one that looks the same
    :raises SheetRefused: the file cannot be read, or holds no column of names
    """
    page = read_sheet(content, sheet=sheet, encoding=encoding)
    table = read_table(page, FIELDS)
    layout = recognise_resources(set(table.heads.columns))
    if layout is None:
        raise SheetRefused(
            "資源の一覧として読める見出しがありません。「名称」と「住所」のある一覧にしてください。"
            f"読めた見出し: {'、'.join(name for name in table.names if name)[:200]}"
        )
    preview = ResourcePreview(
        file_name,
        digest_of(content),
        page.form,
        _notes(page.notes, table),
        page.other_titles,
        len(table.rows),
    )
    preview.layout, preview.credit = layout, layout.credit
    heads = {key: table.names[column] for key, column in table.heads.columns.items()}
    if layout.events:
        _plan_events(preview, table, heads)
    else:
        towns = town_register()
        preview.without_register = towns is None
        reader = Reader(layout, heads, towns)
        rows = [reader.read(row.number, row.fields, row.cells) for row in table.rows]
        preview.changes = plan_resources(
            rows, known_resources(today), layout=layout, labels=LABELS, as_new=as_new
        )
        preview.problems = [problem for change in preview.changes for problem in change.row.problems]
    fates = [one.fate for one in preview.changes] + [one.fate for one in preview.events]
    preview.counts = _counts(fates)
    return preview


def _plan_events(preview: ResourcePreview, table: Table, heads: dict[str, str]) -> None:
    rows = [read_event(row.number, row.fields, row.cells, heads) for row in table.rows]
    days = [row.values["starts_on"] for row in rows if row.values["starts_on"]]
    known = {
        event_identity(one): one
        for one in Happening.objects.filter(starts_on__in=set(days))
        .order_by("pk")
        .values("pk", *EVENT_VALUES)
    }
    seen: dict[str, int] = {}
    for row in rows:
        preview.problems += row.problems
        if any(problem.blocking for problem in row.problems):
            preview.events.append(EventChange(row, Fate.WRONG))
        elif (first := seen.setdefault(row.identity, row.number)) != row.number:
            preview.events.append(EventChange(row, Fate.DOUBLE, sentence=f"{first}行目と同じ催しです。"))
        elif (one := known.get(row.identity)) is None:
            preview.events.append(EventChange(row, Fate.NEW))
        else:
            differing = [key for key in EVENT_VALUES if str(one[key] or "") != str(row.values.get(key) or "")]
            labels = [str(Happening._meta.get_field(key).verbose_name) for key in differing]  # type: ignore[union-attr]
            fate = Fate.CHANGED if differing else Fate.UNCHANGED
            told = f"違う欄: {'、'.join(labels)}" if labels else ""
            preview.events.append(EventChange(row, fate, one["pk"], told, differing))


def known_resources(today: date) -> list[KnownResource]:
    """Every resource that has not ended, in the fields a file can have."""
    found = Resource.objects.running_on(today).order_by("name", "pk").values_list("pk", "original", *VALUES)
    return [
        KnownResource(
            pk,
            dict(zip(VALUES, values, strict=True)),
            str(original.get("layout", "")),
            str(original.get("source_number", "")),
            dict(original.get("row", [])),
        )
        for pk, original, *values in found.iterator(2_000)
    ]


def load_batch(batch_id: UUID) -> ResourceLoad:
    """:raises NotFound: no such file, or not for this hat"""
    batch = ResourceLoad.objects.filter(pk=batch_id).first()
    if batch is None:
        raise NotFound("resource.load", batch_id)
    return batch


def loads(kind: str = "", state: str = "") -> QuerySet[ResourceLoad]:
    """Files that were read, the latest first, without their content."""
    found = ResourceLoad.objects.defer("content")
    found = found.filter(kind=kind) if kind in LoadKind.values else found
    return found.filter(applied_at__isnull=state == "read") if state in ("read", "applied") else found


def _notes(notes: Iterable[str], table: Table) -> list[str]:
    told = [*notes, *table.notes]
    if table.heads.unknown:
        told.append(f"取り込む欄のない列（元の値として残します）: {'、'.join(table.heads.unknown)}")
    if table.heads.twice:
        told.append(
            f"同じ意味の列が二つあります（使うのは一つだけ）: {'、'.join(LABELS[key] for key in table.heads.twice)}"
        )
    return told


def _counts(fates: Iterable[Fate]) -> dict[str, int]:
    counted = Counter(fate.value for fate in fates)
    return {fate.value: counted.get(fate.value, 0) for fate in Fate}
