"""The command: files in, a proposal out, and a sentence for every wrong cell."""

import csv
import random
import subprocess
import sys
from pathlib import Path

import pytest

from enishi.machine import console, database
from enishi.participation.planning.command import main

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "gap_benchmark"
AT_THE_OTHER_END = {
    "gap1-0": 336,
    "gap1-1": 327,
    "gap1-2": 339,
    "gap1-3": 341,
    "gap1-4": 326,
}  # OR-Library, gap1


def rows_of(path):
    """The rows of a file as dictionaries."""
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def told(folder, *arguments, needs, places, pairs=None, encoding="utf-8"):
    """The exit status of the command over these texts, and the rows it wrote."""
    given = ["--out", str(folder / "A.csv"), *arguments]
    for name, text in (("needs", needs), ("places", places), ("pairs", pairs)):
        if text is not None:
            (folder / f"{name}.csv").write_text(text, encoding=encoding)
            given += [f"--{name}", str(folder / f"{name}.csv")]
    status = main(given)
    out = folder / "A.csv"
    return status, rows_of(out) if out.exists() else None


def test_english_heads_and_the_summary(tmp_path, capsys):
    status, rows = told(
        tmp_path,
        needs="need_id\nA\nB\nC\n",
        places="place_id,capacity\nP,1\nQ,1\n",
        pairs="need_id,place_id,cost\nA,P,1\nA,Q,5\nB,P,2.5\nC,Q,9\n",
    )
    assert status == 0
    assert [(row["need_id"], row["place_id"], row["cost"], row["result"]) for row in rows] == [
        ("A", "Q", "5", "placed"),
        ("B", "P", "2.5", "placed"),
        ("C", "", "", "unplaced"),
    ]
    assert "全員の合計がよくなる" in rows[0]["reason"] or "定員に達する" in rows[0]["reason"]
    assert "どこも定員に達した（Q）" in rows[2]["reason"]
    said = capsys.readouterr()
    for line in ("placed: 2 / 3", "objective: 7.5", "bound: 7.5", "status: optimal"):
        assert line in said.out
    assert "C: 候補1か所がどこも定員に達した" in said.err


def test_japanese_heads_in_the_code_page_of_windows(tmp_path):
    status, rows = told(
        tmp_path,
        needs="本人番号,優先度\n００１,1\n002,5\n",
        places="事業所番号,受入可能数\nサロン,１名\n",
        pairs='本人番号,事業所番号,費用\n001,サロン,１，０００\n002,サロン,"2,000"\n',
        encoding="cp932",
    )
    assert status == 0
    assert [(row["need_id"], row["place_id"], row["cost"]) for row in rows] == [
        ("００１", "", ""),
        ("002", "サロン", "2000"),
    ]
    assert "優先度の高い人を先に置いた" in rows[0]["reason"]


def test_the_larger_sum_of_points(tmp_path, capsys):
    status, rows = told(
        tmp_path,
        "--maximise",
        needs="id\n1\n2\n",
        places="id,capacity\nA,1\nB,1\n",
        pairs="need,place,score\n1,A,9\n1,B,8\n2,A,5\n2,B,1\n",
    )
    assert status == 0
    assert [row["place_id"] for row in rows] == ["B", "A"]
    assert "上界 bound: 13" in capsys.readouterr().out


def test_loads_that_differ(tmp_path):
    status, rows = told(
        tmp_path,
        needs="need_id,load\n1,\n2,3\n3,1\n",
        places="place_id,capacity\nA,3\nB,1.5\n",
        pairs="need_id,place_id,cost,load\n1,A,1,2.5\n1,B,7,1.5\n2,A,1,\n3,A,2,\n3,B,9,\n",
    )
    assert status == 0
    assert [(row["place_id"], row["load"]) for row in rows] == [("B", "1.5"), ("A", "3"), ("", "")]
    assert rows[2]["reason"] == "候補2か所がどこも定員に達した（A、B）"


def test_a_pair_that_may_not_be_gives_its_reason(tmp_path):
    _, rows = told(
        tmp_path,
        needs="need_id\n1\n2\n",
        places="place_id,capacity\nA,1\n",
        pairs="need_id,place_id,可否,理由\n1,A,不可,居所を知られてはいけない\n2,A,可,\n",
    )
    assert rows[0]["reason"] == "候補の場所がない（Aは不可（居所を知られてはいけない））"
    assert rows[1]["place_id"] == "A"


