"""What the forms of a case send, and how its pages are read."""

import re
import uuid
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.tests.factories import row


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def at(name: str, *ids: Any) -> str:
    return reverse(f"cases:{name}", args=ids)


def entry(words: str = "家計簿を一緒に見た。", **more: Any) -> dict[str, Any]:
    given = {
        "text": words,
        "kind": "contact",
        "source": "fact",
        "information_class": "1",
        "version": "1",
        "submission": str(uuid.uuid4()),
    }
    return given | more


def agreement(person: uuid.UUID, *to: Hat, **more: Any) -> dict[str, Any]:
    today = timezone.localdate()
    given = {
        "of": str(person),
        "stage": "sharing" if to else "support",
        "recipients": [str(one.agency_id) for one in to],
        "classes": ["1", "2"],
        "purpose": "多機関協働による支援のため",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=200)).isoformat(),
        "given_by": "self",
        "means": "written",
        "language": "ja",
        "evidence": "窓口で署名を受けた。",
        "submission": str(uuid.uuid4()),
    }
    return given | more


def person_of(case: uuid.UUID) -> uuid.UUID:
    with outside_the_walls():
        return row(case).resident_id


def version_of(case: uuid.UUID) -> str:
    with outside_the_walls():
        return str(row(case).version)


def same_as_nothing(client: Client, address: str, case: uuid.UUID) -> bool:
    """The page of a hidden case is, byte for byte, that of one that never was."""
    theirs, nothing = client.get(address), client.get(address.replace(str(case), str(uuid.uuid4())))
    assert theirs.status_code == 404
    return (theirs.content, dict(theirs.headers)) == (nothing.content, dict(nothing.headers))


def row_reference(case: uuid.UUID) -> str:
    with outside_the_walls():
        one = row(case).reference
    return f"{one[:4]}-{one[4:]}"
