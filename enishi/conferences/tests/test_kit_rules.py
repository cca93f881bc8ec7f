"""One A4 stays one A4, however much is written; what is cut is said; a class that nobody sees leaves no trace."""

import pypdfium2
import pytest

from enishi.conferences.rules.kit import KitHead, KitItem, cut, kit, wrapped
from enishi.conferences.terms import KitLine, Question
from enishi.office.papers import press
from enishi.office.papers.blocks import Mark, Note, Rows

HEAD = KitHead(
    "重層的支援会議・個別ケース検討会議",
    "2026年11月26日（木）10:00〜11:30",
    "市役所本庁舎別館第2会議室（3階エレベーター横）",
    3,
    12,
    "社会福祉法人長い名前の会 相談支援センターこもれび 小鳥遊 美咲",
    "2026年11月29日 11:30",
)
MARK = Mark("写し ABCD1234", "出力: 相談支援センターこもれび 千葉 美咲 2026-11-26 09:30")
LONG = "夫の死後、長男が仕事を辞めて家にこもり、母の年金で暮らしている。家賃を3か月滞納し、電気も止まりかけている。"


def item(agencies: int, text: str, *, years: int = 7) -> KitItem:
    return KitItem(
        f"山田 花子さん（78歳）と息子さんの世帯。{text}",
        "先行実施の事後了承",
        dict.fromkeys(KitLine, text),
        [
            (f"社会福祉法人長い名前の会 第{one}事業所", dict.fromkeys(Question, text))
            for one in range(agencies)
        ],
        [(f"{1990 + one}年{one % 12 + 1}月", text) for one in range(years)],
    )


def pages(items: list[KitItem]) -> list[str]:
    document = pypdfium2.PdfDocument(press.pdf(kit(HEAD, items), MARK))
    try:
        return ["".join(one.get_textpage().get_text_range().split()) for one in document]
    finally:
        document.close()


@pytest.mark.parametrize(
    "text", ["", "短い。", LONG, LONG * 20, "あ\n" * 40, "ABCdef 123 " * 60, "。、」）" * 200]
)
@pytest.mark.parametrize("agencies", [0, 1, 4, 9, 30])
def test_one_item_is_one_page_whatever_is_written(agencies: int, text: str) -> None:
    found = pages([item(agencies, text), item(agencies, text, years=0)])
    assert len(found) == 2
    for one in found:
        assert "写し3/12" in one, "each page bears whose copy it is, for it comes loose from the others"
        assert "この資料は番号で管理しています" in one


def test_what_is_cut_is_said() -> None:
    (page,) = pages([item(30, LONG)])
    shown = page.count("社会福祉法人長")  # in the head once, and each agency's row
    assert f"ほか{30 - (shown - 1)}機関の準備シートは、議題の画面にあります。" in page
    assert "（ほか3件）" in page
    assert "1993年4月" in page
    assert "1992年3月" not in page
    (short,) = pages([item(3, "短い。", years=2)])
    assert "ほか" not in short.replace("○ほか", "")
    assert "…" not in short


def test_the_more_agencies_the_shorter_their_answers() -> None:
    def answers(agencies: int) -> Rows:
        return next(one for one in kit(HEAD, [item(agencies, LONG, years=0)]).blocks if isinstance(one, Rows))

    assert len(answers(2).rows[0][1]) > len(answers(8).rows[0][1])
    assert not [
        one for one in kit(HEAD, [item(2, LONG)]).blocks if isinstance(one, Note) and "機関の準備" in one.text
    ]


def test_no_name_is_left_out_of_a_paper_with_room() -> None:
    """Who leads and who is on the team stands there whole, until the paper is full."""
    names = "、".join(f"長い名前の事業所その{one}" for one in range(24))
    (page,) = pages([KitItem("山田 花子さん", "情報の共有", {KitLine.TEAM: names})])
    assert names in page
    assert "…" not in page
    (full,) = pages([KitItem("山田 花子さん", "情報の共有", dict.fromkeys(KitLine, names * 9))])
    assert "…" in full
    assert "この資料は番号で管理しています" in full


def test_nothing_told_is_a_whole_paper_with_empty_lines() -> None:
    (page,) = pages([KitItem("", "情報の共有")])
    for words in ("決めること：―", "プランの目標と進み―", "準備シート", "だれについて"):
        assert words in page, words


def test_a_text_is_cut_by_lines_and_width() -> None:
    assert cut("短い。", 10, 1) == "短い。"
    assert cut("あいうえお", 3, 1) == "あい…"
    assert cut("一\n二\n三", 10, 2) == "一\n二…"
    assert cut("あ" * 30, 10, 2) == "あ" * 19 + "…"
    assert wrapped("あいう", 2) == ["あい", "う"]
