"""More people of the cast who may lead a case."""

import pytest

from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast


@pytest.fixture
def ito(db: None) -> Hat:
    """伊藤: leads cases of another field (生活福祉課)."""
    return cast.hat("promoter", cast.agency("生活福祉課", "1030"), "伊藤 健")


@pytest.fixture
def ueda(db: None) -> Hat:
    """上田: visits (社会福祉協議会)."""
    return cast.hat("outreach", cast.agency("社会福祉協議会", "9002", kind="contractor"), "上田 幸")
