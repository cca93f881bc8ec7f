import csv
import io
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command

from enishi.residents.matching.columns import ORGANISATION, PERSON, guess_columns, likely_kind
from enishi.residents.tests import organisation_ledgers
from enishi.residents.tests.ledgers import (
    SecondOffice,
    World,
    row_of_first_office,
    row_of_second_office,
)


def write(path: Path, rows: Sequence[dict[str, str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        table = csv.DictWriter(file, rows[0].keys())
        table.writeheader()
        table.writerows(rows)
    return path


def run(*arguments: object) -> tuple[list[dict[str, str]], str]:
    out = Path(str(arguments[0])).parent / "pairs.csv"
    said = io.StringIO()
    call_command("match_records", *map(str, arguments), "--out", str(out), stderr=said, no_color=True)
    return list(csv.DictReader(out.read_text(encoding="utf-8").splitlines())), said.getvalue()


PEOPLE = [
    {
        "宛名番号": "1001",
        "氏名": "髙橋　太郎",
        "ﾌﾘｶﾞﾅ": "ﾀｶﾊｼ ﾀﾛｳ",
        "生年月日": "S50.4.1",
        "性別": "男",
        "住所": "豊田市西町1-2-3",
        "電話番号": "",
    },
    {
        "宛名番号": "1002",
        "氏名": "山田　次郎",
        "ﾌﾘｶﾞﾅ": "ﾔﾏﾀﾞ ｼﾞﾛｳ",
        "生年月日": "",
        "性別": "",
        "住所": "",
        "電話番号": "090-1111-2222",
    },
    {"宛名番号": "1003", "氏名": "", "ﾌﾘｶﾞﾅ": "", "生年月日": "", "性別": "", "住所": "", "電話番号": ""},
    {
        "宛名番号": "1004",
        "氏名": "高橋太郎",
        "ﾌﾘｶﾞﾅ": "タカハシタロウ",
        "生年月日": "1975/4/1",
        "性別": "",
        "住所": "",
        "電話番号": "",
    },
]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "utf-16"])
def test_duplicates_inside_one_ledger_are_found_once_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    pairs, said = run(write(tmp_path / "A.csv", PEOPLE, encoding))
    assert [(pair["left_id"], pair["right_id"]) for pair in pairs] == [("1001", "1004")]
    assert "氏名が一致" in pairs[0]["reasons"]
    assert "氏名・名称＝氏名" in said


def test_two_ledgers_of_different_layout_are_matched(tmp_path: Path) -> None:
    other = [
        {
            "person_id": "b1",
            "last_name": "高橋",
            "first_name": "太郎",
            "dob": "1975-04-01",
            "gender": "M",
            "phone": "",
        }
    ]
    pairs, said = run(write(tmp_path / "A.csv", PEOPLE[:3]), write(tmp_path / "B.csv", other))
    assert [(pair["left_id"], pair["right_id"]) for pair in pairs] == [("1001", "b1")]
    assert "姓＝last_name" in said


def test_rows_are_numbered_when_ids_repeat(tmp_path: Path) -> None:
    pairs, said = run(write(tmp_path / "A.csv", [{**row, "宛名番号": "7"} for row in PEOPLE]))
    assert [(pair["left_id"], pair["right_id"]) for pair in pairs] == [("1", "4")]
    assert "「7」などが重なる" in said


def test_columns_threshold_and_mark_can_be_chosen(tmp_path: Path) -> None:
    ledger = write(
        tmp_path / "A.csv", [{"甲": "山田 太郎", "乙": "1980-01-02"}, {"甲": "山田太郎", "乙": "S55.1.2"}]
    )
    pairs, _said = run(ledger, "--kind", "person", "--columns", "name=甲", "birth=乙", "--threshold", "90")
    assert pairs[0]["left_id"] == "1"
    call_command(
        "match_records",
        str(ledger),
        "--columns",
        "name=甲",
        "--kind",
        "person",
        "--bom",
        "--out",
        str(tmp_path / "bom.csv"),
        stderr=io.StringIO(),
    )
    assert (tmp_path / "bom.csv").read_bytes().startswith(b"\xef\xbb\xbfleft_id")


def test_a_chosen_head_need_not_be_in_both_ledgers_but_in_one(tmp_path: Path) -> None:
    left = write(tmp_path / "A.csv", [{"呼び名": "山田 太郎", "生年月日": "1980-01-02"}])
    right = write(tmp_path / "B.csv", [{"氏名": "山田太郎", "生年月日": "S55.1.2"}])
    assert len(run(left, right, "--columns", "name=呼び名")[0]) == 1
    with pytest.raises(CommandError, match="「なまえ」が名簿にありません"):
        run(right, "--columns", "name=なまえ")
    with pytest.raises(CommandError, match="「色」という項目はありません"):
        run(right, "--columns", "色=氏名")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空です"),
        ("色,形\n赤,丸\n".encode(), "突き合わせに使える列"),
        ("氏名,生年月日\n".encode(), "見出しの下に行がありません"),
        ("氏名,住所\n山田太郎,".encode() + "豊田市".encode("cp932"), "文字ではありません"),
    ],
)
def test_an_unusable_file_is_refused_in_plain_words(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "A.csv").write_bytes(content)
    with pytest.raises(CommandError, match=said):
        run(tmp_path / "A.csv")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.csv: ファイルがありません"):
        run(tmp_path / "nowhere.csv")


