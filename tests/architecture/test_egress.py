"""Lists and files leave the house through two doors only: ``office.egress`` and ``office.files``."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path
from types import CodeType
from typing import Any

ENISHI = Path(__file__).resolve().parents[2] / "enishi"
DOORS = {"office/egress.py", "office/files.py"}
SENDERS = {"FileResponse", "StreamingHttpResponse"}
WRITERS = {"write_csv", "write_xlsx"}
# Not answers to anybody: the sheets themselves, and commands that a person runs at the machine.
NO_ANSWER = re.compile(r"^office/sheets/|/management/|^demo/|/tests/")
TAKEN_TYPES = re.compile(r"text/csv|spreadsheetml|application/pdf|octet-stream|application/zip")


SAID = SENDERS | WRITERS | {"content_type", "Content-Disposition"}


def _sources() -> dict[str, ast.Module]:
    """Those that say anything at all of what is looked for, in a name or a constant: to compile is quicker than to look around."""
    found = {}
    for path in sorted(ENISHI.rglob("*.py")):
        name = path.relative_to(ENISHI).as_posix()
        if name not in DOORS and not NO_ANSWER.search(name):
            text = path.read_text(encoding="utf-8")
            if SAID & _said(compile(text, name, "exec", dont_inherit=True)):
                found[name] = ast.parse(text)
    return found


def _said(code: Any) -> set[Any]:
    """Every name and constant of a module; an argument's name stands in a tuple of them."""
    found = {*code.co_names, *code.co_varnames, *code.co_freevars, *code.co_cellvars}
    for one in code.co_consts:
        if isinstance(one, CodeType):
            found |= _said(one)
        elif isinstance(one, (tuple, frozenset)):
            found |= _inside(one)
        else:
            found.add(one)
    return found


def _inside(some: Iterable[Any]) -> set[Any]:
    return {part for one in some for part in (_inside(one) if isinstance(one, (tuple, frozenset)) else {one})}


def test_nothing_else_sends_files_or_sheets() -> None:
    wrong = []
    for name, tree in _sources().items():
        nodes = list(ast.walk(tree))
        names = {one.id for one in nodes if isinstance(one, ast.Name)}
        names |= {alias.name for one in nodes if isinstance(one, ast.ImportFrom) for alias in one.names}
        if names & SENDERS or (names & WRITERS and "/views" in f"/{name}"):
            wrong.append(name)
        for one in nodes:
            if isinstance(one, ast.keyword) and one.arg == "content_type" and TAKEN_TYPES.search(ast.unparse(one.value)):
                wrong.append(f"{name}:{one.value.lineno}")
            if isinstance(one, ast.Constant) and one.value == "Content-Disposition":
                wrong.append(f"{name}:{one.lineno}")
    assert wrong == [], "use office.egress.table, office.egress.paper or office.files.download"


def test_what_is_looked_for_is_heard_wherever_it_is_said() -> None:
    for text in (
        "from x import FileResponse as F",
        "def f():\n    return lambda: write_csv",
        "f(content_type='text/csv')",
        "def f():\n    a['Content-' 'Disposition'] = 1",
        "x = {'Content-Disposition': 1, 'b': 2}",
        "x = a in ('b', ('Content-Disposition', 'c'))",
        "class A:\n    def f(self, *, content_type): ...",
    ):
        assert SAID & _said(compile(text, "", "exec")), text


def test_the_two_doors_are_there() -> None:
    for door in DOORS:
        assert "Content-Disposition" in (ENISHI / door).read_text(encoding="utf-8")
