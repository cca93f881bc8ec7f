"""The fictional residents of みのり市: 400 in 300 households, always the same."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from enishi.demo.offices import DISTRICTS, FAMILY_NAMES, GIVEN_NAMES

HOUSEHOLDS, RESIDENTS = 300, 400
TOWNS = ("みのり町", "川西町", "若葉台", "東山町", "朝日町", "港町", "清流町", "緑ヶ丘")
ERAS = ((2019, 5, 1, "令和", 2018), (1989, 1, 8, "平成", 1988), (1926, 12, 25, "昭和", 1925), (1912, 7, 30, "大正", 1911))


@dataclass(frozen=True)
class Villager:
    family: str
    given: str
    family_kana: str
    given_kana: str
    sex: str
    birth: str
    phone: str
    relation: str

    @property
    def name(self) -> str:
        return f"{self.family} {self.given}"

    @property
    def kana(self) -> str:
        return f"{self.family_kana} {self.given_kana}"


@dataclass
class House:
    address: str
    district: str
    members: list[Villager] = field(default_factory=list)


def wareki(day: date) -> str:
    """昭和50年4月1日: how a worker writes it."""
    for year, month, first, name, before in ERAS:
        if day >= date(year, month, first):
            number = day.year - before
            return f"{name}{'元' if number == 1 else number}年{day.month}月{day.day}日"
    raise ValueError(day)


def houses(today: date) -> list[House]:
    """All households; ages fall naturally within one house, so that 8050 and ひとり親 occur."""
    chance = random.Random(2026)
    sizes = [1] * HOUSEHOLDS
    while sum(sizes) < RESIDENTS:
        sizes[chance.randrange(HOUSEHOLDS)] += 1
    return [_house(chance, size, today) for size in sizes]


def _house(chance: random.Random, size: int, today: date) -> House:
    district = chance.randrange(len(DISTRICTS))
    address = f"みのり市{TOWNS[district]}{chance.randint(1, 5)}丁目{chance.randint(1, 30)}番{chance.randint(1, 20)}号"
    if chance.random() < 0.3:
        address += f" {chance.choice(['メゾン', 'コーポ', '市営'])}{TOWNS[district][:2]} {chance.randint(101, 508)}号室"
    family = chance.choice(FAMILY_NAMES)
    eldest = chance.choice([28, 35, 42, 48, 55, 63, 70, 76, 82, 86])
    house = House(address, DISTRICTS[district])
    for place in range(size):
        age = eldest if place == 0 else max(1, eldest - (2 if place == 1 and chance.random() < 0.5 else 27) - place)
        house.members.append(_villager(chance, family, age, today, "世帯主" if place == 0 else "家族"))
    return house


def _villager(chance: random.Random, family: tuple[str, str], age: int, today: date, relation: str) -> Villager:
    given, given_kana, sex = chance.choice(GIVEN_NAMES)
    born = today - timedelta(days=age * 365 + chance.randrange(365))
    birth = chance.choices([wareki(born), f"{born.year}/{born.month}/{born.day}", f"{age}歳くらい", ""], [70, 18, 8, 4])[0]
    phone = f"0{chance.choice([7, 8, 9])}0-0000-{chance.randrange(10000):04d}" if chance.random() < 0.7 else ""
    return Villager(family[0], given, family[1], given_kana, sex, birth, phone, relation)
