"""Realistic ledgers for measuring the matching: fictional people, and a second office that wrote them down its own way."""

import csv
import gzip
import os
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from enishi.office.text import katakana, variant_table
from enishi.office.wareki import wareki, wareki_short

SHARED = Path(os.environ.get("ENISHI_SHARED", "../shared")) / "data" / "names_ja"
FEW_SURNAMES = [
    ("佐藤", "サトウ", 30),
    ("鈴木", "スズキ", 29),
    ("高橋", "タカハシ", 22),
    ("田中", "タナカ", 21),
    ("伊藤", "イトウ", 17),
    ("渡辺", "ワタナベ", 17),
    ("山本", "ヤマモト", 17),
    ("中村", "ナカムラ", 16),
    ("小林", "コバヤシ", 16),
    ("加藤", "カトウ", 14),
    ("吉田", "ヨシダ", 13),
    ("山田", "ヤマダ", 13),
    ("佐々木", "ササキ", 11),
    ("斎藤", "サイトウ", 9),
    ("山崎", "ヤマザキ", 8),
    ("長谷川", "ハセガワ", 6),
    ("林", "ハヤシ", 8),
    ("森", "モリ", 7),
    ("大野", "オオノ", 4),
    ("小野", "オノ", 4),
    ("浜田", "ハマダ", 3),
    ("桑原", "クワハラ", 2),
    ("柳田", "ヤナギダ", 1),
    ("徳永", "トクナガ", 1),
    ("広瀬", "ヒロセ", 3),
    ("沢田", "サワダ", 3),
]
FEW_GIVEN = {
    "male": [
        ("タロウ", ["太郎", "太朗"]),
        ("ケンジ", ["健二", "賢治", "謙二"]),
        ("ヒロシ", ["博", "弘", "浩", "宏"]),
        ("ショウタ", ["翔太"]),
        ("ショウヘイ", ["翔平"]),
        ("マコト", ["誠", "真"]),
        ("ユウキ", ["勇気", "裕樹"]),
        ("カズオ", ["一夫", "和男", "和雄"]),
    ],
    "female": [
        ("ユウコ", ["裕子", "祐子", "優子"]),
        ("ハナコ", ["花子"]),
        ("ミサキ", ["美咲", "岬"]),
        ("ミヅキ", ["美月"]),
        ("カズコ", ["和子", "一子"]),
        ("サチコ", ["幸子", "佐知子"]),
        ("アケミ", ["明美", "朱美"]),
        ("サクラ", ["さくら", "桜"]),
    ],
}
TOWNS = [
    "西町",
    "土橋町",
    "大字前原字橋爪山",
    "緑ケ丘",
    "自由ヶ丘",
    "四郷町天道",
    "高町東山",
    "井上町",
    "梅坪町",
    "若宮町",
    "八草町秋合",
    "渋谷町",
    "栄町",
    "朝日ケ丘",
    "広路町",
    "永覚町上長根",
    "一色町",
    "五ケ丘",
    "美里",
    "東梅坪町",
]
BUILDINGS = ["", "", "", "", "コーポ山田", "サンシャイン八城", "グリーンハイツ", "県営住宅A棟"]


@dataclass(frozen=True)
class Person:
    """A fictional resident as one office wrote them down. `truth` tells who it really is."""

    truth: int
    surname: str
    given: str
    surname_kana: str
    given_kana: str
    sex: str
    birth: date | None
    town: str
    lot: tuple[int, ...]
    building: str
    room: int
    phone: str
    former: str = ""
    former_kana: str = ""


