"""Writing the keys by which a register is found. Nobody but the database's own functions reads them."""

from collections.abc import Iterable
from uuid import UUID

from enishi.residents.models import Contact, Particulars, PersonName
from enishi.residents.rules import search_keys
from enishi.residents.rules.registration import NewName
from enishi.residents.terms import ContactKind
from enishi.sharing.actions.kernel import call_first
from enishi.sharing.terms import InformationClass


def write_keys(resident: UUID, information_class: int, keys: Iterable[search_keys.Key]) -> None:
    """Replace the keys of one class. :raises Refused: when the hat does not see the class."""
    pairs = sorted(set(keys))
    call_first(
        "residents_write_keys",
        resident,
        information_class,
        [kind for kind, _ in pairs],
        [key for _, key in pairs],
    )


def renew_basic_keys(resident: UUID) -> None:
    """Make the keys of names, birth and mobile phones anew. Former names stay findable. Needs a look."""
    names = [NewName(one.text, one.kana, one.kind) for one in PersonName.objects.filter(resident_id=resident)]
    particulars = Particulars.objects.filter(resident_id=resident).first()
    mobiles = phones(resident, InformationClass.BASIC)
    birth = particulars.birth if particulars else None
    sex = particulars.sex if particulars else ""
    write_keys(resident, InformationClass.BASIC, search_keys.basic_keys(resident, names, birth, sex, mobiles))


def renew_location_keys(resident: UUID) -> None:
    """Make the keys of landlines anew. Needs a look."""
    numbers = phones(resident, InformationClass.LOCATION)
    write_keys(resident, InformationClass.LOCATION, search_keys.phone_keys(numbers))


def phones(resident: UUID, information_class: int) -> list[str]:
    return list(
        Contact.objects.filter(
            resident_id=resident, information_class=information_class, ended_at__isnull=True
        )
        .exclude(kind=ContactKind.EMAIL)
        .values_list("text", flat=True)
    )
