"""The anchor (錨): what the sealed chain ended with after each run, in a file outside the database, only ever appended to.

A chain alone cannot show that its end was cut off, or that a whole older copy of the database was put back; this file can. A
second file (``ENISHI_ANCHOR``: another disk, another machine's share, a medium that is written once) guards against both being
changed together.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from enishi import environment

TAIL = 4096


class AnchorBroken(RuntimeError):
    """The anchor does not belong to this database, or is missing although the chain has begun."""


@dataclass(frozen=True)
class Line:
    """One run of the sealer as the anchor remembers it. ``at`` is ISO 8601 in UTC, ``digest`` hexadecimal."""

    position: int
    digest: str
    horizon: int
    cluster: str
    at: str


def paths() -> list[Path]:
    """The first is below the data directory; the second is there when ``ENISHI_ANCHOR`` names it."""
    second = environment.text("ENISHI_ANCHOR")
    return [Path(settings.DATA) / "anchor" / "trail.jsonl", *([Path(second)] if second else [])]


def read(path: Path) -> list[Line]:
    """Every whole line; the last one may be torn by a power cut and is then left out.

    :raises AnchorBroken: a line in the middle that is none
    """
    if not path.exists():
        return []
    found = []
    for number, line in enumerate(path.read_bytes().split(b"\n")[:-1], start=1):
        try:
            found.append(Line(**json.loads(line)))
        except (ValueError, TypeError):
            raise AnchorBroken(f"{path}:{number}: この行は読めません / unreadable line") from None
    return found


def last(path: Path) -> Line | None:
    """The last whole line, without reading the file from its beginning.

    :raises AnchorBroken: it is none
    """
    if not path.exists():
        return None
    with path.open("rb") as source:
        source.seek(max(0, path.stat().st_size - TAIL))
        whole = source.read().split(b"\n")[:-1]
    if not whole:
        return None
    try:
        return Line(**json.loads(whole[-1]))
    except (ValueError, TypeError):
        raise AnchorBroken(f"{path}: 最後の行は読めません / unreadable last line") from None


def append(path: Path, lines: Iterable[Line]) -> None:
    """Add lines and return when they are on the disk."""
    new = not path.exists()
    if new:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.ftruncate(handle, _whole_length(handle))
        os.lseek(handle, 0, os.SEEK_END)
        for line in lines:
            os.write(handle, (json.dumps(asdict(line)) + "\n").encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    if new:
        _sync_directory(path.parent)


def _whole_length(handle: int) -> int:
    """The length without a torn last line."""
    size = os.fstat(handle).st_size
    tail = os.pread(handle, TAIL, max(0, size - TAIL))
    return size - (len(tail) - (tail.rfind(b"\n") + 1))


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
