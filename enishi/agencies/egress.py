"""The one way out for lists (持ち出し): recorded before the first byte, marked with who took it, formula-safe."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.timezone import localtime

from enishi.agencies.hats import Hat, current_request
from enishi.office import trail
from enishi.office.errors import NotFound
from enishi.office.sheets.writing import write_csv, write_xlsx
from enishi.office.terms import TrailKind

CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TAKEN_BY = "出力者"


def hand_out(
    hat: Hat,
    *,
    word: str,
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    count: int,
    form: str,
    at: datetime,
    purpose: str = "",
) -> HttpResponse:
    """A list as a download. ``rows`` are only what the caller's own query shows to this hat.

    :param word: what leaves, e.g. ``agencies.list``
    :param count: how many rows, for the trail
    :param form: "csv" (a last column 出力者 names who took it) or "xlsx" (the foot of every printed page does)
    :raises NotFound: another form
    """
    if form not in (CSV, XLSX):
        raise NotFound("egress.form", form)
    trail.record_at_once(
        word,
        kind=TrailKind.EGRESS,
        staff_id=hat.staff_id,
        membership_id=hat.membership_id,
        agency_id=hat.agency_id,
        sign_in_id=hat.sign_in_id,
        request_id=current_request.get(),
        purpose=purpose,
        detail={"rows": count, "form": form},
    )
    mark = watermark(hat, at)
    # Everything is read now: once a response streams, the hat is off and the walls would show nothing.
    target = io.BytesIO()
    if form == CSV:
        target.writelines(write_csv([*heads, TAKEN_BY], ([*cells, mark] for cells in rows)))
    else:
        write_xlsx(heads, rows, target, title=title, footer=mark)
    name = f"{title}_{localtime(at):%Y%m%d_%H%M}.{form}"
    response = HttpResponse(target.getvalue(), content_type=TYPES[form])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def watermark(hat: Hat, at: datetime) -> str:
    """「出力: 情報システム課 土井 誠 2025-04-01 09:30」."""
    return f"出力: {hat.agency_name} {hat.staff_name} {localtime(at):%Y-%m-%d %H:%M}"
