"""Every word that the sources write into the trail or the inbox, and every text of a task or notice, read from the code."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ENISHI = Path(__file__).resolve().parents[2] / "enishi"
WORD = re.compile(r"[a-z_]+(\.[a-z_]+)?")
WRITERS = {"record", "record_at_once", "record_look", "record_search", "record_refusal", "open_binder", "open_binders"} | {
    "NotFound",
    "hand_out",
    "table",
}
TELLERS = {"assign": 1, "tell": 1}
SQL_TRAIL = re.compile(r"INSERT INTO office_trailentry.*?VALUES\s*\(\s*'\w+',\s*'([a-z_]+(?:\.[a-z_]+)?)'", re.S)
SQL_INBOX = re.compile(r"INSERT INTO office_(?:task|notice).*?'([a-z_]+\.[a-z_]+)'", re.S)


@dataclass(frozen=True)
class Use:
    word: str
    where: str
    text: str = ""


@dataclass(frozen=True)
class Source:
    path: Path
    text: str
    constants: dict[str, str]
    calls: list[ast.Call]


@cache
def sources() -> list[Source]:
    """Read and parsed once for all tests: that takes seconds."""
    found = []
    for path in sorted(ENISHI.rglob("*.py")):
        if "tests" not in path.parts and path.name not in {"factories.py"}:
            text = path.read_text(encoding="utf-8")
            tree = ast.parse(text)
            calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call)]
            found.append(Source(path, text, _constants(tree), calls))
    return found


def trail_words() -> list[Use]:
    """Words that go into the trail: literal arguments of the writers, ``word=…``, and SQL."""
    found = []
    for source in sources():
        path, constants = source.path, source.constants
        for call in source.calls:
            given = [one.value for one in call.keywords if one.arg == "word"]
            if _name(call) in WRITERS:
                given += call.args[:2]
            found += [
                Use(word, f"{path.name}:{call.lineno}")
                for one in given
                if (word := _text(one, constants)) and WORD.fullmatch(word)
            ]
        found += [Use(word, path.name) for word in SQL_TRAIL.findall(source.text)]
    return found


def inbox_uses() -> list[Use]:
    """Words and texts of tasks and notices; a text that is computed is given as its source."""
    found = []
    for source in sources():
        path, constants = source.path, source.constants
        for call in source.calls:
            if _name(call) in TELLERS and isinstance(call.func, ast.Attribute) and len(call.args) >= 3:
                word = _text(call.args[1], constants)
                if word:
                    found.append(Use(word, f"{path.name}:{call.lineno}", _template(call.args[2])))
        found += [Use(word, path.name) for word in SQL_INBOX.findall(source.text)]
    return found


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _constants(tree: ast.Module) -> dict[str, str]:
    return {
        target.id: one.value.value
        for one in tree.body
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant) and isinstance(one.value.value, str)
        for target in one.targets
        if isinstance(target, ast.Name)
    }


def _text(one: ast.expr, constants: dict[str, str]) -> str:
    if isinstance(one, ast.Constant) and isinstance(one.value, str):
        return one.value
    return constants.get(one.id, "") if isinstance(one, ast.Name) else ""


def _template(one: ast.expr) -> str:
    """An f-string with ``{reference}`` for a call of ``reference``; empty when it is computed elsewhere."""
    if isinstance(one, ast.Constant):
        return str(one.value)
    if not isinstance(one, ast.JoinedStr):
        return ""
    parts = []
    for part in one.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        elif isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Call):
            parts.append("{" + _name(part.value) + "}")
        else:
            return ""
    return "".join(parts)
