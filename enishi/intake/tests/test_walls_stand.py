import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_the_code_lists_are_loaded() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM office_term WHERE vocabulary_id = 'issue'")
        assert cursor.fetchone()[0] == 44
