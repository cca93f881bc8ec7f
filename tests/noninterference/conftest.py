from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings

from tests.noninterference import town as towns


@pytest.fixture(scope="module")
def town(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[towns.Town]:
    """The town of ``story.py``, told once for all tests of a module and taken back at its end."""
    files = override_settings(DATA=tmp_path_factory.mktemp("town"))
    with files, django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        with towns.built() as town:
            yield town
        transaction.set_rollback(True)
