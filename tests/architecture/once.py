"""What things behind doors have in common: a case, a room, a plan. Made once for each hat, and lent to all that stand in it."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from uuid import UUID

from enishi.agencies.hats import Hat

Made = TypeVar("Made")


def once(make: Callable[[Hat], Made]) -> Callable[[Hat], Made]:
    """``make``, but the same hat is given the same thing again: doors are only looked through; what is sent through is refused."""
    made: dict[UUID, Made] = {}

    @wraps(make)
    def found(hat: Hat) -> Made:
        if hat.sign_in_id not in made:
            made[hat.sign_in_id] = make(hat)
        return made[hat.sign_in_id]

    return found
