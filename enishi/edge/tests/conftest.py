"""The process at the edge as it runs: a second process, its own role, nothing in its environment but what it is told."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from enishi.machine.postgres import Cluster
from enishi.machine.start import edge_command

PROJECT = Path(__file__).resolve().parents[3]


@dataclass
class Edge:
    address: str

    def get(self, path: str) -> tuple[int, str]:
        return self._asked(urllib.request.Request(self.address + path))

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        return self._asked(urllib.request.Request(self.address + path, urllib.parse.urlencode(fields).encode()))

    def _asked(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as failed:
            return failed.code, failed.read().decode()


@pytest.fixture(scope="session")
def as_edge(cluster: Cluster, database_name: str, django_db_setup: None) -> Iterator[psycopg.Connection]:
    """SQL as whoever took the process over."""
    with psycopg.connect(**cluster.parameters("enishi_edge", database_name), autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def edge(cluster: Cluster, database_name: str, django_db_setup: None) -> Iterator[Edge]:
    from bench.servers import free_port

    port = free_port()
    told = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(PROJECT),
        "ENISHI_EDGE_CONNECTION": make_conninfo(**cluster.parameters("enishi_edge", database_name)),
    }
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
