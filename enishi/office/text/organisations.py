"""Keys of organisation names: the legal form is set aside, the rest is one spelling."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from enishi.office.text.characters import fold_variants, plain, unfold_repeats
from enishi.office.text.kana import HIRAGANA_TO_KATAKANA

LEGAL_FORMS: dict[str, tuple[str, ...]] = {
    "株式会社": ("株式会社", "(株)", "かぶしき会社", "カブシキガイシャ", "かぶしきがいしゃ"),
    "有限会社": ("有限会社", "(有)", "ユウゲンガイシャ", "ゆうげんがいしゃ"),
    "合同会社": ("合同会社", "(同)", "(合同)", "(合)", "ゴウドウガイシャ", "ごうどうがいしゃ"),
    "合資会社": ("合資会社", "(資)"),
    "合名会社": ("合名会社", "(名)"),
    "社会福祉法人": (
        "社会福祉法人",
        "(社福)",
        "(福)",
        "(社会福祉法人)",
        "シャカイフクシホウジン",
        "しゃかいふくしほうじん",
    ),
    "特定非営利活動法人": (
        "認定特定非営利活動法人",
        "特定非営利活動法人",
        "認定NPO法人",
        "NPO法人",
        "エヌピーオー法人",
        "(特非)",
        "(特)",
        "(NPO)",
        "(NPO法人)",
        "(特定非営利活動法人)",
        "トクテイヒエイリカツドウホウジン",
        "とくていひえいりかつどうほうじん",
    ),
    "一般社団法人": ("一般社団法人", "(一社)", "イッパンシャダンホウジン", "いっぱんしゃだんほうじん"),
    "公益社団法人": ("公益社団法人", "(公社)"),
    "一般財団法人": ("一般財団法人", "(一財)"),
    "公益財団法人": ("公益財団法人", "(公財)"),
    "社団法人": ("社団法人", "(社)"),
    "財団法人": ("財団法人", "(財)"),
    "医療法人": (
        "特定医療法人社団",
        "社会医療法人財団",
        "社会医療法人社団",
        "社会医療法人",
        "特定医療法人",
        "医療法人社団",
        "医療法人財団",
        "医療法人",
        "(医社)",
        "(医財)",
        "(医)",
        "イリョウホウジン",
        "いりょうほうじん",
    ),
    "学校法人": ("学校法人", "(学)"),
    "宗教法人": ("宗教法人", "(宗)"),
    "独立行政法人": ("地方独立行政法人", "独立行政法人", "(独)", "(地独)"),
    "国立大学法人": ("国立大学法人", "(大)"),
    "労働者協同組合": ("労働者協同組合", "(労協)"),
    "企業組合": ("企業組合", "(企)"),
    "更生保護法人": ("更生保護法人", "(更)"),
}
FORM_OF = {spelling: form for form, spellings in LEGAL_FORMS.items() for spelling in spellings}
# 福)めぐみ会, 社福めぐみ会: only where a word begins (送迎有), 会社福利厚生).
AT_THE_BEGINNING = {spelling[1:]: form for spelling, form in FORM_OF.items() if spelling.startswith("(")} | {
    "社福": "社会福祉法人",
    "特非": "特定非営利活動法人",
}


def _any(spellings: Iterable[str]) -> str:
    return "|".join(re.escape(spelling) for spelling in sorted(spellings, key=len, reverse=True))


ANY_FORM = re.compile(rf"{_any(FORM_OF)}|(?<!\S)(?:{_any(AT_THE_BEGINNING)})", re.IGNORECASE)
FORM_BY_UPPER = {spelling.upper(): form for spelling, form in (FORM_OF | AT_THE_BEGINNING).items()}
SIGNS = re.compile(
    r"[\s・･·.,，、。'’‘`´\"“”\-‐‑–—―−~〜()\[\]{}「」『』【】〔〕〈〉《》<>:：;/／&＆+＋!！?？★☆◎○●*＊#_|]+"
)
DASH_AFTER_KANA = re.compile(r"(?<=[ァ-ヺ])[\-‐‑–—―−]")
LARGE_KE = str.maketrans("ヶヵヂ", "ケカジ")
BRANCH = re.compile(
    r"(?:^|(?<=[\s・]))(\S{1,12}(?:支店|営業所|事業所|支部|支所|分室|出張所|分館|分校|校|店|サテライト|センター|事務所|サブセンター))$"
)


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """core: name without legal form, as one key; form: 株式会社 …; words: its parts; branch: last part."""

    core: str
    form: str
    words: tuple[str, ...]
    branch: str

    def __bool__(self) -> bool:
        return bool(self.core)


def organisation_key(text: str | None) -> str:
    """㈱福祉の里　春日井営業所 / 株式会社 福祉の里春日井営業所 → the same key."""
    return organisation_name(text).core


def organisation_name(text: str | None) -> OrganisationName:
    """Set the legal form aside (㈱, (株), 株式会社, NPO法人 … anywhere) and make one spelling of the rest."""
    written = plain(text)
    forms = [FORM_BY_UPPER[found.group().upper()] for found in ANY_FORM.finditer(written)]
    without = ANY_FORM.sub(" ", written).strip()
    if not SIGNS.sub("", without):
        without = written
    branch = BRANCH.search(without)
    words = tuple(key for part in re.split(r"[\s・()「」]+", without) if (key := _one_spelling(part)))
    return OrganisationName(
        core=_one_spelling(without),
        form=forms[0] if forms else "",
        words=words,
        branch=_one_spelling(branch.group(1)) if branch and branch.start() > 0 else "",
    )


def _one_spelling(text: str) -> str:
    folded = unfold_repeats(fold_variants(text.upper())).translate(HIRAGANA_TO_KATAKANA)
    return SIGNS.sub("", DASH_AFTER_KANA.sub("ー", folded)).translate(LARGE_KE).replace("ヴァ", "バ")
