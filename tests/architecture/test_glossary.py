"""One Japanese word, one English name: what people read on screens and what the code calls it stand in docs/glossary.toml."""

import ast
import importlib
import inspect
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import IntegerChoices, TextChoices

from enishi.agencies.roles import PERMISSIONS, ROLES
from tests.architecture.test_floors import floors, own_models

GLOSSARY = Path(settings.PROJECT) / "docs" / "glossary.toml"
NEEDED, OPTIONAL = {"term", "reading", "name", "room", "source", "definition"}, {"not", "labels"}
KANA = re.compile(r"[ぁ-ゖァ-ヺー・（）]+")


@cache
def terms() -> list[dict[str, Any]]:
    return tomllib.loads(GLOSSARY.read_text("utf-8"))["term"]


def words() -> set[str]:
    return {one["term"] for one in terms()}


def choices() -> list[type[TextChoices] | type[IntegerChoices]]:
    """Every choice class of every room's ``terms.py``."""
    found = []
    for path in sorted(Path(settings.PROJECT).glob("enishi/*/terms.py")):
        module = importlib.import_module(f"enishi.{path.parent.name}.terms")
        found += [
            one
            for _, one in inspect.getmembers(module, inspect.isclass)
            if issubclass(one, (TextChoices, IntegerChoices)) and one.__module__ == module.__name__
        ]
    return found


def entry_of(one: type) -> dict[str, Any] | None:
    """The entry of a choice class; ``room.Class`` where two rooms use the same name."""
    room = one.__module__.split(".")[1]
    names = {one.__name__, f"{room}.{one.__name__}"}
    return next((entry for entry in terms() if entry["room"] == room and entry["name"] in names), None)


@pytest.mark.parametrize("one", choices(), ids=lambda one: f"{one.__module__.split('.')[1]}.{one.__name__}")
def test_a_choice_stands_with_every_label(one: Any) -> None:
    """A label is a term of its own, or one of the plain words listed with the class."""
    entry = entry_of(one)
    assert entry is not None, f"add an entry with name = {one.__name__!r}"
    listed = set(entry.get("labels", []))
    labels = {str(label) for label in one.labels}
    assert labels - words() - listed == set()
    assert listed - labels == set(), "no label of this class any more"


def test_every_table_stands_under_its_name() -> None:
    named = {(one["term"], one["name"].split(".")[-1]) for one in terms()}
    missing = [
        f"{model._meta.label}: {model._meta.verbose_name}"
        for model in own_models()
        if (str(model._meta.verbose_name), model.__name__) not in named
    ]
    assert apps.ready
    assert missing == []


def test_roles_and_what_they_may_do_stand_in_the_glossary() -> None:
    named = {(one["term"], one["name"]) for one in terms()}
    assert [role.code for role in ROLES.values() if (role.label, role.code) not in named] == []
    (listed,) = [one["labels"] for one in terms() if one["name"] == "PERMISSIONS"]
    assert set(PERMISSIONS.values()) == set(listed)


@cache
def names_in(room: str) -> frozenset[str]:
    """Names, words and members of choice classes (``Class.MEMBER``) in the code of a room."""
    found: set[str] = set()
    for path in sorted((Path(settings.PROJECT) / "enishi" / room).rglob("*.py")):
        if "migrations" in path.parts or "tests" in path.parts:
            continue
        found |= {path.stem, f"{room}.{path.stem}"}
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            found |= _names(node, room)
    for path in (Path(settings.PROJECT) / "enishi" / room).rglob("*.toml"):
        found |= set(re.findall(r'code = "(\w+)"', path.read_text("utf-8")))
    return frozenset(found)


def _names(node: ast.AST, room: str) -> set[str]:
    if isinstance(node, ast.ClassDef):
        targets = [target for one in node.body if isinstance(one, ast.Assign) for target in one.targets]
        members = {f"{node.name}.{one.id}" for one in targets if isinstance(one, ast.Name)}
        return {node.name, f"{room}.{node.name}"} | members
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return {node.name}
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.Attribute):
        return {node.attr}
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value} if len(node.value) < 40 else set()
    return {node.arg} if isinstance(node, (ast.arg, ast.keyword)) and node.arg else set()


def test_every_name_exists_in_the_code_of_its_room() -> None:
    assert {one["room"] for one in terms()} <= set(floors())
    gone = [f"{one['room']}: {one['name']}（{one['term']}）" for one in terms() if one["name"] not in names_in(one["room"])]
    assert gone == []


def test_entries_are_whole_and_readings_are_kana() -> None:
    assert len(terms()) > 150
    wrong = []
    for one in terms():
        empty = [key for key in NEEDED if not str(one.get(key, "")).strip()]
        wrong += [f"{one.get('term')}: {key} is missing" for key in empty]
        wrong += [f"{one.get('term')}: {key}?" for key in set(one) - NEEDED - OPTIONAL]
        if not KANA.fullmatch(one.get("reading", "")):
            wrong.append(f"{one.get('term')}: {one.get('reading')!r} is no reading")
    assert wrong == []


def test_nothing_stands_twice() -> None:
    twice = [term for term, times in Counter(one["term"] for one in terms()).items() if times > 1]
    twice += [str(name) for name, times in Counter((one["room"], one["name"]) for one in terms()).items() if times > 1]
    assert twice == []


def test_what_it_is_not_is_not_itself() -> None:
    assert [one["term"] for one in terms() if one.get("not") == one["term"]] == []
