"""Reminders to confirm, before an entry is hidden for want of it. Run at night as the clerk."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.timezone import localdate

from enishi.agencies.models import Membership
from enishi.community.actions.resources import CONFIRM_WORD, page_of_resource
from enishi.community.city_settings import REMIND
from enishi.community.models import Resource
from enishi.office import inbox
from enishi.office.city import setting
from enishi.office.days import long_day
from enishi.office.models import Task
from enishi.office.terms import TaskState

ONE_BY_ONE = 5
MANY_URL = "/community/resources/?state=due&sort=verify"


def remind_to_confirm(at: datetime) -> int:
    """Tasks for the resources whose day comes near, to their keeper, else to who confirmed them last, else to who coordinates.

    Up to five of one holder are a task each, more are one task with their number: a list of 1,600 that was taken in on one
    day comes due on one day. What was confirmed since, or ended, is taken back. Returns how many tasks were made.
    """
    today = localdate(at)
    soon = today + timedelta(days=setting(REMIND.name, on=today))
    wanted = {(holder, url): (text, due_on) for holder, url, text, due_on in _wanted(today, soon)}
    tasks = Task.objects.filter(word=CONFIRM_WORD, state=TaskState.OPEN)
    asked = {(holder, url): pk for pk, holder, url in tasks.values_list("pk", "holder_id", "url")}
    gone = [pk for key, pk in asked.items() if key not in wanted]
    tasks.filter(pk__in=gone).update(state=TaskState.WITHDRAWN, ended_at=at)
    made = 0
    for (holder, url), (text, due_on) in wanted.items():
        if (holder, url) not in asked:
            inbox.assign(holder, CONFIRM_WORD, text, due_on, url=url, at=at)
            made += 1
    return made


def _wanted(today: date, soon: date) -> Iterator[tuple[UUID, str, str, date]]:
    """Who is to be asked what: holder, address, words, day."""
    due = Resource.objects.running_on(today).filter(verify_by__lte=soon).order_by("verify_by", "pk")
    somebody = _who_coordinates(today)
    held: dict[UUID, list[tuple[UUID, date]]] = {}
    for pk, keeper, confirmer, verify_by in due.values_list("pk", "keeper_id", "confirmed_by", "verify_by"):
        if (holder := keeper or confirmer or somebody) and verify_by:
            held.setdefault(holder, []).append((pk, verify_by))
    for holder, theirs in held.items():
        first = max(theirs[0][1], today)
        if len(theirs) > ONE_BY_ONE:
            count = len(theirs)
            yield holder, MANY_URL, f"確認の期限が近い地域の資源が{count}件あります", first
            continue
        for pk, verify_by in theirs:
            text = f"地域の資源の内容を確かめてください（確認の期限 {long_day(verify_by)}）"
            yield holder, page_of_resource(pk), text, max(verify_by, today)


def _who_coordinates(today: date) -> UUID | None:
    found = Membership.objects.active_on(today).filter(role="coordinator").order_by("starts_on", "pk")
    return found.values_list("agency_id", flat=True).first()
