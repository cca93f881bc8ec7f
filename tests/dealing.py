"""How the tests are dealt out to the processes of ``pytest -n``: file by file, so that what a module makes once is made once.

The longest come first, the small ones fill up the end. Files of many long tests that share nothing are cut into pieces.
"""

from collections import Counter
from collections.abc import Iterable

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

LONGEST = (
    "tests/noninterference/test_sweep.py",
    "tests/noninterference/test_agreement.py",
    "enishi/demo/tests/test_caseload.py",
    "tests/noninterference/test_two_runs.py",
    "tests/noninterference/test_case_mutants.py",
    "tests/noninterference/test_http_mutants.py",
    "tests/architecture/test_strange_addresses.py",
    "tests/architecture/test_strange_forms.py",
    "tests/noninterference/test_mutants.py",
    "tests/performance/test_noise_proof.py",
    "enishi/office/tests/test_sealing.py",
    "enishi/office/tests/test_worker.py",
    "enishi/sharing/tests/test_withdrawal_race.py",
    "enishi/cases/tests/test_at_once.py",
    "tests/screens/test_after_withdrawal.py",
    "tests/noninterference/test_conferences.py",
    "enishi/agencies/tests/test_import_agencies.py",
    "enishi/machine/tests/test_postgres.py",
)
PIECES = {
    "tests/architecture/test_doors.py": 60,
}
TOGETHER = ("enishi/edge/tests",)
"""Folders whose files share what takes long to start: a process, a database of their own."""


class Dealing(LoadScopeScheduling):
    """A unit of work is a file, a piece of one, or a folder; they are dealt out in the order in which they were collected."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)
        self._units: dict[str, str] = {}

    def _split_scope(self, nodeid: str) -> str:
        if not self._units:
            self._units = units(next(iter(self.registered_collections.values())))
        return self._units[nodeid]


def units(collected: Iterable[str]) -> dict[str, str]:
    """Test → the unit it belongs to."""
    met: Counter[str] = Counter()
    found = {}
    for nodeid in collected:
        file = _file(nodeid)
        folder = file.rsplit("/", 1)[0]
        found[nodeid] = f"{file} {met[file] // PIECES[file]}" if file in PIECES else folder if folder in TOGETHER else file
        met[file] += 1
    return found


def longest_first(items: list[pytest.Item]) -> None:
    """Puts the files into the order in which they are dealt out; inside a file nothing changes."""
    many = Counter(_file(one.nodeid) for one in items)
    known = {file: place for place, file in enumerate((*LONGEST, *PIECES))}

    def place(item: pytest.Item) -> tuple[int, int]:
        file = _file(item.nodeid)
        return known.get(file, len(known)), -many[file]

    order = {file: place for place, file in enumerate(dict.fromkeys(_file(one.nodeid) for one in items))}
    items.sort(key=lambda item: (*place(item), order[_file(item.nodeid)]))


def _file(nodeid: str) -> str:
    return nodeid.split("::", 1)[0]