def test_equally_good_places_are_used_in_turn(tmp_path):
    _, rows = told(
        tmp_path,
        needs="need_id\n1\n2\n3\n",
        places="place_id,capacity,最近の受入数\nA,3,2\nB,3,0\nC,3,1\n",
        pairs="need_id,place_id,cost\n" + "".join(f"{n},{p},1\n" for n in "123" for p in "ABC"),
    )
    assert sorted(row["place_id"] for row in rows) == ["B", "B", "C"]


def test_without_pairs_days_kinds_and_distance_decide(tmp_path):
    needs = (
        "need_id,曜日,希望,緯度,経度,行ける距離\n1,月・水,居場所,35.08,137.15,3\n2,木曜日,,35.08,137.15,\n"
        "3,日,,35.08,137.15,\n4,月,就労,35.08,137.15,\n5,月,,35.08,137.15,0.01km\n"
    )
    places = (
        "place_id,定員,曜日,種別,緯度,経度\nA,9,月火水,居場所・体験,35.09,137.15\nB,9,木,居場所,35.30,137.15\n"
        "C,9,13Mo,居場所,35.20,137.15\n"
    )
    _, rows = told(tmp_path, needs=needs, places=places)
    assert [row["place_id"] for row in rows] == ["A", "B", "", "", ""]
    assert rows[0]["cost"] == "1.11"
    assert [row["reason"] for row in rows[2:]] == [
        "候補の場所がない（曜日の合う場所がありません）",
        "候補の場所がない（希望する形（就労）の場所がありません）",
        "候補の場所がない（0.01km以内に合う場所がありません）",
    ]


def test_every_wrong_cell_is_told_and_nothing_is_written(tmp_path, capsys):
    status, rows = told(
        tmp_path,
        needs="need_id,優先度\nA,高い\nA,1\n,2\n",
        places="place_id,定員\nP,-1\nQ,\nR,三\n",
        pairs="need_id,place_id,cost,load\nX,P,1,1\nA,P,abc,1\nA,Q,1,-2\nA,R,1,1\nA,R,1,1\n",
    )
    assert (status, rows) == (1, None)
    said = capsys.readouterr().err
    for sentence in (
        "needs.csv 2行目「優先度」: 「高い」は数として読めません。",
        "needs.csv 3行目「need_id」: 「A」が二度出てきます。",
        "needs.csv 4行目「need_id」: 空欄です。番号を書いてください。",
        "places.csv 2行目「定員」: 「-1」は0より小さい数です。",
        "places.csv 3行目「定員」: 空欄です。数を書いてください",
        "places.csv 4行目「定員」: 「三」は数として読めません。",
        "pairs.csv 2行目「need_id」: 「X」は本人の表（--needs）にありません。",
        "pairs.csv 3行目「cost」: 「abc」は数として読めません。",
        "pairs.csv 4行目「load」: 「-2」は0より小さい数です。",
        "pairs.csv 6行目「place_id」: 同じ本人と場所の組が、前の行にもあります。",
        "何も書き出していません。",
    ):
        assert sentence in said


@pytest.mark.parametrize(
    ("needs", "places", "sentence"),
    [
        ("", "place_id,capacity\nP,1\n", "needs.csv: ファイルが空です。"),
        ("need_id\n", "place_id,capacity\nP,1\n", "needs.csv: 見出しの下に行がありません。"),
        ("need_id\nA\n", "place_id\nP\n", "「定員」（capacity）の列がありません"),
        ("foo\nA\n", "place_id,capacity\nP,1\n", "「番号」（need_id）の列がありません"),
    ],
)
def test_files_that_are_no_tables(tmp_path, capsys, needs, places, sentence):
    status, rows = told(tmp_path, needs=needs, places=places)
    assert (status, rows) == (1, None)
    assert sentence in capsys.readouterr().err


def test_an_absent_file_and_a_source_as_target(tmp_path, capsys):
    assert main(["--needs", str(tmp_path / "no.csv"), "--places", "p.csv", "--out", str(tmp_path / "A")]) == 1
    assert "ファイルがありません" in capsys.readouterr().err
    source = tmp_path / "N.csv"
    source.write_text("need_id\nA\n")
    with pytest.raises(SystemExit) as left:
        main(["--needs", str(source), "--places", "P.csv", "--out", str(source)])
    assert left.value.code == 2
    assert source.read_text() == "need_id\nA\n"


def test_numbers_that_a_spreadsheet_would_calculate_stay_text(tmp_path):
    _, rows = told(tmp_path, needs="need_id\n=1+1\n", places="place_id,capacity\nP,1\n")
    assert rows[0]["need_id"] == "'=1+1"


