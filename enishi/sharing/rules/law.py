"""Articles as data (`law/articles.toml`): what the ledger, the person's sheet and a request for disclosure cite."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "law" / "articles.toml"
UNVERIFIED = "要確認"


@dataclass(frozen=True)
class Article:
    text: str
    verified: bool
    about: str = ""

    def __str__(self) -> str:
        return self.text if self.verified else f"{self.text}〔{UNVERIFIED}〕"


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(DATA.read_text("utf-8"))


def version() -> str:
    return str(_data()["version"])


def of_ground(kind: str) -> Article:
    """Under which rule a giving on this kind of ground is reported."""
    return Article(**_data()["grounds"][kind])


def withholding() -> dict[str, Article]:
    """78条1項各号, by code."""
    return {code: Article(**one) for code, one in _data()["withholding"].items()}


def of_requests(name: str) -> Article:
    return Article(**_data()["requests"][name])


def telling_agencies() -> tuple[str, ...]:
    """Words in an agency's name that tell of danger, abuse or justice by themselves."""
    return tuple(_data()["telling"]["agencies"])


def telling_articles() -> tuple[str, ...]:
    return tuple(_data()["telling"]["articles"])
