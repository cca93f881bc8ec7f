"""A list of fictional facilities and a second office that wrote the same ones down its own way. Deterministic."""

import unicodedata
from dataclasses import dataclass
from random import Random

PROPER = [
    "ひまわり",
    "さくら",
    "にじ",
    "あおぞら",
    "どんぐり",
    "みどり",
    "つばさ",
    "たんぽぽ",
    "のぞみ",
    "やまびこ",
]
PROPER += [
    "コスモス",
    "アルク",
    "ペガサス",
    "ふれあい",
    "希望の丘",
    "豊楽園",
    "梅の木",
    "ＬＩＦＥ",
    "ゆうあい",
    "竹とんぼ",
]
KINDS = [
    "デイサービスセンター",
    "放課後等デイサービス",
    "ヘルパーステーション",
    "就労継続支援Ｂ型事業所",
    "グループホーム",
]
KINDS += [
    "相談支援事業所",
    "訪問看護ステーション",
    "特別養護老人ホーム",
    "地域活動支援センター",
    "生活介護事業所",
]
FORMS = {
    "株式会社": ["㈱", "（株）", "(株)"],
    "社会福祉法人": ["(福)", "（社福）", "社会福祉法人　"],
    "特定非営利活動法人": ["NPO法人", "ＮＰＯ法人　", "(特非)"],
    "一般社団法人": ["(一社)", "（一社）"],
}
SHORT = {
    "放課後等デイサービス": "放デイ",
    "特別養護老人ホーム": "特養",
    "ヘルパーステーション": "ヘルパーST",
    "グループホーム": "GH",
    "センター": "ｾﾝﾀｰ",
}
TOWNS = [
    "西町",
    "土橋町",
    "大字前原字橋爪山",
    "緑ケ丘",
    "四郷町天道",
    "高町東山",
    "井上町",
    "梅坪町",
    "若宮町",
    "栄町",
]
CHOME = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Facility:
    """One facility; `corporation` is (legal form, name)."""

    truth: int
    corporation: tuple[str, str]
    name: str
    town: str
    lot: tuple[int, int, int]
    phone: str


def facilities(count: int, random: Random) -> list[Facility]:
    """Facilities of corporations with one to four each: branches, 第一 and 第二, neighbours under one roof."""
    found: list[Facility] = []
    while len(found) < count:
        corporation = (
            random.choice(list(FORMS)),
            random.choice(PROPER) + random.choice(["会", "の里", "", "福祉会"]),
        )
        proper, town = random.choice(PROPER), random.choice(TOWNS)
        lot = (random.randint(1, 9), random.randint(1, 60), random.randint(1, 30))
        phone = f"0565-{random.randint(20, 99)}-{random.randint(0, 9999):04}"
        for number, kind in enumerate(random.sample(KINDS, random.choice([1, 1, 2, 3]))):
            serial = f"第{'一二三'[number]}" if random.random() < 0.1 else ""
            if random.random() < 0.5:
                lot, phone = (
                    (lot[0], lot[1], random.randint(1, 30)),
                    f"{phone[:-4]}{random.randint(0, 9999):04}",
                )
            found.append(Facility(len(found), corporation, f"{kind}{serial}{proper}", town, lot, phone))
    return found[:count]


def first_row(facility: Facility) -> dict[str, str]:
    first, second, third = facility.lot
    return {
        "事業所ID": f"A{facility.truth:04}",
        "法人名": "".join(facility.corporation),
        "事業所名": facility.name,
        "所在地": f"愛知県豊田市{facility.town}{CHOME[first]}丁目{second}番地{third}",
        "電話番号": facility.phone,
    }


def second_row(facility: Facility, number: int, random: Random) -> dict[str, str]:
    """Widths, legal forms, short words, remarks, a slip of the pen, gaps."""
    form, corporation = facility.corporation
    name = _written(facility.name, random)
    lot = "-".join(map(str, facility.lot))
    town = facility.town.replace("大字", "").replace("字", "")
    own = random.random()
    phone = facility.phone if own > 0.1 else ""
    if random.random() < 0.07:
        phone = f"0565-{random.randint(20, 99)}-{random.randint(0, 9999):04}"
    return {
        "No.": str(number + 1),
        "org_id": f"B{facility.truth:04}",
        "corporation": random.choice(FORMS[form]) + corporation if random.random() < 0.8 else "",
        "facility_name": name,
        "address": f"豊田市{town}{lot}" if own < 0.92 else "",
        "tel": phone.replace("-", "") if random.random() < 0.5 else phone,
    }


def _written(name: str, random: Random) -> str:
    if random.random() < 0.25:
        for long, short in SHORT.items():
            name = name.replace(long, short)
    if random.random() < 0.5:
        name = unicodedata.normalize("NFKC", name)
    if random.random() < 0.05:
        at = random.randrange(1, len(name) - 1)
        name = name[:at] + name[at + 1 :]
    return name + random.choice(["", "", "", "", "（休止中）", "　※移転"])