def test_persons_and_organisations_are_not_mixed(tmp_path: Path) -> None:
    facilities = [{"事業所名": "ひまわり園", "所在地": "豊田市西町1-2", "電話番号": ""}]
    with pytest.raises(CommandError, match="--kind"):
        run(write(tmp_path / "A.csv", PEOPLE), write(tmp_path / "B.csv", facilities))


def test_ragged_rows_are_named_and_do_not_stop_the_work(tmp_path: Path) -> None:
    (tmp_path / "A.csv").write_text(
        "ID,氏名,生年月日\n1,山田太郎,1980-01-02,余り\n2,山田 太郎,S55.1.2\n3\n", encoding="utf-8"
    )
    pairs, said = run(tmp_path / "A.csv")
    assert len(pairs) == 1
    assert "2行目は見出しより列が多く" in said


HEADS = [
    (
        "宛名番号,氏名,フリガナ,生年月日,性別,住所,電話番号,旧姓",
        PERSON,
        {"name": 1, "kana": 2, "birth": 3, "sex": 4, "phone": 6, "former": 7},
    ),
    (
        "id,last_name,first_name,last_name_kana,first_name_kana,dob,gender,phone",
        PERSON,
        {"surname": 1, "given": 2, "surname_kana": 3, "given_kana": 4, "birth": 5, "sex": 6, "phone": 7},
    ),
    (
        "整理番号,姓,名,セイ,メイ,生年月日（和暦）,年齢,緊急連絡先",
        PERSON,
        {"surname": 1, "given": 2, "surname_kana": 3, "given_kana": 4, "birth": 5, "age": 6},
    ),
    (
        "No.,漢字氏名,ｶﾅ氏名,生年,生月,生日,世帯主氏名",
        PERSON,
        {"name": 1, "kana": 2, "birth_year": 3, "birth_month": 4, "birth_day": 5},
    ),
    (
        "rec_id,name,birth_year,birth_month,birth_day,sex",
        PERSON,
        {"name": 1, "birth_year": 2, "birth_month": 3, "birth_day": 4, "sex": 5},
    ),
    (
        "NO（※システム内の固有の番号）,法人の名称,法人番号,サービス種別,事業所の名称,事業所の名称_かな,事業所番号,事業所電話番号,法人電話番号",
        ORGANISATION,
        {
            "corporation": 1,
            "corporate_number": 2,
            "kind": 3,
            "name": 4,
            "kana": 5,
            "office_number": 6,
            "phone": 7,
        },
    ),
    (
        "ID,last_name_kanji,first_name_kanji,last_name_kana,first_name_kana,birthday",
        PERSON,
        {"surname": 1, "given": 2, "surname_kana": 3, "given_kana": 4, "birth": 5},
    ),
    (
        "uid,sei,mei,sei_kana,mei_kana,seibetsu,seinengappi,jusho,denwa",
        PERSON,
        {"surname": 1, "given": 2, "surname_kana": 3, "given_kana": 4, "sex": 5, "birth": 6, "phone": 8},
    ),
    (
        "受付番号,受付日,相談者氏名,本人氏名,本人カナ,本人生年月日,本人電話番号,相談者電話番号",
        PERSON,
        {"name": 3, "kana": 4, "birth": 5, "phone": 6},
    ),
    (
        "被保険者番号,被保険者氏名,被保険者カナ,生年月日,居宅介護支援事業所名",
        PERSON,
        {"name": 1, "kana": 2, "birth": 3},
    ),
    (
        "整理番号,カナ氏名,漢字氏名,元号,年,月,日,住所コード,お住まい,方書",
        PERSON,
        {"kana": 1, "name": 2, "era": 3, "birth_year": 4, "birth_month": 5, "birth_day": 6},
    ),
    (
        "番号,氏,名,シ,メイ,生年月日（元号）,生年月日（年）,生年月日（月）,生年月日（日）,住まいの形態",
        PERSON,
        {"surname": 1, "given": 2, "surname_kana": 3, "given_kana": 4}
        | {"era": 5, "birth_year": 6, "birth_month": 7, "birth_day": 8},
    ),
    (
        "id,org_name,org_address,phone,corp_no",
        ORGANISATION,
        {"name": 1, "phone": 3, "corporate_number": 4},
    ),
    ("コード,会社名,支店名,所在地,代表電話", ORGANISATION, {"name": 1, "phone": 4}),
    (
        "#property,latitude,longitude,name,address,telephoneNumber,service",
        ORGANISATION,
        {"name": 3, "phone": 5, "kind": 6},
    ),
]


