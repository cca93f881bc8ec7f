"""Reading settings from the environment: typed, with safe defaults, loud when wrong."""

import os
from pathlib import Path


class SettingError(RuntimeError):
    """A setting in the environment is missing or unreadable; the message says which and what to write."""


def text(name: str, default: str = "") -> str:
    """The value of ``name``, or of the file that ``name_FILE`` points to, or ``default``."""
    file_name = os.environ.get(f"{name}_FILE")
    if file_name:
        return Path(file_name).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise SettingError(f"{name}={value!r}: write 1 or 0")


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise SettingError(f"{name}={value!r}: write a whole number") from None


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list, empty items dropped."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


# How a relay is spoken to → (STARTTLS after the greeting, TLS from the first byte), and the usual port.
MAIL_SECURITY = {"none": (False, False, 25), "starttls": (True, False, 587), "tls": (False, True, 465)}


def mail_security(name: str) -> tuple[bool, bool]:
    """How the mail relay is spoken to: ``none`` (the default, inside one's own network), ``starttls`` or ``tls``."""
    return _mail(name)[:2]


def mail_port(name: str) -> int:
    """The usual port for that way."""
    return _mail(name)[2]


def _mail(name: str) -> tuple[bool, bool, int]:
    value = os.environ.get(name, "").strip().lower() or "none"
    if value not in MAIL_SECURITY:
        raise SettingError(f"{name}={value!r}: write {', '.join(MAIL_SECURITY)}")
    return MAIL_SECURITY[value]
