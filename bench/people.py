"""Fictional residents, always the same for the same number: how they are called, when they were born."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import md5
from itertools import accumulate
from uuid import UUID

from enishi.demo.offices import FAMILY_NAMES, GIVEN_NAMES
from enishi.office.wareki import BirthDate
from enishi.residents.rules.registration import NewName
from enishi.residents.rules.search_keys import Key, basic_keys


def _parts(table: str) -> list[tuple[str, ...]]:
    return [tuple(one.split(":")) for one in table.split()]


# Beside the fictional city's names: two parts that together make most of the surnames around here; given names likewise.
FIRST_PARTS = _parts("""
石:イシ 伊:イ 上:ウエ 大:オオ 岡:オカ 小:オ 神:カミ 河:カワ 北:キタ 島:シマ 下:シモ 高:タカ 竹:タケ 寺:テラ
富:トミ 中:ナカ 永:ナガ 成:ナリ 西:ニシ 浜:ハマ 林:ハヤシ 平:ヒラ 福:フク 藤:フジ 古:フル 前:マエ 松:マツ 丸:マル
宮:ミヤ 森:モリ 安:ヤス 山:ヤマ 横:ヨコ 若:ワカ
""")
LAST_PARTS = _parts("""
井:イ 内:ウチ 浦:ウラ 尾:オ 岡:オカ 川:カワ 木:キ 倉:クラ 崎:サキ 沢:サワ 島:シマ 瀬:セ 田:タ 谷:タニ 塚:ツカ
戸:ト 中:ナカ 永:ナガ 野:ノ 畑:ハタ 原:ハラ 村:ムラ 本:モト 山:ヤマ
""")
GIVEN_FIRST = _parts("""
明:アキ 和:カズ 邦:クニ 幸:ユキ 貴:タカ 智:トモ 直:ナオ 信:ノブ 春:ハル 秀:ヒデ 広:ヒロ 文:フミ 雅:マサ 光:ミツ
康:ヤス 義:ヨシ
""")
GIVEN_LAST = _parts("""
子:コ:female 美:ミ:female 代:ヨ:female 恵:エ:female 香:カ:female 男:オ:male
之:ユキ:male 人:ト:male 也:ヤ:male 樹:キ:male 輝:テル:male
""")

FAMILIES = [*FAMILY_NAMES, *((a + b, x + y) for a, x in FIRST_PARTS for b, y in LAST_PARTS)]
SEXES = {"f": "female", "m": "male"}
GIVENS = [
    *((name, kana, SEXES[sex]) for name, kana, sex in GIVEN_NAMES),
    *((a + b, x + y, sex) for a, x in GIVEN_FIRST for b, y, sex in GIVEN_LAST),
]
FREQUENT_FAMILIES = list(accumulate(1 / (place + 5) for place in range(len(FAMILIES))))
FREQUENT_GIVENS = list(accumulate(1 / (place + 20) for place in range(len(GIVENS))))


@dataclass(frozen=True)
class Person:
    number: int
    id: UUID
    name: str
    kana: str
    birth: BirthDate
    sex: str
    phone: str
    desk: int

    def keys(self) -> set[Key]:
        """What the room ``residents`` would write for a search and for matching."""
        phones = [self.phone] if self.phone else []
        return basic_keys(self.id, [NewName(self.name, self.kana)], self.birth, self.sex, phones)


def identity(kind: str, number: int) -> UUID:
    """The id of the n-th thing of a kind; ``md5(kind || ' ' || n)::uuid`` in SQL."""
    return UUID(md5(f"{kind} {number}".encode(), usedforsecurity=False).hexdigest())


def people(count: int, *, cases: int, desks: int, today: date) -> Iterator[Person]:
    """``count`` persons. The first ``cases`` are spread evenly over the desks; a quarter of the desks hold most of the rest.

    So both kinds of desk exist: those with some thousand registers and those with a good part of the city.
    """
    chance = random.Random(20261123)
    large = max(1, desks // 4)
    shares = [85 / large if desk < large else 15 / (desks - large) for desk in range(desks)]
    shares[0] += 30  # where everybody comes first
    weights = list(accumulate(shares))
    for number in range(count):
        family, family_kana = chance.choices(FAMILIES, cum_weights=FREQUENT_FAMILIES)[0]
        given, given_kana, sex = chance.choices(GIVENS, cum_weights=FREQUENT_GIVENS)[0]
        yield Person(
            number=number,
            id=identity("resident", number),
            name=f"{family} {given}",
            kana=f"{family_kana} {given_kana}",
            birth=_birth(today - timedelta(days=chance.randrange(90 * 365))),
            sex=sex,
            phone=f"090-0{chance.randrange(1000):03d}-{chance.randrange(10000):04d}"
            if chance.random() < 0.6
            else "",
            desk=number % desks if number < cases else chance.choices(range(desks), cum_weights=weights)[0],
        )


@cache
def _birth(day: date) -> BirthDate:
    return BirthDate.read(f"{day.year}/{day.month}/{day.day}")
