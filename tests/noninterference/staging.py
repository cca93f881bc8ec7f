"""What a scenario makes before anything is judged is made once for all the bugs that it has to notice.

A scenario is told up to the first statement that none of its makers sends; there stands a savepoint. Told again, what its
makers gave is given again, and the telling goes on from the savepoint: without a bug, and then with each bug in turn.
A bug that is not noticed that way may sit in what was made before: then everything is told anew with the bug at work.
"""

import contextvars
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction

# What is judged or may itself be what a bug is about is never told from memory.
JUDGED = {"refused", "new", "works", "wearing", "outside_the_walls", "as_clerk", "settle", "led_by", "ahead", "withdrawn"}
JUDGED |= {"end_agency", "counts", "classes", "reach", "stands", "awaits", "asked", "ledger", "looked", "lookers", "blocks"}
JUDGED |= {"lifted", "notes_of", "_advisers", "_changes", "_count", "_found", "_lead", "_people", "_read", "_reads", "_row"}
JUDGED |= {"_refused_in_the_room", "_asked", "_lines", "_measures", "_refused_after_look", "_visits", "convenes", "counted"}
Scenario = Callable[..., None]


def judged(scenarios: Iterable[Any], bugs: Iterable[tuple[Any, Any]]) -> list[Any]:
    """Parameters of a test: each scenario (or its name) without a bug, and then with each of its bugs (bug, scenario), so that what
    it makes is made once for all of them."""
    listed = list(bugs)
    return [
        pytest.param(one, bug, id=f"{getattr(one, '__name__', one)}-{bug.name if bug else 'holds'}")
        for one in scenarios
        for bug in [None, *(bug for bug, judge in listed if judge == one)]
    ]


class _Told(BaseException):
    """As far as the makers go."""


class Stage:
    """One transaction for a module: the scenario that stands on it, told as far as its makers go."""

    def __init__(self) -> None:
        self._stands: Scenario | None = None
        self._remembered: list[tuple[str, Any]] = []
        self._makers_at_work = 0
        connection.cursor().execute("SAVEPOINT empty_stage")

    def told(self, scenario: Scenario) -> None:
        """The scenario from where it is judged, and everything it changes is taken back."""
        self._set(scenario)
        with _taken_back():
            self._again(scenario)()
            connection.check_constraints()

    def noticed(self, scenario: Scenario, mutant: Any) -> bool:
        """Whether it fails by what it asserts while a bug is at work."""
        self._set(scenario)
        if _fails(self._again(scenario), mutant):
            return True
        self._clear()
        return _fails(scenario, mutant)

    def judges(self, scenario: Scenario, mutant: Any) -> None:
        """It holds without a bug (None), and notices a bug."""
        if mutant is None:
            self.told(scenario)
        else:
            assert self.noticed(scenario, mutant), f"survived: {mutant.name}"

    def _set(self, scenario: Scenario) -> None:
        if self._stands is scenario:
            return
        self._clear()
        first = self._with_makers(scenario, self._made)
        with connection.execute_wrapper(self._heard):
            try:
                contextvars.copy_context().run(first)
            except _Told:
                self._stands = scenario
                return
        self._clear()  # its makers are what it judges: it is told from its beginning
        self._stands = scenario

    def _clear(self) -> None:
        self._stands, self._remembered = None, []
        connection.cursor().execute("ROLLBACK TO SAVEPOINT empty_stage")

    def _heard(self, execute: Any, sql: Any, values: Any, many: bool, context: Any) -> Any:
        if not self._makers_at_work:
            raise _Told
        return execute(sql, values, many, context)

    def _made(self, name: str, maker: Callable[..., Any], /, *given: Any, **more: Any) -> Any:
        self._makers_at_work += 1
        try:
            made = maker(*given, **more)
        finally:
            self._makers_at_work -= 1
        self._remembered.append((name, made))
        return made

    def _again(self, scenario: Scenario) -> Scenario:
        left = iter(self._remembered)

        def given_again(name: str, maker: Callable[..., Any], /, *given: Any, **more: Any) -> Any:
            for remembered, made in left:
                assert remembered == name, f"{scenario.__name__} is not told alike twice"
                return made
            return maker(*given, **more)

        return self._with_makers(scenario, given_again)

    def _with_makers(self, scenario: Scenario, call: Callable[..., Any]) -> Scenario:
        """The scenario with ``call(name, maker, …)`` in the place of each maker."""

        def in_place_of(name: str, maker: Callable[..., Any]) -> Callable[..., Any]:
            return lambda *given, **more: call(name, maker, *given, **more)

        assert isinstance(scenario, FunctionType)
        known = scenario.__globals__
        makers: dict[str, Any] = {}
        for name in scenario.__code__.co_names:
            if isinstance(one := known.get(name), FunctionType) and name not in JUDGED:
                makers[name] = in_place_of(name, one)
            elif isinstance(one, ModuleType) and ".tests." in one.__name__:
                makers[name] = SimpleNamespace(
                    **{
                        part: in_place_of(part, maker) if isinstance(maker, FunctionType) and part not in JUDGED else maker
                        for part, maker in vars(one).items()
                    }
                )
        return FunctionType(scenario.__code__, known | makers, scenario.__name__)


def _fails(scenario: Scenario, mutant: Any) -> bool:
    with _taken_back(), mutant.at_work():
        try:
            with transaction.atomic():
                scenario()
        except AssertionError:
            return True
    return False


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
