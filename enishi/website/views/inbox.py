"""受信箱: what there is to do and what happened, for the hat and its agency."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enishi.agencies.browser import HatRequest
from enishi.agencies.queries.people import digest_recipient
from enishi.office import digest, egress, inbox
from enishi.office.asked import ways_out
from enishi.office.doors import SIGNED_IN, door
from enishi.office.ids import identity
from enishi.office.words import of_others
from enishi.sharing.terms import Purpose

A_PAGE = 50
LISTS = {"tasks": inbox.open_tasks, "notices": inbox.notices, "ended": inbox.ended_tasks}
TASK_SORTS = {"due": "due_on", "made": "made_at", "ended": "ended_at"}
NOTICE_SORTS = {"made": "made_at"}
STATES = {
    "tasks": [("overdue", "期日を過ぎた"), ("today", "今日まで")],
    "notices": [("unread", "未読"), ("read", "既読")],
    "ended": [],
}
OTHERS = "others"
HEADS = {
    "tasks": ["期日", "内容", "宛先", "状態", "届いた日時", "終わった日時"],
    "notices": ["日時", "内容", "宛先", "状態"],
}


@door(SIGNED_IN)
@require_safe
def inbox_page(request: HatRequest) -> HttpResponse:
    """Tasks by their day, notices unread first, what has ended."""
    shown, today = _shown(request), timezone.localdate()
    counts = inbox.counts(request.hat.holders, on=today, but=of_others(request.hat.may))
    if not request.GET and counts.unread and not counts.open:  # the number at the door counts what lies there
        return redirect(f"{reverse('office:inbox')}?show=notices")
    found = _found(request, shown, today)
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "to", "state")}
    own = request.hat.membership_id
    return render(
        request,
        "website/inbox.html",
        {
            "shown": shown,
            "asked": asked,
            "filtered": any(asked.values()),
            "states": _states(shown, request.hat.may),
            "holders": [("own", "自分"), ("agency", "課・機関")],
            "exports": ways_out(request, "office:inbox-export"),
            "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
            "counts": counts,
            "today": today,
            "drawn_at": timezone.now().isoformat(),
            "own": own,
            "of_others": of_others(request.hat.may),
            "mail": _mail(own, today) if own else None,
            "tabs": _tabs(shown, counts),
        },
    )


@door(SIGNED_IN)
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The list of the screen, all of it, through the one way out; references, never a name."""
    shown, today = _shown(request), timezone.localdate()
    found = list(_found(request, shown, today))
    binders = {one.binder_id for one in found if one.binder_id}
    rows = [_cells(one, shown, request.hat.membership_id) for one in found]
    heads, title = (
        HEADS["notices" if shown == "notices" else "tasks"],
        {"notices": "お知らせ", "ended": "終わったやること"},
    )
    return egress.table(
        request.hat,
        "inbox.list",
        heads,
        rows,
        sorted(binders),
        form,
        title=title.get(shown, "やること"),
        purpose=Purpose.EXPORT,
    )


def _states(shown: str, may: Collection[str]) -> list[tuple[str, str]]:
    """What a list is narrowed by; an office's work for its coordinators is looked at by the others when they ask for it."""
    states = STATES[shown]
    return [*states, (OTHERS, "管理者が対応するもの")] if states and of_others(may) else states


def _shown(request: HatRequest) -> str:
    asked = request.GET.get("show", "tasks")
    return asked if asked in LISTS else "tasks"


def _found(request: HatRequest, shown: str, today: date) -> QuerySet[Any]:
    """What the filters leave of a list, in the order asked for."""
    given = request.GET
    holders: Sequence[UUID] = request.hat.holders
    if given.get("to") in ("own", "agency"):
        own = given["to"] == "own"
        holders = [one for one in holders if (one == request.hat.membership_id) == own]
    found: QuerySet[Any] = LISTS[shown](holders)
    if text := given.get("q", "").strip():
        found = found.filter(text__contains=text)
    state, others = given.get("state", ""), of_others(request.hat.may)
    if others and shown != "ended":
        found = found.filter(word__in=others) if state == OTHERS else found.exclude(word__in=others)
    if shown == "tasks" and state in ("overdue", "today"):
        found = found.filter(**{"due_on__lt" if state == "overdue" else "due_on__lte": today})
    if shown == "notices" and state in ("unread", "read"):
        found = found.filter(read_at__isnull=state == "unread")
    sort = given.get("sort", "")
    column = (NOTICE_SORTS if shown == "notices" else TASK_SORTS).get(sort.lstrip("-"))
    return found.order_by(f"-{column}" if sort.startswith("-") else column, "id") if column else found


def _cells(one: Any, shown: str, own: UUID | None) -> list[object]:
    to, made = "自分" if one.holder_id == own else "課・機関", _minute(one.made_at)
    if shown == "notices":
        return [made, one.text, to, "既読" if one.read_at else "未読"]
    return [one.due_on, one.text, to, one.get_state_display(), made, _minute(one.ended_at)]


def _minute(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def _mail(own: UUID, today: date) -> str:
    """What becomes of the daily e-mail of a hat: "none" here, "nowhere" to go, "wanted" or "refused"."""
    if not digest.is_configured():
        return "none"
    if digest_recipient(own, on=today) is None:
        return "nowhere"
    return "wanted" if digest.wants(own) else "refused"


def _tabs(shown: str, counts: inbox.Counts) -> list[dict[str, object]]:
    address = reverse("office:inbox")
    tabs = (
        ("tasks", "やること", counts.open),
        ("notices", "お知らせ", counts.unread),
        ("ended", "終わったやること", None),
    )
    return [
        {"label": label, "url": f"{address}?show={code}", "current": code == shown, "count": count}
        for code, label, count in tabs
    ]


@door(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def finish_task(request: HatRequest, task_id: UUID) -> HttpResponse:
    """POST marks a task as done; GET leads to the page where it is done."""
    if request.method != "POST":
        return redirect(inbox.own_task(task_id).url or "office:inbox")
    inbox.finish(task_id, by=request.hat.membership_id, at=timezone.now())
    messages.success(request, "やることを対応済みにしました。")
    return redirect("office:inbox")


@door(SIGNED_IN)
@require_POST
def read_notices(request: HatRequest) -> HttpResponse:
    """Mark one notice as read, or every one that was on the page when it was drawn."""
    now = timezone.now()
    if typed := request.POST.get("notice"):
        inbox.read([one for one in [identity(typed)] if one], at=now)
        return redirect(f"{reverse('office:inbox')}?show=notices")
    try:
        until = min(datetime.fromisoformat(request.POST.get("until", "")), now)
    except (ValueError, TypeError):
        until = now
    count = inbox.read_all(request.hat.holders, until=until, at=now)
    messages.success(request, f"お知らせ{count}件を読んだことにしました。")
    return redirect(f"{reverse('office:inbox')}?show=notices")



@door(SIGNED_IN)
@require_POST
def choose_mail(request: HatRequest) -> HttpResponse:
    """Take or refuse the daily e-mail."""
    wanted = request.POST.get("wanted") == "yes"
    if request.hat.membership_id:
        digest.choose(request.hat.membership_id, wanted=wanted, at=timezone.now())
    messages.success(request, "お知らせメールを受け取ります。" if wanted else "お知らせメールを止めました。")
    return redirect("office:inbox")
