"""The twelve 定例会 of the year, told through the verbs of themes: raised, sorted, tabled, decided, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from enishi.conferences import actions as conferences
from enishi.conferences.access import open_item
from enishi.conferences.models import Theme
from enishi.conferences.queries.minutes import drafted
from enishi.conferences.terms import ConcernSource, MinutesKind, ThemeAnswer
from enishi.demo.clock import TOKYO, Clock
from enishi.demo.themes import COMING, LOOSE, MEMBERS, STILL_OPEN, TABLED, THEMES, Plot
from enishi.demo.told import Told, day_of
from enishi.office.calendar import is_working_day

MONTH = timedelta(days=29)
FROM_CASES = 4
"""At most so many concerns of a theme come from cases."""


@dataclass
class Regulars(Clock):
    told: Sequence[Told] = ()
    themes: dict[int, UUID] = field(default_factory=dict)
    raised_from: set[UUID] = field(default_factory=set)

    def tell(self) -> int:
        """One meeting a month, the first almost a year ago, and one that is still to come."""
        for place, themes in enumerate(TABLED):
            last = {one for one in themes if not any(one in later for later in TABLED[place + 1 :])}
            self._meeting(self._day(MONTH * (len(TABLED) - place) - timedelta(days=5)), themes, last)
        self._meeting(self._day(timedelta(days=-9)), COMING, None)
        at = self.now - timedelta(days=1)
        self._open(STILL_OPEN, at)
        for code, issue, text in LOOSE:
            self._raise(code, conferences.NewConcern(ConcernSource.REMARK, text, issue), at)
        return len(TABLED)

    def _day(self, ago: timedelta) -> datetime:
        day = (self.now - ago).astimezone(TOKYO)
        while not is_working_day(day.date()):
            day += timedelta(days=1)
        return day.replace(hour=14, minute=0, second=0, microsecond=0)

    def _meeting(self, begins: datetime, themes: Sequence[int], last: set[int] | None) -> None:
        """:param last: the themes that do not come back; None of a meeting that is still to come"""
        called = min(begins - timedelta(days=6), self.now - timedelta(hours=6))
        for one in themes:
            if one not in self.themes:
                self._open(one, called - timedelta(hours=1))
        by = self.city.hats["1010"][0]
        with self.acting(by, called):
            ends = begins + timedelta(minutes=90)
            new = conferences.NewConference("regular", "総合福祉センター 大会議室", begins, ends)
            conference = conferences.call_conference(new, by=by, at=called)
            members = [
                conferences.invite(
                    conference, self.city.hats[code][0].membership_id or UUID(int=0), by=by, at=called
                )
                for code in MEMBERS
            ]
            items = [self._table(one, conference, called) for one in themes]
        if last is not None:
            self._hold(conference, members, themes, items, ends)
            for one in last:
                self._result(one, ends)

    def _table(self, one: int, conference: UUID, at: datetime) -> UUID:
        by, theme = self.city.hats["1010"][0], self.themes[one]
        return conferences.table_theme(theme, conference, version=_version(theme), by=by, at=at)

    def _hold(
        self,
        conference: UUID,
        members: Sequence[UUID],
        themes: Sequence[int],
        items: Sequence[UUID],
        ends: datetime,
    ) -> None:
        by = self.city.hats["1010"][0]
        with self.acting(by, ends):
            conferences.hold_conference(conference, attended=members, by=by, at=ends)
            for one in themes:
                self._decide(one, ends)
        at = ends + timedelta(hours=43)
        with self.acting(by, at):
            for item in items:
                open_item(by, item, word="conference.minutes")
                conferences.write_minutes(item, drafted(item), kind=MinutesKind.CONFIRMED, by=by, at=at)
            conferences.confirm_conference(conference, by=by, at=at)

    def _decide(self, one: int, at: datetime) -> None:
        plot, theme, by = THEMES[one], self.themes[one], self.city.hats["1010"][0]
        new = conferences.NewThemeDecision(
            ThemeAnswer(plot.answer),
            plot.decided,
            self.city.offices[plot.by],
            day_of(at) + timedelta(days=90),
        )
        conferences.decide_theme(theme, new, version=_version(theme), by=by, at=at)

    def _result(self, one: int, ends: datetime) -> None:
        """Of a theme that does not come back, some months later."""
        plot, at = THEMES[one], self.later(ends, 60)
        if not (plot.result and at):
            return
        by, theme = self.city.hats["1010"][0], self.themes[one]
        with self.acting(by, at):
            conferences.record_result(theme, plot.result, version=_version(theme), by=by, at=at)

    # -- where a theme comes from

    def _open(self, one: int, at: datetime) -> None:
        plot, by = THEMES[one], self.city.hats["1010"][0]
        concerns = [*self._remarks(plot, at), *self._from_cases(plot, at)]
        with self.acting(by, at):
            self.themes[one] = conferences.open_theme(plot.title, plot.text, concerns=concerns, by=by, at=at)

    def _remarks(self, plot: Plot, at: datetime) -> list[UUID]:
        raised = []
        for place, (code, text) in enumerate(plot.remarks, start=1):
            source = ConcernSource.RESOURCE if place == 1 else ConcernSource.REMARK
            new = conferences.NewConcern(source, text, plot.issues[0])
            raised.append(self._raise(code, new, at - timedelta(days=3 * place)))
        return raised

    def _raise(self, code: str, new: conferences.NewConcern, at: datetime) -> UUID:
        hat = self.city.hats[code][0]
        with self.acting(hat, at):
            return conferences.raise_concern(new, by=hat, at=at)

    def _from_cases(self, plot: Plot, at: datetime) -> list[UUID]:
        """Raised by whoever leads a case, from that case; the words have no person in them."""
        raised, moment = [], at - timedelta(days=2)
        for told in self._behind(plot, moment)[:FROM_CASES]:
            self.raised_from.add(told.case)
            with self.acting(told.lead, moment):
                new = conferences.NewConcern(ConcernSource.GOAL, plot.text, plot.issues[0], told.case)
                raised.append(conferences.raise_concern(new, by=told.lead, at=moment))
        return raised

    def _behind(self, plot: Plot, at: datetime) -> list[Told]:
        return [
            one
            for one in self.told
            if not one.ended
            and one.case not in self.raised_from
            and set(one.plot.issues) & set(plot.issues)
            and one.lead == self.city.hats[one.plot.lead[0]][one.plot.lead[1]]
            and self.now - timedelta(days=one.plot.days - 5) < at
        ]


def _version(theme: UUID) -> int:
    return Theme.objects.values_list("version", flat=True).get(pk=theme)
