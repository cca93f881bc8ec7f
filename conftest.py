"""The test world: real PostgreSQL, the real roles, and harsher than the real one."""

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from psycopg import sql

from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast, players
from enishi.machine.postgres import Cluster
from tests import made_once, template_database

# A busy machine makes examples slowly; that says nothing about what is tested.
hypothesis.settings.register_profile("enishi", suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("enishi")

PROJECT = Path(__file__).resolve().parent
# As ./test does: what pytest and the processes of the tests compile is kept, and not compiled anew in each of them.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
gc.set_threshold(200_000, 20, 20)  # what is imported and collected stays: there is nothing to look for meanwhile
# One server for each process of the run: transactions of a neighbour would hold back the sealing of the trail.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
CLUSTER = PROJECT / ".enishi" / f"test-postgres-{WORKER}{os.environ.get('PG_BINDIR', '').replace('/', '-')}"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """``-n …`` deals the tests out by ``tests/dealing.py``; another ``--dist`` as it says."""
    if config.getoption("dist") != "load":
        return None
    from tests.dealing import Dealing

    return Dealing(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        from tests.dealing import longest_first

        longest_first(items)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was collected stays to the end: the collector of garbage need not go through all of it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)  # what a page leaves behind is mostly gone by itself


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    CLUSTER.parent.mkdir(exist_ok=True)
    with template_database.furnished(CLUSTER) as one:
        yield one


@pytest.fixture(scope="session")
def database_name(cluster: Cluster) -> Iterator[str]:
    """A private copy of the migrated template for this process."""
    name = f"test_{os.getpid()}"
    template_database.copied(cluster, name)
    yield name
    with psycopg.connect(**cluster.parameters(), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def django_db_setup(cluster: Cluster, database_name: str) -> Iterator[None]:
    """The application's connection works as ``enishi_app``; only :func:`as_kernel` steps out of it in a test."""
    found = cluster.parameters(dbname=database_name)
    OWNER.update(found)
    settings.DATABASES["default"].update(
        NAME=database_name, USER=found["user"], PASSWORD="", HOST=found["host"], PORT=str(found.get("port", ""))
    )
    settings.DATABASES["default"]["OPTIONS"] |= template_database.OPTIONS
    settings.GATE = cluster.parameters("enishi_gate", database_name)
    settings.EDGE = cluster.parameters("enishi_clerk", database_name)
    connection.close()
    connection.settings_dict.update(settings.DATABASES["default"])
    with template_database.plans_are_kept():
        yield
    from enishi.office import gate

    gate.close()
    connection.close()


@pytest.fixture(scope="module", autouse=True)
def _players_go_home() -> Iterator[None]:
    """Threads of races keep their connections as long as the module."""
    yield
    players.send_home()


LEAVES_DEAD_ROWS = 2.0  # seconds that a module takes
OWNER: dict[str, Any] = {}
"""How the superuser reaches the database of this process, as long as there is one."""


@pytest.fixture(scope="module", autouse=True)
def _swept_after_much() -> Iterator[None]:
    """After a module that did much the tables are as small again as before it."""
    began = time.monotonic()
    yield
    if OWNER and time.monotonic() - began > LEAVES_DEAD_ROWS and not connection.in_atomic_block:
        template_database.swept(OWNER, connection.connection)


@pytest.fixture(scope="session", autouse=True)
def _labels_do_not_grow_old() -> None:
    """Labels are asked anew after a minute: a count of statements would depend on how long the tests before it took."""
    from enishi.intake.queries import vocabulary

    vocabulary.KEPT_FOR_SECONDS = 86_400.0


@pytest.fixture(scope="session", autouse=True)
def _made_once(django_test_environment: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with (
        made_once.empty_clusters_are_made_once(tmp_path_factory.mktemp("empty-clusters")),
        made_once.static_files_are_listed_once(),
        made_once.only_whole_pages_are_watched(),
        made_once.nothing_waits_for_tasks(),
        made_once.savepoints_take_the_short_way(),
    ):
        yield


@pytest.fixture(autouse=True)
def _nobody_is_asking(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test ends without a hat on the connection, also where its transaction is not rolled back."""
    if not {"db", "transactional_db"} & set(request.fixturenames) and not request.node.get_closest_marker("django_db"):
        yield
        return
    request.getfixturevalue("_django_db_helper")  # so that the database is still open when this one ends
    yield
    if connection.connection is not None and not connection.connection.closed and not connection.needs_rollback:
        cast.nobody_asks()


@pytest.fixture
def browse() -> Callable[[Hat], Client]:
    """``browse(baba)`` is a Django client signed in under that hat, with a real session."""
    from enishi.website.tests.visitors import visitor

    return visitor


@pytest.fixture
def aoki(db: None) -> Hat:
    """青木: coordinates (福祉総合相談課)."""
    return cast.hat("coordinator", cast.agency("福祉総合相談課", "1010"), "青木 恵子")


@pytest.fixture
def baba(db: None) -> Hat:
    """馬場: at the counter of another office (高齢福祉課)."""
    return cast.hat("counter", cast.agency("高齢福祉課", "1020"), "馬場 直樹")


@pytest.fixture
def chiba(db: None) -> Hat:
    """千葉: works at an agency outside."""
    return cast.hat("partner", cast.agency("相談支援センターひだまり", "9001", kind="contractor"), "千葉 美咲")


@pytest.fixture
def doi(db: None) -> Hat:
    """土井: administers; sees no person."""
    return cast.hat("administrator", cast.agency("情報システム課", "1090"), "土井 誠")


@pytest.fixture
def saeki(db: None) -> Hat:
    """佐伯: privacy officer; reviews emergency looks."""
    return cast.hat("privacy_officer", cast.agency("総務課", "1001"), "佐伯 康夫")
