"""機関名簿: whom to hand on to, with districts and hours. Open to every member of staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from enishi.agencies.models import Agency, AgencyClosing, Catchment, Membership, OpeningHours
from enishi.agencies.rules.opening_times import Schedule, describe, is_open
from enishi.agencies.rules.searching import words
from enishi.office.calendar import is_holiday
from enishi.office.errors import NotFound

SORTS = {
    "name": ("kana", "name", "id"),
    "kind": ("kind", "kana", "name", "id"),
    "service": ("service", "kana", "name", "id"),
    "code": ("code", "kana", "name", "id"),
    "address": ("address", "kana", "name", "id"),
}


@dataclass(frozen=True)
class AgencyEntry:
    """An agency as a list shows it."""

    id: UUID
    code: str
    name: str
    kana: str
    kind: str
    kind_label: str
    service: str
    corporation: str
    address: str
    phone: str
    districts: list[str]
    hours: str
    hours_words: str
    open_now: bool | None
    closed_until: date | None
    ends_on: date | None
    receives: bool
    answering: str
    fields_of_work: str = ""

    @property
    def offers(self) -> str:
        """What it does: the kind of service of a published list, or the fields in which an office works."""
        return "・".join(filter(None, (self.service, self.fields_of_work)))


def agencies(
    *,
    search: str = "",
    kind: str = "",
    district: str = "",
    offered: str = "",
    active: str = "active",
    sort: str = "name",
    on: date,
) -> QuerySet[Agency]:
    """Agencies for the administrator's list, as a queryset to page. `active`: "active", "ended" or "all"."""
    found = Agency.objects.all()
    if active == "active":
        found = found.active_on(on)
    elif active == "ended":
        found = found.filter(ends_on__lte=on)
    for word in words(search):
        found = found.filter(search_words__contains=word)
    if kind:
        found = found.filter(kind=kind)
    if district:
        serving = Catchment.objects.filter(agency=OuterRef("pk"), district=district).filter(_running(on))
        found = found.filter(Exists(serving))
    if offered:
        found = found.filter(Q(service=offered) | Q(fields_of_work=offered))
    descending = sort.startswith("-")
    order = SORTS.get(sort.lstrip("-"), SORTS["name"])
    return found.order_by(*(f"-{column}" if descending else column for column in order))


def directory(
    search: str = "",
    district: str = "",
    kind: str = "",
    *,
    at: datetime,
    limit: int | None = 50,
    receiving: bool = True,
) -> list[AgencyEntry]:
    """Agencies that work now and take referrals, for the picker of a referral, those with staff first; `at` is local time.

    :param receiving: only those that take referrals
    """
    found = staffed_first(search, district, kind, on=at.date(), receiving=receiving)
    return entries(found[:limit] if limit else found, at=at)


def staffed_first(
    search: str, district: str, kind: str, offered: str = "", *, on: date, receiving: bool = True
) -> QuerySet[Agency]:
    """Agencies that work on a day and (``receiving``) take referrals, those with staff first."""
    found = agencies(search=search, kind=kind, district=district, offered=offered, on=on)
    if receiving:
        found = found.filter(receives=True)
    staffed = Membership.objects.active_on(on).filter(agency=OuterRef("pk"))
    return found.order_by(Exists(staffed).desc(), *SORTS["name"])


def entries(found: Iterable[Agency] | QuerySet[Agency], *, at: datetime) -> list[AgencyEntry]:
    """Agencies with districts and hours: four queries however many. `at` is local time."""
    if isinstance(found, QuerySet):
        found = found.prefetch_related(
            Prefetch("catchments", Catchment.objects.filter(_running(at.date()))),
            Prefetch("opening_hours", OpeningHours.objects.prefetch_related("times")),
            Prefetch(
                "closings", AgencyClosing.objects.filter(starts_on__lte=at.date(), ends_on__gt=at.date())
            ),
        )
    return [_entry(agency, at) for agency in found]


