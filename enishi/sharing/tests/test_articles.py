"""An article is named by its law and its number; anything else is no ground."""

import pytest

from enishi.sharing.rules.articles import is_article


@pytest.mark.parametrize(
    "text",
    [
        "児童福祉法25条の3",
        "児童福祉法第２５条の３",
        "児童虐待の防止等に関する法律第13条の4",
        "社会福祉法第百六条の六第三項",
        "個人情報の保護に関する法律（平成15年法律第57号）第69条第2項第4号",
        "みのり市個人情報保護条例 第 8 条",
        "生活困窮者自立支援法 9条",
    ],
)
def test_articles(text: str) -> None:
    assert is_article(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "なし",
        "x",
        "法",
        "法25条",
        "第25条の3",
        "25条の3",
        "法律にもとづく",
        "児童福祉法",
        "児童福祉法による",
        "同法第25条",
        "法令第3条",
        "上司の指示",
        "緊急のため",
    ],
)
def test_what_is_none(text: str) -> None:
    assert not is_article(text)
