from collections.abc import Iterable, Mapping
from uuid import UUID

from enishi.agencies.models import Staff
from enishi.agencies.queries.names import names


def holder_names(ids: Iterable[UUID | None]) -> Mapping[UUID, str]:
    """Agency or membership → how people call it: 「高齢福祉課」, 「高齢福祉課 馬場 直樹」; not in the answer what is neither."""
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    known = names(holders=wanted)
    return {one: called for one in wanted if (called := known.called(one))}


def staff_of_number(number: str) -> UUID | None:
    """The member of staff with this number (職員番号), if there is one."""
    return Staff.objects.filter(staff_number=number.strip()).values_list("pk", flat=True).first()
