"""Reminders to confirm, before an entry is hidden for want of it. Run at night as the clerk."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from enishi.community.actions.resources import CONFIRM_WORD, page_of_resource
from enishi.community.city_settings import REMIND
from enishi.community.models import Resource
from enishi.office import inbox
from enishi.office.city import setting
from enishi.office.models import Task
from enishi.office.terms import TaskState


def remind_to_confirm(at: datetime) -> int:
    """One task for each resource whose day comes near, to its keeper, else to who confirmed it last; returns how many.

    A task whose resource was confirmed since, or ended, is taken back.
    """
    today = localdate(at)
    soon = today + timedelta(days=setting(REMIND.name, on=today))
    due = Resource.objects.running_on(today).filter(verify_by__lte=soon).order_by("verify_by", "pk")
    wanted = {
        page_of_resource(pk): (keeper or confirmer, verify_by)
        for pk, keeper, confirmer, verify_by in due.values_list(
            "pk", "keeper_id", "confirmed_by", "verify_by"
        )
        if keeper or confirmer
    }
    tasks = Task.objects.filter(word=CONFIRM_WORD, state=TaskState.OPEN)
    asked = set(tasks.values_list("url", flat=True))
    tasks.filter(url__in=asked - set(wanted)).update(state=TaskState.WITHDRAWN, ended_at=at)
    made = 0
    for url, (holder, verify_by) in wanted.items():
        if url in asked or holder is None or verify_by is None:
            continue
        day = f"{verify_by.year}年{verify_by.month}月{verify_by.day}日"
        inbox.assign(
            holder,
            CONFIRM_WORD,
            f"地域の資源の内容を確かめてください（確認の期限 {day}）",
            max(verify_by, today),
            url=url,
            at=at,
        )
        made += 1
    return made
