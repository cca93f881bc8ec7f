from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.noninterference import town as towns


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[towns.Town]:
    """The town of ``story.py``, told once for all tests of a module and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        with towns.built() as town:
            yield town
        transaction.set_rollback(True)
