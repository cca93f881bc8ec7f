"""Members, their ledger, the project's own words, its meetings."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.community.actions import members
from enishi.community.models import Contribution, MeetingAttendance, Member, Network
from enishi.community.tests import network_factories as make
from enishi.office.errors import NotFound, Overtaken, Refused

pytestmark = pytest.mark.django_db


def test_a_member_is_changed_by_one_at_a_time_and_only_where_something_changes(aoki: Hat) -> None:
    who = make.member(aoki)
    told = {"asks_per_month": 2, "resource_id": None, "note": "", "by": aoki, "at": timezone.now()}
    with wearing(aoki):
        assert members.change_member(who, make.particulars(kana="ミドリ"), version=1, **told) == [
            "kana",
            "asks_per_month",
        ]
        assert members.change_member(who, make.particulars(kana="ミドリ"), version=1, **told) == []
        with pytest.raises(Overtaken):
            members.change_member(who, make.particulars("べつの名"), version=1, **told)
        with pytest.raises(Refused, match="電話かメール"):
            members.change_member(who, make.particulars(phone=""), version=2, **told)
        with pytest.raises(Refused, match="地域の資源はありません"):
            members.change_member(who, make.particulars(), version=2, **told | {"resource_id": uuid4()})


def test_a_member_leaves_and_comes_back(aoki: Hat) -> None:
    who = make.member(aoki)
    with wearing(aoki):
        with pytest.raises(Refused, match="入会日以後"):
            members.let_member_leave(
                who, on=make.today() - timedelta(days=99), reason="", version=1, by=aoki, at=timezone.now()
            )
        members.let_member_leave(who, on=make.today(), reason="閉店", version=1, by=aoki, at=timezone.now())
        with pytest.raises(Refused, match="退会した会員"):
            members.record_contribution(who, "visit", on=make.today(), by=aoki, at=timezone.now())
        members.take_member_back(who, version=2, by=aoki, at=timezone.now())
        members.record_contribution(who, "visit", on=make.today(), by=aoki, at=timezone.now())


def test_the_ledger_takes_costs_with_their_amount_once(aoki: Hat) -> None:
    who, key = make.member(aoki), uuid4()
    with wearing(aoki):
        with pytest.raises(Refused, match="金額"):
            members.record_contribution(who, "cost", on=make.today(), by=aoki, at=timezone.now())
        with pytest.raises(Refused, match="今日まで"):
            members.record_contribution(
                who, "visit", on=make.today() + timedelta(days=9), by=aoki, at=timezone.now()
            )
        for _ in range(2):
            members.record_contribution(
                who, "cost", on=make.today(), amount=3000, by=aoki, at=timezone.now(), key=key
            )
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Contribution.objects.update(amount=1)
    with cast.outside_the_walls():
        assert Contribution.objects.get().amount == 3000
        with pytest.raises(IntegrityError), transaction.atomic():
            Contribution.objects.update(amount=None)


def test_the_project_is_one_and_named_by_the_city(aoki: Hat) -> None:
    with wearing(aoki):
        members.change_network({"name": "みのり参加ネット"}, version=1, by=aoki, at=timezone.now())
        with pytest.raises(Overtaken):
            members.change_network({"name": "べつ"}, version=1, by=aoki, at=timezone.now())
        with pytest.raises(Refused, match="名称"):
            members.change_network({"name": " "}, version=2, by=aoki, at=timezone.now())
    with cast.outside_the_walls():
        assert Network.objects.get().name == "みのり参加ネット"
        with pytest.raises(IntegrityError), transaction.atomic():
            Network.objects.create(id=uuid4(), name="二つ目")


def test_a_meeting_keeps_who_came_and_is_corrected(aoki: Hat) -> None:
    one, other = make.member(aoki), make.member(aoki, "ほしパン")
    values = {"kind": "steering", "name": "第1回運営会議", "held_on": make.today(), "decided": "見学会を開く"}
    with wearing(aoki):
        meeting = members.record_meeting(values, [one], by=aoki, at=timezone.now())
        again = values | {"decided": "見学会を二度開く"}
        members.change_meeting(meeting, again, [other], version=1, by=aoki, at=timezone.now())
        with pytest.raises(Overtaken):
            members.change_meeting(meeting, values, [one], version=1, by=aoki, at=timezone.now())
        with pytest.raises(NotFound):
            members.change_meeting(uuid4(), values, [], version=1, by=aoki, at=timezone.now())
    with cast.outside_the_walls():
        assert [each.member_id for each in MeetingAttendance.objects.all()] == [other]


def test_who_does_not_tend_keeps_no_members(aoki: Hat, chiba: Hat, saeki: Hat) -> None:
    who, at = make.member(aoki), timezone.now()
    for stranger in (chiba, saeki):
        with wearing(stranger):
            assert not Member.objects.exists()
            assert Network.objects.exists()
            assert not Network.objects.update(name="x")
            with pytest.raises(NotFound):
                members.add_member(make.particulars(), joined_on=make.today(), by=stranger, at=at)
            with pytest.raises(NotFound):
                members.record_contribution(who, "visit", on=make.today(), by=stranger, at=at)
            with pytest.raises(NotFound):
                members.change_network({"name": "x"}, version=1, by=stranger, at=at)
