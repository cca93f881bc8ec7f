"""What in a text that leaves the city would tell who somebody is: numbers, days, addresses, names."""

import re
import unicodedata

PHONE = re.compile(r"(?<!\d)(?:\+?81[-\s]?|0)\d{1,4}[-()\s]?\d{1,4}[-()\s]?\d{3,4}(?!\d)")
HYPHEN = re.compile(r"(?<=\d)[‐-―−ー](?=\d)")
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
DAY = r"(?:明治|大正|昭和|平成|令和|[MTSHR]|(?:19|20)\d\d)\s*\d{0,2}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}"
BIRTH_YEAR = r"(?:明治|大正|昭和|平成|令和|(?:19|20)\d\d)\s*(?:\d{1,2}|元)?\s*年\s*(?:\d{1,2}\s*月)?\s*(?:\d{1,2}\s*日)?\s*に?\s*生"
BIRTH = re.compile(rf"(?:生年月日|誕生日|{DAY}\s*日?\s*に?\s*生|{BIRTH_YEAR})")
DATE = re.compile(rf"{DAY}\s*日?")
AGE = re.compile(r"(?:(?<!\d)\d{1,3}|[一二三四五六七八九十]{1,3})\s*[歳才]")
POSTCODE = re.compile(r"(?:〒\s*|(?<![\d-]))\d{3}-\d{4}(?![\d-])")
STREET = re.compile(
    r"[\d一二三四五六七八九十]+\s*(?:丁目|番地)|\d+\s*(?:番\s*\d+\s*号)|[市区町村]\S{1,12}?\d+-\d+|(?<=\S)\d+号室"
)
NAMED = re.compile(r"(?:氏名|本名|お名前|名前は)")
PERSON = re.compile(r"[一-龠々ァ-ヴー]{2,6}(?:さん|様|氏|くん|ちゃん)")
COMMON = frozenset(
    [
        "本人",
        "家族",
        "母親",
        "父親",
        "兄弟",
        "姉妹",
        "息子",
        "職員",
        "利用者",
        "参加者",
        "高齢者",
        "子供",
        "担当者",
        "支援員",
        "友人",
        "知人",
        "隣人",
        "農家",
        "店主",
        "大家",
        "ボランティア",
        "スタッフ",
        "皆",
    ]
)
REGISTER = re.compile(r"\d{7,}")
MY_NUMBER = re.compile(r"(?<!\d)\d{4}[-\s]?\d{4}[-\s]?\d{4}(?!\d)")

LOOKED_FOR = (
    (MY_NUMBER, "12桁の番号"),
    (PHONE, "電話番号"),
    (MAIL, "メールアドレス"),
    (BIRTH, "生年月日"),
    (POSTCODE, "郵便番号"),
    (STREET, "住所の番地"),
    (REGISTER, "けた数の多い番号"),
    (AGE, "年齢"),
    (NAMED, "名前"),
)
INSTEAD = {
    "年齢": "年代で書いてください。",
    "住所の番地": "中学校区までにしてください。",
    "名前": "名前でないときは、「さん」などを外してください。",
}


def what_tells(text: str) -> list[str]:
    """What in a text would tell who somebody is: 「電話番号（090-1111-2222）」. Full width is read as half width."""
    plain = HYPHEN.sub("-", unicodedata.normalize("NFKC", text))
    found: dict[str, str] = {}
    for pattern, what in LOOKED_FOR:
        match = pattern.search(plain)
        if match:
            found.setdefault(what, match.group().strip())
            plain = pattern.sub(" ", plain)
    dated = DATE.search(plain)
    if dated:
        found.setdefault("年月日", dated.group().strip())
    for match in PERSON.finditer(plain):
        if re.sub(r"(?:さん|様|氏|くん|ちゃん)$", "", match.group()) not in COMMON:
            found.setdefault("名前", match.group())
    return [f"{what}（{shown}）" for what, shown in found.items()]


def reasons_to_rewrite(label: str, text: str) -> list[str]:
    """One sentence with what to do where a text tells who somebody is; else nothing."""
    told = what_tells(text)
    if not told:
        return []
    tips = dict.fromkeys(INSTEAD[kind] for one in told if (kind := one.split("（")[0]) in INSTEAD)
    return [
        f"「{label}」に、だれのことか分かるもの（{'、'.join(told)}）があります。消してから送ってください。{''.join(tips)}"
    ]
