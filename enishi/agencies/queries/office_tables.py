"""The office's tables as their administrator sees them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

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


def city_setting_lines(*, on: date) -> list[SettingLine]:
    """Every declared interval: two queries."""
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


def vocabularies(*, on: date) -> list[Vocabulary]:
    """Code lists with ``running`` and ``doubtful``: how many entries hold, how many of them are 要確認."""
    running = Q(terms__starts_on__lte=on) & (Q(terms__ends_on__isnull=True) | Q(terms__ends_on__gt=on))
    return list(
        Vocabulary.objects.annotate(
            running=Count("terms", filter=running),
            doubtful=Count("terms", filter=running & Q(terms__unverified=True)),
        )
    )


def vocabulary(code: str) -> Vocabulary:
    """One code list with every entry, ended ones too.

    :raises NotFound: no such list
    """
    found = Vocabulary.objects.prefetch_related("terms").filter(code=code).first()
    if found is None:
        raise NotFound("vocabulary", code)
    return found


def term(term_id: UUID) -> Term:
    """:raises NotFound: no such entry"""
    found = Term.objects.select_related("vocabulary").filter(pk=term_id).first()
    if found is None:
        raise NotFound("term", term_id)
    return found
