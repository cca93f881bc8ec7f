"""Code lists: the same file twice changes nothing, a change is an end and a beginning, the city's own stays."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone

from enishi.agencies.tests import cast
from enishi.office import city, stamp, vocabularies
from enishi.office.models import CitySetting, Term

pytestmark = pytest.mark.django_db
TODAY = date(2025, 4, 1)
LIST = """
[[vocabulary]]
code = "test_list"
label = "試し"
source = "試しの表"
starts_on = 2021-04-01
terms = [
  {{ code = "one", label = "{one}" }},
  {{ code = "two", label = "二", reported = true }},
]
"""


def load(path: Path, *, one: str = "一", on: date = TODAY) -> vocabularies.Loaded:
    path.write_text(LIST.format(one=one), encoding="utf-8")
    with cast.outside_the_walls():
        return vocabularies.load([path], on=on)


def labels(on: date) -> list[str]:
    return [entry.label for entry in vocabularies.terms("test_list", on=on)]


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    assert load(tmp_path / "a.toml").added == ["test_list.one", "test_list.two"]
    assert not load(tmp_path / "a.toml")
    assert labels(TODAY) == ["一", "二"]


def test_a_changed_entry_ends_and_a_new_one_begins(tmp_path: Path) -> None:
    load(tmp_path / "a.toml")
    done = load(tmp_path / "a.toml", one="壱")
    assert (done.added, done.ended) == (["test_list.one"], ["test_list.one"])
    assert labels(date(2025, 3, 31)) == ["一", "二"]
    assert labels(TODAY) == ["壱", "二"]
    assert not load(tmp_path / "a.toml", one="壱", on=date(2025, 5, 1))


def test_what_the_city_changed_stays(tmp_path: Path) -> None:
    load(tmp_path / "a.toml")
    with cast.outside_the_walls():
        Term.objects.filter(vocabulary_id="test_list", code="one").update(ends_on=date(2025, 3, 1))
        Term.objects.create(vocabulary_id="test_list", code="one", label="市の一", starts_on=date(2025, 3, 1))
        Term.objects.filter(vocabulary_id="test_list", code="two").update(ends_on=date(2025, 3, 1))
    done = load(tmp_path / "a.toml", one="壱")
    assert not done
    assert done.left == ["test_list.one"]
    assert labels(TODAY) == ["市の一"]


def test_what_is_remembered_follows_every_change_and_a_rollback(
    tmp_path: Path, django_assert_num_queries: type
) -> None:
    load(tmp_path / "a.toml")
    labels(TODAY)
    with django_assert_num_queries(1):
        labels(TODAY)
    with transaction.atomic():
        with cast.outside_the_walls():
            Term.objects.filter(vocabulary_id="test_list", code="one").update(label="変")
        assert labels(TODAY) == ["変", "二"]
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_app")
    assert labels(TODAY) == ["一", "二"]


def test_remembered_settings_follow_every_change(django_assert_num_queries: type) -> None:
    name = "office.draft_old_days"
    assert city.setting(name, on=TODAY) == 30
    with django_assert_num_queries(1):
        assert city.setting(name, on=TODAY) == 30
    with cast.outside_the_walls():
        CitySetting.objects.create(name=name, value=45, starts_on=TODAY, set_at=timezone.now())
    assert city.setting(name, on=TODAY) == 45
    assert city.setting(name, on=TODAY - timedelta(days=1)) == 30


def test_a_request_is_told_the_stamp_once_and_asks_anew_after_its_own_change(
    tmp_path: Path, django_assert_num_queries: type
) -> None:
    load(tmp_path / "a.toml")
    with stamp.remembering():
        stamp.LISTS.told(stamp.LISTS.current())
        labels(TODAY)
        with django_assert_num_queries(0):
            assert labels(TODAY) == ["一", "二"]
        with cast.outside_the_walls():
            Term.objects.filter(vocabulary_id="test_list", code="one").update(label="変")
        stamp.LISTS.changed()
        assert labels(TODAY) == ["変", "二"]


def test_every_setting_of_the_office_has_a_value() -> None:
    for one in city.SETTINGS.values():
        assert city.setting(one.name, on=TODAY) == one.default
    with pytest.raises(KeyError):
        city.setting("office.nothing", on=TODAY)
