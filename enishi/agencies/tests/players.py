"""Threads for races, each with a connection of its own, which stays from one round to the next: a fresh one reads every wall
again, and plans everything anew.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

from enishi.office import gate

SECONDS = 30
Said = TypeVar("Said")
_threads: list[ThreadPoolExecutor] = []


def play(*parts: Callable[[], Said]) -> list[Said]:
    """All parts at the same time; what each gave. What one raised is raised."""
    while len(_threads) < len(parts):
        _threads.append(ThreadPoolExecutor(max_workers=1))
    begun = [thread.submit(part) for thread, part in zip(_threads, parts, strict=False)]
    return [one.result(SECONDS) for one in begun]


def send_home() -> None:
    for thread in _threads:
        for leave in (connections.close_all, gate.close):
            thread.submit(leave).result(SECONDS)
        thread.shutdown()
    _threads.clear()
