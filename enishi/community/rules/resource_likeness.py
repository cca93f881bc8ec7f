"""By what two writings of one resource meet: the keys that telling doubles apart goes by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from enishi.agencies.rules.agency_rows import identity_text
from enishi.office.text import address_key, organisation_key


@dataclass(frozen=True)
class Likeness:
    """By what two writings of one resource meet."""

    name: str
    service: str
    address: str
    organisation: str
    corporation_number: str
    phone: str

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Likeness:
        return cls(
            organisation_key(str(values.get("name", ""))),
            identity_text(str(values.get("service", ""))),
            address_key(str(values.get("address", ""))),
            identity_text(str(values.get("organisation", ""))),
            str(values.get("corporation_number", "")),
            str(values.get("phone_digits", "")),
        )
