"""How often each side of a placement was asked in a month, for 実施報告: two figures, never one."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from enishi.agencies.hats import Hat
from enishi.cases.hooks import Counted
from enishi.residents.rules.reference import reference

FIGURE = {"person": "person_followups", "host": "host_followups"}


def follow_ups_of_a_month(hat: Hat, since: datetime, until: datetime) -> Sequence[Counted]:
    """定着支援 and フォローアップ that the hat's agency wrote down, by case. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM participation_followed_up(%s, %s) ORDER BY kind, case_id", [since, until]
        )
        rows = cursor.fetchall()
    return [Counted(FIGURE[kind], reference(case), times) for case, kind, times in rows]
