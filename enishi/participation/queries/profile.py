"""What a person wants, can and needs, as it stands; read after a look at the case."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.cases.access import OpenedCase
from enishi.community.models import Resource, Town
from enishi.community.terms import BarrierFree, Consideration, Purpose, Target
from enishi.intake.queries.listing import long_time, short_day
from enishi.office.text.addresses import address_parts
from enishi.participation.models import Placement, Profile, ProfileLine
from enishi.participation.models.profile import CLASS_OF
from enishi.participation.rules.conditions import DAYS
from enishi.participation.rules.wishes import Wishes
from enishi.participation.terms import NoReason, PartOfDay, PlacementState, Side
from enishi.residents.models import Address
from enishi.residents.queries import faces, whereabouts_seals
from enishi.residents.terms import Protection
from enishi.sharing.terms import InformationClass

_SPLIT = re.compile(r"[\n、,，。・/／;；]+")
LONGEST_WORD, MOST_WORDS = 20, 30


class Place(NamedTuple):
    """Where somebody lives, as far as matching may know: the town and its centre; ``protected``: nothing is used."""

    protected: bool
    town: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Told:
    """The standing profile of one file, and which sides the hat may read and write."""

    row: Profile | None
    lines: Mapping[str, ProfileLine]
    sides: Sequence[Side]
    hidden: Sequence[str] = field(default_factory=list)

    @property
    def id(self) -> UUID | None:
        return self.row.pk if self.row else None

    def words(self, side: Side) -> str:
        return self.lines[side].text if side in self.lines else ""


def told(classes: Mapping[UUID, int], files: Sequence[UUID]) -> dict[UUID, Told]:
    """What stands for files of cases, after a look. Two queries, for one or for many.

    :param classes: binder → the classes that were looked at
    """
    rows = {one.binder_id: one for one in Profile.objects.filter(binder_id__in=files, ended_at__isnull=True)}
    lines: dict[UUID, dict[str, ProfileLine]] = {}
    for one in ProfileLine.objects.filter(binder_id__in=files, ended_at__isnull=True).order_by("pk"):
        lines.setdefault(one.binder_id, {})[one.side] = one
    return {
        file: Told(
            rows.get(file),
            lines.get(file, {}),
            [side for side in Side if classes.get(file, 0) & CLASS_OF[side]],
            [str(side.label) for side in Side if not classes.get(file, 0) & CLASS_OF[side]],
        )
        for file in files
    }


def person_of(found: OpenedCase, file: UUID) -> UUID:
    """Whose register a file of a case is about."""
    if file == found.id:
        return found.row.resident_id
    return next(one.resident_id for one in found.members if one.pk == file)


def wishes(
    hat: Hat, classes: Mapping[UUID, int], persons: Mapping[UUID, UUID], *, on: date
) -> dict[UUID, tuple[Told, Wishes]]:
    """Profiles of files as matching takes them, after a look at the files and registers. As many queries for one as for many.

    :param persons: file → whose register it is about
    """
    profiles = told(classes, list(persons))
    places = places_of(classes, list(dict.fromkeys(persons.values())), on=on)
    known = faces(hat, persons.values(), on=on)
    hosts = _known_hosts(list(persons))
    found = {}
    for file, resident in persons.items():
        ages = known[resident].birth.ages_on(on) if resident in known else None
        age = ages[0] if ages and ages[0] == ages[1] else None
        profile = profiles[file]
        mine = to_wishes(profile, places[resident], age=age, known_hosts=hosts.get(file, frozenset()))
        found[file] = (profile, mine)
    return found


def _known_hosts(files: Sequence[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Where somebody has been before, and it was not the host that did not want to."""
    hosts: dict[UUID, set[UUID]] = {}
    ended = Placement.objects.filter(binder_id__in=files, state=PlacementState.ENDED)
    for file, resource, reason in ended.order_by("pk").values_list(
        "binder_id", "resource_id", "ended_reason"
    ):
        if reason != NoReason.HOST:
            hosts.setdefault(file, set()).add(resource)
    return {file: frozenset(found) for file, found in hosts.items()}


def to_wishes(
    profile: Told, place: Place, *, age: int | None, known_hosts: frozenset[UUID] = frozenset()
) -> Wishes:
    """Rows as plain values."""
    row, lines = profile.row, profile.lines
    needs, avoids = lines.get(Side.NEEDS), lines.get(Side.AVOIDS)
    return Wishes(
        purposes=frozenset(row.purposes if row else ()),
        days=frozenset(row.days if row else ()),
        parts=frozenset(row.parts if row else ()),
        age=age,
        fields=frozenset(row.fields if row else ()),
        latitude=place.latitude,
        longitude=place.longitude,
        town=place.town,
        max_km=float(row.max_km) if row and row.max_km is not None else None,
        hides_place=place.protected,
        needed=frozenset(needs.needed if needs else ()),
        cared_for=frozenset(needs.cared_for if needs else ()),
        accesses=frozenset(needs.accesses if needs else ()),
        shunned=frozenset(avoids.shunned if avoids else ()),
        shunned_towns=frozenset(avoids.shunned_towns if avoids else ()),
        likes=split_words(profile.words(Side.LIKES)),
        can=split_words(profile.words(Side.CAN)),
        times_a_week=row.times_a_week if row else None,
        known_hosts=known_hosts,
    )


