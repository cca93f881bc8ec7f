"""The lists by which the suite is dealt out to its processes name files that are there (``tests/dealing.py``)."""

from pathlib import Path

from django.conf import settings

from tests.dealing import LONGEST, PIECES, TOGETHER, units


def test_every_file_that_takes_long_is_there() -> None:
    assert [one for one in (*LONGEST, *PIECES) if not (Path(settings.PROJECT) / one).is_file()] == []
    assert [one for one in TOGETHER if not (Path(settings.PROJECT) / one).is_dir()] == []


def test_a_file_stays_together_unless_it_is_cut() -> None:
    cut, whole = next(iter(PIECES)), LONGEST[0]
    found = units([f"{one}::test_{number}" for one in (cut, whole) for number in range(PIECES[cut] + 1)])
    assert len(set(found.values())) == 2 + 1


def test_a_folder_that_shares_much_is_one_unit() -> None:
    assert set(units([f"{TOGETHER[0]}/test_{one}.py::test" for one in "ab"]).values()) == {TOGETHER[0]}
