"""The front door: from what the browser keeps to the hat that the request wears."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

from django.db import connection, transaction

from enishi.agencies.browser import Kept
from enishi.agencies.hats import Hat, current_request
from enishi.office import prepared

# The lateral join makes PostgreSQL set the secret before it asks who that is: one round trip instead of two.
WHO = """
SELECT h.sign_in, h.staff, h.membership, h.agency, h.role, h.link, st.name, a.name,
       (SELECT count(*) FROM agencies_membership o JOIN agencies_agency oa ON oa.id = o.agency_id
         WHERE o.staff_id = h.staff AND o.id <> h.membership
           AND o.starts_on <= enishi_today() AND (o.ends_on IS NULL OR o.ends_on > enishi_today())
           AND oa.starts_on <= enishi_today() AND (oa.ends_on IS NULL OR oa.ends_on > enishi_today()))
  FROM (SELECT set_config('enishi.session', %(secret)s, %(reading)s::boolean) AS session,
               set_config('enishi.request', %(request)s, %(reading)s::boolean) AS request,
               CASE WHEN %(reading)s::boolean THEN set_config('transaction_read_only', 'on', true) END AS read_only
        OFFSET 0) told
 CROSS JOIN LATERAL (SELECT * FROM enishi_hat() WHERE told.session <> '' OFFSET 0) h
  LEFT JOIN agencies_staff st ON st.id = h.staff
  LEFT JOIN agencies_agency a ON a.id = h.agency
"""


@contextmanager
def asking(kept: Kept, *, reading: bool) -> Iterator[Hat | None]:
    """Wear the hat of a remembered sign-in for one request, or find that it gives none any more.

    :param reading: the request may only read: it runs in a transaction in which PostgreSQL refuses every write, and
        the settings are forgotten with its end. Nothing is in it to be committed; a rollback would throw away the
        prepared statements of the connection
    :returns: the hat; none when the sign-in ended, expired, or its holder left, was stopped, or disagrees with ``kept``
    """
    request_id = uuid4()
    token = current_request.set(request_id)
    try:
        if reading:
            inside = connection.in_atomic_block
            with transaction.atomic():
                yield _who(kept, request_id, reading=True)
                if inside:  # settings of a savepoint are forgotten only with a rollback to it
                    transaction.set_rollback(True)
        else:
            try:
                yield _who(kept, request_id, reading=False)
            finally:
                _forget()
    finally:
        current_request.reset(token)


def _who(kept: Kept, request_id: UUID, *, reading: bool) -> Hat | None:
    asked = {"secret": kept.secret, "request": str(request_id), "reading": reading}
    [row] = prepared.rows(WHO, asked)
    sign_in, staff, membership, agency, role, link, staff_name, agency_name, others = row
    if sign_in != kept.sign_in_id or staff != kept.staff_id or link != kept.link_id:
        return None
    return Hat(
        sign_in_id=sign_in,
        secret=kept.secret,
        staff_id=staff,
        staff_name=staff_name or "",
        membership_id=membership,
        agency_id=agency,
        agency_name=agency_name or "",
        role=role or "",
        link_id=link,
        other_hats=others,
    )


def _forget() -> None:
    """Clear the settings; a connection on which that fails is thrown away rather than given to the next person."""
    if connection.connection is None or connection.connection.closed:
        return
    if connection.in_atomic_block and connection.needs_rollback:
        connection.connection.close()
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('enishi.session', '', false), set_config('enishi.request', '', false)"
            )
    except Exception:
        connection.close()
        raise
