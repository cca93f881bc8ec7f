"""``enishi plan-placements``: files in, a proposal out. No database, no Django."""

from __future__ import annotations

import argparse
import csv
import os
import sys
import time
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from enishi.office.errors import why_not
from enishi.office.sheets.formulas import csv_text
from enishi.participation.planning import columns, tables
from enishi.participation.planning.problem import Answer, Problem, TooLarge
from enishi.participation.planning.reasons import Line, lines, scaled
from enishi.participation.planning.solving import SECONDS, solve
from enishi.participation.planning.tables import Faults, Wrong

SOLVED, WRONG, USAGE, UNPROVED = 0, 1, 2, 3
FAULTS_SHOWN = 20
HEADS = ("need_id", "place_id", "cost", "load", "result", "reason")
PLACED, LEFT = "placed", "unplaced"

DESCRIPTION = """待っている人みんなの受入先の案を、一度に計算します。決めるのは人です。
まず置ける人をできるだけ多くし、次に優先度、次に費用の合計（--maximise なら点の合計）をよくします。"""

COLUMNS = """\
読むファイル（CSV: UTF-8・Shift_JIS・UTF-16、XLSX。見出しは日本語でも英語でもよい）
  --needs   need_id（番号・本人番号）  必須。一行に一人
            priority（優先度・待ち日数）  大きい人を先に置く
            load（負荷・枠数）  その人が使う枠（既定 1）
            days（曜日）、kinds（希望）、lat・lon（緯度・経度）、max_km（行ける距離）  --pairs がないときに使う
  --places  place_id（番号・事業所番号）  必須。一行に一か所
            capacity（定員・空き・受入可能数）  必須。0以上
            recent（最近の受入数）  同じよさの案なら、少ない場所から使う
            days（曜日）、kinds（種別）、lat・lon（緯度・経度）
  --pairs   need_id、place_id  必須。ここにない組には置かない
            cost（費用・点・距離）  小さいほどよい（--maximise なら大きいほどよい。既定 0）
            load（負荷）  この人がこの場所で使う枠（既定は --needs の load）
            allowed（可否）、reason（理由）  不可の組は置かず、理由を結果に書く
書くファイル（UTF-8、--needs と同じ順に、全員を一行ずつ）
  need_id, place_id, cost, load, result（placed・unplaced）, reason（そこにした理由・置けない理由）
終了コード  0 最適と証明した  1 ファイルに誤りがある  2 使い方の誤り  3 時間内の最善の案（最適かは未確認）
例  enishi plan-placements --needs N.csv --places P.csv --pairs costs.csv --out A.csv
    enishi plan-placements --or-library gap1-0 --out A.csv"""


def main(arguments: Sequence[str]) -> int:
    """Run the command; returns the exit status."""
    started = time.perf_counter()
    chosen = _parser().parse_args(arguments)
    try:
        problem, notes = _problem(chosen)
        for note in notes:
            print(note, file=sys.stderr)
        answer = solve(problem, seconds=chosen.seconds)
        unplaced = _write(chosen.out, lines(problem, answer), bom=chosen.bom)
    except Wrong as wrong:
        for sentence in wrong.sentences:
            print(f"enishi plan-placements: {sentence}", file=sys.stderr)
        return WRONG
    except TooLarge as large:
        print(f"enishi plan-placements: {large}", file=sys.stderr)
        return WRONG
    told = sys.stderr if chosen.out is None else sys.stdout
    print("\n".join(summary(problem, answer, time.perf_counter() - started)), file=told)
    _tell_unplaced(unplaced)
    return SOLVED if answer.optimal else UNPROVED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="enishi plan-placements",
        description=DESCRIPTION,
        epilog=COLUMNS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--needs", type=Path, metavar="N.csv", help="待っている人の表")
    parser.add_argument("--places", type=Path, metavar="P.csv", help="受入先と定員の表")
    parser.add_argument("--pairs", type=Path, metavar="costs.csv", help="行ける組と費用の表")
    parser.add_argument(
        "--or-library", type=Path, metavar="FILE", help="OR-Libraryの形の問題を、表の代わりに読む"
    )
    parser.add_argument("--out", type=Path, metavar="A.csv", help="書き出し先（省くと標準出力）")
    parser.add_argument(
        "--maximise", "--maximize", action="store_true", help="費用の列を点とみて、合計を大きくする"
    )
    parser.add_argument(
        "--candidates",
        type=_count,
        metavar="数",
        help="--pairs がないとき、一人につき近い何か所までを候補にするか",
    )
    parser.add_argument(
        "--seconds",
        type=_seconds,
        default=SECONDS,
        metavar="秒",
        help=f"負荷が違うときの計算の上限（既定{SECONDS:.0f}）",
    )
    parser.add_argument("--bom", action="store_true", help="Excelで開くためにBOMを付ける")
    return parser


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("1以上の整数で書いてください。")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= 86_400:
        raise argparse.ArgumentTypeError("0より大きい秒数で書いてください（1日まで）。")
    return seconds