def agency_page(agency_id: UUID) -> Agency:
    """One agency with its particulars, past and present.

    :raises NotFound: no such agency
    """
    agency = (
        Agency.objects.select_related("parent", "opening_hours")
        .prefetch_related("opening_hours__times", "catchments", "closings")
        .filter(pk=agency_id)
        .first()
    )
    if agency is None:
        raise NotFound("agency", agency_id)
    return agency


def districts(*, on: date) -> list[str]:
    """Every 中学校区 that some agency serves."""
    return list(
        Catchment.objects.filter(_running(on))
        .order_by("district")
        .values_list("district", flat=True)
        .distinct()
    )


def offered_by_receivers(*, on: date) -> list[str]:
    """Services and fields of work of the agencies that take referrals."""
    found = Agency.objects.active_on(on).filter(receives=True).order_by()
    pairs = found.values_list("service", "fields_of_work").distinct()
    return sorted({one for pair in pairs for one in pair if one})


def schedule_of(agency: Agency) -> Schedule:
    """What is understood of its hours; nothing when no hours were ever recorded."""
    try:
        return agency.opening_hours.schedule()
    except OpeningHours.DoesNotExist:
        return Schedule()


def _entry(agency: Agency, at: datetime) -> AgencyEntry:
    schedule = schedule_of(agency)
    closing = next(iter(agency.closings.all()), None)
    open_now = False if closing else is_open(schedule, at, holiday=is_holiday(at.date()))
    return AgencyEntry(
        id=agency.pk,
        code=agency.code,
        name=agency.name,
        kana=agency.kana,
        kind=agency.kind,
        kind_label=agency.get_kind_display(),
        service=agency.service,
        corporation=agency.corporation,
        address=agency.address,
        phone=agency.phone,
        districts=[one.district for one in agency.catchments.all()],
        hours=describe(schedule),
        hours_words=agency.hours,
        open_now=open_now,
        closed_until=closing.ends_on if closing else None,
        ends_on=agency.ends_on,
        receives=agency.receives,
        answering=agency.answering,
        fields_of_work=agency.fields_of_work,
    )


def _running(on: date) -> Q:
    return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))


def agency_choices(*, on: date) -> list[tuple[str, str]]:
    """Agencies that work now, for a choice where somebody belongs: offices first, then by name.

    Those of a published list without any staff are left out: there are thousands, and ``find_agencies`` finds them.
    """
    working = Membership.objects.active_on(on).filter(agency=OuterRef("pk"))
    found = Agency.objects.active_on(on).filter(~Q(kind="facility") | Exists(working) | ~Q(code=""))
    named = found.values_list("pk", "name", "code", "service", "kind")
    ordered = sorted(named, key=lambda one: (one[4] != "office", one[2] == "", one[2], one[1]))
    return [
        (str(pk), f"{name}{f'（{service}）' if service else ''}{f' [{code}]' if code else ''}")
        for pk, name, code, service, _kind in ordered
    ]


def find_agencies(search: str, *, on: date, limit: int = 6) -> list[tuple[str, str]]:
    """Agencies that the words fit: id, and a line that tells it from its namesakes. Only one where one is called just so."""
    found = list(agencies(search=search, on=on)[:limit])
    called = [one for one in agencies(on=on).filter(Q(code=search) | Q(name=search))[:2] if search]
    if len(called) == 1:
        found = called
    return [(str(one.pk), "　".join(filter(None, (one.name, one.service, one.address)))) for one in found]


def agencies_with_staff(*, on: date) -> list[tuple[str, str]]:
    """Agencies where somebody works now, for a filter."""
    working = Membership.objects.active_on(on).filter(agency=OuterRef("pk"))
    found = Agency.objects.filter(Exists(working)).order_by("code", "name", "id").values_list("pk", "name")
    return [(str(pk), name) for pk, name in found]
