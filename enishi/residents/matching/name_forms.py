"""A personal name prepared for comparing: script by script, surname and given name apart."""

from dataclasses import dataclass, replace
from functools import lru_cache

from enishi.office.text import (
    is_kana,
    kana_key,
    kana_loose_key,
    kana_sound_key,
    name_words,
    plain,
    without_variation_selectors,
)

SURNAMES_OF_ONE_KANJI = frozenset(
    "林森原関東岡堀辻南西谷泉菅榊北星牧梅桂柏椎楠榎畑秋萩葛角辺辰近郡金鎌長門阿青高黒鶴鷲境堺島峰岩岸崎嶺幸庄庭武杉柴柳桑槙樋橘檜"
    "水江沖沢河沼波浅浦湊湯溝滝王町畠盛矢石砂神福秦種窪竹笠糸紺縄芝若茂茅草荒荘菱落薄薗虎蜂要見許貝趙轟迫郭鄭釜針鈴鍛陳陸露韓項飯"
    "馬駒鬼鳥鴨鹿麻黄黎劉呉周孫宋宗宮小崔左市幡張徐文旭星曲曹朱朴杜楊李金姜尹安申全呂白"
)
SECOND_KANJI_OF_SURNAMES = frozenset(
    "田本川山野村井藤原島木橋口崎沢上部谷池松内岡林中石森下浜岸倉瀬戸塚宮辺間津尾屋葉水子越坂場沼根城條条江河形見垣巻柳永杉竹土波"
    "羽浦海溝窪竜瀧滝熊狩玉畑畠相神福科米細縄置脇荷菅西角谷豊貝賀越足道達邊郷金関阪阿青須飼馬高鳥鹿黒久保留向代丸合住佐保地堀月"
)
SURNAMES_OF_THREE_KANJI = frozenset(
    "佐佐木 長谷川 五十嵐 久保田 小野寺 佐久間 大久保 長谷部 日比野 宇佐美 小久保 加賀谷 阿久津 小山内 小笠原 大河内 波多野 海老原 "
    "海老名 宇都宮 東海林 安孫子 我孫子 伊集院 二階堂 三田村 日下部 八重樫 喜屋武 真栄田 仲宗根 与那嶺 具志堅 御手洗 矢田部 小板橋 "
    "大和田 小見山 竹ノ内 山ノ内 堀ノ内 池ノ上 井ノ上 木ノ下 西ノ園 尾ノ上 二ノ宮 一ノ瀬 竹之内 山之内 堀之内 池之上 木之下 一之瀬 "
    "鎌ケ谷 伊佐治 小早川 瀬戸口 小田切 小田島 大曽根 比留間 早乙女 野野村 羽田野 久留島 田部井 多賀谷 大須賀 加治木 日向野 三津谷 八木沢 "
    "山野井 小宮山 中曽根 大河原 小松崎 長曽我部 勅使河原 武者小路 曽我部 久保井 宇田川 小野田 小野塚 新井田 田名部 "
    "波田野 五味渕 阿比留 小比類巻 飯久保 長谷山 千代田 美濃部 四ツ谷 上ノ山 大八木 小佐野 中之条 "
    "名嘉真 玉那覇 与那覇 渡嘉敷 上江洲 我那覇 屋比久 真喜志 嘉手納".split()
)


@dataclass(frozen=True, slots=True, eq=False)
class NameForm:
    """One name of a person. Every part is a key; "" means unknown. Compared by identity: `name_form` caches.

    spaced   the name was written in parts, so that the cut between surname and given name is certain
    kanji…   folded spelling (髙橋 → 高橋), whole and by part; kana… sounds; latin the words in Latin letters
    raw      the spelling before variants were folded, for reasons such as 「髙/高の字体違い」
    """

    raw: str
    spaced: bool
    kanji: str
    surname: str
    given: str
    kana: str
    kana_surname: str
    kana_given: str
    kana_words: tuple[str, ...]
    latin: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.kanji or self.kana or self.latin)

    @property
    def kana_loose(self) -> str:
        return _loose(self.kana)


@lru_cache(maxsize=65_536)
def _loose(kana: str) -> str:
    return kana_loose_key(kana)


@lru_cache(maxsize=65_536)
def name_form(name: str, kana: str = "") -> NameForm:
    """Prepare a written name and its furigana. A name written in kana only counts as kana."""
    words = name_words(name)
    reading = kana if kana_key(kana) else (name if is_kana(" ".join(words)) else "")
    latin = tuple(word for word in (words or name_words(kana)) if word.isascii() and word.isalpha())
    in_kanji = () if is_kana("".join(words)) or len(latin) == len(words) else words
    surname, given = _split_kanji(in_kanji)
    kana_words = tuple(key for word in name_words(reading) if (key := kana_sound_key(word)))
    kana_surname, kana_given = (kana_words[0], "".join(kana_words[1:])) if len(kana_words) > 1 else ("", "")
    return NameForm(
        raw="".join(without_variation_selectors(plain(name)).split()),
        spaced=len(in_kanji) > 1,
        kanji="".join(in_kanji),
        surname=surname,
        given=given,
        kana="".join(kana_words),
        kana_surname=kana_surname,
        kana_given=kana_given,
        kana_words=kana_words,
        latin=latin,
    )


def cut_like(form: NameForm, model: NameForm) -> NameForm:
    """Cut an unspaced name where a spaced one of the same beginning (or end) is cut."""
    surname, given, kana_surname, kana_given = form.surname, form.given, form.kana_surname, form.kana_given
    if not form.spaced and model.spaced and form.kanji:
        surname, given = _cut(form.kanji, model.surname, model.given) or (surname, given)
    if form.kana and not form.kana_given and model.kana_given:
        kana_surname, kana_given = _cut(form.kana, model.kana_surname, model.kana_given) or ("", "")
    return replace(form, surname=surname, given=given, kana_surname=kana_surname, kana_given=kana_given)


def _cut(whole: str, head: str, tail: str) -> tuple[str, str] | None:
    if head and whole.startswith(head) and len(whole) > len(head):
        return head, whole[len(head) :]
    if tail and whole.endswith(tail) and len(whole) > len(tail):
        return whole[: -len(tail)], tail
    return None


def with_surname(form: NameForm, surname: NameForm) -> NameForm:
    """The person's given name under another surname (旧姓)."""
    return NameForm(
        raw=surname.raw + form.given,
        spaced=True,
        kanji=surname.kanji + form.given if surname.kanji and form.given else "",
        surname=surname.kanji,
        given=form.given,
        kana=surname.kana + form.kana_given if surname.kana and form.kana_given else "",
        kana_surname=surname.kana,
        kana_given=form.kana_given,
        kana_words=(surname.kana, form.kana_given) if surname.kana and form.kana_given else (),
        latin=(),
    )


def _split_kanji(words: tuple[str, ...]) -> tuple[str, str]:
    """Surname and given name; without a blank by the commonest lengths."""
    if len(words) > 1:
        return words[0], "".join(words[1:])
    whole = words[0] if words else ""
    if len(whole) < 2:
        return "", ""
    if whole[:3] in SURNAMES_OF_THREE_KANJI and len(whole) > 3:
        cut = 3
    elif len(whole) == 2 or (len(whole) == 3 and _begins_with_short_surname(whole)):
        cut = 1
    else:
        cut = 2
    return whole[:cut], whole[cut:]


def _begins_with_short_surname(whole: str) -> bool:
    return whole[0] in SURNAMES_OF_ONE_KANJI and whole[1] not in SECOND_KANJI_OF_SURNAMES
