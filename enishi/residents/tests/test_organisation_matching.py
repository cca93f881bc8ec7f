import csv
import os
from pathlib import Path

import pytest

from enishi.residents.matching import (
    ORGANISATIONS,
    PROPOSE_FROM,
    Organisation,
    compare_organisations,
    organisation_blocking_keys,
    propose,
)

WAMNET = Path(os.environ.get("ENISHI_SHARED", "../shared")) / "data/wamnet_202503/toyota_all_services.csv"


def office(
    name: str, corporation: str = "", phone: str = "", address: str = "", number: str = "", kind: str = ""
) -> Organisation:
    phones, addresses = ((phone,) if phone else ()), ((address,) if address else ())
    return Organisation(name, "", corporation, number, "", kind, phones, addresses)


SAME = [
    (
        "legal form and width",
        office("㈱ＣＯＰＡＩＮ", phone="0565-47-1731"),
        office("株式会社COPAIN", phone="0565471731"),
    ),
    (
        "operator in front",
        office("福祉の里 春日井営業所", "株式会社福祉の里", "0568-85-5982"),
        office("株式会社福祉の里　春日井営業所", phone="0568-85-5982"),
    ),
    (
        "operator's name within the own, kind word before or behind",
        office("訪問看護ステーション　青空苑第二", "有限会社青空苑", "0565-44-9083", "豊田市平戸橋町3丁目9番地30"),
        office("青空苑第二訪問看護ステーション", "", "0565-44-9083", "平戸橋町３－９－３０"),
    ),
    (
        "the same with the operator on both sides",
        office("訪問看護ステーション　虹の家西", "株式会社虹の家", "0565-42-6304", "豊田市西町1丁目43番地3"),
        office("虹の家西訪問看護ステーション", "㈱虹の家", "0565-42-6304", "西町1-43-3"),
    ),
    (
        "operator known on one side",
        office("ヘルパーステーション　ふみだす", "特定非営利活動法人ふみだす", address="豊田市市木町3-11-3"),
        office("NPO法人ふみだす ヘルパーステーションふみだす", address="豊田市市木町三丁目11番地3"),
    ),
    (
        "kind word left out",
        office("特別養護老人ホーム　シオンの丘ホーム", address="高松市香西北町260"),
        office("シオンの丘ホーム", address="高松市香西北町260番地"),
    ),
    (
        "abbreviation",
        office("放課後等デイサービス にじ", phone="0565-11-2222"),
        office("放デイにじ", phone="0565-11-2222"),
    ),
    (
        "ST for ステーション",
        office("ヘルパーステーションぽぽ", phone="052-629-0553"),
        office("ヘルパーSTぽぽ", phone="0526290553"),
    ),
    (
        "remark on its state",
        office("つつじ寮（休止中）", address="蒲郡市大塚町後広畑85番地の1"),
        office("つつじ寮　※移転", address="蒲郡市大塚町後広畑85-1"),
    ),
    (
        "slip of a letter",
        office("グループホームやすらぎ", address="高松市塩上町一丁目4-10"),
        office("グループホムやすらぎ", address="高松市塩上町1-4-10"),
    ),
    (
        "half-width kana",
        office("ﾃﾞｲｻｰﾋﾞｽｾﾝﾀｰ ひまわり園", phone="0565-33-4444"),
        office("デイサービスセンターひまわり園", phone="0565-33-4444"),
    ),
    (
        "corporation renamed",
        office("社会福祉法人みどり会", number="1234567890123"),
        office("社会福祉法人あおぞら会", number="1234567890123"),
    ),
]

