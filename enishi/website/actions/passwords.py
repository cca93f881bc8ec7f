"""Setting one's own password."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from enishi.agencies import access
from enishi.agencies.hats import Hat
from enishi.agencies.models import Staff
from enishi.office import trail
from enishi.office.terms import TrailKind
from enishi.website.actions.entering import NoHat, enter


def set_password(session: SessionBase, *, new: str, factors: list[str], by: Hat, at: datetime) -> None:
    """Keep a new password, end every sign-in of the person, and begin a new one here.

    Somebody who found the old password is out of all sessions at once.
    """
    if by.staff_id is None or by.membership_id is None:
        raise NoHat
    with transaction.atomic():
        Staff.objects.filter(pk=by.staff_id).update(password=make_password(new))
        trail.record("password.changed", kind=TrailKind.SIGN_IN)
    access.end_sign_ins_of(by.staff_id, at=at)
    enter(session, staff_id=by.staff_id, membership_id=by.membership_id, factors=factors, at=at)
