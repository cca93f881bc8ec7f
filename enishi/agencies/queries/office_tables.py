"""The office's tables as their administrator sees them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from enishi.office import city_settings
from enishi.office.calendar import is_holiday, is_year_end_closing, why_closed
from enishi.office.errors import NotFound
from enishi.office.models import CitySetting, ClosingDay, Term, Vocabulary


@dataclass(frozen=True)
class SettingLine:
    """One interval: what holds today, what will hold, what held."""

    name: str
    label: str
    unit: str
    default: int
    value: int
    unverified: bool
    to_come: list[CitySetting]
    history: list[CitySetting]

    @property
    def own(self) -> bool:
        """The city set it, it is not the default."""
        return bool(self.history)


def closing_days(year: int) -> list[ClosingDay]:
    """休庁日 of a fiscal year (April to March)."""
    return list(ClosingDay.objects.filter(day__gte=date(year, 4, 1), day__lt=date(year + 1, 4, 1)))


def holidays(year: int) -> list[tuple[date, str]]:
    """Days of a fiscal year on which offices are closed by law, weekends apart."""
    days = (
        date.fromordinal(one) for one in range(date(year, 4, 1).toordinal(), date(year + 1, 4, 1).toordinal())
    )
    return [(day, why_closed(day)) for day in days if is_holiday(day) or is_year_end_closing(day)]


def in_words(values: Iterable[CitySetting]) -> str:
    """From which day which value."""
    return "、".join(f"{one.starts_on:%Y-%m-%d}から {one.value}" for one in values)


SETTING_KINDS = [("own", "市が決めたもの"), ("default", "初期値のまま"), ("doubtful", "要確認")]


def city_setting_lines(*, on: date, search: str = "", kind: str = "") -> list[SettingLine]:
    """Declared intervals whose label holds the words, of one of the kinds: two queries."""
    fits = {
        "own": lambda one: one.own,
        "default": lambda one: not one.own,
        "doubtful": lambda one: one.unverified and not one.own,
    }.get(kind, lambda _one: True)
    return [one for one in _every_setting(on) if fits(one) and all(word in one.label for word in search.split())]


def _every_setting(on: date) -> list[SettingLine]:
    values = city_settings.values_on(on)
    rows: dict[str, list[CitySetting]] = {}
    for row in CitySetting.objects.filter(name__in=values).order_by("-starts_on"):
        rows.setdefault(row.name, []).append(row)
    return [
        SettingLine(
            one.name,
            one.label,
            one.unit,
            one.default,
            values[one.name],
            one.unverified,
            [row for row in rows.get(one.name, []) if row.starts_on > on],
            [row for row in rows.get(one.name, []) if row.starts_on <= on],
        )
        for one in city_settings.declared()
    ]


LIST_SORTS = {"label": "label", "running": "running", "doubtful": "doubtful", "code": "code"}
TERM_SORTS = {"order": "order", "code": "code", "label": "label", "starts": "starts_on"}
STATES = {"running": "有効", "coming": "これから", "ended": "終了"}


def vocabularies(
    *, on: date, search: str = "", doubtful: bool = False, sort: str = ""
) -> QuerySet[Vocabulary]:
    """Code lists with ``running`` and ``doubtful``: how many entries hold, how many of them are 要確認."""
    running = Q(terms__starts_on__lte=on) & (Q(terms__ends_on__isnull=True) | Q(terms__ends_on__gt=on))
    found = Vocabulary.objects.annotate(
        running=Count("terms", filter=running),
        doubtful=Count("terms", filter=running & Q(terms__unverified=True)),
    )
    if search:
        found = found.filter(Q(label__icontains=search) | Q(code__icontains=search))
    if doubtful:
        found = found.filter(doubtful__gt=0)
    return found.order_by(*_ordered(sort, LIST_SORTS, "code"))


def terms(
    code: str, *, on: date, search: str = "", state: str = "", doubtful: bool = False, sort: str = ""
) -> QuerySet[Term]:
    """Entries of a code list, ended ones too; a queryset to page."""
    found = Term.objects.filter(vocabulary_id=code)
    if search:
        found = found.filter(Q(label__icontains=search) | Q(code__icontains=search))
    ended, coming = Q(ends_on__isnull=False, ends_on__lte=on), Q(starts_on__gt=on)
    wanted = {"ended": ended, "coming": coming & ~ended, "running": ~ended & ~coming}.get(state)
    if wanted is not None:
        found = found.filter(wanted)
    if doubtful:
        found = found.filter(unverified=True)
    return found.order_by(*_ordered(sort, TERM_SORTS, "order"), "-id" if sort.startswith("-") else "id")


def state_of(term: Term, on: date) -> str:
    """「有効」「これから」「終了」."""
    if term.ends_on and term.ends_on <= on:
        return STATES["ended"]
    return STATES["coming" if term.starts_on > on else "running"]


def _ordered(sort: str, known: dict[str, str], otherwise: str) -> list[str]:
    column = known.get(sort.lstrip("-"), otherwise)
    return [f"{'-' if sort.startswith('-') else ''}{one}" for one in dict.fromkeys([column, "code"])]


def vocabulary(code: str) -> Vocabulary:
    """One code list.

    :raises NotFound: no such list
    """
    found = Vocabulary.objects.filter(code=code).first()
    if found is None:
        raise NotFound("vocabulary", code)
    return found


def term(term_id: UUID) -> Term:
    """:raises NotFound: no such entry"""
    found = Term.objects.select_related("vocabulary").filter(pk=term_id).first()
    if found is None:
        raise NotFound("term", term_id)
    return found
