"""Tasks and notices reach whom they are for, and can hold no name."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.office import inbox, words
from enishi.office.errors import NotFound, Refused
from enishi.office.models import Notice, Task

pytestmark = pytest.mark.django_db
DUE = date(2025, 4, 10)
ASK = "つなぎに回答してください（番号 K3M7-Q2XD）"


def test_a_task_is_seen_by_its_holder_and_by_nobody_else(aoki: Hat, baba: Hat) -> None:
    at = timezone.now()
    with wearing(baba):
        task = inbox.assign(aoki.agency_id, "referral.answer", ASK, DUE, at=at)
        assert not inbox.open_tasks(baba.holders).exists()
        with pytest.raises(NotFound):
            inbox.finish(task, by=baba.membership_id, at=at)
    with wearing(aoki):
        assert [one.pk for one in inbox.open_tasks(aoki.holders)] == [task]
        inbox.finish(task, by=aoki.membership_id, at=at)
        assert not inbox.open_tasks(aoki.holders).exists()
        with pytest.raises(Refused):
            inbox.finish(task, by=aoki.membership_id, at=at)


def test_who_gave_a_task_may_take_it_back_and_a_third_may_not(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    at, binder = timezone.now(), uuid4()
    with wearing(baba):
        inbox.assign(aoki.agency_id, "referral.answer", ASK, DUE, binder_id=binder, at=at)
    with wearing(chiba):
        assert inbox.withdraw_tasks(binder, "referral.answer", at=at) == 0
    with wearing(baba):
        assert inbox.withdraw_tasks(binder, "referral.answer", at=at) == 1
    with wearing(aoki):
        assert Task.objects.get(binder_id=binder).state == "withdrawn"


def test_counts_and_order(aoki: Hat) -> None:
    at = timezone.now()
    with wearing(aoki):
        for day in (12, 9, 10):
            inbox.assign(aoki.membership_id, "referral.answer", ASK, date(2025, 4, day), at=at)
        first = inbox.tell(aoki.agency_id, "match.proposed", "名寄せの判断を待つ候補があります。", at=at)
        second = inbox.tell(aoki.agency_id, "match.proposed", "名寄せの判断を待つ候補があります。", at=at)
        assert inbox.counts(aoki.holders, on=DUE) == inbox.Counts(open=3, due=2, overdue=1, unread=2)
        assert [task.due_on.day for task in inbox.open_tasks(aoki.holders)] == [9, 10, 12]
        assert inbox.read([first], at=at) == 1
        assert [notice.pk for notice in inbox.notices(aoki.holders)] == [second, first]
        assert inbox.read_all(aoki.holders, until=at, at=at) == 1
        assert inbox.counts(aoki.holders, on=DUE).unread == 0


@pytest.mark.parametrize(
    "text",
    [
        "山田 太郎さんの相談",
        "つなぎに回答してください（番号 山田太郎）",
        "つなぎに回答してください（番号 K3M7-Q2XD）山田",
    ],
)
def test_a_name_cannot_be_written(aoki: Hat, text: str) -> None:
    with wearing(aoki), pytest.warns(words.NotRegistered):
        inbox.tell(aoki.agency_id, "referral.answer", text, at=timezone.now())
    with wearing(aoki):
        assert Notice.objects.get().text == words.NOT_TOLD
