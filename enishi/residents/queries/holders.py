from collections.abc import Iterable, Mapping
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.agencies.models import Staff
from enishi.agencies.queries.names import names
from enishi.sharing.queries.names import as_seen


def holder_names(ids: Iterable[UUID | None], *, hat: Hat, classes: int) -> Mapping[UUID, str]:
    """Agency or membership → how people call it: 「高齢福祉課」, 「高齢福祉課 馬場 直樹」; not in the answer what is neither.

    :param classes: what is open to the hat of the person beside whom they stand
    """
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    known = as_seen(names(holders=wanted), classes, hat.agency_id)
    return {one: called for one in wanted if (called := known.called(one))}


def staff_of_number(number: str) -> UUID | None:
    """The member of staff with this number (職員番号), if there is one."""
    return Staff.objects.filter(staff_number=number.strip()).values_list("pk", flat=True).first()
