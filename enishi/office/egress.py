"""The one way out for lists and papers (持ち出し): counted, marked, recorded before the first byte leaves.

No view answers CSV, XLSX or a printed form otherwise.
Rows are only what the caller's own query shows to the hat; everything is read before the answer begins, because once it streams
the hat is off and the walls would show nothing. Memory does not grow with the rows: they go through a file on the disk.
"""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO, Any, BinaryIO, Protocol, cast
from urllib.parse import quote
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.utils import timezone

from enishi.office import trail
from enishi.office.city import setting
from enishi.office.errors import NotFound, Refused
from enishi.office.papers.blocks import Mark, Paper
from enishi.office.request import current_request
from enishi.office.sheets.writing import write_csv, write_xlsx
from enishi.office.terms import TrailKind

CSV, XLSX, PDF = "csv", "xlsx", "pdf"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BUNDLE_TYPES = {
    "zip": "application/zip",
    "geojson": "application/geo+json; charset=utf-8",
    "csv": TYPES[CSV],
}
"""Forms of what is open to everybody anyway: they carry no mark, because a city publishes them as they are."""
PAPER_TYPES = {PDF: "application/pdf", XLSX: TYPES[XLSX]}
TAKEN_BY = "出力者"


class Taker(Protocol):
    """Who takes a list away: a hat, as far as the office needs to know it."""

    @property
    def staff_id(self) -> UUID | None: ...
    @property
    def staff_name(self) -> str: ...
    @property
    def membership_id(self) -> UUID | None: ...
    @property
    def agency_id(self) -> UUID | None: ...
    @property
    def agency_name(self) -> str: ...
    @property
    def sign_in_id(self) -> UUID: ...


def table(
    by: Taker,
    word: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    binders: Iterable[UUID] = (),
    form: str = CSV,
    *,
    title: str = "一覧",
    purpose: str = "",
    at: datetime | None = None,
) -> HttpResponse:
    """A list as a download.

    :param word: what leaves, e.g. ``consultation.list``
    :param binders: of whom, all of them; they go into the trail
    :param form: "csv" or "xlsx"; both end with a column 出力者, XLSX says it on every printed page and in its properties too
    :raises NotFound: another form
    :raises Refused: more rows than the city lets out at once; nothing has left and nothing is recorded
    """
    if form not in TYPES:
        raise NotFound("egress.form", form)
    at = at or timezone.now()
    request_id, most = current_request.get(), setting("office.list_most_rows", on=timezone.localdate(at))
    mark = watermark(by, at, request_id)
    counted = _Counted(rows, mark, most)
    target: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    try:
        if form == CSV:
            target.writelines(write_csv([*columns, TAKEN_BY], counted))
        else:
            heads = [*columns, TAKEN_BY]
            write_xlsx(heads, counted, cast(BinaryIO, target), title=title, footer=mark, author=mark)
        size, digest = target.tell(), _digest(target)
        told = {"rows": counted.count, "form": form, "bytes": size, "sha256": digest, "columns": len(columns)}
        _record(by, word, request_id, purpose, binders, told)
    except BaseException:
        target.close()
        raise
    response = FileResponse(target, content_type=TYPES[form])
    # streams from the disk; views of this house return HttpResponse
    return _named(cast(HttpResponse, response), title, form, at)


def paper(
    by: Taker,
    word: str,
    printed: Paper,
    binders: Iterable[UUID] = (),
    form: str = PDF,
    *,
    name: str = "",
    purpose: str = "",
    original: bool = False,
    at: datetime | None = None,
) -> HttpResponse:
    """A form as a download: every page says who printed it, when, and the number of the copy (写し).

    :param word: what leaves, e.g. ``paper.case``
    :param form: "pdf" or "xlsx"
    :param name: of the file; without one, the paper's title
    :param original: it is handed to the person to be signed: no mark across the page
    :raises NotFound: another form
    """
    if form not in PAPER_TYPES:
        raise NotFound("egress.form", form)
    at = at or timezone.now()
    request_id = current_request.get()
    number = request_id.hex[:8].upper() if request_id else "見本"
    mark = Mark(f"{'番号' if original else '写し'} {number}", watermark(by, at), across=not original)
    content = _typeset(printed, mark, form)
    digest = hashlib.sha256(content).hexdigest()
    told = {"form": form, "bytes": len(content), "sha256": digest, "paper": printed.kind}
    _record(by, word, request_id, purpose, binders, told)
    return _named(HttpResponse(content, content_type=PAPER_TYPES[form]), name or printed.title, form, at)


def bundle(
    by: Taker, word: str, content: bytes, form: str, *, rows: int, title: str, at: datetime | None = None
) -> HttpResponse:
    """Open data as a download (HSDS, GeoJSON, CSV of the national layout): only what is public already. Recorded all the same.

    :raises NotFound: another form
    """
    if form not in BUNDLE_TYPES:
        raise NotFound("egress.form", form)
    at = at or timezone.now()
    told = {"rows": rows, "form": form, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    _record(by, word, current_request.get(), "", (), told)
    return _named(HttpResponse(content, content_type=BUNDLE_TYPES[form]), title, form, at)


def _record(
    by: Taker, word: str, request_id: UUID | None, purpose: str, binders: Iterable[UUID], told: dict[str, Any]
) -> None:
    """Commit that something left, before its first byte does."""
    trail.record_at_once(
        word,
        kind=TrailKind.EGRESS,
        staff_id=by.staff_id,
        membership_id=by.membership_id,
        agency_id=by.agency_id,
        sign_in_id=by.sign_in_id,
        request_id=request_id,
        purpose=purpose,
        binders=binders,
        detail=told,
    )


def _named(response: HttpResponse, title: str, form: str, at: datetime) -> HttpResponse:
    """A download with a name that says what it is and of when."""
    name = f"{title}_{timezone.localtime(at):%Y%m%d_%H%M}.{form}"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _typeset(printed: Paper, mark: Mark, form: str) -> bytes:
    """Imported when first needed: the press reads a font, and most requests print nothing."""
    if form == PDF:
        from enishi.office.papers.press import pdf

        return pdf(printed, mark)
    from enishi.office.papers.workbook import xlsx

    return xlsx(printed, mark)


def watermark(by: Taker, at: datetime, request_id: UUID | None = None) -> str:
    """「出力: 情報システム課 土井 誠 2025-04-01 09:30 番号1a2b3c4d」; the number leads to the line of the trail."""
    number = f" 番号{request_id.hex[:8]}" if request_id else ""
    return f"出力: {by.agency_name} {by.staff_name} {timezone.localtime(at):%Y-%m-%d %H:%M}{number}"


class _Counted:
    """Rows with the mark added, refused beyond the limit."""

    def __init__(self, rows: Iterable[Sequence[object]], mark: str, most: int) -> None:
        self.rows, self.mark, self.most, self.count = rows, mark, most, 0

    def __iter__(self) -> Iterator[Sequence[object]]:
        for row in self.rows:
            self.count += 1
            if self.count > self.most:
                raise Refused(f"一度に出力できるのは{self.most:,}行までです。条件で絞り込んでください。")
            yield [*row, self.mark]


def _digest(target: IO[bytes]) -> str:
    target.seek(0)
    found = hashlib.sha256()
    while chunk := target.read(1 << 20):
        found.update(chunk)
    target.seek(0)
    return found.hexdigest()
