"""Which addresses each visitor walks through, with whose things.

Everybody at every address with everything is thousands of pages (``ENISHI_SWEEP=whole``). The suite deals them out: the
pages that show most, and the lists, are walked by all who are thorough and by a few others; every other address by one who holds
something behind it, one who holds nothing, one of the others and one who is turned away, each in turn. Seeded bugs do not depend
on that: what is looked at alone (``only``) is walked wholly by whom it concerns.
"""

import os
from collections.abc import Iterator

from tests.noninterference import callers
from tests.noninterference.callers import Call, Thing, call, nothing_like
from tests.noninterference.expectation import Visitor
from tests.noninterference.searches import SOUGHT, forms_on, searches
from tests.noninterference.sweeping import Answer, Findings, Sweep
from tests.noninterference.town import Town

WHOLE = os.environ.get("ENISHI_SWEEP") == "whole"
THOROUGH = ("counter", "promoter", "blocked", "coordinator", "children", "husband_himself", "partner", "health", "stranger", "link")
# No resident enters there: the imports say so (no-person-in-agencies, no-person-in-public-rooms), and two_runs asks all of it.
WITHOUT_PERSONS = {"website", "agencies", "community", "network"}
RICH = {"cases:case", "cases:role", "cases:lead-request", "cases:withdraw", "residents:resident", "intake:consultation"}
RICH |= {"conferences:conference", "conferences:item", "conferences:minutes", "conferences:request", "conferences:screen"}
RICH |= {"conferences:kit-copy", "reporting:minutes-file"}
RICH |= {"cases:assessment", "cases:plan"}
RICH |= {"reporting:consultation-paper-file", "reporting:case-paper-file", "reporting:consent", "reporting:referral-paper-file"}
RICH |= {"intake:referral", "intake:attachment", "residents:candidate", "intake:answer"}
SEARCHING = ("counter", "coordinator", "children", "husband_himself", "stranger")
CLOSED = {200, 302, 403, 405}  # told before anybody looks whether there is anything behind the door
NOT_WALKED = {"website:sign-out", "website:lock", "website:hats"}


