"""Who writes: a hat with an agency and a membership. A link or nobody has neither."""

from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.office.errors import Refused

NO_DESK = "この操作は、機関に所属する職員だけができます。"


def desk(by: Hat) -> tuple[UUID, UUID]:
    """The agency and the membership of a hat.

    :raises Refused: for a hat without them
    """
    if by.agency_id is None or by.membership_id is None:
        raise Refused(NO_DESK)
    return by.agency_id, by.membership_id
