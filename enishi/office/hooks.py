"""Hooks (つなぎ目): where rooms upstairs speak downstairs without being imported. Few, typed, asked explicitly; no signals.

A room answers in its ``AppConfig.ready``: ``every_hour.attach(chase)``. All hooks of the house: ``enishi manage hooks``.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Generic, ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

_all: dict[str, "Hook[..., object]"] = {}


class Hook(Generic[Given, Answer]):
    """One place where others may answer. ``when`` says, for the page of hooks, when it is asked and what is done with answers."""

    def __init__(self, name: str, when: str) -> None:
        if name in _all:
            raise ValueError(f"there is a hook {name} already")
        self.name, self.when = name, when
        self.answers: list[Callable[Given, Answer]] = []
        _all[name] = self  # type: ignore[assignment]

    def attach(self, answer: Callable[Given, Answer]) -> Callable[Given, Answer]:
        """Answer this hook from now on; attaching the same twice changes nothing."""
        if answer not in self.answers:
            self.answers.append(answer)
        return answer

    def ask(self, *args: Given.args, **kwargs: Given.kwargs) -> Iterator[Answer]:
        """Every answer in the order of attaching."""
        for answer in self.answers:
            yield answer(*args, **kwargs)


def all_hooks() -> list["Hook[..., object]"]:
    return [_all[name] for name in sorted(_all)]


every_day: Hook[[datetime], int] = Hook(
    "office.every_day", "At night, by the worker: clearing up. Answers how many things were cleared."
)
