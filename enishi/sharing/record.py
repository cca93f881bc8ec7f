"""What the record of a person is made of (記録の行): every room declares its tables with content, and they are read alike.

A room declares in its ``AppConfig.ready``; ``tests/architecture/test_record_sources.py`` fails when a table with content is
neither declared nor excused, so that a request for disclosure cannot miss one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from enishi.sharing.terms import Nature

NATURES = {"fact": Nature.FACT, "heard": Nature.HEARD, "opinion": Nature.VIEW}


@dataclass(frozen=True)
class Source:
    """One table with content.

    :param binder: the column of the binder
    :param texts: the columns that tell something, in the order in which they are told
    :param when: the column of the moment
    :param nature: the column that says whether it was seen, heard or thought
    :param always: what its rows are, where no column says it
    :param tells: the words of a row, where joining the columns is not enough; ``with_`` is what it reads along
    """

    model: type[Model]
    title: str
    binder: str
    texts: Sequence[str]
    when: str
    nature: str = ""
    always: Nature = Nature.UNKNOWN
    origin: str = "origin_id"
    information_class: str = "information_class"
    tells: Callable[[Any], str] | None = None
    with_: str = ""

    @property
    def name(self) -> str:
        return self.model._meta.label_lower

    @property
    def table(self) -> str:
        return self.model._meta.db_table


@dataclass(frozen=True)
class RecordRow:
    """One row of the record as it stands now."""

    source: str
    id: UUID
    title: str
    binder: UUID
    information_class: int
    origin: UUID | None
    at: datetime | None
    nature: Nature
    text: str


_sources: dict[str, Source] = {}


def declare(*sources: Source) -> None:
    """Make tables part of the record. Declaring the same twice changes nothing."""
    _sources.update({one.name: one for one in sources})


def sources() -> list[Source]:
    return [_sources[name] for name in sorted(_sources)]


def rows_of(classes: Mapping[UUID, int]) -> list[RecordRow]:
    """Every row of these binders whose class is named, the oldest first. As many queries as tables; a look must stand.

    :param classes: binder → the classes that are wanted; the walls may show fewer rows
    """
    found = [row for source in sources() for row in _read(source, classes)]
    return sorted(found, key=lambda one: (one.at is not None, one.at, one.source, str(one.id)))


def _read(source: Source, classes: Mapping[UUID, int]) -> Iterable[RecordRow]:
    rows = source.model._default_manager.filter(**{f"{source.binder}__in": list(classes)}).order_by("pk")
    if along := source.with_ or source.when.rpartition("__")[0]:
        rows = rows.select_related(along)
    for row in rows:
        binder = getattr(row, source.binder)
        cls = getattr(row, source.information_class) if source.information_class else 1
        text = (source.tells or _told(source))(row).strip()
        if text and classes.get(binder, 0) & cls:
            yield RecordRow(
                source.name,
                row.pk,
                source.title,
                binder,
                cls,
                getattr(row, source.origin) if source.origin else None,
                _value(row, source.when),
                _nature(source, row),
                text,
            )


def _nature(source: Source, row: Model) -> Nature:
    return NATURES.get(getattr(row, source.nature), source.always) if source.nature else source.always


def _told(source: Source) -> Callable[[Model], str]:
    def told(row: Model) -> str:
        said = []
        for name in source.texts:
            display = getattr(row, f"get_{name}_display", None)
            value = display() if display else getattr(row, name)
            if isinstance(value, list):
                value = "、".join(str(one) for one in value)
            if value not in (None, "", False):
                label = str(getattr(row._meta.get_field(name), "verbose_name", name))
                said.append(str(value) if name == "text" else f"{label}：{value}")
        return "\n".join(said)

    return told


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row
