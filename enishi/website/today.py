"""今日: what needs the hat today: the room's own parts, then the inbox, then what the role watches over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.queries.advice import advice_waiting
from enishi.cases.queries.overview import load_by_lead
from enishi.cases.queries.today import today as cases_today
from enishi.conferences.queries.today import today as conferences_today
from enishi.intake.queries.stagnation import load_by_agency
from enishi.intake.queries.today import Part, people_of
from enishi.intake.queries.today import today as intake_today
from enishi.office import draft_lists, inbox
from enishi.office.draft_lists import Line as Unfinished
from enishi.office.words import of_others
from enishi.residents.queries import open_candidates
from enishi.sharing.queries import emergencies_to_review

SHOWN = 10


@dataclass(frozen=True)
class Duty:
    """Something to do by a day."""

    text: str
    url: str
    when: str
    late: bool
    today: bool


@dataclass(frozen=True)
class Told:
    """Something that nobody of the hat has read."""

    text: str
    url: str
    when: str


@dataclass(frozen=True)
class Figure:
    """A number that says how things stand, and the page behind it."""

    label: str
    number: int
    url: str = ""
    alarming: bool = False
    unit: str = "件"


@dataclass
class Board:
    """One block of figures under the heading of a permission."""

    heading: str
    figures: list[Figure]


@dataclass
class Today:
    day: str
    parts: Sequence[Part] = ()
    duties: list[Duty] = field(default_factory=list)
    more_duties: bool = False
    notices: list[Told] = field(default_factory=list)
    more_notices: bool = False
    drafts: list[Unfinished] = field(default_factory=list)
    boards: list[Board] = field(default_factory=list)


def today(hat: Hat, at: datetime) -> Today:
    """Everything for the page, in a number of statements that does not grow with the work."""
    day, parts = timezone.localdate(at), _parts(hat, at)
    shown_above = {line.url for part in parts for line in part.lines}
    waiting, unread = inbox.waiting(hat.holders, tasks=SHOWN * 3, notices=SHOWN + 1, but=of_others(hat.may))
    tasks = [one for one in waiting if one.url not in shown_above]
    return Today(
        day=f"{day.month}月{day.day}日（{'月火水木金土日'[day.weekday()]}）",
        parts=parts,
        duties=[_duty(one.text, one.url, one.due_on, day) for one in tasks[:SHOWN] if one.due_on],
        more_duties=len(tasks) > SHOWN,
        notices=[Told(one.text, one.url, _minute(one.made_at)) for one in unread[:SHOWN]],
        more_notices=len(unread) > SHOWN,
        drafts=draft_lists.latest(hat.membership_id, SHOWN) if hat.membership_id else [],
        boards=[board(hat, at) for permission, board in BOARDS if permission in hat.may],
    )


def _parts(hat: Hat, at: datetime) -> tuple[Part, ...]:
    """What the rooms have for a hat that works with persons."""
    if not hat.grantees or not hat.agency_id:
        return ()
    rooms = intake_today(hat, at), cases_today(hat, at)
    people = people_of(hat, rooms)
    return (*(part for room in rooms for part in room.parts(people)), *conferences_today(hat, at))


def _duty(text: str, url: str, by: date, day: date) -> Duty:
    return Duty(text, url, f"{by.month}/{by.day}", by < day, by == day)


def _minute(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local.month}/{local.day} {local.hour}:{local.minute:02}"


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _numbers(sql: str, values: dict[str, Any]) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return tuple(int(one) for one in cursor.fetchone())


ADMINISTERED = """
SELECT (SELECT count(*) FROM agencies_agency WHERE starts_on <= %(day)s AND (ends_on IS NULL OR ends_on > %(day)s)),
       (SELECT count(*) FROM agencies_staff s WHERE s.is_active AND EXISTS (
           SELECT 1 FROM agencies_membership m WHERE m.staff_id = s.id
              AND m.starts_on <= %(day)s AND (m.ends_on IS NULL OR m.ends_on > %(day)s))),
       (SELECT count(*) FROM agencies_staff s WHERE s.is_active AND EXISTS (
           SELECT 1 FROM agencies_membership m WHERE m.staff_id = s.id
              AND m.starts_on <= %(day)s AND (m.ends_on IS NULL OR m.ends_on > %(day)s))
           AND NOT EXISTS (SELECT 1 FROM mfa_authenticator f WHERE f.user_id = s.id AND f.type <> 'recovery_codes')),
       (SELECT count(DISTINCT m.staff_id) FROM agencies_membership m JOIN agencies_staff s ON s.id = m.staff_id AND s.is_active
         WHERE m.role = 'administrator' AND m.starts_on <= %(day)s AND (m.ends_on IS NULL OR m.ends_on > %(day)s)),
       (SELECT count(*) FROM agencies_importbatch WHERE applied_at IS NULL AND content IS NOT NULL),
       (SELECT count(*) FROM agencies_credentialreset WHERE agreed_at IS NULL AND withdrawn_at IS NULL)
