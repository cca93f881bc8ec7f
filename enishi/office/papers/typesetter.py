"""The typesetter: a process of its own that sets one paper after the other, and ends when nobody prints for a minute.

Started by ``press`` as a bare file, so that it loads nothing of Enishi. It is told on its standard input (a length of eight bytes,
then JSON), and answers on its standard output (how many pages or files, then each with its length; 0: what went wrong follows).
"""

import json
import select
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

IDLE_SECONDS = 60.0
LENGTH = 8


class Setter:
    """Holds the font and the compiler, because making them costs more than a page."""

    def __init__(self, fonts: Path, template: Path) -> None:
        import typst  # a worker that only talks to the typesetter is spared it

        found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)])
        self.compiler = typst.Compiler(font_paths=found, ignore_system_fonts=True)
        self.template = template.read_bytes()

    def set(self, paper: str, form: Any, more: dict[str, Any]) -> Sequence[bytes]:
        """:param paper: what the template reads, as JSON"""
        found = self.compiler.compile(self.template, format=form, sys_inputs={"paper": paper}, timestamp=0, **more)
        return found if isinstance(found, list) else [found or b""]


def read(source: IO[bytes]) -> bytes | None:
    """One told thing; None at the end of all."""
    length = source.read(LENGTH)
    if len(length) < LENGTH:
        return None
    wanted = int.from_bytes(length)
    content = source.read(wanted)
    return content if len(content) == wanted else None


def write(target: IO[bytes], *parts: bytes) -> None:
    for one in parts:
        target.write(len(one).to_bytes(LENGTH))
        target.write(one)
    target.flush()


def main(fonts: str, template: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the end of its standard input ends it
    setter, source, target = Setter(Path(fonts), Path(template)), sys.stdin.buffer, sys.stdout.buffer
    while select.select([source], [], [], IDLE_SECONDS)[0] and (asked := read(source)) is not None:
        told = json.loads(asked)
        try:
            found = setter.set(told["paper"], told["form"], told["more"])
        except Exception as failed:
            write(target, b"0", str(failed).encode())
        else:
            write(target, str(len(found)).encode(), *found)


if __name__ == "__main__":
    main(*sys.argv[1:])
