"""Which database: the server that DATABASE_URL names, or the embedded one below the data directory."""

from __future__ import annotations

import os
import select
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from enishi.machine import roles
from enishi.machine.postgres import Cluster

ROLES = ("owner", "app", "gate", "clerk", "edge")
DATABASE = "enishi"
# Of the web server: what runs for the fifth time is prepared; with row-level security, planning took longer than running.
PLANS_ARE_KEPT = {"server_side_binding": True, "prepare_threshold": 5}
PROJECT = Path(__file__).resolve().parents[2]


class NotConfigured(RuntimeError):
    """The environment does not say enough about the database; the message names the variable."""


def data_directory() -> Path:
    """Where this installation keeps its data: ENISHI_DATA, else ``var`` in the checkout."""
    return Path(os.environ.get("ENISHI_DATA") or PROJECT / "var").absolute()


def is_embedded() -> bool:
    """Whether this installation runs its own server."""
    return not os.environ.get("DATABASE_URL")


def cluster() -> Cluster:
    """The embedded server of this installation, running or not."""
    return Cluster(data_directory() / "postgres", durable=os.environ.get("ENISHI_DURABLE", "1") != "0")


def parameters(role: str, dbname: str | None = None) -> dict[str, Any]:
    """Connection parameters for psycopg. ``role``: owner, app, gate, clerk or edge.

    With DATABASE_URL the owner signs in as that URL says and the other roles with the passwords in
    ENISHI_APP_PASSWORD, ENISHI_GATE_PASSWORD, ENISHI_CLERK_PASSWORD and ENISHI_EDGE_PASSWORD (or the files named by …_FILE).
    Raises `NotConfigured` for an unknown role and when such a password is missing.
    """
    if role not in ROLES:
        raise NotConfigured(f"there is no database role {role!r}; there are {', '.join(ROLES)}")
    if is_embedded():
        return cluster().parameters(f"enishi_{role}", dbname or DATABASE)
    named = _named(os.environ["DATABASE_URL"], role)
    if dbname:
        named["dbname"] = dbname
    return named


def _named(url: str, role: str) -> dict[str, Any]:
    named = {key: value for key, value in conninfo_to_dict(url).items() if value is not None}
    named.setdefault("dbname", DATABASE)
    if role != "owner":
        named["user"] = f"enishi_{role}"
        named["password"] = _password(role)
    return named


def edge_parameters(role: str) -> dict[str, Any]:
    """Where the cards at the outer edge lie, for ``role`` (owner, clerk or edge): the city's database, or the one of
    their own that ENISHI_EDGE_DATABASE_URL names."""
    if own := os.environ.get("ENISHI_EDGE_DATABASE_URL"):
        return _named(own, role)
    return parameters(role)


def django_settings(role: str, dbname: str | None = None) -> dict[str, Any]:
    """The dictionary for ``DATABASES["default"]`` in Django's settings."""
    found = parameters(role, dbname)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": found.pop("dbname"),
        "USER": found.pop("user", roles.OWNER),
        "PASSWORD": found.pop("password", ""),
        "HOST": found.pop("host", ""),
        "PORT": str(found.pop("port", "")),
        "OPTIONS": found | (PLANS_ARE_KEPT if role == "app" else {}),
    }


def has_ended(connection: psycopg.Connection[Any]) -> bool:
    """Whether the server has closed an idle connection, seen without a statement: otherwise there is nothing to read."""
    if connection.closed:
        return True
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))


def _password(role: str) -> str:
    variable = f"ENISHI_{role.upper()}_PASSWORD"
    if file := os.environ.get(f"{variable}_FILE"):
        return Path(file).read_text(encoding="utf-8").strip()
    try:
        return os.environ[variable]
    except KeyError:
        raise NotConfigured(f"DATABASE_URL is set, so {variable} or {variable}_FILE is needed") from None
