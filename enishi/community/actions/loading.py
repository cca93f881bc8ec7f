"""Taking files in: first a preview that writes nothing, then everything or nothing."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.timezone import localdate

from enishi.agencies.hats import Hat
from enishi.agencies.queries.imports import Preview
from enishi.community.actions.tending import may_tend
from enishi.community.city_settings import VERIFY
from enishi.community.models import Happening, Resource, ResourceLoad
from enishi.community.queries.loading import (
    EVENT_VALUES,
    VALUES,
    ResourcePreview,
    load_batch,
    preview_resources,
)
from enishi.community.rules.resource_changes import Change, Fate
from enishi.community.terms import LoadKind
from enishi.office import trail
from enishi.office.city import setting
from enishi.office.errors import Refused
from enishi.office.sheets.faults import SheetRefused
from enishi.office.sheets.reading import read_sheet

ONE_AT_A_TIME = 0x656E6963
BATCH = 500
MOST_ROWS = 20_000


@transaction.atomic
def import_resources(
    content: bytes,
    file_name: str,
    *,
    by: Hat | None,
    at: datetime,
    sheet: str | None = None,
    encoding: str | None = None,
    as_new: Collection[int] = (),
) -> ResourcePreview:
    """Take a file of resources or events in, whole or not at all; returns what was done.

    :raises Refused: with every cell's errors; then nothing was written
    :raises SheetRefused: the file cannot be read
    """
    may_tend(by)
    one_at_a_time()
    preview = preview_resources(
        content, file_name, today=localdate(at), sheet=sheet, encoding=encoding, as_new=as_new
    )
    apply_resources(preview, by, at)
    record(batch_of(LoadKind.RESOURCES, preview, by, at), preview, by, at)
    return preview


@transaction.atomic
def read_load(content: bytes, file_name: str, *, by: Hat | None, at: datetime) -> ResourceLoad:
    """Keep a file until it is confirmed on the screen; writes nothing else.

    :raises SheetRefused: the file cannot be read, or is too long for the screen
    """
    may_tend(by)
    rows = len(read_sheet(content).rows)
    if rows > MOST_ROWS:
        raise SheetRefused(
            f"{rows:,}行あります。画面から取り込めるのは{MOST_ROWS:,}行までです。ファイルを分けるか、"
            "サーバの端末で enishi import resources を使ってください。"
        )
    preview = preview_resources(content, file_name, today=localdate(at))
    batch = batch_of(LoadKind.RESOURCES, preview, by, at, content=content)
    batch.save(force_insert=True)
    return batch


@transaction.atomic
def take_load_in(
    batch_id: UUID, *, as_new: Collection[int] = (), shown: str = "", by: Hat | None, at: datetime
) -> ResourcePreview:
    """Apply a file that was read and confirmed.

    :param shown: the ``fingerprint`` of the preview that was confirmed
    :raises Refused: already decided, errors in cells, or the world changed since it was shown
    """
    may_tend(by)
    one_at_a_time()
    batch = load_batch(batch_id)
    if batch.content is None:
        raise Refused("このファイルはもう取り込んだか、取りやめています。")
    content, today = bytes(batch.content), localdate(at)
    done = preview_resources(content, batch.file_name, today=today)
    if done.fingerprint != shown if shown else done.counts != batch.counts:
        raise Refused("画面を開いた後に、資源が変わりました。変更の内容をもう一度確かめてください。")
    if as_new:
        done = preview_resources(content, batch.file_name, today=today, as_new=as_new)
    apply_resources(done, by, at)
    record(batch, done, by, at)
    return done


@transaction.atomic
def discard_load(batch_id: UUID, *, by: Hat | None, at: datetime) -> None:
    """Throw a file that was read away without taking it in."""
    may_tend(by)
    batch = load_batch(batch_id)
    batch.content = None
    batch.save(update_fields=["content"])
    trail.record("resource.load_discarded", detail={"batch": str(batch_id)})


def apply_resources(preview: ResourcePreview, by: Hat | None, at: datetime) -> None:
    """Do what a preview says.

    :raises Refused: with every cell's errors; then nothing was written
    """
    if preview.errors:
        raise Refused([str(problem) for problem in preview.errors])
    _found([one for one in preview.changes if one.fate is Fate.NEW], preview, by, localdate(at))
    _change([one for one in preview.changes if one.fate is Fate.CHANGED], preview)
    _events(preview)


def one_at_a_time() -> None:
    """The second of two imports waits until the first is committed, and then sees what it did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def _found(changes: Sequence[Change], preview: ResourcePreview, by: Hat | None, today: date) -> None:
    verify_by = today + timedelta(days=setting(VERIFY.name, on=today))
    told = f"取り込み（{preview.credit or preview.file_name}）"[:200]
    published = preview.layout is not None and preview.layout.key not in ("enishi", "plain")
    Resource.objects.bulk_create(
        [
            Resource(
                id=uuid4(),
                original=_original(change.row.source_number, change.row.cells.items(), preview),
                starts_on=today,
                verify_by=verify_by,
                confirmed_on=today,
                confirmed_name=told,
                keeper_id=by.agency_id if by else None,
                **({"public": published} | change.row.values),
            )
            for change in changes
        ],
        batch_size=BATCH,
    )


