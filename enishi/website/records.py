"""What the pages of 記録 show: lines of the trail with the names of staff and agencies, never of a resident."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency, Membership, Staff
from enishi.agencies.roles import ROLES
from enishi.office import trail
from enishi.office.city import setting
from enishi.office.errors import Refused
from enishi.office.models import TrailEntry
from enishi.office.queries import records
from enishi.office.queries.records import MOST_ENTRIES
from enishi.office.request import current_request
from enishi.office.terms import TrailKind
from enishi.residents.rules.reference import LETTERS, reference, reference_key
from enishi.sharing.terms import InformationClass, Purpose

DAYS_OF_A_PERSON = 365 * 3
DAYS = 31
DAYS_UNUSUAL = 7
SORTS = frozenset({"at", "staff", "kind", "reference", "times"})
HEADS = ["日", "種別", "出来事", "職員", "機関", "目的", "番号", "回数", "最初", "最後", "区分"]


@dataclass(frozen=True)
class Filters:
    """What was asked for, as it was typed, and what it means."""

    staff: str = ""
    reference: str = ""
    text: str = ""
    kind: str = ""
    begins_on: date = date.min
    ends_on: date = date.max
    people: list[Staff] = field(default_factory=list)
    binders: list[UUID] | None = None
    wrong: list[str] = field(default_factory=list)
    before: int | None = None

    @property
    def given(self) -> bool:
        return bool(self.staff or self.reference or self.text or self.kind)


@dataclass(frozen=True)
class Line:
    record: records.Record
    staff: str
    agency: str
    reference: str
    purpose: str
    classes: str


@dataclass(frozen=True)
class Lines:
    """A page of lines, how many there are in all, and the entry behind which more lie (None: behind which there are none)."""

    shown: list[Line] = field(default_factory=list)
    count: int = 0
    rest: int | None = None


@dataclass(frozen=True)
class Newcomer:
    """Somebody for whom the paper of the first sign-in was printed."""

    at: datetime
    name: str
    hats: str
    by: str


def filters(given: Mapping[str, str], *, today: date) -> Filters:
    """Read the form. A staff text that means several people is asked back; a reference may mean several binders."""
    typed, number = given.get("staff", "").strip(), given.get("reference", "").strip()
    wrong: list[str] = []
    people = _people(typed) if typed else []
    if typed and not people:
        wrong.append("その氏名・職員番号の職員はいません。")
    binders = _binders(number) if number else None
    if number and not binders:
        wrong.append("その番号の簿冊はありません。番号は K3M7-Q2XD のような8文字です。")
    span = DAYS_OF_A_PERSON if number else DAYS
    begins_on = _day(given.get("from", ""), today - timedelta(days=span), wrong)
    ends_on = _day(given.get("until", ""), today, wrong)
    if ends_on < begins_on:
        wrong.append("終わりの日が始まりの日より前です。")
    text, kind, before = given.get("text", "").strip(), given.get("kind", ""), _entry(given.get("before", ""))
    return Filters(typed, number, text, kind, begins_on, ends_on, people, binders, wrong, before)


def lines(by: Hat, asked: Filters, *, sort: str = "", first: int = 0, most: int, entries: int = MOST_ENTRIES) -> Lines:
    """A page of lines, after it was recorded who asked for what (reading the trail is itself in the trail)."""
    if asked.wrong or len(asked.people) > 1:
        return Lines()
    begins_at, ends_at = _span(asked.begins_on, asked.ends_on)
    staff_id = asked.people[0].pk if asked.people else None
    _record(by, asked, staff_id)
    found = records.records(
        records.Search(begins_at, ends_at, asked.binders, staff_id, asked.kind, asked.text, asked.before),
        entries=entries,
        sort=sort if sort.removeprefix("-") in SORTS else "",
        first=first,
        most=most,
    )
    return Lines(_named(found.records), found.lines, found.rest)


def every_line(by: Hat, asked: Filters, *, sort: str, today: date) -> list[Line]:
    """All lines of the period, to leave the house.

    :raises Refused: there are so many entries that some would be missing
    """
    most = setting("office.list_most_rows", on=today)
    found = lines(by, replace(asked, before=None), sort=sort, most=most + 1, entries=most)
    if found.rest is not None:
        raise Refused(f"記録が{most:,}件より多くあり、一度に出力できません。期間を短くするか、条件で絞り込んでください。")
    return found.shown


def unusual(by: Hat, *, today: date, days: int = DAYS_UNUSUAL) -> list[tuple[records.Unusual, str, str]]:
    """Days worth a question with the names of staff and agency."""
    begins_at, ends_at = _span(today - timedelta(days=days), today)
    _record(by, Filters(text="unusual"), None)
    found = records.unusual(begins_at, ends_at, on=today)
    staff, agencies = _names(one.staff_id for one in found), _agencies(one.agency_id for one in found)
    return [(one, staff.get(one.staff_id, ""), agencies.get(one.agency_id, "")) for one in found]


def newcomers(*, today: date, days: int) -> list[Newcomer]:
    """Staff for whom a code for their first sign-in was printed, the latest first: who audits knows whom to ask about."""
    begins_at, ends_at = _span(today - timedelta(days=days), today)
    codes = TrailEntry.objects.filter(word="initial_code.issued", at__gte=begins_at, at__lt=ends_at).order_by("-at")
    found = [(one.at, UUID(one.detail["staff"]), one.staff_id) for one in codes]
    names = _names(one for _, person, by in found for one in (person, by))
    hats: dict[UUID, list[str]] = {}
    for worn in Membership.objects.active_on(today).filter(staff__in=[person for _, person, _ in found]).select_related("agency"):
        hats.setdefault(worn.staff_id, []).append(f"{worn.agency.name}・{ROLES[worn.role].label}")
    return [Newcomer(at, names.get(person, ""), "、".join(hats.get(person, [])), names.get(by, "")) for at, person, by in found]


def rows(found: Iterable[Line]) -> list[list[object]]:
    """The lines for a sheet, under :data:`HEADS`."""
    return [
        [
            line.record.day,
            line.record.kind_label,
            "・".join(line.record.word_labels),
            *(line.staff, line.agency, line.purpose, line.reference, line.record.times),
            *(f"{timezone.localtime(at):%H:%M:%S}" for at in (line.record.first_at, line.record.last_at)),
            line.classes,
        ]
        for line in found
    ]


def _named(found: list[records.Record]) -> list[Line]:
    staff, agencies = _names(one.staff_id for one in found), _agencies(one.agency_id for one in found)
    purposes = dict(Purpose.choices)
    return [
        Line(
            one,
            staff.get(one.staff_id, "（リンク・仕組み）" if one.staff_id is None else "（名簿にない職員）"),
            agencies.get(one.agency_id, ""),
            reference(one.binder) if one.binder else "",
            purposes.get(one.purpose, one.purpose),
            "・".join(str(kind.label) for kind in InformationClass if one.classes & kind.value)
            if one.kind == TrailKind.LOOK
            else "",
        )
        for one in found
    ]


def _names(ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    wanted = {one for one in ids if one}
    known = Staff.objects.filter(pk__in=wanted).values_list("pk", "name", "staff_number")
    return {pk: f"{name}（{number}）" for pk, name, number in known}


def _agencies(ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    wanted = {one for one in ids if one}
    return dict(Agency.objects.filter(pk__in=wanted).values_list("pk", "name"))


def _people(typed: str) -> list[Staff]:
    found = Staff.objects.filter(Q(staff_number=typed) | Q(name__icontains=typed) | Q(kana__icontains=typed))
    exact = [one for one in found[:20] if typed in (one.staff_number, one.name)]
    return exact if len(exact) == 1 else list(found.order_by("kana", "staff_number")[:20])


def _binders(typed: str) -> list[UUID]:
    key = reference_key(typed)
    if not key:
        return []
    number = 0
    for letter in key:
        number = number << 5 | LETTERS.index(letter)
    low = number << 88
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT binder FROM sharing_binders_between(%s, %s)", [UUID(int=low), UUID(int=low | (1 << 88) - 1)]
        )
        return [row[0] for row in cursor.fetchall()]


def _day(typed: str, otherwise: date, wrong: list[str]) -> date:
    if not typed:
        return otherwise
    try:
        return date.fromisoformat(typed)
    except ValueError:
        wrong.append(f"「{typed}」は日付として読めません。")
        return otherwise


def _entry(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) < 19 else None


def _span(begins_on: date, ends_on: date) -> tuple[datetime, datetime]:
    zone = timezone.get_current_timezone()
    begins_at = datetime.combine(begins_on, time.min, zone)
    return begins_at, datetime.combine(ends_on, time.min, zone) + timedelta(days=1)


def _record(by: Hat, asked: Filters, staff_id: UUID | None) -> None:
    trail.record_at_once(
        "records.list",
        kind=TrailKind.SEARCH,
        staff_id=by.staff_id,
        membership_id=by.membership_id,
        agency_id=by.agency_id,
        sign_in_id=by.sign_in_id,
        request_id=current_request.get(),
        detail={
            "staff": str(staff_id) if staff_id else "",
            "binders": [str(one) for one in asked.binders or []],
            "text": asked.text,
            "kind": asked.kind,
            "from": asked.begins_on.isoformat(),
            "until": asked.ends_on.isoformat(),
            "before": asked.before,
        },
    )
