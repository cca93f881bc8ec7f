"""Which kanji of given names sound or look alike, and what kana sound like in Latin letters."""

import re
from functools import cache

HOMOPHONES = (
    "弘浩博宏寛洋裕広大紘尋啓",
    "幸孝康浩宏光晃功弘公高航煌洸",
    "裕祐佑優雄勇悠有友侑結夕由柚",
    "一和数",
    "良義好吉芳佳美嘉喜由慶善",
    "明昭秋晃彰章亮陽朗昌晶哲",
    "敏利俊年寿歳稔",
    "正昌政雅将真誠匡理征",
    "孝隆高貴崇尚敬岳卓",
    "信伸延宣暢",
    "茂重成繁滋",
    "保康靖泰安",
    "夫男雄生央郎朗緒",
    "江枝恵絵重依栄英衣",
    "美実未三海弥水",
    "香加佳華花果歌夏嘉",
    "里理梨利莉李璃",
    "奈菜那名",
    "郎朗良",
    "介助輔祐佑亮",
    "太多汰",
    "樹輝貴希紀喜基規木生",
    "健賢研謙憲建堅兼",
    "真信伸進慎紳新心晋",
    "純淳順潤準",
    "哲鉄徹",
    "修秀周脩",
    "久尚寿",
    "春治晴陽遥",
    "千知智",
    "子",
    "真麻茉万",
    "紗沙早佐",
    "恵慧惠",
    "優祐裕佑悠",
    "勝克活",
    "清聖潔",
    "光充満",
    "浩広",
    "剛豪武猛毅",
    "豊裕",
    "実稔穣",
    "薫馨香",
    "直尚",
    "達辰竜",
    "司士史志嗣二次治",
    "也哉矢弥",
    "人仁斗",
    "太大",
    "翔祥正省彰昌章",
    "涼亮良諒遼凌",
    "蓮廉",
    "陽洋葉",
    "葵青碧",
    "結唯由",
    "愛藍",
    "桜咲",
    "菜那奈",
    "彩綾文礼",
    "舞麻衣",
    "瞳仁美",
    "忍志乃",
    "進晋",
    "勲功",
    "聡智敏哲",
    "均等仁",
    "藤東",
    "伊井",
    "安阿",
    "川河",
    "島嶋",
    "原源",
    "田多",
    "野乃",
    "崎咲",
)
LOOKALIKES = (
    "太大犬丈",
    "郎朗即",
    "未末",
    "己巳已",
    "士土",
    "千干",
    "千于",
    "日曰",
    "人入八",
    "木本末",
    "田由甲申",
    "幸辛",
    "美実",
    "宏宋",
    "享亨",
    "博傅",
    "裕祐",
    "祐佑",
    "沙紗",
    "汐沙",
    "雄椎",
    "惟唯維",
    "綱網鋼",
    "候侯",
    "萩荻",
    "鈴鈴",
    "藤籐",
    "斎斉",
    "崎埼",
    "隆降",
    "敬啓",
    "陽暢",
    "晴清",
    "貞員",
    "頁貝",
    "恵惠専",
    "理埋",
    "奈宗",
    "夫天",
    "玉王",
    "正止",
    "久ク",
    "子了",
    "和知",
    "佳住",
    "祥詳",
    "洋羊",
    "真直",
    "順須",
    "辰展",
    "司同",
    "弓引",
    "広庁",
    "明朋",
    "哉裁",
    "輔舗",
    "鉄鈇",
    "徹微",
    "捻稔",
    "吉古",
    "里黒",
    "重垂",
    "友支",
)
CONSONANTS = {
    "カ": "k",
    "サ": "s",
    "タ": "t",
    "ナ": "n",
    "ハ": "h",
    "マ": "m",
    "ラ": "r",
    "ガ": "g",
    "ザ": "z",
    "ダ": "d",
    "バ": "b",
    "パ": "p",
}
ROW_LETTERS = {
    "カ": "カキクケコ",
    "サ": "サシスセソ",
    "タ": "タチツテト",
    "ナ": "ナニヌネノ",
    "ハ": "ハヒフヘホ",
    "マ": "マミムメモ",
    "ラ": "ラリルレロ",
    "ガ": "ガギグゲゴ",
    "ザ": "ザジズゼゾ",
    "ダ": "ダヂヅデド",
    "バ": "バビブベボ",
    "パ": "パピプペポ",
}
VOWELS = "aiueo"
LATIN_FOLDS = (
    ("shi", "si"), ("chi", "ti"), ("tsu", "tu"), ("sh", "sy"), ("ch", "ty"), ("ji", "zi"), ("j", "zy"), ("ph", "h"), ("f", "h"), ("l", "r"),
    ("v", "b"), ("c", "k"), ("q", "k"), ("oh", "o"), ("ou", "o"), ("mb", "nb"), ("mp", "np"),
)  # fmt: skip


@cache
def _groups() -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    return tuple(  # type: ignore[return-value]
        {
            letter: {n for n, group in enumerate(table) if letter in group}
            for group in table
            for letter in group
        }
        for table in (HOMOPHONES, LOOKALIKES)
    )


def sound_alike(one: str, other: str) -> bool:
    """True when two kanji are commonly read alike in names (裕/祐, 郎/朗)."""
    homophones = _groups()[0]
    return one == other or bool(homophones.get(one, set()) & homophones.get(other, set()))


def look_alike(one: str, other: str) -> bool:
    """True when two kanji are easily mistaken when copying (未/末)."""
    lookalikes = _groups()[1]
    return one == other or bool(lookalikes.get(one, set()) & lookalikes.get(other, set()))


@cache
def _syllables() -> dict[str, str]:
    table = dict(zip("アイウエオ", VOWELS, strict=True))
    for row, letters in ROW_LETTERS.items():
        table |= {letter: CONSONANTS[row] + vowel for letter, vowel in zip(letters, VOWELS, strict=True)}
    table |= {"ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヲ": "o", "ン": "n", "ッ": "", "ー": ""}
    return table | {"ヂ": "zi", "ヅ": "zu", "ヴ": "bu"}


def kana_in_latin(kana: str) -> str:
    """Rough sound in Latin letters for comparing with `latin_key`: サトウ → sato, ショウコ → syoko."""
    large = str.maketrans("ァィゥェォャュョヮ", "アイウエオヤユヨワ")
    out = ""
    for letter in kana:
        sound = _syllables().get(letter.translate(large), "")
        if letter in "ャュョ" and out.endswith("i"):
            out = out[:-1] + sound
        elif letter in "ァィゥェォ" and out:
            out = out[:-1] + sound
        else:
            out += sound
    return _short(out)


def latin_key(word: str) -> str:
    """A Latin spelling in the same rough sound: SATOH, Satou, Sato → sato."""
    sound = re.sub(r"[^a-z]", "", word.lower())
    for written, heard in LATIN_FOLDS:
        sound = sound.replace(written, heard)
    return _short(sound)


def _short(sound: str) -> str:
    return re.sub(r"(.)\1+", r"\1", sound.replace("ou", "o"))
