"""The project of みのり市 is as large as promised, in every state, and told by the verbs."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from enishi.agencies.tests.cast import outside_the_walls
from enishi.community.models import (
    Application,
    Commission,
    Contribution,
    Hand,
    Member,
    Menu,
    ProjectMeeting,
)
from enishi.demo import city
from enishi.demo.project import NAME, Project
from enishi.demo.project_members import MEMBERS, PLOTS
from enishi.office.text.telling import what_tells


def test_sixty_members_of_different_names_and_twelve_commissions() -> None:
    assert len(MEMBERS) == len({one[0] for one in MEMBERS}) == 60
    assert len(PLOTS) == 12
    assert Counter(one.end for one in PLOTS)["registered"] == 5
    assert len({one.end for one in PLOTS}) == 8, "every state stands for something"
    told = [text for one in PLOTS for text in (one.wishes, one.strengths, one.care)]
    assert [text for text in told if what_tells(text)] == []


@pytest.mark.django_db
def test_the_year_of_the_project(settings: Any) -> None:
    now = timezone.now()
    with outside_the_walls():
        with connection.cursor() as cursor:
            cursor.execute(city.STORY_CLOCK)
        city.found(now - timedelta(days=370))
    minori = city.sign_everybody_in(timedelta(days=370), now)
    assert Project(minori, now, operator=outside_the_walls).tell() == 12
    with outside_the_walls():
        states = Counter(Commission.objects.order_by("pk").values_list("state", flat=True))
        assert states == Counter(one.end for one in PLOTS)
        assert Menu.objects.filter(origin_id__in=Commission.objects.values("pk")).count() == 5
        assert Member.objects.count() == 60
        assert Member.objects.filter(applications__state="accepted").count() == 5
        assert set(Application.objects.values_list("state", flat=True)) == {"sent", "confirmed", "accepted", "declined"}
        assert ProjectMeeting.objects.exclude(attendances=None).count() == 6
        assert Contribution.objects.filter(on__gt=now.date() + timedelta(days=1)).count() == 0
        idle = Member.objects.exclude(contributions__kind__in=["offer", "visit", "trial", "stay", "cost"])
        assert idle.count() > 10
        for hand in Hand.objects.select_related("member"):
            assert timezone.localdate(hand.raised_at) > hand.member.joined_on, hand.member
            assert hand.member.contributions.filter(kind="asked", commission=hand.commission_id).exists(), "asked before"
        assert all(one.opened_at < one.moved_at for one in Commission.objects.filter(state="registered"))
        names = " ".join(Commission.objects.values_list("wishes", flat=True))
    assert NAME not in names
