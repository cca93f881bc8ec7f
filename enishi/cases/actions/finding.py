"""The clerk's part in searching the journal."""

from django.db import connection


def count_letters() -> int:
    """Count anew in how many entries each pair of letters stands (nightly, as the clerk); the search chooses its road by it.

    :returns: how many pairs were counted
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_count_letters()")
        row = cursor.fetchone()
    return int(row[0]) if row else 0
