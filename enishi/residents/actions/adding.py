"""What was told of somebody who turned out to be registered already."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.office.errors import Refused
from enishi.office.text import phone_key
from enishi.residents.actions.whereabouts import add_address, add_consideration, add_contact
from enishi.residents.models import Address, Consideration, Contact
from enishi.residents.rules.registration import Registration, contact_class
from enishi.sharing.access import open_binder
from enishi.sharing.terms import InformationClass, Purpose

LOCATION = InformationClass.LOCATION
NOT_SEEN = (
    "選んだ人の住所と固定電話は、この機関からは見えないため書けません。"
    "住所と固定電話の欄を空にして送ってください。伝える必要があれば、話の内容に書けます。"
)


@transaction.atomic
def add_what_is_new(resident: UUID, told: Registration, *, by: Hat, at: datetime) -> bool:
    """Add the numbers, addresses and considerations that the register does not have yet. What stands there stays, and of what was
    told no name, birth or sex is taken.

    :returns: whether anything was added; the same again adds nothing
    :raises Refused: for whereabouts that the hat does not see
    :raises NotFound: hidden and absent alike
    """
    opened = open_binder(by, resident, to=Purpose.SUPPORT, word="resident.told_again")
    sees = bool(opened.classes[resident] & LOCATION)
    if not sees and (told.addresses or any(contact_class(one.kind) == LOCATION for one in told.contacts)):
        raise Refused(NOT_SEEN)
    known = {"resident": resident, "ended_at__isnull": True}
    numbers = {_number(text) for text in Contact.objects.filter(**known).values_list("text", flat=True)}
    places = {text.strip() for text in Address.objects.filter(**known).values_list("text", flat=True)}
    words = {text.strip() for text in Consideration.objects.filter(**known).values_list("text", flat=True)}
    contacts = [one for one in told.contacts if _number(one.text) not in numbers]
    addresses = [one for one in told.addresses if one.text.strip() not in places]
    considerations = [one for one in told.considerations if one.text.strip() not in words]
    for contact in contacts:
        add_contact(resident, contact, by=by, at=at)
    for address in addresses:
        add_address(resident, address, by=by, at=at)
    for consideration in considerations:
        add_consideration(resident, consideration, by=by, at=at)
    return bool(contacts or addresses or considerations)


def _number(text: str) -> str:
    return phone_key(text) or text.strip()
