"""The hash chain over the trail: what is hashed, and the statements that read it. Used by sealer and verifier alike."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

COLUMNS = (
    "id",
    "(extract(epoch FROM at) * 1000000)::bigint",
    "kind",
    "word",
    "staff_id::text",
    "membership_id::text",
    "agency_id::text",
    "sign_in_id::text",
    "request_id::text",
    "purpose",
    "deliberate",
    "binders::text[]",
    "classes",
    "detail::text",
    "transaction",
)
"""Every column of the trail in a form that no setting of the session and no version of the server changes."""

BEGINNING = hashlib.sha256(b"Enishi trail").digest()


def link(before: bytes, position: int, entry: Sequence[Any]) -> bytes:
    """The digest of one entry at its place: sha256(digest before ‖ position ‖ canonical bytes)."""
    canonical = json.dumps(list(entry), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return hashlib.sha256(before + position.to_bytes(8, "big") + canonical).digest()


def columns(alias: str) -> str:
    """The list for a SELECT, every column qualified by the table's alias."""
    return ", ".join(
        one.replace("FROM at)", f"FROM {alias}.at)") if one.startswith("(") else f"{alias}.{one}" for one in COLUMNS
    )