def test_too_many_pairs_ask_for_candidates(tmp_path, capsys):
    needs = "need_id\n" + "".join(f"{number}\n" for number in range(2100))
    places = "place_id,capacity\n" + "".join(f"P{number},3\n" for number in range(1000))
    status, _ = told(tmp_path, needs=needs, places=places)
    assert status == 1
    assert "--candidates 20" in capsys.readouterr().err
    status, rows = told(tmp_path, "--candidates", "20", needs=needs, places=places)
    assert (status, len(rows)) == (0, 2100)
    assert sum(row["result"] == "placed" for row in rows) == 2100  # not all of them at the same few places


@pytest.mark.parametrize("place", range(5))
def test_the_published_optima(place, tmp_path, capsys):
    if not DATA.exists():
        pytest.skip("../shared/data/gap_benchmark is absent: the published instances cannot be tried")
    described = rows_of(DATA / "data.csv")[place]
    instance = DATA / described["Path"]
    assert main(["--or-library", str(instance), "--out", str(tmp_path / "A.csv")]) == 0
    said = capsys.readouterr().out
    assert f"objective: {described['Optimum']}\n" in said
    assert f"bound: {described['Optimum']}\n" in said
    assert float(said.split("seconds: ")[1]) <= 10
    assert main(["--maximise", "--or-library", str(instance), "--out", str(tmp_path / "A.csv")]) == 0
    assert f"objective: {AT_THE_OTHER_END[instance.name]}\n" in capsys.readouterr().out


def test_the_tables_of_an_instance_give_the_same(tmp_path, capsys):
    """What a reader does who makes the three tables of a published instance themselves."""
    if not DATA.exists():
        pytest.skip("../shared/data/gap_benchmark is absent: the published instances cannot be tried")
    numbers = [int(word) for word in (DATA / "cattrysse1994" / "gap1-0").read_text().split()]
    agents, items = numbers[:2]
    size = agents * items
    costs, loads, capacities = (
        numbers[2 : 2 + size],
        numbers[2 + size : 2 + 2 * size],
        numbers[2 + 2 * size :],
    )
    status, rows = told(
        tmp_path,
        needs="need_id\n" + "".join(f"{item}\n" for item in range(items)),
        places="place_id,capacity\n" + "".join(f"{agent},{capacities[agent]}\n" for agent in range(agents)),
        pairs="need_id,place_id,cost,load\n"
        + "".join(f"{at % items},{at // items},{costs[at]},{loads[at]}\n" for at in range(size)),
    )
    assert status == 0
    assert sum(int(row["cost"]) for row in rows) == 261
    assert "objective: 261" in capsys.readouterr().out


MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss, flush=True)
sys.exit(code)
"""



def test_a_whole_city_waits(tmp_path):
    """10,000 people, 5,000 places, 20 candidates each: seconds of the processor and memory of the whole command."""
    chance = random.Random(7)
    (tmp_path / "N.csv").write_text("need_id\n" + "".join(f"N{need:05}\n" for need in range(10_000)))
    (tmp_path / "P.csv").write_text(
        "place_id,capacity\n" + "".join(f"P{place:05},{chance.randint(1, 4)}\n" for place in range(5_000))
    )
    with (tmp_path / "C.csv").open("w") as file:
        file.write("need_id,place_id,cost\n")
        for need in range(10_000):
            for place in chance.sample(range(5_000), 20):
                file.write(f"N{need:05},P{place:05},{chance.randint(1, 1000)}\n")
    command = [
        *(sys.executable, "-m", "enishi.machine.console", "plan-placements", "--needs", "N.csv"),
        *("--places", "P.csv", "--pairs", "C.csv", "--out", "A.csv"),
    ]
    done = subprocess.run(  # a child begins with the memory of its parent, and the tests' own is large
        [sys.executable, "-c", MEASURED, *command],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(database.PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "placed: 10,000 / 10,000" in done.stdout
    seconds, kilobytes = map(float, done.stdout.splitlines()[-1].split())
    assert seconds <= 5
    assert kilobytes <= 600 * 1024
    assert len(rows_of(tmp_path / "A.csv")) == 10_000


def test_help_names_every_column_and_imports_no_django(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "enishi.participation.planning", "--help"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(database.PROJECT)},
        capture_output=True,
        check=True,
        text=True,
    )
    for word in (
        "need_id",
        "place_id",
        "capacity",
        "priority",
        "load",
        "recent",
        "allowed",
        "--maximise",
        "終了コード",
    ):
        assert word in ran.stdout
    for heavy in ("django", "ortools", "numpy", "pandas", "openpyxl"):
        assert not any(line.split("|")[-1].strip().startswith(heavy) for line in ran.stderr.splitlines())


def test_the_console_knows_it():
    found = {command.words: command for command in console.commands()}
    assert found["plan-placements"].role is None
    assert found["plan-placements"].direct is not None
