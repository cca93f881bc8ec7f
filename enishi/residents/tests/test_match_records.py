import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from enishi.residents.matching.columns import ORGANISATION, PERSON, guess_columns, likely_kind
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
    assert [int(pair["score"]) for pair in pairs] == sorted(
        (int(pair["score"]) for pair in pairs), reverse=True
    )