def _change(changes: Sequence[Change], preview: ResourcePreview) -> None:
    wanted = {change.known.id: change for change in changes if change.known}
    held = {one.pk: one for one in Resource.objects.filter(pk__in=wanted).select_for_update().order_by("pk")}
    for key, resource in held.items():
        change = wanted[key]
        for name, value in change.row.values.items():
            if name in VALUES:
                setattr(resource, name, value)
        if resource.available is not None and (
            resource.capacity is None or resource.available > resource.capacity
        ):
            resource.available = None
        original = _original(change.row.source_number, change.row.cells.items(), preview)
        if resource.original.get("layout", "") in ("", original["layout"]):
            resource.original = original
        resource.version += 1
    Resource.objects.bulk_update(held.values(), [*VALUES, "original", "version"], batch_size=BATCH)


def _events(preview: ResourcePreview) -> None:
    new, changed = [], []
    for one in preview.events:
        values: dict[str, Any] = {key: one.row.values[key] for key in EVENT_VALUES}
        original = _original("", one.row.cells.items(), preview)
        if one.fate is Fate.NEW:
            new.append(Happening(public=True, original=original, **values))
        elif one.fate is Fate.CHANGED:
            changed.append(Happening(pk=one.known, original=original, **values))
    Happening.objects.bulk_create(new, batch_size=BATCH)
    Happening.objects.bulk_update(changed, [*EVENT_VALUES, "original"], batch_size=BATCH)


def _original(number: str, cells: Iterable[tuple[str, str]], preview: ResourcePreview) -> dict[str, object]:
    """The row as it stood in the file, letter by letter and in its order (jsonb would sort an object)."""
    return {
        "layout": preview.layout.key if preview.layout else "",
        "credit": preview.credit,
        "source_number": number,
        "file": preview.file_name,
        "row": [list(cell) for cell in cells],
    }


def record(batch: ResourceLoad, preview: Preview, by: Hat | None, at: datetime) -> None:
    """Mark a file as taken in and write the trail."""
    batch.content, batch.counts = None, preview.counts
    batch.applied_at, batch.applied_by = at, by.membership_id if by else None
    batch.save()
    trail.record(
        "resources.imported",
        detail={"batch": str(batch.pk), "sha256": preview.digest, "counts": preview.counts},
    )


def batch_of(
    kind: LoadKind, preview: Preview, by: Hat | None, at: datetime, *, content: bytes | None = None
) -> ResourceLoad:
    """An unsaved file."""
    layout = getattr(preview, "layout", None)
    return ResourceLoad(
        kind=kind,
        file_name=preview.file_name[:200],
        digest=preview.digest,
        form=preview.form[:200],
        layout=layout.key if layout else "",
        content=content,
        counts=preview.counts,
        read_at=at,
        read_by=by.membership_id if by else None,
    )