class Walk:
    """Everything one visitor does. What is wrong with the answers is collected in ``findings``."""

    def __init__(
        self, town: Town, sweep: Sweep, findings: Findings, *, whole: bool = WHOLE, only: frozenset[str] = frozenset()
    ) -> None:
        self.town, self.sweep, self.findings, self.whole, self.only = town, sweep, findings, whole, only
        visitors = list(town.visitors.values())
        self.thorough = [one for one in visitors if one.label in THOROUGH]
        self.others = [one for one in visitors if one.valid and one.label not in THOROUGH]
        self.turned_away = [one for one in visitors if not one.valid]
        self._held: dict[tuple[Visitor, str], bool] = {}

    def everybody(self) -> None:
        for visitor in self.town.visitors.values():
            self.through_the_house(visitor)
            if visitor.label in SEARCHING:
                self.searching(visitor)
        self.at_the_door_of_a_link()

    def through_the_house(self, visitor: Visitor) -> None:
        self.findings.containment(self._answers(visitor))

    def searching(self, visitor: Visitor) -> None:
        known = SOUGHT if self.whole or visitor.label in {"children", "stranger"} else SOUGHT[:1]
        sought = [(self.town.things[one], self.town.id(one)) for one in known]
        asked = [one for one in searches(self.town, visitor, sought) if not self.only or one.name in self.only]
        self.findings.containment(self.sweep.ask(visitor, one) for one in asked)

    def at_the_door_of_a_link(self) -> None:
        """A good link with a wrong code, one that ended, and none at all: the same page."""
        nobody, name = self.town.visitors["nobody"], "intake:answer-door"
        tokens = [*self.sweep.things(name), Thing({"token": "nothing"})]
        for data in ({"code": "000000"}, {"code": ""}, {"step": "ask"}):
            *there, nothing = [self.sweep.ask(nobody, call(name, one, method="post", data=data)) for one in tokens]
            for one in there:
                self.findings.absence(one, nothing)

    def _answers(self, visitor: Visitor) -> Iterator[Answer]:
        for turn, (name, pattern) in enumerate(sorted(self.sweep.patterns.items())):
            dealt = name in self.only if self.only else self._is_dealt(visitor, name, turn)
            if name in NOT_WALKED or not dealt:
                continue
            there, hidden = self._chosen(visitor, name, turn)
            for thing in there:
                yield from self._open(visitor, name, thing, turn)
            if hidden:
                yield from self._hidden(visitor, name, pattern, hidden, turn)

    def passes(self, visitor: Visitor, name: str) -> bool:
        """Whether the door lets them in; behind a closed one everybody gets the same page."""
        row, label = callers.ROW.get(name), visitor.role or ("link" if visitor.valid else "nobody")
        return row is not None and (row.who == "open" or row.status(label) == row.get)

    def _is_dealt(self, visitor: Visitor, name: str, turn: int) -> bool:
        row, passes = callers.ROW.get(name), self.passes(visitor, name)
        if row is None:  # test_doors says so
            return False
        if self.whole:
            return passes or _turn_of(visitor, self.others + self.thorough, turn, 4)
        if not visitor.valid:
            return _turn_of(visitor, self.turned_away, turn, 1)
        everybody = self.thorough if visitor in self.thorough else self.others
        inside = [one for one in everybody if self.passes(one, name)]
        if name.split(":")[0] in WITHOUT_PERSONS and name != "website:home":
            return _turn_of(visitor, inside, turn, 1)
        if name in RICH or not row.thing:
            return passes if visitor in self.thorough else _turn_of(visitor, inside, turn, 3)
        alike = [one for one in inside if self._holds(one, name) == self._holds(visitor, name)]
        return _turn_of(visitor, alike if visitor in self.thorough else inside, turn, 1)

    def _holds(self, visitor: Visitor, name: str) -> bool:
        """Whether anything stands open to a visitor behind an address."""
        if (visitor, name) not in self._held:
            things = self.sweep.things(name)
            self._held[visitor, name] = not all(one.hidden_from(self.town, visitor) for one in things)
        return self._held[visitor, name]

    def _chosen(self, visitor: Visitor, name: str, turn: int) -> tuple[list[Thing], list[Thing]]:
        """Of what stands behind an address, some that the visitor may open and some not: others at each address."""
        every = self.sweep.things(name)
        closed = [one for one in every if one.hidden_from(self.town, visitor)]
        mine = [one for one in every if one not in closed]
        if self.only:  # what is looked at alone is looked at wholly
            return mine, closed
        if visitor in self.thorough and name in RICH:
            place = self.thorough.index(visitor)
            own = [one for one in mine if all(self.town.ledger.classes(visitor, binder) == 255 for binder, _ in one.needs)]
            partly = [one for one in mine if one not in own]
            if self.whole:
                return mine, closed
            return partly + _some(own, turn, 2), _some(closed, turn + place, 1)
        return _some(mine, turn, 2 if self.whole else 1), _some(closed, turn, 2 if self.whole else 1)

    def _open(self, visitor: Visitor, name: str, thing: Thing, turn: int) -> Iterator[Answer]:
        answer = self.sweep.ask(visitor, call(name, thing))
        yield answer
        if answer.status != 200:
            return
        again = self._asks_again(visitor, name, turn)
        links = 8 if self.whole else 2 if again or self.only else 1
        if visitor in self.thorough or self.whole or self.only:
            yield from self.sweep.follow(visitor, answer, links)
        if not thing.arguments and again:
            yield self.sweep.ask(visitor, call(name, thing, fragment=True))
        if visitor in self.thorough:
            for one in forms_on(answer.call, answer.body, late=again):
                yield self.sweep.ask(visitor, one)

    def _asks_again(self, visitor: Visitor, name: str, turn: int) -> bool:
        """Who asks for a part of the page that they were shown, and sends its form once more: three of the thorough in turn."""
        if self.whole or self.only:
            return self.whole or visitor in self.thorough
        return _turn_of(visitor, [one for one in self.thorough if self.passes(one, name)], turn, 3)

    def _hidden(
        self, visitor: Visitor, name: str, pattern: str, hidden: list[Thing], turn: int
    ) -> Iterator[Answer]:
        """Another's, never existing and malformed are one and the same, read and sent."""
        absent: dict[tuple[object, ...], Answer] = {}
        for thing in hidden:
            nothing = nothing_like(pattern, thing, self.town, visitor)
            same = [one for name, one in thing.arguments.items() if nothing.arguments.get(name) == one]  # the item of a sheet
            for method in ("get", "post"):
                kept = (method, nothing.under, *same)
                if kept not in absent:
                    absent[kept] = self.sweep.ask(visitor, call(name, nothing, method=method))
                if absent[kept].status == 405:
                    continue
                answer = self.sweep.ask(visitor, call(name, thing, method=method))
                self.findings.absence(answer, absent[kept])
                yield answer
        known = next(iter(absent.values()))
        path = callers.malformed(known.call.path)
        its_turn = self.whole or self.only or _turn_of(visitor, self.thorough, turn // 2, 1)
        if its_turn and path != known.call.path and known.status not in CLOSED:
            self.findings.absence(self.sweep.ask(visitor, Call(name, path)), known)


def _turn_of(visitor: Visitor, among: list[Visitor], turn: int, most: int) -> bool:
    return visitor in [among[(turn * most + one) % len(among)] for one in range(most)] if among else False


def _some(things: list[Thing], turn: int, most: int) -> list[Thing]:
    """A few of them, beginning elsewhere at each turn."""
    if not things:
        return []
    start = turn % len(things)
    return (things[start:] + things[:start])[:most]
