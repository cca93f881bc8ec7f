from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.office import prepared
from enishi.office.wareki import BirthDate
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
    contacts: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        return reference(self.id)

    @property
    def polite(self) -> str:
        """The name with 様, where there is one."""
        return self.name if self.name == NAMELESS else f"{self.name}様"


# One value for each person, so that a statement with other questions can ask for faces, too.
FACES = """
SELECT to_json(face) AS told FROM (
SELECT p.resident_id, p.birth_text, p.birth_year, p.birth_month, p.birth_day, p.birth_year_to, p.birth_era_code,
       p.birth_approximate, p.birth_estimated, p.age, p.age_to, p.age_said_on, p.sex,
       (SELECT json_agg(json_build_array(n.kind, n.text, n.kana) ORDER BY n.recorded_at, n.id) FROM residents_personname n
         WHERE n.resident_id = p.resident_id AND n.ended_at IS NULL) AS names,
       CASE WHEN p.resident_id = ANY ((SELECT %(minded)s::uuid[])::uuid[]) THEN
           (SELECT json_agg(c.text ORDER BY c.recorded_at, c.id) FROM residents_consideration c
             WHERE c.resident_id = p.resident_id AND c.ended_at IS NULL) END AS told,
       CASE WHEN p.resident_id = ANY ((SELECT %(minded)s::uuid[])::uuid[]) THEN
           (SELECT json_agg(json_build_array(t.text, t.whose, t.no_voicemail, t.no_name, t.note)
                             ORDER BY t.recorded_at, t.id)
              FROM residents_contact t WHERE t.resident_id = p.resident_id AND t.ended_at IS NULL) END AS numbers
  FROM residents_particulars p WHERE p.resident_id = ANY ((SELECT %(residents)s::uuid[])::uuid[]) ORDER BY p.recorded_at, p.id) face
"""
BIRTH = (
    "birth_text",
    "birth_year",
    "birth_month",
    "birth_day",
    "birth_year_to",
    "birth_era_code",
    "birth_approximate",
    "birth_estimated",
    "age",
    "age_to",
)


def faces(hat: Hat, residents: Iterable[UUID], *, on: date, considerations: bool = False) -> dict[UUID, Face]:
    """Register → :class:`Face`, for those whose BASIC the caller has looked at in this request. One query.

    :param on: the day for ages
    :param considerations: also what to mind when meeting, and how to reach them, as far as the classes looked at go
    """
    wanted = list(dict.fromkeys(residents))
    if not wanted:
        return {}
    minded = wanted if considerations else []
    rows = prepared.rows(FACES, {"residents": prepared.array(wanted), "minded": prepared.array(minded)})
    return dict(face(row, on) for (row,) in rows)


@dataclass(frozen=True, slots=True)
class Called:
    """How a person is called: what a long list needs of a face."""

    name: str
    kana: str


# The last written legal name, and where there is none, the last written of any kind.
NAMES = """
SELECT resident_id, text, kana FROM residents_personname
 WHERE resident_id = ANY ((SELECT %s::uuid[])::uuid[]) AND ended_at IS NULL
 ORDER BY kind = %s, recorded_at, id
"""


def called(residents: Iterable[UUID]) -> dict[UUID, Called]:
    """Register → how the person is called, for those whose BASIC the caller has looked at in this request. One query."""
    wanted = list(dict.fromkeys(residents))
    if not wanted:
        return {}
    return named(prepared.rows(NAMES, [prepared.array(wanted), NameKind.LEGAL.value]))


def named(rows: Iterable[tuple[UUID, str, str]]) -> dict[UUID, Called]:
    """What :data:`NAMES` found, for a list that asks for it together with something of its own."""
    return {resident: Called(text or kana or NAMELESS, kana) for resident, text, kana in rows}


WRITTEN = """
SELECT text, kana FROM residents_personname
 WHERE resident_id = ANY ((SELECT %s::uuid[])::uuid[]) AND ended_at IS NULL ORDER BY recorded_at, id
"""


def written_names(residents: Iterable[UUID]) -> list[str]:
    """Every name of these people that stands (氏名・通称・旧姓), in kanji and in kana, for those whose BASIC the caller has
    looked at in this request: what must not stand in words that leave the city. One query, none for nobody.
    """
    wanted = list(dict.fromkeys(residents))
    if not wanted:
        return []
    return [one for row in prepared.rows(WRITTEN, [prepared.array(wanted)]) for one in row if one]


def face(told: Any, on: date) -> tuple[UUID, Face]:
    """One value of :data:`FACES` → whose it is, and the face."""
    row = prepared.read_json(told)
    said_on = row["age_said_on"]
    birth = BirthDate(*[*[row[name] for name in BIRTH], date.fromisoformat(said_on) if said_on else None])
    written = row["names"] or []
    legal = [one for one in written if one[0] == NameKind.LEGAL] or written
    shown = legal[-1] if legal else None
    also = [
        f"{NameKind(kind).label} {text or kana}"
        for kind, text, kana in (one for one in written if one is not shown)
        if kind != NameKind.LEGAL
    ]
    resident = prepared.kept_id(row["resident_id"])
    return resident, Face(
        id=resident,
        name=(shown[1] or shown[2]) if shown else NAMELESS,
        kana=shown[2] if shown else "",
        also="、".join(also),
        birth=birth,
        birth_text="" if birth.is_unknown else birth.written(),
        age_text=age_text(birth, on),
        sex=str(Sex(row["sex"]).label) if row["sex"] != Sex.UNKNOWN else "",
        considerations=tuple(row["told"] or ()),
        contacts=tuple(_contact(*one) for one in row["numbers"] or ()),
    )


def _contact(text: str, whose: str, no_voicemail: bool, no_name: bool, note: str) -> str:
    """「090-…（母の電話・留守電不可）」: the number, and what must not be done with it."""
    mind = [whose, "留守電不可" if no_voicemail else "", "本人名を出さない" if no_name else "", note]
    said = "・".join(one for one in mind if one)
    return f"{text}（{said}）" if said else text


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
