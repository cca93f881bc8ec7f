"""A page of a list with a capped count, and days as a list shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone

from enishi.office.calendar import today
from enishi.office.sheets.shortened import Shortened

PAGE_SIZE = 50
MOST_COUNTED = 1000


class Counted(Paginator):  # type: ignore[type-arg]
    """A paginator that was told how many there are."""

    def __init__(self, count: int, per_page: int = PAGE_SIZE) -> None:
        super().__init__([], per_page)
        self.__dict__["count"] = count


@dataclass(frozen=True)
class Listing:
    """One page of rows. ``more``: there are more than are counted (「1,000件以上」)."""

    rows: Sequence[Any]
    page: "Page[Any]"
    more: bool = False

    @property
    def told(self) -> str:
        """What a screen says where it ends before the list does; "" otherwise."""
        most = self.page.paginator.count
        return (
            f"画面に出るのは{most:,}件までです。続きは、しぼり込むか、書き出して見てください。"
            if self.more
            else ""
        )

    @property
    def count_text(self) -> str:
        return f"{self.page.paginator.count:,}{'+' if self.more else ''}"


def begins(number: int, count: int) -> int:
    """How many rows stand before a page. A page behind the end is the last one: the list has become shorter meanwhile."""
    return int(min(max(number, 1), Counted(min(count, MOST_COUNTED)).num_pages) - 1) * PAGE_SIZE


def slice_of(found: QuerySet[Any], number: int) -> tuple[QuerySet[Any], int, bool]:
    """The rows of one page, the capped count, and whether there are more. One query for the count."""
    count = found.order_by().values("pk")[: MOST_COUNTED + 1].count()
    more = count > MOST_COUNTED
    first = begins(number, count)
    return found[first : first + PAGE_SIZE], min(count, MOST_COUNTED), more


def listing(rows: Sequence[Any], count: int, number: int, *, more: bool) -> Listing:
    paginator = Counted(count)
    return Listing(rows, Page([*rows], min(max(number, 1), paginator.num_pages), paginator), more)


HALF_A_YEAR = timedelta(days=183)


def short_day(day: date | None) -> str:
    """「4/1」 of the day that one thinks of; further away than half a year with the year before it."""
    return Shortened(_short(day), day.isoformat()) if day else ""


def _short(day: date) -> str:
    short = f"{day.month}/{day.day}"
    return short if abs(day - today()) <= HALF_A_YEAR else f"{day.year}/{short}"


def without_year_since(today: date) -> datetime:
    """From when a past day stands without its year (see :func:`short_day`)."""
    first = today - HALF_A_YEAR
    return datetime(first.year, first.month, first.day, tzinfo=timezone.get_default_timezone())


def _here(moment: datetime) -> datetime:
    """In the city's time, of which there is one; a page has dozens of moments."""
    return moment.astimezone(timezone.get_default_timezone())


def short_time(moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = _here(moment)
    return Shortened(f"{_short(local.date())} {local.hour}:{local.minute:02}", f"{local:%Y-%m-%d %H:%M}")


def long_time(moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = _here(moment)
    return f"{local.year}年{local.month}月{local.day}日 {local.hour}:{local.minute:02}"


def how_late(next_on: date, today: date) -> tuple[str, str]:
    """Words and tone for a date: 「3日超過」 bad, 「今日」 warn, 「あと2日」 plain."""
    days = (next_on - today).days
    if days < 0:
        return f"{-days}日超過", "bad"
    if days == 0:
        return "今日", "warn"
    return f"あと{days}日", "plain"
