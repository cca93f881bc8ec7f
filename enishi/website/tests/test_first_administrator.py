"""An empty city gets its first administrator at the machine, once."""

from io import StringIO

import pytest
from django.contrib.auth.hashers import check_password
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


def test_there_is_no_second_first_administrator() -> None:
    appoint()
    with pytest.raises(CommandError, match="すでにいます"):
        appoint(number="2", name="別 人")
