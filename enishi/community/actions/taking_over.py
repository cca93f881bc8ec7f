"""Commissions that a project had before it worked with Enishi, taken over from its own list by the operator at the machine."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from enishi.agencies.hats import Hat
from enishi.community.actions.commissioning import put_commission
from enishi.community.actions.tending import may_tend
from enishi.community.rules.briefs import Brief, reasons_not_to_send
from enishi.office import trail
from enishi.office.errors import Refused


def take_over_commission(
    brief: Brief, *, searched_on: date | None, decided_on: date | None, by: Hat, at: datetime
) -> UUID:
    """What the project had before it worked with Enishi, as its own list says: no search, decision or consent is kept here.

    As the operator at the machine who founds a city (the role that owns the database); to every other the database says no.

    :raises Refused: a brief that tells who it is
    """
    may_tend(by)
    made = uuid4()
    if reasons := reasons_not_to_send(brief, on=localdate(at)):
        raise Refused(reasons)
    put_commission(made, brief, searched_on, decided_on, by, at)
    trail.record("commission.taken_over", detail={"commission": str(made)})
    return made
