import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.office import text

VARIANT_PAIRS = [
    ("髙橋", "高橋"),
    ("山﨑", "山崎"),
    ("濵田", "浜田"),
    ("濱田", "浜田"),
    ("渡邊", "渡辺"),
    ("渡邉", "渡辺"),
    ("齋藤", "斎藤"),
    ("斉藤", "斎藤"),
    ("齊藤", "斎藤"),
    ("桒原", "桑原"),
    ("𠮷田", "吉田"),
    ("冨田", "富田"),
    ("嶋田", "島田"),
    ("嶌田", "島田"),
    ("栁田", "柳田"),
    ("籔内", "薮内"),
    ("藪内", "薮内"),
    ("德永", "徳永"),
    ("瀨戸", "瀬戸"),
    ("圡井", "土井"),
    ("澤田", "沢田"),
    ("廣瀬", "広瀬"),
    ("國分", "国分"),
    ("櫻井", "桜井"),
    ("龍田", "竜田"),
    ("邉見", "辺見"),
    ("渡邉󠄀", "渡辺"),
    ("葛󠄀城", "葛城"),
    ("神谷", "神谷"),
    ("佐佐木", "佐々木"),
    ("霞ヶ関", "霞が関"),
    ("ﾔﾏﾀﾞ　ﾀﾛｳ", "ヤマダタロウ"),
    ("やまだたろう", "ヤマダ タロウ"),
]


@pytest.mark.parametrize(("one", "other"), VARIANT_PAIRS)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert text.name_key(one) == text.name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("渡部", "渡辺"), ("大野", "小野"), ("高橋", "高木"), ("池田", "他田")]
)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert text.name_key(one) != text.name_key(other)


def test_variant_table_is_flat_and_large_enough() -> None:
    table = text.variant_table()
    assert len(table) > 450
    assert not set(table) & set(table.values())
    assert all(len(kanji) == 1 for pair in table.items() for kanji in pair)
    assert all(unicodedata.normalize("NFKC", kanji) == kanji for pair in table.items() for kanji in pair)


@pytest.mark.parametrize(
    ("written", "sound"),
    [
        ("おおの", "オオノ"),
        ("オーノ", "オオノ"),
        ("おうの", "オオノ"),
        ("ｵｵﾉ", "オオノ"),
        ("ゆーこ", "ユウコ"),
        ("いすゞ", "イスズ"),
        ("ヴィクトル", "ビクトル"),
        ("しょうへい", "シヨオヘエ"),
        ("つづき", "ツズキ"),
        ("カﾞｸ", "ガク"),
        ("おの", "オノ"),
    ],
)
def test_kana_of_one_sound_share_a_key(written: str, sound: str) -> None:
    assert text.kana_sound_key(written) == sound


def test_voiced_marks_are_dropped_only_in_the_loose_key() -> None:
    assert text.kana_sound_key("ヤマザキ") != text.kana_sound_key("ヤマサキ")
    assert text.kana_loose_key("ヤマザキ") == text.kana_loose_key("やまさき")


def test_kana_key_sorts_in_the_order_of_the_syllabary() -> None:
    words = ["わたなべ", "ｱｵｷ", "カトウ", "いのうえ", "ばば"]
    assert sorted(words, key=text.kana_key) == ["ｱｵｷ", "いのうえ", "カトウ", "ばば", "わたなべ"]


def test_names_are_taken_apart_and_remarks_kept() -> None:
    assert text.name_words("佐々木　花子（旧姓 佐藤）様") == ("佐佐木", "花子")
    assert text.name_remarks("佐々木　花子（旧姓 佐藤）") == ("旧姓 佐藤",)
    assert text.name_words("グエン・ヴァン・アン") == ("グエン", "ヴァン", "アン")
    assert text.name_words("Nguyễn Van-An") == ("NGUYEN", "VAN", "AN")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn Thị Thu Hường", "NGUYEN THI THU HUONG"),
        ("Đặng Văn Ước", "DANG VAN UOC"),
        ("João Gonçalves Brandão", "JOAO GONCALVES BRANDAO"),
        ("Łukasz Ærø", "LUKASZ AERO"),
    ],
)
def test_a_name_is_one_with_and_without_marks_on_its_letters(one: str, other: str) -> None:
    assert text.name_words(one) == text.name_words(other)
    assert text.name_key(one) == text.name_key(other)


