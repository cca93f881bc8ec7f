"""What a city may set, declared by the rooms that need it, and the value on a day.

A room upstairs declares in its ``AppConfig.ready``: ``city_settings.declare(*INTERVALS.values())``. Values are rows of
``CitySetting``, each valid from a day; a row is added, never changed, so that a deadline of last year can be explained.
"""

from collections.abc import Iterable
from datetime import date
from typing import Protocol
from uuid import UUID

from enishi.office import stamp
from enishi.office.models import CitySetting


class Declared(Protocol):
    """A number that a city sets. ``unverified``: the default is a proposal, no law names it (要確認)."""

    @property
    def name(self) -> str: ...
    @property
    def default(self) -> int: ...
    @property
    def label(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def unverified(self) -> bool: ...


_declared: dict[str, Declared] = {}


def declare(*settings: Declared) -> None:
    """Make settings known to the administrator's screen. Declaring the same twice changes nothing."""
    _declared.update({one.name: one for one in settings})


def declared() -> list[Declared]:
    """Every setting in the order of its name."""
    return [_declared[name] for name in sorted(_declared)]


def declared_setting(name: str) -> Declared | None:
    return _declared.get(name)


_remembered: dict[tuple[UUID, date], dict[str, int]] = {}


def values_on(day: date, names: Iterable[str] | None = None) -> dict[str, int]:
    """Name → value on a day: the latest row that has begun, else the declared default.

    None to one small statement (``office.stamp``), and one more when the day is not remembered.
    """
    wanted = set(_declared) if names is None else set(names)
    found = {name: _declared[name].default for name in wanted if name in _declared}
    return found | {name: value for name, value in _begun(day).items() if name in wanted}


def _begun(day: date) -> dict[str, int]:
    now = stamp.LISTS.current()
    known = _remembered.get((now, day))
    if known is None:
        if any(key[0] != now for key in _remembered) or len(_remembered) > 200:
            _remembered.clear()
        rows = CitySetting.objects.filter(starts_on__lte=day).order_by("starts_on")
        known = _remembered[now, day] = {
            name: value
            for name, value in rows.values_list("name", "value")
            if isinstance(value, int) and not isinstance(value, bool)
        }
    return known
