"""Backup and restore: everything that a city would miss in one folder, whole or not there at all.

| in the folder | what |
|---|---|
| `database.dump` | the whole database with owners, rights and walls (pg_dump, custom format) |
| `data/` | attachments, the anchor of the trail, the keys, and whether the city is the fictional one |
| `SHA256SUMS` | of every file, also for ``sha256sum -c`` |

The anchor is copied before the database and the attachments after it: so the anchor never runs ahead of the trail, and no
row points to an attachment that is not there.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from enishi.machine import database, roles
from enishi.machine.binaries import Binaries
from enishi.machine.start import CannotStart, is_fresh, only_run

DUMP, DATA, SUMS = "database.dump", "data", "SHA256SUMS"
FIRST = ("anchor",)
AFTERWARDS = ("files", "visit-keys", "secret-key", "city", "sign-ins.txt")
SUPERUSER_URL = "ENISHI_BACKUP_DATABASE_URL"


class BackupFailed(RuntimeError):
    """The sentence that the operator reads."""


def backup(arguments: list[str]) -> int:
    """``enishi backup FOLDER``: a new backup in a folder of its own below FOLDER, while everybody works on."""
    parser = argparse.ArgumentParser(
        prog="enishi backup", description="動いたままで、データを一つのフォルダーに写します / copies all data, also while it runs"
    )
    parser.add_argument("folder", type=Path, help="置き場所。その中に日時のフォルダーができます / where to put it")
    where = parser.parse_args(arguments).folder.absolute()
    os.umask(0o077)
    made = where / f"enishi-{datetime.now(UTC).astimezone():%Y%m%d-%H%M%S}"
    partial = made.with_name(f".{made.name}.partial")
    try:
        (partial / DATA).mkdir(parents=True)
        for name in FIRST:
            _copy(_place(name), partial / DATA / name)
        with _superuser() as parameters:
            _postgres("pg_dump", "--format=custom", f"--file={partial / DUMP}", **parameters)
        for name in AFTERWARDS:
            _copy(_place(name), partial / DATA / name)
        (partial / SUMS).write_text("".join(f"{s}  {name}\n" for name, s in _sums(partial).items()), encoding="utf-8")
        os.sync()
        partial.rename(made)
    except OSError as failed:
        raise BackupFailed(f"{where} にバックアップできませんでした / failed: {failed}") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    print(f"バックアップしました / backed up: {made}")
    return 0


def restore(arguments: list[str]) -> int:
    """``enishi restore FOLDER``: into a data folder (``ENISHI_DATA``) whose database was never used."""
    parser = argparse.ArgumentParser(
        prog="enishi restore",
        description="バックアップを、まだ使っていないデータの場所（ENISHI_DATA）に戻します / into an unused data folder",
    )
    parser.add_argument("folder", type=Path, help="enishi backup が作ったフォルダー / what enishi backup made")
    kept, own = parser.parse_args(arguments).folder.absolute(), database.data_directory()
    os.umask(0o077)
    _check(kept)
    try:
        with only_run(own), _superuser(new=True) as parameters:
            roles.prepare(parameters | {"dbname": "postgres"}, parameters["dbname"])
            if not is_fresh():
                raise BackupFailed(
                    f"{own} のデータベースはもう使われています。別の場所を ENISHI_DATA で指定してください / already in use"
                )
            for name in (*FIRST, *AFTERWARDS):
                _copy(kept / DATA / name, _place(name))
            _postgres("pg_restore", "--single-transaction", "--exit-on-error", str(kept / DUMP), **parameters)
            with psycopg.connect(**parameters, autocommit=True) as restored:
                restored.execute("ANALYZE")
    except CannotStart as failed:
        raise BackupFailed(str(failed)) from None
    except (OSError, psycopg.Error) as failed:
        raise BackupFailed(f"{own} に戻せませんでした / failed: {failed}") from None
    print(f"戻しました。次に: enishi audit verify / restored into {own}")
    return 0


@contextlib.contextmanager
def _superuser(*, new: bool = False) -> Iterator[dict[str, Any]]:
    """How to read past the walls: nobody whom the walls hold could copy all rows. ``new``: the server may be made now."""
    if database.is_embedded():
        if not new and not (database.cluster().directory / "PG_VERSION").exists():
            raise BackupFailed(f"{database.data_directory()} にデータがありません / no data there (ENISHI_DATA)")
        with database.cluster() as cluster:
            yield cluster.parameters(dbname=database.DATABASE)
    elif url := os.environ.get(SUPERUSER_URL):
        yield {"dbname": database.DATABASE} | {name: value for name, value in conninfo_to_dict(url).items() if value}
    else:
        raise BackupFailed(
            f"DATABASE_URL があるときは、サーバーの管理者（superuser）の接続を {SUPERUSER_URL} に書いてください"
            f" / with a server of your own, {SUPERUSER_URL} has to name its superuser"
        )


def _postgres(name: str, *options: str, password: str = "", **parameters: Any) -> None:
    account = database.cluster().account
    program = Binaries.find(account, database.cluster().directory).program(name)
    done = subprocess.run(
        [str(program), f"--dbname={make_conninfo(**parameters)}", *options],
        env=os.environ | ({"PGPASSWORD": password} if password else {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupFailed(f"{name}: {done.stderr.strip()[-2000:]}")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("incoming-*"))
    elif source.exists():
        shutil.copy2(source, target)


def _place(name: str) -> Path:
    elsewhere = os.environ.get("ENISHI_VISIT_KEYS") if name == "visit-keys" else None
    return Path(elsewhere or database.data_directory() / name)


def _sums(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS):
        with path.open("rb") as file:
            found[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def _check(kept: Path) -> None:
    """Refuse what is no backup, or not the one that was made."""
    try:
        lines = (kept / SUMS).read_text(encoding="utf-8").splitlines()
    except OSError:
        raise BackupFailed(f"{kept} は enishi backup が作ったフォルダーではありません / not a backup") from None
    wanted, found = {line[66:]: line[:64] for line in lines}, _sums(kept)
    if changed := sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name)):
        raise BackupFailed(f"{kept} は欠けているか変わっています / damaged: {', '.join(changed[:5])}")
