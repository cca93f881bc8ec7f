"""Keys in a folder: made once, renewed, never lost, never readable by others."""

import stat
import threading
from pathlib import Path

import pytest

from enishi.office.keyring import Keyring, NoKey


def test_the_first_key_is_made_when_it_is_asked_for_and_stays(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "keys")
    first = ring.current()
    assert ring.current().id == first.id == Keyring(tmp_path / "keys").current().id
    assert len(first.point) == 65
    (file,) = (tmp_path / "keys").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_renewed_ring_gives_out_the_new_key_and_finds_the_old(tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    old, new = ring.current(), ring.renew()
    assert ring.current().id == new.id != old.id
    found = ring.find(old.id)
    assert found is not None
    assert found.point == old.point
    assert ring.find("0" * 16) is None
    assert ring.find("") is None
    assert ring.find("*") is None


def test_two_at_once_leave_good_keys_alone(tmp_path: Path) -> None:
    ring, made = Keyring(tmp_path), []
    start = threading.Barrier(4)

    def ask() -> None:
        start.wait()
        made.append(ring.current())

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert all(ring.find(one.id) for one in made)
    assert {one.suffix for one in tmp_path.iterdir()} == {".pem"}


def test_a_file_that_is_no_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "0001-abc.pem").write_text("no key")
    with pytest.raises(NoKey, match=r"0001-abc\.pem"):
        Keyring(tmp_path).current()
