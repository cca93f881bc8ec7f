"""A file on the screen: read and kept, shown, then taken in exactly as it was shown, or thrown away."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from enishi.agencies.actions.importing import (
    apply_agencies,
    apply_staff,
    batch_of,
    end_own_hat,
    one_at_a_time,
    record,
)
from enishi.agencies.actions.staff import may_administer
from enishi.agencies.hats import Hat
from enishi.agencies.models import ImportBatch
from enishi.agencies.queries.imports import (
    AgencyPreview,
    StaffPreview,
    import_batch,
    preview_of,
)
from enishi.agencies.terms import ImportKind
from enishi.office import trail
from enishi.office.errors import Refused
from enishi.office.sheets.faults import SheetRefused
from enishi.office.sheets.reading import read_sheet

MOST_ROWS = 20_000
"""A file on the screen is compared by a web worker that others wait for: 100,000 rows took 40 seconds and 600 MB."""


@transaction.atomic
def read_import(
    kind: ImportKind | str, content: bytes, file_name: str, *, by: Hat | None, at: datetime
) -> ImportBatch:
    """Keep a file until it is confirmed on the screen; writes nothing else.

    :raises SheetRefused: the file cannot be read, or is too long for the screen
    """
    may_administer(by)
    rows = len(read_sheet(content).rows)
    if rows > MOST_ROWS:
        raise SheetRefused(
            f"{rows:,}行あります。画面から取り込めるのは{MOST_ROWS:,}行までです。ファイルを分けるか、"
            "サーバの端末で enishi import を使ってください。"
        )
    preview = preview_of(kind, content, file_name, today=localdate(at), by_staff=by.staff_id if by else None)
    batch = batch_of(ImportKind(kind), preview, by, at, content=content)
    batch.save(force_insert=True)
    return batch


@transaction.atomic
def take_in(
    batch_id: UUID,
    *,
    renamed: Collection[int] = (),
    kind: str = "",
    shown: str = "",
    by: Hat | None,
    at: datetime,
) -> AgencyPreview | StaffPreview:
    """Apply a file that was read and confirmed.

    :param shown: the ``fingerprint`` of the preview that was confirmed; without it the counts of the reading must still hold
    :raises Refused: already taken in, errors in rows, or the world changed since it was shown
    """
    may_administer(by)
    one_at_a_time()
    batch = import_batch(batch_id)
    if batch.content is None:
        raise Refused("このファイルはもう取り込んだか、取りやめています。")
    content, today, own = bytes(batch.content), localdate(at), by.staff_id if by else None
    done = preview_of(batch.kind, content, batch.file_name, today=today, by_staff=own)
    if done.fingerprint != shown if shown else not renamed and done.counts != batch.counts:
        raise Refused(
            "画面を開いた後に、機関か職員か日付が変わりました。変更の内容をもう一度確かめてください"
            "（直すところがあれば、もう一度ファイルを選んでください）。"
        )
    if renamed:
        done = preview_of(
            batch.kind, content, batch.file_name, today=today, renamed=renamed, by_staff=own
        )
    if isinstance(done, AgencyPreview):
        apply_agencies(done, kind, by, at)
    else:
        apply_staff(done, by, at)
    record(batch, done, by, at)
    if isinstance(done, StaffPreview):
        end_own_hat(done, by, at)
    return done


@transaction.atomic
def discard_import(batch_id: UUID, *, by: Hat | None, at: datetime) -> None:
    """Throw a file that was read away without taking it in."""
    may_administer(by)
    batch = import_batch(batch_id)
    batch.content = None
    batch.save(update_fields=["content"])
    trail.record("import.discarded", detail={"batch": str(batch_id)})
