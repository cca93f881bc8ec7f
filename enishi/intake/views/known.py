"""Somebody new was told of, and then chosen among those who are registered."""

from uuid import UUID

from django.utils import timezone

from enishi.agencies.browser import HatRequest
from enishi.residents.actions import add_what_is_new
from enishi.residents.forms.registration import RegistrationForm

ADDED = "入力された電話・住所・配慮は、選んだ人の登録に加えました。"


def told_of_known(request: HatRequest, resident: UUID | None, person: RegistrationForm) -> bool:
    """Keep what was typed of the person, in the transaction of what it was typed with.

    :returns: whether anything was added
    :raises Refused: for whereabouts that the hat does not see
    """
    told = person.beside() if resident else None
    return resident is not None and told is not None and add_what_is_new(resident, told, by=request.hat, at=timezone.now())
