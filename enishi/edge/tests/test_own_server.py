"""The cards on a database server of their own (``ENISHI_EDGE_DATABASE_URL``), as an installation sets it up."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.actions import cards
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.edge.tests.conftest import carried, told
from enishi.edge.tests.test_edge import answers, hat, identity, released
from enishi.machine import roles, start
from enishi.machine.postgres import Cluster

__all__ = ["hat"]


def test_cards_go_to_a_server_of_their_own_and_answers_come_home(
    hat: Hat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    with Cluster(tmp_path / "outer", durable=False) as outer:
        roles.prepare(outer.parameters(), "outer")
        url = f"postgresql://enishi_owner@/outer?host={outer.socket_directory}&port={outer.parameters()['port']}"
        monkeypatch.setenv("ENISHI_EDGE_DATABASE_URL", url)
        for role in ("CLERK", "EDGE"):
            monkeypatch.setenv(f"ENISHI_{role}_PASSWORD", "not asked for on a socket of one's own")
        settings.EDGE = {}
        for _ in "ab":
            start.prepare_edge()
        with told(start.edge_environment({})) as edge:
            _asked_and_answered(hat, edge)
        with psycopg.connect(**outer.parameters("enishi_owner", "outer")) as owner:
            left = owner.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
            assert left.fetchall() == [], "there is nothing of the city on that server"


def _asked_and_answered(hat: Hat, edge: Any) -> None:
    one, other = released(hat), released(hat)
    carried()
    address = f"/c/{one.token}/"
    given = {"word": "yes", "text": "よろこんで。", "answer": identity(edge.get(address)[1])}
    assert "回答を受け取りました" in edge.post(address, **given)[1]
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM edge.card WHERE id = ANY (%s)", [[one.id, other.id]])
        assert cursor.fetchone() == (0,), "none of it lies in the city's database"
    with wearing(hat):
        cards.close(other.id, at=timezone.now())
    carried()
    assert answers(hat) == [{"word": "yes", "from_on": "", "how_many": "", "text": "よろこんで。"}]
    assert edge.get(f"/c/{other.token}/") == edge.get(f"/c/{'A' * 43}/"), "closed as soon as the job was there"
    assert edge.get("/join/")[0] == 200
    assert edge.post(f"/c/{other.token}/", word="yes", answer=str(uuid4()))[0] == 404


def test_while_the_database_is_away_people_read_so_in_japanese(tmp_path: Path) -> None:
    with told({"ENISHI_EDGE_CONNECTION": f"host={tmp_path} dbname=away user=enishi_edge"}) as edge:
        status, page = edge.get(f"/c/{'a' * 43}/")
    assert status == 500
    assert "いまは開けません" in page
