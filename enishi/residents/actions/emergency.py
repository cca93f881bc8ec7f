from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from enishi.agencies.hats import Hat
from enishi.office import trail
from enishi.office.calendar import add_working_days
from enishi.office.city import closing_days
from enishi.office.errors import Refused
from enishi.office.request import current_request
from enishi.office.terms import TrailKind
from enishi.office.text import kana_key, phone_key
from enishi.office.wareki import BirthDate
from enishi.residents.rules import search_keys
from enishi.sharing import actions as sharing
from enishi.sharing import rules as sharing_rules
from enishi.sharing.terms import EmergencyReason, Purpose

REVIEW_PAGE = "/emergencies/"


def look_in_emergency(
    *,
    kana: str,
    birth: BirthDate | None,
    phone: str,
    category: str,
    reason: str,
    by: Hat,
    at: datetime,
    today: date,
) -> UUID | None:
    """Open one person's register for 60 minutes (緊急閲覧), found by exact kana and birth date or mobile.

    The request is committed to the trail before anything is looked for. Unknown, sealed, shut and absent are
    answered alike: None.

    :raises Refused: with every reason; also while a review of an earlier look is overdue
    """
    keys = _exact_keys(kana, birth, phone)
    reasons = sharing_rules.reasons_not_to_break_glass(category=category, reason=reason, overdue_reviews=0)
    if category and category not in EmergencyReason.values:
        reasons.append("緊急の種類を選んでください。")
    if not keys[0] or not (keys[1] or keys[2]):
        reasons.insert(0, "カナ氏名と、生年月日か携帯電話のどちらかを、正確に入れてください。")
    if "emergency" not in by.may:
        reasons.insert(0, "この役割では緊急閲覧を使えません。")
    if reasons:
        raise Refused(reasons)
    _commit_request(category, by=by)
    due_on = add_working_days(
        today,
        sharing_rules.EMERGENCY_REVIEW_WORKING_DAYS,
        closing_days(),
    )
    with transaction.atomic():
        for resident in _find(keys):
            ground = sharing.break_glass(
                resident,
                category=EmergencyReason(category),
                reason=reason,
                review_due_on=due_on,
                url=REVIEW_PAGE,
                by=by,
                at=at,
            )
            if ground:
                return resident
        _spend_the_same(category, reason, due_on, by=by, at=at)
    return None


def _exact_keys(kana: str, birth: BirthDate | None, phone: str) -> tuple[str, str, str]:
    day = next((key for _, key in search_keys.birth_keys(birth)), "") if birth else ""
    return kana_key(kana), day, phone_key(phone)


def _commit_request(category: str, *, by: Hat) -> None:
    """Through the gate: it stays even when what follows is rolled back."""
    trail.record_at_once(
        "emergency.asked",
        kind=TrailKind.EMERGENCY,
        staff_id=by.staff_id,
        membership_id=by.membership_id,
        agency_id=by.agency_id,
        sign_in_id=by.sign_in_id,
        request_id=current_request.get(),
        purpose=Purpose.EMERGENCY,
        detail={"category": category},
    )


def _find(keys: tuple[str, str, str]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT resident FROM residents_find_in_emergency(%s, %s, %s)", list(keys))
        return [row[0] for row in cursor.fetchall()]


def _spend_the_same(category: str, reason: str, due_on: date, *, by: Hat, at: datetime) -> None:
    """Ask the kernel for a register that does not exist: the refusals that depend on the asker come alike."""
    sharing.break_glass(
        UUID(int=0),
        category=EmergencyReason(category),
        reason=reason,
        review_due_on=due_on,
        url=REVIEW_PAGE,
        by=by,
        at=at,
    )
