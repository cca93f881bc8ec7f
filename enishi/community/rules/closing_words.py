"""The words of closing days: which stretches of text name a day, a span or a season, and what stands between them."""

from __future__ import annotations

import re

from enishi.agencies.rules.opening_times import EVERY_OTHER_WEEK, EVERY_WEEK, LAST_WEEK

DAYS = "月火水木金土日"
TURN = "年末年始"
_NUMBER = "[1-5一二三四五]"
_WEEKS = rf"毎週|毎月|隔週|最終|(?:毎月)?第{_NUMBER}(?:\s*(?:[・,、.及びと]|および)*\s*第?{_NUMBER})*週?の?"
_WAVE = r"\s*(?:~|-|ー|から|より|→)\s*"
_SEASON = (
    r"年末[・、,\s]*年始(?:の?休暇|休業|休み|の期間|期間)?|年始年末|年末(?:休暇|休業|休み)|年始(?:休暇|休業|休み)|お?正月(?:休み|休暇|三が日)?|三が日|"
    r"お?盆(?:休み|休暇|休業|期間|の期間)?|(?:夏季|夏期|冬季|冬期|夏|冬|春季|春期)(?:[・、](?:夏季|冬季|夏期|冬期))?"
    r"(?:連続|特別)?(?:休暇|休業|休み|休日|連休)(?:期間)?|夏季|夏期|冬季|冬期|夏休み|冬休み|春休み|"
    r"(?:GW|G\.W\.?|ゴールデンウ[イィ]ーク|ゴールデン・ウ[イィ]ーク)(?:休暇|連休|期間|休み)?"
)
_SPLIT = r"及び|および|並びに|ならびに|または|又は"
_BARE_DAY_ENDS = rf"(?=$|[{DAYS}\s、,・･./;()（）\[〔【年祝第国夏冬盆G※はが他休以と]|曜|{_SPLIT}|お[盆よ休]|ほか|等|など|定休)"

NONE = re.compile(
    r"(?:定休日は?)?(?:年中無休|無休|なし|無し|無|ありません|ございません|特にな(?:し|い)|特に(?:は)?定めない|"
    r"365日(?:営業)?|毎日(?:営業|開所|開館))"
)
ITEM = re.compile(
    rf"(?P<season>{_SEASON})"
    rf"|(?P<without>第{_NUMBER}(?:[・,、.及びと\s]*第?{_NUMBER})*)(?P<same>[{DAYS}])曜日?"
    rf"(?:以外|を除く)の?(?:毎週)?(?P<other>[{DAYS}])曜日?"
    r"|(?<!\d)(?:(?P<from_month>\d{1,2})(?:月|/)\s*(?P<from_day>\d{1,2})日?|(?P<bare_day>\d{1,2})日)"
    rf"(?:{_WAVE}(?:翌年?の?)?(?:(?P<to_month>\d{{1,2}})(?:月|/)\s*)?(?P<to_day>\d{{1,2}})日?)?"
    r"(?:まで)?(?:の(?:間|期間))?(?![\d月/時:])"
    rf"|(?:(?P<weeks>{_WEEKS})\s*)?"
    r"(?:(?P<holiday>国民の祝日に関する法律に(?:規定する|定める)(?:国民の)?(?:休日|祝日)|国民の(?:祝祭日|祝日・休日|祝日|休日)|"
    r"祝祭日|祝休日|祝日・休日|祝日|祭日|振り?替え?休日|祝曜日|祝(?!儀))"
    rf"|(?P<first>[{DAYS}])(?:曜日?)?(?:~|-|ー|から)(?P<last>[{DAYS}])(?:曜日?)?(?:まで)?"
    r"|(?P<workdays>平日)"
    rf"|(?P<day>[{DAYS}])(?:曜日|曜|{_BARE_DAY_ENDS}|(?<=[土日])(?=\d{{1,2}}[月/])))"
)
GAP = re.compile(rf"[\s、,・･。.／/&＆+＋)）\]〕】]+|{_SPLIT}|と")
STOP = re.compile(
    rf"[\s、,。．;※)）\]〕】]|(?<!\d)[./／]|[./／](?!\d)|[・･](?!\d)|{_SPLIT}|と(?=[{DAYS}第年祝お\d])|$"
)
ITS_END = re.compile(rf"[{DAYS}]曜日?$|祝日$|祭日$|[(（].*[)）]$|休暇$|[夏冬春][季期]?$|年末年始$")
ABOUT = re.compile(r"[のはがをもにで]")
TIGHT = re.compile(r"\s*[・･/]\s*")
COMMA = re.compile(r"\s*[、,.]\s*")
LOOSE = re.compile(rf"[\s、,・･。.／/;※)）\]〕】]|{_SPLIT}|と(?![いし])|(?=その他|そのほか)|$")
SINGLE = re.compile(rf"(?<![{DAYS}曜祝祭休])[{DAYS}]$")
SHARED = re.compile(rf"(?<![{DAYS}曜祝祭休])[{DAYS}]\s*[・･/、,]\s*$")
BEFORE = re.compile(
    r"(?:休業日|定休日|休館日|休所日|閉所日|休日)(?:は|:)\s*"
    r"|(?P<kept>原則(?:として)?|基本(?:的に)?は?|主に|通常の?|但し|ただし)[、,]?\s*"
)
AFTER = re.compile(
    r"(?:(?:は|が|を)?(?:終日)?(?:お?休み|休業|休館|定休|閉所|閉館|休所|休診|利用不可|利用できません)日?"
    r"(?:とする|とします|です|する|します)?)?"
    r"(?:あり|有り?)?(?P<kept>\s*(?:ほか|他|等|など))?"
)
BUT = re.compile(r"以外")
EXCEPT = re.compile(
    r"\s*[(（](?:ただし|但し)?[、,]?(?P<what>[^()（）]+?)(?:を除く|は除く|除く|は休み|は休業|は休館)[)）]"
)
BRACKET = re.compile(r"\s*[(（\[〔【](?P<inside>[^()（）\[\]]*)[)）\]〕】]")
WEEKS_ONLY = re.compile(
    rf"(?:第?{_NUMBER}[・,、.\s]*(?:及び|と)?)+週?(?:の?み)?(?:隔週)?(?P<without>を?除く|以外)?"
)


def arabic(text: str) -> str:
    """Kanji numerals of weeks as digits."""
    return text.translate(str.maketrans("一二三四五", "12345"))


def weeks(text: str) -> str:
    """The weeks of GIF 441: 第2・4 → 24."""
    if "第" in text:
        return "".join(sorted(set(re.findall(r"[1-5]", arabic(text)))))
    return {"隔週": EVERY_OTHER_WEEK, "最終": LAST_WEEK}.get(text, EVERY_WEEK)


def week_words(code: str) -> str:
    """The weeks as a column shows them."""
    if code == EVERY_WEEK:
        return "毎週"
    if code == EVERY_OTHER_WEEK:
        return "隔週"
    numbers = [digit for digit in code if digit != LAST_WEEK]
    parts = [f"第{'・'.join(numbers)}"] if numbers else []
    return "・".join([*parts, *(["最終"] if LAST_WEEK in code else [])])


def seasons(text: str) -> list[str]:
    """One name for each season, however it was called."""
    if "年末" in text or "年始" in text:
        return [TURN]
    if "正月" in text or "三が日" in text:
        return ["正月"]
    found = [
        name
        for sign, name in (("盆", "お盆"), ("春", "春季"), ("夏", "夏季"), ("冬", "冬季"))
        if sign in text
    ]
    return found or ["大型連休"]
