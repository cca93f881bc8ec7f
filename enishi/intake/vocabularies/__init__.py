"""The content of this room's code lists, as plain rows for the migration that loads them."""

import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def lists() -> list[dict[str, Any]]:
    """Every code list with its terms, defaults filled in.

    :raises KeyError: when a list or a term lacks its code or label
    """
    found = []
    for path in sorted(HERE.glob("*.toml")):
        for one in tomllib.loads(path.read_text(encoding="utf-8"))["vocabulary"]:
            terms = [_term(term, order, one) for order, term in enumerate(one["terms"], start=1)]
            found.append(
                {"code": one["code"], "label": one["label"], "source": one["source"], "terms": terms}
            )
    return found


def _term(term: dict[str, Any], order: int, vocabulary: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": term["code"],
        "label": term["label"],
        "order": order,
        "source": term.get("source", vocabulary["source"]),
        "starts_on": term.get("starts_on", vocabulary["starts_on"]),
        "ends_on": term.get("ends_on"),
        "reported": term.get("reported", False),
        "unverified": term.get("unverified", vocabulary.get("unverified", False)),
        "information_class": term.get("class", 1),
    }
