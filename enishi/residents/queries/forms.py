"""What edit forms show when they open. Needs a look at the register."""

from typing import Any
from uuid import UUID

from enishi.office.errors import NotFound
from enishi.residents.models import Address, Contact, Particulars, PersonName, Resident
from enishi.residents.terms import NameKind, ResidentState

EDITED: dict[str, tuple[type[Any], tuple[str, ...]]] = {
    "address": (Address, ("kind", "postcode", "text", "note", "starts_on", "ends_on", "version")),
    "contact": (Contact, ("kind", "text", "whose", "no_voicemail", "no_name", "note", "version")),
}


def identity_values(resident: UUID) -> dict[str, Any]:
    """Name, kana, birth and sex with their versions. Three queries."""
    names = PersonName.objects.filter(resident=resident, kind=NameKind.LEGAL, ended_at__isnull=True)
    name = names.order_by("-recorded_at", "-id").first()
    particulars = Particulars.objects.filter(resident=resident).order_by("id").first()
    if particulars is None:
        raise NotFound("resident.page", resident)
    state = Resident.objects.values_list("state", flat=True).get(pk=resident)
    return {
        "name": name.text if name else "",
        "kana": name.kana if name else "",
        "birth": particulars.birth_text,
        "sex": particulars.sex,
        "unidentified": state == ResidentState.UNIDENTIFIED,
        "name_version": name.version if name else 0,
        "particulars_version": particulars.version,
    }


def entry_values(what: str, resident: UUID, entry: UUID) -> dict[str, Any]:
    """The columns of one present address or contact. One query.

    :raises NotFound: hidden, ended and absent alike
    """
    model, columns = EDITED[what]
    row = model.objects.filter(pk=entry, resident=resident, ended_at__isnull=True).values(*columns).first()
    if row is None:
        raise NotFound("resident.page", entry)
    return dict(row)
