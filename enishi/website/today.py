"""今日: what needs the hat today. Only references and counts; no content of a person's record is read here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.office.models import Draft, Notice, Task

SHOWN = 12


@dataclass(frozen=True)
class Duty:
    """Something to do by a day."""

    text: str
    url: str
    due_on: date
    late: bool
    today: bool


@dataclass(frozen=True)
class Unfinished:
    """A form that waits half filled."""

    label: str
    url: str
    saved_at: datetime


@dataclass(frozen=True)
class Figure:
    """A number that says how things stand, and the page behind it."""

    label: str
    number: int
    url: str = ""
    alarming: bool = False


@dataclass
class Board:
    """One block of figures under the heading of a permission."""

    heading: str
    figures: list[Figure]


@dataclass
class Today:
    duties: list[Duty] = field(default_factory=list)
    more_duties: bool = False
    notices: list[Notice] = field(default_factory=list)
    more_notices: bool = False
    drafts: list[Unfinished] = field(default_factory=list)
    boards: list[Board] = field(default_factory=list)


def today(hat: Hat, at: datetime) -> Today:
    """Everything for the page, in a fixed number of statements."""
    day = timezone.localdate(at)
    tasks = Task.objects.filter(holder_id__in=hat.holders, state="open").order_by("due_on", "made_at", "pk")
    duties = [
        Duty(one.text, one.url, one.due_on, one.due_on < day, one.due_on == day) for one in tasks[: SHOWN + 1]
    ]
    notices = Notice.objects.filter(holder_id__in=hat.holders, read_at__isnull=True).order_by(
        "-made_at", "pk"
    )
    unread = list(notices[: SHOWN + 1])
    drafts = Draft.objects.filter(membership_id__in=[hat.membership_id]).order_by("-saved_at", "pk")
    return Today(
        duties=duties[:SHOWN],
        more_duties=len(duties) > SHOWN,
        notices=unread[:SHOWN],
        more_notices=len(unread) > SHOWN,
        drafts=[_unfinished(one) for one in drafts.only("id", "form", "subject_id", "saved_at")[:SHOWN]],
        boards=[board(at) for permission, board in BOARDS if permission in hat.may],
    )


def _unfinished(draft: Draft) -> Unfinished:
    label, name = FORMS.get(draft.form, (draft.form, ""))
    return Unfinished(label, _address(name, draft_id=draft.pk), draft.saved_at)


# form of a draft → what it is called, and the address (taking draft_id) where it is continued
FORMS: dict[str, tuple[str, str]] = {}


def _address(name: str, **arguments: object) -> str:
    try:
        return reverse(name, kwargs=arguments)
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
       (SELECT count(*) FROM agencies_importbatch WHERE applied_at IS NULL AND content IS NOT NULL),
       (SELECT count(*) FROM agencies_credentialreset WHERE agreed_at IS NULL AND withdrawn_at IS NULL)
"""


def _administered(at: datetime) -> Board:
    agencies, staff, without, imports, resets = _numbers(ADMINISTERED, {"day": timezone.localdate(at)})
    people = _address("agencies:staff")
    figures = [
        Figure("活動中の機関", agencies, _address("agencies:agencies")),
        Figure("所属のある職員", staff, people),
        Figure("二要素の登録がまだの職員", without, people),
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


def _audited(at: datetime) -> Board:
    wrong, closed, refused, passwords = _numbers(AUDITED, {"since": at - timedelta(days=1)})
    trail = _address("office:trail")
    figures = [
        Figure("サインインの失敗", wrong, trail),
        Figure("権限のない画面への試み", closed, trail),
        Figure("データベースが断った操作", refused, trail, alarming=refused > 0),
        Figure("パスワードの変更と再登録", passwords, trail),
    ]
    return Board("この24時間の記録", figures)


def _planned(at: datetime) -> Board:
    (agencies,) = _numbers(
        "SELECT count(*) FROM agencies_agency WHERE starts_on <= %(day)s AND (ends_on IS NULL OR ends_on > %(day)s)",
        {"day": timezone.localdate(at)},
    )
    return Board("件数", [Figure("活動中の支援関係機関", agencies, _address("agencies:directory"))])


BOARDS: list[tuple[str, Callable[[datetime], Board]]] = [
    ("administer", _administered),
    ("audit", _audited),
    ("plan", _planned),
]
