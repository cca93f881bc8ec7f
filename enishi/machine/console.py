"""The console script ``enishi``: one readable table from words to Django's management commands."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from enishi.machine import backup, database, roles
from enishi.machine.backup import BackupFailed
from enishi.machine.binaries import NoServerProgram
from enishi.machine.postgres import ServerFailed


@dataclass(frozen=True)
class Command:
    """One command: its words, a line in two languages, and how it runs.

    ``management``: name of the management command with its fixed arguments (default: the words joined by an
    underscore). ``role``: database role; None when the command needs no database. ``direct``: a function of
    this file that runs instead of a management command.
    """

    words: str
    japanese: str
    english: str
    role: str | None = "app"
    management: list[str] = field(default_factory=list)
    direct: Callable[[list[str]], int] | None = None

    def management_arguments(self) -> list[str]:
        """What Django is called with, before the caller's own arguments."""
        return self.management or [self.words.replace(" ", "_").replace("-", "_")]


OWNERS_COMMANDS = {"migrate", "sqlmigrate", "showmigrations", "makemigrations", "dbshell", "flush"}
UNREAD = 128 + signal.SIGPIPE


def commands() -> list[Command]:
    """Every command in the order of ``enishi --help``."""
    return [
        Command(
            "migrate", "データベースを最新の形にする", "bring the database up to date", "owner", ["migrate"]
        ),
        Command(
            *("first-administrator", "最初のシステム管理者（二人まで）を任命する", "appoint the first two administrators"),
            role="owner",
        ),
        Command("serve", "Webサーバーだけを動かす", "run the web server alone", direct=_serve),
        Command(
            *(
                "worker",
                "待ち仕事（督促・通知・監査の封印）を動かす",
                "run the jobs: reminders, notices, audit seal",
            ),
            role="clerk",
            management=["worker"],
        ),
        Command(
            *(
                "database sql",
                "データベース管理者に渡すSQLを表示する",
                "print the SQL for a database administrator",
            ),
            role=None,
            direct=_database_sql,
        ),
        Command(
            "check no-drop",
            "担当者と次の期日のない困りごとがないか確かめる",
            "is no open need without holder and date",
            role="clerk",
        ),
        Command("audit verify", "監査記録の連鎖を検証する", "verify the hash chain of the audit trail"),
        Command("backup", "データを一つのフォルダーに写す", "copy all data into one folder", role=None, direct=backup.backup),
        Command("restore", "バックアップを戻す", "restore a backup into an unused place", role=None, direct=backup.restore),
        Command(
            "renew visit-key", "外出先の記録を封じる鍵を新しくする", "renew the key of notes of visits", role=None
        ),
        Command("import agencies", "支援関係機関を取り込む", "import agencies from CSV or XLSX", "owner"),
        Command("import staff", "職員を取り込む", "import staff from CSV or XLSX", "owner"),
        Command("import resources", "地域の資源を取り込む", "import resources of the community", "owner"),
        Command("import towns", "町字の台帳を取り込む", "load a register of towns", "owner"),
        Command("import boundary", "市の境界を取り込む", "load the outline that the map draws", "owner"),
        Command("normalise addresses", "一覧の住所を分ける", "addresses of a list in their parts", role=None),
        Command("normalise closing-days", "一覧の定休日を読む", "closing days of a list as columns", role=None),
        Command("normalise phones", "一覧の電話番号をそろえる", "telephone numbers of a list in one shape", role=None),
        Command(
            "match-records", "名簿どうしを突き合わせる", "match records of one or two ledgers", role=None
        ),
        Command(
            "plan-placements",
            "待つ人みんなの受入先の案を計算する",
            "propose places for all who wait, from files",
            role=None,
            direct=_plan_placements,
        ),
        Command("bench", "性能を測る", "measure performance on a private database", direct=_bench),
        Command(
            "manage", "Djangoの管理コマンドを実行する", "run any management command of Django", direct=_manage
        ),
    ]


def main(arguments: list[str] | None = None) -> int:
    """Entry of the console script; returns the exit status."""
    try:
        try:
            return _run(sys.argv[1:] if arguments is None else arguments)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # who reads (`head`, `less`) has seen enough; nothing is left to be said at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREAD


def _run(given: list[str]) -> int:
    if not given or given[0] in ("-h", "--help", "help"):
        print(_help())
        return 0
    command, rest = _find(given)
    if command is None:
        print(
            f"enishi: 「{' '.join(given[:2])}」という命令はありません / no such command\n\n{_help()}",
            file=sys.stderr,
        )
        return 2
    try:
        if command.direct:
            return command.direct(rest)
        return _django(command.role, [*command.management_arguments(), *rest])
    except (ServerFailed, NoServerProgram, database.NotConfigured, BackupFailed) as failed:
        print(f"enishi: {failed}", file=sys.stderr)
        return 1


def _find(given: list[str]) -> tuple[Command | None, list[str]]:
    for command in sorted(commands(), key=lambda command: -len(command.words.split())):
        words = command.words.split()
        if given[: len(words)] == words:
            return command, given[len(words) :]
    return None, given


def _help() -> str:
    lines = [f"  enishi {c.words:<17} {c.japanese} / {c.english}" for c in commands()]
    return "\n".join(
        ["縁 Enishi", *lines, "", "  enishi COMMAND --help  くわしい説明 / more about one command"]
    )


def _django(role: str | None, arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "enishi.settings")
    asks_only = bool({"-h", "--help"} & set(arguments))
    with contextlib.nullcontext() if role is None or asks_only else _database_for(role, arguments):
        from django.core.management import execute_from_command_line

        execute_from_command_line(["enishi", *arguments])
    return 0


@contextlib.contextmanager
def _database_for(role: str, arguments: list[str]) -> Iterator[None]:
    os.environ["ENISHI_ROLE"] = role
    if not database.is_embedded():
        yield
        return
    with database.cluster() as cluster:
        if arguments[:1] == ["migrate"]:
            roles.prepare(cluster.parameters(), database.DATABASE)
        yield


def _manage(arguments: list[str]) -> int:
    owners = bool(arguments) and arguments[0] in OWNERS_COMMANDS
    wanted = os.environ.get("ENISHI_ROLE") or ("owner" if owners else "app")
    return _django(wanted, arguments or ["help"])


def _database_sql(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="enishi database sql")
    parser.add_argument("--postgresql", type=int, default=15, metavar="N", help="major version (default: 15)")
    parser.add_argument("--name", default=database.DATABASE, help="name of the database (default: enishi)")
    chosen = parser.parse_args(arguments)
    print(roles.script(chosen.name, chosen.postgresql), end="")
    return 0


def _bench(arguments: list[str]) -> int:
    """In a process of its own: it sets up Django for a database that it makes itself."""
    return subprocess.call([sys.executable, "-m", "bench", *arguments], cwd=database.PROJECT)


def _plan_placements(arguments: list[str]) -> int:
    """In a process of its own: it needs neither database nor Django, and its solvers are large."""
    roots = [str(database.PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(roots)}
    return subprocess.call([sys.executable, "-m", "enishi.participation.planning", *arguments], env=environment)


def _serve(arguments: list[str]) -> int:
    from enishi.machine.start import web_command

    parser = argparse.ArgumentParser(prog="enishi serve")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    chosen = parser.parse_args(arguments)
    with _database_for("app", ["serve"]):
        server = subprocess.Popen(web_command(chosen.host, chosen.port))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: server.terminate())
        return server.wait()


if __name__ == "__main__":
    sys.exit(main())
