"""A request for disclosure must not miss a table: every table with content is part of the record, or excused with a reason."""

import pytest
from django.db import connection

from enishi.sharing import record

pytestmark = pytest.mark.django_db
EXCUSED = {
    "sharing_consent": "a consent is in the ledger and on the person's own paper",
    "sharing_release": "what the office thinks of showing a line",
    "sharing_personsheet": "the paper itself was handed over",
    "sharing_disclosurerequest": "the request itself",
    "sharing_disclosureline": "the copy of the record for a request",
    "cases_journalmark": "that a colleague has read an entry",
}


def walled() -> set[str]:
    """Tables whose rows are given only to a request that has looked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tablename FROM pg_policies WHERE qual ~ 'enishi_looks|sharing_opened'")
        return {name for (name,) in cursor.fetchall()}


def test_every_table_with_content_is_part_of_the_record() -> None:
    declared = {one.table for one in record.sources()}
    found = walled()
    assert len(found) > 25
    assert found - declared - set(EXCUSED) == set(), (
        "declare a Source in the room's record.py, or excuse it here"
    )
    assert declared - found == {"residents_householdmember"}, (
        "with whom somebody lives is walled by its class alone"
    )
    assert set(EXCUSED) <= found
    assert set(EXCUSED) & declared == set()


def test_a_source_names_columns_that_are_there() -> None:
    for source in record.sources():
        columns = {one.attname for one in source.model._meta.fields} | {
            one.name for one in source.model._meta.fields
        }
        wanted = {
            source.binder,
            *source.texts,
            *filter(None, (source.nature, source.origin, source.information_class)),
        }
        assert wanted <= columns, source.name
        assert source.when.split("__")[0] in columns
