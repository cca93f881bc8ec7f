"""A household is received into the register, as a desk does it."""

import random
from datetime import datetime
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.demo.people import House, Villager
from enishi.office.wareki import BirthDate
from enishi.residents import actions as residents
from enishi.residents.queries import possible_same
from enishi.residents.rules.registration import NewAddress, NewContact, Registration
from enishi.residents.terms import HouseholdRole, Protection


def register_family(
    house: House, hat: Hat, at: datetime, *, protected: bool, chance: random.Random
) -> list[UUID]:
    """Everybody of a house, the first as the one with whom the others live."""
    ids = [_register(one, house, hat, at, protected=protected, chance=chance) for one in house.members]
    for other in ids[1:]:
        residents.join_household(other, lives_with=ids[0], role=HouseholdRole.MEMBER, by=hat, at=at)
    return ids


def _register(
    one: Villager, house: House, hat: Hat, at: datetime, *, protected: bool, chance: random.Random
) -> UUID:
    protection = Protection.IN_FORCE if protected else chance.choice([Protection.NONE] * 5 + [Protection.UNKNOWN])
    registration = Registration(
        name=one.name,
        kana=one.kana,
        birth=BirthDate.read_leniently(one.birth, today=at.date()),
        sex={"m": "male", "f": "female"}[one.sex],
        contacts=(NewContact(one.phone),) if one.phone else (),
        addresses=(NewAddress(house.address, protection=protection),),
    )
    token = possible_same(hat, registration, on=at.date()).token
    return residents.register_resident(registration, search_token=token, by=hat, at=at)
