"""A case for the scenarios that go past every verb: hats that lead, statements as anybody could send them, and what is refused.

Statements are judged one by one, before commit, so that no guard hides behind another.
"""

from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.cases.access import open_case
from enishi.cases.models import Case
from enishi.sharing.actions import kernel
from enishi.sharing.terms import Purpose

NOW = "clock_timestamp()"


def leader(name: str) -> Hat:
    return cast.hat("promoter", cast.agency(name, uuid4().hex[:6]), f"{name}の推進員")


def refused(
    hat: Hat, sql: str, *values: Any, looking_at: UUID | None = None, at_commit: bool = False
) -> bool:
    """Whether the database refuses one statement of a hat, or has no row for it."""
    with wearing(hat):
        if looking_at:
            open_case(hat, looking_at, to=Purpose.SUPPORT, word="case.open")
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                changed = cursor.rowcount
                if at_commit:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                transaction.set_rollback(True)
        except DatabaseError:
            return True
    return changed == 0


def settle() -> None:
    """What an earlier request left to be checked at its commit is checked."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def classes(hat: Hat, binder: UUID) -> int:
    with wearing(hat):
        return int(kernel.call("sharing_classes", binder))


def person(case: UUID) -> UUID:
    with cast.outside_the_walls():
        return Case.objects.get(pk=case).resident_id


def end_agency(hat: Hat) -> None:
    with cast.outside_the_walls():
        Agency.objects.filter(pk=hat.agency_id).update(ends_on=timezone.localdate())


MOVE = f"UPDATE cases_case SET state = %s, reason_code = 'agreed', moved_at = {NOW} WHERE id = %s"
END_LEAD = f"UPDATE cases_lead SET ended_at = {NOW} WHERE case_id = %s AND ended_at IS NULL"
LEAD = (
    "INSERT INTO cases_lead (id, case_id, agency_id, next_on, next_action, request_id, starts_at)"
    f" VALUES (gen_random_uuid(), %s, %s, enishi_today(), 'contact', %s, {NOW})"
)
HAND = (
    f"WITH gone AS ({END_LEAD} RETURNING 1) INSERT INTO cases_lead (id, case_id, agency_id, next_on, next_action,"
    f" starts_at) SELECT gen_random_uuid(), %s, %s, enishi_today(), 'contact', {NOW} FROM gone"
)
ANSWER = f"UPDATE cases_leadrequest SET state = %s, answered_at = {NOW}, reason_code = 'full' WHERE id = %s"
ASK_LEAD = (
    "INSERT INTO cases_leadrequest (id, case_id, kind, state, from_agency_id, to_agency_id, asked_by, asked_at,"
    f" answer_due_on, reason_code, grounds) VALUES (gen_random_uuid(), %s, 'transfer', 'asked', %s, %s, %s, {NOW},"
    " enishi_today(), '', %s)"
)
ASK_ROLE = (
    "INSERT INTO cases_teamrole (id, case_id, agency_id, duty, state, asked_at, asked_by, answer_due_on, reason_code,"
    f" grounds, consent_id, version) VALUES (gen_random_uuid(), %s, %s, 'advice', 'asked', {NOW}, %s, enishi_today(), '',"
    " %s, %s, 1)"
)
TAKE = f"UPDATE cases_teamrole SET state = 'accepted', answered_at = {NOW}, membership_id = %s WHERE id = %s"
CLOSE = (
    "INSERT INTO cases_closing (id, case_id, sorted_out, outlook, roles_agreed, lead_agency_id, agreed_at, follow_up_on,"
    f" reason_code, closed_by, closed_at) VALUES (gen_random_uuid(), %s, true, true, true, %s, {NOW}, enishi_today(),"
    f" 'agreed', %s, {NOW})"
)
ENTRY = (
    "INSERT INTO cases_journalentry (id, case_id, binder_id, information_class, origin_id, author_id, at, kind, source,"
    f" happened_at, counterpart, means, text, next_step, replaces_id) VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, {NOW},"
    f" 'contact', 'fact', {NOW}, '', '', 'x', '', %s)"
)
MARK = (
    "INSERT INTO cases_journalmark (id, case_id, binder_id, information_class, origin_id, author_id, at, entry_id, kind)"
    f" VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, {NOW}, %s, 'seen')"
)
JOIN = f"INSERT INTO cases_casemember (id, case_id, resident_id, joined_at) VALUES (%s, %s, %s, {NOW})"
BEGIN = (
    "INSERT INTO cases_case (id, reference, resident_id, agency_id, opened_by_id, opened_at, state, moved_at, reason_code,"
    f" version) VALUES (%s, 'ABCD2345', %s, %s, %s, {NOW}, 'outreach', {NOW}, '', 1)"
)
