"""Code lists (コード表): reading them on a day, remembered safely, and loading those that come with Enishi.

What a process remembers hangs on the stamp (``office.stamp``) that a trigger renews with every change of a list, so a change by
anybody, a rollback and another process are all seen at the next question.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from enishi.office import stamp
from enishi.office.models import Term, Vocabulary

FOLDER = "vocabularies"


@dataclass(frozen=True)
class Entry:
    """One entry that is valid on the day asked for."""

    code: str
    label: str
    information_class: int
    reported: bool
    unverified: bool


_remembered: dict[tuple[UUID, str, date], list[Entry]] = {}


def terms(vocabulary: str, *, on: date) -> list[Entry]:
    """The entries of a code list that are valid on a day, in their order."""
    return terms_of([vocabulary], on=on)[vocabulary]


def terms_of(vocabularies: Iterable[str], *, on: date) -> dict[str, list[Entry]]:
    """Several code lists: none to one small statement, and one more when a list is not remembered."""
    wanted = list(dict.fromkeys(vocabularies))
    now = stamp.LISTS.current()
    missing = [one for one in wanted if (now, one, on) not in _remembered]
    if missing:
        if any(key[0] != now for key in _remembered) or len(_remembered) > 2000:
            _remembered.clear()
        for one, entries in _read(missing, on).items():
            _remembered[now, one, on] = entries
    return {one: list(_remembered[now, one, on]) for one in wanted}


def choices(vocabulary: str, *, on: date) -> list[tuple[str, str]]:
    """For a select: code and label."""
    return [(one.code, one.label) for one in terms(vocabulary, on=on)]


def _read(vocabularies: list[str], on: date) -> dict[str, list[Entry]]:
    rows = (
        Term.objects.filter(vocabulary__in=vocabularies, starts_on__lte=on)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
        .order_by("vocabulary_id", "order", "code")
        .values_list("vocabulary_id", "code", "label", "information_class", "reported", "unverified")
    )
    found: dict[str, list[Entry]] = {one: [] for one in vocabularies}
    for vocabulary, code, label, information_class, reported, unverified in rows:
        found[vocabulary].append(Entry(code, label, information_class, reported, unverified))
    return found


@dataclass
class Loaded:
    """What loading did; ``left`` names entries of the city's own that were left as they are."""

    added: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.ended)


def files() -> list[Path]:
    """The code lists of all rooms: ``<room>/vocabularies/*.toml``."""
    rooms = [Path(one.path) / FOLDER for one in apps.get_app_configs()]
    return sorted(path for room in rooms if room.is_dir() for path in room.glob("*.toml"))


@transaction.atomic
def load(paths: Iterable[Path], *, on: date) -> Loaded:
    """Bring code lists to what the files say. The same files twice change nothing.

    An entry is never edited: a changed one ends on ``on`` and a new one begins. What the city added, ended or changed
    itself stays as it is.
    """
    done = Loaded()
    for path in paths:
        for one in tomllib.loads(path.read_text(encoding="utf-8"))["vocabulary"]:
            Vocabulary.objects.get_or_create(
                code=one["code"], defaults={"label": one["label"], "source": one["source"]}
            )
            known: dict[str, list[Term]] = {}
            for term in Term.objects.filter(vocabulary_id=one["code"]).order_by("starts_on"):
                known.setdefault(term.code, []).append(term)
            for new in _entries(one):
                _bring(new, known.get(new.code, []), on, done)
    return done


def _entries(vocabulary: dict[str, Any]) -> Iterator[Term]:
    for order, term in enumerate(vocabulary["terms"], start=1):
        yield Term(
            vocabulary_id=vocabulary["code"],
            code=term["code"],
            label=term["label"],
            order=order,
            source=term.get("source", vocabulary["source"]),
            starts_on=term.get("starts_on", vocabulary["starts_on"]),
            ends_on=term.get("ends_on"),
            reported=term.get("reported", False),
            unverified=term.get("unverified", vocabulary.get("unverified", False)),
            information_class=term.get("class", 1),
            loaded=True,
        )


def _meaning(term: Term) -> tuple[str, int, bool]:
    return term.label, term.information_class, term.reported


def _bring(new: Term, known: list[Term], on: date, done: Loaded) -> None:
    name = f"{new.vocabulary_id}.{new.code}"
    latest = known[-1] if known else None
    if latest is None:
        new.save(force_insert=True)
        done.added.append(name)
    elif _meaning(latest) == _meaning(new):
        _adopt(latest, new, name, done)
    elif not latest.loaded or (latest.ends_on is not None and latest.starts_on >= new.starts_on):
        done.left.append(name)
    else:
        _succeed(latest, new, name, on, done)


def _adopt(latest: Term, new: Term, name: str, done: Loaded) -> None:
    """The entry says what the file says: remember that it came with Enishi, and end it where the file ends it."""
    if not latest.loaded and (latest.starts_on, latest.source) == (new.starts_on, new.source):
        Term.objects.filter(pk=latest.pk).update(loaded=True)
        latest.loaded = True
    if (
        latest.loaded
        and latest.ends_on is None
        and new.ends_on is not None
        and new.ends_on > latest.starts_on
    ):
        Term.objects.filter(pk=latest.pk).update(ends_on=new.ends_on)
        done.ended.append(name)


def _succeed(latest: Term, new: Term, name: str, on: date, done: Loaded) -> None:
    begins = new.starts_on if new.starts_on > latest.starts_on else max(on, latest.starts_on)
    if begins == latest.starts_on:  # loaded and changed on one day: the next day is the first that can differ
        begins = date.fromordinal(begins.toordinal() + 1)
    if latest.ends_on is None or latest.ends_on > begins:
        Term.objects.filter(pk=latest.pk).update(ends_on=begins)
        done.ended.append(name)
    new.starts_on = begins
    new.save(force_insert=True)
    done.added.append(name)
