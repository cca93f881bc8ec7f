"""Papers of fictional cases, and how they are read."""

import io
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pypdfium2
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

NUMBER = re.compile(r"[0-9A-Fa-f]{8}")


def at(name: str, *ids: Any) -> str:
    return reverse(f"reporting:{name}", args=ids)


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def text(answer: Any) -> str:
    """What a screen or a file says, without white space between words that a line break made."""
    content = body(answer)
    if content[:4] == b"%PDF":
        return squeezed("".join(pages(content)))
    if content[:2] == b"PK":
        return squeezed("".join(cells(content)))
    return squeezed(re.sub(r"<[^>]+>", " ", content.decode()))


def squeezed(said: str) -> str:
    return "".join(said.split())


def pages(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        return [one.get_textpage().get_text_range() for one in document]
    finally:
        document.close()


def cells(content: bytes) -> list[str]:
    found = load_workbook(io.BytesIO(content)).active
    assert found is not None
    return [str(cell) for row in found.iter_rows(values_only=True) for cell in row if cell is not None]


def drawn(content: bytes, copy: str) -> list[str]:
    """Every page as it is drawn, without the number of the copy and without the time."""
    said = pages(content)
    return [re.sub(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", "", one.replace(copy, "")) for one in said]


def queries(call: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as found:
        call()
    return len(found)


def pdf(client: Client, name: str, *ids: Any, of: UUID | None = None) -> Any:
    return client.get(at(name, *ids) + (f"?of={of}" if of else ""))
