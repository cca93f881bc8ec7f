from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.office import trail
from enishi.office.errors import Refused
from enishi.residents.actions.entries import correct, current_row, end, open_to_write, stamp
from enishi.residents.actions.keys import renew_basic_keys, renew_location_keys
from enishi.residents.actions.proposing import propose_later
from enishi.residents.actions.sealing import keep_sealed
from enishi.residents.models import Address, Consideration, Contact
from enishi.residents.rules.registration import (
    NewAddress,
    NewConsideration,
    NewContact,
    contact_class,
    protects,
    reasons_not_to_add_address,
    reasons_not_to_add_contact,
)
from enishi.sharing.terms import InformationClass

ADDRESS_LABELS = {
    "kind": "住所の種類",
    "postcode": "郵便番号",
    "text": "住所",
    "note": "住所の補足",
    "starts_on": "住み始め",
    "ends_on": "住み終わり",
}
CONTACT_LABELS = {
    "text": "連絡先",
    "whose": "だれの連絡先",
    "no_voicemail": "留守電不可",
    "no_name": "本人名を出さない",
    "note": "かけるときの注意",
}
LOCATION = InformationClass.LOCATION


@transaction.atomic
def add_address(resident: UUID, address: NewAddress, *, by: Hat, at: datetime) -> UUID:
    """Add an address. Unless it is confirmed free of support measures, the whereabouts are sealed with it.

    :raises Refused: also when the hat does not see the whereabouts
    """
    open_to_write(by, resident, LOCATION, word="address.add")
    if reasons := reasons_not_to_add_address(address):
        raise Refused(reasons)
    added = Address.objects.create(
        **stamp(resident, by=by, at=at),
        kind=address.kind,
        postcode=address.postcode,
        text=address.text.strip(),
        protection=address.protection,
        note=address.note,
        starts_on=address.starts_on,
        ends_on=address.ends_on,
    )
    if protects(address.protection):
        keep_sealed(resident, by=by, at=at)
    trail.record("address.added", binders=[resident])
    return added.pk


@transaction.atomic
def change_address(
    resident: UUID, entry: UUID, address: NewAddress, *, version: int, by: Hat, at: datetime
) -> None:
    """Correct an address. Its protection is changed by the verbs of protection alone.

    :raises Overtaken: when somebody else changed it since the form was opened
    """
    open_to_write(by, resident, LOCATION, word="address.change")
    row = current_row(Address, resident, entry)
    if reasons := reasons_not_to_add_address(address):
        raise Refused(reasons)
    new = {column: getattr(address, column) for column in ADDRESS_LABELS}
    if changed := correct(row, version, new, ADDRESS_LABELS, by=by, at=at):
        trail.record("address.changed", binders=[resident], detail={"what": changed})


@transaction.atomic
def end_address(resident: UUID, entry: UUID, *, ends_on: date | None = None, by: Hat, at: datetime) -> None:
    """Somebody no longer lives there; the address stays in the history, as protected as it was."""
    open_to_write(by, resident, LOCATION, word="address.end")
    end(current_row(Address, resident, entry), ends_on=ends_on, by=by, at=at)
    trail.record("address.ended", binders=[resident])


@transaction.atomic
def add_contact(resident: UUID, contact: NewContact, *, by: Hat, at: datetime) -> UUID:
    """Add a phone or address for mail, with what must not be done. A landline is whereabouts."""
    information_class = contact_class(contact.kind)
    open_to_write(by, resident, information_class, word="contact.add")
    if reasons := reasons_not_to_add_contact(contact):
        raise Refused(reasons)
    added = Contact.objects.create(
        **stamp(resident, by=by, at=at),
        information_class=information_class,
        kind=contact.kind,
        **_contact_columns(contact),
    )
    _renew_phone_keys(resident, information_class)
    trail.record("contact.added", binders=[resident], detail={"kind": str(contact.kind)})
    return added.pk


@transaction.atomic
def change_contact(
    resident: UUID, entry: UUID, contact: NewContact, *, version: int, by: Hat, at: datetime
) -> None:
    """Correct a contact; its kind stays. :raises Overtaken: when somebody else was first."""
    open_to_write(by, resident, contact_class(contact.kind), word="contact.change")
    row = current_row(Contact, resident, entry)
    if reasons := reasons_not_to_add_contact(contact):
        raise Refused(reasons)
    if changed := correct(row, version, _contact_columns(contact), CONTACT_LABELS, by=by, at=at):
        _renew_phone_keys(resident, row.information_class)
        trail.record("contact.changed", binders=[resident], detail={"what": changed})


@transaction.atomic
def end_contact(resident: UUID, entry: UUID, *, by: Hat, at: datetime) -> None:
    """A number is no longer right; nobody finds by it any more."""
    open_to_write(by, resident, InformationClass.BASIC, word="contact.end")
    row = current_row(Contact, resident, entry)
    end(row, ends_on=None, by=by, at=at)
    _renew_phone_keys(resident, row.information_class)
    trail.record("contact.ended", binders=[resident])


@transaction.atomic
def add_consideration(resident: UUID, consideration: NewConsideration, *, by: Hat, at: datetime) -> UUID:
    """Note a language or something to take care of, for everybody or as a matter of health."""
    open_to_write(by, resident, int(consideration.information_class), word="consideration.add")
    if not consideration.text.strip():
        raise Refused("配慮の内容を入れてください。")
    added = Consideration.objects.create(
        **stamp(resident, by=by, at=at),
        kind=consideration.kind,
        text=consideration.text.strip(),
        information_class=consideration.information_class,
    )
    trail.record("consideration.added", binders=[resident], detail={"kind": str(consideration.kind)})
    return added.pk


@transaction.atomic
def end_consideration(resident: UUID, entry: UUID, *, by: Hat, at: datetime) -> None:
    open_to_write(by, resident, InformationClass.BASIC, word="consideration.end")
    end(current_row(Consideration, resident, entry), ends_on=None, by=by, at=at)
    trail.record("consideration.ended", binders=[resident])


def _contact_columns(contact: NewContact) -> Mapping[str, Any]:
    return {
        "text": contact.text.strip(),
        "whose": contact.whose,
        "no_voicemail": contact.no_voicemail,
        "no_name": contact.no_name,
        "note": contact.note,
    }


def _renew_phone_keys(resident: UUID, information_class: int) -> None:
    if information_class == LOCATION:
        renew_location_keys(resident)
    else:
        renew_basic_keys(resident)
        propose_later(resident)
