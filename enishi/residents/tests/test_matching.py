from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.office.wareki import BirthDate
from enishi.residents.matching import PROPOSE_FROM, Identity, blocking_keys, compare


def identity(
    name: str = "",
    kana: str = "",
    birth: str = "",
    sex: str = "",
    phone: str = "",
    address: str = "",
    former: str = "",
    alias: str = "",
) -> Identity:
    def one(text: str) -> tuple[str, ...]:
        return (text,) if text else ()

    read = BirthDate.read_leniently(birth) if birth else None
    return Identity(name, kana, one(former), one(alias), read, sex, one(phone), one(address))


TARO = identity("髙橋　太郎", "ﾀｶﾊｼ ﾀﾛｳ", "昭和50年4月1日", "男", "0565-41-4122", "豊田市西町1丁目2番地3")

SAME = [
    (
        "other script, date, phone, address",
        TARO,
        identity("高橋太郎", "たかはしたろう", "1975/4/1", "1", "0565414122", "愛知県豊田市西町1-2-3"),
        ["髙/高の字体違い", "生年月日が一致", "電話番号が一致", "住所が一致（番地まで）"],
    ),
    ("no kana, no contact", TARO, identity("高橋 太郎", birth="S50.4.1"), ["氏名が一致", "生年月日が一致"]),
    (
        "day and month turned",
        TARO,
        identity("高橋太郎", "タカハシタロウ", "1975-01-04"),
        ["月と日が入れ替わっている可能性"],
    ),
    (
        "era mistaken",
        identity("田中 実", "タナカ ミノル", "S5.3.12"),
        identity("田中実", "タナカミノル", "H5.3.12"),
        ["元号の取り違え（昭和と平成）"],
    ),
    ("one year apart", TARO, identity("高橋太郎", "タカハシタロウ", "1976-04-01"), ["生年が1年違う"]),
    (
        "former surname noted",
        identity("鈴木花子", "スズキハナコ", "1980-01-02", "女", former="佐藤"),
        identity("佐藤 花子", "サトウ ハナコ", "1980-01-02", "女"),
        ["旧姓と一致"],
    ),
    (
        "former surname in brackets",
        identity("鈴木花子（旧姓：佐藤）", "スズキハナコ", "1980-01-02"),
        identity("佐藤 花子", "", "1980-01-02"),
        ["旧姓と一致"],
    ),
    (
        "surname changed, phone kept",
        identity("鈴木花子", "スズキハナコ", "1980-01-02", "女", "090-1234-5678"),
        identity("佐藤 花子", "サトウ ハナコ", "1980-01-02", "女", "09012345678"),
        ["携帯電話番号が一致"],
    ),
    (
        "kanji slip with the same reading",
        identity("山田 太郎", "ヤマダ タロウ", "1980-01-02"),
        identity("山田 太朗", "ヤマダ タロウ", "1980-01-02"),
        ["名の読みが一致"],
    ),
    (
        "letters turned",
        identity("山田 健太郎", "ヤマダ ケンタロウ", "1980-01-02"),
        identity("山田 健郎太", "ヤマダ ケンタロウ", "1980-01-02"),
        ["生年月日が一致"],
    ),
    (
        "kana slip",
        identity("", "ヤマダ タロウ", "1980-01-02", "男"),
        identity("", "ヤマダ タロオウ", "1980-01-02", "男"),
        ["生年月日が一致"],
    ),
    (
        "voiced mark",
        identity("山崎 裕子", "ヤマザキ ユウコ", "1981-02-03"),
        identity("山﨑裕子", "ヤマサキユウコ", "1981-02-03"),
        ["濁点"],
    ),
    (
        "words of a foreign name in another order",
        identity("NGUYEN VAN AN", birth="1995-02-03"),
        identity("An Nguyen Van", birth="1995-02-03"),
        ["語順"],
    ),
    (
        "katakana with dots",
        identity("グエン・ヴァン・アン", birth="1995-02-03"),
        identity("アン　グエン　ヴァン", birth="1995-02-03"),
        ["カナ氏名が一致"],
    ),
    (
        "Latin and kana",
        identity("Taro Yamada", birth="1995-02-03"),
        identity("山田太郎", "ヤマダ タロウ", "1995-02-03"),
        ["ローマ字"],
    ),
    (
        "alias",
        identity("金 英姫", "キム ヨンヒ", "1970-07-07", alias="金田 英子"),
        identity("金田英子", "", "1970-07-07"),
        ["通称と一致"],
    ),
    (
        "age said",
        identity("高橋太郎", "タカハシタロウ", "1975年", phone="0565-41-4122"),
        TARO,
        ["生年が一致"],
    ),
    (
        "only kana against kanji with kana",
        identity(kana="タカハシ タロウ", birth="1975-04-01"),
        TARO,
        ["カナ氏名が一致"],
    ),
    ("furigana in the name", identity("たかはし　たろう", birth="1975-04-01"), TARO, ["カナ氏名が一致"]),
    ("name turned", identity("太郎 高橋", birth="1975-04-01"), TARO, ["姓と名の順が逆"]),
    (
        "name turned, without a blank",
        identity("中山　啓太朗", "ﾅｶﾔﾏ ｹｲﾀﾛｳ", "S63.6.19"),
        identity("啓太朗中山", "けいたろうなかやま", "1988-06-19"),
        ["姓と名の順が逆"],
    ),
    (
        "kana turned, without a blank",
        identity("", "ヤギ サヤカ", "1971-09-04"),
        identity("", "サヤカヤギ", "1971-09-04"),
        ["姓と名の順が逆"],
    ),
    (
        "name turned and spelt with another kanji of the same reading",
        identity("高木 郭江", "タカギ ヒロエ", "2011-01-08"),
        identity("拡恵 高木", "ヒロエ タカギ", "2011-01-08"),
        ["姓と名の順が逆とみられる", "名の読みが一致"],
    ),
    (
        "a surname in エ before a name in イ, once without a blank",
        identity("大竹　威津子", "ｵｵﾀｹ ｲﾂｺ", "S59.5.15"),
        identity("大竹意都子", "オオタケイツコ", "1984/5/15"),
        ["名の読みが一致（漢字は違う）"],
    ),
    (
        "the same with kana alone",
        identity("", "ワタナベ イチロウ", "S30.5.15"),
        identity("", "わたなべいちろう", "1955/5/15"),
        ["カナ氏名が一致"],
    ),
    (
        "foreign name in kana, words turned, against Latin letters with furigana",
        identity("ＯＬＩＶＥＩＲＡ ＴＨＩ", "ｵﾘｳﾞｪｲﾗ ﾃｨ", "S42.10.17"),
        identity("ティ・オリヴェイラ", "ティオリヴェイラ", "1967-10-17"),
        ["語順・区切りの違い"],
    ),
]

