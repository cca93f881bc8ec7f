"""Real data of others, which is never committed: tests that need it skip where the folder is absent."""

from pathlib import Path

import pytest
from django.conf import settings


def shared(*parts: str) -> Path:
    return Path(settings.SHARED, "data", *parts)


def needs(folder: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(
        not shared(folder).exists(),
        reason=f"{shared(folder)} is not here: real data of others is not in the repository",
    )
