"""What the forms of a meeting send, and how its pages are read."""

import uuid
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enishi.intake.tests.factories import in_days


def at(name: str, *ids: Any) -> str:
    return reverse(f"conferences:{name}", args=ids)


def key() -> dict[str, str]:
    return {"submission": str(uuid.uuid4())}


def moment(**ahead: float) -> str:
    return f"{timezone.localtime() + timedelta(**ahead):%Y-%m-%dT%H:%M}"


def called(kind: str = "confidential", **more: Any) -> dict[str, Any]:
    given = {
        "kind": kind,
        "starts_at": moment(days=7),
        "ends_at": moment(days=7, hours=1),
        "place": "市役所第2会議室",
    }
    return given | key() | more


def line(agency: Any, **more: Any) -> dict[str, Any]:
    given = {
        "kind": "role",
        "agency": str(agency),
        "what": "家計の相談に乗る。",
        "due_on": in_days(20).isoformat(),
        "contribution": "週1回の訪問",
        "duty": "support",
    }
    return given | key() | more


def same_as_nothing(client: Client, address: str, hidden: Any) -> bool:
    """The page of a hidden thing is, byte for byte, that of one that never was."""
    theirs, nothing = client.get(address), client.get(address.replace(str(hidden), str(uuid.uuid4())))
    assert theirs.status_code == 404, (address, theirs.status_code)
    return (theirs.content, dict(theirs.headers)) == (nothing.content, dict(nothing.headers))
