"""The process at the edge as it runs: a second process, its own role, nothing in its environment but what it is told."""

import http.client
import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bench.servers import free_port
from enishi.agencies.actions import cards
from enishi.machine.postgres import Cluster
from enishi.machine.start import edge_command
from enishi.office import gate
from tests import template_database

PROJECT = Path(__file__).resolve().parents[3]
PROXY = "127.0.0.2"
"""Requests from this address of the machine come from a proxy that the process trusts; all others do not."""


@dataclass
class Edge:
    address: str

    def get(self, path: str) -> tuple[int, str]:
        return self._asked(urllib.request.Request(self.address + path))

    def post(self, path: str, *, headers: dict[str, str] | None = None, **fields: Any) -> tuple[int, str]:
        body = urllib.parse.urlencode(fields, doseq=True).encode()
        return self._asked(urllib.request.Request(self.address + path, body, headers or {}))

    def by_proxy(self, path: str, sender: str, **fields: Any) -> int:
        """The same POST through the proxy, for a sender. The status."""
        outward = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=20, source_address=(PROXY, 0))
        kind = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": sender}
        outward.request("POST", path, urllib.parse.urlencode(fields, doseq=True), kind)
        try:
            return outward.getresponse().status
        finally:
            outward.close()

    def _asked(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as failed:
            return failed.code, failed.read().decode()


def carried() -> None:
    """The job goes to the edge and back, as the worker does it."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_clerk")
    try:
        cards.carry(at=timezone.now())
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE enishi_app")


@contextmanager
def running(cluster: Cluster, dbname: str) -> Iterator[Edge]:
    """The process, with the cards of one database."""
    connection = make_conninfo(**cluster.parameters("enishi_edge", dbname))
    with told({"ENISHI_EDGE_CONNECTION": connection, "ENISHI_TRUSTED_PROXIES": PROXY}) as found:
        yield found


@contextmanager
def told(environment: dict[str, str]) -> Iterator[Edge]:
    """The process, with nothing in its environment but this and where its program lies."""
    port = free_port()
    told = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT)} | environment
    server = subprocess.Popen([sys.executable, *edge_command("127.0.0.1", port)[1:]], cwd=PROJECT, env=told)
    found = Edge(f"http://127.0.0.1:{port}")
    try:
        for _ in range(300):
            try:
                found.get("/")
                break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail("the edge did not start")
        yield found
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
def own_city(cluster: Cluster, django_db_setup: None) -> Iterator[str]:
    """A database for these tests alone: what two processes do is committed, and other tests count what there is."""
    name = f"edge_{os.getpid()}_{uuid4().hex[:6]}"
    template_database.copied(cluster, name)
    yield name
    with psycopg.connect(**cluster.parameters(), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def in_own_city(cluster: Cluster, own_city: str, django_db_blocker: Any) -> Iterator[None]:
    """The city's side works in that database, and commits."""
    before = connection.settings_dict["NAME"], settings.GATE, settings.EDGE

    def move(name: str, at_gate: Any, at_edge: Any) -> None:
        connection.close()
        gate.close()
        connection.settings_dict["NAME"] = name
        settings.GATE, settings.EDGE = at_gate, at_edge

    with django_db_blocker.unblock():
        move(own_city, *(cluster.parameters(f"enishi_{role}", own_city) for role in ("gate", "clerk")))
        try:
            yield
        finally:
            move(*before)


@pytest.fixture(scope="session")
def as_edge(cluster: Cluster, own_city: str) -> Iterator[psycopg.Connection]:
    """SQL as whoever took the process over."""
    with psycopg.connect(**cluster.parameters("enishi_edge", own_city), autocommit=True) as found:
        yield found


@pytest.fixture(scope="session")
def edge(cluster: Cluster, own_city: str) -> Iterator[Edge]:
    with running(cluster, own_city) as found:
        yield found
