"""Which agency tells of which month (実施報告), as the database says."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db import connection


def owed(first: date, last: date) -> dict[date, list[UUID]]:
    """Month → agencies that report of it. One query."""
    found: defaultdict[date, list[UUID]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT month, agency FROM cases_reports_owed(%s, %s) ORDER BY month, agency", [first, last]
        )
        for month, agency in cursor.fetchall():
            found[month].append(agency)
    return found
