"""Texts of secrecy that a city has worded anew, where several of them hold at once."""

import pytest
from django.db.models import F, Value
from django.db.models.functions import Concat

from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.tests.factories import opened
from enishi.conferences.models import ConferenceKind, Member
from enishi.conferences.tests.factories import invited, meeting, pledged, put, seated

pytestmark = pytest.mark.django_db


def test_in_a_joint_meeting_one_pledges_to_all_texts_though_each_was_worded_anew(aoki: Hat, chiba: Hat) -> None:
    """The versions stand one behind the other; each has got longer (`actions.kinds.change_kind`)."""
    held = ["confidential", "welfare", "child"]
    with outside_the_walls():
        anew = Concat(F("pledge_version"), Value("@2026-12-01"))
        ConferenceKind.objects.filter(code__in=held).update(pledge_version=anew)
        versions = dict(ConferenceKind.objects.filter(code__in=held).values_list("code", "pledge_version"))
    conference = meeting(aoki, held[0], joint=tuple(held[1:]))
    seated(aoki, put(aoki, conference, opened(aoki)), invited(aoki, conference, chiba))
    version = "+".join(versions[code] for code in sorted(held))
    assert pledged(chiba, conference, version) == 1
    with outside_the_walls():
        assert Member.objects.get(conference=conference, membership_id=chiba.membership_id).pledge_version == version
