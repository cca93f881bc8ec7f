"""How much of the tables a statement reads, as PostgreSQL itself counts it: the same on a busy machine and on an idle one."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from psycopg import sql

Values = Mapping[str, Any] | Sequence[Any] | None


def pages_read(statement: str, values: Values = None) -> int:
    """Pages of tables and indexes, also those that functions read inside."""
    plan = _plan(statement, values)
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def pages_read_as_planned_once(statement: str, values: Sequence[Any]) -> int:
    """The same with the plan that the server keeps for any values, as it does for the pages of the house."""
    count = itertools.count(1)
    asked = re.sub("%s", lambda _: f"${next(count)}", statement)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute(f"PREPARE asked AS {asked}")
        try:
            literals = ", ".join(sql.Literal(one).as_string() for one in values)
            return pages_read(f"EXECUTE asked({literals})")
        finally:
            cursor.execute("DEALLOCATE asked")


def rows_read(found: QuerySet[Any], table: str) -> int:
    """Rows of a table that were looked at, whether they were wanted or not."""
    query, values = found.query.sql_with_params()
    return round(
        sum(
            (one["Actual Rows"] + one.get("Rows Removed by Filter", 0)) * one["Actual Loops"]
            for one in _parts(_plan(query, values))
            if one.get("Relation Name") == table
        )
    )


def _plan(statement: str, values: Values) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING off, FORMAT json) {statement}", values)
        plan: dict[str, Any] = cursor.fetchone()[0][0]["Plan"]
        return plan


def _parts(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for one in plan.get("Plans", ()):
        yield from _parts(one)
