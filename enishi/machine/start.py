"""Everything between ``./run`` (installed) and the first page, in the order in which it happens."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from enishi.machine import database, edge, roles
from enishi.machine.binaries import NoServerProgram
from enishi.machine.city import City
from enishi.machine.launch import FIRST_PORT, options
from enishi.machine.postgres import Cluster, ServerFailed
from enishi.machine.supervisor import ENDING, Child, Supervisor, clear_orphans

LEAST_FREE = 100_000_000


class CannotStart(RuntimeError):
    """The sentence that the operator reads."""


def main() -> None:
    """Entry after the installation: run until stopped."""
    chosen = options().parse_args()
    os.umask(0o077)
    for number in ENDING:
        signal.signal(number, _leave)
    try:
        with only_run(database.data_directory()):
            _run(chosen)
    except (CannotStart, ServerFailed, NoServerProgram, database.NotConfigured) as failed:
        sys.exit(f"./run: {failed}")
    except OSError as failed:
        sys.exit(f"./run: {failed.filename or database.data_directory()} を使えません / cannot be used: {failed.strerror}")
    except psycopg.OperationalError as failed:
        sys.exit(f"./run: the database server cannot be reached: {failed}")


def _leave(number: int, _: object) -> None:
    """Asked to stop before the supervisor listens: unwind, so that the database server is stopped too."""
    sys.exit(128 + number)


def _run(chosen: argparse.Namespace) -> None:
    started_at = time.monotonic()
    directory = database.data_directory()
    if (free := shutil.disk_usage(directory).free) < LEAST_FREE:
        megabytes = f"{free // 10**6} MB"
        raise CannotStart(f"{directory} のディスクの空きが {megabytes} しかありません。空けてから始めてください / disk nearly full")
    ledger = directory / "run.json"
    if left := clear_orphans(ledger):
        _say(f"前回の異常終了の残りを片付けました / cleared {len(left)} processes of a killed run")
    port = _port(chosen.host, chosen.port)
    cluster = database.cluster() if database.is_embedded() else None
    try:
        if cluster:
            cluster.attach_or_start()
        city = City(directory / "city")
        prepare(cluster, start_over=city.was_interrupted)
        city.decide(wanted=not chosen.empty, fresh=is_fresh())
        environment = _environment(directory, chosen.host)
        _enishi("migrate", "--verbosity", "0", environment=environment)
        prepare_edge()
        if city.is_to_be_loaded:
            _load(city, environment)
        if city.is_fictional:
            environment["ENISHI_DEMO"] = "1"
        address = f"http://{chosen.host}:{port}/"
        children = [
            Child("web", web_command(chosen.host, port), {"MALLOC_ARENA_MAX": "1"} | environment | {"ENISHI_ROLE": "app"}),
            Child("worker", enishi_command("worker"), environment | {"ENISHI_ROLE": "clerk"}, patience=20),
        ]
        if chosen.edge_port != 0:
            edge_port = _port(chosen.host, chosen.edge_port, first=port + 1)
            environment["ENISHI_EDGE_ADDRESS"] = environment.get("ENISHI_EDGE_ADDRESS") or f"http://{chosen.host}:{edge_port}/"
            for child in children:
                child.environment["ENISHI_EDGE_ADDRESS"] = environment["ENISHI_EDGE_ADDRESS"]
            children.append(Child("edge", edge_command(chosen.host, edge_port), edge_environment(environment, chosen.host)))
        next_step = first_step(directory) if lacks_administrator() else ""
        told = (address, directory, started_at, next_step, environment.get("ENISHI_EDGE_ADDRESS", ""))
        threading.Thread(target=_announce, args=told, daemon=True).start()
        Supervisor(children, ledger, each_round=lambda: _look_after(cluster), say=_say).run()
    finally:
        if cluster:
            cluster.stop()
    _say("停止しました / stopped")


def prepare(cluster: Cluster | None, *, start_over: bool = False) -> None:
    """Make sure that roles and database exist. With ``start_over`` an embedded database begins empty again.

    On a server of one's own nothing is changed that a database administrator has not allowed: where the roles
    are missing and the owner may not create them, raises `CannotStart` with what to do.
    """
    if cluster:
        if start_over:
            with psycopg.connect(**cluster.parameters(), autocommit=True) as server:
                server.execute(f'DROP DATABASE IF EXISTS "{database.DATABASE}" WITH (FORCE)'.encode())
        roles.prepare(cluster.parameters(), database.DATABASE)
        return
    owner = database.parameters("owner")
    with psycopg.connect(**owner, autocommit=True) as server:
        names = [*roles.SIGN_IN[1:], *roles.OWNING]
        known = server.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)", [names]).fetchone()
    if known != (len(names),):
        raise CannotStart(
            "the database server lacks Enishi's roles; give its administrator the output of: enishi database sql"
        )


def is_fresh() -> bool:
    """Whether nothing was ever migrated into the database."""
    with psycopg.connect(**database.parameters("owner")) as connection:
        return connection.execute("SELECT to_regclass('public.django_migrations') IS NULL").fetchone() == (
            True,
        )


def lacks_administrator() -> bool:
    """Whether nobody could sign in yet: the city is empty."""
    with psycopg.connect(**database.parameters("owner")) as connection:
        found = connection.execute("SELECT NOT EXISTS (SELECT 1 FROM agencies_membership WHERE role = 'administrator')")
        return found.fetchone() == (True,)


def first_step(directory: Path) -> str:
    """What the operator of an empty city does next, ready to be copied."""
    command = f"ENISHI_DATA={shlex.quote(str(directory))} {shlex.quote(str(Path(sys.executable).with_name('enishi')))}"
    return (
        "  まだシステム管理者がいません。別の端末で、次のようにして任命してください\n"
        "  nobody can sign in yet; appoint the first administrator from another terminal:\n\n"
        f"    {command} first-administrator --number 職員番号 --name 氏名 --office 課の名称\n"
    )


def _load(city: City, environment: dict[str, str]) -> None:
    _say("架空の市を作っています（初回だけ） / loading the fictional city (first start only) …")
    try:
        _enishi("manage", "demo_city", environment=environment | {"ENISHI_DEMO": "1"})
    except CannotStart as failed:
        city.failed()
        _say(
            f"架空の市を作れませんでした。このまま起動します / starting without the fictional city: {failed}"
        )
        _say(f"もう一度作るには {city.file.parent} を消してください / remove that folder to try again")
    else:
        city.loaded()


def _names(*more: str | None) -> str:
    """By which names a process answers where the operator says none."""
    return ",".join(dict.fromkeys(one for one in ("localhost", "127.0.0.1", "[::1]", *more) if one))


def _environment(directory: Path, host: str) -> dict[str, str]:
    return {"ENISHI_HOSTS": _names(host)} | {
        **os.environ,
        "ENISHI_DATA": str(directory),
        "PYTHONUNBUFFERED": "1",
    }


def enishi_command(*words: str) -> list[str]:
    """The command line of one ``enishi`` command in this installation."""
    return [sys.executable, "-m", "enishi.machine.console", *words]


WORKERS = "enishi.machine.web_worker"
QUIETLY = ("--no-control-socket", "--log-level", "warning", "--logger-class", f"{WORKERS}.QuietLog")


def web_command(host: str, port: int) -> list[str]:
    """The command line of the web server. No access log: addresses hold what people search for."""
    return [
        *(sys.executable, "-m", "gunicorn", "enishi.wsgi:application", "--bind", f"{host}:{port}"),
        *("--worker-class", f"{WORKERS}.WebWorker", "--limit-request-line", "8190"),
        *("--workers", "2", "--threads", "4", "--preload"),
        *("--max-requests", "5000", "--max-requests-jitter", "500", "--graceful-timeout", "10"),
        *QUIETLY,
    ]


def edge_command(host: str, port: int) -> list[str]:
    """The command line of the process at the outer edge: one small worker with a few threads, and few connections."""
    return [
        *(sys.executable, "-m", "gunicorn", "enishi.edge.wsgi:application", "--bind", f"{host}:{port}"),
        *("--worker-class", "enishi.edge.worker.EdgeWorker", "--workers", "1", "--threads", "4", "--worker-connections", "500"),
        *QUIETLY,
    ]


EDGE_IS_TOLD = (
    *("PATH", "HOME", "LANG", "LC_ALL", "TZ", "PYTHONUNBUFFERED"),
    *("ENISHI_EDGE_HOSTS", "ENISHI_HTTPS", "ENISHI_CITY_NAME", "ENISHI_TRUSTED_PROXIES"),
)


def edge_environment(environment: dict[str, str], host: str = "") -> dict[str, str]:
    """What that process is told: the little that it needs, and how it alone signs in to its database.

    :param host: where it listens; by that name and by the one that people type it answers, if no other is said
    """
    typed = urllib.parse.urlsplit(environment.get("ENISHI_EDGE_ADDRESS", "")).hostname
    names = {"ENISHI_EDGE_HOSTS": _names(host, typed)}
    connection = make_conninfo(**database.edge_parameters("edge"))
    told = names | {name: environment[name] for name in EDGE_IS_TOLD if name in environment}
    return told | {"ENISHI_EDGE_CONNECTION": connection, "MALLOC_ARENA_MAX": "1"}


def prepare_edge() -> None:
    """Where the cards lie in a database of their own: make or renew their schema there. Raises `CannotStart`."""
    if not os.environ.get("ENISHI_EDGE_DATABASE_URL"):
        return
    try:
        with psycopg.connect(**database.edge_parameters("owner")) as own:
            for statement in edge.statements():
                own.execute(statement.encode())
    except psycopg.errors.UndefinedObject:
        sentence = "the edge's database lacks Enishi's roles; give its administrator the output of: enishi database sql"
        raise CannotStart(sentence) from None


def _enishi(*words: str, environment: dict[str, str]) -> None:
    done = subprocess.run(enishi_command(*words), env=environment, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise CannotStart(f"enishi {' '.join(words)} failed (exit {done.returncode}); see above")


def _look_after(cluster: Cluster | None) -> None:
    if cluster and cluster.ended():
        _say("データベースが止まったため再起動します / the database server ended; starting it again")
        cluster.attach_or_start()


def _port(host: str, wanted: int | None, *, first: int = FIRST_PORT) -> int:
    for port in [wanted] if wanted else range(first, first + 100):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                tried.bind((host, port))
                return port
    taken = f"{host} のポート {wanted or FIRST_PORT} は使われています。--port で別の番号にしてください"
    raise CannotStart(f"{taken} / in use; choose another with --port")


@contextlib.contextmanager
def only_run(directory: Path) -> Iterator[None]:
    """Hold the data directory for this process alone. Raises `CannotStart` when another one does."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    (directory / "static").mkdir(exist_ok=True)
    with open(directory / "run.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(f"{directory} のデータでもう動いています / already running with the data in {directory}") from None
        yield


def _announce(
    address: str, directory: Path, started_at: float, next_step: str = "", edge_address: str = ""
) -> None:
    while not _answers(address):
        time.sleep(0.05)
    _say(f"\n  縁 Enishi   {address}   ({time.monotonic() - started_at:.1f} s)\n")
    if edge_address:
        _say(f"  リンクで答える人の入口 / for people without an account   {edge_address}\n")
    with contextlib.suppress(OSError):
        _say((directory / "sign-ins.txt").read_text(encoding="utf-8"))
    if next_step:
        _say(next_step)
    _say("  止めるには Ctrl-C / stop with Ctrl-C")


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own http address
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