@pytest.mark.parametrize(
    ("heads", "kind", "expected"), HEADS, ids=[heads[:20] for heads, _kind, _expected in HEADS]
)
def test_columns_are_guessed_from_heads(heads: str, kind: str, expected: dict[str, int]) -> None:
    cells = heads.split(",")
    assert likely_kind(cells) == kind
    found = guess_columns(cells, kind)
    assert {name: places[0] for name, places in found.fields.items()} == expected
    assert 0 in found.ids or heads.startswith("#")


@pytest.mark.parametrize(
    ("heads", "addresses"),
    [
        ("ID,氏名,お住まい,住まいの形態", [(2,)]),
        ("id,name_ja,birth_ymd,addr_pref,addr_city,addr_town,addr_block,addr_bldg", [(3, 4, 5, 6, 7)]),
        ("ID,氏名,生年月日,住所コード,住所,方書", [(4, 5)]),
        ("ID,氏名,生年月日,現住所_市区町村,現住所_町名,現住所_番地,前住所", [(3, 4, 5), (6,)]),
    ],
)
def test_parts_of_an_address_are_joined_and_codes_left_out(
    heads: str, addresses: list[tuple[int, ...]]
) -> None:
    assert list(guess_columns(heads.split(","), PERSON).addresses) == addresses


@pytest.mark.parametrize(
    ("heads", "taken"),
    [
        ("No,ケースID,氏名,生年月日", "ID: ケースID"),
        ("No.,organization_id,事業所名,所在地", "ID: organization_id"),
        ("世帯ID,番号,氏名,生年月日", "ID: 番号"),
        ("No.,氏名,生年月日,備考", "ID: No."),
    ],
)
def test_the_id_of_the_record_goes_before_a_running_number(tmp_path: Path, heads: str, taken: str) -> None:
    (tmp_path / "A.csv").write_text(f"{heads}\n1,x1,山田太郎,1980-01-02\n2,x2,川口花子,1990-03-04\n", "utf-8")
    assert taken in run(tmp_path / "A.csv")[1]


@pytest.mark.parametrize("threshold", ["0.98", "98"])
def test_the_threshold_is_written_as_the_score_or_in_points(tmp_path: Path, threshold: str) -> None:
    ledger = write(tmp_path / "A.csv", PEOPLE)
    assert [pair["score"] for pair in run(ledger)[0]] == ["0.97"]
    assert run(ledger, "--threshold", threshold)[0] == []
    for nonsense in ("1.5", "101", "-1", "高い"):
        with pytest.raises(CommandError, match="しきい値は0から1の小数"):
            run(ledger, f"--threshold={nonsense}")


