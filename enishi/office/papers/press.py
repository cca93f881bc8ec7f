"""Printing a paper as PDF, by a typesetter beside the web worker: fonts and a compiler would keep the worker large for ever."""

import atexit
import json
import os
import select
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import IO, Any, cast

from enishi.office.papers import font, typesetter
from enishi.office.papers.blocks import Mark, Note, Paper

LONGEST_SECONDS = 120.0
KEPT = ("PATH", "LANG", "LD_LIBRARY_PATH", "TMPDIR")
"""What the typesetter has of the environment: no password, no address of a database."""

ONE_THREAD = {"RAYON_NUM_THREADS": "1"}
"""A page is set by one thread: to share it between two costs more than it gives, and the other core serves somebody."""


class PressFailed(RuntimeError):
    """The typesetter said what was wrong, or took too long."""


class _Gone(Exception):
    """The typesetter ended, as it does when nobody prints."""


def pdf(paper: Paper, mark: Mark) -> bytes:
    """The paper as PDF, tagged (PDF/UA-1), with the font in it. The same paper and mark give the same bytes."""
    return _printed(paper, mark, "pdf", pdf_standards=["ua-1"])[0]


def pictures(paper: Paper, mark: Mark, *, ppi: int = 96) -> list[bytes]:
    """Every page as PNG."""
    return _printed(paper, mark, "png", ppi=ppi)


def told(paper: Paper, mark: Mark) -> str:
    """What the template reads, as JSON, in letters that the font holds; at the end it says what the numbers are of the others."""
    held = _holdable({**paper.told(), "mark": vars(mark), "font": font.FAMILY})
    text = json.dumps(held, ensure_ascii=False)
    if font.NUMBER not in text:
        return text
    held["blocks"].append(vars(Note(font.NUMBERED, size="small")))
    return json.dumps(held, ensure_ascii=False)


def _printed(paper: Paper, mark: Mark, form: str, **more: Any) -> list[bytes]:
    """A typesetter that waits is used again; one that ended meanwhile is replaced, once for each that waited."""
    asked = json.dumps({"paper": told(paper, mark), "form": form, "more": more}).encode()
    waiting = _waiting.setdefault(os.getpid(), [])
    while waiting:
        try:
            return _by(waiting.pop(), asked)
        except _Gone:
            continue
    return _by(_Typesetter(), asked)


def _by(one: "_Typesetter", asked: bytes) -> list[bytes]:
    try:
        found = one.ask(asked)
    except BaseException:  # whatever it was, half an answer may still come
        one.end()
        raise
    _waiting[os.getpid()].append(one)
    return found


class _Typesetter:
    def __init__(self) -> None:
        template = files("enishi.office.papers").joinpath("paper.typ")
        self.process = subprocess.Popen(
            [sys.executable, "-I", typesetter.__file__, str(font.path().parent), str(template)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={name: os.environ[name] for name in KEPT if name in os.environ} | ONE_THREAD,
            cwd=Path(typesetter.__file__).parent,
        )
        self.told, self.answers = cast(IO[bytes], self.process.stdin), cast(IO[bytes], self.process.stdout)

    def ask(self, asked: bytes) -> list[bytes]:
        try:
            typesetter.write(self.told, asked)
        except OSError as gone:
            raise _Gone from gone
        source = self.answers
        if not select.select([source], [], [], LONGEST_SECONDS)[0]:
            self.process.kill()
            raise PressFailed(f"a paper took longer than {LONGEST_SECONDS:.0f} seconds")
        parts = int(self._read(source))
        if not parts:
            raise PressFailed(self._read(source).decode())
        return [self._read(source) for _ in range(parts)]

    def end(self) -> None:
        """It keeps nothing that could be lost."""
        self.process.kill()
        self.process.communicate()

    @staticmethod
    def _read(source: IO[bytes]) -> bytes:
        found = typesetter.read(source)
        if found is None:
            raise _Gone
        return found


_waiting: dict[int, list[_Typesetter]] = {}
"""By process: a forked worker leaves the typesetters of its parent alone."""


@atexit.register
def _close() -> None:
    for one in _waiting.pop(os.getpid(), []):
        one.end()


def _holdable(value: Any) -> Any:
    if isinstance(value, str):
        return font.holdable(value)
    if isinstance(value, dict):
        return {key: _holdable(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_holdable(one) for one in value]
    return value
