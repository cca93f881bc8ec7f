"""Lists over the rooms: what was decided and is open, and information requests. A page looks only at the rooms of its rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.queries.names import VEILED, names
from enishi.conferences.models import AgendaItem
from enishi.conferences.queries.decision_lines import (
    DecisionLine,
    OpenRow,
    is_convened,
    is_ours,
    open_rows,
    read_open,
)
from enishi.conferences.queries.lines import DECLINED, NOT_ACTED, OVERDUE, WAITING
from enishi.conferences.queries.names import told_in_all
from enishi.conferences.queries.requests import RequestLine, requests_of
from enishi.conferences.terms import ConferenceState
from enishi.intake.queries.exports import Sheet
from enishi.intake.queries.listing import MOST_COUNTED, PAGE_SIZE, Listing, begins, listing
from enishi.sharing.access import open_binders
from enishi.sharing.models import visible, within
from enishi.sharing.terms import BinderKind, InformationClass, Purpose

OURS, CONVENED = "ours", "convened"
WHOSE = {OURS: "自分の機関が行うこと", CONVENED: "自分が招集した会議の残り"}
WHY = {"not_acted": NOT_ACTED, "waiting": WAITING, "declined": DECLINED, "overdue": OVERDUE}
LINE_SORTS = {
    "due": lambda one: (one.due_on, str(one.pk)),
    "agency": lambda one: (one.agency_kana, one.due_on),
}
ASKED, SENT = "asked", "sent"
SIDES = {ASKED: "届いている依頼", SENT: "送った依頼"}
STATES = {"waiting": "回答待ち", "answered": "回答済み", "all": "すべて"}
DUE = {"late": "期限を過ぎた", "week": "7日以内"}
REQUEST_SORTS = {"due": "f.due_on", "asked": "f.asked_at", "agency": "v.kana", "destroy": "f.destroy_by"}
# Found and put in order by the name that is told (`names.Told`), not by the one that is not.
REQUESTS = f"""
  FROM conferences_requests_listed(%(rooms)s) f JOIN agencies_agency a ON a.id = f.agency
  CROSS JOIN LATERAL (
       SELECT CASE WHEN veiled THEN '{VEILED}' ELSE a.name END AS name, CASE WHEN veiled THEN '' ELSE a.kana END AS kana
         FROM (SELECT CASE WHEN a.id = ANY (%(justice)s)
                   THEN sharing_classes(f.item) & {InformationClass.JUSTICE} = 0 AND NOT EXISTS (
                   SELECT 1 FROM conferences_agendaitem i JOIN conferences_conference c ON c.id = i.conference_id
                    WHERE i.id = f.item AND (c.convened_by_id = %(me)s OR c.agency_id = a.id)) ELSE false END AS veiled) w) v
 WHERE (f.agency = %(mine)s) = %(ours)s
   AND (%(state)s = 'all' OR (f.waiting > 0) = (%(state)s = 'waiting'))
   AND (%(agency)s = '' OR position(%(agency)s IN v.name) > 0 OR position(%(agency)s IN v.kana) > 0)
   AND (%(after)s::date IS NULL OR f.due_on >= %(after)s) AND (%(before)s::date IS NULL OR f.due_on < %(before)s)
