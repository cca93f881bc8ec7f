"""Lists of this room leave through the office's one way out (持ち出し)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.http import HttpResponse

from enishi.agencies.hats import Hat
from enishi.office import egress
from enishi.office.egress import CSV, XLSX

__all__ = ["CSV", "XLSX", "hand_out"]


def hand_out(
    hat: Hat,
    *,
    word: str,
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    form: str,
    at: datetime,
    purpose: str = "",
) -> HttpResponse:
    """A list as a download. ``rows`` are only what the caller's own query shows to this hat; they name no resident.

    :raises NotFound: another form
    """
    return egress.table(hat, word, heads, rows, form=form, title=title, purpose=purpose, at=at)
