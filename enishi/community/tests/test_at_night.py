"""What the clerk does at night: it reminds, and empties files that nobody decided about. With its own rights, no more."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.test_clearing import as_clerk
from enishi.community.actions.clearing import clear_undecided_loads
from enishi.community.actions.loading import read_load
from enishi.community.actions.reminding import remind_to_confirm
from enishi.community.models import Resource, ResourceLoad
from enishi.community.tests.factories import resource
from enishi.office.models import Task

pytestmark = pytest.mark.django_db
FILE = "名称,住所\n家,縁市桜町1\n".encode()


def test_the_clerk_reminds(aoki: Hat) -> None:
    resource("春サロン", verify_by=timezone.localdate() + timedelta(5), keeper_id=aoki.agency_id)
    resource("だれも確かめない家", verify_by=timezone.localdate())
    with as_clerk():
        assert remind_to_confirm(timezone.now()) == 2
    with cast.outside_the_walls():
        found = list(Task.objects.filter(word="resource.verify").values_list("holder_id", flat=True))
        assert len(found) == 2
        assert aoki.agency_id in found
        Resource.objects.update(verify_by=timezone.localdate() + timedelta(300))
    with as_clerk():
        assert remind_to_confirm(timezone.now()) == 0
    with cast.outside_the_walls():
        assert set(Task.objects.filter(word="resource.verify").values_list("state", flat=True)) == {
            "withdrawn"
        }


def test_a_file_that_nobody_decided_about_is_emptied(aoki: Hat) -> None:
    with wearing(aoki):
        old = read_load(FILE, "古い.csv", by=aoki, at=timezone.now() - timedelta(40))
        new = read_load(FILE, "新しい.csv", by=aoki, at=timezone.now())
    with as_clerk():
        assert clear_undecided_loads(timezone.now()) == 1
        assert clear_undecided_loads(timezone.now()) == 0
    with cast.outside_the_walls():
        kept = {one.pk: one.content is not None for one in ResourceLoad.objects.all()}
    assert kept == {old.pk: False, new.pk: True}


def test_the_clerk_changes_no_resource() -> None:
    one = resource("春サロン")
    with pytest.raises(DatabaseError), transaction.atomic(), as_clerk():
        Resource.objects.filter(pk=one.pk).update(name="別の名")