"""  # noqa: S608 - words of ours


@dataclass(frozen=True)
class WantedLines:
    whose: str = ""
    why: str = ""
    agency: str = ""
    due: str = ""
    sort: str = "due"
    page: int = 1

    @property
    def filtered(self) -> bool:
        return bool(self.why or self.agency or self.due)


@dataclass(frozen=True)
class WantedRequests:
    side: str = ASKED
    state: str = "waiting"
    agency: str = ""
    due: str = ""
    sort: str = "due"
    page: int = 1

    @property
    def filtered(self) -> bool:
        return self.state != "waiting" or bool(self.agency or self.due)


def due_between(due: str, at: datetime) -> tuple[date | None, date | None]:
    """From which day, and before which, what ``due`` asks for falls due (`DUE`)."""
    today = timezone.localdate(at)
    if due == "late":
        return None, today
    return (today, today + timedelta(days=8)) if due == "week" else (None, None)


# What was decided and is open


@dataclass(frozen=True)
class LinePage:
    """``whose``: which list is shown; where none was asked for, the one in which there is something to do."""

    listing: Listing
    whose: str
    counts: Mapping[str, int]


def _sides(hat: Hat, at: datetime) -> dict[str, list[tuple[OpenRow, str]]]:
    """The lines of both lists, without their words. Two queries."""
    found = open_rows(hat, at, most=MOST_COUNTED + 1)
    ours = [one for one in found if is_ours(hat, one[0])]
    return {OURS: ours, CONVENED: [one for one in found if is_convened(hat, one[0]) and not is_ours(hat, one[0])]}


def _whose(wanted: WantedLines, sides: Mapping[str, Sequence[object]]) -> str:
    return wanted.whose or next((name for name, rows in sides.items() if rows), OURS)


def _lines(
    wanted: WantedLines, found: Iterable[tuple[OpenRow, str]], at: datetime
) -> list[tuple[OpenRow, str]]:
    """Of one list, what is asked for, in its order."""
    after, before = due_between(wanted.due, at)
    chosen = [
        (row, why)
        for row, why in found
        if why == WHY.get(wanted.why, why)
        and any(wanted.agency in name for name in (row.agency_name, row.agency_kana))
        and (after is None or row.due_on >= after)
        and (before is None or row.due_on < before)
    ]
    key = LINE_SORTS.get(wanted.sort.lstrip("-"), LINE_SORTS["due"])
    return sorted(chosen, key=lambda one: key(one[0]), reverse=wanted.sort.startswith("-"))


def line_list(hat: Hat, wanted: WantedLines, *, at: datetime) -> LinePage:
    """A page of open lines. Seven queries, however many rows."""
    sides = _sides(hat, at)
    whose = _whose(wanted, sides)
    found = _lines(wanted, sides[whose], at)
    first = begins(wanted.page, len(found))
    rows = read_open(hat, found[first : first + PAGE_SIZE], at)
    shown = listing(rows, min(len(found), MOST_COUNTED), wanted.page, more=len(found) > MOST_COUNTED)
    return LinePage(shown, whose, {name: len(one) for name, one in sides.items()})


def line_sheet(hat: Hat, wanted: WantedLines, *, at: datetime) -> Sheet:
    """Every open line of a list as it leaves the house."""
    sides = _sides(hat, at)
    found = _lines(wanted, sides[_whose(wanted, sides)], at)
    rows: list[DecisionLine] = read_open(hat, found, at, to=Purpose.EXPORT, deliberate=True)
    heads = "だれについて 種類 すること 機関 いつまでに 残っている理由 回答の理由"
    told: list[Sequence[Any]] = [
        [one.who, one.kind, one.what, one.agency, one.due_on, one.why, one.reason] for one in rows
    ]
    return Sheet("決まったことの残り", heads.split(), told, list(dict.fromkeys(one.item for one in rows)))


# Information requests


def _asked(hat: Hat, wanted: WantedRequests, at: datetime) -> dict[str, Any]:
    """One query."""
    rooms = AgendaItem.objects.filter(within(hat, at, BinderKind.AGENDA), visible(hat, at), withdrawn_at__isnull=True).exclude(
        conference__state=ConferenceState.CANCELLED
    )
    after, before = due_between(wanted.due, at)
    return {
        "agency": wanted.agency,
        "after": after,
        "before": before,
        "rooms": list(rooms.order_by("pk").values_list("pk", flat=True)),
        "mine": hat.agency_id,
        "me": hat.membership_id,
        "justice": list(names().without_justice(hat.agency_id).veiled),
        "ours": wanted.side == ASKED,
        "state": wanted.state,
    }


def _requests(
    asked: dict[str, Any], sort: str, most: int | None, first: int = 0
) -> tuple[list[tuple[UUID, UUID]], int]:
    """Requests and their rooms in the order of a list, and how many there are: no word of them. One query."""
    column = REQUEST_SORTS.get(sort.lstrip("-"), REQUEST_SORTS["due"])
    order = f"{column} {'DESC' if sort.startswith('-') else 'ASC'}, f.due_on, f.request"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT f.request, f.item, count(*) OVER () {REQUESTS} ORDER BY {order} LIMIT %(most)s OFFSET %(first)s",
            asked | {"most": most, "first": first},
        )
        rows = cursor.fetchall()
    return [(request, item) for request, item, _ in rows], rows[0][-1] if rows else 0


def _read(
    hat: Hat, found: Sequence[tuple[UUID, UUID]], at: datetime, *, to: Purpose, deliberate: bool
) -> list[RequestLine]:
    """The requests with their parts, after a look at the rooms that they lie in. Four queries."""
    items = list(dict.fromkeys(item for _, item in found))
    opened = open_binders(hat, items, to=to, word="conference.requests", deliberate=deliberate)
    rows = {one.id: one for one in requests_of(hat, told_in_all(hat, opened.classes), at)}
    return [rows[one] for one, _ in found if one in rows]


def request_list(hat: Hat, wanted: WantedRequests, *, at: datetime) -> Listing:
    """A page of information requests. Six queries, however many rows; two more for a page behind the end, which is the last one."""
    asked, first = _asked(hat, wanted, at), begins(wanted.page, MOST_COUNTED)
    found, count = _requests(asked, wanted.sort, PAGE_SIZE, first)
    if first and not found:
        _, count = _requests(asked, wanted.sort, 1)
        found, _ = _requests(asked, wanted.sort, PAGE_SIZE, begins(wanted.page, count))
    rows = _read(hat, found, at, to=Purpose.OVERVIEW, deliberate=True)
    return listing(rows, min(count, MOST_COUNTED), wanted.page, more=count > MOST_COUNTED)


def request_sheet(hat: Hat, wanted: WantedRequests, *, at: datetime) -> Sheet:
    """Every information request of a list as it leaves the house: days and how many parts, not what was answered."""
    found, _ = _requests(_asked(hat, wanted, at), wanted.sort, None)
    rows = _read(hat, found, at, to=Purpose.EXPORT, deliberate=True)
    heads = "依頼先 依頼した日 項目数 回答待ち 回答期限 廃棄期限 必要な理由"
    told: list[Sequence[Any]] = [
        [one.agency, one.asked, len(one.parts), one.waiting, one.due_on, one.destroy_by, one.necessity]
        for one in rows
    ]
    return Sheet("情報提供依頼の一覧", heads.split(), told, list(dict.fromkeys(one.item for one in rows)))
