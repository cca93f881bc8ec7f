from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from enishi.agencies.hats import Hat
from enishi.office.wareki import BirthDate
from enishi.residents.models import Consideration, Particulars, PersonName
from enishi.residents.rules.reference import reference
from enishi.residents.terms import NameKind, Sex

NAMELESS = "（氏名未記入）"
UNKNOWN_BIRTH = BirthDate(text="")


@dataclass(frozen=True)
class Face:
    """What stands for a person in a list."""

    id: UUID
    name: str = NAMELESS
    kana: str = ""
    also: str = ""
    birth: BirthDate = UNKNOWN_BIRTH
    birth_text: str = ""
    age_text: str = ""
    sex: str = ""
    considerations: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        return reference(self.id)


def faces(hat: Hat, residents: Iterable[UUID], *, on: date, considerations: bool = False) -> dict[UUID, Face]:
    """Register → :class:`Face`, for those whose BASIC the caller has looked at in this request. Two queries.

    :param on: the day for ages
    """
    wanted = list(dict.fromkeys(residents))
    if not wanted:
        return {}
    names: dict[UUID, list[PersonName]] = {}
    for name in PersonName.objects.filter(resident__in=wanted, ended_at__isnull=True).order_by(
        "recorded_at", "id"
    ):
        names.setdefault(name.resident_id, []).append(name)
    rows = Particulars.objects.filter(resident__in=wanted).order_by("recorded_at", "id")
    if considerations:
        rows = rows.annotate(
            told=ArraySubquery(
                Consideration.objects.filter(resident=OuterRef("resident"), ended_at__isnull=True)
                .order_by("recorded_at", "id")
                .values("text")
            )
        )
    return {row.resident_id: _face(row, names.get(row.resident_id, []), on, considerations) for row in rows}


@dataclass(frozen=True, slots=True)
class Called:
    """How a person is called: what a long list needs of a face."""

    name: str
    kana: str


def called(residents: Iterable[UUID]) -> dict[UUID, Called]:
    """Register → how the person is called, for those whose BASIC the caller has looked at in this request. One query."""
    wanted = list(dict.fromkeys(residents))
    if not wanted:
        return {}
    # The last written legal name, and where there is none, the last written of any kind.
    rows = (
        PersonName.objects.filter(resident__in=wanted, ended_at__isnull=True)
        .alias(is_legal=Q(kind=NameKind.LEGAL))
        .order_by("is_legal", "recorded_at", "id")
        .values_list("resident_id", "text", "kana")
    )
    return {resident: Called(text or kana or NAMELESS, kana) for resident, text, kana in rows}


def _face(row: Particulars, names: list[PersonName], on: date, considerations: bool) -> Face:
    legal = [one for one in names if one.kind == NameKind.LEGAL] or names
    shown = legal[-1] if legal else None
    also = [
        f"{one.get_kind_display()} {one}" for one in names if one is not shown and one.kind != NameKind.LEGAL
    ]
    birth = row.birth
    return Face(
        id=row.resident_id,
        name=str(shown) if shown else NAMELESS,
        kana=shown.kana if shown else "",
        also="、".join(also),
        birth=birth,
        birth_text="" if birth.is_unknown else birth.written(),
        age_text=age_text(birth, on),
        sex=row.get_sex_display() if row.sex != Sex.UNKNOWN else "",
        considerations=tuple(row.told) if considerations else (),  # type: ignore[attr-defined]
    )


def age_text(birth: BirthDate, on: date) -> str:
    """「51歳」「50〜51歳」「45歳くらい（2024年に）」, "" when nothing is known."""
    if birth.age is not None and birth.approximate:
        said = (
            f"（{birth.said_on.year}年に聞いた）" if birth.said_on and birth.said_on.year != on.year else ""
        )
        return f"{birth.written()}{said}"
    ages = birth.ages_on(on)
    if ages is None:
        return ""
    youngest, oldest = ages
    if youngest == oldest:
        return f"{oldest}歳"
    return f"{youngest}〜{oldest}歳"
