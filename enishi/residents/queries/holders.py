from collections.abc import Iterable, Mapping
from uuid import UUID

from enishi.agencies.models import Agency, Membership, Staff


def holder_names(ids: Iterable[UUID | None]) -> Mapping[UUID, str]:
    """Agency or membership → how people call it: 「高齢福祉課」, 「高齢福祉課 馬場 直樹」. Two queries."""
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    names = dict(Agency.objects.filter(pk__in=wanted).order_by("pk").values_list("pk", "name"))
    members = Membership.objects.filter(pk__in=wanted - set(names)).order_by("pk")
    for member, agency, staff in members.values_list("pk", "agency__name", "staff__name"):
        names[member] = f"{agency} {staff}"
    return names


def staff_of_number(number: str) -> UUID | None:
    """The member of staff with this number (職員番号), if there is one."""
    return Staff.objects.filter(staff_number=number.strip()).values_list("pk", flat=True).first()
