"""A private cluster and the web servers that are measured side by side, each with two workers."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import accounting
from enishi.machine.postgres import Cluster

PROJECT = Path(__file__).resolve().parent.parent
GUNICORN = [
    "--workers",
    "2",
    "--threads",
    "4",
    "--worker-class",
    "gthread",
    "--preload",
    "--keep-alive",
    "300",
    "--log-level",
    "error",
]


@contextlib.contextmanager
def private_cluster(directory: Path) -> Iterator[Cluster]:
    """A durable PostgreSQL with statement counting, for this run alone."""
    cluster = Cluster(directory / "postgres", durable=True)
    if not (cluster.directory / "PG_VERSION").exists():
        cluster.start()
        cluster.stop()
        with (cluster.directory / "postgresql.conf").open("a") as settings:
            settings.write(
                "\nshared_preload_libraries = 'pg_stat_statements'\npg_stat_statements.track_utility = off\n"
                "shared_buffers = '1GB'\nwork_mem = '32MB'\nrandom_page_cost = 1.1\nmax_wal_size = '4GB'\n"
            )
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Server:
    name: str
    port: int
    process: subprocess.Popen[bytes]
    seconds_to_first_page: float

    def pids(self) -> list[int]:
        return accounting.descendants(self.process.pid)

    def worker_mebibytes(self) -> float:
        """Resident memory of the largest worker."""
        return max((accounting.resident_mebibytes(pid) for pid in self.pids()[1:]), default=0.0)


@contextlib.contextmanager
def serving(
    name: str,
    application: str,
    *,
    environment: dict[str, str],
    first_page: str,
    python: str = sys.executable,
    cwd: Path = PROJECT,
) -> Iterator[Server]:
    """gunicorn on a free port until the block ends; waits for ``first_page`` to answer below 500."""
    port = free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [python, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", *GUNICORN],
        cwd=cwd,
        env=os.environ | environment,
    )
    try:
        _wait_for(port, first_page, process)
        yield Server(name, port, process, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int, page: str, process: subprocess.Popen[bytes]) -> None:
    import http.client

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode} before it answered")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", page)
            if connection.getresponse().status < 500:
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the server did not answer within a minute")
