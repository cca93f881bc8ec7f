"""Tasks and notices for an agency or one membership (やること・お知らせ). A text holds a reference, never a name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet

from enishi.office import prepared
from enishi.office.errors import NotFound, Refused
from enishi.office.ids import in_order
from enishi.office.models import Notice, Task
from enishi.office.rows import put
from enishi.office.terms import TaskState
from enishi.office.words import kept_text


def assign(
    holder_id: UUID,
    word: str,
    text: str,
    due_on: date,
    *,
    binder_id: UUID | None = None,
    url: str = "",
    at: datetime,
) -> UUID:
    """Give somebody something to do by a day, in the transaction of the verb. Returns the task's id.

    :param text: one of the word's templates in :mod:`enishi.office.words`
    """
    task = Task(
        id=in_order(),
        holder_id=holder_id,
        word=word,
        text=kept_text(word, text),
        due_on=due_on,
        binder_id=binder_id,
        url=url,
        made_at=at,
    )
    put([task])
    return task.pk


def tell(
    holder_id: UUID, word: str, text: str, *, binder_id: UUID | None = None, url: str = "", at: datetime
) -> UUID:
    """Let somebody know that something happened, in the transaction of the verb. Returns the notice's id.

    :param text: one of the word's templates in :mod:`enishi.office.words`
    """
    notice = Notice(
        id=in_order(),
        holder_id=holder_id,
        word=word,
        text=kept_text(word, text),
        binder_id=binder_id,
        url=url,
        made_at=at,
    )
    put([notice])
    return notice.pk


def finish(task_id: UUID, *, by: UUID | None, at: datetime) -> None:
    """Mark a task as done by a membership. Only who holds it sees it.

    :raises NotFound: absent, or somebody else's
    :raises Refused: done or withdrawn already
    """
    task = Task.objects.select_for_update().filter(pk=task_id).first()
    if task is None:
        raise NotFound("task", task_id)
    if task.state != TaskState.OPEN:
        raise Refused("このやることは、もう終わっています。")
    Task.objects.filter(pk=task_id).update(state=TaskState.DONE, ended_at=at, ended_by=by)


def own_task(task_id: UUID) -> Task:
    """A task that the hat answers for.

    :raises NotFound: absent, or somebody else's
    """
    task = Task.objects.filter(pk=task_id).first()
    if task is None:
        raise NotFound("task", task_id)
    return task


def withdraw_tasks(binder_id: UUID, word: str, *, at: datetime) -> int:
    """Take back open tasks about a binder, whoever holds them. Returns how many.

    The database lets only those take them back who gave them (their agency) or who hold them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT office_withdraw_tasks(%s, %s, %s)", [binder_id, word, at])
        return int(cursor.fetchone()[0])


def finish_tasks(binder_id: UUID | None, word: str, *, url: str = "", by: UUID | None, at: datetime) -> int:
    """Mark the hat's own open tasks about a binder (None: about none) as done. Returns how many.

    :param url: only those that lead there
    """
    mine = Task.objects.filter(binder_id=binder_id, word=word, state=TaskState.OPEN)
    if url:
        mine = mine.filter(url=url)
    return mine.update(state=TaskState.DONE, ended_at=at, ended_by=by)


def is_asked(holder_id: UUID, word: str) -> bool:
    """Whether somebody has an open task of this kind, so that a second one would say the same."""
    return Task.objects.filter(holder_id=holder_id, word=word, state=TaskState.OPEN).exists()


def read(notices: Iterable[UUID], *, at: datetime) -> int:
    """Mark notices as read; somebody else's are left alone."""
    return Notice.objects.filter(pk__in=list(notices), read_at__isnull=True).update(read_at=at)


def read_about(binder_id: UUID, *, at: datetime) -> int:
    """Mark as read what the hat was told about a binder: it was looked after where it happened."""
    return Notice.objects.filter(binder_id=binder_id, read_at__isnull=True).update(read_at=at)


def read_all(holders: Iterable[UUID], *, until: datetime, at: datetime) -> int:
    """Mark every notice as read that had come when the list was drawn."""
    unread = Notice.objects.filter(holder_id__in=list(holders), read_at__isnull=True, made_at__lte=until)
    return unread.update(read_at=at)


@dataclass(frozen=True)
class Counts:
    """What waits for a hat: open tasks, those of today and earlier, unread notices."""

    open: int
    due: int
    overdue: int
    unread: int


def counts(holders: Iterable[UUID], *, on: date, but: Iterable[str] = ()) -> Counts:
    """Without some words. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE due_on <= %(on)s), count(*) FILTER (WHERE due_on < %(on)s),"
            " (SELECT count(*) FROM office_notice"
            "   WHERE holder_id = ANY (%(holders)s) AND read_at IS NULL AND word <> ALL (%(but)s::text[]))"
            " FROM office_task WHERE holder_id = ANY (%(holders)s) AND state = 'open' AND word <> ALL (%(but)s::text[])",
            {"holders": list(holders), "on": on, "but": list(but)},
        )
        return Counts(*cursor.fetchone())


WAITING = """
(SELECT true, text, url, due_on, made_at FROM office_task
  WHERE holder_id = ANY (%s::uuid[]) AND state = 'open' AND word <> ALL (%s::text[]) ORDER BY due_on, made_at, id LIMIT %s)
UNION ALL
(SELECT false, text, url, NULL, made_at FROM office_notice
  WHERE holder_id = ANY (%s::uuid[]) AND read_at IS NULL AND word <> ALL (%s::text[]) ORDER BY made_at DESC, id LIMIT %s)
"""


class Waits(NamedTuple):
    """An open task, with its day, or a notice that nobody has read."""

    text: str
    url: str
    due_on: date | None
    made_at: datetime


def waiting(
    holders: Iterable[UUID], *, tasks: int, notices: int, but: Iterable[str] = ()
) -> tuple[list[Waits], list[Waits]]:
    """The most urgent open tasks and the latest unread notices, at most so many of each, without some words. One statement."""
    asked, without = prepared.array(holders), "{" + ",".join(sorted(but)) + "}"
    found: tuple[list[Waits], list[Waits]] = ([], [])
    for is_task, *row in prepared.rows(WAITING, [asked, without, tasks, asked, without, notices]):
        found[not is_task].append(Waits(*row))
    return found


def open_tasks(holders: Iterable[UUID]) -> QuerySet[Task]:
    """What there is to do, the most urgent first; a queryset to page."""
    return Task.objects.filter(holder_id__in=list(holders), state=TaskState.OPEN).order_by(
        "due_on", "made_at", "id"
    )


def ended_tasks(holders: Iterable[UUID]) -> QuerySet[Task]:
    """What was done or taken back, the latest first."""
    ended = Task.objects.filter(holder_id__in=list(holders)).exclude(state=TaskState.OPEN)
    return ended.order_by("-ended_at", "id")


def notices(holders: Iterable[UUID]) -> QuerySet[Notice]:
    """What happened, unread first, then the latest first; a queryset to page."""
    return Notice.objects.filter(holder_id__in=list(holders)).order_by(
        F("read_at").desc(nulls_first=True), "-made_at", "id"
    )
