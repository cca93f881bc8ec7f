"""The agency's list of requests for disclosure with the names of the persons it works with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator

from enishi.agencies.hats import Hat
from enishi.residents.queries.faces import faces
from enishi.sharing.access import open_binders
from enishi.sharing.queries.disclosures import RequestRow, own_requests
from enishi.sharing.terms import InformationClass, Purpose

PAGE_SIZE = 50
SHOW = {"open": "決定していない", "late": "期限を過ぎた", "decided": "決定済み", "": "すべて"}
SORTS = {
    "due": lambda one: (one.due_on, one.number),
    "received": lambda one: (one.received_on, one.number),
    "number": lambda one: one.number,
}
HEADS = ["請求の番号", "本人", "カナ", "受けた日", "期限", "状態"]
NOBODY = "（記録が見つからない請求）"


@dataclass(frozen=True)
class Wanted:
    show: str = "open"
    sort: str = "due"
    page: int = 1


@dataclass(frozen=True)
class Shown:
    row: RequestRow
    name: str
    kana: str
    late: bool


def _chosen(wanted: Wanted, today: date) -> list[RequestRow]:
    tests = {
        "open": lambda one: one.decided_at is None,
        "late": lambda one: one.decided_at is None and one.due_on < today,
        "decided": lambda one: one.decided_at is not None,
    }
    rows = [one for one in own_requests() if tests.get(wanted.show, bool)(one)]
    sort = SORTS.get(wanted.sort.lstrip("-"), SORTS["due"])
    return sorted(rows, key=sort, reverse=wanted.sort.startswith("-"))


def _named(hat: Hat, rows: Sequence[RequestRow], today: date, word: str, *, deliberate: bool) -> list[Shown]:
    persons = [one.resident for one in rows if one.resident]
    seen = open_binders(
        hat, persons, to=Purpose.ACCOUNTING, word=word, classes=InformationClass.BASIC, deliberate=deliberate
    )
    known = faces(hat, [one for one in persons if one in seen], on=today)
    shown = []
    for one in rows:
        face = known.get(one.resident) if one.resident else None
        name, kana = (face.name, face.kana) if face else (NOBODY if one.resident is None else "", "")
        shown.append(Shown(one, name, kana, one.decided_at is None and one.due_on < today))
    return shown


def request_list(hat: Hat, wanted: Wanted, *, on: date) -> tuple[Page, list[Shown]]:
    """One page of the list. The number of queries is constant; names are looked at before they are read."""
    page = Paginator(_chosen(wanted, on), PAGE_SIZE).get_page(wanted.page)
    return page, _named(hat, list(page), on, "disclosure.list", deliberate=False)


def request_rows(hat: Hat, wanted: Wanted, *, on: date) -> tuple[list[Sequence[object]], list[RequestRow]]:
    """Every row of the list, for a sheet."""
    rows = _chosen(wanted, on)
    shown = _named(hat, rows, on, "disclosure.export", deliberate=True)
    return [
        [one.row.title, one.name, one.kana, one.row.received_on, one.row.due_on, one.row.state()]
        for one in shown
    ], rows