@dataclass
class World:
    """A town of households, with twins, namesakes and families under one roof."""

    seed: int = 1
    random: Random = field(init=False)
    surnames: list[tuple[str, str, int]] = field(init=False)
    given: dict[str, list[tuple[str, list[str]]]] = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.surnames, self.given = FEW_SURNAMES, FEW_GIVEN
        if SHARED.is_dir():
            self.surnames, self.given = _shared_surnames(), _shared_given()

    def people(self, count: int) -> list[Person]:
        people: list[Person] = []
        while len(people) < count:
            people += self._household(len(people))
        return people[:count]

    def _household(self, first: int) -> list[Person]:
        pick = self.random
        surname, kana, _ = pick.choices(self.surnames, [row[2] for row in self.surnames])[0]
        town, building = pick.choice(TOWNS), pick.choice(BUILDINGS)
        lot = tuple(pick.randint(1, n) for n in pick.choice([(9, 60), (9, 60, 30), (400,), (300, 9)]))
        landline = f"0565-{pick.randint(20, 99)}-{pick.randint(0, 9999):04}"
        members = []
        for n in range(pick.choice([1, 1, 1, 2, 2, 3, 4])):
            birth = date(1930, 1, 1) + timedelta(days=pick.randint(0, 33_000))
            twin = bool(members) and pick.random() < 0.06
            sex = members[-1].sex if twin else pick.choice(["male", "female"])
            given_kana, given = self._given(sex)
            person = Person(
                first + n,
                surname,
                given,
                kana,
                given_kana,
                sex,
                members[-1].birth if twin else birth,
                town,
                lot,
                building,
                pick.randint(101, 405) if building else 0,
                f"090-{pick.randint(1000, 9999)}-{pick.randint(0, 9999):04}"
                if pick.random() < 0.5
                else landline,
            )
            members.append(person)
        return members

    def _given(self, sex: str) -> tuple[str, str]:
        kana, spellings = self.random.choice(self.given[sex])
        return kana, self.random.choice(spellings)