def split_words(text: str) -> tuple[str, ...]:
    """The person's words one by one: what stands between commas, points and line ends.

    >>> split_words("畑、ものづくり\\n猫が好き")
    ('畑', 'ものづくり', '猫が好き')
    """
    found = [word.strip() for word in _SPLIT.split(text)]
    return tuple(dict.fromkeys(word for word in found if 0 < len(word) <= LONGEST_WORD))[:MOST_WORDS]


def places_of(classes: Mapping[UUID, int], residents: Sequence[UUID], *, on: date) -> dict[UUID, Place]:
    """Where people live, as far as the hat sees it and nothing protects it. Three queries at most.

    What is not confirmed free is protected: then neither distance nor district is used, for anybody.
    """
    seen = [one for one in residents if classes.get(one, 0) & InformationClass.LOCATION]
    sealed = whereabouts_seals(seen) if seen else {}
    standing: dict[UUID, list[Address]] = {}
    rows = Address.objects.filter(resident__in=seen, ended_at__isnull=True).order_by("-recorded_at", "pk")
    for one in rows if seen else []:
        if one.ends_on is None or one.ends_on > on:
            standing.setdefault(one.resident_id, []).append(one)
    written = {
        resident: address_parts(standing[resident][0].text).town if resident in standing else ""
        for resident in seen
        if resident not in sealed
        and all(one.protection == Protection.NONE for one in standing.get(resident, []))
    }
    centres = _centres({town for town in written.values() if town})
    return {
        one: Place(False, written[one], *centres.get(written[one], (None, None)))
        if one in written
        else Place(protected=True)
        for one in residents
    }


def _centres(towns: Collection[str]) -> dict[str, tuple[float, float]]:
    """Town → its centre, from the register of towns that the city has loaded."""
    if not towns:
        return {}
    rows = Town.objects.filter(town__in=list(towns), latitude__isnull=False).order_by("-section", "pk")
    return {one.town: (float(one.latitude or 0), float(one.longitude or 0)) for one in rows}


def resource_names(ids: Sequence[UUID]) -> list[tuple[str, str]]:
    """Resources by id and name, for ticks."""
    found = Resource.objects.filter(pk__in=list(ids)).order_by("name", "pk").values_list("pk", "name")
    return [(str(one), name) for one, name in found]


class ProfileLineShown(NamedTuple):
    label: str
    text: str
    marks: Sequence[str]


class ProfileShown(NamedTuple):
    """The profile as it is drawn."""

    is_there: bool
    wanted: Sequence[tuple[str, str]]
    lines: Sequence[ProfileLineShown]
    when: str
    waits: str
    by_meeting: bool


def shown(profile: Told) -> ProfileShown:
    """What stands, in words."""
    row = profile.row
    lines = [_line(profile.lines[side]) for side in Side if side in profile.lines]
    return ProfileShown(
        is_there=row is not None or bool(lines),
        wanted=_wanted(row) if row else [],
        lines=lines,
        when=long_time(row.at) if row else "",
        waits=f"{short_day(row.waits_since)}から待っています" if row and row.waits_since else "",
        by_meeting=bool(row and row.decision_id),
    )


def _wanted(row: Profile) -> list[tuple[str, str]]:
    told = [
        ("希望する形", _labels(Purpose, row.purposes)),
        ("行ける曜日", "・".join(DAYS[one] for one in row.days)),
        ("行ける時間帯", _labels(PartOfDay, row.parts)),
        ("週に何回", f"{row.times_a_week}回" if row.times_a_week else ""),
        ("行ける距離", f"{row.max_km:g}kmまで" if row.max_km is not None else ""),
        ("分野", _labels(Target, row.fields)),
    ]
    return [(label, text) for label, text in told if text]


def _line(row: ProfileLine) -> ProfileLineShown:
    marks = [
        *(f"必ず要る：{label}" for label in _list(Consideration, row.needed)),
        *(f"あるとよい：{label}" for label in _list(Consideration, row.cared_for)),
        *(f"バリアフリー：{label}" for label in _list(BarrierFree, row.accesses)),
        *(f"候補にしない町：{town}" for town in row.shunned_towns),
        *([f"候補にしない資源：{len(row.shunned)}件"] if row.shunned else []),
    ]
    return ProfileLineShown(str(row.get_side_display()), row.text, marks)


def _list(words: type[Consideration] | type[BarrierFree], codes: Sequence[str]) -> list[str]:
    return [str(one.label) for one in words if one.value in codes]


def _labels(words: type[Purpose] | type[PartOfDay] | type[Target], codes: Sequence[str]) -> str:
    return "・".join(str(one.label) for one in words if one.value in codes)
