import psycopg
import pytest

from enishi.machine import roles
from enishi.machine.city import City
from enishi.machine.postgres import Cluster
from enishi.machine.start import prepare


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path / "city"


def test_first_start_loads_the_city_once(file):
    City(file).decide(wanted=True, fresh=True)
    city = City(file)
    assert city.is_to_be_loaded
    city.loaded()
    later = City(file)
    later.decide(wanted=True, fresh=False)
    assert later.is_fictional
    assert not later.is_to_be_loaded


@pytest.mark.parametrize(("wanted", "fresh"), [(False, True), (True, False), (False, False)])
def test_a_used_database_or_an_empty_start_never_receives_invented_people(file, wanted, fresh):
    City(file).decide(wanted=wanted, fresh=fresh)
    later = City(file)
    later.decide(wanted=True, fresh=fresh)
    assert not later.is_to_be_loaded
    assert not later.is_fictional


def test_only_a_start_killed_while_loading_clears_the_embedded_database(file, monkeypatch):
    city = City(file)
    city.decide(wanted=True, fresh=True)
    assert City(file).was_interrupted
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/city")
    assert not City(file).was_interrupted
    monkeypatch.delenv("DATABASE_URL")
    city.failed()
    assert not City(file).was_interrupted


def test_half_a_city_on_a_server_of_ones_own_is_left_alone(file):
    City(file).decide(wanted=True, fresh=True)
    again = City(file)
    again.decide(wanted=True, fresh=False)
    assert not again.is_to_be_loaded
    assert not again.is_fictional


def test_starting_over_empties_the_database_and_keeps_the_roles(tmp_path):
    with Cluster(tmp_path / "postgres", durable=False) as cluster:
        prepare(cluster)
        with psycopg.connect(**cluster.parameters(roles.OWNER, "enishi")) as connection:
            connection.execute("CREATE TABLE half (number int)")
        prepare(cluster)
        with psycopg.connect(**cluster.parameters(roles.OWNER, "enishi")) as connection:
            assert connection.execute("SELECT to_regclass('half') IS NULL").fetchone() == (False,)
        prepare(cluster, start_over=True)
        with psycopg.connect(**cluster.parameters(roles.OWNER, "enishi")) as connection:
            assert connection.execute("SELECT to_regclass('half') IS NULL").fetchone() == (True,)
