"""What somebody tries who can send any SQL as the application and knows numbers of others: rows about them, and calls with them.

Whatever is refused is refused in the same words as with numbers that never were.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, transaction
from psycopg.types.json import Jsonb

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls

NUMBER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WRITTEN = """
SELECT c.relname FROM pg_class c
 WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND has_table_privilege('enishi_app', c.oid, 'INSERT')
   AND c.relname ~ '^(cases|conferences|intake|participation|residents|sharing)_' ORDER BY 1
"""
CALLED = """
SELECT p.proname, ARRAY(SELECT one::regtype::text FROM unnest(p.proargtypes) one) FROM pg_proc p
 WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef AND p.prorettype <> 'trigger'::regtype
   AND has_function_privilege('enishi_app', p.oid, 'EXECUTE') ORDER BY 1
"""
PLAIN = {"integer": 1, "bigint": 1, "smallint": 1, "boolean": True, "bytea": b"x", "text[]": ["x"], "date": "2026-11-02"}
PLAIN |= {"timestamp with time zone": "2026-11-02", "timestamp with time zone[]": ["2026-11-02"]}
OF_A_TABLE, PAIRS = 3, 30

Row = dict[str, Any]


def truth(sql: str) -> list[tuple[Any, ...]]:
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def rows_of(table: str) -> list[Row]:
    """Some rows of a table: of as many binders as there are."""
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY md5({table}::text) LIMIT {OF_A_TABLE}")
        return [dict(zip([one.name for one in cursor.description], row, strict=True)) for row in cursor.fetchall()]


class Asking:
    """One hat, which holds nothing of what it asks about."""

    def __init__(self, hat: Hat, known: Iterable[UUID]) -> None:
        """:param known: whom and what everybody may name: agencies, staff, and what is open to the hat"""
        self.hat, self.known = hat, {*known, hat.agency_id, hat.membership_id, hat.staff_id}

    def differences(self, *, of: str = "") -> list[str]:
        """What is told of the hidden and not of what never was.

        :param of: one table or function alone
        """
        rows = {name: [one for one in rows_of(name) if self._hidden(one.values())] for (name,) in truth(WRITTEN)}
        called, numbers = [one for one in truth(CALLED) if of in ("", one[0])], self._numbers(rows)
        rows = {name: found for name, found in rows.items() if of in ("", name)}
        with wearing(self.hat):
            return list(dict.fromkeys([*self._of_rows(rows), *self._of_calls(called, numbers)]))

    def _of_rows(self, rows: Mapping[str, list[Row]]) -> Iterator[str]:
        for table, found in rows.items():
            for row in found:
                for one in (row, self._signed(row)):
                    there, nowhere = (self._insert(table, self._anew(one, there)) for there in (True, False))
                    if there != nowhere:
                        yield f"{table}: {there[:200]} / {nowhere[:200]}"

    def _of_calls(self, called: Iterable[tuple[str, list[str]]], numbers: Sequence[tuple[UUID, UUID]]) -> Iterator[str]:
        for name, types in called:
            if not any(kind.startswith("uuid") for kind in types):
                continue
            nowhere = self._call(name, types, (uuid4(), uuid4()))
            for pair in numbers:
                if (there := self._call(name, types, pair)) != nowhere:
                    yield f"{name}: {there[:200]} / {nowhere[:200]}"

    def _hidden(self, values: Iterable[Any]) -> list[UUID]:
        return [one for one in values if isinstance(one, UUID) and one not in self.known]

    def _signed(self, row: Row) -> Row:
        """The same row in the hat's own name."""
        own = {"origin_id": self.hat.agency_id, "agency_id": self.hat.agency_id}
        own |= dict.fromkeys(("author_id", "recorded_by", "made_by", "put_by", "seated_by", "asked_by"), self.hat.membership_id)
        return row | {name: value for name, value in own.items() if name in row}

    def _anew(self, row: Row, there: bool) -> Row:
        others = {name: uuid4() for name, value in row.items() if isinstance(value, UUID) and value not in self.known}
        return row | ({"id": uuid4()} if there and "id" in row else {} if there else others)

    def _insert(self, table: str, row: Mapping[str, Any]) -> str:
        values = [Jsonb(one) if isinstance(one, dict) else one for one in row.values()]
        return self._said(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})", values)

    def _call(self, name: str, types: Sequence[str], numbers: Sequence[UUID]) -> str:
        left = iter([*numbers, *(uuid4() for _ in types)])
        given = [
            next(left) if kind == "uuid" else [next(left)] if kind == "uuid[]" else PLAIN.get(kind, "x") for kind in types
        ]
        return self._said(f"SELECT * FROM {name}({', '.join(f'%s::{kind}' for kind in types)})", given)

    def _numbers(self, rows: Mapping[str, list[Row]]) -> list[tuple[UUID, UUID]]:
        """Pairs of hidden numbers that stand in one row, some of every table: whoever knows one of a thing may know two."""
        found: dict[tuple[UUID, UUID], None] = {}
        for nth in range(OF_A_TABLE):
            for row in (one[nth] for one in rows.values() if nth < len(one)):
                hidden = self._hidden(row.values())
                found |= dict.fromkeys([(hidden[0], hidden[0]), (hidden[0], hidden[-1]), (hidden[-1], hidden[0])])
        return list(islice(found, PAIRS))

    def _said(self, sql: str, values: Sequence[Any]) -> str:
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(sql, values)
                    said = repr(cursor.fetchall()) if cursor.description else "taken"
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                transaction.set_rollback(True)
        except DatabaseError as error:
            said = f"{getattr(error.__cause__, 'sqlstate', '')} {str(error).splitlines()[0]}"
        return NUMBER.sub("number", said)
