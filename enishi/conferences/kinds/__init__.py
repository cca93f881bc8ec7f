"""The kinds of meeting that come with Enishi, as plain rows for the migration that loads them."""

import tomllib
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

HERE = Path(__file__).resolve().parent
NAMESPACE = UUID("5b0d6c0e-6f0f-4a4e-9a44-4f2a36b0c9a1")


def rows() -> list[dict[str, Any]]:
    """Every version of every kind; the same version has the same id in every city.

    :raises KeyError: when a kind lacks its code or first day
    """
    found = []
    for path in sorted(HERE.glob("*.toml")):
        for one in tomllib.loads(path.read_text(encoding="utf-8"))["kind"]:
            found.append({"id": uuid5(NAMESPACE, f"{one['code']} {one['starts_on']}"), "ends_on": None} | one)
    return found
