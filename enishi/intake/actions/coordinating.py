"""What a coordinator does about a need without seeing it (全体の滞りを動かす)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from enishi.agencies.hats import Hat
from enishi.intake.actions.entries import day
from enishi.intake.rules.deadlines import due_on
from enishi.intake.terms import NUDGED
from enishi.office import inbox, trail
from enishi.office.city import closing_days
from enishi.office.errors import NotFound
from enishi.residents.rules.reference import reference


@dataclass(frozen=True)
class Nudged:
    """By when the holder looks after it; or since when they are asked to already, and then nothing was done."""

    due: date | None = None
    before: datetime | None = None


@transaction.atomic
def nudge(consultation: UUID, *, by: Hat, at: datetime) -> Nudged:
    """Ask who holds a need to look after it (うながす): a task for the holder, due on the next working day.

    As long as that task is open, asking again makes no second one.

    :raises NotFound: for a need of which the hat may not know
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"nudge {consultation}"])
        cursor.execute(
            "SELECT coalesce(membership, holder), (SELECT n.at FROM intake_nudged(ARRAY[%s::uuid]) n)"
            " FROM intake_overview() WHERE consultation = %s",
            [consultation, consultation],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFound("need.nudge", consultation)
    holder, before = row
    if before:
        return Nudged(before=before)
    today = day(at)
    due = due_on(today, 1, closing_days())
    inbox.assign(
        holder,
        NUDGED,
        f"多機関調整管理者から確認の依頼です（番号 {reference(consultation)}）",
        due,
        binder_id=consultation,
        url=f"/consultations/{consultation}/",
        at=at,
    )
    trail.record(NUDGED, binders=[consultation])
    return Nudged(due)