"""


def _administered(hat: Hat, at: datetime) -> Board:
    agencies, staff, without, administrators, imports, resets = _numbers(ADMINISTERED, {"day": timezone.localdate(at)})
    people = _address("agencies:staff")
    figures = [
        Figure("活動中の機関", agencies, _address("agencies:agencies")),
        Figure("所属のある職員", staff, people, unit="人"),
        Figure("二要素の登録がまだの職員", without, f"{people}?active=unenrolled", unit="人"),
        Figure("システム管理者（二人以上に）", administrators, people, alarming=administrators < 2, unit="人"),
        Figure("見ただけで取り込んでいないファイル", imports, _address("agencies:imports")),
        Figure("もう一人の承認を待つ再登録", resets, _address("website:resets"), alarming=resets > 0),
    ]
    return Board("機関と職員", figures)


AUDITED = """
SELECT count(*) FILTER (WHERE word IN ('sign_in.wrong_password', 'sign_in.wrong_code')),
       count(*) FILTER (WHERE word = 'door.closed'),
       count(*) FILTER (WHERE word = 'database.refused'),
       count(*) FILTER (WHERE word IN ('reset.agreed', 'password.changed'))
  FROM office_trailentry
 WHERE at >= %(since)s
   AND word IN ('sign_in.wrong_password', 'sign_in.wrong_code', 'door.closed', 'database.refused', 'reset.agreed',
                'password.changed')
"""


def _audited(hat: Hat, at: datetime) -> Board:
    wrong, closed, refused, passwords = _numbers(AUDITED, {"since": at - timedelta(days=1)})
    trail = _address("office:trail")
    figures = [
        Figure("サインインの失敗", wrong, trail),
        Figure("権限のない画面への試み", closed, trail),
        Figure("データベースが断った操作", refused, trail, alarming=refused > 0),
        Figure("パスワードの変更と再登録", passwords, trail),
    ]
    return Board("この24時間の記録", figures)


def _planned(hat: Hat, at: datetime) -> Board:
    (agencies,) = _numbers(
        "SELECT count(*) FROM agencies_agency WHERE starts_on <= %(day)s AND (ends_on IS NULL OR ends_on > %(day)s)",
        {"day": timezone.localdate(at)},
    )
    return Board("件数", [Figure("活動中の支援関係機関", agencies, _address("agencies:directory"))])


def _coordinated(hat: Hat, at: datetime) -> Board:
    """滞り: counts only. Nobody may be held by no one, so those numbers alarm."""
    loads, page = load_by_agency(hat, at=at), _address("intake:stagnation")
    overdue = sum(one.overdue for one in loads)
    orphaned = sum(one.held for one in loads if one.closed)
    figures = [
        Figure("受けている相談", sum(one.held for one in loads), f"{page}?show=all"),
        Figure("期日を過ぎた", overdue, f"{page}?show=overdue", alarming=overdue > 0),
        Figure("つなぎの回答待ち", sum(one.waiting for one in loads), f"{page}?show=waiting"),
        Figure("担当者が決まっていない", sum(one.unassigned for one in loads), f"{page}?show=unassigned"),
        Figure("担当機関がなくなった", orphaned, f"{page}?show=orphaned", alarming=orphaned > 0),
    ]
    return Board("滞り（市全体）", figures)


def _overseen(hat: Hat, at: datetime) -> Board:
    """全体のケース: counts only."""
    loads, page = load_by_lead(hat, at=at), _address("cases:overview")
    overdue = sum(one.overdue for one in loads)
    asked, late = advice_waiting(hat, at=at)
    figures = [
        Figure("続いているケース", sum(one.led for one in loads), f"{page}?show=all"),
        Figure("期日を過ぎた", overdue, f"{page}?show=overdue", alarming=overdue > 0),
        Figure("一機関だけで持っている", sum(one.alone for one in loads), f"{page}?show=alone"),
        Figure("役割の回答待ち", sum(one.waiting for one in loads), f"{page}?show=waiting"),
        Figure("答えを待っている相談", asked, f"{_address('cases:advices')}?show=turn", alarming=late > 0),
    ]
    return Board("ケース（市全体）", figures)


def _reconciled(hat: Hat, at: datetime) -> Board:
    return Board(
        "名寄せ",
        [Figure("同じ人かもしれない組", open_candidates(), _address("residents:candidates"), unit="組")],
    )


def _reviewed(hat: Hat, at: datetime) -> Board:
    waiting, late = emergencies_to_review(on=timezone.localdate(at))
    page = _address("sharing:emergencies")
    figures = [
        Figure("点検を待つもの", waiting, page),
        Figure("期限を過ぎたもの", late, page, alarming=late > 0),
    ]
    return Board("緊急閲覧", figures)


BOARDS: list[tuple[str, Callable[[Hat, datetime], Board]]] = [
    ("coordinate", _coordinated),
    ("coordinate", _overseen),
    ("reconcile", _reconciled),
    ("administer", _administered),
    ("review", _reviewed),
    ("audit", _audited),
    ("plan", _planned),
]
