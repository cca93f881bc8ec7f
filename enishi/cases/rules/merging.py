"""A form that was typed while somebody else wrote: what of it goes on, and where two texts stand against each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Texts = tuple[str, ...]
"""What one field says: mostly one text, for ticks as many as are ticked."""
Fields = Mapping[str, Texts]


@dataclass(frozen=True)
class Clash:
    """One field that both changed: what stands now, and what was typed."""

    field: str
    theirs: Texts
    mine: Texts


@dataclass(frozen=True)
class Merged:
    """What the form says from now on. Nothing typed is lost; what was not touched follows the others."""

    values: dict[str, Texts]
    clashes: list[Clash] = field(default_factory=list)
    followed: list[str] = field(default_factory=list)
    """fields that only the others changed"""


def same(one: Texts, other: Texts) -> bool:
    """Browsers send lines with CR LF, ticks in any order, and an empty field as nothing or as an empty text."""
    return _plain(one) == _plain(other)


def _plain(texts: Texts) -> list[str]:
    return sorted(text for one in texts if (text := one.replace("\r\n", "\n").strip()))


def touched(shown: Fields, mine: Fields) -> set[str]:
    """The fields that whoever typed has changed since the form was drawn."""
    return {one for one in {*shown, *mine} if not same(shown.get(one, ()), mine.get(one, ()))}


def merged(shown: Fields, mine: Fields, now: Fields) -> Merged:
    """Put together what was typed and what stands.

    :param shown: what the form said when it was drawn
    :param mine: what was typed into it
    :param now: what it would say if it were drawn now
    """
    mine_touched = touched(shown, mine)
    values, clashes, followed = dict(mine), [], []
    for one in dict.fromkeys([*now, *shown]):
        before, typed, stands = shown.get(one, ()), mine.get(one, ()), now.get(one, ())
        if same(before, stands) or same(typed, stands):
            continue
        if one in mine_touched:
            clashes.append(Clash(one, stands, typed))
            continue
        values[one] = stands
        followed.append(one)
    return Merged(values, clashes, followed)
