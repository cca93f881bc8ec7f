"""受信箱: what there is to do and what happened, for the hat and its agency."""

from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enishi.agencies.browser import HatRequest
from enishi.agencies.queries.people import digest_recipient
from enishi.office import digest, inbox
from enishi.office.doors import SIGNED_IN, door

A_PAGE = 50


@door(SIGNED_IN)
@require_safe
def inbox_page(request: HatRequest) -> HttpResponse:
    """Tasks by their day, notices unread first, what has ended."""
    shown = request.GET.get("show", "tasks")
    holders, today = request.hat.holders, timezone.localdate()
    lists = {"tasks": inbox.open_tasks, "notices": inbox.notices, "ended": inbox.ended_tasks}
    found = lists.get(shown, inbox.open_tasks)(holders)
    counts = inbox.counts(holders, on=today)
    own = request.hat.membership_id
    return render(
        request,
        "website/inbox.html",
        {
            "shown": shown if shown in lists else "tasks",
            "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
            "counts": counts,
            "today": today,
            "drawn_at": timezone.now().isoformat(),
            "own": own,
            "mail": _mail(own, today) if own else None,
            "tabs": _tabs(shown, counts),
        },
    )


def _mail(own: UUID, today: date) -> str:
    """What becomes of the daily e-mail of a hat: "none" here, "nowhere" to go, "wanted" or "refused"."""
    if not digest.is_configured():
        return "none"
    if digest_recipient(own, on=today) is None:
        return "nowhere"
    return "wanted" if digest.wants(own) else "refused"


def _tabs(shown: str, counts: inbox.Counts) -> list[dict[str, object]]:
    address = reverse("office:inbox")
    tabs = (("tasks", "やること", counts.open), ("notices", "お知らせ", counts.unread), ("ended", "終わったやること", None))
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
    """Mark every notice as read that was on the page when it was drawn."""
    now = timezone.now()
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
