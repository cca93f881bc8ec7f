from datetime import datetime
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.office import submissions, trail
from enishi.office.errors import Refused
from enishi.office.rows import new
from enishi.office.text import katakana
from enishi.residents.access import searched_before
from enishi.residents.actions.entries import registered, stamp
from enishi.residents.actions.keys import write_keys
from enishi.residents.actions.proposing import propose_later
from enishi.residents.models import Address, Consideration, Contact, Particulars, PersonName, Resident
from enishi.residents.models.particulars import birth_columns
from enishi.residents.rules import search_keys
from enishi.residents.rules.registration import Registration, contact_class, reasons_not_to_register
from enishi.residents.terms import ResidentState
from enishi.sharing import actions as sharing
from enishi.sharing.terms import BinderKind, InformationClass, SealKind

SEARCH_FIRST = (
    "登録の前に、同じ人がいないか検索してください。検索してから30分たつと、もう一度検索が要ります。"
)


@submissions.in_one_transaction()
def register_resident(registration: Registration, *, search_token: str, by: Hat, at: datetime) -> UUID:
    """Open a register for a person (住民の登録) and return its id.

    The hat's agency gets it as its own work. A protected address seals LOCATION in the same transaction. Whether
    the same person is known elsewhere is found out by a job; the answer here is the same either way.

    :param search_token: from a search or from ``possible_same`` of this sign-in, not older than 30 minutes
    :raises Refused: with every reason
    """
    reasons = reasons_not_to_register(registration)
    if not searched_before(by, search_token):
        reasons.insert(0, SEARCH_FIRST)
    if reasons:
        raise Refused(reasons)
    resident = sharing.open_new_binder(BinderKind.RESIDENT, by=by, at=at)
    state = ResidentState.IDENTIFIED if registration.identified else ResidentState.UNIDENTIFIED
    new(Resident, {"id": resident, "state": state, **registered(by=by, at=at)})
    _write_entries(resident, registration, by=by, at=at)
    _write_keys(resident, registration)
    if registration.is_protected:
        sharing.seal(resident, kind=SealKind.SUPPORT_MEASURE, classes=InformationClass.LOCATION, by=by, at=at)
    propose_later(resident)
    trail.record("resident.registered", binders=[resident], detail={"state": str(state)})
    return resident


def _write_entries(resident: UUID, registration: Registration, *, by: Hat, at: datetime) -> None:
    stamped = stamp(resident, by=by, at=at)
    new(
        PersonName,
        *(
            stamped | {"kind": one.kind, "text": one.text.strip(), "kana": katakana(one.kana)}
            for one in registration.names
        ),
    )
    new(Particulars, stamped | {"sex": registration.sex, **birth_columns(registration.birth)})
    new(
        Contact,
        *(
            stamped
            | {"information_class": contact_class(one.kind), "kind": one.kind, "text": one.text.strip()}
            | {"whose": one.whose, "no_voicemail": one.no_voicemail, "no_name": one.no_name, "note": one.note}
            for one in registration.contacts
        ),
    )
    new(
        Address,
        *(
            stamped
            | {"kind": one.kind, "postcode": one.postcode, "text": one.text.strip(), "protection": one.protection}
            | {"note": one.note, "starts_on": one.starts_on, "ends_on": one.ends_on}
            for one in registration.addresses
        ),
    )
    new(
        Consideration,
        *(
            stamped | {"kind": one.kind, "text": one.text.strip(), "information_class": one.information_class}
            for one in registration.considerations
        ),
    )


def _write_keys(resident: UUID, registration: Registration) -> None:
    numbers: dict[InformationClass, list[str]] = {InformationClass.BASIC: [], InformationClass.LOCATION: []}
    for contact in registration.contacts:
        numbers[contact_class(contact.kind)].append(contact.text)
    keys = search_keys.basic_keys(
        resident, registration.names, registration.birth, registration.sex, numbers[InformationClass.BASIC]
    )
    write_keys(resident, InformationClass.BASIC, keys)
    landlines = search_keys.phone_keys(numbers[InformationClass.LOCATION])
    if landlines:  # a register that has just begun has no older ones to replace
        write_keys(resident, InformationClass.LOCATION, landlines)
