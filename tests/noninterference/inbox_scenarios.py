"""What the number beside the inbox must count: what the walls of tasks and notices give, and nothing else."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.office.models import Notice, Task
from enishi.office.terms import TaskState
from enishi.office.words import of_others
from enishi.sharing import actions
from enishi.sharing.terms import BinderKind, BlockKind
from tests.noninterference.kernel_cast import Cast

BY_THE_WALLS = """
SELECT (SELECT count(*) FROM office_notice WHERE read_at IS NULL AND word <> ALL (%(but)s::text[]))
     + (SELECT count(*) FROM office_task WHERE state = 'open' AND word <> ALL (%(but)s::text[]))
"""


def waiting(hat: Hat | None) -> int:
    """What the kernel counts; it must be what stands behind the walls."""
    if hat is None:
        return _counted(())
    with wearing(hat):
        return _counted(of_others(hat.may))


def _counted(but: Collection[str]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT enishi_waiting()")
        (told,) = cursor.fetchone()
        cursor.execute(BY_THE_WALLS, {"but": list(but)})
        (behind,) = cursor.fetchone()
    assert told == behind, "the number beside the inbox is not what the inbox shows"
    return int(told)


def _task(holder: UUID | None, **more: object) -> None:
    with cast.outside_the_walls():
        given = {"word": "referral.answer", "due_on": timezone.localdate(), "made_at": timezone.now()} | more
        Task.objects.create(holder_id=holder, text="", **given)


def _notice(holder: UUID | None, **more: object) -> None:
    with cast.outside_the_walls():
        given = {"word": "referral.accepted", "made_at": timezone.now()} | more
        Notice.objects.create(holder_id=holder, text="", **given)


def what_waits_for_the_hat_and_its_agency_is_counted(c: Cast) -> None:
    before = [waiting(one) for one in (c.owner, c.colleague, c.outsider, c.administrator)]
    for make in (_task, _notice):
        make(c.owner.membership_id)
        make(c.owner.agency_id)
        make(c.administrator.membership_id)
    _task(c.owner.agency_id, state=TaskState.DONE, ended_at=timezone.now())
    _notice(c.owner.agency_id, read_at=timezone.now() + timedelta(minutes=1))
    now = [waiting(one) for one in (c.owner, c.colleague, c.outsider, c.administrator)]
    assert [late - early for early, late in zip(before, now, strict=True)] == [4, 2, 0, 2]
    assert waiting(None) == 0


def work_of_coordinators_is_counted_for_who_coordinates(c: Cast) -> None:
    coordinator = cast.hat("coordinator", Agency.objects.get(pk=c.owner.agency_id))
    before = [waiting(one) for one in (coordinator, c.colleague)]
    for make, word in ((_task, "need.stalled"), (_notice, "case.advice_done")):
        make(c.owner.agency_id, word=word)
    now = [waiting(one) for one in (coordinator, c.colleague)]
    assert [late - early for early, late in zip(before, now, strict=True)] == [2, 0]


def who_is_shut_out_is_told_no_number(c: Cast) -> None:
    with wearing(c.owner):
        other = actions.open_new_binder(BinderKind.RESIDENT, by=c.owner, at=timezone.now())
        below = actions.open_new_binder(BinderKind.CASE, subject=c.binder, by=c.owner, at=timezone.now())
    for about in (c.binder, below, other, None):
        _task(c.owner.agency_id, binder_id=about)
        _notice(c.owner.agency_id, binder_id=about)
    before, same = waiting(c.colleague), waiting(c.owner)
    with wearing(c.owner):
        actions.block_staff(
            c.binder, staff=c.colleague.staff_id, kind=BlockKind.NAMED_PARTY, by=c.owner, at=timezone.now()
        )
    assert (before - waiting(c.colleague), same - waiting(c.owner)) == (4, 0)
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("UPDATE sharing_block SET lifted_at = now() WHERE staff_id = %s", [c.colleague.staff_id])
    assert waiting(c.colleague) == before