OTHERS = [
    (
        "twins",
        identity("山田 太郎", "ヤマダ タロウ", "1990-05-05", "男", "0565-41-1111", "豊田市西町1-2-3"),
        identity("山田 次郎", "ヤマダ ジロウ", "1990-05-05", "男", "0565-41-1111", "豊田市西町1-2-3"),
        "名が違う",
    ),
    (
        "twins without kana",
        identity("山田翔太", "", "1990-05-05", "男", "0565-41-1111", "豊田市西町1-2-3"),
        identity("山田翔平", "", "1990-05-05", "男", "0565-41-1111", "豊田市西町1-2-3"),
        "名が1字違う",
    ),
    (
        "twins of similar names",
        identity("山田 美咲", "ヤマダ ミサキ", "1990-05-05", "女", "0565-41-1111", "豊田市西町1-2-3"),
        identity("山田 美月", "ヤマダ ミツキ", "1990-05-05", "女", "0565-41-1111", "豊田市西町1-2-3"),
        "名が違う",
    ),
    (
        "twins whose names differ by one kanji and one kana",
        identity("岡 亜利子", "オカ アリコ", "1991-06-15", "女", "0565-22-6678"),
        identity("岡亜幾子", "オカアキコ", "1991-06-15", "女", "0565-22-6678"),
        "",
    ),
    (
        "parent and child",
        identity("山田 一郎", "ヤマダ イチロウ", "1950-05-05", "男", "0565-41-1111", "豊田市西町1-2-3"),
        identity("山田 一夫", "ヤマダ カズオ", "1980-06-07", "男", "0565-41-1111", "豊田市西町1-2-3"),
        "名が違う",
    ),
    (
        "namesakes",
        identity("田中 実", "タナカ ミノル", "S35.3.12"),
        identity("田中実", "タナカ ミノル", "S46.5.20"),
        "同姓同名の別人",
    ),
    (
        "same surname only",
        identity("佐藤 一郎", "サトウ イチロウ"),
        identity("佐藤 花子", "サトウ ハナコ"),
        "名が違う",
    ),
    (
        "same birthday only",
        identity("佐藤 一郎", "サトウ イチロウ", "1980-01-02"),
        identity("鈴木 花子", "スズキ ハナコ", "1980-01-02"),
        "氏名が違う",
    ),
    (
        "homophones of other birth",
        identity("斎藤 裕子", "サイトウ ユウコ", "1980-01-02"),
        identity("斉藤 優子", "サイトウ ユウコ", "1962-11-20"),
        "18年違う",
    ),
    ("name alone", identity("佐藤 一郎"), identity("佐藤一郎"), "比べられる項目がない"),
    ("nothing", identity(), identity(), "氏名の記載がない"),
]