def _shared_surnames() -> list[tuple[str, str, int]]:
    with (SHARED / "last_name_org.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.reader(lines) if len(row) >= 3 and row[1].isdigit()]
    return [(row[0], katakana(row[2]), max(1, int(row[1]) // 1000)) for row in rows[:2500]]


def _shared_given() -> dict[str, list[tuple[str, list[str]]]]:
    given = {}
    for sex, name in (("male", "man"), ("female", "woman")):
        with gzip.open(SHARED / f"first_name_{name}_org.csv.gz", "rt", encoding="utf-8") as lines:
            rows = [row for row in csv.reader(lines) if len(row) >= 3]
        # Readings with many spellings are the common ones; few of them keep true homophones frequent.
        rows.sort(key=lambda row: -len(row))
        given[sex] = [(katakana(row[0]), [word for word in row[2:] if word][:8]) for row in rows[:500]]
    return given


@dataclass
class SecondOffice:
    """Writes the same people its own way: other scripts and dates, slips, gaps, moves, marriages."""

    world: World
    harshness: float = 1.0

    def copy(self, person: Person) -> Person:
        pick = self.world.random
        changes = [
            (0.20, self._moved),
            (0.12, self._other_phone),
            (0.25, lambda p: replace(p, phone="")),
            (0.10, lambda p: replace(p, town="", lot=())),
            (0.07, lambda p: replace(p, birth=None)),
            (0.02, self._swapped),
            (0.02, self._wrong_era),
            (0.02, self._wrong_digit),
            (0.04, self._kanji_slip),
            (0.04, self._kana_slip),
            (0.08, self._other_glyph),
            (0.04, self._homophone),
            (0.03, self._married),
            (0.12, lambda p: replace(p, surname_kana="", given_kana="")),
            (0.08, lambda p: replace(p, sex="")),
            (0.004, self._wrong_sex),
            (0.3, lambda p: replace(p, building="", room=0)),
        ]
        for chance, change in changes:
            if pick.random() < chance * self.harshness:
                person = change(person)
        return person

    def _moved(self, p: Person) -> Person:
        other = self.world._household(0)[0]
        return replace(p, town=other.town, lot=other.lot, building=other.building, room=other.room)

    def _other_phone(self, p: Person) -> Person:
        return replace(
            p, phone=f"080-{self.world.random.randint(1000, 9999)}-{self.world.random.randint(0, 9999):04}"
        )

    def _swapped(self, p: Person) -> Person:
        if p.birth is None or p.birth.day > 12:
            return p
        return replace(p, birth=p.birth.replace(month=p.birth.day, day=p.birth.month))

    def _wrong_era(self, p: Person) -> Person:
        if p.birth is None or (p.birth.month, p.birth.day) == (2, 29):
            return p
        year = p.birth.year + (63 if p.birth.year < 1960 else -1)
        return replace(p, birth=p.birth.replace(year=year))

    def _wrong_digit(self, p: Person) -> Person:
        return replace(p, birth=p.birth.replace(day=p.birth.day % 27 + 1)) if p.birth else p

    def _kanji_slip(self, p: Person) -> Person:
        return replace(p, given=_slip(self.world.random, p.given, "大木本子美太郎一二三夫男恵和正"))

    def _kana_slip(self, p: Person) -> Person:
        if self.world.random.random() < 0.5:
            return replace(p, surname_kana=_slip(self.world.random, p.surname_kana, "アカサタナハマヤラン"))
        return replace(p, given_kana=_slip(self.world.random, p.given_kana, "アカサタナハマヤラン"))

    def _other_glyph(self, p: Person) -> Person:
        variants = {c: v for v, c in variant_table().items() if v in "髙﨑濵濱邊邉齋齊桒冨嶋栁澤廣國櫻德瀨龍"}
        return replace(p, surname="".join(variants.get(letter, letter) for letter in p.surname))

    def _homophone(self, p: Person) -> Person:
        for kana, spellings in self.world.given[p.sex or "male"]:
            if kana == p.given_kana:
                return replace(p, given=self.world.random.choice(spellings))
        return p

    def _married(self, p: Person) -> Person:
        surname, kana, _ = self.world.random.choice(self.world.surnames)
        noted = self.world.random.random() < 0.7
        return replace(
            p,
            surname=surname,
            surname_kana=kana,
            former=p.surname if noted else "",
            former_kana=p.surname_kana if noted else "",
        )

    def _wrong_sex(self, p: Person) -> Person:
        return replace(p, sex={"male": "female", "female": "male"}.get(p.sex, ""))


def _slip(pick: Random, word: str, letters: str) -> str:
    if len(word) < 2:
        return word
    at = pick.randrange(len(word) - 1)
    kind = pick.choice(["swap", "drop", "other", "double"])
    if kind == "swap":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    return word[:at] + pick.choice(letters) + word[at + (kind == "other") :]


def row_of_first_office(person: Person) -> dict[str, str]:
    """氏名 in one cell, half-width kana, wareki, lots with 丁目・番地."""
    marks = ["丁目", "番地", "号"] if len(person.lot) == 3 else ["番地", "の"]
    lot = "".join(f"{number}{mark}" for number, mark in zip(person.lot, marks, strict=False)).removesuffix(
        "の"
    )
    return {
        "宛名番号": f"A{person.truth:06}",
        "氏名": f"{person.surname}　{person.given}",
        "フリガナ": f"{person.surname_kana} {person.given_kana}".strip(),
        "生年月日": wareki(person.birth) if person.birth else "",
        "性別": {"male": "男", "female": "女"}.get(person.sex, ""),
        "住所": f"愛知県豊田市{person.town}{lot}{_home(person, '号室')}" if person.town else "",
        "電話番号": person.phone,
        "旧姓": person.former,
    }


def row_of_second_office(person: Person, number: int) -> dict[str, str]:
    """Name without a blank, hiragana, short wareki or western dates, lots with hyphens, digits as phones."""
    births = [wareki_short, lambda day: day.isoformat(), lambda day: day.strftime("%Y%m%d")]
    return {
        "ID": f"B{number:06}",
        "漢字氏名": f"{person.surname}{person.given}",
        "ふりがな": "".join(
            chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in person.surname_kana + person.given_kana
        ),
        "誕生日": births[number % 3](person.birth) if person.birth else "",
        "性別": {"male": "1", "female": "2"}.get(person.sex, ""),
        "現住所": f"豊田市{person.town.replace('大字', '').replace('字', '')}{'-'.join(map(str, person.lot))}{_home(person, '')}"
        if person.town
        else "",
        "電話": person.phone.replace("-", ""),
        "旧氏": person.former,
    }


def _home(person: Person, mark: str) -> str:
    return f" {person.building}{person.room}{mark}" if person.building else ""