def _problem(chosen: argparse.Namespace) -> tuple[Problem, list[str]]:
    if chosen.or_library:
        from enishi.participation.planning.orlibrary import read_instance

        return read_instance(chosen.or_library, maximise=chosen.maximise), []
    if not (chosen.needs and chosen.places):
        _parser().error("--needs と --places を付けてください（または --or-library）。")
    _keep_sources(chosen)
    return read_problem(
        chosen.needs, chosen.places, chosen.pairs, maximise=chosen.maximise, candidates=chosen.candidates
    )


def _keep_sources(chosen: argparse.Namespace) -> None:
    sources = [path.resolve() for path in (chosen.needs, chosen.places, chosen.pairs) if path]
    if chosen.out and chosen.out.resolve() in sources:
        _parser().error("--out が読むファイルと同じです。別の名前にしてください。")


def read_problem(
    needs_path: Path,
    places_path: Path,
    pairs_path: Path | None,
    *,
    maximise: bool,
    candidates: int | None = None,
) -> tuple[Problem, list[str]]:
    """The problem of the files, and how they were read. Raises Wrong with every fault found (the first ones told)."""
    needs_table = tables.open_table(needs_path, columns.NEEDS, ["id"])
    places_table = tables.open_table(places_path, columns.PLACES, ["id", "capacity"])
    faults = [Faults(needs_path.name), Faults(places_path.name)]
    needs = tables.read_parties(needs_table, tables.READ_NEEDS, faults[0])
    places = tables.read_parties(places_table, tables.READ_PLACES, faults[1], required=["capacity"])
    read = [needs_table, places_table]
    if pairs_path:
        pairs_table = tables.open_table(pairs_path, columns.PAIRS, ["need", "place"])
        faults.append(Faults(pairs_path.name))
        pairs = tables.read_pairs(pairs_table, needs, places, faults[2])
        read.append(pairs_table)
    _refuse_faults(faults)
    if not pairs_path:
        from enishi.participation.planning.fit import fitting_pairs

        pairs = fitting_pairs(needs, places, candidates=candidates)
    notes = [table.described() for table in read]
    return tables.whole_problem(needs, places, pairs, maximise=maximise), notes


def _refuse_faults(faults: Sequence[Faults]) -> None:
    found = [sentence for one in faults for sentence in one.found]
    if not found:
        return
    more = len(found) - FAULTS_SHOWN
    rest = [f"ほかに{more:,}か所あります。"] if more > 0 else []
    raise Wrong(
        [*found[:FAULTS_SHOWN], *rest, "何も書き出していません。直してからもう一度実行してください。"]
    )


def summary(problem: Problem, answer: Answer, seconds: float) -> list[str]:
    """What is printed: how many, objective, bound, status, seconds."""
    status = "optimal（最適と証明）" if answer.optimal else f"feasible（未証明、{_gap(problem, answer)}）"
    most = "" if answer.placed_bound == answer.placed else f"（最大でも{answer.placed_bound:,}人）"
    side = "上界" if problem.maximise else "下界"
    return [
        f"人数 placed: {answer.placed:,} / {len(problem.needs):,}{most}",
        f"目的値 objective: {plain(scaled(answer.objective, problem.cost_scale))}",
        f"{side} bound: {'-' if answer.bound is None else plain(scaled(answer.bound, problem.cost_scale))}",
        f"状態 status: {status}",
        f"秒 seconds: {seconds:.2f}",
    ]


def _gap(problem: Problem, answer: Answer) -> str:
    if answer.bound is None:
        return "gap は不明"
    distance = abs(answer.objective - answer.bound)
    return f"gap {100 * distance / max(1, abs(answer.objective)):.2f}%"


def plain(value: Decimal) -> str:
    """A number without exponent and without zeros at the end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _write(out: Path | None, rows: Iterable[Line], *, bom: bool) -> list[Line]:
    """Every line; returns those without a place. A file is complete or absent, never half."""
    if out is None:
        return _write_rows(sys.stdout, rows)
    aside = out.with_name(f".{out.name}.{os.getpid()}.new")
    try:
        with aside.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
            unplaced = _write_rows(file, rows)
        aside.replace(out)
    except OSError as failed:
        aside.unlink(missing_ok=True)
        raise Wrong([f"{out}: 書き出せません（{why_not(failed)}）。"]) from None
    return unplaced


def _write_rows(file: TextIO, rows: Iterable[Line]) -> list[Line]:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADS)
    unplaced = []
    for line in rows:
        if line.place is None:
            unplaced.append(line)
        writer.writerow(
            [
                csv_text(line.need),
                csv_text(line.place or ""),
                "" if line.cost is None else plain(line.cost),
                "" if line.load is None else plain(line.load),
                LEFT if line.place is None else PLACED,
                line.reason,
            ]
        )
    return unplaced


def _tell_unplaced(unplaced: list[Line]) -> None:
    """Nobody is left out silently: the first ones by number, the rest by count; all stand in the file."""
    if not unplaced:
        return
    print(f"置けない人が{len(unplaced):,}人います。理由は結果の reason の列にあります。", file=sys.stderr)
    for line in unplaced[:5]:
        print(f"  {line.need}: {line.reason}", file=sys.stderr)
    if len(unplaced) > 5:
        print(f"  ほか{len(unplaced) - 5:,}人", file=sys.stderr)
