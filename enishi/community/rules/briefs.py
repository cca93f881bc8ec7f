"""The brief of a commission names nobody: what somebody types is checked for what would tell who it is."""

import datetime
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

LONGEST = 1_000
PHONE = re.compile(r"(?<!\d)(?:\+?81[-\s]?|0)\d{1,4}[-()\s]?\d{1,4}[-()\s]?\d{3,4}(?!\d)")
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
DAY = r"(?:明治|大正|昭和|平成|令和|[MTSHR]|(?:19|20)\d\d)\s*\d{0,2}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}"
BIRTH = re.compile(rf"(?:生年月日|誕生日|{DAY}\s*日?\s*生)")
DATE = re.compile(rf"{DAY}\s*日?")
AGE = re.compile(r"(?<!\d)\d{1,3}\s*[歳才]")
POSTCODE = re.compile(r"(?:〒\s*|(?<![\d-]))\d{3}-\d{4}(?![\d-])")
STREET = re.compile(r"\d+\s*(?:丁目|番地|番\s*\d+\s*号)|[市区町村]\S{1,12}?\d+-\d+|(?<=\S)\d+号室")
NAMED = re.compile(r"(?:氏名|本名|お名前|名前は)")
PERSON = re.compile(r"[一-龠々ァ-ヴー]{2,6}(?:さん|様|氏|くん|ちゃん)")
COMMON = frozenset(
    {
        *("本人", "家族", "母親", "父親", "兄弟", "姉妹", "息子", "職員", "利用者", "参加者", "高齢者"),
        *(
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
        ),
    }
)
MY_NUMBER = re.compile(r"(?<!\d)\d{4}[-\s]?\d{4}[-\s]?\d{4}(?!\d)")

LOOKED_FOR = (
    (MY_NUMBER, "12桁の番号"),
    (PHONE, "電話番号"),
    (MAIL, "メールアドレス"),
    (BIRTH, "生年月日"),
    (POSTCODE, "郵便番号"),
    (STREET, "住所の番地"),
    (AGE, "年齢"),
    (NAMED, "名前"),
)
INSTEAD = {
    "年齢": "年代で書いてください。",
    "住所の番地": "中学校区までにしてください。",
    "名前": "名前でないときは、「さん」などを外してください。",
}


@dataclass(frozen=True)
class Brief:
    """What members read of somebody: wishes and strengths, never who it is."""

    age_band: str
    forms: tuple[str, ...]
    wishes: str
    strengths: str
    considerations: tuple[str, ...]
    care: str
    frequency: str
    district: str
    disclosure: str
    consented_on: datetime.date | None
    deadline: datetime.date | None
    plan_id: UUID | None = None

    def texts(self) -> Mapping[str, str]:
        """Label → what was typed freely."""
        return {
            "希望": self.wishes,
            "強み": self.strengths,
            "配慮": self.care,
            "頻度": self.frequency,
            "地区": self.district,
            "開示してよい範囲": self.disclosure,
        }


def what_tells(text: str) -> list[str]:
    """What in a text would tell who somebody is: 「電話番号（090-1111-2222）」. Full width is read as half width."""
    plain = unicodedata.normalize("NFKC", text).replace("‐", "-").replace("−", "-").replace("ー1", "-1")
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


def reasons_to_rewrite(texts: Mapping[str, str]) -> list[str]:
    """One sentence for each text that tells who it is, or is too long."""
    found = []
    for label, text in texts.items():
        if len(text) > LONGEST:
            found.append(f"「{label}」は{LONGEST:,}字までにしてください（いま{len(text):,}字）。")
        if told := what_tells(text):
            tip = "".join(INSTEAD[one.split("（")[0]] for one in told if one.split("（")[0] in INSTEAD)
            found.append(
                f"「{label}」に、だれのことか分かるもの（{'、'.join(told)}）があります。消してから送ってください。{tip}"
            )
    return found


def reasons_not_to_send(brief: Brief, *, on: datetime.date) -> list[str]:
    """Everything that is wrong with a brief, at once."""
    found = []
    if not brief.forms:
        found.append("希望する形（就労・生きがい・居場所・体験など）を一つ以上選んでください。")
    if not brief.wishes.strip():
        found.append("本人の希望を書いてください。")
    if not brief.disclosure.strip():
        found.append("会員に開示してよい範囲を書いてください。")
    if brief.consented_on is None:
        found.append("本人が開示に同意した日を書いてください。")
    elif brief.consented_on > on:
        found.append("同意した日が、今日より後になっています。")
    if brief.deadline is not None and brief.deadline < on:
        found.append("期限は、今日より後の日にしてください。")
    return found + reasons_to_rewrite(brief.texts())
