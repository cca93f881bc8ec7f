"""What a coordinator does about a need without seeing it (全体の滞りを動かす)."""

from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from enishi.agencies.hats import Hat
from enishi.intake.actions.entries import day
from enishi.intake.queries.intervals import closing_days
from enishi.intake.rules.deadlines import due_on
from enishi.office import inbox, trail
from enishi.office.errors import NotFound
from enishi.residents.rules.reference import reference


@transaction.atomic
def nudge(consultation: UUID, *, by: Hat, at: datetime) -> date:
    """Ask who holds a need to look after it (うながす): a task for the holder, due on the next working day.

    :returns: the day by which it is due
    :raises NotFound: for a need of which the hat may not know
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(membership, holder) FROM intake_overview() WHERE consultation = %s",
            [consultation],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFound("need.nudge", consultation)
    today = day(at)
    due = due_on(today, 1, closing_days(since=today))
    inbox.assign(
        row[0],
        "need.nudged",
        f"多機関調整管理者から確認の依頼です（番号 {reference(consultation)}）",
        due,
        binder_id=consultation,
        url=f"/consultations/{consultation}/",
        at=at,
    )
    trail.record("need.nudged", binders=[consultation])
    return due
