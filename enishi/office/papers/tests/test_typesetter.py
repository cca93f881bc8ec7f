"""The typesetter beside a worker: one that ended is replaced, an error is told, nothing of the house is in its environment."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from enishi.office.papers import font, press, typesetter
from enishi.office.papers.tests.test_press import MARK, page


def waiting() -> list[press._Typesetter]:
    return press._waiting[press.os.getpid()]  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _one_waits() -> None:
    press.pdf(page(), MARK)


def test_one_that_waits_is_used_again() -> None:
    [one] = waiting()
    press.pdf(page(subject="番号 2"), MARK)
    assert [one] == waiting()


def test_one_that_was_killed_is_replaced_and_the_paper_comes_whole() -> None:
    [one] = waiting()
    before = press.pdf(page(), MARK)
    one.process.kill()
    one.process.wait()
    assert press.pdf(page(), MARK) == before
    assert [one] != waiting()


def test_what_went_wrong_is_told_and_the_next_paper_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(press.PressFailed, match="no-such-standard"):
        press._printed(page(), MARK, "pdf", pdf_standards=["no-such-standard"])
    assert press.pdf(page(), MARK).startswith(b"%PDF")


def test_one_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    [one] = waiting()
    monkeypatch.setattr(press, "LONGEST_SECONDS", 0.0)
    one.process.send_signal(signal.SIGSTOP)  # or its answer may be there at once
    with pytest.raises(press.PressFailed, match="longer than"):
        press.pdf(page(), MARK)
    assert one.process.poll() is not None
    assert waiting() == []


def test_two_at_once_do_not_mix() -> None:
    alone = [press.pdf(page(subject=f"番号 {number}"), MARK) for number in range(6)]
    with ThreadPoolExecutor(3) as threads:
        together = list(threads.map(lambda number: press.pdf(page(subject=f"番号 {number}"), MARK), range(6)))
    assert together == alone
    while len(waiting()) > 1:
        waiting().pop().end()


def test_it_ends_with_its_input_and_by_itself_when_nobody_prints() -> None:
    place = Path(typesetter.__file__)
    for source, told in (("", subprocess.DEVNULL), ("typesetter.IDLE_SECONDS = 0.01; ", subprocess.PIPE)):
        begin = f"import sys; sys.path.insert(0, {str(place.parent)!r}); import typesetter; {source}"
        run = f"{begin}typesetter.main({str(font.path().parent)!r}, {str(place.with_name('paper.typ'))!r})"
        one = subprocess.Popen([sys.executable, "-I", "-c", run], stdin=told, stdout=subprocess.PIPE)
        assert one.wait(20) == 0
        one.communicate()


def test_it_knows_no_password_of_the_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENISHI_APP_PASSWORD", "秘密")
    one = press._Typesetter()
    try:
        told = Path(f"/proc/{one.process.pid}/environ")
        if told.exists():
            assert b"ENISHI" not in told.read_bytes()
    finally:
        one.end()
    assert not [name for name in press.KEPT if "ENISHI" in name or "DATABASE" in name]
