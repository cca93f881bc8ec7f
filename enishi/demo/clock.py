"""The clock of the telling: when something happened in the year, and who did it then."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.demo.city import City

TOKYO = ZoneInfo("Asia/Tokyo")


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
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('enishi.story_clock', %s, false)", [at.isoformat()])

    def working(self, at: datetime) -> datetime:
        """About that moment, in working hours of a working day before it."""
        day = at.astimezone(TOKYO)
        while day.weekday() >= 5:
            day -= timedelta(days=1)
        return min(at, day.replace(hour=self.chance.randint(9, 16), minute=self.chance.randrange(60)))

    def morning(self, days_ago: int) -> datetime:
        """A working moment about so many days ago, never in the future."""
        day = (self.now - timedelta(days=days_ago)).astimezone(TOKYO)
        while day.weekday() >= 5:
            day -= timedelta(days=1)
        moment = day.replace(hour=self.chance.randint(9, 16), minute=self.chance.randrange(60), second=0)
        return min(moment, self.now - timedelta(hours=1))

    def later(self, at: datetime, days: int) -> datetime | None:
        """A working moment some days after ``at``, or None when that is still to come."""
        later = (at + timedelta(days=days)).astimezone(TOKYO)
        while later.weekday() >= 5:
            later += timedelta(days=1)
        later = later.replace(hour=self.chance.randint(9, 16), minute=self.chance.randrange(60))
        return later if at < later < self.now - timedelta(minutes=10) else None