def test_marks_of_other_scripts_stay() -> None:
    assert text.name_key("ガガーリン") != text.name_key("カカーリン")
    assert text.name_key("थापा") == "थापा"


@pytest.mark.parametrize(
    "written",
    [
        "0565-41-4122",
        "0565(41)4122",
        "(0565)41-4122",
        "０５６５－４１－４１２２",
        "0565414122",
        "0565 41 4122",
        "0565ー41ー4122",
        "+81-565-41-4122",
        "+81 (0)565 41 4122",
        "0565-41-4122（内線123）",
        "0565-41-4122 内線12",
        "565414122",
        "TEL:0565-41-4122",
        "（代表）0565-41-4122",
        "0565.41.4122",
        "５６５４１４１２２",
    ],
)
def test_one_phone_number_in_many_shapes(written: str) -> None:
    assert text.phone_key(written) == "0565414122"


@pytest.mark.parametrize("written", ["", None, "なし", "-", "000-0000-0000", "不明"])
def test_no_phone_number_gives_no_key(written: str | None) -> None:
    assert text.phone_key(written) == ""


def test_several_numbers_in_one_cell() -> None:
    assert text.phone_keys("0565-41-4122／090-1234-5678") == ("0565414122", "09012345678")
    assert text.phone_keys("（保健）  087-839-2860  （感染）  087-839-2870") == ("0878392860", "0878392870")
    assert text.phone_keys("9012345678") == ("09012345678",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("豊田市土橋町四丁目５０番地の４", "愛知県豊田市土橋町4-50-4 サンシャイン八城501号"),
        ("豊田市緑が丘七丁目六十一番地", "豊田市緑ケ丘7丁目61番"),
        ("犬山市大字前原字橋爪山123番地", "犬山市前原橋爪山１２３"),
        ("和歌山市七番丁23", "和歌山県和歌山市七番丁２３番地"),
        ("〒471-0001 豊田市自由ヶ丘1ー2ー3", "豊田市自由が丘一丁目二番三号"),
        ("四日市市三番町1-2", "三重県四日市市三番町１番２号"),
        ("豊田市井ノ上町3の5", "豊田市井の上町三－五"),
    ],
)
def test_spellings_of_one_address_share_a_key(one: str, other: str) -> None:
    assert text.address_key(one) == text.address_key(other)


def test_building_and_room_stand_apart() -> None:
    parts = text.address_parts("愛知県豊田市市木町３−１１−３シバタハイツ７号室")
    assert (parts.prefecture, parts.municipality, parts.town) == ("愛知県", "豊田市", "市木町")
    assert (parts.numbers, parts.building) == (("3", "11", "3"), "シバタハイツ7")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("㈱福祉の里　春日井営業所", "株式会社 福祉の里春日井営業所"),
        ("ＮＰＯ法人ふみだす", "特定非営利活動法人　ふみだす"),
        ("(社福)むもん福祉会", "社会福祉法人　むもん福祉会"),
        ("（福）むもん福祉会", "むもん福祉会　社会福祉法人"),
        ("社福　むもん福祉会", "社会福祉法人むもん福祉会"),
        ("福）むもん福祉会", "社会福祉法人むもん福祉会"),
        ("カネスエ･フロンティア豊田事業所", "カネスエ・フロンティア豊田事業所"),
        ("株式会社Ｋ・Ｅ・Ｉ", "株式会社KEI"),
    ],
)
def test_spellings_of_one_organisation_share_a_key(one: str, other: str) -> None:
    assert text.organisation_key(one) == text.organisation_key(other)


def test_branches_of_one_corporation_differ() -> None:
    one, other = (
        text.organisation_name("㈱福祉の里 春日井営業所"),
        text.organisation_name("㈱福祉の里 豊田営業所"),
    )
    assert one.core != other.core
    assert (one.form, one.branch) == ("株式会社", "春日井営業所")
    assert text.organisation_key("株式会社") == "株式会社"
    assert text.organisation_name("デイサービス（送迎有）").form == ""


WORDS = st.text(max_size=30) | st.text(alphabet="髙橋邊ｱﾞあア　 １2-ー丁目番地の号株()ヶ々〇十ゞ", max_size=20)


@given(WORDS)
def test_keys_never_fail_and_stay_as_they_are(written: str) -> None:
    for key in (text.search_text, text.name_key, text.kana_key, text.phone_key, text.fold_variants):
        assert key(key(written)) == key(written)
    text.address_parts(written)
    text.organisation_name(written)
    text.kana_loose_key(written)
