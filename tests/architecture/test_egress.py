"""Lists and files leave the house through two doors only: ``office.egress`` and ``office.files``."""

import ast
import re
from pathlib import Path

ENISHI = Path(__file__).resolve().parents[2] / "enishi"
DOORS = {"office/egress.py", "office/files.py"}
SENDERS = {"FileResponse", "StreamingHttpResponse"}
WRITERS = {"write_csv", "write_xlsx"}
# Not answers to anybody: the sheets themselves, and commands that a person runs at the machine.
NO_ANSWER = re.compile(r"^office/sheets/|/management/|^demo/|/tests/")
TAKEN_TYPES = re.compile(r"text/csv|spreadsheetml|application/pdf|octet-stream|application/zip")


def _sources() -> dict[str, ast.Module]:
    found = {}
    for path in sorted(ENISHI.rglob("*.py")):
        name = path.relative_to(ENISHI).as_posix()
        if name not in DOORS and not NO_ANSWER.search(name):
            found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


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


def test_the_two_doors_are_there() -> None:
    for door in DOORS:
        assert "Content-Disposition" in (ENISHI / door).read_text(encoding="utf-8")