def test_eras_are_mistaken_only_for_a_number_that_one_of_them_had(tmp_path: Path) -> None:
    births = [("1", "昭和48年2月9日"), ("2", "平成29年2月9日"), ("3", "平成18年7月25日"), ("4", "令和2年7月25日")]
    rows = "".join(f"{number},山田太郎,{birth}\n" for number, birth in births)
    (tmp_path / "A.csv").write_text(f"ID,氏名,生年月日\n{rows}", "utf-8")
    assert "元号" not in "".join(pair["reasons"] for pair in run(tmp_path / "A.csv", "--threshold=0.1")[0])


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("1980-03-15", "1980-13-15", "生年月日が1字違い"),
        ("1980-02-20", "昭和55年2月30日", "生年月日が1字違い"),
        ("昭和40年5月6日", "令和40年5月6日", "元号の取り違え（昭和と令和）"),
        ("1980-02-30", "S55.2.30", "生年月日が一致"),
    ],
)
def test_a_birth_day_that_cannot_be_is_compared_as_a_slip(
    tmp_path: Path, one: str, other: str, reason: str
) -> None:
    (tmp_path / "A.csv").write_text(f"ID,氏名,生年月日\n1,山田太郎,{one}\n2,山田太郎,{other}\n", "utf-8")
    assert reason in run(tmp_path / "A.csv")[0][0]["reasons"]


@pytest.mark.parametrize(("harshness", "recall", "precision"), [(1.0, 0.98, 0.985), (2.0, 0.94, 0.98)])
def test_two_offices_find_their_common_people(
    tmp_path: Path, harshness: float, recall: float, precision: float
) -> None:
    world = World(seed=7)
    people = world.people(780)
    office = SecondOffice(world, harshness)
    theirs = [office.copy(person) for person in people[180:]]
    world.random.shuffle(theirs)
    ours = people[:600]
    known = {person.truth for person in ours}
    truth = {(f"A{p.truth:06}", f"B{n:06}") for n, p in enumerate(theirs) if p.truth in known}
    pairs, _said = run(
        write(tmp_path / "A.csv", [row_of_first_office(person) for person in ours], "cp932"),
        write(tmp_path / "B.csv", [row_of_second_office(person, n) for n, person in enumerate(theirs)]),
    )
    found = {(pair["left_id"], pair["right_id"]) for pair in pairs}
    assert len(found & truth) / len(truth) >= recall
    assert len(found & truth) / len(found) >= precision
    scores = [float(pair["score"]) for pair in pairs]
    assert scores == sorted(scores, reverse=True)
    assert all(0.6 <= score <= 1 for score in scores)


def test_one_office_finds_the_people_it_wrote_down_twice(tmp_path: Path) -> None:
    world = World(seed=11)
    people = world.people(700)
    office = SecondOffice(world)
    written = people + [office.copy(person) for person in people[:150]]
    world.random.shuffle(written)
    at: dict[int, list[str]] = {}
    for n, person in enumerate(written):
        at.setdefault(person.truth, []).append(f"B{n:06}")
    truth = {(twice[0], twice[1]) for twice in at.values() if len(twice) == 2}
    pairs, _said = run(
        write(tmp_path / "A.csv", [row_of_second_office(person, n) for n, person in enumerate(written)])
    )
    found = [tuple(sorted((pair["left_id"], pair["right_id"]))) for pair in pairs]
    assert len(found) == len(set(found)), "each pair once"
    assert len(set(found) & truth) / len(truth) >= 0.96
    assert len(set(found) & truth) / len(found) >= 0.96


def test_two_offices_find_their_common_facilities(tmp_path: Path) -> None:
    random = Random(5)
    all_of_them = organisation_ledgers.facilities(500, random)
    theirs = [organisation_ledgers.second_row(one, n, random) for n, one in enumerate(all_of_them[100:])]
    random.shuffle(theirs)
    ours = [organisation_ledgers.first_row(one) for one in all_of_them[:400]]
    truth = {(f"A{n:04}", f"B{n:04}") for n in range(100, 400)}
    pairs, _said = run(write(tmp_path / "A.csv", ours, "cp932"), write(tmp_path / "B.csv", theirs))
    found = {(pair["left_id"], pair["right_id"]) for pair in pairs}
    assert len(found & truth) / len(truth) >= 0.96
    assert len(found & truth) / len(found) >= 0.96
