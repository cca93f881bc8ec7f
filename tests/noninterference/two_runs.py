"""Two worlds that differ only in what somebody may not see must answer them alike, byte for byte."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection, transaction
from django.urls import reverse

from enishi.agencies.tests.cast import outside_the_walls
from tests.noninterference import callers
from tests.noninterference.callers import Call, Thing, call
from tests.noninterference.expectation import Visitor
from tests.noninterference.hidden import SECRET, Added, add
from tests.noninterference.searches import searches
from tests.noninterference.sweeping import Answer, Findings, Sweep
from tests.noninterference.town import Town
from tests.noninterference.walking import NOT_WALKED, RICH, Walk

# These tell who looked and what left the house. What the first run left of that is taken away before the second (`_forget`); the
# hour and the numbers of the trail, which go on between the two, are not compared.
TELLS_OF_LOOKS = {"residents:ledger", "residents:ledger-export", "residents:own-sheet"}
GOES_ON = re.compile(r"\d{1,2}:\d{2}|(?<=taken:)\d+")
FILTERS = {
    "residents:search": ("", "?page=2", "?text=隠田"),
    "intake:consultations": ("?whose=agency&sort=holder", "?whose=agency&show=closed", "?reference=0000-0000"),
    "intake:referrals": ("?box=sent", "?box=inbox&sort=-sent", "?reference=0000-0000"),
}


@dataclass(frozen=True)
class Asked:
    """What one visitor asks in each of the two worlds: the names of addresses, or all, and whether to search."""

    visitor: str
    only: frozenset[str] = frozenset()
    search: bool = True


class Bug(Protocol):
    def at_work(self) -> Any: ...

    def concerns(self, asked: Asked) -> bool:
        """Whether this bug could show in these answers."""
        ...


class NothingWrong:
    """No bug at all."""

    def at_work(self) -> Any:
        return nullcontext()

    def concerns(self, asked: Asked) -> bool:
        return True


Adding = Callable[[Town], Added]


class TwoRuns:
    """``differences(asked)``: where the answers with and without the hidden additions are not the same."""

    def __init__(self, town: Town, sweep: Sweep) -> None:
        self.town, self.sweep = town, sweep
        self.walk = Walk(town, sweep, Findings(town, sweep))
        for name in self.sweep.patterns:
            self.sweep.things(name)

    def differences(self, asked: Iterable[Asked], adding: Adding = add) -> list[str]:
        """Every difference between the answers with and without the hidden additions."""
        return self.with_each([NothingWrong()], list(asked), adding)[0]

    def with_each(self, bugs: Sequence[Bug], asked: Sequence[Asked], adding: Adding = add) -> list[list[str]]:
        """The differences while each of some bugs is at work; the additions are told once for all of them."""
        for one in asked:
            self.sweep.client(self.town.visitors[one.visitor])
        with transaction.atomic():
            added = adding(self.town)
            self.mark = _last_line()
            with_it = [self._while(bug, asked, added) for bug in bugs]
            connection.needs_rollback = True
        without = [self._while(bug, asked, added) for bug in bugs]
        return [list(_compared(*pair)) for pair in zip(with_it, without, strict=True)]

    def _while(self, bug: Bug, asked: Sequence[Asked], added: Added) -> list[Answer]:
        with transaction.atomic(), bug.at_work():
            _forget(self.mark)
            answers = [answer for one in asked if bug.concerns(one) for answer in self._answers(one, added)]
            connection.needs_rollback = True
        return answers

    def _answers(self, asked: Asked, added: Added) -> Iterator[Answer]:
        visitor = self.town.visitors[asked.visitor]
        for turn, name in enumerate(sorted(self.sweep.patterns)):
            if name in NOT_WALKED or (asked.only and name not in asked.only):
                continue
            if not self.walk.passes(visitor, name):
                continue
            yield from self._at(visitor, name, turn, added)
        if asked.search and visitor.role and visitor.sees and self.walk.passes(visitor, "residents:search"):
            for one in searches(self.town, visitor, self._sought(added)):
                if not asked.only or one.name in asked.only:
                    yield self.sweep.ask(visitor, one)

    def _sought(self, added: Added) -> list[tuple[object, object]]:
        """Exactly who was hidden, and somebody visible who has a hidden double."""
        return [(SECRET, added.residents[0]), (self.town.things["debtor"], added.residents[-1])]

    def _at(self, visitor: Visitor, name: str, turn: int, added: Added) -> Iterator[Answer]:
        mine = [one for one in self.sweep.things(name) if not one.hidden_from(self.town, visitor)]
        whole = name in RICH or name in TELLS_OF_LOOKS or name.startswith("participation:")
        chosen = mine if whole else mine[turn % len(mine) :][:1] if mine else []
        for thing in [*chosen, *self._hidden_things(name, added)]:
            for method in ("get", "post") if thing.arguments else ("get",):
                yield self.sweep.ask(visitor, call(name, thing, method=method))
        for query in FILTERS.get(name, ()):
            yield self.sweep.ask(visitor, Call(name, reverse(name) + query))

    def _hidden_things(self, name: str, added: Added) -> list[Thing]:
        parameters = [parameter for _, parameter in callers.PARAMETERS.findall(self.sweep.patterns[name])]
        made = {"resident": added.residents, "consultation_id": added.consultations, "referral_id": added.referrals}
        if not parameters or parameters[0] not in made:
            return []
        rest = dict.fromkeys(parameters[1:], callers.NOBODY)
        if "name" in rest:
            rest["name"] = "accept"
        if "form" in rest:
            rest["form"] = "csv"
        return [Thing({parameters[0]: one, **rest}) for one in made[parameters[0]][:1]]


def _compared(first: list[Answer], second: list[Answer]) -> Iterator[str]:
    for one, other in zip(first, second, strict=False):
        if str(one.call) != str(other.call):
            yield f"{one.visitor} is led elsewhere: {one.call} / {other.call}"
            return
        if one.told != other.told and (one.call.name not in TELLS_OF_LOOKS or _but_what_goes_on(one) != _but_what_goes_on(other)):
            yield f"{one} differs: {_where(one, other)}"
    if len(first) != len(second):
        yield f"{len(first)} answers with, {len(second)} without"


def _but_what_goes_on(one: Answer) -> tuple[int, str, str]:
    status, body, headers = one.told
    return status, GOES_ON.sub("", body), re.sub(r"\('Content-Length', '\d+'\)", "", headers)


def _last_line() -> int:
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM office_trailentry")
        return int(cursor.fetchone()[0])


def _forget(after: int) -> None:
    """Looks, searches and copies that requests of an earlier run left: they were committed, whatever was taken back."""
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM office_trailentry WHERE id > %s", [after])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def _where(one: Answer, other: Answer) -> str:
    goes_on = one.call.name in TELLS_OF_LOOKS
    told = [_but_what_goes_on(each) if goes_on else each.told for each in (one, other)]
    (status, left, headers), (other_status, right, other_headers) = told
    if status != other_status:
        return f"status {status} / {other_status}"
    if left == right:
        return f"headers {headers} / {other_headers}"
    pairs = enumerate(zip(left, right, strict=False))
    at = next((place for place, (a, b) in pairs if a != b), min(len(left), len(right)))
    return f"…{left[max(0, at - 40) : at + 60]!r} / {right[max(0, at - 40) : at + 60]!r}"
