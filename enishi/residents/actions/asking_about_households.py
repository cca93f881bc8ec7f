"""Who holds the key of a protected person is asked to look at the household when somebody unprotected lives there.

The clerk finds it out, some time after: whoever confirmed an address, lifted a protection or wrote down who lives with whom is
answered in the same words and the same time, whether a protected person is concerned or not.
"""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from enishi.office import inbox
from enishi.office.models import Task
from enishi.office.terms import TaskState
from enishi.residents.actions.together import WORD
from enishi.residents.rules.reference import reference


@transaction.atomic
def ask_about_households(*, at: datetime) -> int:
    """Give who sees both, inside the seal, one task for each protected person; once for what is open, and again when something
    opened since. Take back what is settled. Runs as ``enishi_clerk``. Returns how many were asked.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT resident, holder, since FROM residents_open_households() ORDER BY resident, holder")
        found = cursor.fetchall()
    asked = 0
    for resident, holder, since in found:
        told = Task.objects.filter(holder_id=holder, word=WORD, binder_id=resident)
        if not told.filter(Q(state=TaskState.OPEN) | Q(made_at__gte=since)).exists():
            text = f"いっしょに暮らす人の記録を確かめてください（番号 {reference(resident)}）"
            url = f"/residents/{resident}/"
            inbox.assign(holder, WORD, text, timezone.localdate(at), binder_id=resident, url=url, at=at)
            asked += 1
    standing = {(resident, holder) for resident, holder, _ in found}
    for task in Task.objects.filter(word=WORD, state=TaskState.OPEN).order_by("id"):
        if (task.binder_id, task.holder_id) not in standing:
            Task.objects.filter(pk=task.pk).update(state=TaskState.WITHDRAWN, ended_at=at)
    return asked
