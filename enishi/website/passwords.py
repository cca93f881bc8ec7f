"""Passwords: checking one in constant time, and the one-time code with which a person first signs in."""

import re
import secrets
import time
import unicodedata
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.http import HttpRequest

from enishi.agencies.models import Staff

INITIAL = "initial$"
INITIAL_CODE_LASTS = 14 * 24 * 60 * 60
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


class StaffNumberBackend:
    """Staff number and password; an unknown number costs as much time as a wrong password."""

    def authenticate(
        self, request: HttpRequest, username: str = "", password: str = "", **_: Any
    ) -> Staff | None:
        person = Staff.objects.filter(staff_number=username, is_active=True).first()
        if person is None or not person.has_usable_password() or not person.password:
            make_password(password)
            return None
        return person if check_password(password, person.password) else None

    def get_user(self, user_id: Any) -> Staff | None:
        return Staff.objects.filter(pk=user_id).first()


class InitialCodeHasher(Argon2PasswordHasher):
    """A code printed for somebody's first sign-in: good for two weeks, and for nothing but setting a password."""

    algorithm = "initial"

    def encode(self, password: str, salt: str) -> str:
        until = int(time.time()) + INITIAL_CODE_LASTS
        hashed = super().encode(password, salt).removeprefix("initial$")
        return f"initial${until}${hashed}"

    def decode(self, encoded: str) -> dict[str, Any]:
        _, _, hashed = encoded.split("$", 2)
        return super().decode(f"initial${hashed}")

    def verify(self, password: str, encoded: str) -> bool:
        _, until, hashed = encoded.split("$", 2)
        right = bool(super().verify(_as_printed(password), f"initial${hashed}"))
        return right and time.time() < int(until)

    def must_update(self, encoded: str) -> bool:
        return False


def _as_printed(typed: str) -> str:
    """A code as it stands on the paper, typed in capitals, full-width or without its hyphens."""
    letters = re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKC", typed).lower())
    return "-".join(letters[n : n + 4] for n in range(0, len(letters), 4))


def is_initial(person: Staff) -> bool:
    return person.password.startswith(INITIAL)


def new_initial_code() -> tuple[str, str]:
    """A code to be printed, and what is stored of it."""
    code = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
    return code, make_password(code, hasher="initial")