@pytest.mark.parametrize(("a", "b", "reasons"), [case[1:] for case in SAME], ids=[case[0] for case in SAME])
def test_one_person_written_differently_is_proposed_with_reasons(
    a: Identity, b: Identity, reasons: Iterable[str]
) -> None:
    likeness = compare(a, b)
    assert likeness.score >= PROPOSE_FROM, likeness
    assert all(reason in likeness.summary for reason in reasons), likeness.summary
    assert blocking_keys(a) & blocking_keys(b)


@pytest.mark.parametrize(
    ("a", "b", "against"), [case[1:] for case in OTHERS], ids=[case[0] for case in OTHERS]
)
def test_other_persons_are_not_proposed_and_the_reason_says_why(
    a: Identity, b: Identity, against: str
) -> None:
    likeness = compare(a, b)
    assert likeness.score < PROPOSE_FROM, likeness
    assert against in likeness.summary


def test_namesakes_of_one_birthday_who_share_no_contact_are_marked() -> None:
    here = identity("近藤賢子", "コンドウサトコ", "1978-08-03", "女", "090-1111-2222", "豊田市西町1-2-3")
    there = identity("近藤賢子", "コンドウサトコ", "1978-08-03", "女", "080-3333-4444", "豊田市栄町9-8")
    assert "電話も住所も違う（転居か、同姓同名の別人の可能性）" in compare(here, there).against


def test_another_sex_counts_against() -> None:
    woman = identity("髙橋　太郎", "ﾀｶﾊｼ ﾀﾛｳ", "昭和50年4月1日", "女")
    likeness = compare(TARO, woman)
    assert likeness.against == ("性別が違う",)
    assert likeness.score < compare(TARO, identity("高橋太郎", "タカハシタロウ", "S50.4.1")).score


@pytest.mark.parametrize("written", ["男", "男性", "M", "male", "1", "１", "♂"])
def test_sex_is_understood_in_many_spellings(written: str) -> None:
    assert identity(sex=written).sex_key == "male"


def test_a_common_name_needs_more_than_itself() -> None:
    a, b = identity("佐藤 一郎", "サトウ イチロウ"), identity("佐藤一郎", "サトウイチロウ")
    assert compare(a, b, rarity=1.5).score >= PROPOSE_FROM
    assert compare(a, b, rarity=-1.5).score < PROPOSE_FROM


WORDS = st.text(max_size=12) | st.sampled_from(
    ["山田", "山田 太郎", "ﾔﾏﾀﾞ", "（旧姓 佐藤）", "NGUYEN AN", "　", "不明", "昭和50年頃"]
)
IDENTITIES = st.builds(identity, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS)


@given(IDENTITIES, IDENTITIES)
def test_comparing_is_symmetric_and_never_fails(a: Identity, b: Identity) -> None:
    there, back = compare(a, b), compare(b, a)
    assert 0 <= there.score <= 100
    assert there.score == back.score
    assert isinstance(blocking_keys(a), set)


@given(IDENTITIES)
def test_a_record_shares_its_keys_with_its_copy(a: Identity) -> None:
    copy = Identity(a.name, a.kana, a.former_names, a.aliases, a.birth, a.sex, a.phones, a.addresses)
    assert blocking_keys(a) == blocking_keys(copy)
