"""Working as the clerk in a test: the role of the jobs, without a person at the desk."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def as_clerk() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_clerk")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SET ROLE enishi_app")
