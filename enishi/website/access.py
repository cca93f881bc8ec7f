"""The front door: from what the browser keeps to the hat that the request wears."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction
from psycopg.pq import TransactionStatus

from enishi.agencies.browser import Kept
from enishi.agencies.hats import Hat
from enishi.agencies.queries import names
from enishi.office import prepared, stamp
from enishi.office.ids import in_order
from enishi.office.request import current_request

INTRANS = TransactionStatus.INTRANS
# With the number beside the inbox, when a whole page is drawn: it costs less here than as a question of its own.
WHO = """
SELECT who.*, CASE WHEN %s THEN enishi_waiting() END, set_config('plan_cache_mode', %s, %s)
  FROM enishi_ask(%s, %s, %s) who
"""
FORGET = """
SELECT set_config('enishi.session', '', false), set_config('enishi.request', '', false),
       set_config('plan_cache_mode', 'auto', false)
"""


@contextmanager
def asking(kept: Kept, *, reading: bool, page: bool = False, plans_stay: bool = False) -> Iterator[Hat | None]:
    """Wear the hat of a remembered sign-in for one request, or find that it gives none any more.

    :param reading: the request may only read: it runs in a transaction in which PostgreSQL refuses every write, and
        the settings are forgotten with its end. Nothing is in it to be committed
    :param page: a whole page is asked for, so that the hat is told with it what waits for it
    :param plans_stay: what is prepared is not planned anew for the values of this request (``website.allday``)
    :returns: the hat; none when the sign-in ended, expired, or its holder left, was stopped, or disagrees with ``kept``
    """
    request_id = in_order()
    token = current_request.set(request_id)
    try:
        with stamp.remembering():
            if reading:
                with transaction.atomic():
                    yield _who(kept, request_id, reading=True, page=page, plans_stay=plans_stay)
                    if not _nothing_is_left():
                        transaction.set_rollback(True)
            else:
                try:
                    yield _who(kept, request_id, reading=False, page=False, plans_stay=plans_stay)
                finally:
                    _forget()
    finally:
        current_request.reset(token)


def _nothing_is_left() -> bool:
    """Whether a transaction that only read may end as if it had done something.

    A rollback would throw away the plans that the connection keeps. After a failure, or inside another transaction (where
    only a rollback takes the settings back), there is no other way.
    """
    sound = connection.connection is not None and connection.connection.info.transaction_status == INTRANS
    return sound and not connection.savepoint_ids and not connection.needs_rollback


def _who(kept: Kept, request_id: UUID, *, reading: bool, page: bool, plans_stay: bool) -> Hat | None:
    plans = "force_generic_plan" if plans_stay else "auto"
    [row] = prepared.rows(WHO, [page, plans, reading, kept.secret, str(request_id), reading])
    sign_in, staff, membership, agency, role, link, staff_name, agency_name, others, lists, called, unread, _ = row
    stamp.LISTS.told(lists)
    names.STAMP.told(called)
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
        unread=unread,
    )


def _forget() -> None:
    """Clear the settings; a connection on which that fails is thrown away rather than given to the next person."""
    if connection.connection is None or connection.connection.closed:
        return
    if connection.in_atomic_block and connection.needs_rollback:
        connection.connection.close()
        return
    try:
        prepared.rows(FORGET, [])
    except Exception:
        connection.close()
        raise
