"""The clock of the telling: when something happened in the year, and who did it then."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.demo.city import City
from enishi.office import prepared
from enishi.office.calendar import is_working_day

TOKYO = ZoneInfo("Asia/Tokyo")


def in_office_hours(first: datetime, day: datetime, last: datetime) -> datetime:
    """A meeting at two on that day or a working day before it; else the first hour of an office day after ``first``, if there is one."""
    begins = day.replace(hour=14, minute=0, second=0, microsecond=0)
    while begins >= first:
        if is_working_day(begins.date()) and begins <= last:
            return begins
        begins -= timedelta(days=1)
    return _office_hour(first, last) or first


def _office_hour(first: datetime, last: datetime) -> datetime | None:
    hour = first.astimezone(TOKYO).replace(minute=0, second=0, microsecond=0)
    while (hour := hour + timedelta(hours=1)) <= last:
        if is_working_day(hour.date()) and 9 <= hour.hour <= 16:
            return hour
    return None


def notice(call: datetime, last: datetime) -> datetime:
    """The earliest moment of a meeting that is called at ``call`` and is to be over by ``last``."""
    return call + min(timedelta(hours=2), (last - call) / 4)


def early_enough(call: datetime, since: datetime, last: datetime) -> datetime:
    """When a meeting is called that is to be held until ``last``: in the morning of that day, where no office hour would be left, as
    in the night before a holiday; but not before ``since``.
    """
    if _office_hour(notice(call, last), last):
        return call
    return max(since, min(call, call.astimezone(TOKYO).replace(hour=10, minute=0, second=0, microsecond=0)))


@dataclass
class Clock:
    """``now`` is the real moment; what is told lies before it, on working days."""

    city: City
    now: datetime
    chance: random.Random = field(default_factory=lambda: random.Random(5))

    @contextmanager
    def acting(self, hat: Hat, at: datetime) -> Iterator[None]:
        """``hat`` acts at the moment that is told."""
        self.show(at)
        with wearing(hat):
            yield

    def show(self, at: datetime) -> None:
        """The database's clock shows the moment that is told."""
        prepared.rows("SELECT set_config('enishi.story_clock', %s, false)", [str(at.timestamp())])

    def working(self, at: datetime) -> datetime:
        """About that moment, in working hours of a working day before it."""
        day = at.astimezone(TOKYO)
        while not is_working_day(day.date()):
            day -= timedelta(days=1)
        return min(at, day.replace(hour=self.chance.randint(9, 16), minute=self.chance.randrange(60)))

    def over_by(self) -> datetime:
        """Until when a meeting must have been held: what follows it takes some hours."""
        return self.now - timedelta(hours=3)

    def morning(self, days_ago: int) -> datetime:
        """A working moment about so many days ago, never in the future."""
        day = (self.now - timedelta(days=days_ago)).astimezone(TOKYO)
        while not is_working_day(day.date()):
            day -= timedelta(days=1)
        moment = day.replace(hour=self.chance.randint(9, 16), minute=self.chance.randrange(60), second=0)
        return min(moment, self.now - timedelta(hours=1))

    def later(self, at: datetime, days: int) -> datetime | None:
        """A working moment some days after ``at``, or None when that is still to come."""
        later = (at + timedelta(days=days)).astimezone(TOKYO)
        while not is_working_day(later.date()):
            later += timedelta(days=1)
        later = later.replace(hour=self.chance.randint(9, 16), minute=self.chance.randrange(60))
        return later if at < later < self.now - timedelta(minutes=10) else None
