"""What the office itself lets a city set, and the value of any setting on a day.

Rooms upstairs declare theirs (``city_settings.declare``); the table below is the office's own.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enishi.office import city_settings, stamp
from enishi.office.models import ClosingDay


@dataclass(frozen=True)
class Setting:
    """A number that a city sets. ``unverified``: the default is a proposal, no official text names it (要確認)."""

    name: str
    default: int
    label: str
    unit: str
    source: str = "縁の提案"
    unverified: bool = True


SETTINGS: dict[str, Setting] = {
    one.name: one
    for one in (
        Setting("office.draft_old_days", 30, "古い下書きを片付けるよう勧めるまで", "日"),
        Setting("office.list_most_rows", 20_000, "一度に出力できる一覧の行数", "行"),
        Setting("office.file_largest_mb", 20, "添付できるファイルの大きさ", "MB"),
        Setting("office.files_most_gb", 50, "添付ファイル全体の大きさ", "GB"),
        Setting("office.night_begins_hour", 21, "夜間の閲覧とみなす始まり", "時"),
        Setting("office.night_ends_hour", 6, "夜間の閲覧とみなす終わり", "時"),
        Setting("office.many_persons", 60, "一日に多くの人を開いたとみなす人数", "人"),
    )
}


def setting(name: str, *, on: date) -> int:
    """The value of a declared setting on a day: the city's, else the default. One query.

    :raises KeyError: nobody declared it
    """
    return city_settings.values_on(on, [name])[name]


_remembered: dict[UUID, frozenset[date]] = {}


def closing_days() -> frozenset[date]:
    """The city's own closing days (休庁日), past ones too. None to two small statements, see ``office.stamp``."""
    now = stamp.LISTS.current()
    if now not in _remembered:
        _remembered.clear()
        _remembered[now] = frozenset(ClosingDay.objects.values_list("day", flat=True))
    return _remembered[now]
