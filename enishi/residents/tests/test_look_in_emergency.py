"""Emergency look: exact, recorded before anything is found, and silent about why nothing was."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.office.errors import Refused
from enishi.office.models import TrailEntry
from enishi.office.wareki import BirthDate
from enishi.residents import actions
from enishi.residents.access import open_resident
from enishi.residents.models import Contact
from enishi.residents.rules.registration import NewConsideration, NewContact
from enishi.residents.terms import ConsiderationKind
from enishi.residents.tests.factories import registered, shared
from enishi.sharing import actions as sharing
from enishi.sharing.models import EmergencyReview
from enishi.sharing.terms import BinderKind, BlockKind, InformationClass, Purpose, SealKind

pytestmark = pytest.mark.django_db
REASON = "自宅で倒れているとの通報があり、連絡先を至急確かめる必要があるため。"


def look(by: Hat, **more: Any) -> UUID | None:
    given: dict[str, Any] = {
        "kana": "ヤマダ ハナコ",
        "birth": BirthDate.read("昭和50年4月1日"),
        "phone": "",
        "category": "life",
        "reason": REASON,
    }
    with wearing(by):
        return actions.look_in_emergency(**(given | more), by=by, at=timezone.now(), today=date(2026, 11, 24))


def test_an_emergency_opens_one_register_and_owes_a_review(aoki: Hat, baba: Hat, saeki: Hat) -> None:
    resident = registered(baba)
    assert look(aoki) == resident
    with wearing(aoki):
        opened = open_resident(aoki, resident, to=Purpose.EMERGENCY, word="test").opened
        assert not opened.shows(resident, InformationClass.JUSTICE)
    with outside_the_walls():
        review = EmergencyReview.objects.get()
    assert review.due_on == date(2026, 11, 27)


def test_the_mobile_is_as_good_as_the_birth_date(aoki: Hat, baba: Hat, saeki: Hat) -> None:
    resident = registered(baba)
    assert look(aoki, birth=None, phone="０９０（００００）１２３４") == resident


@pytest.mark.parametrize(
    "nearly",
    [
        {"kana": "ヤマダ"},
        {"kana": "ヤマタ ハナコ"},
        {"birth": BirthDate.read("昭和50年4月2日")},
        {"birth": None, "phone": "0565-00-1234"},
    ],
    ids=["beginning", "other kana", "other day", "landline"],
)
def test_nearly_is_not_enough(aoki: Hat, baba: Hat, saeki: Hat, nearly: dict[str, Any]) -> None:
    registered(baba)
    assert look(aoki, **nearly) is None


def test_sealed_shut_and_absent_are_answered_alike(aoki: Hat, baba: Hat, saeki: Hat) -> None:
    assert look(aoki) is None
    resident = registered(baba)
    with wearing(baba):
        sharing.block_staff(resident, staff=aoki.staff_id, kind=BlockKind.FAMILY, by=baba, at=timezone.now())
    assert look(aoki) is None
    with wearing(baba):
        sharing.unblock_staff(resident, staff=aoki.staff_id, by=baba, at=timezone.now())
        sharing.seal(resident, kind=SealKind.EXIT_SUPPORT, classes=255, by=baba, at=timezone.now())
    assert look(aoki) is None
    with outside_the_walls():
        assert not EmergencyReview.objects.exists()
        assert TrailEntry.objects.filter(word="emergency.asked", staff_id=aoki.staff_id).count() == 3


def test_the_finder_is_dumb_without_a_request_in_the_trail(aoki: Hat, baba: Hat, saeki: Hat) -> None:
    registered(baba)
    with wearing(aoki), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM residents_find_in_emergency('ヤマダハナコ', '1975-04-01', '')")
        assert cursor.fetchall() == []


def test_all_reasons_are_told_at_once(aoki: Hat, saeki: Hat) -> None:
    with pytest.raises(Refused) as refused:
        look(aoki, kana="", category="", reason="短い")
    assert len(refused.value.reasons) == 3


def test_a_partner_has_no_emergency_look(chiba: Hat, baba: Hat, saeki: Hat) -> None:
    registered(baba)
    with pytest.raises(Refused, match="役割"):
        look(chiba)


def test_what_an_emergency_shows_is_not_changed(aoki: Hat, baba: Hat, saeki: Hat, browse: Callable[[Hat], Client]) -> None:
    """Neither by a verb nor by a page, whose form may have been drawn before; only oneself one may always shut out."""
    resident = registered(baba)
    assert look(aoki) == resident
    with wearing(aoki):
        with pytest.raises(Refused, match="見ることだけ"):
            actions.add_contact(resident, NewContact("090-0000-0001"), by=aoki, at=timezone.now())
        with pytest.raises(Refused, match="始めることはできません"), transaction.atomic():
            sharing.open_new_binder(BinderKind.CONSULTATION, subject=resident, by=aoki, at=timezone.now())
    page = browse(aoki)
    blocks = reverse("residents:blocks", args=[resident])
    assert "職員の閲覧を止める" not in page.get(blocks).content.decode()
    for address, given in (
        (reverse("residents:add-contact", args=[resident]), {"kind": "mobile", "text": "090-0000-0001"}),
        (blocks, {"staff_number": "1", "kind": "family"}),
    ):
        answer = page.post(address, given)
        assert (answer.status_code, "見ることだけ" in answer.content.decode()) == (409, True), address
    assert page.get(reverse("residents:resident", args=[resident])).status_code == 200
    with outside_the_walls():
        assert Contact.objects.filter(resident=resident).count() == 2
    page.post(reverse("residents:block-myself", args=[resident]))
    assert page.get(reverse("residents:resident", args=[resident])).status_code == 404


def test_who_works_with_somebody_writes_of_what_lasts_and_not_of_what_an_emergency_shows(aoki: Hat, baba: Hat, saeki: Hat) -> None:
    resident = registered(baba)
    shared(resident, by=baba, to=aoki, classes=InformationClass.BASIC)
    assert look(aoki) == resident
    with wearing(aoki):
        actions.add_contact(resident, NewContact("090-0000-0001"), by=aoki, at=timezone.now())
        health = NewConsideration("透析", ConsiderationKind.HEALTH, InformationClass.HEALTH)
        with pytest.raises(Refused, match="見ることだけ"):
            actions.add_consideration(resident, health, by=aoki, at=timezone.now())
