from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings

from tests.noninterference import town as towns
from tests.noninterference.staging import Stage


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


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Stage]:
    """Where the scenarios of a module are told; everything is taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield Stage()
        transaction.set_rollback(True)
