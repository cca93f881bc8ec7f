"""A name of somebody known is found however it is written; a short one only where it is written as a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.office.text.kana import HIRAGANA_TO_KATAKANA
from enishi.office.text.known_names import names_in


@pytest.mark.parametrize(
    "text",
    [
        *("山田は畑が好き。", "山 田は畑が好き。", "ヤマダは畑が好き", "やまだは畑が好き", "ﾔﾏﾀﾞは畑が好き", "や ま だ です"),
        *("はなこと呼んでください", "花子", "ハナコ", "ﾊﾅｺ", "はなこ"),
    ],
)
def test_kanji_and_kana_of_any_script_and_width_are_found(text: str) -> None:
    assert names_in(text, ["山田", "花子", "ヤマダ", "ハナコ"]), text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("髙﨑", "高崎です"), ("渡邊", "渡辺の家"), ("佐々木", "佐佐木です"), ("サトウ", "さとーです"), ("ユウコ", "ゆーこです")),
        *(("イチロウ", "いちろー"), ("ヂンナイ", "じんない"), ("Nguyen", "NGUYENです"), ("nguyen", "Ｎｇｕｙｅｎさん")),
        *(("ウエダ", "いえのうえだです"), ("イトウ", "まえへいとうさん")),
        *(("さくら", "サクラです"), ("林", "林さんは"), ("林", "林様へ")),
    ],
)
def test_other_forms_of_the_same_name_are_found(name: str, text: str) -> None:
    assert names_in(text, [name]) == [name]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("アキ", "あきが好き"), ("アキ", "アキレス"), ("ミナ", "みなさんと話す"), ("ケン", "けんこうのために")),
        *(("林", "森林の手入れ"), ("林", "小林さんの畑"), ("An", "planを立てる"), ("ヤ", "や"), ("", "何も"), (" ", "何も")),
        *(("サキ", "先に、さきに"), ("山田", "山の田"), ("ヤマダ", "山だ"), ("トウ", "おとうさんと")),
    ],
)
def test_what_is_no_name_may_be_said(name: str, text: str) -> None:
    assert names_in(text, [name]) == []


@pytest.mark.parametrize("text", ["アキは畑が好き", "あきさんは畑が好き", "「あき」と呼ぶ", "アキさん", "ｱｷは", "呼び名：あき。"])
def test_a_short_name_is_found_where_it_is_written_as_a_name(text: str) -> None:
    assert names_in(text, ["アキ"]) == ["アキ"], text


LETTERS = [chr(code) for code in HIRAGANA_TO_KATAKANA.values() if chr(code) not in "ヽヾヵヶ"]
KATAKANA = st.text(alphabet=LETTERS, min_size=3, max_size=6)


@given(KATAKANA)
def test_every_name_of_three_letters_of_kana_is_found_in_both_scripts(name: str) -> None:
    hiragana = name.translate({katakana: hiragana for hiragana, katakana in HIRAGANA_TO_KATAKANA.items()})
    for text in (f"本人（{name}）は畑が好き。", f"本人、{hiragana}、は畑が好き。", " ".join(hiragana)):
        assert names_in(text, [name]) == [name]
