"""An empty city gets its first administrator at the machine, once."""

from io import StringIO

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.core.management import CommandError, call_command

from enishi.agencies.models import Membership, Staff
from enishi.agencies.tests import cast

pytestmark = pytest.mark.django_db


def appoint(**more: str) -> str:
    out = StringIO()
    given = {"number": "1", "name": "土井 誠", "office": "情報システム課"} | more
    with cast.outside_the_walls():
        call_command("first_administrator", stdout=out, **given)
    return out.getvalue()


def test_the_first_administrator_gets_a_code_that_signs_in_once() -> None:
    code = appoint().split(": ")[1].strip()
    person = Staff.objects.get(staff_number="1")
    assert check_password(code, person.password)
    assert [one.role for one in Membership.objects.filter(staff=person)] == ["administrator"]


def test_the_terminal_appoints_two_so_that_nobody_alone_can_be_shut_out() -> None:
    appoint()
    assert "はじめの合言葉" in appoint(number="2", name="別 人")
    with pytest.raises(CommandError, match="すでに二人います"):
        appoint(number="3", name="三 人目")


def test_a_lost_code_is_given_anew_until_the_first_sign_in() -> None:
    first, again = (appoint().split(": ")[1].strip() for _ in range(2))
    person = Staff.objects.get(staff_number="1")
    assert check_password(again, person.password)
    assert not check_password(first, person.password)
    assert Membership.objects.filter(staff=person).count() == 1
    with cast.outside_the_walls():
        Staff.objects.filter(pk=person.pk).update(password=make_password("とよたの秋のりんご"))
    with pytest.raises(CommandError, match="すでに持っています"):
        appoint()


def test_who_has_a_password_keeps_it_and_a_number_is_half_width() -> None:
    somebody = cast.staff("馬場 直樹")
    with cast.outside_the_walls():
        Staff.objects.filter(pk=somebody.pk).update(password=make_password("とよたの秋のりんご"))
    said = appoint(number=somebody.staff_number, name="馬場 直樹")
    assert "いままでの" in said
    assert check_password("とよたの秋のりんご", Staff.objects.get(pk=somebody.pk).password)
    appoint(number="９０２", name="別 人")
    assert Staff.objects.filter(staff_number="902").exists()