OTHERS = [
    (
        "operators of another legal form",
        office("訪問看護ステーション　あおぞら", "社会福祉法人あおぞら会", "0565-86-5740"),
        office("訪問看護ステーション　あおぞら", "株式会社あおぞら会", "0565-24-3944"),
    ),
    (
        "branches",
        office("㈱福祉の里 春日井営業所", "㈱福祉の里", "0568-85-5982", "春日井市篠木町8-2"),
        office("㈱福祉の里 豊田営業所", "㈱福祉の里", "0565-11-1111", "豊田市西町1-2"),
    ),
    (
        "schools of one chain",
        office("豊田キャリアセンター梅坪校", "株式会社KyoMi", "0565-41-4148", "豊田市梅坪町7-4-8"),
        office("豊田キャリアセンター駅前校", "株式会社KyoMi", "0565-85-7822", "豊田市喜多町5-2-14"),
    ),
    (
        "first and second",
        office("あさひ作業所第一", "社会福祉法人あさひ会", address="豊田市西町1-1"),
        office("あさひ作業所第二", "社会福祉法人あさひ会", address="豊田市西町1-1"),
    ),
    (
        "two facilities under one roof",
        office("むもん生活支援センター", "社会福祉法人無門福祉会", "0565-45-7883", "豊田市高町東山7-43"),
        office("ライフサポートむもん", "社会福祉法人無門福祉会", "0565-45-7883", "豊田市高町東山7-43"),
    ),
    (
        "two services of one name under one roof, one with センター",
        office("デイサービスセンターみどり", "(福)みどり会", "0565-45-7883", "豊田市高町東山7-43"),
        office("訪問看護ステーションみどり", "(福)みどり会", "0565-45-7883", "豊田市高町東山7-43"),
    ),
    (
        "one name, two corporations",
        office("ひまわり", "㈱ネオネット", "052-354-0710", "名古屋市中川区八剱町3-95"),
        office("ひまわり", "社会福祉法人陽光", "0565-11-2222", "豊田市西町1-2"),
    ),
    (
        "corporation and its branch elsewhere",
        office("社会福祉法人高松市社会福祉協議会", phone="087-811-5666", address="高松市福岡町2-24-10"),
        office(
            "社会福祉法人高松市社会福祉協議会 牟礼支所", phone="087-845-3984", address="高松市牟礼町牟礼216-1"
        ),
    ),
    ("nothing", office(""), office("")),
]


@pytest.mark.parametrize(("a", "b"), [case[1:] for case in SAME], ids=[case[0] for case in SAME])
def test_one_organisation_written_differently_is_proposed(a: Organisation, b: Organisation) -> None:
    likeness = compare_organisations(a, b)
    assert likeness.score >= PROPOSE_FROM, likeness
    assert likeness.reasons
    assert organisation_blocking_keys(a) & organisation_blocking_keys(b)
    assert compare_organisations(b, a).score == likeness.score


@pytest.mark.parametrize(("a", "b"), [case[1:] for case in OTHERS], ids=[case[0] for case in OTHERS])
def test_branches_and_neighbours_are_not_proposed(a: Organisation, b: Organisation) -> None:
    likeness = compare_organisations(a, b)
    assert likeness.score < PROPOSE_FROM, likeness
    assert compare_organisations(b, a).score == likeness.score


@pytest.mark.skipif(not WAMNET.is_file(), reason="../shared/data/wamnet_202503 is not here")
def test_the_double_entry_of_the_national_list_is_found_and_branches_are_not() -> None:
    with WAMNET.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    offices = [
        office(
            row["事業所の名称"],
            row["法人の名称"],
            row["事業所電話番号"],
            row["事業所住所（市区町村）"] + row["事業所住所（番地以降）"],
            row["法人番号"],
            row["サービス種別"],
        )
        for row in rows
    ]
    found = [
        (pair.likeness.score, offices[pair.left].name, offices[pair.right].name)
        for pair in propose(ORGANISATIONS, offices)
    ]
    assert found[0] == (100, "ヘルパーステーション　ふみだす", "ヘルパーステーション　ふみだす")
    assert {left for _score, left, right in found if left != right} == set()
    assert {left for _score, left, _right in found} == {
        "ヘルパーステーション　ふみだす",
        "むもん生活支援センター",
        "みどりがおかコスモス",
    }
